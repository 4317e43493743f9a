use ainur_chain::{fake::FakeBlock, TaskEvent};
use ainur_primitives::TaskId;
use axum::http::StatusCode;
use serde_json::Value;

use super::Site;
use crate::testing::{posted, World, AGENT, BIDDING, PRICE};

/// Three blocks with two, none and three events.
async fn site() -> Site {
    let world = World::new().await;
    let input = world.keep(b"input").await;
    let post = |number| posted(TaskId(number), input, BIDDING);
    let bid = TaskEvent::BidPlaced { task: TaskId(0), agent: AGENT, price: PRICE, duration: 10 };
    world.chain.finalise(FakeBlock::default().event(post(0)).event(bid));
    world.chain.finalise(FakeBlock::default());
    world.chain.finalise(FakeBlock::default().event(post(1)).event(post(2)).event(post(3)));
    world.index().await;
    Site::over(world)
}

/// Height and index of each event.
fn places(list: &Value) -> Vec<(u64, u64)> {
    let number = |event: &Value, field: &str| event[field].as_u64().unwrap();
    list.as_array().unwrap().iter().map(|event| (number(event, "height"), number(event, "index"))).collect()
}

#[tokio::test]
async fn should_be_read_again_from_any_event_on_without_gap_or_duplicate() {
    let site = site().await;
    let all = site.get("/v1/events").await.ok();
    assert_eq!(places(&all), [(1, 0), (1, 1), (3, 0), (3, 1), (3, 2)]);
    for limit in [1, 2, 5] {
        let (mut read, mut after) = (Vec::new(), String::new());
        loop {
            let page = site.get(&format!("/v1/events?limit={limit}{after}")).await.ok();
            let page = page.as_array().unwrap().clone();
            assert!(page.len() <= limit);
            let Some(last) = page.last() else { break };
            after = format!("&after={}", last["id"].as_str().unwrap());
            read.extend(page);
        }
        assert_eq!(Value::Array(read), all, "{limit} at a time");
    }
}

#[tokio::test]
async fn should_go_on_where_it_ended_once_there_is_more() {
    let site = site().await;
    let all = site.get("/v1/events").await.ok();
    let rest = format!("/v1/events?after={}", all[4]["id"].as_str().unwrap());
    assert_eq!(places(&site.get(&rest).await.ok()), []);
    site.world.happen(TaskEvent::TaskPruned { task: TaskId(0) }).await;
    assert_eq!(places(&site.get(&rest).await.ok()), [(4, 0)]);
}

#[tokio::test]
async fn should_begin_at_a_height() {
    let site = site().await;
    assert_eq!(places(&site.get("/v1/events?from=2").await.ok()), [(3, 0), (3, 1), (3, 2)]);
    assert_eq!(places(&site.get("/v1/events?from=4294967295").await.ok()), []);
}

#[tokio::test]
async fn should_be_found_by_block_and_index() {
    let site = site().await;
    let all = site.get("/v1/events?limit=1000").await.ok();
    for event in all.as_array().unwrap() {
        let path = format!("/v1/events/{}/{}", event["block"].as_str().unwrap(), event["index"]);
        assert_eq!(site.get(&path).await.ok(), *event);
    }
    assert_eq!((&all[1]["pallet"], &all[1]["name"]), (&"TaskMarket".into(), &"BidPlaced".into()));
    let block = all[0]["block"].as_str().unwrap();
    for path in
        [format!("/v1/events/{block}/2"), format!("/v1/events/{block}/4294967295"), format!("/v1/events/0x{}/0", "08".repeat(32))]
    {
        site.get(&path).await.problem(StatusCode::NOT_FOUND, "unknown-event");
    }
}

#[tokio::test]
async fn should_name_places_that_there_are_not() {
    let site = site().await;
    let nowhere = format!("after=0x{}:0", "01".repeat(32));
    for (query, reason) in [
        ("after=17", "after: not the id of an event"),
        ("after=0x00:1", "after: not the id of an event"),
        (nowhere.as_str(), "after: no block on record has this hash"),
        ("after=17&from=1", "after, from: at most one of the two"),
    ] {
        let answer = site.get(&format!("/v1/events?{query}")).await;
        assert_eq!(answer.problem(StatusCode::UNPROCESSABLE_ENTITY, "invalid-field"), reason, "{query}");
    }
    site.get("/v1/events/first/0").await.problem(StatusCode::UNPROCESSABLE_ENTITY, "invalid-field");
    for path in ["/v1/events?from=-1", "/v1/events?limit=many", "/v1/events?colour=red"] {
        site.get(path).await.problem(StatusCode::BAD_REQUEST, "malformed-request");
    }
}
