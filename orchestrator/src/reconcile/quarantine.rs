//! Keeps modules from running that trap, exhaust what they are given or lose their process again and again.
//!
//! The circuit of an agent is for what may pass: it closes by itself. A quarantine is for a module, whatever agents have it; it is a row,
//! counted by all processes together, once for each requester; and it lasts until the operator lifts it.

use std::collections::HashSet;

use ainur_chain::records::FailReason;
use ainur_sandbox::Failure;
use ainur_store::{agents::Agent, tasks::Task};
use anyhow::Result;

use super::{job::Outcome, Context};

/// Whether the task's module is in quarantine.
pub async fn holds(context: &Context, task: &Task) -> Result<bool> {
    let module = task.module_hash.as_deref();
    Ok(!context.store.quarantined_among(module.as_slice()).await?.is_empty())
}

/// Takes out the agents whose module is in quarantine.
pub async fn take_agents(context: &Context, agents: &mut Vec<Agent>) -> Result<Vec<Agent>> {
    take(context, agents, |agent| agent.module_hash.as_deref()).await
}

/// Takes out the tasks whose module is in quarantine.
pub async fn take_tasks(context: &Context, tasks: &mut Vec<Task>) -> Result<Vec<Task>> {
    take(context, tasks, |task| task.module_hash.as_deref()).await
}

async fn take<T>(context: &Context, rows: &mut Vec<T>, module: impl Fn(&T) -> Option<&[u8]>) -> Result<Vec<T>> {
    let modules: HashSet<_> = rows.iter().filter_map(&module).collect();
    let modules: Vec<_> = modules.into_iter().collect();
    let held: HashSet<_> = context.store.quarantined_among(&modules).await?.into_iter().collect();
    Ok(rows.extract_if(.., |row| module(row).is_some_and(|module| held.contains(module))).collect())
}

/// Notes what a run says of its module. That the note cannot be kept keeps nobody from being told of the run.
pub async fn note(context: &Context, task: &Task, outcome: &Result<Outcome>) {
    let Some(module) = task.module_hash.as_deref().and_then(|hash| <[u8; 32]>::try_from(hash).ok()) else { return };
    let noted = match (outcome, fault(outcome)) {
        (_, Some(error)) => note_fault(context, task, module, &error).await,
        (Ok(Outcome::Delivered { .. }), None) => context.store.forget_faults(module).await.map_err(Into::into),
        (_, None) => Ok(()),
    };
    if let Err(error) = noted {
        tracing::warn!(task = task.id, error = format!("{error:#}"), "what the run says of its module cannot be kept");
    }
}

async fn note_fault(context: &Context, task: &Task, module: [u8; 32], error: &str) -> Result<()> {
    let most = context.work.quarantine_after;
    if most == 0 {
        return Ok(());
    }
    if context.store.note_fault(module, task.id.unsigned_abs(), &task.requester, error, most).await? {
        let module = crate::text::hex(&module);
        tracing::error!(module, task = task.id, error, "the module is in quarantine until an operator lifts it");
    }
    Ok(())
}

/// How the run trapped, exhausted what it was given, or lost its process; none when it did not.
fn fault(outcome: &Result<Outcome>) -> Option<String> {
    match outcome {
        Ok(Outcome::Failed { reason, explanation, .. }) => {
            matches!(reason, FailReason::Trapped | FailReason::OutOfFuel | FailReason::OutOfMemory).then(|| explanation.clone())
        }
        Err(error) => match error.downcast_ref() {
            Some(failure @ (Failure::DeadlineExceeded { .. } | Failure::WorkerLost(_))) => Some(failure.to_string()),
            _ => None,
        },
        Ok(Outcome::Delivered { .. }) => None,
    }
}
