//! Where the repository and its build products are.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::setup::wasm;

/// A checkout and the target folder it is built in.
pub struct Workspace {
    /// The repository's root.
    pub root: PathBuf,
    /// The target folder that this program itself was built in.
    pub target_dir: PathBuf,
}

impl Workspace {
    /// The checkout that cargo started this program from.
    pub fn locate() -> Result<Self> {
        let manifest_dir = env::var_os("CARGO_MANIFEST_DIR").context("start this program as `cargo xtask`")?;
        let root = Path::new(&manifest_dir).ancestors().nth(2).context("xtask is not at scripts/xtask")?;
        let program = env::current_exe()?;
        let target_dir = program.ancestors().nth(2).context("xtask is not in a target folder")?;
        Ok(Self { root: root.into(), target_dir: target_dir.into() })
    }

    /// `cargo` at the root, with the same target folder and the toolchain for the runtime's wasm.
    pub fn cargo(&self) -> Command {
        let mut cargo = Command::new("cargo");
        cargo.current_dir(&self.root).env("CARGO_TARGET_DIR", &self.target_dir);
        // What cargo says of this program. Build scripts that watch it would run again for every checkout, and all above them be compiled.
        for (name, _) in env::vars_os() {
            if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
                cargo.env_remove(name);
            }
        }
        if env::var_os(wasm::RUNTIME_TOOLCHAIN_VARIABLE).is_none() && wasm::source(&self.root) == Some(wasm::Source::Debian) {
            cargo.env(wasm::RUNTIME_TOOLCHAIN_VARIABLE, wasm::DEBIAN_TOOLCHAIN);
        }
        cargo
    }

    /// Where the program `name` is built.
    pub fn program(&self, name: &str) -> PathBuf {
        self.target_dir.join("debug").join(name)
    }
}
