//! The real components, and a sandbox for them.
#![allow(dead_code)] // Every test program uses its own part of this.
#![allow(clippy::unwrap_used, clippy::panic)]

pub mod wat;

use std::{env, fs, num::NonZeroU16, path::PathBuf};

use ainur_sandbox::{Execution, Failed, Failure, Limit, Limits, Module, Sandbox};

/// A sandbox with room for a few runs.
pub fn sandbox() -> Sandbox {
    Sandbox::new(NonZeroU16::new(8).unwrap()).unwrap()
}

/// The package of a guest that `cargo xtask agents` built.
pub fn package(name: &str) -> Vec<u8> {
    let file = agents_dir().join(name).with_extension("wasm");
    fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}; run cargo xtask agents", file.display()))
}

#[allow(clippy::disallowed_methods, reason = "the components lie where cargo puts what it builds")]
fn agents_dir() -> PathBuf {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let target = || env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    env::var_os("AINUR_AGENTS_DIR").map_or_else(|| target().join("agents"), PathBuf::from)
}

/// A folder of the workspace that the guests come from.
pub fn golden_dir(agent: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../agents").join(agent).join("golden")
}

/// The default limits with some of them changed.
pub fn limits(changes: &[(Limit, u64)]) -> Limits {
    changes.iter().fold(Limits::default(), |limits, (limit, value)| limits.with(*limit, *value).unwrap())
}

/// A guest in a sandbox of its own.
pub struct Guest {
    pub sandbox: Sandbox,
    pub module: Module,
}

impl Guest {
    pub fn new(name: &str) -> Self {
        Self::of(&package(name))
    }

    /// A guest that is this package.
    pub fn of(package: &[u8]) -> Self {
        let sandbox = sandbox();
        let module = sandbox.compile(package).unwrap();
        Self { sandbox, module }
    }

    /// Runs within the default limits, but for the changes.
    pub fn run(&self, input: &[u8], changes: &[(Limit, u64)]) -> Result<Execution, Failure> {
        self.run_heard(input, changes).map_err(|failed| failed.failure)
    }

    /// The same, with what a guest logged before it failed.
    pub fn run_heard(&self, input: &[u8], changes: &[(Limit, u64)]) -> Result<Execution, Failed> {
        self.sandbox.execute(&self.module, input, &limits(changes))
    }
}
