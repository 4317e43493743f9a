//! What disputes need: verifiers that watch, agents that are honest and agents that are not.

use ainur_chain::{
    records::{TaskSpec, WorkResult},
    AccountId, Call,
};
use ainur_primitives::{receipt, AgentId, TaskId, AINU};
use anyhow::Result;
use serde_json::Value;

use crate::{
    api::Api,
    market::{self, NewAgent},
    world::{Window, World},
};

/// What each agent asks.
pub const PRICE: u128 = 20 * AINU;
/// The least bond of a dispute; a tenth of the price is less.
pub const BOND: u128 = 10 * AINU;
/// Blocks to object and to bind, to show, and to appeal against verdict and slash.
pub const WINDOWS: [(Window, u32); 5] =
    [(Window::Challenge, 10), (Window::Commit, 10), (Window::Reveal, 8), (Window::Appeal, 2), (Window::SlashAppeal, 2)];

/// Three verifiers watch; the time to object is long enough for them to run everything again.
pub async fn watched() -> Result<World> {
    let mut world = World::start().await?;
    for (window, blocks) in WINDOWS {
        world.set_window(window, blocks).await?;
    }
    for verifier in ["//Dave", "//Eve", "//Ferdie"] {
        world.add_verifier(verifier).await?;
    }
    Ok(world)
}

/// Registers an agent of Charlie's that can do one thing, named after itself.
pub async fn register(api: &Api, world: &World, slug: &str, operator: Option<AccountId>) -> Result<AgentId> {
    let (owner, module) = (world.wallet("//Charlie")?, market::component("echo")?);
    let capability = format!("test.{slug}");
    let agent = NewAgent { slug, capability: &capability, price: PRICE, module, operator };
    market::register(api, &owner, agent).await
}

/// Posts a task that only the agent of this name can do.
pub async fn post(api: &Api, world: &World, slug: &str, key: u8) -> Result<TaskId> {
    let input = market::add(api, b"The truth, please.".to_vec()).await?;
    let capability = format!("test.{slug}");
    let spec = market::auction("A task that is disputed", &capability, input, 50 * AINU, world.height().await?)?;
    market::post(&world.wallet("//Alice//stash")?, [key; 32], &TaskSpec { max_duration: 20, ..spec }).await
}

/// Delivers something else than the agent's module makes of the input.
pub async fn cheat(api: &Api, world: &World, task: TaskId, agent: AgentId) -> Result<()> {
    let owner = world.wallet("//Charlie")?;
    owner.call(&Call::bid(task, agent, PRICE, 20)).await?;
    market::reaches(api, task, &["matched"]).await?;
    owner.call(&Call::start(task)).await?;
    let lie = market::add(api, b"A lie.".to_vec()).await?;
    let result = WorkResult { output: lie.cid, output_hash: lie.hash, receipt_hash: receipt::hash(b"no receipt") };
    owner.call(&Call::submit_result(task, &result)).await?;
    Ok(())
}

/// What the service tells of a dispute.
pub async fn dispute(api: &Api, task: TaskId) -> Result<Value> {
    api.get(&format!("/v1/tasks/{task}/dispute")).await
}
