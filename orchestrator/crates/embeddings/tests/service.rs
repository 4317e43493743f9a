//! What goes to a service with the interface of OpenAI, and what comes back, over a real connection.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use ainur_embeddings::{EmbedError, Embedder, Embedding, Service, ServiceSettings};
use axum::{
    body::Bytes,
    extract::State,
    http::{header::AUTHORIZATION, HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
    routing::post,
    Router,
};
use serde_json::{json, Value};
use tokio::{net::TcpListener, task::JoinSet};

/// What the service saw: the request and its token.
type Seen = Arc<Mutex<Vec<(Value, Option<String>)>>>;

/// The embeddings that a service gives: as long as the texts are, last one first.
async fn embeddings(State(seen): State<Seen>, headers: HeaderMap, body: Bytes) -> Response {
    let request: Value = serde_json::from_slice(&body).unwrap();
    let token = headers.get(AUTHORIZATION).map(|token| token.to_str().unwrap().to_owned());
    let texts = request["input"].as_array().unwrap().iter().map(|text| text.as_str().unwrap());
    let entry = |(index, text): (usize, &str)| json!({ "object": "embedding", "index": index, "embedding": [text.len(), 1] });
    let mut data: Vec<_> = texts.enumerate().map(entry).collect();
    data.reverse();
    let answer = json!({ "object": "list", "data": data, "model": request["model"] });
    seen.lock().unwrap().push((request, token));
    axum::Json(answer).into_response()
}

/// A server that answers like this, for as long as it is kept.
struct Server {
    url: String,
    _running: JoinSet<()>,
}

impl Server {
    async fn start(router: Router) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let mut running = JoinSet::new();
        running.spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, _running: running }
    }

    /// One that embeds, and notes what it sees.
    async fn recording(seen: &Seen) -> Self {
        Self::start(Router::new().route("/v1/embeddings", post(embeddings)).with_state(seen.clone())).await
    }

    fn settings(&self) -> ServiceSettings {
        settings(self.url.clone())
    }

    async fn embed(&self) -> Result<Vec<Embedding>, EmbedError> {
        Service::new(self.settings()).unwrap().embed(&texts()).await
    }
}

fn settings(url: String) -> ServiceSettings {
    ServiceSettings { url, model: "small".into(), token: None, shorten: false, timeout: Duration::from_secs(60) }
}

fn texts() -> Vec<String> {
    ["a", "four"].map(str::to_owned).into()
}

#[tokio::test]
async fn should_ask_as_openais_clients_do() {
    let seen = Seen::default();
    let server = Server::recording(&seen).await;
    let expected = [[1.0, 1.0], [4.0, 1.0]].map(|vector| Embedding::new(&vector).unwrap());
    assert_eq!(server.embed().await.unwrap(), expected);
    let with_token = ServiceSettings { token: Some("secret".into()), shorten: true, ..server.settings() };
    assert_eq!(Service::new(with_token).unwrap().embed(&texts()).await.unwrap(), expected);
    let request = json!({ "model": "small", "input": ["a", "four"], "encoding_format": "float" });
    let mut shortened = request.clone();
    shortened["dimensions"] = json!(384);
    assert_eq!(*seen.lock().unwrap(), [(request, None), (shortened, Some("Bearer secret".into()))]);
}

#[tokio::test]
async fn should_say_what_is_wrong_with_a_service() {
    let answering = |status: StatusCode, body: &'static str| Router::new().fallback(move || async move { (status, body) });
    let ask = |router| async move { Server::start(router).await.embed().await.unwrap_err() };
    assert_eq!(ask(answering(StatusCode::UNAUTHORIZED, "secret")).await, EmbedError::Refused(401));
    assert!(matches!(ask(answering(StatusCode::OK, "<html>")).await, EmbedError::Malformed(_)));
    assert!(matches!(ask(answering(StatusCode::OK, "{\"data\": []}")).await, EmbedError::Malformed(_)));
    let huge = Router::new().fallback(|| async { vec![b' '; (4 << 20) + 1] });
    assert_eq!(ask(huge).await, EmbedError::TooLarge { limit: 4 << 20 });
}

#[tokio::test]
async fn should_not_be_led_elsewhere() {
    let seen = Seen::default();
    let elsewhere = Server::recording(&seen).await;
    let url = format!("{}/embeddings", elsewhere.url);
    let router = Router::new().fallback(move || async move { Redirect::temporary(&url) });
    assert_eq!(Server::start(router).await.embed().await, Err(EmbedError::Refused(307)));
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn should_not_wait_for_ever() {
    let silent = Server::start(Router::new().fallback(std::future::pending::<()>)).await;
    let limit = Duration::from_millis(50);
    let settings = ServiceSettings { timeout: limit, ..silent.settings() };
    assert_eq!(Service::new(settings).unwrap().embed(&texts()).await, Err(EmbedError::TimedOut { limit }));
}

#[tokio::test]
async fn should_say_that_nobody_is_there_and_not_where() {
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let service = Service::new(settings(format!("http://{gone}/v1"))).unwrap();
    let unreachable = service.embed(&texts()).await.unwrap_err();
    assert!(matches!(&unreachable, EmbedError::Unreachable(reason) if !reason.contains("127.0.0.1")), "{unreachable}");
}
