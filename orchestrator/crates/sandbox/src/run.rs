//! One run of one module.

use wasmtime::Store;

use crate::{
    epoch,
    failure::Failure,
    host::log::Logs,
    limits::{Limit, Limits},
    memory::MemoryMeter,
    module::Module,
};

/// What a run gave.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Execution {
    /// The agent's output.
    pub output: Vec<u8>,
    /// Fuel the run took: the same for the same module, input and engine.
    pub fuel_used: u64,
    /// What the agent logged.
    pub logs: Logs,
}

/// What the host keeps beside a running guest.
pub(crate) struct State {
    pub(crate) logs: Logs,
    memory: MemoryMeter,
}

/// A run that gave no output.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{failure}")]
pub struct Failed {
    /// Why.
    pub failure: Failure,
    /// What the agent logged until then.
    pub logs: Logs,
}

/// Runs the module on the input in an instance of its own.
pub(crate) fn run(module: &Module, input: &[u8], limits: &Limits) -> Result<Execution, Failed> {
    let unheard = |failure| Failed { failure, logs: Logs::new(limits.get(Limit::Log)) };
    if !limits.allows(Limit::Input, input.len()) {
        return Err(unheard(Failure::InputTooLarge { limit: limits.get(Limit::Input) }));
    }
    let mut store = store(module, limits).map_err(|error| unheard(host_failure(error)))?;
    let outcome = complete(&mut store, module, input, limits);
    let logs = store.into_data().logs;
    match outcome {
        Ok((output, fuel_used)) => Ok(Execution { output, fuel_used, logs }),
        Err(failure) => Err(Failed { failure, logs }),
    }
}

/// The output, and the fuel it took.
fn complete(store: &mut Store<State>, module: &Module, input: &[u8], limits: &Limits) -> Result<(Vec<u8>, u64), Failure> {
    let output = call(store, module, input, limits)?;
    let fuel_used = fuel_used(store, limits)?;
    if !limits.allows(Limit::Output, output.len()) {
        return Err(Failure::OutputTooLarge { limit: limits.get(Limit::Output) });
    }
    Ok((output, fuel_used))
}

fn store(module: &Module, limits: &Limits) -> wasmtime::Result<Store<State>> {
    let state = State { logs: Logs::new(limits.get(Limit::Log)), memory: MemoryMeter::new(limits.get(Limit::Memory)) };
    let mut store = Store::new(module.agent().engine(), state);
    store.limiter(|state| &mut state.memory);
    store.set_fuel(limits.fuel().saturating_add(1))?;
    store.set_epoch_deadline(epoch::ticks(limits.wall_clock()));
    Ok(store)
}

fn call(store: &mut Store<State>, module: &Module, input: &[u8], limits: &Limits) -> Result<Vec<u8>, Failure> {
    let agent = module
        .agent()
        .instantiate(&mut *store)
        .map_err(|error| Failure::from_engine(&error, limits).unwrap_or_else(|| host_failure(error)))?;
    let outcome = agent
        .call_execute(store, input)
        .map_err(|error| Failure::from_engine(&error, limits).unwrap_or_else(|| Failure::BrokenContract(format!("{error:#}"))))?;
    outcome.map_err(Failure::from)
}

/// The engine looks at the fuel only now and then, so a run can end after it took more than it had. The store was given one unit
/// over the limit: whoever has none left went beyond it.
fn fuel_used(store: &Store<State>, limits: &Limits) -> Result<u64, Failure> {
    match store.get_fuel().map_err(host_failure)?.checked_sub(1) {
        Some(left) => Ok(limits.fuel().saturating_sub(left)),
        None => Err(Failure::OutOfFuel { limit: limits.fuel() }),
    }
}

fn host_failure(error: wasmtime::Error) -> Failure {
    Failure::Host(format!("{error:#}"))
}
