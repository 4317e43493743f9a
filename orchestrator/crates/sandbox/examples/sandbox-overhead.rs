//! What the limits of the sandbox and its processes cost: warm runs of an agent that does nothing, and of one that works, beside the same
//! components in a wasmtime without any limits. Writes lines of JSON, in the form that `cargo xtask bench` reads.

use std::{env, error::Error, fs, num::NonZeroU16, path::Path, time::Instant};

use ainur_sandbox::{Limits, Package, Program, Runner, Sandbox, Workers};
use sp_crypto_hashing::blake2_256;
use wasmtime::{
    component::{Component, Linker},
    Config, Engine, InstanceAllocationStrategy, PoolingAllocationConfig, Store,
};

mod bindings {
    #![allow(missing_docs, clippy::all, clippy::restriction, reason = "generated")]
    wasmtime::component::bindgen!({ path: "../../../agents/wit", world: "agent" });
}

type Outcome<T> = Result<T, Box<dyn Error>>;

/// A host that hears what an agent logs and forgets it.
struct Silent;

impl bindings::ainur::agent::log::Host for Silent {
    fn log(&mut self, _level: bindings::ainur::agent::log::Level, _message: String) {}
}

/// What makes this program a worker.
const WORKER: &str = "sandbox-worker";
/// Text for the agent that works.
const SENTENCES: &str = "The wheel turns the stones. The stones grind the corn. The miller sleeps. ";

fn main() -> Outcome<()> {
    let first = env::args().nth(1).ok_or("usage: sandbox-overhead AGENTS/echo.wasm")?;
    if first == WORKER {
        return Ok(ainur_sandbox::serve()?);
    }
    let (echo, summariser) = (fs::read(&first)?, fs::read(Path::new(&first).with_file_name("summariser.wasm"))?);
    let text = SENTENCES.repeat(110);
    let runtime = tokio::runtime::Runtime::new()?;
    let workers = runtime.block_on(workers())?;
    let by_a_worker = |package: &[u8], input: &[u8], runs| -> Outcome<f64> {
        let package = Package::of_hash(blake2_256(package), package.to_vec());
        let limits = Limits::default();
        runtime.block_on(async {
            let mut sample = Vec::new();
            for _ in 0..2_u32.saturating_mul(runs) {
                let (package, input, begun) = (package.clone(), input.to_vec(), Instant::now());
                workers.run(package, input, limits).await?;
                sample.push(begun.elapsed().as_secs_f64() * 1e6);
            }
            median(sample)
        })
    };

    let bare_no_op = bare(&echo, b"", 5_000)?;
    show("warm no-op, median", here(&echo, b"", 5_000)?, bare_no_op);
    show("warm no-op in a worker, median", by_a_worker(&echo, b"", 5_000)?, bare_no_op);
    let bare_summary = bare(&summariser, text.as_bytes(), 200)?;
    show("8 KiB summarised, median", here(&summariser, text.as_bytes(), 200)?, bare_summary);
    show("8 KiB summarised in a worker, median", by_a_worker(&summariser, text.as_bytes(), 200)?, bare_summary);
    Ok(())
}

async fn workers() -> Outcome<Workers> {
    let program = Program { path: env::current_exe()?, arguments: vec![WORKER.to_owned()] };
    Ok(Workers::start(program, NonZeroU16::MIN, None).await?)
}

/// The sandbox in this process.
fn here(package: &[u8], input: &[u8], runs: u32) -> Outcome<f64> {
    let sandbox = Sandbox::new(NonZeroU16::MIN)?;
    let module = sandbox.compile(package)?;
    let limits = Limits::default();
    measure(runs, || {
        sandbox.execute(&module, input, &limits)?;
        Ok(())
    })
}

/// Wasmtime in this process.
fn bare(package: &[u8], input: &[u8], runs: u32) -> Outcome<f64> {
    let engine = Engine::new(Config::new().allocation_strategy(InstanceAllocationStrategy::Pooling(pool())))?;
    let mut linker = Linker::new(&engine);
    bindings::Agent::add_to_linker::<_, wasmtime::component::HasSelf<_>>(&mut linker, |host: &mut Silent| host)?;
    let agent = bindings::AgentPre::new(linker.instantiate_pre(&Component::new(&engine, package)?)?)?;
    measure(runs, || {
        let mut store = Store::new(&engine, Silent);
        agent.instantiate(&mut store)?.call_execute(&mut store, input)?.map_err(|failure| format!("{failure:?}"))?;
        Ok(())
    })
}

/// A pool as the sandbox has: without one every run would map its memory anew, and the peer would be slower.
fn pool() -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(1).total_memories(1).linear_memory_keep_resident(256 << 10);
    pool
}

/// Median of what so many runs take, after as many that are not measured, in microseconds.
fn measure(runs: u32, mut run: impl FnMut() -> Outcome<()>) -> Outcome<f64> {
    let mut sample = Vec::new();
    for _ in 0..2_u32.saturating_mul(runs) {
        let begun = Instant::now();
        run()?;
        sample.push(begun.elapsed().as_secs_f64() * 1e6);
    }
    median(sample)
}

/// Median of the second half.
fn median(mut sample: Vec<f64>) -> Outcome<f64> {
    let mut warm = sample.split_off(sample.len() / 2);
    warm.sort_by(f64::total_cmp);
    warm.get(warm.len() / 2).copied().ok_or_else(|| "no run".into())
}

fn show(metric: &str, value: f64, bare: f64) {
    println!(
        r#"{{"bench":"sandbox","metric":"{metric}","value":{value},"unit":"us","peer":"bare wasmtime","peer_value":{bare}}}"#
    );
}
