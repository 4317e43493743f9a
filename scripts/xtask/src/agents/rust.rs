//! Guests in Rust: core modules, which bring their contract along.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{bail, ensure, Context, Result};
use wit_component::ComponentEncoder;

use crate::setup::wasm;

const TARGET: &str = "wasm32-unknown-unknown";
/// What would let the caller's environment into the guests' bytes.
const FOREIGN_VARIABLES: &[&str] = &[
    "CARGO",
    "RUSTC",
    "RUSTDOC",
    "RUSTFLAGS",
    "RUSTC_WRAPPER",
    "RUSTC_WORKSPACE_WRAPPER",
    "RUSTUP_TOOLCHAIN",
    "CARGO_BUILD_TARGET",
];

/// Compiles the workspace in `agents/` below `root` and writes `<folder>/<name>.wasm` for each guest in it; gives back the files.
pub fn build(root: &Path, build_dir: &Path, folder: &Path) -> Result<Vec<PathBuf>> {
    compile(root, build_dir)?.iter().map(|module| componentise(module, folder)).collect()
}

/// Compiles the guests and gives back the core modules.
fn compile(root: &Path, build_dir: &Path) -> Result<Vec<PathBuf>> {
    let mut cargo = Command::new("cargo");
    for name in FOREIGN_VARIABLES {
        cargo.env_remove(name);
    }
    if wasm::source(root) == Some(wasm::Source::Debian) {
        cargo.arg(format!("+{}", wasm::DEBIAN_TOOLCHAIN));
    }
    cargo
        .args(["build", "--locked", "--release", "--target", TARGET, "--message-format", "json-render-diagnostics"])
        .arg("--target-dir")
        .arg(build_dir)
        .env("CARGO_ENCODED_RUSTFLAGS", path_mappings(root, build_dir)?)
        .current_dir(root.join("agents"))
        .stderr(Stdio::inherit());
    let output = cargo.output().context("cannot run cargo")?;
    ensure!(output.status.success(), "the agents do not compile");
    modules(&String::from_utf8(output.stdout)?)
}

/// Flags that keep this machine's folders out of the guests: the hash of a guest is pinned on chain.
fn path_mappings(root: &Path, build_dir: &Path) -> Result<String> {
    let home = || env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo"));
    let cargo_home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(home).context("neither CARGO_HOME nor HOME is set")?;
    let mappings = [(root, "/ainur"), (build_dir, "/build"), (cargo_home.as_path(), "/cargo")];
    let flags: Vec<_> = mappings.iter().map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display())).collect();
    Ok(flags.join("\u{1f}"))
}

/// The WebAssembly files that cargo's messages name.
fn modules(messages: &str) -> Result<Vec<PathBuf>> {
    let mut modules = Vec::new();
    for line in messages.lines() {
        let message: serde_json::Value = serde_json::from_str(line).context("cargo wrote a message that is not JSON")?;
        let files =
            message.get("filenames").and_then(|files| files.as_array()).into_iter().flatten().filter_map(|file| file.as_str());
        modules.extend(files.filter(|file| file.ends_with(".wasm")).map(PathBuf::from));
    }
    Ok(modules)
}

/// Wraps a core module, by the contract that `wit-bindgen` left in it, into `<folder>/<name>.wasm`.
fn componentise(module: &Path, folder: &Path) -> Result<PathBuf> {
    let Some(name) = module.file_stem().and_then(|stem| stem.to_str()) else {
        bail!("{} is no file name for a guest", module.display());
    };
    let encode = || ComponentEncoder::default().module(&fs::read(module)?)?.validate(true).encode();
    let component = encode().with_context(|| format!("{name} makes no component"))?;
    let file = folder.join(name.replace('_', "-")).with_extension("wasm");
    fs::write(&file, component).with_context(|| format!("cannot write {}", file.display()))?;
    Ok(file)
}
