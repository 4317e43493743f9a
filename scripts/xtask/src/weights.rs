//! `cargo xtask weights`: what each call of our pallets, each part of a transaction, and a block itself cost, measured on this machine.

use std::{
    fs,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{ensure, Context, Result};

use crate::{
    process::{announce, run as run_command},
    workspace::Workspace,
};

/// The name of what is measured of no pallet.
const RUNTIME: &str = "runtime";
/// Where that is kept.
const WEIGHTS: &str = "runtime/src/weights";

/// What to measure.
#[derive(clap::Args)]
pub struct Arguments {
    /// Only this pallet, named as its folder (for instance `escrow`), or `runtime` for what no pallet of ours has
    pallet: Option<String>,
    /// Samples of each component's range
    #[arg(long, default_value_t = 20)]
    steps: u32,
    /// Runs of each sample
    #[arg(long, default_value_t = 10)]
    repeat: u32,
    /// Least time for what has no components, in seconds
    #[arg(long, default_value_t = 3)]
    min_duration: u32,
    /// Also measure reads and writes, on the data of a chain in this folder; `cargo xtask bench state --keep` leaves one that has many
    /// tasks
    #[arg(long)]
    database: Option<PathBuf>,
}

/// Measures the pallets that have benchmarks and writes their `weights.rs`.
pub fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let mut pallets = benchmarked(&workspace.root.join("pallets"))?;
    let with_runtime = arguments.pallet.as_deref().is_none_or(|wanted| wanted == RUNTIME);
    if let Some(wanted) = &arguments.pallet {
        pallets.retain(|pallet| pallet == wanted);
        ensure!(with_runtime || !pallets.is_empty(), "there is no pallets/{wanted}/src/benchmarking.rs");
    }
    announce("building the node with benchmarks: a second set of artefacts, long the first time");
    let mut build = workspace.cargo();
    build.args(["build", "--package", "ainur-node", "--features", "runtime-benchmarks"]);
    // A runtime that the benchmarking command brings along, for measuring disks. It cannot be built from here, nor is it needed.
    build.env("SKIP_FRAME_STORAGE_ACCESS_TEST_RUNTIME_WASM_BUILD", "1");
    run_command(&mut build)?;
    for pallet in pallets {
        announce(&format!("measuring {pallet}"));
        let output = format!("pallets/{pallet}/src/weights.rs");
        let pallet = format!("pallet_{}", pallet.replace('-', "_"));
        run_command(&mut benchmark(workspace, &pallet, "weights", &output, arguments))?;
    }
    if let Some(database) = &arguments.database {
        measure_database(workspace, database)?;
    }
    if with_runtime {
        measure_runtime(workspace, arguments)?;
    }
    Ok(())
}

