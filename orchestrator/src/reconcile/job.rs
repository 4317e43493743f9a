//! One execution: from the task's record to a result with its receipt, or a reason why there is none.

use ainur_chain::records::{FailReason, WorkResult};
use ainur_content::ContentError;
use ainur_primitives::{
    receipt::{self, EngineName},
    Engine, Opinion, Receipt,
};
use ainur_sandbox::{AgentFailure, Execution, Failed, Failure, Limit, Limits, Logs, Package, RunError, MAX_PACKAGE};
use ainur_store::tasks::Task;
use anyhow::{Context as _, Result};
use codec::Encode;

use super::{id, Context};
use crate::{salt::salt, text};

/// Most fuel that an execution can be given; see `Limits`.
const MAX_FUEL: u64 = 1_000_000_000_000;

/// What became of an execution.
pub enum Outcome {
    /// There is a result.
    Delivered {
        /// What is delivered.
        result: WorkResult,
        /// SCALE bytes of the receipt.
        receipt: Vec<u8>,
        /// What the agent wrote.
        logs: String,
    },
    /// There is none, and another try would not help.
    Failed {
        /// What the chain is told.
        reason: FailReason,
        /// What people are told.
        explanation: String,
        /// What the agent wrote.
        logs: String,
    },
}

/// Runs the task's pinned module on its input and keeps what comes of it.
///
/// # Errors
///
/// When something of ours is out of order: the job can be tried again.
pub async fn run(context: &Context, task: &Task) -> Result<Outcome> {
    let limits = Limits::default().with(Limit::Fuel, context.work.fuel)?;
    let started = context.height().await?.unwrap_or_default();
    let (work, Execution { output, fuel_used, logs }) = match execute(context, task, limits).await? {
        Ok(done) => done,
        Err(failed) => return Ok(failed),
    };
    let output_hash = receipt::hash(&output);
    let output = context.add(output).await?;
    let output = text::parse_cid(&output.to_string()).context("the store names content in a way the chain cannot")?;
    let receipt = Receipt {
        task: id(task),
        module_hash: work.module_hash,
        input_hash: work.input_hash,
        output_hash,
        output,
        fuel_used,
        fuel_limit: limits.fuel(),
        engine: engine(),
        transcript_hash: None,
        started,
        finished: context.height().await?.unwrap_or_default(),
        salt: salt()?,
    };
    let result = WorkResult { output, output_hash, receipt_hash: receipt.hash() };
    Ok(Outcome::Delivered { result, receipt: receipt.encode(), logs: written(&logs) })
}

/// Runs the task's pinned module on its input, as a verifier: with all the fuel there can be, since the agent may have had more
/// than we give.
///
/// # Errors
///
/// When something of ours is out of order, or the content cannot be had here now.
pub async fn run_again(context: &Context, task: &Task) -> Result<Opinion> {
    let limits = Limits::default().with(Limit::Fuel, MAX_FUEL)?;
    Ok(match execute(context, task, limits).await? {
        Ok((_, Execution { output, fuel_used, .. })) => Opinion::Output { output_hash: receipt::hash(&output), fuel_used },
        // The requester names an input that is not what its hash says: that is not the agent's doing.
        Err(Outcome::Failed { reason: FailReason::InputUnavailable, .. }) => Opinion::Unavailable,
        Err(_) => Opinion::Failure,
    })
}

/// What was run.
struct Work {
    module_hash: [u8; 32],
    input_hash: [u8; 32],
}

/// Fetches module and input, checks both against their hashes on chain, and runs the one on the other.
async fn execute(context: &Context, task: &Task, limits: Limits) -> Result<Result<(Work, Execution), Outcome>> {
    let module_hash = task.module_hash.as_deref().and_then(|hash| hash.try_into().ok()).context("no module is pinned")?;
    let module = task.module.as_deref().unwrap_or_default();
    let package = match fetch(context, module, MAX_PACKAGE as u64, module_hash).await? {
        Ok(package) => package,
        Err(explanation) => return Ok(Err(failed(FailReason::ModuleUnavailable, explanation))),
    };
    let input_hash = task.input_hash.as_slice().try_into()?;
    let input = match fetch(context, &task.input, limits.get(Limit::Input), input_hash).await? {
        Ok(input) => input,
        Err(explanation) => return Ok(Err(failed(FailReason::InputUnavailable, explanation))),
    };
    Ok(match context.sandbox.run(Package::of_hash(module_hash, package), input, limits).await {
        Ok(execution) => Ok((Work { module_hash, input_hash }, execution)),
        Err(RunError::Refused(refusal)) => Err(failed(FailReason::ModuleUnavailable, refusal.to_string())),
        Err(RunError::Failed(failed)) => Err(judge(failed)?),
    })
}

/// Content by its identifier, checked against the hash that stands on chain; a reason when nobody could have it so.
///
/// # Errors
///
/// When it is missing or damaged here: another try, or another worker, may find it.
pub(super) async fn fetch(context: &Context, cid: &str, limit: u64, hash: [u8; 32]) -> Result<Result<Vec<u8>, String>> {
    let Ok(parsed) = cid::Cid::try_from(cid) else { return Ok(Err(format!("{cid:?} is no content identifier"))) };
    match context.content.fetch(&parsed, limit).await {
        Ok(bytes) if receipt::hash(&bytes) == hash => Ok(Ok(bytes)),
        Ok(_) => Ok(Err(format!("{cid} is not what its hash on chain says"))),
        Err(error @ (ContentError::TooLarge { .. } | ContentError::Unsupported(_))) => Ok(Err(error.to_string())),
        Err(error @ (ContentError::NotFound(_) | ContentError::Corrupt(_) | ContentError::Io(_))) => Err(error.into()),
    }
}

/// What the chain is told of a failure; an error for one that is ours.
fn judge(Failed { failure, logs }: Failed) -> Result<Outcome> {
    let reason = match &failure {
        Failure::Agent(AgentFailure::InvalidInput(_) | AgentFailure::Unsupported(_)) | Failure::InputTooLarge { .. } => {
            FailReason::InvalidInput
        }
        Failure::Agent(AgentFailure::Failed(_)) => FailReason::Other,
        Failure::OutOfFuel { .. } => FailReason::OutOfFuel,
        Failure::OutOfMemory { .. } => FailReason::OutOfMemory,
        Failure::OutputTooLarge { .. } => FailReason::OutputTooLarge,
        Failure::Trap(_) | Failure::BrokenContract(_) => FailReason::Trapped,
        Failure::DeadlineExceeded { .. } | Failure::Busy | Failure::WorkerLost(_) | Failure::Host(_) => {
            return Err(failure.into())
        }
    };
    Ok(Outcome::Failed { reason, explanation: text::without_nul(failure.to_string()), logs: written(&logs) })
}

pub(super) fn failed(reason: FailReason, explanation: String) -> Outcome {
    Outcome::Failed { reason, explanation, logs: String::new() }
}

fn engine() -> Engine {
    let engine = ainur_sandbox::Engine::current();
    Engine { name: EngineName::Wasmtime, version: engine.version, cost_table: engine.cost_table }
}

fn written(logs: &Logs) -> String {
    text::without_nul(logs.lines.iter().map(|line| format!("{:?} {}\n", line.level, line.message)).collect())
}
