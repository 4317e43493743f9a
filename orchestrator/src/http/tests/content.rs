use ainur_content::ContentStore;
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
async fn should_say_that_there_is_no_room_and_still_give_what_there_is() {
    let site = Site::over(World::new().await);
    let added = add(&site, TOKEN, b"hello").await.json();
    site.world.content.set_full(true);
    add(&site, TOKEN, b"more").await.problem(StatusCode::INSUFFICIENT_STORAGE, "no-room");
    let fetched = site.get(&format!("/v1/content/{}", added["cid"].as_str().unwrap())).await;
    assert_eq!((fetched.status, fetched.bytes.as_slice()), (StatusCode::OK, &b"hello"[..]));
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

/// Posts a CAR in the operator's name.
async fn add_car(site: &Site, car: Vec<u8>) -> Answer {
    let request = Request::post("/v1/content")
        .header(header::AUTHORIZATION, format!("Bearer {TOKEN}"))
        .header(header::CONTENT_TYPE, "application/vnd.ipld.car; version=1");
    site.send(request.body(Body::from(car)).unwrap()).await
}

#[tokio::test]
async fn should_keep_the_file_of_a_car() {
    let (here, there) = (Site::over(World::new().await), Site::over(World::new().await));
    let added = add(&here, TOKEN, b"hello").await.json();
    let path = format!("/ipfs/{}?format=car", added["cid"].as_str().unwrap());
    let answer = add_car(&there, here.get(&path).await.bytes).await;
    assert_eq!((answer.status, answer.json()), (StatusCode::CREATED, added));
    assert_eq!(there.get(&path).await.status, StatusCode::OK);
}

#[tokio::test]
async fn should_refuse_a_car_that_is_damaged_or_too_large() {
    let site = Site::over(World::new().await);
    let added = add(&site, TOKEN, b"hello").await.json();
    let mut car = site.get(&format!("/ipfs/{}?format=car", added["cid"].as_str().unwrap())).await.bytes;
    *car.last_mut().unwrap() ^= 1;
    add_car(&site, car).await.problem(StatusCode::BAD_REQUEST, "malformed-request");
    add_car(&site, b"nonsense".to_vec()).await.problem(StatusCode::BAD_REQUEST, "malformed-request");

    let large = site.world.content.add(vec![0; MAX_BODY + 1]).await.unwrap();
    let car = site.get(&format!("/ipfs/{large}?format=car")).await.bytes;
    add_car(&site, car).await.problem(StatusCode::PAYLOAD_TOO_LARGE, "content-too-large");
}
