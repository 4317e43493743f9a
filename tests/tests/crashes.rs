//! Whatever is killed at whatever step, a task ends with one settlement. Features A16, A17, A20.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use ainur_chain::Chain;
use ainur_primitives::{TaskId, AINU};
use ainur_tests::{
    market::{self, NewAgent},
    wait,
    world::World,
};
use anyhow::Result;
use std::time::Duration;

/// An agent and a task for it, posted while the orchestrator was up.
async fn one_task(world: &World) -> Result<TaskId> {
    let api = world.api()?;
    let operator = Some(world.wallet("//Bob")?.account());
    let module = market::component("echo")?;
    let new = NewAgent { slug: "echo", capability: "text.echo", price: AINU, module, operator };
    market::register(&api, &world.wallet("//Charlie")?, new).await?;
    let input = market::add(&api, b"Say this.".to_vec()).await?;
    let spec = market::auction("Say it again", "text.echo", input, 50 * AINU, world.height().await?)?;
    market::post(&world.wallet("//Alice")?, [1; 32], &spec).await
}

/// Waits until the projection is up to date.
async fn synced(world: &World) -> Result<()> {
    let api = world.api()?;
    wait::until("the projection to be up to date", Duration::from_secs(60), || async {
        Ok((api.get("/v1/sync/status").await?["synced"] == true).then_some(()))
    })
    .await
}

#[tokio::test]
async fn an_orchestrator_killed_at_every_step_ends_with_one_settlement() -> Result<()> {
    let mut world = World::start().await?;
    let task = one_task(&world).await?;
    for state in ["bidding", "matched", "running", "verifying"] {
        let later = ["bidding", "matched", "running", "verifying", "finalized"];
        let from = later.iter().position(|known| *known == state).unwrap();
        let reached = market::reaches(&world.api()?, task, later.get(from..).unwrap()).await?;
        assert_ne!(reached["status"], "cancelled");
        world.kill_orchestrator()?;
        world.start_orchestrator().await?;
    }
    let ended = market::reaches(&world.api()?, task, &["finalized", "cancelled"]).await?;
    assert_eq!(ended["status"], "finalized", "{ended}");
    assert_eq!(world.payments(task).await?, 1);
    Ok(())
}

#[tokio::test]
async fn an_orchestrator_killed_again_and_again_at_odd_moments_ends_with_one_settlement() -> Result<()> {
    // From before its first query to well after a block: whatever it was at.
    const LIVES: [u64; 7] = [0, 1_500, 300, 900, 2_100, 600, 1_200];
    let mut world = World::start().await?;
    let task = one_task(&world).await?;
    for life in LIVES.iter().cycle().take(28) {
        world.kill_orchestrator()?;
        world.start_orchestrator().await?;
        let api = world.api()?;
        let ended = wait::until("the end of a life or of the task", Duration::from_millis(*life), || async {
            let found = api.find(&format!("/v1/tasks/{task}")).await?;
            Ok(found.filter(|task| task["status"] == "finalized"))
        });
        if ended.await.is_ok() {
            break;
        }
    }
    let ended = market::reaches(&world.api()?, task, &["finalized", "cancelled"]).await?;
    assert_eq!(ended["status"], "finalized", "{ended}");
    assert_eq!(world.payments(task).await?, 1);
    Ok(())
}

#[tokio::test]
async fn an_orchestrator_started_late_catches_up_from_genesis() -> Result<()> {
    let mut world = World::start().await?;
    let task = one_task(&world).await?;
    market::reaches(&world.api()?, task, &["finalized"]).await?;
    let story = world.api()?.get(&format!("/v1/tasks/{task}")).await?;
    let operator = world.wallet("//Bob")?.account();
    let sent = world.chain.account(&operator).await?.nonce;
    world.kill_orchestrator()?;
    world.replace_database()?;
    world.start_orchestrator().await?;
    let again = market::reaches(&world.api()?, task, &["finalized"]).await?;
    assert_eq!(again, story, "the same chain makes the same rows");
    synced(&world).await?;
    assert_eq!(world.chain.account(&operator).await?.nonce, sent, "nothing is sent for what is long past");
    Ok(())
}

#[tokio::test]
async fn a_node_that_is_killed_loses_nothing_that_was_final() -> Result<()> {
    let world = World::start().await?;
    let task = one_task(&world).await?;
    market::reaches(&world.api()?, task, &["matched", "running"]).await?;
    let world = world.restart_node().await?;
    let ended = market::reaches(&world.api()?, task, &["finalized", "cancelled"]).await?;
    assert_eq!(ended["status"], "finalized", "{ended}");
    assert_eq!(world.payments(task).await?, 1);
    synced(&world).await
}
