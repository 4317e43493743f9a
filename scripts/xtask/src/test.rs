//! `cargo xtask test`: every test there is.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use anyhow::{ensure, Context, Result};

use crate::{
    agents::{scripted, Which},
    build,
    check::agents,
    clients, packages,
    process::run as run_command,
    report::Report,
    workspace::Workspace,
};

/// Oldest Node.js that js-ipfs runs on.
const PEERS_NODE: u32 = 20;

/// Which tests to run.
#[derive(clap::Args)]
pub struct Arguments {
    /// Only tests of the workspace that match this filter of nextest, for instance 'package(ainur-store)'
    #[arg(long)]
    only: Option<String>,
}

/// Builds what the tests start, runs all suites and closes with a summary.
pub fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    build::everything(workspace, Which::All)?;
    let mut report = Report::default();
    if let Some(filter) = &arguments.only {
        report.leg("tests", || nextest(workspace.cargo().args(["nextest", "run", "--workspace", "--filterset", filter])));
        return report.finish();
    }
    report.leg("documentation examples", || note("", workspace.cargo().args(["test", "--workspace", "--doc", "--quiet"])));
    report.leg("agents on the host", || {
        note("golden pairs and units", agents(workspace).args(["test", "--workspace", "--locked"]))
    });
    scripted::test(workspace, &mut report)?;
    clients::run(workspace, &mut report)?;
    let mut tests = workspace.cargo();
    tests.args(["nextest", "run", "--workspace"]);
    let foreign = [
        ("binary(kubo)", "tests with js-ipfs", packages::without_node(PEERS_NODE)),
        ("test(a_model_knows_what_is_meant)", "a test with a model for embeddings", packages::without_python()),
    ];
    let mut all = "all()".to_owned();
    for (tests, name, obstacle) in foreign {
        if let Some(obstacle) = obstacle {
            all.push_str(&format!(" and not {tests}"));
            report.skip(name, &obstacle);
        }
    }
    tests.args(["--filterset", &all]);
    // Last, so that its closing lines are near the end of the output.
    report.leg("tests", || nextest(&mut tests));
    report.finish()
}

fn note(text: &str, command: &mut Command) -> Result<String> {
    run_command(command).map(|()| text.into())
}

/// Runs nextest in view of the user; gives back its closing line.
fn nextest(command: &mut Command) -> Result<String> {
    let mut child = command.stderr(Stdio::piped()).spawn().context("cannot start cargo")?;
    let output = child.stderr.take().context("nextest has no output")?;
    let mut summary = String::new();
    for line in BufReader::new(output).lines() {
        let line = line?;
        eprintln!("{line}");
        if line.trim_start().starts_with("Summary [") {
            summary = line.trim().into();
        }
    }
    let status = child.wait()?;
    ensure!(status.success(), "{}", if summary.is_empty() { "the tests do not compile" } else { summary.as_str() });
    Ok(summary)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nextest_s_closing_line_is_the_note() {
        let mut shell = Command::new("sh");
        shell.args(["-c", "echo '     Summary [   1.2s] 3 tests run: 3 passed, 0 skipped' >&2"]);
        assert_eq!(nextest(&mut shell).unwrap(), "Summary [   1.2s] 3 tests run: 3 passed, 0 skipped");
    }

    #[test]
    fn failed_tests_are_told_from_tests_that_do_not_compile() {
        let shell = |script: &str| nextest(Command::new("sh").args(["-c", script])).unwrap_err().to_string();
        assert_eq!(shell("echo 'Summary [1s] 1 failed' >&2; exit 100"), "Summary [1s] 1 failed");
        assert_eq!(shell("exit 101"), "the tests do not compile");
    }
}
