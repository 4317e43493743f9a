//! Forgets what has ended long ago.

use std::time::Duration;

use anyhow::Result;
use tokio_util::sync::CancellationToken;

use super::Context;

/// How often it looks.
const INTERVAL: Duration = Duration::from_secs(10 * 60);
/// Most rows that are forgotten at a time: each time is short.
const BATCH: i64 = 1_000;

/// Looks now and then until the shutdown.
pub async fn run(context: Context, shutdown: CancellationToken) {
    while !shutdown.is_cancelled() {
        tokio::select! {
            () = shutdown.cancelled() => return,
            done = step(&context) => if let Err(error) = done {
                tracing::warn!(reconciler = "retain", error = format!("{error:#}"), "the step failed and is taken again");
            },
        }
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = tokio::time::sleep(INTERVAL) => {}
        }
    }
}

/// Forgets all jobs that are old enough.
pub async fn step(context: &Context) -> Result<()> {
    let mut forgotten = 0u64;
    loop {
        let more = context.store.forget_jobs(context.work.keep_jobs(), BATCH).await?;
        forgotten = forgotten.saturating_add(more);
        if more < BATCH.unsigned_abs() {
            break;
        }
    }
    if forgotten > 0 {
        tracing::info!(forgotten, "old jobs are forgotten");
    }
    Ok(())
}
