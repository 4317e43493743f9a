//! A network of real validators on this machine, for as long as it is watched.

mod watch;

use std::{path::PathBuf, pin::pin};

use ainur_tests::network::{Network, NAMES};
use anyhow::{Context, Result};
use clap::Parser;
use tokio::signal::unix::{signal, SignalKind};

/// Starts validators, shows how they do, and stops them on Ctrl-C.
#[derive(Parser)]
struct Arguments {
    /// How many validators, 1 to 8
    #[arg(short = 'n', long, default_value_t = 4)]
    validators: usize,
    /// Where data and logs go, and stay; without it they go with the network
    #[arg(long)]
    folder: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let passing = tempfile::Builder::new().prefix("ainur-localnet-").tempdir()?;
    let folder = arguments.folder.as_deref().unwrap_or(passing.path());
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    println!("starting {} validators in {}", arguments.validators, folder.display());
    let mut stop = pin!(stopped());
    let mut network = tokio::select! {
        biased;
        // Who has started already is dropped, and so killed.
        stopped = &mut stop => return stopped,
        started = Network::start(folder, arguments.validators) => started?,
    };
    introduce(&network);
    let ended = tokio::select! {
        biased;
        stopped = &mut stop => stopped,
        ended = watch::watch(&mut network) => ended,
    };
    println!("\nstopping");
    network.stop().await?;
    ended
}

/// Says where everybody is.
fn introduce(network: &Network) {
    let width = NAMES.iter().map(|name| name.len()).max().unwrap_or_default();
    for validator in network.validators() {
        let (name, url, metrics) = (validator.name(), validator.url(), validator.metrics());
        println!("{name:<width$}  {url:<22}  {metrics:<32}  {}", validator.folder().display());
    }
    println!("Ctrl-C stops them all");
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
