//! Errors as RFC 9457 problem details.

use std::{any::Any, time::Duration};

use axum::{
    extract::Request,
    http::{header, StatusCode},
    middleware::Next,
    response::{IntoResponse, Response},
    Json,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::text;

/// What went wrong.
#[derive(Serialize, ToSchema, Debug)]
pub struct Problem {
    /// Stable name of the kind of problem, as a URN.
    #[serde(rename = "type")]
    kind: String,
    /// The kind in words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What it was in this case.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

/// The kinds of problems.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    UnknownRoute,
    UnknownMethod,
    UnknownAgent,
    UnknownTask,
    UnknownContent,
    UnknownSubmission,
    UnknownJob,
    UnknownEvent,
    NoResult,
    NoDispute,
    JobNotDead,
    NotQuarantined,
    Malformed,
    InvalidField,
    ContentTooLarge,
    NoRoom,
    NotAcceptable,
    NotCached,
    NotJson,
    Unauthorised,
    NoOperator,
    MissingIdempotencyKey,
    ReusedIdempotencyKey,
    NotReady,
    TooManyListeners,
    Unavailable,
    TimedOut,
    Internal,
}

impl Kind {
    fn describe(self) -> (&'static str, StatusCode, &'static str) {
        match self {
            Self::UnknownRoute => ("unknown-route", StatusCode::NOT_FOUND, "There is nothing at this address"),
            Self::UnknownMethod => ("unknown-method", StatusCode::METHOD_NOT_ALLOWED, "This cannot be done at this address"),
            Self::UnknownAgent => ("unknown-agent", StatusCode::NOT_FOUND, "There is no such agent"),
            Self::UnknownTask => ("unknown-task", StatusCode::NOT_FOUND, "There is no such task"),
            Self::UnknownContent => ("unknown-content", StatusCode::NOT_FOUND, "This content is not here"),
            Self::UnknownSubmission => ("unknown-submission", StatusCode::NOT_FOUND, "There is no such submission"),
            Self::UnknownJob => ("unknown-job", StatusCode::NOT_FOUND, "There is no job for this task"),
            Self::UnknownEvent => ("unknown-event", StatusCode::NOT_FOUND, "There is no such event"),
            Self::JobNotDead => ("job-not-dead", StatusCode::CONFLICT, "The job was not given up"),
            Self::NotQuarantined => ("not-quarantined", StatusCode::NOT_FOUND, "This module is not in quarantine"),
            Self::NoResult => ("no-result", StatusCode::NOT_FOUND, "The task has no result"),
            Self::NoDispute => ("no-dispute", StatusCode::NOT_FOUND, "Nobody has objected to the task's result"),
            Self::Malformed => ("malformed-request", StatusCode::BAD_REQUEST, "The request cannot be read"),
            Self::InvalidField => ("invalid-field", StatusCode::UNPROCESSABLE_ENTITY, "A field has a value it cannot have"),
            Self::ContentTooLarge => ("content-too-large", StatusCode::PAYLOAD_TOO_LARGE, "The content is too large"),
            Self::NoRoom => ("no-room", StatusCode::INSUFFICIENT_STORAGE, "There is no room for more at the moment"),
            Self::NotAcceptable => {
                ("not-acceptable", StatusCode::NOT_ACCEPTABLE, "This cannot be had in any form that was asked for")
            }
            Self::NotCached => {
                ("not-cached", StatusCode::PRECONDITION_FAILED, "This content is not here, and nowhere else was to be looked")
            }
            Self::NotJson => ("not-json", StatusCode::UNSUPPORTED_MEDIA_TYPE, "The body is not said to be JSON"),
            Self::Unauthorised => ("unauthorised", StatusCode::UNAUTHORIZED, "The operator's token is missing or wrong"),
            Self::NoOperator => ("no-operator", StatusCode::FORBIDDEN, "Nobody may write in the operator's name here"),
            Self::MissingIdempotencyKey => {
                ("missing-idempotency-key", StatusCode::BAD_REQUEST, "The header Idempotency-Key is missing or too long")
            }
            Self::ReusedIdempotencyKey => {
                ("reused-idempotency-key", StatusCode::CONFLICT, "Another call was queued under this Idempotency-Key")
            }
            Self::NotReady => ("not-ready", StatusCode::SERVICE_UNAVAILABLE, "The service cannot do its work at the moment"),
            Self::TooManyListeners => {
                ("too-many-listeners", StatusCode::SERVICE_UNAVAILABLE, "As many listen to events here as can")
            }
            Self::Unavailable => ("unavailable", StatusCode::SERVICE_UNAVAILABLE, "The chain or the database does not answer"),
            Self::TimedOut => ("timed-out", StatusCode::GATEWAY_TIMEOUT, "The answer took too long"),
            Self::Internal => ("internal", StatusCode::INTERNAL_SERVER_ERROR, "Something is wrong with the service"),
        }
    }

    /// The problem, with what it was in this case.
    pub fn because(self, detail: impl Into<String>) -> Problem {
        Problem { detail: Some(detail.into()), ..self.into() }
    }
}

impl From<Kind> for Problem {
    fn from(kind: Kind) -> Self {
        let (name, status, title) = kind.describe();
        Self { kind: format!("urn:ainur:problem:{name}"), title, status: status.as_u16(), detail: None }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, [(header::CONTENT_TYPE, "application/problem+json")], Json(self)).into_response()
    }
}

