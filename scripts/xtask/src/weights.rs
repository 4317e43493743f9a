//! `cargo xtask weights`: what each call of our pallets costs, measured on this machine.

use std::{fs, os::unix::process::CommandExt, path::Path, process::Command};

use anyhow::{ensure, Context, Result};

use crate::{
    process::{announce, run as run_command},
    workspace::Workspace,
};

/// What to measure.
#[derive(clap::Args)]
pub struct Arguments {
    /// Only this pallet, named as its folder (for instance `escrow`)
    pallet: Option<String>,
    /// Samples of each component's range
    #[arg(long, default_value_t = 20)]
    steps: u32,
    /// Runs of each sample
    #[arg(long, default_value_t = 10)]
    repeat: u32,
}

/// Measures the pallets that have benchmarks and writes their `weights.rs`.
pub fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let mut pallets = benchmarked(&workspace.root.join("pallets"))?;
    if let Some(wanted) = &arguments.pallet {
        pallets.retain(|pallet| pallet == wanted);
        ensure!(!pallets.is_empty(), "there is no pallets/{wanted}/src/benchmarking.rs");
    }
    announce("building the node with benchmarks: a second set of artefacts, long the first time");
    let mut build = workspace.cargo();
    build.args(["build", "--package", "ainur-node", "--features", "runtime-benchmarks"]);
    // A runtime that the benchmarking command brings along, for measuring disks. It cannot be built from here, nor is it needed.
    build.env("SKIP_FRAME_STORAGE_ACCESS_TEST_RUNTIME_WASM_BUILD", "1");
    run_command(&mut build)?;
    for pallet in pallets {
        announce(&format!("measuring {pallet}"));
        run_command(&mut benchmark(workspace, &pallet, arguments))?;
    }
    Ok(())
}

/// The command line ends up in the generated file: it must not depend on where this machine keeps things.
fn benchmark(workspace: &Workspace, pallet: &str, arguments: &Arguments) -> Command {
    let mut node = Command::new(workspace.program("ainur-node"));
    node.arg0("ainur-node").current_dir(&workspace.root);
    node.args(["benchmark", "pallet", "--chain=dev", "--extrinsic=*", "--no-storage-info", "--no-median-slopes"]);
    node.args(["--no-min-squares", "--template=scripts/xtask/templates/weights.hbs"]);
    node.arg(format!("--pallet=pallet_{}", pallet.replace('-', "_")));
    node.args([format!("--steps={}", arguments.steps), format!("--repeat={}", arguments.repeat)]);
    node.arg(format!("--output=pallets/{pallet}/src/weights.rs"));
    node
}

/// The folders of pallets that have benchmarks.
fn benchmarked(pallets: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(pallets).with_context(|| format!("cannot read {}", pallets.display()))?;
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry?;
        if entry.path().join("src/benchmarking.rs").exists() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pallets_with_benchmarks_are_measured() {
        let pallets = tempfile::tempdir().unwrap();
        for name in ["task-market", "escrow", "primitives"] {
            fs::create_dir_all(pallets.path().join(name).join("src")).unwrap();
        }
        fs::write(pallets.path().join("task-market/src/benchmarking.rs"), "").unwrap();
        fs::write(pallets.path().join("escrow/src/benchmarking.rs"), "").unwrap();
        assert_eq!(benchmarked(pallets.path()).unwrap(), ["escrow", "task-market"]);
    }

    #[test]
    fn the_command_line_names_no_folder_of_this_machine() {
        let workspace = Workspace { root: "/somewhere".into(), target_dir: "/elsewhere".into() };
        let command = benchmark(&workspace, "task-market", &Arguments { pallet: None, steps: 2, repeat: 1 });
        let arguments: Vec<_> = command.get_args().map(|argument| argument.to_string_lossy().into_owned()).collect();
        assert!(arguments.contains(&"--pallet=pallet_task_market".into()), "{arguments:?}");
        assert!(arguments.contains(&"--output=pallets/task-market/src/weights.rs".into()), "{arguments:?}");
        assert!(arguments.iter().all(|argument| !argument.contains("where")), "{arguments:?}");
    }
}
