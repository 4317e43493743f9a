//! `cargo xtask chaos`: kills processes of a running market, again and again.

use std::{os::unix::process::CommandExt, process::Command};

use anyhow::{Context, Result};

use crate::{agents::Which, build, workspace::Workspace};

/// How often, and which.
#[derive(clap::Args)]
pub struct Arguments {
    /// How often a process is killed; 200 take about half an hour
    #[arg(long, default_value_t = 200)]
    kills: u32,
    /// Which kills, and when: a run is repeated with the number it showed
    #[arg(long)]
    seed: Option<u64>,
}

/// Builds what is needed and becomes the program that kills.
pub fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    build::everything(workspace, Which::Rust)?;
    Err(command(workspace, arguments).exec()).context("cannot start ainur-chaos")
}

fn command(workspace: &Workspace, arguments: &Arguments) -> Command {
    let mut chaos = Command::new(workspace.program("ainur-chaos"));
    chaos.args(["--kills", &arguments.kills.to_string()]);
    chaos.args(arguments.seed.iter().flat_map(|seed| ["--seed".into(), seed.to_string()]));
    chaos
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_passed_on_and_otherwise_left_to_the_program() {
        let workspace = Workspace { root: "/somewhere".into(), target_dir: "/elsewhere".into() };
        let of = |seed| -> Vec<_> {
            let command = command(&workspace, &Arguments { kills: 20, seed });
            command.get_args().map(|word| word.to_string_lossy().into_owned()).collect()
        };
        assert_eq!(of(None), ["--kills", "20"]);
        assert_eq!(of(Some(7)), ["--kills", "20", "--seed", "7"]);
    }
}
