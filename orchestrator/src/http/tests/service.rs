use axum::{
    body::Body,
    http::{Request, StatusCode},
};

use serde_json::Value;

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
        ("/ipfs/{cid}", &["get"]),
        ("/v1/submissions/{id}", &["get"]),
        ("/v1/events", &["get"]),
        ("/v1/events/{block}/{index}", &["get"]),
        ("/v1/jobs", &["get"]),
        ("/v1/jobs/{task}/replay", &["post"]),
        ("/v1/quarantine", &["get"]),
        ("/v1/quarantine/{module}/lift", &["post"]),
    ] {
        for method in methods {
            assert_described(path, &description["paths"][path][method]);
        }
    }
}

/// Every part of the address is a parameter, whatever else is given stands in the query or the head, and what is no success is
/// a problem.
fn assert_described(path: &str, operation: &Value) {
    let responses = operation["responses"].as_object().unwrap_or_else(|| panic!("{path} is not described"));
    let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    let of = |place: &'static str| parameters.iter().filter(move |parameter| parameter["in"] == place);
    let in_path: Vec<_> = of("path").map(|parameter| format!("{{{}}}", parameter["name"].as_str().unwrap())).collect();
    let wanted: Vec<_> = path.split('/').filter(|part| part.starts_with('{')).collect();
    assert_eq!(in_path, wanted, "{path}");
    assert_eq!(of("query").count() + of("header").count() + in_path.len(), parameters.len(), "{path}");
    for (status, response) in responses.iter().filter(|(status, _)| status.as_str() >= "400") {
        assert!(response["content"]["application/problem+json"].is_object(), "{path} {status}");
    }
    assert!(responses.contains_key("503") || path == "/health/live", "{path}");
}

#[tokio::test]
async fn should_answer_nonsense_with_the_name_of_the_field() {
    let site = Site::over(World::new().await);
    for (path, field) in [
        ("/v1/tasks?status=foo", "status: "),
        ("/v1/tasks?status=%00", "status: "),
        ("/v1/tasks?requester=nobody", "requester: "),
        ("/v1/agents?availability=%00", "availability: "),
        ("/v1/agents?owner=%00", "owner: "),
        ("/v1/agents?capability=%00", "capability: "),
        ("/v1/agents/did:ainur:%00", "id: "),
    ] {
        let detail = site.get(path).await.problem(StatusCode::UNPROCESSABLE_ENTITY, "invalid-field");
        assert!(detail.starts_with(field), "{path}: {detail}");
    }
    for path in ["/v1/agents/%ff", "/v1/content/%ff", "/v1/tasks/one", "/v1/tasks?colour=red"] {
        site.get(path).await.problem(StatusCode::BAD_REQUEST, "malformed-request");
    }
    let plain = Request::post("/v1/tasks").header("content-type", "text/plain").body(Body::from("{}")).unwrap();
    site.send(plain).await.problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-json");
}
