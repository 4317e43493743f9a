//! How long four validators take to agree that a block is final.

use std::time::Duration;

use ainur_tests::{network::Network, wait};
use anyhow::{Context, Result};
use tokio::task::JoinSet;

use crate::{
    figure::{quantile, report, Peer},
    heads::Heads,
    node_view::NodeView,
};

/// Validators, and those of the network it is compared with.
const VALIDATORS: usize = 4;
const PEER: &str = "one validator";
/// Blocks that are timed on each validator.
const BLOCKS: usize = 60;
/// Blocks in which the network finds itself.
const WARM_UP: u32 = 5;
/// A slot of the chain, in seconds.
const SLOT: f64 = 2.0;
/// How long so many blocks may take.
const PATIENCE: Duration = Duration::from_secs(300);

/// Times finality on both networks, one after the other.
pub async fn run() -> Result<()> {
    println!("network: {BLOCKS} blocks of {VALIDATORS} validators, and as many of one");
    let alone = waits(1).await?;
    let together = waits(VALIDATORS).await?;
    for (name, share) in [("median", 0.5), ("p90", 0.9), ("p99", 0.99)] {
        let peer = Peer { name: PEER, value: quantile(&alone, share) };
        report("network", &format!("best block to final, {name}"), quantile(&together, share), "slots", Some(peer));
    }
    Ok(())
}

/// Slots from a block being seen to it being final, as every validator of a network of so many shows them.
async fn waits(validators: usize) -> Result<Vec<f64>> {
    let folder = tempfile::Builder::new().prefix("ainur-bench-").tempdir()?;
    let network = Network::start(folder.path(), validators).await?;
    network.agrees_on(WARM_UP).await?;
    let mut watchers = JoinSet::new();
    let mut views = Vec::new();
    for validator in network.validators() {
        let heads = Heads::default();
        heads.watch(&NodeView::connect(&validator.url()).await?, &mut watchers).await?;
        views.push(heads);
    }
    let enough = wait::until("enough blocks to be final", PATIENCE, || async {
        let waits: Vec<Vec<f64>> = views.iter().map(Heads::waits).collect();
        Ok(waits.iter().all(|waits| waits.len() >= BLOCKS).then_some(waits))
    });
    let waits = tokio::select! {
        waits = enough => waits?,
        Some(ended) = watchers.join_next() => return Err(ended?.err().context("a node is no longer watched")?),
    };
    network.stop().await?;
    Ok(waits.into_iter().flat_map(|waits| waits.into_iter().take(BLOCKS)).map(|seconds| seconds / SLOT).collect())
}
