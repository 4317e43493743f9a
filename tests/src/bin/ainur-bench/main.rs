//! What the system takes, in figures: one line of JSON each, in the form that `cargo xtask bench` reads. Every figure that can
//! be compared stands beside that of a peer, taken in the same run on the same machine.

mod commits;
mod endtoend;
mod figure;
mod flood;
mod heads;
mod index;
mod jobs;
mod latency;
mod lifecycle;
mod matching;
mod network;
mod node_view;
mod parties;
mod recovery;
mod settlement;
mod state;
mod throughput;
mod verdict;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Parser, ValueEnum};

/// Measures the running system.
#[derive(Parser)]
struct Arguments {
    /// Only this benchmark
    bench: Option<Bench>,
    /// Where to leave the data of the chain with very many tasks: on the file system of temporary files
    #[arg(long)]
    keep: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Bench {
    /// From a result that is ready to a block that holds it
    Latency,
    /// Settlements, one by one and in batches
    Settlement,
    /// Transactions of the market beside plain transfers, and what full blocks were said to weigh
    Throughput,
    /// Bytes of state, and the node's memory with many tasks
    State,
    /// From a dispute to the refund
    Verdict,
    /// The chain brought into the database, from genesis, and then block by block
    Index,
    /// Jobs through the orchestrator's queue
    Jobs,
    /// Tasks from the post to the payout, many and few at a time
    Endtoend,
    /// From a block to its finality among four validators
    Network,
    /// Biddings decided, and whether SQL decides the same
    Matching,
    /// From the end of a fault to a projection that is up to date
    Recovery,
}

#[tokio::main]
async fn main() -> Result<()> {
    let Arguments { bench: wanted, keep } = Arguments::parse();
    let is_wanted = |bench| wanted.is_none_or(|wanted| wanted == bench);
    if is_wanted(Bench::Latency) {
        latency::run().await?;
    }
    if is_wanted(Bench::Settlement) {
        settlement::run().await?;
    }
    if is_wanted(Bench::Throughput) {
        throughput::run().await?;
    }
    if is_wanted(Bench::State) {
        state::run(keep.as_deref()).await?;
    }
    if is_wanted(Bench::Verdict) {
        verdict::run().await?;
    }
    if is_wanted(Bench::Index) {
        index::run().await?;
    }
    if is_wanted(Bench::Jobs) {
        jobs::run().await?;
    }
    if is_wanted(Bench::Endtoend) {
        endtoend::run().await?;
    }
    if is_wanted(Bench::Network) {
        network::run().await?;
    }
    if is_wanted(Bench::Matching) {
        matching::run().await?;
    }
    if is_wanted(Bench::Recovery) {
        recovery::run().await?;
    }
    Ok(())
}
