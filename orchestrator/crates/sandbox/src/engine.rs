//! The deterministic profile: every setting that decides what a run gives and what it costs.

use std::{
    hash::{Hash, Hasher},
    num::NonZeroU16,
};

use sp_crypto_hashing::blake2_256;
use wasmtime::{Config, InstanceAllocationStrategy, PoolingAllocationConfig};

use crate::limits::Limit;

const NAME: &str = "wasmtime";
const VERSION: (u16, u16, u16) = (36, 0, 20);
/// What fuel is charged for. Change it together with the engine's version, or with what a host function charges.
const COSTS: &str = "\
    nop, drop, block, loop, unreachable, return, else, end: 0\n\
    every other instruction: 1\n\
    ainur:agent/log log: 1 for each byte of the message\n";

/// Native stack of a guest, in bytes.
const STACK: usize = 512 << 10;
/// What one component may be made of. Components of compiled languages have three core modules; interpreters bring more.
const CORE_INSTANCES: u32 = 64;
const TABLES: u32 = 16;
/// Longest table, in elements.
pub(crate) const TABLE_ELEMENTS: usize = 100_000;
/// Memory that a slot keeps between runs instead of giving it back, in bytes.
const KEPT_MEMORY: usize = 256 << 10;

/// The machine that runs modules, as a receipt names it. Fuel is comparable only between equal engines.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Engine {
    /// Its name, in lower case.
    pub name: &'static str,
    /// Its version: major, minor, patch.
    pub version: (u16, u16, u16),
    /// blake2-256 of name, version and what fuel is charged for.
    pub cost_table: [u8; 32],
}

impl Engine {
    /// The one that this program is built with.
    pub fn current() -> Self {
        let (major, minor, patch) = VERSION;
        let cost_table = blake2_256(format!("{NAME} {major}.{minor}.{patch}\n{COSTS}").as_bytes());
        Self { name: NAME, version: VERSION, cost_table }
    }
}

/// The engine's settings, with room for so many runs at a time.
pub(crate) fn config(runs: NonZeroU16) -> Config {
    let mut config = Config::new();
    config
        .consume_fuel(true)
        .epoch_interruption(true)
        .cranelift_nan_canonicalization(true)
        .wasm_threads(false)
        .wasm_relaxed_simd(false)
        .wasm_memory64(false)
        .wasm_multi_memory(false)
        .max_wasm_stack(STACK)
        .wasm_backtrace(false)
        // It needs a file in memory for each module, and a worker cannot open any.
        .memory_init_cow(false)
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool(u32::from(runs.get()))));
    config
}

/// What a compiled package depends on beside the package: engine, settings and processor, as a hash.
pub(crate) fn compatibility(engine: &wasmtime::Engine) -> [u8; 32] {
    let mut collected = Collector(Vec::new());
    engine.precompile_compatibility_hash().hash(&mut collected);
    blake2_256(&collected.0)
}

/// Takes everything that is hashed, for a hash of another kind.
struct Collector(Vec<u8>);

impl Hasher for Collector {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn finish(&self) -> u64 {
        0
    }
}

fn pool(runs: u32) -> PoolingAllocationConfig {
    let largest_memory = usize::try_from(*Limit::Memory.range().end()).unwrap_or(usize::MAX);
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(runs)
        .total_core_instances(runs.saturating_mul(CORE_INSTANCES))
        .total_memories(runs)
        .total_tables(runs.saturating_mul(TABLES))
        .max_core_instances_per_component(CORE_INSTANCES)
        .max_memories_per_component(1)
        .max_tables_per_component(TABLES)
        .max_tables_per_module(TABLES)
        // No run is suspended, so none has a stack of its own; each would take from the memory of a worker.
        .total_stacks(1)
        .max_memory_size(largest_memory)
        .table_elements(TABLE_ELEMENTS)
        .linear_memory_keep_resident(KEPT_MEMORY);
    pool
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_receipt_names_the_version_that_is_built_in() {
        let lock = include_str!("../../../../Cargo.lock");
        let (major, minor, patch) = VERSION;
        assert!(lock.contains(&format!("name = \"{NAME}\"\nversion = \"{major}.{minor}.{patch}\"\n")));
    }

    #[test]
    fn what_is_compiled_depends_on_the_settings_of_the_compiler_and_not_on_room() {
        let hash = |config: &Config| compatibility(&wasmtime::Engine::new(config).unwrap());
        let [one, four] = [1, 4].map(|runs| config(NonZeroU16::new(runs).unwrap()));
        assert_eq!(hash(&one), hash(&four));
        let mut without_fuel = config(NonZeroU16::MIN);
        without_fuel.consume_fuel(false);
        assert_ne!(hash(&one), hash(&without_fuel));
    }

    /// Receipts are compared by this hash: it changes only when what fuel is charged for does.
    #[test]
    fn the_cost_table_is_pinned() {
        let hash: String = Engine::current().cost_table.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hash, "b3295d9e15ff42cce8eeaa82291e0273bafc63c68f3739e71693cd32e8362545");
    }
}
