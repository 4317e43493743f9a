use ainur_chain::{
    records::{AgentSpec, Execution},
    Call,
};
use axum::{
    body::Body,
    http::{header, Request, StatusCode},
};
use serde_json::{json, Value};

use super::{Site, TOKEN};
use crate::{
    http::MAX_JSON,
    testing::{agent_spec, posted, World, BIDDING, OWNER, TASK},
    text,
};

/// One agent, one task that takes bids.
async fn site() -> Site {
    let world = World::with_agent(b"module").await;
    let input = world.keep(b"input").await;
    world.happen(posted(TASK, input, BIDDING)).await;
    Site::over(world)
}

async fn task(site: &Site) -> Value {
    let (input, hash) = site.world.keep(b"input").await;
    json!({
        "client_key": text::hex(&[1; 32]),
        "title": "Say it again",
        "input": text::cid(input),
        "input_hash": text::hex(&hash),
        "capabilities": ["text.echo"],
        "budget": "1000000000000",
        "bidding": 10,
        "max_duration": 20,
        "deadline": 200,
    })
}

async fn agent(site: &Site) -> Value {
    let (module, hash) = site.world.keep(b"module").await;
    json!({
        "slug": "echo",
        "manifest": text::cid(module),
        "capabilities": ["text.echo"],
        "price": "40",
        "module": text::cid(module),
        "module_hash": text::hex(&hash),
        "concurrency": 1,
        "stake": "1000",
    })
}

fn with(body: &Value, field: &str, value: Value) -> Value {
    let mut body = body.clone();
    body[field] = value;
    body
}

#[tokio::test]
async fn should_prepare_calls_for_a_wallet_and_queue_nothing() {
    let site = site().await;
    for (path, body, method) in [
        ("/v1/agents", agent(&site).await, "register"),
        ("/v1/tasks", task(&site).await, "create_task"),
        ("/v1/tasks/0/bids", json!({ "agent": 0, "price": "40", "duration": 5 }), "bid"),
        ("/v1/tasks/0/cancel", Value::Null, "cancel"),
    ] {
        let prepared = site.post(path, &body).await.ok();
        assert_eq!(prepared["method"], method);
        let call = hex::decode(prepared["call"].as_str().unwrap().trim_start_matches("0x")).unwrap();
        assert_eq!(prepared["call_hash"], text::hex(&ainur_primitives::receipt::hash(&call)));
    }
    assert!(site.world.keys().await.is_empty());
}

#[tokio::test]
async fn should_register_an_agent_for_ten_tasks_at_a_time_unless_it_says_otherwise() {
    let site = site().await;
    let agent = agent(&site).await;
    let silent = site.post("/v1/agents", &with(&agent, "concurrency", Value::Null)).await.ok();
    let ten = site.post("/v1/agents", &with(&agent, "concurrency", json!(10))).await.ok();
    assert_eq!(silent["call"], ten["call"]);
    assert_ne!(silent["call"], site.post("/v1/agents", &agent).await.ok()["call"]);
}

#[tokio::test]
async fn should_register_an_agent_behind_an_endpoint_and_post_a_task_that_it_can_take() {
    let site = site().await;
    let runtime = site.world.context.chain.runtime().await.unwrap();
    let with_module = agent(&site).await;
    let both = with(&with_module, "endpoint", with_module["manifest"].clone());
    let detail = site.post("/v1/agents", &both).await;
    assert!(detail.problem(StatusCode::UNPROCESSABLE_ENTITY, "invalid-field").contains("endpoint"));

    let hosted = with(&with(&both, "module", Value::Null), "module_hash", Value::Null);
    let prepared = site.post("/v1/agents", &hosted).await.ok();
    let descriptor = text::parse_cid(hosted["endpoint"].as_str().unwrap()).unwrap();
    let spec = AgentSpec { manifest: descriptor, ..agent_spec(Execution::Endpoint { descriptor }) };
    let call = runtime.encode(&Call::register(&"echo".parse().unwrap(), &spec, None, 1_000)).unwrap();
    assert_eq!(prepared["call"], text::hex(&call));

    let body = task(&site).await;
    let usual = site.post("/v1/tasks", &body).await.ok();
    let calls =
        [json!({ "mode": "deterministic" }), json!({ "mode": "requester_only" })].map(|how| with(&body, "verification", how));
    assert_eq!(site.post("/v1/tasks", &calls[0]).await.ok()["call"], usual["call"]);
    assert_ne!(site.post("/v1/tasks", &calls[1]).await.ok()["call"], usual["call"]);
    let evaluated = json!({ "mode": "evaluator", "evaluator": OWNER.to_string() });
    let evaluated = site.post("/v1/tasks", &with(&body, "verification", evaluated)).await.ok();
    assert!(evaluated["call"].as_str().unwrap().contains(&hex::encode(OWNER.0)));
}

#[tokio::test]
async fn should_queue_once_under_an_idempotency_key() {
    let site = site().await;
    let body = task(&site).await;
    let first = site.post_as_operator("/v1/tasks?mode=operator", "mine", &body).await;
    assert_eq!(first.status, StatusCode::ACCEPTED);
    let again = site.post_as_operator("/v1/tasks?mode=operator", "mine", &body).await;
    assert_eq!(first.json(), again.json());
    assert_eq!(site.world.keys().await, ["api:mine"]);

    let submission = site.get(&first.location.unwrap()).await.ok();
    assert_eq!((&submission["id"], &submission["state"]), (&again.json()["id"], &json!("queued")));
}

