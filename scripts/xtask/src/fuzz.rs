//! `cargo xtask fuzz`: searches for extrinsics that break the runtime.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{
    process::{announce, run as run_command},
    workspace::Workspace,
};

/// How long to search, or what to look at.
#[derive(clap::Args)]
pub struct Arguments {
    /// Minutes of searching
    #[arg(long, default_value_t = 60)]
    minutes: u64,
    /// Only run this input, which the search had kept
    #[arg(long)]
    replay: Option<PathBuf>,
}

/// Builds the search with coverage, and runs it from where it stopped the last time.
pub fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let folders = Folders::under(&workspace.target_dir.join("fuzz"))?;
    announce("building the search: this workspace once more, with coverage");
    run_command(&mut build(workspace))?;
    let mut search = Command::new(workspace.program("ainur-fuzz"));
    if let Some(input) = &arguments.replay {
        return run_command(search.arg(input));
    }
    if fs::read_dir(&folders.lives)?.next().is_none() {
        announce("leading lives to begin with");
        run_command(&mut lead_lives(workspace, &folders.lives))?;
    }
    announce(&format!(
        "searching for {} minutes; what breaks something is kept in {}",
        arguments.minutes,
        folders.found.display()
    ));
    run_command(search.args(options(arguments.minutes, &folders)).args([&folders.corpus, &folders.lives]))
}

/// Where the search keeps what.
struct Folders {
    /// Inputs that reach something others do not.
    corpus: PathBuf,
    /// What it begins with.
    lives: PathBuf,
    /// Inputs that break something.
    found: PathBuf,
}

impl Folders {
    fn under(root: &Path) -> Result<Self> {
        let folders = Self { corpus: root.join("corpus"), lives: root.join("lives"), found: root.join("found") };
        for folder in [&folders.corpus, &folders.lives, &folders.found] {
            fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        Ok(folders)
    }
}

fn build(workspace: &Workspace) -> Command {
    let mut build = workspace.cargo();
    build.args(["build", "--package", "ainur-runtime-fuzz", "--features", "search"]);
    build.env("RUSTC_WORKSPACE_WRAPPER", workspace.root.join("runtime/fuzz/rustc-with-coverage"));
    // The search runs the runtime as a program, not as WebAssembly.
    build.env("SKIP_WASM_BUILD", "1");
    build
}

fn lead_lives(workspace: &Workspace, folder: &Path) -> Command {
    let mut test = workspace.cargo();
    test.args(["test", "--package", "ainur-runtime", "--test", "any_life", "--quiet"]);
    test.env("AINUR_LIVES", folder).env("SKIP_WASM_BUILD", "1");
    test
}

/// Inputs are of up to 16 KiB, none takes longer than a minute or more than 4 GiB, and in the end it is said how many there were.
fn options(minutes: u64, folders: &Folders) -> Vec<String> {
    vec![
        format!("-max_total_time={}", minutes.saturating_mul(60)),
        format!("-artifact_prefix={}/", folders.found.display()),
        "-max_len=16384".into(),
        "-timeout=60".into(),
        "-rss_limit_mb=4096".into(),
        "-print_final_stats=1".into(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_search_ends_after_its_time_and_keeps_what_it_found() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::under(root.path()).unwrap();
        assert!(folders.corpus.is_dir() && folders.lives.is_dir() && folders.found.is_dir());
        let options = options(60, &folders);
        assert!(options.contains(&"-max_total_time=3600".into()));
        assert!(options.contains(&format!("-artifact_prefix={}/", folders.found.display())));
    }

    #[test]
    fn only_this_workspace_is_compiled_with_coverage() {
        let workspace = Workspace { root: "/somewhere".into(), target_dir: "/elsewhere".into() };
        let build = build(&workspace);
        let wrapper = build.get_envs().find(|(name, _)| *name == "RUSTC_WORKSPACE_WRAPPER").and_then(|(_, value)| value);
        assert_eq!(wrapper, Some("/somewhere/runtime/fuzz/rustc-with-coverage".as_ref()));
        assert!(build.get_envs().all(|(name, _)| name != "RUSTFLAGS"));
    }
}
