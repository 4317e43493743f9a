//! What the orchestrator does by itself: loops without input that look at rows, do what is missing, and wait.

mod audit;
mod bidding;
pub mod bring;
pub mod collect;
mod disputes;
pub mod execute;
pub mod index;
mod job;
pub mod matching;
mod project;
pub mod retain;
pub mod settle;
pub mod submit;
#[cfg(test)]
mod tests;
pub mod verify;
mod wake;

use std::{
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use ainur_chain::{Call, Chain, Signer};
use ainur_content::{ContentStore, Sources};
use ainur_primitives::TaskId;
use ainur_sandbox::Sandbox;
use ainur_store::{
    agents::{self, Agent},
    tasks::{self, Task},
    Store, StoreError,
};
use anyhow::Result;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

pub use self::wake::Wake;
use crate::{
    circuit::Board,
    config::{Collect, Verify, Work},
    matching::Rota,
};

/// What the loops work with.
#[derive(Clone)]
pub struct Context {
    /// The database.
    pub store: Store,
    /// The chain.
    pub chain: Arc<dyn Chain>,
    /// The content store.
    pub content: Arc<dyn ContentStore>,
    /// Where content comes from that is not in the store.
    pub sources: Arc<Sources>,
    /// Where agents run.
    pub sandbox: Arc<Sandbox>,
    /// Who bids, delivers and settles.
    pub signer: Signer,
    /// Which work is taken, and how.
    pub work: Arc<Work>,
    /// Whether the work of others is looked after.
    pub verify: Verify,
    /// How long content stays that nobody needs.
    pub collect: Collect,
    /// Tells the loops of this process that there may be something to do.
    pub wake: Wake,
    /// Whom this process picked to bid, and when.
    pub rota: Arc<Mutex<Rota>>,
    /// What became of the last runs of each agent in this process.
    pub circuits: Board,
}

impl Context {
    /// Whether the agent is bidden for here: we operate it, and take its owner's work.
    pub fn operates(&self, agent: &Agent) -> bool {
        let us = self.operator();
        (agent.owner == us || agent.operator.as_ref() == Some(&us)) && self.work.takes(&agent.owner)
    }

    /// The account that bids, delivers and settles.
    pub fn operator(&self) -> String {
        self.signer.account().to_string()
    }

    /// Whom this process picked to bid. Not to be held for long.
    pub fn rota(&self) -> MutexGuard<'_, Rota> {
        // Each change of it is whole before anything can break.
        self.rota.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues calls in the operator's name, each once for its business key. What is known already costs one query in all.
    pub async fn enqueue(&self, calls: Vec<(String, Call)>) -> Result<()> {
        let keys: Vec<_> = calls.iter().map(|(key, _)| key.clone()).collect();
        let known = self.store.known_keys(&keys).await?;
        let new: Vec<_> = calls.iter().filter(|(key, _)| !known.contains(key)).collect();
        if new.is_empty() {
            return Ok(());
        }
        let runtime = self.chain.runtime().await?;
        for (key, call) in new {
            self.enqueue_encoded(key, &runtime.encode(call)?).await?;
        }
        Ok(())
    }

    /// All tasks that match, page by page.
    pub async fn all_tasks(&self, filter: tasks::Filter) -> Result<Vec<Task>> {
        let mut filter = tasks::Filter { limit: PAGE, ..filter };
        let mut all = Vec::new();
        loop {
            let page = self.store.tasks(&filter).await?;
            filter.after = page.last().map(|task| task.id);
            let is_last = page.len() < PAGE as usize;
            all.extend(page);
            if is_last {
                return Ok(all);
            }
        }
    }

    /// Agents that are ours to work for: operated by us, of an owner whose work we take, with a module that can be run here.
    pub async fn runnable_agents(&self) -> Result<Vec<Agent>> {
        let mut filter = agents::Filter { controller: Some(self.operator()), limit: PAGE, ..agents::Filter::default() };
        let mut runnable = Vec::new();
        loop {
            let page = self.store.agents(&filter).await?;
            filter.after = page.last().map(|agent| agent.id);
            let is_last = page.len() < PAGE as usize;
            for agent in page {
                let module = agent.module.as_deref().and_then(|module| cid::Cid::try_from(module).ok());
                let Some(module) = module.filter(|_| self.work.takes(&agent.owner)) else { continue };
                if self.content.contains(&module).await? {
                    runnable.push(agent);
                }
            }
            if is_last {
                return Ok(runnable);
            }
        }
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

/// Rows of one page.
const PAGE: i64 = 1_000;

/// How long a loop waits for a call before it looks by itself: work may come from other processes, and time alone makes some.
const INTERVAL: Duration = Duration::from_secs(1);

/// The number of a task on record.
fn id(task: &Task) -> TaskId {
    TaskId(task.id.unsigned_abs())
}

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
