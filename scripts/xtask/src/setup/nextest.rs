//! The test runner.

use std::{path::Path, process::Command};

use anyhow::{Context, Result};

use crate::process::{announce, probe, run};

/// What is installed where there is none; any installed version that `.config/nextest.toml` accepts will do.
const VERSION: &str = "0.9.143";

/// Installs nextest where cargo has none.
pub fn provide(root: &Path) -> Result<()> {
    if probe(Command::new("cargo").args(["nextest", "--version"]).current_dir(root)).is_some() {
        return Ok(());
    }
    announce("installing cargo-nextest (compiles it: some minutes)");
    run(Command::new("cargo").args(["install", "--locked", "cargo-nextest", "--version", VERSION]).current_dir(root))
        .context("cargo-nextest could not be installed; install it by hand and start again")
}
