//! Tasks that end without a payment: everything returns to the requester. Features A3, A4, A5, F2.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use ainur_chain::{AccountId, Call};
use ainur_primitives::{Balance, TaskId, AINU};
use ainur_tests::{
    api::Api,
    market::{self, Content, NewAgent},
    wallet::Wallet,
    world::{Window, World},
};
use anyhow::Result;
use serde_json::Value;

/// Posts a task for a capability, under a key of its own.
async fn post(world: &World, requester: &Wallet, input: Content, capability: &str, key: u8) -> Result<TaskId> {
    let spec = market::auction("A task that goes wrong", capability, input, 50 * AINU, world.height().await?)?;
    let spec = ainur_chain::records::TaskSpec { max_duration: 4, ..spec };
    market::post(requester, [key; 32], &spec).await
}

async fn register(api: &Api, owner: &Wallet, slug: &str, module: &str, operator: Option<AccountId>) -> Result<()> {
    let capability = format!("test.{slug}");
    let module = market::component(module)?;
    market::register(api, owner, NewAgent { slug, capability: &capability, price: AINU, module, operator }).await?;
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
        register(&api, &owner, module, module, operator).await?;
    }
    // The guest that traps takes the name of a trap, the one that says too much how many bytes; the others take anything.
    let input = market::add(&api, b"unreachable".to_vec()).await?;
    let length = market::add(&api, b"20000000".to_vec()).await?;
    let mut tasks = Vec::new();
    for (key, (capability, input)) in
        [("test.spin", input), ("test.allocate", input), ("test.trap", input), ("test.oversized", length), ("test.nobody", input)]
            .into_iter()
            .enumerate()
    {
        tasks.push(post(&world, &requester, input, capability, u8::try_from(key)?).await?);
    }
    // Nobody has this input, so nobody is fool enough to bid.
    let absent = Content { cid: ainur_primitives::Cid { digest: [9; 32], ..input.cid }, ..input };
    tasks.push(post(&world, &requester, absent, "test.trap", 10).await?);

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
async fn an_agent_that_stays_away_or_runs_late_is_counted_and_everything_returns() -> Result<()> {
    let world = World::start().await?;
    world.set_window(Window::Start, 3).await?;
    let api = world.api()?;
    let (requester, owner) = (world.wallet("//Eve")?, world.wallet("//Charlie")?);
    // No operator: the owner bids by hand, and then does as little as it likes.
    register(&api, &owner, "absent", "echo", None).await?;
    register(&api, &owner, "late", "echo", None).await?;
    let input = market::add(&api, b"input".to_vec()).await?;
    let absent = post(&world, &requester, input, "test.absent", 1).await?;
    owner.call(&Call::bid(absent, ainur_primitives::AgentId(0), AINU, 2)).await?;
    let late = post(&world, &requester, input, "test.late", 2).await?;
    owner.call(&Call::bid(late, ainur_primitives::AgentId(1), AINU, 2)).await?;
    market::reaches(&api, late, &["matched"]).await?;
    owner.call(&Call::start(late)).await?;

    let ended = market::reaches(&api, late, &["cancelled"]).await?;
    assert_eq!(reason(&ended), ("timeout", None));
    // The task is opened once more, and then nobody bids.
    let ended = market::reaches(&api, absent, &["cancelled"]).await?;
    assert_eq!(reason(&ended), ("no_bids", None));
    for slug in ["absent", "late"] {
        assert_eq!(api.get(&format!("/v1/agents/did:ainur:{slug}")).await?["reputation"]["failed"], 1);
    }
    assert!(requester.held().await? < 2 * AINU);
    Ok(())
}
