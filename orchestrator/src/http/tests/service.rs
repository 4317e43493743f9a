use axum::{
    body::Body,
    http::{Request, StatusCode},
};

use super::Site;
use crate::testing::World;

#[tokio::test]
async fn should_say_whether_it_lives_and_can_work() {
    let site = Site::over(World::new().await);
    assert_eq!(site.get("/health/live").await.status, StatusCode::OK);
    assert_eq!(site.get("/health/ready").await.status, StatusCode::OK);
    site.world.chain.disconnect();
    assert_eq!(site.get("/health/live").await.status, StatusCode::OK);
    let answer = site.get("/health/ready").await;
    assert_eq!(answer.problem(StatusCode::SERVICE_UNAVAILABLE, "not-ready"), "the node does not answer");
}

#[tokio::test]
async fn should_not_be_ready_without_its_database() {
    let site = Site::over(World::new().await);
    site.world.context.store.close().await;
    let answer = site.get("/health/ready").await;
    assert_eq!(answer.problem(StatusCode::SERVICE_UNAVAILABLE, "not-ready"), "the database does not answer");
    site.get("/v1/agents").await.problem(StatusCode::SERVICE_UNAVAILABLE, "unavailable");
}

#[tokio::test]
async fn should_say_how_far_behind_the_chain_it_is() {
    let site = Site::over(World::new().await);
    site.world.chain.finalise_to(5);
    let behind = site.get("/v1/sync/status").await.ok();
    assert_eq!(behind, serde_json::json!({ "best": 5, "finalised": 5, "indexed": 0, "lag_blocks": 5, "synced": false }));
    site.world.index().await;
    let level = site.get("/v1/sync/status").await.ok();
    assert_eq!(level, serde_json::json!({ "best": 5, "finalised": 5, "indexed": 5, "lag_blocks": 0, "synced": true }));
}

#[tokio::test]
async fn should_name_addresses_and_methods_it_does_not_know() {
    let site = Site::over(World::new().await);
    site.get("/v1/nothing").await.problem(StatusCode::NOT_FOUND, "unknown-route");
    let answer = site.send(Request::delete("/v1/agents").body(Body::empty()).unwrap()).await;
    answer.problem(StatusCode::METHOD_NOT_ALLOWED, "unknown-method");
}

#[tokio::test]
async fn should_describe_every_address_it_has() {
    let site = Site::over(World::new().await);
    let description = site.get("/openapi.json").await.ok();
    assert!(description["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
    for (path, methods) in [
        ("/health/live", &["get"][..]),
        ("/health/ready", &["get"]),
        ("/v1/sync/status", &["get"]),
        ("/v1/agents", &["get", "post"]),
        ("/v1/agents/{id}", &["get"]),
        ("/v1/tasks", &["get", "post"]),
        ("/v1/tasks/{id}", &["get"]),
        ("/v1/tasks/{id}/bids", &["get", "post"]),
        ("/v1/tasks/{id}/result", &["get"]),
        ("/v1/tasks/{id}/cancel", &["post"]),
        ("/v1/dashboard", &["get"]),
        ("/v1/content", &["post"]),
        ("/v1/content/{cid}", &["get"]),
        ("/v1/submissions/{id}", &["get"]),
    ] {
        for method in methods {
            assert!(description["paths"][path][method].is_object(), "{method} {path}");
        }
    }
}
