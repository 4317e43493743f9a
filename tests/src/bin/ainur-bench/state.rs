//! What the chain keeps of tasks and agents, and what a node with very many of them needs.

use std::path::Path;

use ainur_tests::world::World;
use anyhow::Result;

use crate::{
    figure::report,
    lifecycle::Lifecycle,
    node_view::{NodeView, StateSize},
};

/// Tasks and agents of which the average is taken.
const SAMPLE: usize = 200;
/// Tasks a node has to carry.
const MANY: usize = 100_000;
/// Tasks posted between two looks at how far it is.
const STEP: usize = 10_000;
const MEBIBYTE: f64 = 1_048_576.0;

/// Counts what each kind of record takes, and then posts very many tasks; leaves the chain in the folder, if there is one.
pub async fn run(keep: Option<&Path>) -> Result<()> {
    let world = World::for_floods().await?;
    let view = NodeView::connect(&world.node.url()).await?;
    let mut lifecycle = Lifecycle::new(&world).await?;

    println!("state: {SAMPLE} agents and {SAMPLE} tasks");
    let start = view.state_size().await?;
    lifecycle.register_many(&world, SAMPLE).await?;
    let agents = view.state_size().await?;
    let tasks = lifecycle.post(&world, SAMPLE).await?;
    let open = view.state_size().await?;
    lifecycle.finish(&world, &tasks).await?;
    let finished = view.state_size().await?;
    let each = |from: StateSize, to: StateSize| to.bytes.saturating_sub(from.bytes) as f64 / SAMPLE as f64;
    report("state", "an agent", each(start, agents), "bytes", None);
    report("state", "a task that is open", each(agents, open), "bytes", None);
    report("state", "a task that is paid", each(agents, finished), "bytes", None);

    let before = world.node.memory()? as f64;
    for posted in (STEP..=MANY).step_by(STEP) {
        lifecycle.post(&world, STEP).await?;
        println!("state: {posted} of {MANY} tasks are posted, the node has {:.0} MiB", world.node.memory()? as f64 / MEBIBYTE);
    }
    let after = world.node.memory()? as f64;
    report("state", "memory of the node before", before / MEBIBYTE, "MiB", None);
    report("state", &format!("memory of the node after {MANY} tasks"), after / MEBIBYTE, "MiB", None);
    match keep {
        Some(folder) => world.leave_chain(folder).await,
        None => Ok(()),
    }
}
