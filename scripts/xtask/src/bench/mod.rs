//! `cargo xtask bench`: figures with the machine and the commit they were taken on.

mod figure;
mod machine;
mod table;

use std::{
    fs::File,
    io::{BufRead, BufReader, Write},
    path::PathBuf,
    process::{Command, Stdio},
};

use anyhow::{ensure, Context, Result};
use figure::Figure;
use machine::Circumstances;

use crate::{build, workspace::Workspace};

/// What to measure and where to keep it.
#[derive(clap::Args)]
pub struct Arguments {
    /// Only this benchmark
    name: Option<String>,
    /// Also write each figure as one line of JSON to this file
    #[arg(long)]
    json: Option<PathBuf>,
}

/// Runs the benchmark program, completes its figures and shows them as a table.
pub fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    build::everything(workspace)?;
    let circumstances = Circumstances::of(&workspace.root)?;
    let mut program = Command::new(workspace.program("ainur-bench"));
    let figures = measure(program.args(&arguments.name))?;
    ensure!(!figures.is_empty(), "ainur-bench gave no figure");
    println!("{circumstances}\n\n{}", table::render(&figures));
    if let Some(path) = &arguments.json {
        let mut file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
        for figure in &figures {
            writeln!(file, "{}", figure.to_json(&circumstances))?;
        }
    }
    Ok(())
}

/// The figures that `program` writes; other lines of its output are for people and shown to them.
fn measure(program: &mut Command) -> Result<Vec<Figure>> {
    let mut child = program.stdout(Stdio::piped()).spawn().context("cannot start ainur-bench")?;
    let output = child.stdout.take().context("ainur-bench has no output")?;
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
    ensure!(status.success(), "ainur-bench failed: {status}");
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
    fn a_benchmark_that_fails_gives_no_figures() {
        assert!(shell("exit 1").is_err());
    }
}
