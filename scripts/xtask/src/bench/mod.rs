//! `cargo xtask bench`: figures with the machine and the commit they were taken on.

mod figure;
mod machine;
mod table;

use std::{
    ffi::OsStr,
    fs::File,
    io::{BufRead, BufReader, Write},
    path::PathBuf,
    process::{Command, Stdio},
};

use anyhow::{ensure, Context, Result};
use figure::Figure;
use machine::Circumstances;

use crate::{agents::Which, build, workspace::Workspace};

/// Names of the benchmarks that the sandbox is measured by.
const SANDBOX: [&str; 2] = ["sandbox", "metering"];

/// What to measure and where to keep it.
#[derive(clap::Args)]
pub struct Arguments {
    /// Only this benchmark: sandbox, metering, or one that `ainur-bench --help` names
    name: Option<String>,
    /// Also write each figure as one line of JSON to this file
    #[arg(long)]
    json: Option<PathBuf>,
    /// Where the benchmark `state` is to leave its chain, for `cargo xtask weights --database`
    #[arg(long)]
    keep: Option<PathBuf>,
}

/// Runs the benchmark program, completes its figures and shows them as a table.
pub fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    build::everything(workspace, Which::Rust)?;
    let circumstances = Circumstances::of(&workspace.root)?;
    let mut figures = Vec::new();
    for mut program in programs(workspace, arguments) {
        figures.extend(measure(&mut program)?);
    }
    ensure!(!figures.is_empty(), "the benchmarks gave no figure");
    println!("{circumstances}\n\n{}", table::render(&figures));
    if let Some(path) = &arguments.json {
        let mut file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
        for figure in &figures {
            writeln!(file, "{}", figure.to_json(&circumstances))?;
        }
    }
    Ok(())
}

/// The programs that take the figures. The sandbox is measured by itself, everything else on running processes.
fn programs(workspace: &Workspace, arguments: &Arguments) -> Vec<Command> {
    let name = arguments.name.as_deref();
    let agents = workspace.target_dir.join("agents");
    let mut programs = Vec::new();
    if name.is_none_or(|name| name == "sandbox") {
        let mut overhead = Command::new(workspace.program("examples/sandbox-overhead"));
        overhead.arg(agents.join("echo.wasm"));
        programs.push(overhead);
    }
    for bench in SANDBOX.into_iter().filter(|bench| name.is_none_or(|name| name == *bench)) {
        let mut peer = Command::new(workspace.program("examples/sandbox-peer"));
        peer.arg(&agents).arg(bench);
        programs.push(peer);
    }
    if name.is_none_or(|name| !SANDBOX.contains(&name)) {
        let mut system = Command::new(workspace.program("ainur-bench"));
        system.args(name);
        system.args(arguments.keep.iter().flat_map(|folder| [OsStr::new("--keep"), folder.as_os_str()]));
        programs.push(system);
    }
    programs
}

/// The figures that `program` writes; other lines of its output are for people and shown to them.
fn measure(program: &mut Command) -> Result<Vec<Figure>> {
    let mut child = program.stdout(Stdio::piped()).spawn().with_context(|| format!("cannot start {program:?}"))?;
    let output = child.stdout.take().context("the benchmark has no output")?;
    let mut figures = Vec::new();
    for line in BufReader::new(output).lines() {
        let line = line?;
        if line.starts_with('{') {
            figures.push(Figure::from_json(&line).with_context(|| format!("not a figure: {line}"))?);
        } else {
            eprintln!("{line}");
        }
    }
    let status = child.wait()?;
    ensure!(status.success(), "the benchmark failed: {status}");
    Ok(figures)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Result<Vec<Figure>> {
        measure(Command::new("sh").args(["-c", script]))
    }

    #[test]
    fn figures_are_told_from_remarks() {
        let figures = shell(r#"echo warming up; echo '{"bench":"index","metric":"blocks","value":12.5,"unit":"1/s"}'"#).unwrap();
        assert_eq!(figures.len(), 1);
    }

    #[test]
    fn a_figure_without_its_fields_is_named() {
        let error = shell(r#"echo '{"bench":"index"}'"#).unwrap_err().to_string();
        assert_eq!(error, r#"not a figure: {"bench":"index"}"#);
    }

    #[test]
    fn a_benchmark_is_of_the_programs_that_measure_it() {
        let workspace = Workspace { root: "/somewhere".into(), target_dir: "/elsewhere".into() };
        let of = |name: Option<&str>| {
            let arguments = Arguments { name: name.map(str::to_owned), json: None, keep: None };
            programs(&workspace, &arguments).len()
        };
        assert_eq!([None, Some("sandbox"), Some("metering"), Some("index")].map(of), [4, 2, 1, 1]);
    }

    #[test]
    fn a_benchmark_that_fails_gives_no_figures() {
        assert!(shell("exit 1").is_err());
    }
}
