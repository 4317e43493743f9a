//! `cargo xtask setup`: what the build needs beyond a compiler and Debian packages.

mod distro;
mod nextest;
pub mod wasm;

use anyhow::Result;

use crate::workspace::Workspace;

/// Provides the wasm targets and nextest; does nothing where they are there.
pub fn run(workspace: &Workspace) -> Result<()> {
    wasm::provide(&workspace.root)?;
    nextest::provide(&workspace.root)
}
