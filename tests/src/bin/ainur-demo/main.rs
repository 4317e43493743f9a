//! The main job on a user's file, told step by step: a real chain, a real database, a real orchestrator, real agents.
#![allow(clippy::indexing_slicing, reason = "a key that a JSON value does not have reads as null")]

mod story;

use std::{path::PathBuf, time::Duration};

use ainur_primitives::{receipt, Balance, AINU};
use ainur_tests::{
    market::{self, NewAgent},
    wait,
    wallet::Wallet,
    world::World,
};
use anyhow::{bail, ensure, Context, Result};
use clap::Parser;
use serde_json::Value;
use tokio::signal::unix::{signal, SignalKind};

use crate::story::{ainu, Story};

/// What the demo summarises when it is given nothing else.
const OWN_TEXT: &str = include_str!("../../../../agents/summariser/golden/tide-mills.input");
/// How long what is final may take to be indexed.
const PATIENCE: Duration = Duration::from_secs(30);
/// What the requester pays at most.
const BUDGET: Balance = 50 * AINU;

/// One task from post to payout on a real chain.
#[derive(Parser)]
struct Arguments {
    /// Leave everything running until Ctrl-C, and print where to find it
    #[arg(long)]
    keep: bool,
    /// The text to be summarised
    file: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let text = match &arguments.file {
        Some(file) => std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?,
        None => OWN_TEXT.to_owned(),
    };
    ensure!(!text.trim().is_empty(), "the text is empty: there is nothing to summarise");

    tokio::select! {
        biased;
        told = show(text, arguments.keep) => told,
        // Whatever was started is dropped, and so stopped, with the story.
        signal = stopped() => signal.and_then(|()| bail!("stopped before the story was told")),
    }
}

/// Starts everything, tells the story, and leaves everything up when that is wished.
async fn show(text: String, keep: bool) -> Result<()> {
    let mut story = Story::begin();
    story.chapter("A chain of one validator, a Postgres and an orchestrator start");
    let world = World::start().await?;
    let orchestrator = world.orchestrator.as_ref().context("the orchestrator is down")?;
    story.line(&format!("chain {}, orchestrator {}", world.node.url(), orchestrator.url()));

    tell(&mut story, &world, text).await?;

    if keep {
        story.chapter("Everything stays up until Ctrl-C");
        story.line(&format!("the chain           {}", world.node.url()));
        story.line(&format!("the orchestrator    {}/v1/dashboard, {0}/openapi.json", orchestrator.url()));
        story.line(&format!("its bearer token    {}", orchestrator.token()));
        story.line(&format!("the database        {}", world.postgres.url()));
        story.line(&format!("logs and data       {}", world.folder().display()));
        stopped().await?;
    }
    Ok(())
}

/// Waits for Ctrl-C, or to be asked to end.
async fn stopped() -> Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted?,
        _ = terminate.recv() => {}
    }
    Ok(())
}

