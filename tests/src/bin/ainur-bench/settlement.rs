//! What settlements cost the chain and whoever sends them, one by one and in batches.

use std::time::Instant;

use ainur_chain::{Call, Chain};
use ainur_primitives::{limits::MAX_SETTLE_BATCH, AINU};
use ainur_tests::world::World;
use anyhow::{Context, Result};

use crate::{
    figure::{report, Peer},
    flood::empty_block,
    lifecycle::Lifecycle,
    node_view::NodeView,
};

/// Settlements of each kind: what fits into a few blocks, before the chain's own agenda comes to these tasks.
const SETTLEMENTS: usize = 600;
/// How often a block is executed to find out how long that takes.
const TRIES: u32 = 5;
const SINGLE: &str = "one by one";

/// What one settlement took.
struct Cost {
    /// Settlements per second, from the first extrinsic sent to the last one final.
    rate: f64,
    /// Microseconds of the node, without what an empty block takes.
    execution: f64,
    /// AINU of whoever sent it.
    fee: f64,
}

/// Settles as many tasks one by one as in batches.
pub async fn run() -> Result<()> {
    let world = World::for_floods().await?;
    let view = NodeView::connect(&world.node.url()).await?;
    let mut lifecycle = Lifecycle::new(&world).await?;
    let single = measure(&world, &view, &mut lifecycle, 1).await?;
    let batched = measure(&world, &view, &mut lifecycle, MAX_SETTLE_BATCH as usize).await?;
    let figure = |metric: &str, value, unit, peer| {
        let metric = format!("{metric}, in batches of {MAX_SETTLE_BATCH}");
        report("settlement", &metric, value, unit, Some(Peer { name: SINGLE, value: peer }));
    };
    figure("settlements final", batched.rate, "1/s", single.rate);
    figure("execution of one", batched.execution, "us", single.execution);
    figure("fee of one", batched.fee, "AINU", single.fee);
    Ok(())
}

async fn measure(world: &World, view: &NodeView, lifecycle: &mut Lifecycle, size: usize) -> Result<Cost> {
    println!("settlement: {SETTLEMENTS} tasks are brought to delivery, to be settled {size} at a time");
    let tasks = lifecycle.settleable(world, SETTLEMENTS).await?;
    let runtime = world.chain.runtime().await?;
    let calls = tasks.chunks(size).map(|tasks| Ok(runtime.encode(&Call::settle(tasks).context("a batch too large")?)?));
    let calls = calls.collect::<Result<Vec<_>>>()?;
    let settler = world.wallet("//Dave")?;
    let before = settler.free().await?;
    let begun = Instant::now();
    let blocks = settler.send_all(&calls).await?;
    let rate = SETTLEMENTS as f64 / begun.elapsed().as_secs_f64();
    let fee = before.saturating_sub(settler.free().await?) as f64 / AINU as f64;

    let empty = empty_block(world, view).await?;
    let mut execution = 0.0;
    for block in &blocks {
        execution += view.execution(block.at.height, TRIES).await?.saturating_sub(empty).as_secs_f64();
    }
    let each = |total: f64| total / SETTLEMENTS as f64;
    Ok(Cost { rate, execution: each(execution) * 1e6, fee: each(fee) })
}
