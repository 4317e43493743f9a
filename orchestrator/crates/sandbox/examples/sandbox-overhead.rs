//! What the limits of the sandbox cost: a warm run of an agent that does nothing, beside the same component in a wasmtime
//! without any. Writes one line of JSON, in the form that `cargo xtask bench` reads.

use std::{env, error::Error, fs, num::NonZeroU16, time::Instant};

use ainur_sandbox::{Limits, Sandbox};
use wasmtime::{
    component::{Component, Linker},
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

/// Runs that are measured, after as many that are not.
const RUNS: u32 = 5_000;

fn main() -> Result<(), Box<dyn Error>> {
    let package = env::args().nth(1).ok_or("usage: sandbox-overhead ECHO.wasm")?;
    let package = fs::read(package)?;

    let sandbox = Sandbox::new(NonZeroU16::MIN)?;
    let module = sandbox.compile(&package)?;
    let limits = Limits::default();
    let ours = median(|| {
        sandbox.execute(&module, b"", &limits)?;
        Ok(())
    })?;

    let engine = Engine::new(Config::new().allocation_strategy(InstanceAllocationStrategy::Pooling(pool())))?;
    let mut linker = Linker::new(&engine);
    bindings::Agent::add_to_linker::<_, wasmtime::component::HasSelf<_>>(&mut linker, |host: &mut Silent| host)?;
    let agent = bindings::AgentPre::new(linker.instantiate_pre(&Component::new(&engine, &package)?)?)?;
    let bare = median(|| {
        let mut store = Store::new(&engine, Silent);
        agent.instantiate(&mut store)?.call_execute(&mut store, b"")?.map_err(|failure| format!("{failure:?}"))?;
        Ok(())
    })?;

    println!(
        r#"{{"bench":"sandbox","metric":"warm no-op, median","value":{ours},"unit":"us","peer":"bare wasmtime","peer_value":{bare}}}"#
    );
    Ok(())
}

/// A pool as the sandbox has: without one every run would map its memory anew, and the peer would be slower.
fn pool() -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(1).total_memories(1).linear_memory_keep_resident(256 << 10);
    pool
}

/// Median of what a run takes, in microseconds.
fn median(mut run: impl FnMut() -> Result<(), Box<dyn Error>>) -> Result<f64, Box<dyn Error>> {
    let mut sample = Vec::new();
    for _ in 0..2 * RUNS {
        let begun = Instant::now();
        run()?;
        sample.push(begun.elapsed().as_secs_f64() * 1e6);
    }
    let mut warm = sample.split_off(RUNS as usize);
    warm.sort_by(f64::total_cmp);
    warm.get(warm.len() / 2).copied().ok_or_else(|| "no run".into())
}
