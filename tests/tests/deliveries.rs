//! What is delivered by hand, and is not what it is said to be. Features A5, A16, A18.
#![allow(clippy::indexing_slicing, reason = "a test that fails says where")]

use ainur_chain::{records::WorkResult, Call};
use ainur_primitives::{AgentId, Cid, TaskId, AINU};
use ainur_tests::{
    market::{self, NewAgent},
    wallet::Wallet,
    world::World,
};
use anyhow::Result;
use reqwest::{Method, StatusCode};

const CAPABILITY: &str = "text.forge";

/// Has the owner of agent 0 bid on a task, win it, and deliver this without any work.
async fn deliver(world: &World, owner: &Wallet, key: u8, result: WorkResult) -> Result<TaskId> {
    let api = world.api()?;
    let input = market::add(&api, b"Do this.".to_vec()).await?;
    let spec = market::auction("A task for a forger", CAPABILITY, input, 50 * AINU, world.height().await?)?;
    let task = market::post(&world.wallet("//Alice")?, [key; 32], &spec).await?;
    owner.call(&Call::bid(task, AgentId(0), AINU, 10)).await?;
    market::reaches(&api, task, &["matched"]).await?;
    owner.call(&Call::start(task)).await?;
    owner.call(&Call::submit_result(task, &result)).await?;
    market::reaches(&api, task, &["verifying", "finalized"]).await?;
    Ok(task)
}

#[tokio::test]
async fn an_output_that_is_not_what_the_chain_says_is_never_called_verified() -> Result<()> {
    let world = World::start().await?;
    let api = world.api()?;
    let owner = world.wallet("//Charlie")?;
    let module = market::component("echo")?;
    let forger = NewAgent { slug: "forger", capability: CAPABILITY, price: AINU, module, operator: None };
    market::register(&api, &owner, forger).await?;
    let content = market::add(&api, b"Something else.".to_vec()).await?;
    let forged = WorkResult { output: content.cid, output_hash: [1; 32], receipt_hash: [2; 32] };

    let swapped = deliver(&world, &owner, 1, forged).await?;
    let result = api.get(&format!("/v1/tasks/{swapped}/result")).await?;
    assert_eq!((&result["verified"], &result["receipt"]), (&false.into(), &serde_json::Value::Null));

    let absent = Cid { digest: [9; 32], ..content.cid };
    let missing = deliver(&world, &owner, 2, WorkResult { output: absent, ..forged }).await?;
    let result = api.get(&format!("/v1/tasks/{missing}/result")).await?;
    assert_eq!(result["verified"], serde_json::Value::Null);
    let path = format!("/v1/content/{}", result["output"].as_str().unwrap_or_default());
    assert_eq!(api.request(Method::GET, &path).send().await?.status(), StatusCode::NOT_FOUND);
    Ok(())
}
