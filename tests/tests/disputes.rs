//! Results that are wrong, and results that are only said to be. Features A7, F1, F4, F6.
#![allow(clippy::indexing_slicing, reason = "a test that fails says where")]

use ainur_chain::{
    records::{TaskSpec, WorkResult},
    AccountId, Call,
};
use ainur_primitives::{receipt, AgentId, TaskId, AINU};
use ainur_tests::{
    api::Api,
    market::{self, NewAgent},
    wait,
    world::{Window, World},
};
use anyhow::Result;
use serde_json::Value;

/// What each agent asks.
const PRICE: u128 = 20 * AINU;
/// The least bond of a dispute; a tenth of the price is less.
const BOND: u128 = 10 * AINU;

async fn register(api: &Api, world: &World, slug: &str, operator: Option<AccountId>) -> Result<AgentId> {
    let (owner, module) = (world.wallet("//Charlie")?, market::component("echo")?);
    let capability = format!("test.{slug}");
    let agent = NewAgent { slug, capability: &capability, price: PRICE, module, operator };
    market::register(api, &owner, agent).await
}

async fn post(api: &Api, world: &World, slug: &str, key: u8) -> Result<TaskId> {
    let input = market::add(api, b"The truth, please.".to_vec()).await?;
    let capability = format!("test.{slug}");
    let spec = market::auction("A task that is disputed", &capability, input, 50 * AINU, world.height().await?)?;
    market::post(&world.wallet("//Alice//stash")?, [key; 32], &TaskSpec { max_duration: 20, ..spec }).await
}

async fn dispute(api: &Api, task: TaskId) -> Result<Value> {
    api.get(&format!("/v1/tasks/{task}/dispute")).await
}

/// Prints a task's life, for whoever wants to see one.
async fn tell(api: &Api, name: &str, task: TaskId) -> Result<()> {
    let story = api.get(&format!("/v1/tasks/{task}")).await?;
    let steps = story["transitions"].as_array().into_iter().flatten();
    let steps: Vec<_> = steps.map(|step| format!("{} in block {}", step["status"], step["height"])).collect();
    println!("{name}: {}\n{:#}", steps.join(", ").replace('"', ""), dispute(api, task).await?);
    Ok(())
}

/// Three verifiers watch; the time to object is long enough for them to run everything again.
async fn watched() -> Result<World> {
    let mut world = World::start().await?;
    let short =
        [(Window::Challenge, 10), (Window::Commit, 10), (Window::Reveal, 8), (Window::Appeal, 2), (Window::SlashAppeal, 2)];
    for (window, blocks) in short {
        world.set_window(window, blocks).await?;
    }
    for verifier in ["//Dave", "//Eve", "//Ferdie"] {
        world.add_verifier(verifier).await?;
    }
    Ok(world)
}

#[tokio::test]
async fn a_cheat_is_caught_with_no_hand_moved_and_an_honest_agent_wins() -> Result<()> {
    let world = watched().await?;
    let api = world.api()?;
    let (requester, owner) = (world.wallet("//Alice//stash")?, world.wallet("//Charlie")?);

    let honest = register(&api, &world, "honest", Some(world.wallet("//Bob")?.account())).await?;
    let disputed = post(&api, &world, "honest", 1).await?;
    let cheat = register(&api, &world, "cheat", None).await?;
    let forged = post(&api, &world, "cheat", 2).await?;

    // The cheat delivers something else than its module makes of the input.
    owner.call(&Call::bid(forged, cheat, PRICE, 20)).await?;
    market::reaches(&api, forged, &["matched"]).await?;
    owner.call(&Call::start(forged)).await?;
    let lie = market::add(&api, b"A lie.".to_vec()).await?;
    let result = WorkResult { output: lie.cid, output_hash: lie.hash, receipt_hash: receipt::hash(b"no receipt") };
    owner.call(&Call::submit_result(forged, &result)).await?;

    // Nobody has anything against the honest agent's result but its requester, which hopes for a free task.
    market::reaches(&api, disputed, &["verifying"]).await?;
    requester.call(&Call::dispute(disputed)).await?;

    let ended = market::reaches(&api, forged, &["cancelled", "finalized"]).await?;
    assert_eq!(ended["cancel_reason"]["reason"], "result_rejected", "{ended}");
    let verdict = dispute(&api, forged).await?;
    assert_eq!((&verdict["ruling"], &verdict["receipt_shown"]), (&"challenger".into(), &false.into()), "{verdict}");
    // Its side of the bond at once, and the price of the task once nobody can appeal any more.
    let stake = (market::STAKE - BOND - PRICE).to_string();
    wait::until("the slash", wait::slots(30), || async {
        let record = api.get(&format!("/v1/agents/{cheat}")).await?;
        assert_eq!(record["reputation"]["disputed"], 1);
        Ok((record["stake"] == *stake).then_some(()))
    })
    .await?;

    let ended = market::reaches(&api, disputed, &["cancelled", "finalized"]).await?;
    assert_eq!((&ended["status"], &ended["settlement"]["approved_by"]), (&"finalized".into(), &"ruling".into()), "{ended}");
    let verdict = dispute(&api, disputed).await?;
    assert_eq!((&verdict["ruling"], &verdict["receipt_shown"]), (&"agent".into(), &true.into()), "{verdict}");
    let honest = api.get(&format!("/v1/agents/{honest}")).await?;
    assert_eq!(honest["reputation"]["completed"], 1);

    tell(&api, "the cheat's task", forged).await?;
    tell(&api, "the honest agent's task", disputed).await?;

    // Budgets are back but for the price of the honest work and the bond; the deposits of two records are still held.
    assert!(requester.held().await? < 2 * AINU);
    Ok(())
}
