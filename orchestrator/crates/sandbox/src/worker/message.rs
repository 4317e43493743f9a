//! What the service and a worker say to one another. Both are the same program, so there are no versions.

use codec::{Decode, Encode};

use crate::{
    limits::Limits,
    module::Refusal,
    run::{Execution, Failed},
};

/// Most bytes that a compiled package may have.
pub(crate) const MAX_COMPILED: u32 = 256 << 20;
/// Most bytes of anything beside packages, inputs and outputs: reasons, names, lengths.
pub(crate) const OVERHEAD: u32 = 64 << 10;

/// What a worker is asked to do.
#[derive(Encode, Decode)]
pub(crate) enum Request {
    /// Say what compiled packages depend on beside the package.
    Describe,
    /// Compile a package.
    Compile(Vec<u8>),
    /// Run a package from now on, which another worker compiled.
    Load {
        /// blake2-256 of the package.
        hash: [u8; 32],
        /// Size of the package, in bytes.
        size: u32,
        /// What it was compiled to.
        compiled: Vec<u8>,
    },
    /// Run the package on an input.
    Run {
        /// The input.
        input: Vec<u8>,
        /// How much it may take.
        limits: Limits,
    },
}

/// What a worker answers.
#[derive(Encode, Decode)]
pub(crate) enum Reply {
    /// What compiled packages depend on: engine, settings and processor, as a hash.
    Engine([u8; 32]),
    /// What the package was compiled to, or why it cannot be run.
    Compiled(Result<Vec<u8>, Refusal>),
    /// The package can be run.
    Loaded,
    /// What the run gave.
    Ran(Result<Execution, Failed>),
    /// Nothing: the worker ends, for this reason.
    Unable(String),
}
