//! Hears the other processes of this service, so that what one writes the others see at once.

use std::{convert::Infallible, time::Duration};

use ainur_store::StoreError;
use tokio_util::sync::CancellationToken;

use super::Context;

/// How long to wait before the database is listened to again. Until then the loops look by the clock.
const AFTER_ERROR: Duration = Duration::from_secs(1);

/// Passes signals on to the loops of this process, until the shutdown.
pub async fn run(context: Context, shutdown: CancellationToken) {
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            Err(error) = hear(&context) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "other processes are not heard for a moment");
            }
        }
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(AFTER_ERROR) => {}
        }
    }
}

async fn hear(context: &Context) -> Result<Infallible, StoreError> {
    let mut signals = context.store.listen().await?;
    // What was written before this listened.
    context.wake.ring();
    loop {
        signals.next().await?;
        context.wake.ring();
    }
}
