//! What becomes of calls whose key is in the settings no more.
//!
//! What a key has sent ends by itself: a block takes it, or its signature expires. Of the rest, results and failures are given to the key
//! that stands for the agent's account now, since the work is not done again. All else is dropped, so that whoever still wants it queues
//! it anew, in the name of whom it concerns now.

use ainur_chain::Runtime;
use ainur_primitives::BlockNumber;
use ainur_store::{outbox::Submission, tasks::Task};
use anyhow::Result;
use tokio_util::sync::CancellationToken;

use super::{drive, execute, Context};
use crate::accounts::By;

/// Most submissions that are looked at in one step.
const MOST: i64 = 256;
/// Blocks before it is looked again whether somebody stands for an agent whose work was done: few, since the chain wants to know soon.
const REST: BlockNumber = 4;
/// What people are told.
const REASON: &str = "the key that was to sign it is in the settings no more";

/// Looks for such calls until the shutdown.
pub async fn run(context: Context, shutdown: CancellationToken) {
    drive("stray", &context, shutdown, || step(&context)).await;
}

/// Takes care of all calls that no key of ours signs and no block can take any more.
pub async fn step(context: &Context) -> Result<()> {
    let Some(indexed) = context.present_height().await? else { return Ok(()) };
    let signers: Vec<_> = context.accounts.signers().iter().map(|signer| signer.account().to_string()).collect();
    let strays = context.store.stray_submissions(&signers, indexed, MOST).await?;
    if strays.is_empty() {
        return Ok(());
    }
    let runtime = context.chain.runtime().await?;
    let (mut waiting, mut dropped) = (Vec::new(), Vec::new());
    for stray in &strays {
        tracing::warn!(key = stray.business_key, signer = stray.signer, "{REASON}");
        let Some(task) = worked_on(context, &stray.business_key).await? else {
            dropped.push(stray);
            continue;
        };
        match heir(context, &runtime, &task, stray).await? {
            Some((to, call)) => {
                context.store.hand_submission_over(stray, (&to, &call), REASON).await?;
            }
            // The key may be put back, or the agent be given to another of ours.
            None => waiting.push(stray),
        }
    }
    context.store.rest_submissions(&waiting, indexed.saturating_add(REST), REASON).await?;
    context.store.drop_submissions(&dropped, REASON).await?;
    context.wake.ring();
    Ok(())
}

/// The task of whose result or failure the chain is told under this business key, as long as it is that agent's.
async fn worked_on(context: &Context, business_key: &str) -> Result<Option<Task>> {
    let Some((task, agent)) = execute::worked_on(business_key) else { return Ok(None) };
    Ok(context.store.task(task).await?.filter(|task| task.agent == Some(agent)))
}

/// Who signs the call in the place of the key that is gone, and its bytes; none when the task's agent is none of ours.
async fn heir(context: &Context, runtime: &Runtime, task: &Task, stray: &Submission) -> Result<Option<(String, Vec<u8>)>> {
    let call = runtime.in_name_of(&stray.call).map_or(stray.call.as_slice(), |(_, call)| call);
    let account = context.account_of_hired(task).await?;
    // A call of a runtime that is gone has no heir.
    Ok(account.and_then(|account| context.accounts.write_encoded(runtime, By::Account(account), call.to_vec()).ok()))
}
