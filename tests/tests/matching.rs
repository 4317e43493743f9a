//! Who is hired, why, and who hears of it. Feature A19.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::time::Duration;

use ainur_primitives::{AgentId, Balance, AINU};
use ainur_tests::{
    api::Api,
    market::{self, NewAgent},
    world::World,
};
use anyhow::{Context, Result};
use reqwest::{Method, Response};
use serde_json::Value;

/// How long somebody who listens waits for an event.
const PATIENCE: Duration = Duration::from_secs(60);

/// The line of an agent's owner who listens to what happens to it.
struct Line {
    response: Response,
    read: String,
}

impl Line {
    async fn open(api: &Api, agent: AgentId) -> Result<Self> {
        let request = api.request(Method::GET, &format!("/v1/events/stream?agent={agent}")).timeout(PATIENCE * 10);
        Ok(Self { response: request.send().await?.error_for_status()?, read: String::new() })
    }

    /// The next event of that name.
    async fn hears(&mut self, name: &str) -> Result<Value> {
        tokio::time::timeout(PATIENCE, self.next(name)).await.with_context(|| format!("{name} is not heard"))?
    }

    async fn next(&mut self, name: &str) -> Result<Value> {
        loop {
            while let Some((message, rest)) = self.read.split_once("\n\n") {
                let data = message.lines().find_map(|line| line.strip_prefix("data:")).map(serde_json::from_str::<Value>);
                self.read = rest.to_owned();
                if let Some(event) = data.transpose()?.filter(|event| event["name"] == name) {
                    return Ok(event);
                }
            }
            let more = self.response.chunk().await?.context("the line was cut")?;
            self.read.push_str(std::str::from_utf8(&more)?);
        }
    }
}

/// Registers two agents that say things again, under these names and at these prices.
async fn register(world: &World, agents: [(&str, Balance); 2]) -> Result<[AgentId; 2]> {
    let (api, module) = (world.api()?, market::component("echo")?);
    let operator = Some(world.wallet("//Bob")?.account());
    let mut registered = [AgentId(0); 2];
    for ((slug, price), (owner, place)) in agents.into_iter().zip(["//Charlie", "//Dave"].iter().zip(&mut registered)) {
        let new = NewAgent { slug, capability: "text.echo", price, module: module.clone(), operator };
        *place = market::register(&api, &world.wallet(owner)?, new).await?;
    }
    Ok(registered)
}

/// Posts a task with that title, and returns what became of it, and the bids on it.
async fn task(world: &World, title: &str) -> Result<(Value, Value)> {
    let api = world.api()?;
    let input = market::add(&api, b"What goes in comes out.".to_vec()).await?;
    let spec = market::auction(title, "text.echo", input, 50 * AINU, world.height().await?)?;
    let task = market::post(&world.wallet("//Alice")?, [1; 32], &spec).await?;
    let ended = market::reaches(&api, task, &["finalized", "cancelled"]).await?;
    Ok((ended, api.get(&format!("/v1/tasks/{task}/bids")).await?))
}

#[tokio::test]
async fn winner_and_loser_hear_who_was_hired() -> Result<()> {
    let world = World::start().await?;
    let [dear, cheap] = register(&world, [("dear", 40 * AINU), ("cheap", 10 * AINU)]).await?;
    let api = world.api()?;
    let (mut loser, mut winner) = (Line::open(&api, dear).await?, Line::open(&api, cheap).await?);
    let (ended, bids) = task(&world, "Say it again").await?;
    assert_eq!((&ended["status"], bids.as_array().map(Vec::len)), (&"finalized".into(), Some(2)), "{bids}");
    let hired = [loser.hears("Matched").await?, winner.hears("Matched").await?];
    assert_eq!(hired[0], hired[1]);
    assert_eq!(hired[0]["fields"]["assignment"]["agent"], cheap.0);
    Ok(())
}

#[tokio::test]
async fn whose_description_is_most_like_the_task_is_hired_and_paid_though_another_is_cheaper() -> Result<()> {
    let mut world = World::without_orchestrator().await?;
    world.start_orchestrator_with(&[("AINUR_WORK__STRATEGY", "similar".into())]).await?;
    let [fitting, _cheap] = register(&world, [("parrot-of-poems", 40 * AINU), ("clerk", 10 * AINU)]).await?;
    let (ended, bids) = task(&world, "A poem to be said again").await?;
    assert_eq!((&ended["status"], &ended["agent"]), (&"finalized".into(), &fitting.0.into()), "{ended}");
    assert_eq!(bids.as_array().map(Vec::len), Some(1), "the other does not bid: {bids}");
    Ok(())
}
