//! Brings delivered work to payment once the time to object is over, and moves on what else has run out of time.

use ainur_chain::Call;
use ainur_primitives::{
    limits::{MAX_AUDITED, MAX_SETTLE_BATCH},
    BlockNumber, TaskId,
};
use ainur_store::tasks;
use anyhow::Result;
use codec::Decode;
use tokio_util::sync::CancellationToken;

use super::{drive, id, Context};
use crate::accounts::By;

/// Begins the business key of every batch.
pub(super) const PREFIX: &str = "settle:";
/// Blocks after which a task that nobody has moved on is poked. The chain's own agenda comes first, for free.
const PATIENCE: BlockNumber = 16;
/// States that end by a poke. A bidding is closed by the matcher, delivered work is settled in batches; who has a part in a
/// dispute moves it on earlier.
const POKED: [&str; 5] = ["scheduled", "offered", "matched", "running", "disputed"];

/// Settles until the shutdown.
pub async fn run(context: Context, shutdown: CancellationToken) {
    drive("settle", &context, shutdown, || step(&context)).await;
}

/// Queues what is due as of the last indexed block.
pub async fn step(context: &Context) -> Result<()> {
    let Some(height) = context.present_height().await? else { return Ok(()) };
    settle(context, height).await?;
    poke(context, height).await
}

/// Queues one batch of what is due and was not passed over lately, unless one is under way: its tasks would be in the next one too.
async fn settle(context: &Context, height: BlockNumber) -> Result<()> {
    // Asked before the tasks are: a batch that is confirmed in between has taken its tasks away by then. That of a key which is in the
    // settings no more may still get into a block.
    if context.store.has_open_submission(PREFIX).await? {
        return Ok(());
    }
    // The chain passes over what is audited beyond that; it is paid for all the same.
    let due = context.store.settleable(height, MAX_SETTLE_BATCH, MAX_AUDITED).await?;
    let Some(first) = due.first() else { return Ok(()) };
    let key = format!("{PREFIX}{height}:{first}");
    let ids: Vec<TaskId> = due.iter().map(|task| TaskId(task.unsigned_abs())).collect();
    context.enqueue_by(Call::settle(&ids).map(|call| (By::Anyone, key, call)).into_iter().collect()).await
}

/// The tasks of a batch of ours.
pub(super) fn batch(call: &[u8]) -> Vec<TaskId> {
    // Pallet and call are told by a byte each.
    call.get(2..).and_then(|mut tasks| Vec::decode(&mut tasks).ok()).unwrap_or_default()
}

/// Queues a poke for every task that has been overdue for long.
async fn poke(context: &Context, height: BlockNumber) -> Result<()> {
    let Some(long_ago) = height.checked_sub(PATIENCE) else { return Ok(()) };
    for status in POKED {
        let tasks = context.all_tasks(overdue(status, long_ago)).await?;
        let key = |task: &tasks::Task| format!("poke:{}:{}", task.id, task.changed_at);
        let pokes = tasks.iter().map(|task| (By::Anyone, key(task), Call::poke(id(task))));
        context.enqueue_by(pokes.collect()).await?;
    }
    Ok(())
}

/// Tasks in this state whose clock ran out before this block.
fn overdue(status: &str, height: BlockNumber) -> tasks::Filter {
    tasks::Filter { status: Some(status.into()), overdue_at: Some(height.into()), ..tasks::Filter::default() }
}
