//! Agents that fail: others are asked, or everything returns to the requester. Features A3, A4, A5, C2, F2.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use ainur_chain::{
    records::{Hiring, TaskSpec},
    AccountId, Call,
};
use ainur_primitives::{AgentId, Balance, TaskId, AINU};
use ainur_tests::{
    api::Api,
    market::{self, Content, NewAgent},
    wallet::Wallet,
    world::{Window, World},
};
use anyhow::Result;
use serde_json::{json, Value};

/// A task for a capability.
async fn task(world: &World, input: Content, capability: &str) -> Result<TaskSpec> {
    let spec = market::auction("A task that goes wrong", capability, input, 50 * AINU, world.height().await?)?;
    Ok(TaskSpec { max_duration: 4, ..spec })
}

/// Posts a task for a capability, under a key of its own.
async fn post(world: &World, requester: &Wallet, input: Content, capability: &str, key: u8) -> Result<TaskId> {
    market::post(requester, [key; 32], &task(world, input, capability).await?).await
}

async fn register(
    api: &Api,
    owner: &Wallet,
    (slug, capability, price): (&str, &str, Balance),
    module: &str,
    operator: Option<AccountId>,
) -> Result<()> {
    let module = market::component(module)?;
    market::register(api, owner, NewAgent { slug, capability, price, module, operator }).await?;
    Ok(())
}

fn reason(task: &Value) -> (&str, Option<&str>) {
    assert_eq!(task["status"], "cancelled", "{task}");
    let reason = &task["cancel_reason"];
    (reason["reason"].as_str().unwrap(), reason["failure"].as_str())
}

#[tokio::test]
async fn what_goes_wrong_is_named_and_everything_returns() -> Result<()> {
    let world = World::start().await?;
    let api = world.api()?;
    let (requester, owner) = (world.wallet("//Eve")?, world.wallet("//Charlie")?);
    let operator = Some(world.wallet("//Bob")?.account());
    for module in ["spin", "allocate", "trap", "oversized"] {
        register(&api, &owner, (module, "test.any", AINU), module, operator).await?;
    }
    // The guest that traps takes the name of a trap, the one that says too much how many bytes; the others take anything.
    let input = market::add(&api, b"unreachable".to_vec()).await?;
    let length = market::add(&api, b"20000000".to_vec()).await?;
    let mut tasks = Vec::new();
    for (agent, input) in [input, input, input, length].into_iter().enumerate() {
        // Where one agent is asked, no other is when that fails.
        let hiring = Hiring::Direct { agent: AgentId(agent.try_into()?) };
        let spec = TaskSpec { hiring, ..task(&world, input, "test.any").await? };
        tasks.push(market::post(&requester, [agent.try_into()?; 32], &spec).await?);
    }
    tasks.push(post(&world, &requester, input, "test.nobody", 9).await?);
    // Nobody has this input, so nobody is fool enough to bid.
    let absent = Content { cid: ainur_primitives::Cid { digest: [9; 32], ..input.cid }, ..input };
    tasks.push(post(&world, &requester, absent, "test.any", 10).await?);

    let taken_back = post(&world, &requester, input, "test.other", 11).await?;
    requester.call(&Call::cancel(taken_back)).await?;
    tasks.push(taken_back);

    let expected = [
        ("agent_failed", Some("OutOfFuel")),
        ("agent_failed", Some("OutOfMemory")),
        ("agent_failed", Some("Trapped")),
        ("agent_failed", Some("OutputTooLarge")),
        ("no_bids", None),
        ("no_bids", None),
        ("by_requester", None),
    ];
    for (task, expected) in tasks.iter().zip(expected) {
        let ended = market::reaches(&api, *task, &["cancelled", "finalized"]).await?;
        assert_eq!(reason(&ended), expected, "task {task}");
    }
    assert!(requester.held().await? < AINU * tasks.len() as Balance, "deposits are held, budgets are not");
    let agent = api.get("/v1/agents/did:ainur:trap").await?;
    assert_eq!(agent["reputation"]["failed"], 1);
    Ok(())
}

#[tokio::test]
async fn what_the_best_agent_fails_to_do_is_done_by_the_next_and_paid_once() -> Result<()> {
    let world = World::start().await?;
    let api = world.api()?;
    let (requester, owner, other) = (world.wallet("//Eve")?, world.wallet("//Charlie")?, world.wallet("//Dave")?);
    let operator = Some(world.wallet("//Bob")?.account());
    register(&api, &owner, ("broken", "test.any", AINU), "trap", operator).await?;
    register(&api, &other, ("whole", "test.any", 2 * AINU), "echo", operator).await?;
    let input = market::add(&api, b"unreachable".to_vec()).await?;
    let before = other.free().await?;
    let task = post(&world, &requester, input, "test.any", 1).await?;

    let ended = market::reaches(&api, task, &["cancelled", "finalized"]).await?;
    assert_eq!((&ended["status"], &ended["agent"]), (&json!("finalized"), &json!(1)), "{ended}");
    let result = api.get(&format!("/v1/tasks/{task}/result")).await?;
    assert_eq!(api.content(result["output"].as_str().unwrap()).await?, b"unreachable");
    // 2 AINU less a fee of 2%.
    assert_eq!(other.free().await? - before, 1_960_000_000_000);
    assert_eq!(world.payments(task).await?, 1);
    for (slug, completed, failed) in [("broken", 0, 1), ("whole", 1, 0)] {
        let reputation = &api.get(&format!("/v1/agents/did:ainur:{slug}")).await?["reputation"];
        assert_eq!((&reputation["completed"], &reputation["failed"]), (&json!(completed), &json!(failed)), "{slug}");
    }
    Ok(())
}

#[tokio::test]
async fn an_agent_that_stays_away_or_runs_late_is_counted_and_everything_returns() -> Result<()> {
    let world = World::start().await?;
    world.set_window(Window::Start, 3).await?;
    let api = world.api()?;
    let (requester, owner) = (world.wallet("//Eve")?, world.wallet("//Charlie")?);
    // No operator: the owner bids by hand, and then does as little as it likes.
    register(&api, &owner, ("absent", "test.absent", AINU), "echo", None).await?;
    register(&api, &owner, ("late", "test.late", AINU), "echo", None).await?;
    let input = market::add(&api, b"input".to_vec()).await?;
    let absent = post(&world, &requester, input, "test.absent", 1).await?;
    owner.call(&Call::bid(absent, AgentId(0), AINU, 2)).await?;
    let late = post(&world, &requester, input, "test.late", 2).await?;
    owner.call(&Call::bid(late, AgentId(1), AINU, 2)).await?;
    market::reaches(&api, late, &["matched"]).await?;
    owner.call(&Call::start(late)).await?;

    // Both are opened once more, and then nobody bids.
    for task in [absent, late] {
        let ended = market::reaches(&api, task, &["cancelled"]).await?;
        assert_eq!(reason(&ended), ("no_bids", None));
    }
    for slug in ["absent", "late"] {
        assert_eq!(api.get(&format!("/v1/agents/did:ainur:{slug}")).await?["reputation"]["failed"], 1);
    }
    assert!(requester.held().await? < 2 * AINU);
    Ok(())
}
