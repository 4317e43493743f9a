//! Tasks brought to where they can be settled, many at a time, without an orchestrator.

use std::collections::BTreeSet;

use ainur_chain::{
    records::{AgentSpec, Execution, Hiring, TaskSpec, Verification, WorkResult},
    Block, Call, Chain,
};
use ainur_primitives::{AgentId, Cid, ClientKey, ContentCodec, TaskId, AINU};
use ainur_tests::{
    market::{self, STAKE},
    wait,
    wallet::Wallet,
    world::World,
};
use anyhow::{ensure, Context, Result};

/// Calls in one extrinsic of the preparation.
const CALLS: usize = 40;
/// Tasks an agent may have in hand: the chain's default limit.
const CONCURRENCY: u16 = 1_000;
/// A CID and a hash that nobody looks behind here.
const CONTENT: Cid = Cid { codec: ContentCodec::Raw, digest: [1; 32] };
const HASH: [u8; 32] = [2; 32];
/// Blocks that the work may take.
pub const MAX_DURATION: u32 = 100;

/// A requester and an owner of agents with a market to themselves.
pub struct Lifecycle {
    requester: Wallet,
    owner: Wallet,
    /// Who is asked, in turns.
    agents: Vec<AgentId>,
    posted: u64,
}

impl Lifecycle {
    /// Registers one agent.
    pub async fn new(world: &World) -> Result<Self> {
        Self::with_agents(world, 1).await
    }

    /// Registers as many agents as it takes to have so many tasks in hand.
    pub async fn with_agents(world: &World, tasks: usize) -> Result<Self> {
        let (requester, owner) = (world.wallet("//Alice")?, world.wallet("//Charlie")?);
        let mut lifecycle = Self { requester, owner, agents: Vec::new(), posted: 0 };
        lifecycle.agents = lifecycle.register_many(world, tasks.div_ceil(usize::from(CONCURRENCY))).await?;
        Ok(lifecycle)
    }

    /// Registers agents that nobody asks.
    pub async fn register_many(&self, world: &World, count: usize) -> Result<Vec<AgentId>> {
        let spec = agent_spec()?;
        let first = self.agents.len();
        let slugs = (first..first.saturating_add(count)).map(|number| format!("bench-{number}").parse());
        let calls = slugs.map(|slug| Ok(Call::register(&slug?, &spec, None, STAKE))).collect::<Result<Vec<_>>>()?;
        let blocks = send(world, &self.owner, &calls).await?;
        let agents: Vec<AgentId> = blocks.iter().flat_map(market::registered).map(|(_, agent)| agent).collect();
        ensure!(agents.len() == count, "{} of {count} agents were registered", agents.len());
        Ok(agents)
    }

    /// Posts so many new tasks.
    pub async fn post(&mut self, world: &World, count: usize) -> Result<Vec<TaskId>> {
        let deadline = world.height().await?.saturating_add(1_000);
        let mut tasks = Vec::with_capacity(count);
        // No more at a time than the pool of the node takes.
        for part in self.posts(count, deadline)?.chunks(CALLS * 100) {
            let posted = send(world, &self.requester, part).await?;
            tasks.extend(posted.iter().flat_map(|block| market::created(block).map(|(task, _)| task)));
        }
        ensure!(tasks.len() == count, "{} of {count} tasks were created", tasks.len());
        Ok(tasks)
    }

    /// Takes so many new tasks from the post to a delivered result and waits until their window has run out.
    pub async fn settleable(&mut self, world: &World, count: usize) -> Result<Vec<TaskId>> {
        let tasks = self.post(world, count).await?;
        let last = self.deliver(world, &tasks).await?;
        windows_to_run_out(world, last).await?;
        Ok(tasks)
    }

    /// Takes tasks from the post to the payout.
    pub async fn finish(&self, world: &World, tasks: &[TaskId]) -> Result<()> {
        self.deliver(world, tasks).await?;
        let accepted: Vec<_> = tasks.iter().map(|task| Call::accept_result(*task)).collect();
        send(world, &self.requester, &accepted).await.map(drop)
    }

    /// The calls that post so many new tasks.
    pub fn posts(&mut self, count: usize, deadline: u32) -> Result<Vec<Call>> {
        (0..count)
            .map(|_| {
                let key = self.next_key();
                Ok(Call::create_task(key, &self.spec(deadline)?))
            })
            .collect()
    }

    /// The call that delivers.
    pub fn delivery(task: TaskId) -> Call {
        Call::submit_result(task, &WorkResult { output: CONTENT, output_hash: HASH, receipt_hash: HASH })
    }

    async fn deliver(&self, world: &World, tasks: &[TaskId]) -> Result<u32> {
        let started: Vec<_> = tasks.iter().flat_map(|task| [Call::accept_offer(*task), Call::start(*task)]).collect();
        send(world, &self.owner, &started).await?;
        let delivered: Vec<_> = tasks.iter().map(|task| Self::delivery(*task)).collect();
        Ok(send(world, &self.owner, &delivered).await?.last().context("nothing was delivered")?.at.height)
    }

    fn next_key(&mut self) -> ClientKey {
        self.posted = self.posted.saturating_add(1);
        let mut key = [0; 32];
        key[..8].copy_from_slice(&self.posted.to_le_bytes());
        ClientKey(key)
    }

    fn next_agent(&self) -> Result<AgentId> {
        let turn = self.posted.checked_rem(self.agents.len() as u64).context("no agent")?;
        Ok(*self.agents.get(turn as usize).context("no agent")?)
    }

    fn spec(&self, deadline: u32) -> Result<TaskSpec> {
        task_spec(Hiring::Direct { agent: self.next_agent()? }, deadline)
    }
}

/// What every agent offers.
pub fn agent_spec() -> Result<AgentSpec> {
    Ok(AgentSpec {
        manifest: CONTENT,
        capabilities: BTreeSet::from(["text.echo".parse()?]).try_into().ok().context("one capability")?,
        price: AINU,
        execution: Execution::Module { module: CONTENT, hash: HASH },
        concurrency: CONCURRENCY,
    })
}

/// What every task asks for.
pub fn task_spec(hiring: Hiring, deadline: u32) -> Result<TaskSpec> {
    Ok(TaskSpec {
        title: "A task of a benchmark".parse()?,
        description: None,
        input: CONTENT,
        input_hash: HASH,
        capabilities: BTreeSet::from(["text.echo".parse()?]).try_into().ok().context("one capability")?,
        budget: AINU,
        hiring,
        min_reputation: 0,
        min_stake: 0,
        max_duration: MAX_DURATION,
        deadline,
        verification: Verification::Deterministic,
        priority: 5,
        parent: None,
        delegable: 0,
        mandate: None,
    })
}

/// Waits until the results that were delivered by this block can be settled.
pub async fn windows_to_run_out(world: &World, last: u32) -> Result<()> {
    let over = last.saturating_add(world.challenge_window());
    wait::until("the windows to run out", wait::slots(world.challenge_window().saturating_add(30)), || async {
        Ok((world.height().await? > over).then_some(()))
    })
    .await
}

/// Sends the calls in batches, all at once; returns the final blocks that hold them.
pub async fn send(world: &World, wallet: &Wallet, calls: &[Call]) -> Result<Vec<Block>> {
    let runtime = world.chain.runtime().await?;
    let batches = calls.chunks(CALLS).map(|calls| runtime.encode_batch(calls)).collect::<Result<Vec<_>, _>>()?;
    wallet.send_all(&batches).await
}
