use std::time::Duration;

use ainur_chain::TaskEvent;
use ainur_primitives::TaskId;
use axum::{
    body::{Body, BodyDataStream},
    http::{header, Request, StatusCode},
};
use futures::StreamExt;
use serde_json::Value;

use super::Site;
use crate::{
    http::stream::LISTENERS,
    testing::{posted, World, BIDDING},
};

/// Long enough for whatever is to come.
const PATIENCE: Duration = Duration::from_secs(30);

/// The line of somebody who listens.
struct Line {
    bytes: BodyDataStream,
    read: String,
}

impl Line {
    async fn open(site: &Site, path: &str, last: Option<&str>) -> Self {
        use tower::ServiceExt;
        let request = last.iter().fold(Request::get(path), |request, last| request.header("last-event-id", *last));
        let response = site.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(
            (response.status(), &response.headers()[header::CONTENT_TYPE]),
            (StatusCode::OK, &"text/event-stream".parse().unwrap())
        );
        Self { bytes: response.into_body().into_data_stream(), read: String::new() }
    }

    /// The next message; none when the line is cut.
    async fn next(&mut self) -> Option<Value> {
        loop {
            if let Some((message, rest)) = self.read.split_once("\n\n") {
                let message = message.to_owned();
                self.read = rest.to_owned();
                let field = |name: &str| message.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
                let Some(data) = field("data:") else { continue };
                let event: Value = serde_json::from_str(data).unwrap();
                assert_eq!(field("id:"), event["id"].as_str());
                assert_eq!(field("event:").unwrap(), format!("TaskMarket.{}", event["name"].as_str().unwrap()));
                return Some(event);
            }
            let more = tokio::time::timeout(PATIENCE, self.bytes.next()).await.unwrap()?;
            self.read.push_str(std::str::from_utf8(&more.unwrap()).unwrap());
        }
    }

    async fn heights(&mut self, count: usize) -> Vec<u64> {
        let mut heights = Vec::new();
        for _ in 0..count {
            heights.push(self.next().await.unwrap()["height"].as_u64().unwrap());
        }
        heights
    }
}

/// A block at height 1 with an event.
async fn site() -> Site {
    let world = World::new().await;
    let input = world.keep(b"input").await;
    world.happen(posted(TaskId(0), input, BIDDING)).await;
    Site::over(world)
}

async fn happen(site: &Site) {
    site.world.happen(TaskEvent::TaskPruned { task: TaskId(0) }).await;
    site.world.context.wake.ring();
}

#[tokio::test]
async fn should_bring_what_is_new_as_it_becomes_final() {
    let site = site().await;
    let mut line = Line::open(&site, "/v1/events/stream", None).await;
    happen(&site).await;
    assert_eq!(line.heights(1).await, [2]);
    happen(&site).await;
    assert_eq!(line.heights(1).await, [3]);
}

#[tokio::test]
async fn should_go_on_after_the_last_event_that_was_heard() {
    let site = site().await;
    for _ in 0..3 {
        happen(&site).await;
    }
    let mut line = Line::open(&site, "/v1/events/stream?from=0", None).await;
    let first = line.next().await.unwrap();
    assert_eq!(line.heights(3).await, [2, 3, 4]);
    drop(line);
    let id = first["id"].as_str().unwrap();
    // A browser that was cut off repeats the address with which it began.
    let mut line = Line::open(&site, "/v1/events/stream?from=0", Some(id)).await;
    assert_eq!(line.heights(3).await, [2, 3, 4]);
    let mut line = Line::open(&site, &format!("/v1/events/stream?after={id}"), None).await;
    happen(&site).await;
    assert_eq!(line.heights(4).await, [2, 3, 4, 5]);
}

#[tokio::test]
async fn should_let_its_listeners_go_at_the_shutdown() {
    let site = site().await;
    let mut line = Line::open(&site, "/v1/events/stream", None).await;
    site.shutdown.cancel();
    assert_eq!(line.next().await, None);
}

#[tokio::test]
async fn should_refuse_listeners_for_whom_there_is_no_place_until_one_goes() {
    let site = site().await;
    let mut lines = Vec::new();
    for _ in 0..LISTENERS {
        lines.push(Line::open(&site, "/v1/events/stream", None).await);
    }
    site.get("/v1/events/stream").await.problem(StatusCode::SERVICE_UNAVAILABLE, "too-many-listeners");
    lines.pop();
    drop(Line::open(&site, "/v1/events/stream", None).await);
}

#[tokio::test]
async fn should_name_places_that_there_are_not() {
    let site = site().await;
    for path in ["/v1/events/stream?after=17", "/v1/events/stream?after=0x00:1"] {
        let reason = site.get(path).await.problem(StatusCode::UNPROCESSABLE_ENTITY, "invalid-field");
        assert_eq!(reason, "after: not the id of an event");
    }
    site.get("/v1/events/stream?agent=mine").await.problem(StatusCode::BAD_REQUEST, "malformed-request");
}
