//! Brings delivered work to payment once the time to object is over.

use std::time::Duration;

use ainur_chain::Call;
use ainur_primitives::{limits::MAX_SETTLE_BATCH, TaskId};
use ainur_store::tasks;
use anyhow::Result;
use tokio_util::sync::CancellationToken;

use super::{drive, Context};

/// Begins the business key of every batch.
const PREFIX: &str = "settle:";
const INTERVAL: Duration = Duration::from_millis(500);

/// Settles until the shutdown.
pub async fn run(context: Context, shutdown: CancellationToken) {
    drive("settle", INTERVAL, shutdown, || step(&context)).await;
}

/// Queues one batch of everything that is due, unless one is under way: its tasks would be in the next one too.
pub async fn step(context: &Context) -> Result<()> {
    let Some(height) = context.height().await? else { return Ok(()) };
    let due = tasks::Filter {
        status: Some("verifying".into()),
        overdue_at: Some(height.into()),
        limit: MAX_SETTLE_BATCH.into(),
        ..tasks::Filter::default()
    };
    let due = context.store.tasks(&due).await?;
    let Some(first) = due.first() else { return Ok(()) };
    if context.store.has_open_submission(PREFIX).await? {
        return Ok(());
    }
    let key = format!("{PREFIX}{height}:{}", first.id);
    let ids: Vec<TaskId> = due.iter().map(|task| TaskId(task.id.unsigned_abs())).collect();
    if let Some(call) = Call::settle(&ids) {
        context.enqueue(&key, &call).await?;
    }
    Ok(())
}