/// Measures what a transaction costs beside its call, and what a block costs without any.
fn measure_runtime(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    fs::create_dir_all(workspace.root.join(WEIGHTS)).context("cannot make the folder of the runtime's weights")?;
    for pallet in ["frame_system_extensions", "pallet_transaction_payment"] {
        announce(&format!("measuring {pallet}"));
        let output = format!("{WEIGHTS}/{pallet}.rs");
        run_command(&mut benchmark(workspace, pallet, "extension_weights", &output, arguments))?;
    }
    announce("measuring an empty block and an empty transaction");
    let folder = tempfile::tempdir()?;
    let mut node = Command::new(workspace.program("ainur-node"));
    node.args(["benchmark", "overhead", "--chain=dev", "--warmup=10", "--repeat=100", "--weight-path"]).arg(folder.path());
    run_command(&mut node)?;
    for part in ["block", "extrinsic"] {
        let measured = fs::read_to_string(folder.path().join(format!("{part}_weights.rs")))
            .with_context(|| format!("the node did not write what one {part} weighs"))?;
        let path = workspace.root.join(WEIGHTS).join(format!("{part}.rs"));
        fs::write(&path, without_machine(part, &measured)).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// Measures what a read and a write of the state take. It writes to the database and takes that back.
fn measure_database(workspace: &Workspace, data: &Path) -> Result<()> {
    announce("measuring the database");
    let mut node = Command::new(workspace.program("ainur-node"));
    node.current_dir(&workspace.root).args(["benchmark", "storage", "--chain=dev", "--database=paritydb", "--state-version=1"]);
    node.args(["--state-pruning=archive", "--warmups=1", "--disable-pov-recorder", "--keys-limit=100000"]);
    // As many as full blocks change.
    node.arg("--batch-size=2000").arg("--template-path=scripts/xtask/templates/database.hbs");
    node.arg(format!("--weight-path={WEIGHTS}/database.rs")).arg("--base-path").arg(data);
    run_command(&mut node)
}

/// What was measured without the names of this machine and its folders, and without a test that asks for other limits than ours.
fn without_machine(part: &str, measured: &str) -> String {
    let head = format!("//! What one empty {part} weighs, measured by `cargo xtask weights`. Generated, never edited.\n");
    let is_ours =
        |line: &&str| !["//! THIS FILE", "//! HOSTNAME", "//! WEIGHT-PATH", "//   "].iter().any(|start| line.starts_with(start));
    let body = measured.split("#[cfg(test)]").next().unwrap_or(measured);
    let lines = body.lines().filter(is_ours).filter(|line| !line.is_empty() && *line != "// Executed Command:");
    let lines = lines.map(|line| line.replace("use sp_core::", "#![cfg_attr(rustfmt, rustfmt_skip)]\nuse sp_core::"));
    let lines = lines.map(|line| line.replace("use sp_core::parameter_types;", "use frame_support::parameter_types;"));
    let lines = lines.map(|line| line.replace("use sp_weights::", "use frame_support::weights::"));
    format!("{head}//!\n{}\n", lines.collect::<Vec<_>>().join("\n"))
}

/// The command line ends up in the generated file: it must not depend on where this machine keeps things.
fn benchmark(workspace: &Workspace, pallet: &str, template: &str, output: &str, arguments: &Arguments) -> Command {
    let mut node = Command::new(workspace.program("ainur-node"));
    node.arg0("ainur-node").current_dir(&workspace.root);
    node.args(["benchmark", "pallet", "--chain=dev", "--extrinsic=*", "--no-storage-info", "--no-median-slopes"]);
    node.args(["--no-min-squares"]).arg(format!("--template=scripts/xtask/templates/{template}.hbs"));
    node.arg(format!("--pallet={pallet}"));
    node.args([format!("--steps={}", arguments.steps), format!("--repeat={}", arguments.repeat)]);
    node.arg(format!("--min-duration={}", arguments.min_duration));
    node.arg(format!("--output={output}"));
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
    fn what_is_written_names_no_machine() {
        let measured =
            "//! THIS FILE WAS AUTO-GENERATED\n//! DATE: today\n//! HOSTNAME: `mine`, CPU: `fast`\n//! WEIGHT-PATH: `/here`\n\
                        // Executed Command:\n//   /here/node\nuse sp_core::parameter_types;\n#[cfg(test)]\nmod tests {}\n";
        let written = without_machine("block", measured);
        assert!(!written.contains("mine") && !written.contains("/here") && !written.contains("mod tests"), "{written}");
        assert!(
            written.contains("//! DATE: today\n#![cfg_attr(rustfmt, rustfmt_skip)]\nuse frame_support::parameter_types;\n"),
            "{written}"
        );
    }

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
        let arguments = Arguments { pallet: None, steps: 2, repeat: 1, min_duration: 1, database: None };
        let command = benchmark(&workspace, "pallet_task_market", "weights", "pallets/task-market/src/weights.rs", &arguments);
        let arguments: Vec<_> = command.get_args().map(|argument| argument.to_string_lossy().into_owned()).collect();
        assert!(arguments.contains(&"--pallet=pallet_task_market".into()), "{arguments:?}");
        assert!(arguments.contains(&"--output=pallets/task-market/src/weights.rs".into()), "{arguments:?}");
        assert!(arguments.iter().all(|argument| !argument.contains("where")), "{arguments:?}");
    }
}
