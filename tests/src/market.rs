//! The pieces every story is made of: agents, tasks, and how they end.

use std::{collections::BTreeSet, fs, path::PathBuf, time::Duration};

use ainur_chain::{
    records::{AgentSpec, Auction, Award, Execution, Hiring, Pricing, TaskSpec, Verification},
    AccountId, AgentEvent, Block, Call, MarketEvent, TaskEvent,
};
use ainur_primitives::{receipt, AgentId, Balance, Cid, ClientKey, Hash, ScoreWeights, TaskId, AINU};
use anyhow::{Context, Result};
use serde_json::Value;

use crate::{api::Api, wait, wallet::Wallet};

/// How long a task may take to come into a state.
const PATIENCE: Duration = Duration::from_secs(120);
/// What stands behind an agent of a test.
pub const STAKE: Balance = 200 * AINU;

/// Tasks that an agent of a test takes at a time: more than any test posts before the first are paid.
const PLACES: u16 = 200;

/// Content that was added: what the chain is told of it.
#[derive(Clone, Copy)]
pub struct Content {
    /// Its identifier.
    pub cid: Cid,
    /// blake2-256 of its bytes.
    pub hash: Hash,
}

/// Adds bytes to the content store.
pub async fn add(api: &Api, bytes: Vec<u8>) -> Result<Content> {
    let hash = receipt::hash(&bytes);
    let added = api.add(bytes).await?;
    Ok(Content { cid: parse_cid(added["cid"].as_str().context("no cid")?)?, hash })
}

/// Reads the text form of a content identifier.
pub fn parse_cid(text: &str) -> Result<Cid> {
    Cid::from_bytes(&cid::Cid::try_from(text)?.to_bytes()).with_context(|| format!("{text} is not a CID of this chain"))
}

/// The component of one of the agents of this project.
pub fn component(name: &str) -> Result<Vec<u8>> {
    let this = std::env::current_exe()?;
    let found: Option<PathBuf> =
        this.ancestors().map(|folder| folder.join("agents").join(format!("{name}.wasm"))).find(|file| file.is_file());
    let file = found.with_context(|| format!("the agent {name} is not built: run cargo xtask agents"))?;
    Ok(fs::read(file)?)
}

/// An agent to be registered.
pub struct NewAgent<'a> {
    /// Its name.
    pub slug: &'a str,
    /// What it can do.
    pub capability: &'a str,
    /// What it asks, in plancks.
    pub price: Balance,
    /// The module that does its work.
    pub module: Vec<u8>,
    /// Who bids and works for it.
    pub operator: Option<AccountId>,
}

/// Registers an agent owned by the wallet.
pub async fn register(api: &Api, owner: &Wallet, agent: NewAgent<'_>) -> Result<AgentId> {
    let manifest = serde_json::json!({ "name": agent.slug, "capabilities": [agent.capability] }).to_string();
    let manifest = add(api, manifest.into_bytes()).await?;
    let module = add(api, agent.module).await?;
    let spec = AgentSpec {
        manifest: manifest.cid,
        capabilities: BTreeSet::from([agent.capability.parse()?]).try_into().ok().context("one capability")?,
        price: agent.price,
        execution: Execution::Module { module: module.cid, hash: module.hash },
        concurrency: PLACES,
    };
    let block = owner.call(&Call::register(&agent.slug.parse()?, &spec, agent.operator, STAKE)).await?;
    let of_owner = registered(&block).find(|(who, _)| *who == owner.account());
    Ok(of_owner.context("the chain registered no agent")?.1)
}

/// The agents that were registered in a block, with their owners.
pub fn registered(block: &Block) -> impl Iterator<Item = (AccountId, AgentId)> + '_ {
    block.events.iter().filter_map(|event| match &event.market {
        Some(MarketEvent::Agent(AgentEvent::AgentRegistered { agent, owner, .. })) => Some((*owner, *agent)),
        _ => None,
    })
}

/// A task for whoever has the capability, by auction, that leaves time for everything.
pub fn auction(title: &str, capability: &str, input: Content, budget: Balance, now: u32) -> Result<TaskSpec> {
    Ok(TaskSpec {
        title: title.parse()?,
        description: None,
        input: input.cid,
        input_hash: input.hash,
        capabilities: BTreeSet::from([capability.parse()?]).try_into().ok().context("one capability")?,
        budget,
        hiring: Hiring::Auction {
            opens_at: None,
            bidding: 3,
            weights: ScoreWeights::default(),
            rules: Auction::Open { pricing: Pricing::First },
            award: Award::ByScore,
        },
        min_reputation: 0,
        min_stake: 0,
        max_duration: 20,
        deadline: now + 1_000,
        verification: Verification::Deterministic,
        priority: 5,
        parent: None,
        delegable: 0,
        mandate: None,
    })
}

/// Posts a task and returns its number.
pub async fn post(requester: &Wallet, key: [u8; 32], spec: &TaskSpec) -> Result<TaskId> {
    let block = requester.call(&Call::create_task(ClientKey(key), spec)).await?;
    let created = created(&block).find(|(_, client_key)| client_key.0 == key);
    Ok(created.context("the chain created no task")?.0)
}

/// The tasks that were created in a block, with their client keys.
pub fn created(block: &Block) -> impl Iterator<Item = (TaskId, ClientKey)> + '_ {
    block.events.iter().filter_map(|event| match &event.market {
        Some(MarketEvent::Task(TaskEvent::TaskCreated { task, client_key, .. })) => Some((*task, *client_key)),
        _ => None,
    })
}

/// The tasks that calls of a block have paid. Those that the chain has paid by itself are none of them.
pub fn finalised_by_calls(block: &Block) -> impl Iterator<Item = TaskId> + '_ {
    block.events.iter().filter(|event| event.extrinsic.is_some()).filter_map(|event| match &event.market {
        Some(MarketEvent::Task(TaskEvent::TaskFinalized { task, .. })) => Some(*task),
        _ => None,
    })
}

/// Waits until a task is in one of the states, as the orchestrator sees it.
pub async fn reaches(api: &Api, task: TaskId, states: &[&str]) -> Result<Value> {
    wait::until(&format!("task {task} to be {states:?}"), PATIENCE, || async move {
        let Some(found) = api.find(&format!("/v1/tasks/{task}")).await? else { return Ok(None) };
        let is_there = states.iter().any(|state| found["status"] == *state);
        Ok(is_there.then_some(found))
    })
    .await
}
