//! How long a result that is ready waits for a block that holds it, and for that block to be final.

use std::time::Duration;

use ainur_chain::{records::Hiring, Call, Chain, Mortality, Signer};
use ainur_primitives::{AgentId, ClientKey, Hash, TaskId, AINU};
use ainur_tests::{
    market::{self, Content, NewAgent},
    wait,
    world::World,
};
use anyhow::{ensure, Context, Result};
use sqlx::{Connection, PgConnection};
use tokio::task::JoinSet;

use crate::{
    figure::{quantile, report, Peer},
    node_view::{clock, NodeView, Sightings},
};

/// Tasks posted with one extrinsic, and how often.
const TASKS: usize = 5;
const ROUNDS: u8 = 20;
/// Agents that share them: each may have ten in hand.
const AGENTS: usize = 5;
/// A slot of the chain, in seconds.
const SLOT: f64 = 2.0;
/// Between two transfers: not in step with the slots.
const TRANSFER_INTERVAL: Duration = Duration::from_millis(730);
const TRANSFERS: u32 = 60;
/// How long the last result may take.
const PATIENCE: Duration = Duration::from_secs(180);
const PEER: &str = "a transfer sent to the node";

/// Slots from one moment to two others.
#[derive(Default)]
struct Waits {
    included: Vec<f64>,
    finalised: Vec<f64>,
    between: Vec<f64>,
}

impl Waits {
    fn add(&mut self, ready: f64, (included, finalised): (f64, f64)) {
        self.included.push((included - ready) / SLOT);
        self.finalised.push((finalised - ready) / SLOT);
        self.between.push((finalised - included) / SLOT);
    }
}

/// Has tasks done by a real orchestrator, and meanwhile sends transfers for comparison.
pub async fn run() -> Result<()> {
    println!("latency: {} tasks are posted, done and delivered", TASKS * usize::from(ROUNDS));
    let world = World::start().await?;
    let view = NodeView::connect(&world.node.url()).await?;
    let sightings = Sightings::default();
    let mut watchers = JoinSet::new();
    sightings.watch(&view, &mut watchers).await?;

    let (tasks, transfers) = tokio::try_join!(work(&world), transfers(&world))?;
    let results = results(&world, &tasks).await?;
    let results = waits(&sightings, &results).await?;
    let transfers = waits(&sightings, &transfers).await?;
    compare("ready to best block", &results.included, &transfers.included);
    compare("ready to final", &results.finalised, &transfers.finalised);
    compare("best block to final", &results.between, &transfers.between);
    Ok(())
}

/// Reports both ends of a sample beside those of the transfers.
fn compare(part: &str, results: &[f64], transfers: &[f64]) {
    for (name, share) in [("median", 0.5), ("p99", 0.99)] {
        let peer = Peer { name: PEER, value: quantile(transfers, share) };
        report("latency", &format!("{part}, {name}"), quantile(results, share), "slots", Some(peer));
    }
}

/// Posts the tasks and waits until each is settled.
async fn work(world: &World) -> Result<Vec<TaskId>> {
    let api = world.api()?;
    let (requester, owner) = (world.wallet("//Alice")?, world.wallet("//Charlie")?);
    let operator = Some(world.wallet("//Bob")?.account());
    let mut agents = Vec::new();
    for number in 0..AGENTS {
        let module = market::component("echo")?;
        let slug = format!("bench-{number}");
        let new = NewAgent { slug: &slug, capability: "text.echo", price: AINU, module, operator };
        agents.push(market::register(&api, &owner, new).await?);
    }
    let input = market::add(&api, b"What goes in comes out.".to_vec()).await?;
    let mut tasks = Vec::new();
    for round in 0..ROUNDS {
        let posts = posts(round, input, &agents, world.height().await?)?;
        let batch = world.chain.runtime().await?.encode_batch(&posts)?;
        let receipt = requester.send(&batch).await?;
        receipt.outcome?;
        tasks.extend(market::created(&receipt.block).map(|(task, _)| task));
    }
    ensure!(tasks.len() == TASKS * usize::from(ROUNDS), "{} tasks were created", tasks.len());
    for task in &tasks {
        market::reaches(&api, *task, &["finalized"]).await?;
    }
    Ok(tasks)
}

fn posts(round: u8, input: Content, agents: &[AgentId], now: u32) -> Result<Vec<Call>> {
    let agents = agents.iter().cycle().take(TASKS).zip(0u8..);
    let posts = agents.map(|(agent, number)| {
        let mut spec = market::auction("Say it again", "text.echo", input, AINU, now)?;
        spec.hiring = Hiring::Direct { agent: *agent };
        Ok(Call::create_task(ClientKey([[round, number]; 16].concat().try_into().unwrap_or_default()), &spec))
    });
    posts.collect()
}

/// When each result was ready, and the extrinsic that delivered it.
async fn results(world: &World, tasks: &[TaskId]) -> Result<Vec<(f64, Hash)>> {
    let mut database = PgConnection::connect(&world.postgres.url()).await?;
    let rows: Vec<(f64, Vec<u8>)> = sqlx::query_as(
        "SELECT extract(epoch FROM jobs.updated_at)::float8, outbox.tx_hash
         FROM jobs JOIN outbox ON outbox.business_key = concat('result:', jobs.task, ':', jobs.agent) WHERE jobs.state = 'done'",
    )
    .fetch_all(&mut database)
    .await?;
    ensure!(rows.len() == tasks.len(), "{} of {} tasks have a result", rows.len(), tasks.len());
    rows.into_iter().map(|(ready, hash)| Ok((ready, hash.as_slice().try_into()?))).collect()
}

/// Sends transfers, each as soon as it is signed; returns when each was sent.
async fn transfers(world: &World) -> Result<Vec<(f64, Hash)>> {
    let signer = Signer::from_secret(&"//Eve".to_owned().into())?;
    let call = Call::transfer(&world.wallet("//Ferdie")?.account(), AINU);
    let runtime = world.chain.runtime().await?;
    let call = runtime.encode(&call)?;
    let first = world.chain.account(&signer.account()).await?.nonce;
    let mut sent = Vec::new();
    let mut interval = tokio::time::interval(TRANSFER_INTERVAL);
    for nonce in (first..).take(TRANSFERS as usize) {
        interval.tick().await;
        let mortality = Mortality::new(world.chain.finalised_head().await?, 64);
        let extrinsic = signer.sign(&runtime, &call, nonce, mortality)?;
        sent.push((clock(), extrinsic.hash));
        world.chain.submit(&extrinsic.bytes).await.context("a transfer was refused")?;
    }
    Ok(sent)
}

/// What each of the extrinsics waited, once all are final.
async fn waits(sightings: &Sightings, extrinsics: &[(f64, Hash)]) -> Result<Waits> {
    wait::until("every extrinsic to be final", PATIENCE, || async {
        let mut waits = Waits::default();
        for (ready, extrinsic) in extrinsics {
            let Some(seen) = sightings.of(extrinsic) else { return Ok(None) };
            waits.add(*ready, seen);
        }
        Ok(Some(waits))
    })
    .await
}
