//! Pins the content that open tasks and agents need, and removes what has not been needed for long.

use std::{collections::BTreeSet, time::Duration};

use anyhow::Result;
use tokio_util::sync::CancellationToken;

use super::Context;

/// Pause before a collection that failed, or had to wait for the projection, is tried again.
const PAUSE: Duration = Duration::from_secs(60);

/// Collects until the shutdown, now and whenever it is time again.
pub async fn run(context: Context, shutdown: CancellationToken) {
    let Some(every) = context.collect.every() else { return shutdown.cancelled().await };
    loop {
        let done = tokio::select! {
            () = shutdown.cancelled() => return,
            done = step(&context) => done,
        };
        let pause = match done {
            Ok(true) => every,
            Ok(false) => PAUSE.min(every),
            Err(error) => {
                tracing::warn!(error = format!("{error:#}"), "content could not be collected");
                PAUSE.min(every)
            }
        };
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Collects once, if the projection knows what is needed: while it is far behind the chain, new tasks would lose their content.
/// Returns whether it did.
pub async fn step(context: &Context) -> Result<bool> {
    if context.present_height().await?.is_none() {
        return Ok(false);
    }
    let names = context.store.content_in_use().await?;
    let needed: BTreeSet<_> = names.iter().filter_map(|name| cid::Cid::try_from(name.as_str()).ok()).collect();
    match context.content.pin(needed.clone()).await {
        // Something has to go first; what was pinned before still is.
        Err(error) if error.is_for_want_of_room() => tracing::warn!("the disk is full: what is needed will be pinned next time"),
        pinned => pinned?,
    }
    let collected = context.content.collect(needed, context.collect.min_age()).await?;
    if collected.blocks > 0 {
        tracing::info!(blocks = collected.blocks, bytes = collected.bytes, "content that nobody needs was removed");
    }
    context.store.keep_copies(&names, context.collect.min_age()).await?;
    Ok(true)
}
