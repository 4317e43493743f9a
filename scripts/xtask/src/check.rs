//! `cargo xtask check`: everything that can be found out without running a test.

use std::process::Command;

use anyhow::Result;

use crate::{
    build::{self, Programs},
    chain_spec,
    generated::Mode,
    metadata, openapi,
    process::run as run_command,
    report::Report,
    tidy,
    workspace::Workspace,
};

/// Runs every check, cheapest first.
pub fn run(workspace: &Workspace) -> Result<()> {
    let mut report = Report::default();
    report.leg("tidy", || quiet(tidy::run(workspace)));
    report.leg("format", || quiet(run_command(workspace.cargo().args(["fmt", "--all", "--check"]))));
    report.leg("format of the agents", || quiet(run_command(agents(workspace).args(["fmt", "--all", "--check"]))));
    report.leg("lints", || {
        // Clippy's driver cannot compile for the runtime's wasm, and there is nothing in the blob that it could lint.
        let mut clippy = workspace.cargo();
        clippy.args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]).env("SKIP_WASM_BUILD", "1");
        quiet(run_command(&mut clippy))
    });
    report.leg("lints of the agents", || {
        quiet(run_command(agents(workspace).args(["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"])))
    });
    report.leg("programs", || quiet(build::programs(workspace, Programs::All)));
    report.leg("metadata is fresh", || quiet(metadata::run(workspace, Mode::Check)));
    report.leg("chain specs are fresh", || quiet(chain_spec::run(workspace, Mode::Check)));
    report.leg("openapi is fresh", || quiet(openapi::run(workspace, Mode::Check)));
    report.finish()
}

/// `cargo` for the agents, a workspace of their own.
pub fn agents(workspace: &Workspace) -> Command {
    let mut cargo = workspace.cargo();
    cargo.current_dir(workspace.root.join("agents")).env("CARGO_TARGET_DIR", workspace.target_dir.join("agents-host"));
    cargo
}

fn quiet(result: Result<()>) -> Result<String> {
    result.map(|()| String::new())
}
