#![doc = include_str!("../README.md")]

mod accounts;
mod app;
mod circuit;
mod config;
mod hosting;
mod http;
mod matching;
mod pricing;
mod reconcile;
mod salt;
#[cfg(test)]
mod testing;
mod text;

use std::time::Duration;

use anyhow::Result;
use clap::Parser;

use crate::{app::App, config::Config};

/// Streams the finalised chain into Postgres, matches work to agents, runs them and settles the results.
#[derive(Parser)]
#[command(version)]
struct Cli {
    /// A TOML file with settings; those of the environment (AINUR_<SECTION>__<KEY>) come first
    #[arg(long, global = true)]
    config: Option<std::path::PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Serve HTTP, and lead unless another process does
    Serve,
    /// Only run agents
    Work,
    /// Bring the database's schema up to date
    Migrate,
    /// Check the settings and say what they are, without secrets
    CheckConfig,
    /// Write the description of the HTTP interface
    Openapi,
    /// Compile and run modules for the service that started this process
    #[command(hide = true)]
    SandboxWorker,
}

/// How long work that cannot be interrupted, such as a running agent, is waited for at the end. Its lease runs out, and another
/// worker takes it.
const FAREWELL: Duration = Duration::from_secs(5);

fn main() -> Result<()> {
    let cli = Cli::parse();
    if matches!(cli.command, Command::SandboxWorker) {
        // Before there are threads, and without settings: they hold the keys.
        return Ok(ainur_sandbox::serve()?);
    }
    let runtime = tokio::runtime::Runtime::new()?;
    let outcome = runtime.block_on(run(cli));
    runtime.shutdown_timeout(FAREWELL);
    outcome
}

async fn run(cli: Cli) -> Result<()> {
    if matches!(cli.command, Command::Openapi) {
        println!("{}", http::openapi().to_pretty_json()?);
        return Ok(());
    }
    let config = Config::load(cli.config.as_deref())?;
    config.log.install();
    match cli.command {
        Command::Serve => App::build(config).await?.serve(shutdown()).await,
        Command::Work => App::build(config).await?.work(shutdown()).await,
        Command::Migrate => app::migrate(&config).await,
        Command::CheckConfig => {
            println!("{config:#?}");
            Ok(())
        }
        Command::Openapi | Command::SandboxWorker => Ok(()),
    }
}

/// Cancelled when the process is asked to end.
fn shutdown() -> tokio_util::sync::CancellationToken {
    let token = tokio_util::sync::CancellationToken::new();
    let cancelled = token.clone();
    #[allow(clippy::disallowed_methods, reason = "lives as long as the process")]
    tokio::spawn(async move {
        let interrupt = tokio::signal::ctrl_c();
        let mut terminate = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(terminate) => terminate,
            Err(error) => {
                tracing::error!(%error, "cannot listen for SIGTERM");
                return;
            }
        };
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("ending");
        token.cancel();
    });
    cancelled
}
