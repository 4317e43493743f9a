//! `cargo xtask test`: every test there is.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{ensure, Context, Result};

use crate::{
    build,
    check::agents,
    process::{probe, run as run_command},
    report::Report,
    workspace::Workspace,
};

/// Oldest Node.js that the foreign clients run on.
const NODE: u32 = 18;

/// Which tests to run.
#[derive(clap::Args)]
pub struct Arguments {
    /// Only tests of the workspace that match this filter of nextest, for instance 'package(ainur-store)'
    #[arg(long)]
    only: Option<String>,
}

/// Builds what the tests start, runs all suites and closes with a summary.
pub fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    build::everything(workspace)?;
    let mut report = Report::default();
    if let Some(filter) = &arguments.only {
        report.leg("tests", || nextest(workspace.cargo().args(["nextest", "run", "--workspace", "--filterset", filter])));
        return report.finish();
    }
    report.leg("documentation examples", || note("", workspace.cargo().args(["test", "--workspace", "--doc", "--quiet"])));
    report.leg("agents on the host", || {
        note("golden pairs and units", agents(workspace).args(["test", "--workspace", "--locked"]))
    });
    clients(workspace, &mut report)?;
    // Last, so that its closing lines are near the end of the output.
    report.leg("tests", || nextest(workspace.cargo().args(["nextest", "run", "--workspace"])));
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

/// Programs of others that talk to our chain: a folder each, with a lock file and a `test` script.
fn clients(workspace: &Workspace, report: &mut Report) -> Result<()> {
    for folder in client_folders(&workspace.root.join("tests/clients"))? {
        let name = format!("client {}", folder.file_name().unwrap_or_default().to_string_lossy());
        match probe(Command::new("node").arg("--version")).as_deref().and_then(major_version) {
            Some(version) if version >= NODE => report.leg(&name, || client(workspace, &folder)),
            Some(version) => report.skip(&name, &format!("Node.js is version {version}, {NODE} is needed")),
            None => report.skip(&name, "Node.js is not installed"),
        }
    }
    Ok(())
}

fn client(workspace: &Workspace, folder: &Path) -> Result<String> {
    let npm = || {
        let mut npm = Command::new("npm");
        npm.current_dir(folder).env("AINUR_NODE", workspace.program("ainur-node"));
        npm
    };
    if !is_installed(folder) {
        run_command(npm().args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]))?;
    }
    note("", npm().args(["test", "--silent"]))
}

/// Whether npm has unpacked what the present lock file asks for.
fn is_installed(folder: &Path) -> bool {
    let changed = |file: &str| fs::metadata(folder.join(file)).and_then(|metadata| metadata.modified());
    match (changed("node_modules/.package-lock.json"), changed("package-lock.json")) {
        (Ok(unpacked), Ok(wanted)) => unpacked >= wanted,
        _ => false,
    }
}

fn client_folders(parent: &Path) -> Result<Vec<PathBuf>> {
    if !parent.exists() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(parent)?.collect::<Result<Vec<_>, _>>()?;
    let mut folders: Vec<_> =
        entries.into_iter().map(|entry| entry.path()).filter(|path| path.join("package.json").exists()).collect();
    folders.sort();
    Ok(folders)
}

/// 20 of `v20.20.2`.
fn major_version(text: &str) -> Option<u32> {
    text.strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read() {
        assert_eq!(major_version("v20.20.2"), Some(20));
        assert_eq!(major_version("20.1"), None);
    }

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

    #[test]
    fn a_client_is_a_folder_with_a_package() {
        let parent = tempfile::tempdir().unwrap();
        fs::create_dir_all(parent.path().join("stock")).unwrap();
        fs::create_dir_all(parent.path().join("shared")).unwrap();
        fs::write(parent.path().join("stock/package.json"), "{}").unwrap();
        assert_eq!(client_folders(parent.path()).unwrap(), [parent.path().join("stock")]);
        assert!(client_folders(&parent.path().join("missing")).unwrap().is_empty());
    }

    #[test]
    fn packages_are_unpacked_once() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("package-lock.json"), "{}").unwrap();
        assert!(!is_installed(folder.path()));
        fs::create_dir(folder.path().join("node_modules")).unwrap();
        fs::write(folder.path().join("node_modules/.package-lock.json"), "{}").unwrap();
        assert!(is_installed(folder.path()));
    }
}
