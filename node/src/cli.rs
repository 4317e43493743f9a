//! What can be asked on the command line.

use clap::Parser;
use sc_cli::RunCmd;

/// The arguments: a sub-command, or those of a running node.
#[derive(Debug, Parser)]
pub struct Cli {
    #[command(subcommand)]
    pub subcommand: Option<Subcommand>,

    #[clap(flatten)]
    pub run: RunCmd,
}

/// What the node does instead of running.
#[derive(Debug, clap::Subcommand)]
pub enum Subcommand {
    /// Make and show keys.
    #[command(subcommand)]
    Key(sc_cli::KeySubcommand),

    /// Write a chain's specification.
    ExportChainSpec(sc_cli::ExportChainSpecCmd),

    /// Write the runtime's metadata as hexadecimal SCALE, for those who build clients.
    ExportMetadata,

    /// Check a block by executing it again.
    CheckBlock(sc_cli::CheckBlockCmd),

    /// Write blocks to a file.
    ExportBlocks(sc_cli::ExportBlocksCmd),

    /// Write a block's state as a specification to start from.
    ExportState(sc_cli::ExportStateCmd),

    /// Read blocks from a file.
    ImportBlocks(sc_cli::ImportBlocksCmd),

    /// Remove the chain's data.
    PurgeChain(sc_cli::PurgeChainCmd),

    /// Take back the latest blocks that are not final.
    Revert(sc_cli::RevertCmd),

    /// Show what is known of the chain's database.
    ChainInfo(sc_cli::ChainInfoCmd),

    /// Measure weights.
    #[cfg(feature = "runtime-benchmarks")]
    #[command(subcommand)]
    Benchmark(frame_benchmarking_cli::BenchmarkCmd),
}
