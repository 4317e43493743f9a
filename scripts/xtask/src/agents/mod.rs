//! Builds every guest of `agents/` as a component.

mod rust;
pub mod scripted;

use std::{fs, path::PathBuf};

use anyhow::{ensure, Context, Result};

use crate::workspace::Workspace;

/// Which guests to build.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those in Rust, which need nothing that the programs do not need.
    Rust,
    /// Those in Python and JavaScript too.
    All,
}

/// Builds `<target>/agents/<name>.wasm` for each guest; gives back the files, sorted by name.
pub fn build(workspace: &Workspace, which: Which) -> Result<Vec<PathBuf>> {
    let folder = workspace.target_dir.join("agents");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let mut components = rust::build(&workspace.root, &workspace.target_dir.join("agents-build"), &folder)?;
    if which == Which::All {
        components.extend(scripted::build(workspace, &folder)?);
    }
    components.sort();
    ensure!(!components.is_empty(), "the workspace in agents/ has no guest");
    Ok(components)
}
