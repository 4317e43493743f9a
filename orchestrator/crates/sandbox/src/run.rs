//! One run of one module.

use codec::{Decode, Encode};
use wasmtime::Store;

use crate::{
    contract::{Input, Output},
    epoch,
    failure::{told, AgentFailure, Failure},
    host::log::Logs,
    limits::{Limit, Limits},
    memory::MemoryMeter,
    module::Module,
};

/// What a run gave.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
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
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error, Encode, Decode)]
#[error("{failure}")]
pub struct Failed {
    /// Why.
    pub failure: Failure,
    /// What the agent logged until then.
    pub logs: Logs,
}

impl Failed {
    /// The failure of an agent that logged nothing.
    pub(crate) const fn unheard(failure: Failure) -> Self {
        Self { failure, logs: Logs::new(0) }
    }
}

/// Runs the module on the input in an instance of its own.
pub(crate) fn run(module: &Module, input: &[u8], limits: &Limits) -> Result<Execution, Failed> {
    if !limits.allows(Limit::Input, input.len()) {
        return Err(Failed::unheard(Failure::InputTooLarge { limit: limits.get(Limit::Input) }));
    }
    let mut store = store(module, limits).map_err(|error| Failed::unheard(host_failure(error)))?;
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
    let output = output.ok_or(Failure::OutputTooLarge { limit: limits.get(Limit::Output) })?;
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

/// The output; none where it is longer than the limit.
fn call(store: &mut Store<State>, module: &Module, input: &[u8], limits: &Limits) -> Result<Option<Vec<u8>>, Failure> {
    let broken = |error| Failure::from_engine(&error, limits).unwrap_or_else(|| Failure::BrokenContract(told(&error)));
    let instance = module
        .agent()
        .instantiate(&mut *store)
        .map_err(|error| Failure::from_engine(&error, limits).unwrap_or_else(|| host_failure(error)))?;
    let execute = instance.get_typed_func::<Input<'_>, Output>(&mut *store, module.entry_point()).map_err(host_failure)?;
    let (outcome,) = execute.call(&mut *store, (input,)).map_err(broken)?;
    // Measured where it lies: how much the host copies is up to the limits, not to the guest.
    let outcome = match outcome {
        Ok(output) => Ok(limits.allows(Limit::Output, output.len()).then(|| output.as_le_slice(&*store).to_vec())),
        Err(reason) => Err(Failure::Agent(AgentFailure::read(&reason, store).map_err(broken)?)),
    };
    execute.post_return(store).map_err(broken)?;
    outcome
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
    Failure::Host(told(&error))
}
