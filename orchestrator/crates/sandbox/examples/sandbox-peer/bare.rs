//! Wasmtime as it comes, with the sandbox's pool of memory: without one every run would map its memory anew, and be slower.

use std::{error::Error, num::NonZeroU16};

use ainur_sandbox::Limit;
use wasmtime::{
    component::{Component, HasSelf, Linker},
    Config, Engine, InstanceAllocationStrategy, PoolingAllocationConfig, Store,
};

mod bindings {
    #![allow(missing_docs, clippy::all, clippy::restriction, reason = "generated")]
    wasmtime::component::bindgen!({ path: "../../../agents/wit", world: "agent" });
}

/// A host that hears what an agent logs and forgets it.
struct Silent;

impl bindings::ainur::agent::log::Host for Silent {
    fn log(&mut self, _level: bindings::ainur::agent::log::Level, _message: String) {}
}

/// What a host looks after while a component runs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Watch {
    Nothing,
    Fuel,
    /// Also whether somebody wants the run to end, in every loop.
    FuelAndClock,
}

/// One component, ready to be run by so many at a time.
pub struct Host {
    engine: Engine,
    agent: bindings::AgentPre<Silent>,
    watch: Watch,
}

impl Host {
    /// Compiles the component for a host that looks after this; whatever else can be switched is as wasmtime has it.
    pub fn new(package: &[u8], runs: NonZeroU16, watch: Watch) -> Result<Self, Box<dyn Error>> {
        let mut config = Config::new();
        config
            .consume_fuel(watch != Watch::Nothing)
            .epoch_interruption(watch == Watch::FuelAndClock)
            .allocation_strategy(InstanceAllocationStrategy::Pooling(pool(runs.get().into())?));
        let engine = Engine::new(&config)?;
        let mut linker = Linker::new(&engine);
        bindings::Agent::add_to_linker::<_, HasSelf<_>>(&mut linker, |host: &mut Silent| host)?;
        let agent = bindings::AgentPre::new(linker.instantiate_pre(&Component::new(&engine, package)?)?)?;
        Ok(Self { engine, agent, watch })
    }

    /// Runs the component in an instance of its own.
    pub fn run(&self, input: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
        let mut store = Store::new(&self.engine, Silent);
        if self.watch != Watch::Nothing {
            store.set_fuel(u64::MAX)?;
        }
        if self.watch == Watch::FuelAndClock {
            // The clock of this engine stands still.
            store.set_epoch_deadline(1);
        }
        let output = self.agent.instantiate(&mut store)?.call_execute(&mut store, input)?;
        output.map_err(|failure| format!("the agent gave no output: {failure:?}").into())
    }
}

/// As many memories as runs, as large as the sandbox's, and as much of each kept from run to run.
fn pool(runs: u32) -> Result<PoolingAllocationConfig, Box<dyn Error>> {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(runs)
        .total_memories(runs)
        .max_memory_size(usize::try_from(*Limit::Memory.range().end())?)
        .linear_memory_keep_resident(256 << 10);
    Ok(pool)
}
