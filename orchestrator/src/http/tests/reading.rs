use std::time::{Duration, Instant};

use ainur_chain::{
    records::{Approval, CancelReason, Settlement},
    AgentEvent, TaskEvent,
};
use ainur_primitives::{AgentId, TaskId};
use axum::http::StatusCode;
use serde_json::{json, Value};

use super::Site;
use crate::testing::{cid, delivered, matched, posted, started, World, AGENT, BIDDING, OWNER, PRICE, REQUESTER, TASK};

/// One agent, one task that it was paid for, one that was cancelled.
async fn site() -> Site {
    let world = World::with_agent(b"module").await;
    let input = world.keep(b"input").await;
    world.happen(posted(TASK, input, BIDDING)).await;
    world.happen(TaskEvent::BidPlaced { task: TASK, agent: AGENT, price: PRICE, duration: 10 }).await;
    world.happen(matched(TASK, None)).await;
    world.happen(started(TASK)).await;
    world.happen(delivered(TASK)).await;
    let settlement = Settlement { paid: 38, fee: 1, tip: 1, audit: 0, returned: 10 };
    let paid = TaskEvent::TaskFinalized { task: TASK, agent: AGENT, price: PRICE, settlement, approval: Approval::Requester };
    world.happen(paid).await;
    world.happen(posted(TaskId(1), input, BIDDING)).await;
    world.happen(TaskEvent::TaskCancelled { task: TaskId(1), reason: CancelReason::ByRequester }).await;
    Site::over(world)
}

fn ids(list: &Value) -> Vec<u64> {
    list.as_array().unwrap().iter().map(|row| row["id"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn should_show_an_agent_by_number_and_by_identifier() {
    let site = site().await;
    let agent = site.get("/v1/agents/0").await.ok();
    assert_eq!(agent["did"], "did:ainur:agent-0");
    assert_eq!(agent["owner"], OWNER.to_string());
    assert_eq!((&agent["price"], &agent["stake"]), (&json!("40"), &json!("1000")));
    assert_eq!(site.get("/v1/agents/did:ainur:agent-0").await.ok(), agent);
}

#[tokio::test]
async fn should_show_whether_an_agent_of_ours_is_let_work() {
    let site = site().await;
    let circuit = || async { site.get("/v1/agents/0").await.ok()["circuit"].clone() };
    assert_eq!(circuit().await, "closed");
    // So late that it rests for longer than this takes.
    let (circuits, late) = (&site.world.context.circuits, Instant::now() + Duration::from_secs(600));
    (0..5).for_each(|_| circuits.admit(AGENT, late).unwrap().fail(late));
    assert_eq!(circuit().await, "open");
    site.world.happen(AgentEvent::OperatorSet { agent: AGENT, operator: None }).await;
    assert_eq!(circuit().await, Value::Null, "others know how theirs is");
}

#[tokio::test]
async fn should_list_the_agents_that_match_page_by_page() {
    let site = site().await;
    let module = site.world.keep(b"module").await;
    site.world.happen(site.world.registered(AgentId(1), module)).await;
    for (query, expected) in [
        ("", vec![0, 1]),
        ("?limit=1", vec![0]),
        ("?limit=1&after=0", vec![1]),
        ("?capability=text.echo", vec![0, 1]),
        ("?capability=text.other", vec![]),
        ("?availability=paused", vec![]),
        ("?min_score=1", vec![]),
        (&format!("?owner={OWNER}"), vec![0, 1]),
        (&format!("?owner={REQUESTER}"), vec![]),
    ] {
        assert_eq!(ids(&site.get(&format!("/v1/agents{query}")).await.ok()), expected, "{query}");
    }
}

#[tokio::test]
async fn should_tell_a_tasks_story() {
    let site = site().await;
    let task = site.get("/v1/tasks/0").await.ok();
    assert_eq!(task["requester"], REQUESTER.to_string());
    assert_eq!(
        task["settlement"],
        json!({ "paid": "38", "fee": "1", "tip": "1", "audit": "0", "returned": "10", "approved_by": "requester" })
    );
    let states: Vec<_> = task["transitions"].as_array().unwrap().iter().map(|step| step["status"].as_str().unwrap()).collect();
    assert_eq!(states, ["bidding", "matched", "running", "verifying", "finalized"]);
    assert_eq!(site.get("/v1/tasks/1").await.ok()["cancel_reason"], json!({ "reason": "by_requester" }));
}

#[tokio::test]
async fn should_list_the_tasks_that_match() {
    let site = site().await;
    for (query, expected) in [
        ("", vec![0, 1]),
        ("?status=finalized", vec![0]),
        ("?status=cancelled&limit=5", vec![1]),
        ("?agent=0", vec![0]),
        ("?after=0", vec![1]),
        (&format!("?requester={REQUESTER}"), vec![0, 1]),
    ] {
        assert_eq!(ids(&site.get(&format!("/v1/tasks{query}")).await.ok()), expected, "{query}");
    }
}

#[tokio::test]
async fn should_show_bids_and_results() {
    let site = site().await;
    let bid = json!({ "agent": 0, "price": "40", "duration": 10, "placed_at": 3, "status": "won" });
    assert_eq!(site.get("/v1/tasks/0/bids").await.ok(), json!([bid]));
    let result = site.get("/v1/tasks/0/result").await.ok();
    assert_eq!(result["output"], crate::text::cid(cid(5)));
    assert_eq!(result["receipt_hash"], crate::text::hex(&[7; 32]));
    site.get("/v1/tasks/1/result").await.problem(StatusCode::NOT_FOUND, "no-result");
}

#[tokio::test]
async fn should_sum_up_the_market() {
    let site = site().await;
    let expected = json!({
        "agents": 1, "active_agents": 1, "tasks": 2, "open_tasks": 0, "finalized_tasks": 1, "cancelled_tasks": 1,
        "value_delivered": "40", "locked": "0",
    });
    assert_eq!(site.get("/v1/dashboard").await.ok(), expected);
}

#[tokio::test]
async fn should_name_what_it_does_not_know() {
    let site = site().await;
    for (path, name) in [
        ("/v1/agents/9", "unknown-agent"),
        ("/v1/agents/18446744073709551615", "unknown-agent"),
        ("/v1/agents/did:ainur:nobody", "unknown-agent"),
        ("/v1/tasks/9", "unknown-task"),
        ("/v1/tasks/9/bids", "unknown-task"),
        ("/v1/tasks/9/result", "unknown-task"),
        ("/v1/submissions/00000000-0000-0000-0000-000000000000", "unknown-submission"),
    ] {
        site.get(path).await.problem(StatusCode::NOT_FOUND, name);
    }
}

#[tokio::test]
async fn should_name_what_it_cannot_read() {
    let site = site().await;
    for path in
        ["/v1/tasks/first", "/v1/submissions/first", "/v1/agents?limit=many", "/v1/agents?colour=red", "/v1/tasks?limit=x"]
    {
        site.get(path).await.problem(StatusCode::BAD_REQUEST, "malformed-request");
    }
    site.get("/v1/agents/first").await.problem(StatusCode::UNPROCESSABLE_ENTITY, "invalid-field");
}
