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
mod wake;

use std::{future::Future, sync::Arc, time::Duration};

use ainur_chain::{Call, Chain, Signer};
use ainur_content::ContentStore;
use ainur_sandbox::Sandbox;
use ainur_store::{Store, StoreError};
use anyhow::Result;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

pub use self::wake::Wake;
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
    /// Tells the loops of this process that there may be something to do.
    pub wake: Wake,
}

impl Context {
    /// The account that bids, delivers and settles.
    pub fn operator(&self) -> String {
        self.signer.account().to_string()
    }

    /// Queues a call in the operator's name; once for each business key.
    pub async fn enqueue(&self, business_key: &str, call: &Call) -> Result<()> {
        let bytes = self.chain.runtime().await?.encode(call)?;
        self.enqueue_encoded(business_key, &bytes).await?;
        Ok(())
    }

    /// Queues the bytes of a call in the operator's name; once for each business key.
    pub async fn enqueue_encoded(&self, business_key: &str, call: &[u8]) -> Result<Uuid, StoreError> {
        let queued = self.store.enqueue(business_key, &self.operator(), call).await?;
        if queued.is_new {
            self.wake.ring();
        }
        Ok(queued.id)
    }

    /// The height of the last indexed block, when that is the finalised head or next to it; none while the projection is far
    /// behind. Whoever acted on the past would bid on tasks that are long done, and pay for being refused.
    pub async fn present_height(&self) -> Result<Option<u32>> {
        let Some(indexed) = self.height().await? else { return Ok(None) };
        let head = self.chain.finalised_head().await?.height;
        Ok((head.saturating_sub(indexed) <= PRESENT).then_some(indexed))
    }

    /// The height of the last indexed block; none before the first.
    pub async fn height(&self) -> Result<Option<u32>> {
        Ok(self.store.cursor().await?.map(|(height, _)| height))
    }
}

/// Blocks that the projection may be behind the finalised head and still count as the present.
pub const PRESENT: u32 = 2;

/// How long a loop waits for a call before it looks by itself: work may come from other processes, and time alone makes some.
const INTERVAL: Duration = Duration::from_secs(1);

/// Runs `step` whenever there may be something to do, until the shutdown. An error is logged and the step taken again: it is
/// idempotent.
pub async fn drive<Step, Done>(name: &'static str, context: &Context, shutdown: CancellationToken, mut step: Step)
where
    Step: FnMut() -> Done,
    Done: Future<Output = Result<()>>,
{
    let mut calls = context.wake.listen();
    while !shutdown.is_cancelled() {
        // Whatever calls from now on is not yet seen by this step.
        calls.mark_heard();
        let done = tokio::select! {
            () = shutdown.cancelled() => return,
            result = step() => result,
        };
        if let Err(error) = &done {
            tracing::warn!(reconciler = name, error = format!("{error:#}"), "the step failed and is taken again");
        }
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(INTERVAL) => {}
            // Not after an error: a loop that wakes itself would not rest.
            () = calls.next(), if done.is_ok() => {}
        }
    }
}
