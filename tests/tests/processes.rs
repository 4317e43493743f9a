//! Several processes on one database, any of which can die. Features A16, A17, A20, A31, D5.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use ainur_primitives::{TaskId, AINU};
use ainur_tests::{
    api::Api,
    market::{self, Content, NewAgent},
    world::World,
};
use anyhow::Result;
use serde_json::Value;

/// Posts tasks, each under a key of its own.
async fn post(world: &World, input: Content, keys: std::ops::Range<u8>) -> Result<Vec<TaskId>> {
    let mut tasks = Vec::new();
    for key in keys {
        let spec = market::auction("Say it again", "text.echo", input, 50 * AINU, world.height().await?)?;
        tasks.push(market::post(&world.wallet("//Alice")?, [key; 32], &spec).await?);
    }
    Ok(tasks)
}

/// Waits until each is paid, and sees that it is once.
async fn are_paid_once(world: &World, api: &Api, tasks: &[TaskId]) -> Result<()> {
    for task in tasks {
        let ended = market::reaches(api, *task, &["finalized", "cancelled"]).await?;
        assert_eq!(ended["status"], "finalized", "{ended}");
        assert_eq!(world.payments(*task).await?, 1);
    }
    Ok(())
}

#[tokio::test]
async fn whichever_process_dies_the_others_bring_every_task_to_its_one_settlement() -> Result<()> {
    let mut world = World::start().await?;
    let second = world.another_orchestrator("second").await?;
    let worker = world.worker("worker").await?;
    let api = second.api()?;
    let (operator, module) = (Some(world.wallet("//Bob")?.account()), market::component("echo")?);
    let agent = NewAgent { slug: "echo", capability: "text.echo", price: AINU, module, operator };
    market::register(&api, &world.wallet("//Charlie")?, agent).await?;
    let input = market::add(&api, b"Say this.".to_vec()).await?;

    // The one that leads dies while tasks are on their way: the second leads.
    let first = post(&world, input, 1..4).await?;
    market::reaches(&api, first[0], &["matched", "running", "verifying"]).await?;
    world.kill_orchestrator()?;
    are_paid_once(&world, &api, &first).await?;

    // The worker dies.
    let second_batch = post(&world, input, 4..6).await?;
    market::reaches(&api, second_batch[0], &["matched", "running", "verifying"]).await?;
    worker.kill()?;
    are_paid_once(&world, &api, &second_batch).await?;

    // The second dies, when there is one again that can lead.
    world.start_orchestrator().await?;
    let third = post(&world, input, 6..8).await?;
    market::reaches(&api, third[0], &["bidding", "matched"]).await?;
    second.kill()?;
    let api = world.api()?;
    are_paid_once(&world, &api, &third).await?;
    let jobs = api.authorised(reqwest::Method::GET, "/v1/jobs?state=done").send().await?.json::<Value>().await?;
    assert_eq!(jobs.as_array().unwrap().len(), 7, "each task was worked on once: {jobs}");
    Ok(())
}
