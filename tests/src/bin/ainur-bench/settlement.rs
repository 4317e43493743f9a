//! What settlements cost the chain and whoever sends them, one by one and in batches: where all tasks have the same parties, which is
//! the best case, and where no two of a batch have one in common, which is the worst.

use std::time::Instant;

use ainur_chain::{Call, Chain};
use ainur_primitives::{limits::MAX_SETTLE_BATCH, TaskId, AINU};
use ainur_tests::{market, world::World};
use anyhow::{ensure, Context, Result};

use crate::{
    figure::{report, Peer},
    flood::empty_block,
    lifecycle::Lifecycle,
    node_view::NodeView,
    parties::{self, Parties},
};

/// Settlements of each kind: what fits into a few blocks, before the chain's own agenda comes to these tasks. In batches, they all fit
/// into one: how long that takes is a latency, no rate.
const SETTLEMENTS: usize = 600;
/// How often a block is executed to find out how long that takes.
const TRIES: u32 = 5;
const SINGLE: &str = "one by one";

/// What settlements took.
struct Cost {
    /// How many there were.
    count: usize,
    /// Seconds from the first extrinsic sent to the last one final.
    latency: f64,
    /// Microseconds of the node for each, without what an empty block takes.
    execution: f64,
    /// AINU of whoever sent it for each.
    fee: f64,
}

/// Settles as many tasks one by one as in batches.
pub async fn run() -> Result<()> {
    let world = World::for_floods().await?;
    world.leave_the_work_to_others().await?;
    let view = NodeView::connect(&world.node.url()).await?;
    println!("settlement: tasks of one requester, owner and agent, without matcher");
    let mut lifecycle = Lifecycle::new(&world).await?;
    let single = measure(&world, &view, &lifecycle.settleable(&world, SETTLEMENTS).await?, 1).await?;
    let batched = measure(&world, &view, &lifecycle.settleable(&world, SETTLEMENTS).await?, MAX_SETTLE_BATCH as usize).await?;
    tell("one requester, owner and agent, no matcher", &single, &batched);

    println!("settlement: tasks of {} requesters, owners, agents and matchers", parties::COUNT);
    let mut parties = Parties::new(&world).await?;
    let each = SETTLEMENTS.div_ceil(parties::COUNT);
    let single = measure(&world, &view, &parties.settleable(&world, each).await?, 1).await?;
    let batched = measure(&world, &view, &parties.settleable(&world, each).await?, MAX_SETTLE_BATCH as usize).await?;
    tell(&format!("{} requesters, owners, agents and matchers", parties::COUNT), &single, &batched);
    Ok(())
}

fn tell(circumstances: &str, single: &Cost, batched: &Cost) {
    let figure = |metric: &str, value, unit, peer| {
        let metric = format!("{metric}, in batches of {MAX_SETTLE_BATCH}, {circumstances}");
        report("settlement", &metric, value, unit, Some(Peer { name: SINGLE, value: peer }));
    };
    figure(&format!("{} settlements sent to final", batched.count), batched.latency, "s", single.latency);
    figure("execution of one", batched.execution, "us", single.execution);
    figure("fee of one", batched.fee, "AINU", single.fee);
}

/// Settles the tasks, so many at a time.
async fn measure(world: &World, view: &NodeView, tasks: &[TaskId], size: usize) -> Result<Cost> {
    println!("settlement: {} tasks are settled {size} at a time", tasks.len());
    let runtime = world.chain.runtime().await?;
    let calls = tasks.chunks(size).map(|tasks| Ok(runtime.encode(&Call::settle(tasks).context("a batch too large")?)?));
    let calls = calls.collect::<Result<Vec<_>>>()?;
    let settler = world.wallet("//Dave")?;
    let before = settler.free().await?;
    let begun = Instant::now();
    let blocks = settler.send_all(&calls).await?;
    let latency = begun.elapsed().as_secs_f64();
    let fee = before.saturating_sub(settler.free().await?) as f64 / AINU as f64;
    // A batch passes over what it cannot settle.
    let count = blocks.iter().flat_map(market::finalised_by_calls).count();
    ensure!(count == tasks.len(), "{count} of {} tasks were settled", tasks.len());

    let empty = empty_block(world, view).await?;
    let mut execution = 0.0;
    for block in &blocks {
        execution += view.execution(block.at.height, TRIES).await?.saturating_sub(empty).as_secs_f64();
    }
    let each = |total: f64| total / count as f64;
    Ok(Cost { count, latency, execution: each(execution) * 1e6, fee: each(fee) })
}
