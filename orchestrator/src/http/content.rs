//! Content by its identifier.

use ainur_content::ContentError;
use ainur_primitives::receipt;
use axum::{
    body::{to_bytes, Body},
    extract::{rejection::PathRejection, Path, State},
    http::{header, HeaderMap, StatusCode},
    Json,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    problem::{Kind, Problem},
    write, Api,
};
use crate::text;

/// Largest content that is served, in bytes.
const MAX_SERVED: u64 = 32 * 1024 * 1024;

/// What was added.
#[derive(Serialize, ToSchema)]
pub struct Added {
    /// Its identifier.
    cid: String,
    /// blake2-256 of its bytes, as tasks and agents name it.
    hash: String,
    /// Its length in bytes.
    size: usize,
}

/// Adds content.
#[utoipa::path(post, path = "/v1/content", request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = Added), (status = 401, body = Problem), (status = 413, body = Problem)))]
pub async fn add(State(api): State<Api>, headers: HeaderMap, body: Body) -> Result<(StatusCode, Json<Added>), Problem> {
    // Before anything is kept in memory for a stranger.
    write::authorise(&api, &headers)?;
    let too_large = |_| Kind::ContentTooLarge.because(format!("at most {} bytes", api.max_content));
    let body = to_bytes(body, api.max_content).await.map_err(too_large)?;
    let (hash, size) = (text::hex(&receipt::hash(&body)), body.len());
    let cid = api.context.content.add(body.to_vec()).await.map_err(problem)?.to_string();
    Ok((StatusCode::CREATED, Json(Added { cid, hash, size })))
}

/// The bytes behind an identifier, checked against it.
#[utoipa::path(get, path = "/v1/content/{cid}", params(("cid" = String, Path, description = "CIDv1 of sha2-256")),
    responses((status = 200, content_type = "application/octet-stream"), (status = 404, body = Problem)))]
pub async fn fetch(
    State(api): State<Api>,
    cid: Result<Path<String>, PathRejection>,
) -> Result<([(header::HeaderName, &'static str); 3], Vec<u8>), Problem> {
    let Path(cid) = cid?;
    let cid = cid::Cid::try_from(cid.as_str()).map_err(|error| super::problem::invalid("cid", error))?;
    let bytes = api.context.content.fetch(&cid, MAX_SERVED).await.map_err(problem)?;
    // What an identifier names never changes; nothing of it is to be run by a browser.
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, bytes))
}

fn problem(error: ContentError) -> Problem {
    match error {
        ContentError::NotFound(cid) => Kind::UnknownContent.because(cid.to_string()),
        ContentError::TooLarge { .. } => Kind::ContentTooLarge.because(error.to_string()),
        ContentError::Unsupported(_) => super::problem::invalid("cid", error),
        ContentError::Corrupt(_) | ContentError::Io(_) => {
            tracing::error!(error = &error as &dyn std::error::Error, "the content store failed a request");
            Kind::Internal.into()
        }
    }
}
