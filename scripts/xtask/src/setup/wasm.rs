//! The targets of the runtime and of the agents: from rustup where it can download, else from Debian's compiler.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use super::distro;
use crate::process::{announce, probe, run};

/// Names the toolchain for the runtime's wasm to its build script.
pub const RUNTIME_TOOLCHAIN_VARIABLE: &str = "WASM_BUILD_TOOLCHAIN";
/// What rustup calls Debian's compiler.
pub const DEBIAN_TOOLCHAIN: &str = "distro";
/// Set to 1, it leaves rustup's targets aside, so that the other way can be tested.
const FORCE_VARIABLE: &str = "AINUR_FORCE_DISTRO_WASM";
/// A download that takes longer is given up.
const PATIENCE: &str = "180";

/// A target that does not come with the compiler.
pub struct Target {
    /// Its name.
    pub triple: &'static str,
    /// The most that it has of the standard library.
    pub library: &'static str,
    /// The crates to compile for it.
    pub crates: &'static str,
}

/// The runtime's target, and the agents'.
pub const TARGETS: [Target; 2] = [
    Target { triple: "wasm32v1-none", library: "core", crates: "core,alloc" },
    Target { triple: "wasm32-unknown-unknown", library: "std", crates: "std,panic_abort" },
];

/// Where the targets come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    /// The toolchain of `rust-toolchain.toml` has them.
    Rustup,
    /// The toolchain `distro` has them.
    Debian,
}

/// Where the targets can be had now.
pub fn source(root: &Path) -> Option<Source> {
    if !is_forced() && has_targets(root, None) {
        return Some(Source::Rustup);
    }
    has_targets(root, Some(DEBIAN_TOOLCHAIN)).then_some(Source::Debian)
}

/// Provides the targets where they are not there.
pub fn provide(root: &Path) -> Result<()> {
    if source(root).is_some() || (!is_forced() && download(root)) {
        return Ok(());
    }
    distro::install(root)
}

fn is_forced() -> bool {
    env::var_os(FORCE_VARIABLE).is_some_and(|value| value == "1")
}

fn download(root: &Path) -> bool {
    announce("downloading the wasm targets");
    let mut rustup = Command::new("timeout");
    rustup.args([PATIENCE, "rustup", "target", "add"]).args(TARGETS.map(|target| target.triple)).current_dir(root);
    let downloaded = run(&mut rustup).is_ok() && has_targets(root, None);
    if !downloaded {
        announce("rustup could not download them: Debian's compiler will do");
    }
    downloaded
}

fn has_targets(root: &Path, toolchain: Option<&str>) -> bool {
    TARGETS.iter().all(|target| {
        let mut rustc = Command::new("rustc");
        rustc.args(toolchain.map(|name| format!("+{name}")));
        rustc.args(["--print", "target-libdir", "--target", target.triple]).current_dir(root);
        probe(&mut rustc).is_some_and(|folder| has_library(&PathBuf::from(folder), target.library))
    })
}

/// Whether `folder` holds a compiled `library`.
pub fn has_library(folder: &Path, library: &str) -> bool {
    let prefix = format!("lib{library}-");
    let is_library = |name: &str| name.starts_with(&prefix) && name.ends_with(".rlib");
    fs::read_dir(folder)
        .is_ok_and(|mut entries| entries.any(|entry| entry.is_ok_and(|entry| entry.file_name().to_str().is_some_and(is_library))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_is_told_from_others() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!has_library(folder.path(), "core"));
        fs::write(folder.path().join("libcore_arch-1.rlib"), "").unwrap();
        fs::write(folder.path().join("libcore-1.rmeta"), "").unwrap();
        assert!(!has_library(folder.path(), "core"));
        fs::write(folder.path().join("libcore-1.rlib"), "").unwrap();
        assert!(has_library(folder.path(), "core"));
        assert!(!has_library(&folder.path().join("missing"), "core"));
    }
}