#[tokio::test]
async fn should_not_queue_another_call_under_the_same_key() {
    let site = site().await;
    let body = task(&site).await;
    site.post_as_operator("/v1/tasks?mode=operator", "mine", &body).await;
    let other = with(&body, "title", json!("Something else"));
    let answer = site.post_as_operator("/v1/tasks?mode=operator", "mine", &other).await;
    answer.problem(StatusCode::CONFLICT, "reused-idempotency-key");
    assert_eq!(site.world.keys().await, ["api:mine"]);
}

#[tokio::test]
async fn should_write_in_the_operators_name_only_with_its_token_and_a_key() {
    let site = site().await;
    let path = "/v1/tasks/0/cancel?mode=operator";
    site.post(path, &Value::Null).await.problem(StatusCode::UNAUTHORIZED, "unauthorised");
    let wrong = Request::post(path).header(header::AUTHORIZATION, "Bearer wrong").header("idempotency-key", "k");
    let answer = site.send(wrong.body(Body::empty()).unwrap()).await;
    answer.problem(StatusCode::UNAUTHORIZED, "unauthorised");
    let keyless = Request::post(path).header(header::AUTHORIZATION, format!("Bearer {TOKEN}"));
    let answer = site.send(keyless.body(Body::empty()).unwrap()).await;
    answer.problem(StatusCode::BAD_REQUEST, "missing-idempotency-key");
    let endless = site.post_as_operator(path, &"k".repeat(129), &Value::Null).await;
    endless.problem(StatusCode::BAD_REQUEST, "missing-idempotency-key");
    assert!(site.world.keys().await.is_empty());
}

#[tokio::test]
async fn should_name_the_field_of_a_task_that_is_wrong() {
    let site = site().await;
    let body = task(&site).await;
    let long = "x".repeat(129);
    for (field, value) in [
        ("client_key", json!("0x00")),
        ("title", json!("")),
        ("title", json!(long)),
        ("description", json!("nonsense")),
        ("input", json!("nonsense")),
        ("input_hash", json!("0x00")),
        ("capabilities", json!(["Text Echo"])),
        ("capabilities", json!((0..17).map(|number| format!("c{number}")).collect::<Vec<_>>())),
        ("budget", json!("-1")),
        ("budget", json!("many")),
        ("min_stake", json!("1.5")),
        ("deadline", json!(1)),
        ("verification", json!({ "mode": "evaluator", "evaluator": "nobody" })),
    ] {
        let answer = site.post("/v1/tasks", &with(&body, field, value.clone())).await;
        let detail = answer.problem(StatusCode::UNPROCESSABLE_ENTITY, "invalid-field");
        assert!(detail.starts_with(field), "{field} {value}: {detail}");
    }
    let both = with(&body, "agent", json!(0));
    site.post("/v1/tasks", &both).await.problem(StatusCode::UNPROCESSABLE_ENTITY, "invalid-field");
}

#[tokio::test]
async fn should_name_the_field_of_an_agent_that_is_wrong() {
    let site = site().await;
    let body = agent(&site).await;
    for (field, value) in [
        ("slug", json!("no")),
        ("slug", json!("x".repeat(33))),
        ("manifest", json!("nonsense")),
        ("module", json!("nonsense")),
        ("module_hash", json!("nonsense")),
        ("module", Value::Null),
        ("price", json!("free")),
        ("stake", json!("")),
        ("operator", json!("nobody")),
    ] {
        let answer = site.post("/v1/agents", &with(&body, field, value)).await;
        let detail = answer.problem(StatusCode::UNPROCESSABLE_ENTITY, "invalid-field");
        assert!(detail.starts_with(field), "{field}: {detail}");
    }
}

#[tokio::test]
async fn should_name_what_a_write_refers_to_and_does_not_exist() {
    let site = site().await;
    let body = task(&site).await;
    let elsewhere = json!("bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq");
    let answer = site.post("/v1/tasks", &with(&body, "input", elsewhere)).await;
    assert!(answer.problem(StatusCode::NOT_FOUND, "unknown-content").starts_with("input"));
    let direct = with(&with(&body, "bidding", Value::Null), "agent", json!(9));
    site.post("/v1/tasks", &direct).await.problem(StatusCode::NOT_FOUND, "unknown-agent");
    site.post("/v1/tasks/9/cancel", &Value::Null).await.problem(StatusCode::NOT_FOUND, "unknown-task");
    let bid = json!({ "agent": 0, "price": "40", "duration": 5 });
    site.post("/v1/tasks/9/bids", &bid).await.problem(StatusCode::NOT_FOUND, "unknown-task");
    let bid = with(&bid, "agent", json!(9));
    site.post("/v1/tasks/0/bids", &bid).await.problem(StatusCode::NOT_FOUND, "unknown-agent");
}

#[tokio::test]
async fn should_refuse_what_is_no_request() {
    let site = site().await;
    let request = || Request::post("/v1/tasks").header(header::CONTENT_TYPE, "application/json");
    let broken = site.send(request().body("{\"title\":".into()).unwrap()).await;
    broken.problem(StatusCode::BAD_REQUEST, "malformed-request");
    let unknown = with(&task(&site).await, "colour", json!("red"));
    let detail = site.post("/v1/tasks", &unknown).await.problem(StatusCode::BAD_REQUEST, "malformed-request");
    assert!(detail.contains("colour"));
    let untyped = site.send(Request::post("/v1/tasks").body("{}".into()).unwrap()).await;
    untyped.problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-json");
    let huge = site.send(request().body(Body::from(vec![b' '; MAX_JSON + 1])).unwrap()).await;
    huge.problem(StatusCode::PAYLOAD_TOO_LARGE, "content-too-large");
    let unsure = site.post("/v1/tasks?mode=both", &task(&site).await).await;
    unsure.problem(StatusCode::BAD_REQUEST, "malformed-request");
}
