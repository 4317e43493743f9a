use axum::{
    body::Body,
    http::{header, Request, StatusCode},
};

use super::{Answer, Site, MAX_BODY, TOKEN};
use crate::testing::World;

async fn add(site: &Site, token: &str, bytes: &[u8]) -> Answer {
    let request = Request::post("/v1/content").header(header::AUTHORIZATION, format!("Bearer {token}"));
    site.send(request.body(Body::from(bytes.to_vec())).unwrap()).await
}

#[tokio::test]
async fn should_keep_content_and_give_it_back() {
    let site = Site::over(World::new().await);
    let answer = add(&site, TOKEN, b"hello").await;
    assert_eq!(answer.status, StatusCode::CREATED);
    let added = answer.json();
    // What Kubo computes for these bytes.
    assert_eq!(added["cid"], "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq");
    assert_eq!(added["size"], 5);
    let fetched = site.get(&format!("/v1/content/{}", added["cid"].as_str().unwrap())).await;
    assert_eq!((fetched.status, fetched.bytes.as_slice()), (StatusCode::OK, &b"hello"[..]));
}

#[tokio::test]
async fn should_keep_nothing_for_strangers() {
    let site = Site::over(World::new().await);
    add(&site, "wrong", b"hello").await.problem(StatusCode::UNAUTHORIZED, "unauthorised");
}

#[tokio::test]
async fn should_refuse_content_that_is_too_large() {
    let site = Site::over(World::new().await);
    add(&site, TOKEN, &[0; MAX_BODY + 1]).await.problem(StatusCode::PAYLOAD_TOO_LARGE, "content-too-large");
}

#[tokio::test]
async fn should_name_content_that_is_not_here() {
    let site = Site::over(World::new().await);
    let unknown = "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq";
    let detail = site.get(&format!("/v1/content/{unknown}")).await.problem(StatusCode::NOT_FOUND, "unknown-content");
    assert_eq!(detail, unknown);
}

#[tokio::test]
async fn should_refuse_what_is_no_identifier() {
    let site = Site::over(World::new().await);
    site.get("/v1/content/nonsense").await.problem(StatusCode::UNPROCESSABLE_ENTITY, "invalid-field");
}
