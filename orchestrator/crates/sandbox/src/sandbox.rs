//! The engine, and the modules compiled for it.

use std::{io, num::NonZeroU16, sync::Arc};

use moka::sync::Cache;
use sp_crypto_hashing::blake2_256;
use wasmtime::component::Linker;

use crate::{
    disk::DiskCache,
    engine::{self, Engine},
    epoch, host,
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

/// Compiles and runs modules. One for a process; shared by reference between threads.
pub struct Sandbox {
    linker: Linker<State>,
    modules: Cache<[u8; 32], Module>,
    disk: Option<DiskCache>,
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
        let modules = Cache::builder().max_capacity(MEMORY).weigher(|_, module: &Module| module.code_size()).build();
        Ok(Self { linker, modules, disk: None })
    }

    /// The same, with what it compiles kept on disk.
    #[must_use]
    pub fn with_disk_cache(mut self, disk: DiskCache) -> Self {
        self.disk = Some(disk);
        self
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
        self.modules.try_get_with(hash, || self.find_or_compile(package, hash)).map_err(Arc::unwrap_or_clone)
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

impl Sandbox {
    fn find_or_compile(&self, package: &[u8], hash: [u8; 32]) -> Result<Module, Refusal> {
        let Some(disk) = &self.disk else { return Module::compile(package, hash, &self.linker) };
        let key = blake2_256(&[engine::compatibility(self.linker.engine()), hash].concat());
        // The disk spares work; whoever cannot use it works.
        let found = disk.get(&key).unwrap_or_else(|error| {
            tracing::warn!(%error, "compiled modules cannot be read");
            None
        });
        let size = u32::try_from(package.len()).unwrap_or(u32::MAX);
        match found.map(|compiled| Module::load(&compiled, hash, size, &self.linker)) {
            Some(Ok(module)) => return Ok(module),
            Some(Err(error)) => tracing::warn!(%error, "a compiled module cannot be used"),
            None => {}
        }
        let module = Module::compile(package, hash, &self.linker)?;
        let kept = module.serialize().map_err(io::Error::other).and_then(|compiled| disk.put(&key, &compiled));
        if let Err(error) = kept {
            tracing::warn!(%error, "compiled modules cannot be kept");
        }
        Ok(module)
    }
}

fn engine_error(error: wasmtime::Error) -> SetupError {
    SetupError::Engine(format!("{error:#}"))
}
