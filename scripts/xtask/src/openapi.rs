//! `cargo xtask openapi`: the orchestrator's HTTP interface as a document.

use std::process::Command;

use anyhow::Result;

use crate::{
    build::{self, Programs},
    generated::{reconcile, Mode},
    process::read,
    workspace::Workspace,
};

const FILE: &str = "docs/openapi.json";

/// Asks the orchestrator for the description of its interface.
pub fn run(workspace: &Workspace, mode: Mode) -> Result<()> {
    build::programs(workspace, Programs::Only("ainur-orchestrator"))?;
    let document = read(Command::new(workspace.program("ainur-orchestrator")).arg("openapi"))?;
    reconcile(&workspace.root, FILE, document.as_bytes(), mode, "openapi")
}
