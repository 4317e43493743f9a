//! The engine, and the modules compiled for it.

use std::{io, num::NonZeroU16, sync::Arc};

use moka::sync::Cache;
use sp_crypto_hashing::blake2_256;
use wasmtime::component::Linker;

use crate::{
    engine::{self, Engine},
    epoch, host,
    limits::Limits,
    module::{Module, Refusal},
    run::{self, Execution, Failed, State},
};

/// Compiled modules are kept until their packages have more bytes than this.
const CACHED_PACKAGES: u64 = 256 << 20;

/// The sandbox could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The engine does not start: too many runs at a time for this host's address space, most likely.
    #[error("the WebAssembly engine does not start: {0}")]
    Engine(String),
    /// The thread of the kill switch does not start.
    #[error("the kill switch's thread does not start")]
    Clock(#[source] io::Error),
}

/// Compiles and runs modules. One for a process; shared by reference between threads.
pub struct Sandbox {
    linker: Linker<State>,
    modules: Cache<[u8; 32], Module>,
}

impl Sandbox {
    /// A sandbox with room for so many runs at a time; a run beyond them fails as [`Failure::Busy`](crate::Failure::Busy).
    ///
    /// # Errors
    ///
    /// When the host lacks address space or threads.
    pub fn new(runs: NonZeroU16) -> Result<Self, SetupError> {
        let engine = wasmtime::Engine::new(&engine::config(runs)).map_err(engine_error)?;
        epoch::start(&engine).map_err(SetupError::Clock)?;
        let mut linker = Linker::new(&engine);
        host::link(&mut linker).map_err(engine_error)?;
        let modules = Cache::builder().max_capacity(CACHED_PACKAGES).weigher(|_, module: &Module| module.size()).build();
        Ok(Self { linker, modules })
    }

    /// The machine that runs modules, for receipts.
    pub fn engine(&self) -> Engine {
        Engine::current()
    }

    /// Compiles a package, or finds it among those compiled before. Blocks for as long as compiling takes.
    ///
    /// # Errors
    ///
    /// When no input could make the package run.
    pub fn compile(&self, package: &[u8]) -> Result<Module, Refusal> {
        let hash = blake2_256(package);
        let compile = || Module::compile(package, hash, &self.linker);
        self.modules.try_get_with(hash, compile).map_err(Arc::unwrap_or_clone)
    }

    /// Runs the module on the input. Blocks until the run ends, which the limits bound.
    ///
    /// # Errors
    ///
    /// When the run gives no output within its limits.
    pub fn execute(&self, module: &Module, input: &[u8], limits: &Limits) -> Result<Execution, Failed> {
        run::run(module, input, limits)
    }
}

fn engine_error(error: wasmtime::Error) -> SetupError {
    SetupError::Engine(format!("{error:#}"))
}
