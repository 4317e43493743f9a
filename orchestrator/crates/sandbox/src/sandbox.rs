//! The engine, and the modules compiled for it.

use std::{io, num::NonZeroU16, sync::Arc};

use moka::sync::Cache;
use sp_crypto_hashing::blake2_256;
use wasmtime::component::Linker;

use crate::{
    engine, epoch, host,
    limits::Limits,
    module::{Module, Refusal},
    run::{self, Execution, Failed, State},
};

/// Compiled modules are kept in memory until they have more bytes than this.
const MEMORY: u64 = 512 << 20;

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

/// Compiles and runs modules in this process. One for a process; shared by reference between threads. What holds keys runs strangers'
/// modules by [`Workers`](crate::Workers) instead.
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
        Self::of(engine)
    }

    /// A sandbox for one run at a time in a process that is killed from outside when a run takes too long: no run pays for looks at the
    /// clock.
    pub(crate) fn without_clock() -> Result<Self, SetupError> {
        let mut config = engine::config(NonZeroU16::MIN);
        // It may start no threads to compile with either.
        config.epoch_interruption(false).parallel_compilation(false);
        Self::of(wasmtime::Engine::new(&config).map_err(engine_error)?)
    }

    fn of(engine: wasmtime::Engine) -> Result<Self, SetupError> {
        let mut linker = Linker::new(&engine);
        host::link(&mut linker).map_err(engine_error)?;
        let modules = Cache::builder().max_capacity(MEMORY).weigher(|_, module: &Module| module.code_size()).build();
        Ok(Self { linker, modules })
    }

    /// Compiles a package, or finds it among those compiled before. Blocks for as long as compiling takes.
    ///
    /// # Errors
    ///
    /// When no input could make the package run.
    pub fn compile(&self, package: &[u8]) -> Result<Module, Refusal> {
        let hash = blake2_256(package);
        self.modules.try_get_with(hash, || Module::compile(package, hash, &self.linker)).map_err(Arc::unwrap_or_clone)
    }

    /// What compiled modules depend on beside the package.
    pub(crate) fn compatibility(&self) -> [u8; 32] {
        engine::compatibility(self.linker.engine())
    }

    /// Takes up again what a module was compiled to. Whoever calls this answers for where it comes from.
    pub(crate) fn load(&self, compiled: &[u8], hash: [u8; 32], size: u32) -> wasmtime::Result<Module> {
        Module::load(compiled, hash, size, &self.linker)
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
