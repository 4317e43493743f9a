//! How many transactions of the market become final in a second, beside plain transfers on the same node, and how heavy blocks really
//! are.

use ainur_chain::{Call, Chain};
use ainur_primitives::{limits::MAX_SETTLE_BATCH, TaskId, AINU};
use ainur_tests::{market, wait, world::World};
use anyhow::{ensure, Context, Result};
use tokio::task::JoinSet;

use crate::{
    figure::{quantile, report, Peer},
    flood::{empty_block, Effort, Flood},
    lifecycle::Lifecycle,
    node_view::{NodeView, Sightings},
};

/// Transactions of each kind: more than a block holds.
const COUNT: usize = 3_000;
/// Tasks that are settled in batches: so many that this takes about as long as the transfers do, for the time to finality weighs on both
/// alike then.
const SETTLED: usize = 15_000;
const PEER: &str = "balances.transfer_keep_alive";
const REQUESTER: &str = "//Alice";
const OWNER: &str = "//Charlie";

/// One kind of transaction after the other, as many of each as there are transfers.
pub async fn run() -> Result<()> {
    let world = World::for_floods().await?;
    world.leave_the_work_to_others().await?;
    let view = NodeView::connect(&world.node.url()).await?;
    let mut watchers = JoinSet::new();
    let sightings = Sightings::default();
    sightings.watch(&view, &mut watchers).await?;
    let mut lifecycle = Lifecycle::with_agents(&world, SETTLED).await?;
    let empty = empty_block(&world, &view).await?;
    let runtime = world.chain.runtime().await?;
    let encoded = |calls: &[Call]| calls.iter().map(|call| Ok(runtime.encode(call)?)).collect::<Result<Vec<_>>>();
    let mut all = Vec::new();
    let mut measure = async |name: &str, secret: &str, calls: Vec<Vec<u8>>| -> Result<(Flood, Effort)> {
        let flood = Flood::send(&world, &sightings, secret, &calls).await?;
        let effort = flood.effort(&view, empty).await?;
        println!("throughput: {} of {name} in {:.1} s, {:.0} us each", flood.count, flood.seconds, effort.each);
        all.extend(effort.declared.iter().copied());
        Ok((flood, effort))
    };

    let transfer = runtime.encode(&Call::transfer(&world.wallet("//Ferdie")?.account(), AINU))?;
    let (transfers, transfer) = measure(PEER, "//Eve", vec![transfer; COUNT]).await?;

    let deadline = world.height().await?.saturating_add(1_000);
    let posts = encoded(&lifecycle.posts(COUNT, deadline)?)?;
    let (posted, post) = measure("create_task", REQUESTER, posts).await?;
    let tasks = created(&world, &posted).await?;
    let of_all = |call: fn(TaskId) -> Call| tasks.iter().map(|task| call(*task)).collect::<Vec<_>>();
    let (accepted, accept) = measure("accept_offer", OWNER, encoded(&of_all(Call::accept_offer))?).await?;
    let (started, start) = measure("start", OWNER, encoded(&of_all(Call::start))?).await?;
    let (delivered, deliver) = measure("submit_result", OWNER, encoded(&of_all(Lifecycle::delivery))?).await?;
    let over = delivered.blocks.end().saturating_add(world.challenge_window());
    wait::until("the windows to run out", wait::slots(60), || async { Ok((world.height().await? > over).then_some(())) }).await?;
    let single = tasks.iter().map(|task| Call::settle(&[*task]).context("a batch of one")).collect::<Result<Vec<_>>>()?;
    let (settled, settle) = measure("settle, one by one", "//Dave", encoded(&single)?).await?;

    println!("throughput: {SETTLED} tasks are brought to delivery, to be settled in batches");
    let batched = lifecycle.settleable(&world, SETTLED).await?;
    let batches = batched.chunks(MAX_SETTLE_BATCH as usize).map(|batch| Call::settle(batch).context("a batch too large"));
    let (in_batches, batch) = measure("settle, in batches", "//Bob", encoded(&batches.collect::<Result<Vec<_>>>()?)?).await?;

    let lifecycle = [(&posted, &post), (&accepted, &accept), (&started, &start), (&delivered, &deliver), (&settled, &settle)];
    let count: usize = lifecycle.iter().map(|(flood, _)| flood.count).sum();
    let seconds: f64 = lifecycle.iter().map(|(flood, _)| flood.seconds).sum();
    let effort: f64 = lifecycle.iter().map(|(flood, effort)| effort.each * flood.count as f64).sum::<f64>() / count as f64;
    let figure =
        |metric: &str, value, unit, peer| report("throughput", metric, value, unit, Some(Peer { name: PEER, value: peer }));
    figure("lifecycle transactions final", count as f64 / seconds, "1/s", transfers.rate());
    figure("execution of a lifecycle transaction", effort, "us", transfer.each);
    let settled = in_batches.finalised;
    ensure!(settled >= SETTLED - SETTLED / 20, "{settled} of {SETTLED} tasks were paid");
    let settlements = settled as f64;
    figure("settlements in batches final", settlements / in_batches.seconds, "1/s", transfers.rate());
    figure("execution of a settlement in a batch", batch.each * in_batches.count as f64 / settlements, "us", transfer.each);
    ensure!(!all.is_empty(), "no block was half full");
    for (name, share) in [("least", 0.0), ("median", 0.5), ("most", 1.0)] {
        report("throughput", &format!("declared weight of full blocks, {name}"), quantile(&all, share), "of measured", None);
    }
    Ok(())
}

async fn created(world: &World, posted: &Flood) -> Result<Vec<TaskId>> {
    let mut tasks = Vec::new();
    for height in posted.blocks.clone() {
        tasks.extend(market::created(&world.chain.block(height).await?).map(|(task, _)| task));
    }
    ensure!(tasks.len() == COUNT, "{} of {COUNT} tasks were created", tasks.len());
    Ok(tasks)
}