/// Posts a task on the text and tells what becomes of it.
async fn tell(story: &mut Story, world: &World, text: String) -> Result<()> {
    let api = world.api()?;
    let requester = world.wallet("//Alice")?;
    let operator = world.wallet("//Bob")?.account();
    let owners = [("thrifty", 20 * AINU, world.wallet("//Charlie")?), ("careful", 30 * AINU, world.wallet("//Dave")?)];

    story.chapter("Two owners register a summariser each, with the orchestrator as its operator");
    let module = market::component("summariser")?;
    for (slug, price, owner) in &owners {
        let new =
            NewAgent { slug, capability: "text.summarise", price: *price, module: module.clone(), operator: Some(operator) };
        let agent = market::register(&api, owner, new).await?;
        let stake = ainu(market::STAKE);
        story.line(&format!("agent {agent} is did:ainur:{slug}, asks {}, has {stake} at stake", ainu(*price)));
    }
    let mut reputations = Vec::new();
    for (slug, _, _) in &owners {
        let agent = wait::until("the agent to be indexed", PATIENCE, || async { api.find(&did(slug)).await }).await?;
        reputations.push(agent["reputation"].clone());
    }
    let payees: Vec<&Wallet> = owners.iter().map(|(_, _, owner)| owner).collect();
    let before = Balances::of(&requester, &payees).await?;

    story.chapter("A requester posts the text as a task");
    let words = text.split_whitespace().count();
    let input = market::add(&api, text.into_bytes()).await?;
    let now = ainur_chain::Chain::finalised_head(&*world.chain).await?.height;
    let spec = market::auction("A summary of the text", "text.summarise", input, BUDGET, now)?;
    let task = market::post(&requester, input.hash, &spec).await?;
    story.line(&format!("task {task}: {words} words, at most {}, held in escrow", ainu(BUDGET)));

    story.chapter("From here on nobody moves a hand: the orchestrator bids, works, delivers and settles");
    let ended = market::reaches(&api, task, &["finalized", "cancelled"]).await?;
    story.transitions(&ended)?;
    ensure!(ended["status"] == "finalized", "the task was cancelled: {}", ended["cancel_reason"]);
    for bid in api.get(&format!("/v1/tasks/{task}/bids")).await?.as_array().into_iter().flatten() {
        let price = amount(&bid["price"])?;
        story.line(&format!("agent {} bid {} and {}", bid["agent"], ainu(price), bid["status"].as_str().unwrap_or_default()));
    }

    story.chapter("The output");
    let result = api.get(&format!("/v1/tasks/{task}/result")).await?;
    let output = api.content(result["output"].as_str().context("no output")?).await?;
    let hash = format!("0x{}", receipt::hash(&output).iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    ensure!(result["output_hash"] == hash.as_str(), "the output is not what the chain says");
    story.quote(&String::from_utf8_lossy(&output));
    story.line(&format!("{} with the hash that stands on chain", result["output"]));

    story.chapter("The money");
    let settlement = &ended["settlement"];
    for (part, whom) in [
        ("paid", "to the agent's owner"),
        ("fee", "to the treasury"),
        ("tip", "to whoever closed the bidding"),
        ("returned", "back to the requester"),
    ] {
        story.line(&format!("{:>14} {whom}", ainu(amount(&settlement[part])?)));
    }
    let after = Balances::of(&requester, &payees).await?;
    story.line(&format!(
        "the requester has {} less than before, fees and deposit of the posting included",
        ainu(before.requester - after.requester)
    ));
    story.line(&format!("the owners have {} more", ainu(after.payees - before.payees)));

    story.chapter("The reputation");
    for ((slug, _, _), before) in owners.iter().zip(&reputations) {
        let after = &api.get(&did(slug)).await?["reputation"];
        story.line(&format!("{slug:<8} {} before", record(before)));
        story.line(&format!("{:<8} {} now", "", record(after)));
    }
    Ok(())
}

/// Where an agent stands in the interface.
fn did(slug: &str) -> String {
    format!("/v1/agents/did:ainur:{slug}")
}

/// A track record in words.
fn record(reputation: &Value) -> String {
    let trust = reputation["trust"].as_f64().unwrap_or_default();
    let (score, completed, failed) = (&reputation["score"], &reputation["completed"], &reputation["failed"]);
    format!("score {score}, trust {trust:.3}, {completed} completed, {failed} failed")
}

/// What everybody can spend, in plancks.
struct Balances {
    requester: Balance,
    payees: Balance,
}

impl Balances {
    async fn of(requester: &Wallet, payees: &[&Wallet]) -> Result<Self> {
        let mut sum = 0;
        for payee in payees {
            sum += payee.free().await?;
        }
        Ok(Self { requester: requester.free().await?, payees: sum })
    }
}

fn amount(value: &Value) -> Result<Balance> {
    Ok(value.as_str().context("no amount")?.parse()?)
}