impl From<ainur_store::StoreError> for Problem {
    fn from(error: ainur_store::StoreError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "the database failed a request");
        let kind = if error.is_for_want_of_room() { Kind::NoRoom } else { Kind::Unavailable };
        kind.into()
    }
}

impl From<ainur_chain::ChainError> for Problem {
    fn from(error: ainur_chain::ChainError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "the chain failed a request");
        Kind::Unavailable.into()
    }
}

impl From<ainur_chain::CallError> for Problem {
    fn from(error: ainur_chain::CallError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "a call could not be written");
        Kind::Internal.into()
    }
}

impl From<axum::extract::rejection::JsonRejection> for Problem {
    fn from(rejection: axum::extract::rejection::JsonRejection) -> Self {
        let kind = match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Kind::ContentTooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Kind::NotJson,
            _ => Kind::Malformed,
        };
        kind.because(rejection.body_text())
    }
}

impl From<axum::extract::rejection::QueryRejection> for Problem {
    fn from(rejection: axum::extract::rejection::QueryRejection) -> Self {
        Kind::Malformed.because(rejection.body_text())
    }
}

impl From<axum::extract::rejection::PathRejection> for Problem {
    fn from(rejection: axum::extract::rejection::PathRejection) -> Self {
        Kind::Malformed.because(rejection.body_text())
    }
}

/// Answers for addresses that lead nowhere.
pub async fn unknown_route() -> Problem {
    Kind::UnknownRoute.into()
}

/// Answers for methods that an address does not take.
pub async fn unknown_method() -> Problem {
    Kind::UnknownMethod.into()
}

/// Answers a request that takes longer than this; what it began goes on.
pub async fn unless_done_within(limit: Duration, request: Request, next: Next) -> Result<Response, Problem> {
    tokio::time::timeout(limit, next.run(request)).await.map_err(|_| Kind::TimedOut.into())
}

/// Answers a request whose handler broke. The panic itself is in the log.
pub fn panicked(_: Box<dyn Any + Send>) -> Response {
    Problem::from(Kind::Internal).into_response()
}

/// A field that was refused, by its name.
pub fn invalid(field: &str, reason: impl std::fmt::Display) -> Problem {
    Kind::InvalidField.because(format!("{field}: {reason}"))
}

/// A field that can have one of these values only.
pub fn one_of(field: &str, value: String, known: &[&str]) -> Result<String, Problem> {
    let is_known = known.contains(&value.as_str());
    is_known.then_some(value).ok_or_else(|| invalid(field, format!("one of {}", known.join(", "))))
}

/// A field that names an account.
pub fn account(field: &str, value: &str) -> Result<String, Problem> {
    Ok(text::parse_account(value).ok_or_else(|| invalid(field, "not an account in SS58"))?.to_string())
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, middleware, routing::get, Router};
    use tower::ServiceExt;
    use tower_http::catch_panic::CatchPanicLayer;

    use super::*;

    async fn problem(router: Router) -> (StatusCode, String) {
        let response = router.oneshot(Request::new(Body::empty())).await.unwrap();
        let kind = response.headers()[header::CONTENT_TYPE].to_str().unwrap().to_owned();
        (response.status(), kind)
    }

    #[tokio::test]
    async fn should_name_a_handler_that_never_ends() {
        let router = Router::new().route("/", get(std::future::pending::<()>));
        let limited = router.layer(middleware::from_fn(|request, next| unless_done_within(Duration::ZERO, request, next)));
        assert_eq!(problem(limited).await, (StatusCode::GATEWAY_TIMEOUT, "application/problem+json".into()));
    }

    #[tokio::test]
    async fn should_name_a_handler_that_breaks() {
        async fn break_down() -> &'static str {
            panic!("broken")
        }
        let router = Router::new().route("/", get(break_down));
        let caught = router.layer(CatchPanicLayer::custom(panicked));
        assert_eq!(problem(caught).await, (StatusCode::INTERNAL_SERVER_ERROR, "application/problem+json".into()));
    }
}
