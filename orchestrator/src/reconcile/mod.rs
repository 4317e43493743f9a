//! What the orchestrator does by itself: loops without input that look at rows, do what is missing, and wait.

mod audit;
mod bidding;
pub mod bring;
pub mod checkup;
pub mod collect;
mod disputes;
pub mod execute;
mod failover;
mod hosted;
pub mod index;
mod job;
mod likeness;
pub mod listen;
pub mod matching;
pub mod mirror;
mod project;
mod quarantine;
pub mod retain;
pub mod settle;
pub mod stray;
pub mod submit;
#[cfg(test)]
mod tests;
pub mod verify;
mod wake;

use std::{
    collections::BTreeSet,
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use ainur_chain::{AccountId, Call, Chain, ChainError, Runtime};
use ainur_content::{ContentStore, Mirror, Sources};
use ainur_primitives::{AgentId, TaskId};
use ainur_sandbox::Runner;
use ainur_store::{
    agents::{self, Agent},
    outbox::NewSubmission,
    tasks::{self, Task},
    Store, StoreError,
};
use anyhow::Result;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

pub use self::{
    hosted::Endpoints,
    likeness::Texts,
    wake::{Calls, Wake},
};
use crate::{
    accounts::{Account, Accounts, By},
    circuit::{Board, Checkups},
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
    /// Who keeps copies of what is added here, if anybody.
    pub mirror: Option<Arc<dyn Mirror>>,
    /// Where agents run.
    pub sandbox: Arc<dyn Runner>,
    /// How agents are reached that run elsewhere.
    pub outbound: ainur_outbound::Client,
    /// Where those are that were looked up already.
    pub endpoints: Endpoints,
    /// How alike tasks and agents are, as far as texts tell.
    pub texts: Texts,
    /// Who bids, delivers and settles.
    pub accounts: Accounts,
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
    /// What the last check-up of each agent found in this process.
    pub checkups: Checkups,
}

impl Context {
    /// Whether the agent is bidden for here: we operate it, and take its owner's work.
    pub fn operates(&self, agent: &Agent) -> bool {
        self.accounts.of(agent).is_some() && self.work.takes(&agent.owner)
    }

    /// The account that signs what is in no agent's name.
    pub fn operator(&self) -> String {
        self.accounts.own().account().to_string()
    }

    /// Whom this process picked to bid. Not to be held for long.
    pub fn rota(&self) -> MutexGuard<'_, Rota> {
        // Each change of it is whole before anything can break.
        self.rota.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a file, and queues its copy; see [`Context::want_copy`].
    pub async fn add(&self, bytes: Vec<u8>) -> Result<cid::Cid> {
        let cid = self.content.add(bytes).await?;
        self.want_copy(&cid).await?;
        Ok(cid)
    }

    /// Queues a copy of what was added, where copies are kept.
    pub async fn want_copy(&self, cid: &cid::Cid) -> Result<(), StoreError> {
        if self.mirror.is_none() {
            return Ok(());
        }
        self.store.want_copy(&cid.to_string()).await?;
        self.wake.ring();
        Ok(())
    }

    /// Queues calls in the operator's own name; see [`Context::enqueue_by`].
    pub async fn enqueue(&self, calls: Vec<(String, Call)>) -> Result<()> {
        self.enqueue_by(calls.into_iter().map(|(key, call)| (By::Ourselves, key, call)).collect()).await
    }

    /// Queues calls, each once for its business key. What is known already costs one query in all, what is new one more.
    pub async fn enqueue_by(&self, calls: Vec<(By<'_>, String, Call)>) -> Result<()> {
        let keys: Vec<_> = calls.iter().map(|(_, key, _)| key.clone()).collect();
        let known = self.store.known_keys(&keys).await?;
        let new: Vec<_> = calls.iter().filter(|(_, key, _)| !known.contains(key)).collect();
        if new.is_empty() {
            return Ok(());
        }
        let runtime = self.chain.runtime().await?;
        let written = new.into_iter().map(|(by, key, call)| {
            let (signer, call) = self.accounts.write(&runtime, *by, call)?;
            anyhow::Ok(NewSubmission { business_key: key.clone(), signer, call })
        });
        if self.store.enqueue_all(&written.collect::<Result<Vec<_>>>()?).await? > 0 {
            self.wake.ring();
        }
        Ok(())
    }

    /// The account of ours that may act for the agent that was hired for the task; none when that is none of ours any more.
    pub async fn account_of_hired(&self, task: &Task) -> Result<Option<&Account>> {
        let agent = match task.agent {
            Some(agent) => self.store.agent(agent.unsigned_abs()).await?,
            None => None,
        };
        Ok(agent.as_ref().and_then(|agent| self.accounts.of(agent)))
    }

    /// Who signs a call in that account's name, and its bytes.
    pub async fn write_for_hired(&self, runtime: &Runtime, task: &Task, call: &Call) -> Result<Option<(String, Vec<u8>)>> {
        let account = self.account_of_hired(task).await?;
        Ok(account.map(|account| self.accounts.write(runtime, By::Account(account), call)).transpose()?)
    }

    /// Those of our accounts that have not named our key their proxy, or not any more: nothing can be done in their names.
    pub async fn disowning(&self) -> Result<BTreeSet<AccountId>> {
        let mut disowning = BTreeSet::new();
        for account in self.accounts.all().filter(|account| account.is_proxied()) {
            if self.is_disowned(&account.signer().account(), &account.id()).await? {
                disowning.insert(account.id());
            }
        }
        Ok(disowning)
    }

    /// Whether the account has not named the key its proxy, or not any more. Where the chain keeps that in a form that cannot be read,
    /// it is left to judge by itself.
    pub async fn is_disowned(&self, key: &AccountId, account: &AccountId) -> Result<bool> {
        match self.chain.is_agent_operator(key, account).await {
            Ok(is_named) => Ok(!is_named),
            Err(error @ ChainError::Unreadable(_)) => {
                tracing::warn!(error = &error as &dyn std::error::Error, %account, "the account's proxies cannot be read");
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
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

    /// Agents that are ours to work for: operated by us, of an owner whose work we take, with a module or an endpoint.
    pub async fn operated_agents(&self) -> Result<Vec<Agent>> {
        let mut filter = agents::Filter { controllers: Some(self.accounts.names()), limit: PAGE, ..agents::Filter::default() };
        let mut operated = Vec::new();
        loop {
            let page = self.store.agents(&filter).await?;
            filter.after = page.last().map(|agent| agent.id);
            let is_last = page.len() < PAGE as usize;
            let can_work = |agent: &Agent| agent.module.is_some() || agent.endpoint.is_some();
            operated.extend(page.into_iter().filter(|agent| can_work(agent) && self.work.takes(&agent.owner)));
            if is_last {
                return Ok(operated);
            }
        }
    }

    /// Whether the agent's module is here, or its manifest, with an endpoint that may be asked.
    async fn can_run(&self, agent: &Agent) -> Result<bool> {
        if let Some(descriptor) = &agent.endpoint {
            return Ok(matches!(hosted::endpoint(self, descriptor).await, Ok(Ok(_))));
        }
        let module = agent.module.as_deref().and_then(|module| cid::Cid::try_from(module).ok());
        let Some(module) = module else { return Ok(false) };
        Ok(self.content.contains(&module).await?)
    }

    /// Those of the agents whose module is here, or that can be asked.
    pub async fn runnable(&self, agents: Vec<Agent>) -> Result<Vec<Agent>> {
        let mut runnable = Vec::new();
        for agent in agents {
            if self.can_run(&agent).await? {
                runnable.push(agent);
            }
        }
        Ok(runnable)
    }

    /// Agents that are ours to work for and can be run here.
    pub async fn runnable_agents(&self) -> Result<Vec<Agent>> {
        let operated = self.operated_agents().await?;
        self.runnable(operated).await
    }

    /// Tasks that the agent can be given at a time when it takes on so many: none while it rests or the last check-up found it
    /// unfit, one while it is tried.
    pub fn places(&self, agent: AgentId, usual: u32, now: Instant) -> u32 {
        if self.checkups.is_unfit(agent) {
            return 0;
        }
        self.circuits.places(agent, usual, now)
    }

    /// For how long the agent is given nothing, as far as can be told; none when it is given what there is.
    pub fn rest(&self, agent: AgentId, now: Instant) -> Option<Duration> {
        let rest = self.circuits.rest(agent, now);
        if self.checkups.is_unfit(agent) {
            return Some(rest.unwrap_or_default());
        }
        rest
    }

    /// Queues the bytes of a call under their signer; once for each business key.
    pub async fn enqueue_written(&self, business_key: &str, (signer, call): (String, Vec<u8>)) -> Result<Uuid, StoreError> {
        let queued = self.store.enqueue(business_key, &signer, &call).await?;
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

/// Time between two blocks.
const SLOT: Duration = Duration::from_secs(2);

/// Blocks that a call needs to get in: what must arrive before a clock runs out is not sent later than that.
const ARRIVAL: u32 = 2;

/// How long a loop waits for a call before it looks by itself: work may come from other processes, and time alone makes some.
const INTERVAL: Duration = Duration::from_secs(1);

/// The number of a task on record.
fn id(task: &Task) -> TaskId {
    TaskId(task.id.unsigned_abs())
}

/// The number of an agent on record.
fn number(agent: i64) -> AgentId {
    AgentId(agent.unsigned_abs())
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
