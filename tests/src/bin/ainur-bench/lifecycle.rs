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

/// A requester and an agent's owner with a market to themselves.
pub struct Lifecycle {
    requester: Wallet,
    owner: Wallet,
    agent: AgentId,
    posted: u64,
}

impl Lifecycle {
    /// Registers the agent.
    pub async fn new(world: &World) -> Result<Self> {
        let (requester, owner) = (world.wallet("//Alice")?, world.wallet("//Charlie")?);
        let spec = AgentSpec {
            manifest: CONTENT,
            capabilities: BTreeSet::from(["text.echo".parse()?]).try_into().ok().context("one capability")?,
            price: AINU,
            execution: Execution::Module { module: CONTENT, hash: HASH },
            concurrency: CONCURRENCY,
        };
        let block = owner.call(&Call::register(&"bench".parse()?, &spec, None, STAKE)).await?;
        let agent = market::registered(&block).context("no agent was registered")?;
        Ok(Self { requester, owner, agent, posted: 0 })
    }

    /// Takes so many new tasks from the post to a delivered result and waits until their window has run out.
    pub async fn settleable(&mut self, world: &World, count: usize) -> Result<Vec<TaskId>> {
        let deadline = world.height().await?.saturating_add(1_000);
        let mut posts = Vec::with_capacity(count);
        for _ in 0..count {
            posts.push(Call::create_task(self.next_key(), &self.spec(deadline)?));
        }
        let posted = send(world, &self.requester, &posts).await?;
        let tasks: Vec<TaskId> = posted.iter().flat_map(|block| market::created(block).map(|(task, _)| task)).collect();
        ensure!(tasks.len() == count, "{} of {count} tasks were created", tasks.len());
        let started: Vec<_> = tasks.iter().flat_map(|task| [Call::accept_offer(*task), Call::start(*task)]).collect();
        send(world, &self.owner, &started).await?;
        let result = WorkResult { output: CONTENT, output_hash: HASH, receipt_hash: HASH };
        let delivered: Vec<_> = tasks.iter().map(|task| Call::submit_result(*task, &result)).collect();
        let last = send(world, &self.owner, &delivered).await?.last().context("nothing was delivered")?.at.height;
        let window = world.challenge_window();
        wait::until("the windows to run out", wait::slots(window.saturating_add(30)), || async move {
            Ok((world.height().await? > last.saturating_add(window)).then_some(()))
        })
        .await?;
        Ok(tasks)
    }

    fn next_key(&mut self) -> ClientKey {
        self.posted = self.posted.saturating_add(1);
        let mut key = [0; 32];
        key[..8].copy_from_slice(&self.posted.to_le_bytes());
        ClientKey(key)
    }

    fn spec(&self, deadline: u32) -> Result<TaskSpec> {
        Ok(TaskSpec {
            title: "A task of a benchmark".parse()?,
            description: None,
            input: CONTENT,
            input_hash: HASH,
            capabilities: BTreeSet::from(["text.echo".parse()?]).try_into().ok().context("one capability")?,
            budget: AINU,
            hiring: Hiring::Direct { agent: self.agent },
            min_reputation: 0,
            min_stake: 0,
            max_duration: 100,
            deadline,
            verification: Verification::Deterministic,
            priority: 5,
            parent: None,
            delegable: 0,
            mandate: None,
        })
    }
}

/// Sends the calls in batches, all at once; returns the final blocks that hold them.
async fn send(world: &World, wallet: &Wallet, calls: &[Call]) -> Result<Vec<Block>> {
    let runtime = world.chain.runtime().await?;
    let batches = calls.chunks(CALLS).map(|calls| runtime.encode_batch(calls)).collect::<Result<Vec<_>, _>>()?;
    wallet.send_all(&batches).await
}
