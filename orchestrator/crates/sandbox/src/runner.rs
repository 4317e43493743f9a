//! Where a package is run: the service does not care.

use std::sync::Arc;

use async_trait::async_trait;

use crate::{
    limits::Limits,
    module::Refusal,
    run::{Execution, Failed},
};

/// The bytes of a package, and the hash it is known by. Clones share the bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Package {
    hash: [u8; 32],
    bytes: Arc<[u8]>,
}

impl Package {
    /// A package whose blake2-256 is known. What runs is what was first compiled under a hash, so it must be right.
    pub fn of_hash(hash: [u8; 32], bytes: Vec<u8>) -> Self {
        Self { hash, bytes: bytes.into() }
    }

    /// blake2-256 of the bytes.
    pub const fn hash(&self) -> [u8; 32] {
        self.hash
    }

    /// What is compiled.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Why a package gave no output.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum RunError {
    /// No input could make it run.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// This run failed.
    #[error(transparent)]
    Failed(#[from] Failed),
}

/// Runs packages.
#[async_trait]
pub trait Runner: Send + Sync {
    /// Compiles the package, so that it can be run at once.
    ///
    /// # Errors
    ///
    /// When the package cannot be run, or not be compiled now: for [`Busy`](crate::Failure::Busy) because others run.
    async fn prepare(&self, package: Package) -> Result<(), RunError>;

    /// Runs the package on the input, within the limits.
    ///
    /// # Errors
    ///
    /// When the package cannot be run, or this run gives no output.
    async fn run(&self, package: Package, input: Vec<u8>, limits: Limits) -> Result<Execution, RunError>;
}
