//! `cargo xtask localnet`: a network of real validators on this machine.

use std::{os::unix::process::CommandExt, path::PathBuf, process::Command};

use anyhow::{Context, Result};

use crate::{
    build::{self, Programs},
    workspace::Workspace,
};

/// Which network.
#[derive(clap::Args)]
pub struct Arguments {
    /// How many validators
    #[arg(short = 'n', long, default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=8))]
    validators: u8,
    /// Where data and logs go, and stay; without it they go with the network
    #[arg(long)]
    folder: Option<PathBuf>,
}

/// Builds what is needed and becomes the network.
pub fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    for program in ["ainur-node", "ainur-localnet"] {
        build::programs(workspace, Programs::Only(program))?;
    }
    let mut network = Command::new(workspace.program("ainur-localnet"));
    network.args(["--validators", &arguments.validators.to_string()]);
    if let Some(folder) = &arguments.folder {
        network.arg("--folder").arg(folder);
    }
    Err(network.exec()).context("cannot start ainur-localnet")
}
