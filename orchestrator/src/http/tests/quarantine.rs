use ainur_primitives::receipt;
use axum::{
    body::Body,
    http::{header, Method, Request, StatusCode},
};
use serde_json::json;

use super::{Answer, Site, TOKEN};
use crate::testing::World;

const MODULE: &[u8] = b"module";

/// A site with one module in quarantine.
async fn site() -> Site {
    let world = World::new().await;
    assert!(world.context.store.note_fault(receipt::hash(MODULE), 7, "a requester", "the run trapped", 1).await.unwrap());
    Site::over(world)
}

async fn ask(site: &Site, method: Method, path: &str) -> Answer {
    let request = Request::builder().method(method).uri(path).header(header::AUTHORIZATION, format!("Bearer {TOKEN}"));
    site.send(request.body(Body::empty()).unwrap()).await
}

fn name() -> String {
    crate::text::hex(&receipt::hash(MODULE))
}

#[tokio::test]
async fn should_show_the_operator_what_is_in_quarantine_and_why() {
    let site = site().await;
    let held = ask(&site, Method::GET, "/v1/quarantine").await.ok();
    assert_eq!(held[0]["module"], json!(name()));
    assert_eq!((&held[0]["faults"], &held[0]["task"], &held[0]["error"]), (&json!(1), &json!(7), &json!("the run trapped")));
    assert!(held[0]["since_ms"].as_i64().unwrap() > 0);
    assert_eq!(ask(&site, Method::GET, &format!("/v1/quarantine?after={}", name())).await.ok(), json!([]));
    let answer = ask(&site, Method::GET, "/v1/quarantine?after=first").await;
    answer.problem(StatusCode::UNPROCESSABLE_ENTITY, "invalid-field");
}

#[tokio::test]
async fn should_lift_a_quarantine_once() {
    let site = site().await;
    let lift = format!("/v1/quarantine/{}/lift", name());
    assert_eq!(ask(&site, Method::POST, &lift).await.status, StatusCode::NO_CONTENT);
    assert_eq!(ask(&site, Method::GET, "/v1/quarantine").await.ok(), json!([]));
    ask(&site, Method::POST, &lift).await.problem(StatusCode::NOT_FOUND, "not-quarantined");
    ask(&site, Method::POST, "/v1/quarantine/first/lift").await.problem(StatusCode::UNPROCESSABLE_ENTITY, "invalid-field");
}

#[tokio::test]
async fn should_show_and_lift_nothing_for_strangers() {
    let site = site().await;
    site.get("/v1/quarantine").await.problem(StatusCode::UNAUTHORIZED, "unauthorised");
    let lift = format!("/v1/quarantine/{}/lift", name());
    site.post(&lift, &json!({})).await.problem(StatusCode::UNAUTHORIZED, "unauthorised");
    assert_eq!(ask(&site, Method::GET, "/v1/quarantine").await.ok().as_array().unwrap().len(), 1);
}
