#![doc = include_str!("../README.md")]
#![allow(clippy::disallowed_methods, reason = "a developer's tool reads the environment of whoever runs it")]

mod agents;
mod bench;
mod build;
mod chain_spec;
mod chaos;
mod check;
mod clients;
mod demo;
mod fuzz;
mod generated;
mod localnet;
mod metadata;
mod openapi;
mod packages;
mod process;
mod release;
mod report;
mod setup;
mod test;
mod tidy;
mod weights;
mod workspace;

use std::process::ExitCode;

use agents::Which;
use anyhow::Result;
use clap::{Parser, Subcommand};
use generated::Mode;
use workspace::Workspace;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Everything that is done to this repository")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what the build needs beyond Debian packages: the wasm targets and nextest
    Setup,
    /// Build every program and every agent
    Build,
    /// Run one task from post to payout on a real chain
    Demo(demo::Arguments),
    /// Run a network of validators on this machine until Ctrl-C
    Localnet(localnet::Arguments),
    /// Run every test
    Test(test::Arguments),
    /// Check format, lints, tidiness and that generated files are fresh
    Check,
    /// Check the rules of ARCHITECTURE.md that no compiler checks
    Tidy,
    /// Write the runtime's metadata for the chain client
    Metadata(Generated),
    /// Write the specifications of the known chains
    ChainSpec(Generated),
    /// Write the description of the orchestrator's HTTP interface
    Openapi(Generated),
    /// Build the agents as components
    Agents,
    /// Measure the pallets' weights; compiles a second set of artefacts
    Weights(weights::Arguments),
    /// Build a runtime that chains can be upgraded to, and tell what it changes
    ReleaseRuntime(release::Arguments),
    /// Search for extrinsics that break the runtime, guided by the code they reach
    Fuzz(fuzz::Arguments),
    /// Measure how fast the system is
    Bench(bench::Arguments),
    /// Kill processes at random while tasks come in, and see that each is paid once
    Chaos(chaos::Arguments),
}

#[derive(clap::Args)]
struct Generated {
    /// Only compare with what is there, and fail where it differs
    #[arg(long)]
    check: bool,
}

impl Generated {
    fn mode(&self) -> Mode {
        if self.check {
            Mode::Check
        } else {
            Mode::Write
        }
    }
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    let workspace = Workspace::locate()?;
    match command {
        Command::Setup => setup::run(&workspace),
        Command::Build => build::everything(&workspace, Which::All),
        Command::Demo(arguments) => demo::run(&workspace, &arguments),
        Command::Localnet(arguments) => localnet::run(&workspace, &arguments),
        Command::Test(arguments) => test::run(&workspace, &arguments),
        Command::Check => check::run(&workspace),
        Command::Tidy => tidy::run(&workspace),
        Command::Metadata(arguments) => metadata::run(&workspace, arguments.mode()),
        Command::ChainSpec(arguments) => chain_spec::run(&workspace, arguments.mode()),
        Command::Openapi(arguments) => openapi::run(&workspace, arguments.mode()),
        Command::Agents => build::agents(&workspace, Which::All),
        Command::Weights(arguments) => weights::run(&workspace, &arguments),
        Command::ReleaseRuntime(arguments) => release::run(&workspace, &arguments),
        Command::Fuzz(arguments) => fuzz::run(&workspace, &arguments),
        Command::Bench(arguments) => bench::run(&workspace, &arguments),
        Command::Chaos(arguments) => chaos::run(&workspace, &arguments),
    }
}
