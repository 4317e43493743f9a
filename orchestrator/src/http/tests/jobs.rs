use std::time::Duration;

use axum::{
    body::Body,
    http::{header, Method, Request, StatusCode},
};
use serde_json::{json, Value};
use uuid::Uuid;

use super::{Answer, Site, TOKEN};
use crate::testing::{matched, posted, started, World, BIDDING, TASK};

/// A site with one job that was given up.
async fn site() -> Site {
    let world = World::with_agent(b"module").await;
    let input = world.keep(b"input").await;
    world.happen(posted(TASK, input, BIDDING)).await;
    world.happen(matched(TASK, Some([3; 32]))).await;
    world.happen(started(TASK)).await;
    let (store, worker) = (&world.context.store, Uuid::now_v7());
    store.ensure_job(TASK.0).await.unwrap();
    let leased = store.lease_jobs(worker, Duration::from_secs(60), 1).await.unwrap().remove(0);
    store.bury_job(worker, leased.id, "the disk is full").await.unwrap();
    Site::over(world)
}

async fn ask(site: &Site, method: Method, path: &str) -> Answer {
    let request = Request::builder().method(method).uri(path).header(header::AUTHORIZATION, format!("Bearer {TOKEN}"));
    site.send(request.body(Body::empty()).unwrap()).await
}

fn tasks(list: &Value) -> Vec<u64> {
    list.as_array().unwrap().iter().map(|job| job["task"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn should_show_the_operator_what_was_given_up_and_why() {
    let site = site().await;
    let dead = ask(&site, Method::GET, "/v1/jobs").await.ok();
    assert_eq!(tasks(&dead), [0]);
    let job = &dead[0];
    assert_eq!((&job["state"], &job["error"]), (&json!("dead"), &json!("the disk is full")));
    assert_eq!((&job["priority"], &job["attempts"], &job["replays"]), (&json!(5), &json!(1), &json!(0)));
    for (query, expected) in [("?state=dead&limit=1", vec![0]), ("?after=0", vec![]), ("?state=queued", vec![])] {
        assert_eq!(tasks(&ask(&site, Method::GET, &format!("/v1/jobs{query}")).await.ok()), expected, "{query}");
    }
    let answer = ask(&site, Method::GET, "/v1/jobs?state=lost").await;
    answer.problem(StatusCode::UNPROCESSABLE_ENTITY, "invalid-field");
}

#[tokio::test]
async fn should_replay_once_what_was_given_up_and_nothing_else() {
    let site = site().await;
    assert_eq!(ask(&site, Method::POST, "/v1/jobs/0/replay").await.status, StatusCode::ACCEPTED);
    assert_eq!(tasks(&ask(&site, Method::GET, "/v1/jobs?state=queued").await.ok()), [0]);
    ask(&site, Method::POST, "/v1/jobs/0/replay").await.problem(StatusCode::CONFLICT, "job-not-dead");
    ask(&site, Method::POST, "/v1/jobs/7/replay").await.problem(StatusCode::NOT_FOUND, "unknown-job");
    ask(&site, Method::POST, "/v1/jobs/first/replay").await.problem(StatusCode::BAD_REQUEST, "malformed-request");
}

#[tokio::test]
async fn should_show_and_replay_nothing_for_strangers() {
    let site = site().await;
    site.get("/v1/jobs").await.problem(StatusCode::UNAUTHORIZED, "unauthorised");
    site.post("/v1/jobs/0/replay", &json!({})).await.problem(StatusCode::UNAUTHORIZED, "unauthorised");
    assert_eq!(site.world.context.store.job(TASK.0).await.unwrap().unwrap().state, "dead");
}
