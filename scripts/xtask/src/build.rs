//! Compiling programs and agents.

use anyhow::Result;

use crate::{
    agents::Which,
    process::{announce, run},
    workspace::Workspace,
};

/// Which programs to compile.
#[derive(Clone, Copy)]
pub enum Programs<'a> {
    All,
    Only(&'a str),
}

/// Builds every program, and the agents that are wanted.
pub fn everything(workspace: &Workspace, which: Which) -> Result<()> {
    programs(workspace, Programs::All)?;
    agents(workspace, which)
}

/// Builds programs, with the features that the tests use as well, so that no dependency is compiled twice.
pub fn programs(workspace: &Workspace, which: Programs) -> Result<()> {
    announce("building programs (the first time compiles about a thousand crates: half an hour on two cores)");
    let mut cargo = workspace.cargo();
    // Only with targets that could be tests does cargo take the features of development dependencies into account.
    cargo.args(["build", "--workspace", "--examples"]);
    match which {
        Programs::All => cargo.arg("--bins"),
        Programs::Only(name) => cargo.args(["--bin", name]),
    };
    run(&mut cargo)
}

/// Builds the agents as components.
pub fn agents(workspace: &Workspace, which: Which) -> Result<()> {
    announce("building agents");
    crate::agents::build(workspace, which).map(drop)
}
