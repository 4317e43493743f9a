//! What the orchestrator does by itself: loops without input that look at rows, do what is missing, and wait.

pub mod execute;
pub mod index;
mod job;
pub mod matching;
mod project;
pub mod settle;
pub mod submit;
#[cfg(test)]
mod tests;

use std::{future::Future, sync::Arc, time::Duration};

use ainur_chain::{Call, Chain, Signer};
use ainur_content::ContentStore;
use ainur_sandbox::Sandbox;
use ainur_store::Store;
use anyhow::Result;
use tokio_util::sync::CancellationToken;

use crate::config::Work;

/// What the loops work with.
#[derive(Clone)]
pub struct Context {
    /// The database.
    pub store: Store,
    /// The chain.
    pub chain: Arc<dyn Chain>,
    /// The content store.
    pub content: Arc<dyn ContentStore>,
    /// Where agents run.
    pub sandbox: Arc<Sandbox>,
    /// Who bids, delivers and settles.
    pub signer: Signer,
    /// Which work is taken, and how.
    pub work: Arc<Work>,
}

impl Context {
    /// The account that bids, delivers and settles.
    pub fn operator(&self) -> String {
        self.signer.account().to_string()
    }

    /// Queues a call in the operator's name; once for each business key.
    pub async fn enqueue(&self, business_key: &str, call: &Call) -> Result<()> {
        let bytes = self.chain.runtime().await?.encode(call)?;
        self.store.enqueue(business_key, &self.operator(), &bytes).await?;
        Ok(())
    }

    /// The height of the last indexed block; none before the first.
    pub async fn height(&self) -> Result<Option<u32>> {
        Ok(self.store.cursor().await?.map(|(height, _)| height))
    }
}

/// How long a loop waits after an error.
const AFTER_ERROR: Duration = Duration::from_secs(1);

/// Runs `step` every `interval` until the shutdown. An error is logged and the step taken again: it is idempotent.
pub async fn drive<Step, Done>(name: &'static str, interval: Duration, shutdown: CancellationToken, mut step: Step)
where
    Step: FnMut() -> Done,
    Done: Future<Output = Result<()>>,
{
    while !shutdown.is_cancelled() {
        let pause = tokio::select! {
            () = shutdown.cancelled() => return,
            result = step() => match result {
                Ok(()) => interval,
                Err(error) => {
                    tracing::warn!(reconciler = name, error = format!("{error:#}"), "the step failed and is taken again");
                    AFTER_ERROR.max(interval)
                }
            },
        };
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}
