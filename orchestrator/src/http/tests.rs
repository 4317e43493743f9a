mod content;
mod events;
mod gateway;
mod jobs;
mod quarantine;
mod quoting;
mod reading;
mod service;
mod stream;
mod writing;

use axum::{
    body::{to_bytes, Body},
    http::{header, HeaderMap, Request, StatusCode},
    Router,
};
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::router;
use crate::{config, testing::World};

const TOKEN: &str = "0123456789abcdef0123456789abcdef";
const MAX_BODY: usize = 4_096;

/// The interface over a world.
struct Site {
    world: World,
    router: Router,
    shutdown: CancellationToken,
}

/// What it answered.
struct Answer {
    status: StatusCode,
    kind: String,
    location: Option<String>,
    headers: HeaderMap,
    bytes: Vec<u8>,
}

impl Site {
    fn over(world: World) -> Self {
        let settings = config::Http { operator_token: Some(TOKEN.into()), max_body: MAX_BODY, ..config::Http::default() };
        let shutdown = CancellationToken::new();
        let router = router(world.context.clone(), &settings, shutdown.clone());
        Self { world, router, shutdown }
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Posts JSON without any credentials.
    async fn post(&self, path: &str, body: &Value) -> Answer {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(body.to_string().into()).unwrap()).await
    }

    /// Posts JSON in the operator's name.
    async fn post_as_operator(&self, path: &str, key: &str, body: &Value) -> Answer {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::AUTHORIZATION, format!("Bearer {TOKEN}"))
            .header("idempotency-key", key);
        self.send(request.body(body.to_string().into()).unwrap()).await
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let text = |name| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        let (kind, location) = (text(header::CONTENT_TYPE).unwrap_or_default(), text(header::LOCATION));
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec();
        Answer { status, kind, location, headers, bytes }
    }
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }

    /// What was asked for.
    fn ok(&self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", String::from_utf8_lossy(&self.bytes));
        self.json()
    }

    /// Checks that this is the problem of that name; returns its detail.
    fn problem(&self, status: StatusCode, name: &str) -> String {
        assert_eq!((self.status, self.kind.as_str()), (status, "application/problem+json"));
        let problem = self.json();
        assert_eq!(problem["type"], format!("urn:ainur:problem:{name}"));
        assert_eq!(problem["status"], status.as_u16());
        assert!(problem["title"].as_str().is_some_and(|title| !title.is_empty()));
        problem["detail"].as_str().unwrap_or_default().to_owned()
    }
}
