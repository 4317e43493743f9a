//! Waiting for conditions.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use anyhow::{bail, Result};

/// How often a condition is looked at.
const INTERVAL: Duration = Duration::from_millis(100);

/// How long the chain may take for so many blocks: twice what it takes when nothing is late.
pub fn slots(blocks: u32) -> Duration {
    const SLOT: Duration = Duration::from_secs(2);
    SLOT.saturating_mul(2).saturating_mul(blocks)
}

/// Looks again and again until `probe` finds something.
///
/// # Errors
///
/// The first error of the probe, or one that names `what` when nothing is found within `patience`.
pub async fn until<T, Probe, Found>(what: &str, patience: Duration, mut probe: Probe) -> Result<T>
where
    Probe: FnMut() -> Found,
    Found: Future<Output = Result<Option<T>>>,
{
    let deadline = Instant::now() + patience;
    loop {
        if let Some(found) = probe().await? {
            return Ok(found);
        }
        if Instant::now() >= deadline {
            bail!("waited {} s in vain for {what}", patience.as_secs());
        }
        tokio::time::sleep(INTERVAL).await;
    }
}
