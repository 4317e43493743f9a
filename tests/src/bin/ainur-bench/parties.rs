//! Tasks of which no two in a batch have a party in common, hired for by auction.

use std::collections::BTreeMap;

use ainur_chain::{
    records::{Auction, Award, Hiring, Pricing},
    AccountId, Block, Call, Chain, MarketEvent, TaskEvent,
};
use ainur_primitives::{AgentId, Balance, ClientKey, ScoreWeights, TaskId, AINU};
use ainur_tests::{
    market::{self, STAKE},
    wait,
    wallet::Wallet,
    world::World,
};
use anyhow::{ensure, Context, Result};

use crate::lifecycle::{agent_spec, send, task_spec, windows_to_run_out, Lifecycle, MAX_DURATION};

/// Parties of each kind: as many as there are settlements in a batch.
pub const COUNT: usize = ainur_primitives::limits::MAX_SETTLE_BATCH as usize;
/// Blocks in which bids are taken: enough for all of them to be final.
const BIDDING: u32 = 20;
/// What each party begins with.
const WEALTH: Balance = 1_000 * AINU;
/// What each agent works for: less than the budget, so that something returns.
const PRICE: Balance = AINU / 2;

/// Those who have a part in a task: requester, owner and matcher, and the agent.
struct Group {
    requester: Wallet,
    owner: Wallet,
    matcher: Wallet,
    agent: AgentId,
}

/// So many requesters, owners with an agent each, and matchers.
pub struct Parties {
    groups: Vec<Group>,
    posted: u64,
}

impl Parties {
    /// Gives every party its money, and registers the agents.
    pub async fn new(world: &World) -> Result<Self> {
        let wallets = |role: &str| -> Result<Vec<Wallet>> {
            (0..COUNT).map(|number| world.wallet(&format!("//bench//{role}//{number}"))).collect()
        };
        let (requesters, owners, matchers) = (wallets("requester")?, wallets("owner")?, wallets("matcher")?);
        let all = requesters.iter().chain(&owners).chain(&matchers);
        let gifts: Vec<_> = all.map(|wallet| Call::transfer(&wallet.account(), WEALTH)).collect();
        send(world, &world.wallet("//Eve")?, &gifts).await?;

        let spec = agent_spec()?;
        let register = |number: usize| -> Result<Vec<Call>> {
            Ok(vec![Call::register(&format!("party-{number}").parse()?, &spec, None, STAKE)])
        };
        let calls = owners.iter().enumerate().map(|(number, owner)| Ok((owner, register(number)?)));
        let blocks = send_of_each(world, calls.collect::<Result<_>>()?).await?;
        let agents: BTreeMap<_, _> = blocks.iter().flat_map(market::registered).collect();
        let groups = requesters.into_iter().zip(owners).zip(matchers).map(|((requester, owner), matcher)| {
            let agent = *agents.get(&owner.account()).context("an agent was not registered")?;
            Ok(Group { requester, owner, matcher, agent })
        });
        Ok(Self { groups: groups.collect::<Result<_>>()?, posted: 0 })
    }

    /// Brings so many tasks of each requester to where they can be settled, in an order in which every party has its turn before one
    /// has its second.
    pub async fn settleable(&mut self, world: &World, each: usize) -> Result<Vec<TaskId>> {
        let (tasks, posted_by) = self.post(world, each).await?;
        // Not later: after a few blocks the chain would close them by itself, without a matcher.
        let closes_at = posted_by.saturating_add(BIDDING);
        let of_each = |of_group: &dyn Fn(&Group, TaskId) -> Vec<Call>| -> Vec<Vec<Call>> {
            let calls = self.groups.iter().zip(&tasks);
            calls.map(|(group, tasks)| tasks.iter().flat_map(|task| of_group(group, *task)).collect()).collect()
        };
        let owners = || self.groups.iter().map(|group| &group.owner);
        let bids = of_each(&|group, task| vec![Call::bid(task, group.agent, PRICE, MAX_DURATION)]);
        send_of_each(world, owners().zip(bids).collect()).await?;
        wait::until("the biddings to end", wait::slots(BIDDING.saturating_add(30)), || async {
            Ok((world.height().await? > closes_at).then_some(()))
        })
        .await?;
        let closings = of_each(&|_, task| vec![Call::close_bidding(task)]);
        send_of_each(world, self.groups.iter().map(|group| &group.matcher).zip(closings).collect()).await?;
        let work = of_each(&|_, task| vec![Call::start(task), Lifecycle::delivery(task)]);
        let delivered = send_of_each(world, owners().zip(work).collect()).await?;
        windows_to_run_out(world, delivered.last().context("nothing was delivered")?.at.height).await?;
        Ok((0..each).flat_map(|turn| tasks.iter().filter_map(move |tasks| tasks.get(turn).copied())).collect())
    }

    /// Posts so many tasks of each requester; returns them by requester, and the last block that holds one.
    async fn post(&mut self, world: &World, each: usize) -> Result<(Vec<Vec<TaskId>>, u32)> {
        let hiring = Hiring::Auction {
            opens_at: None,
            bidding: BIDDING,
            weights: ScoreWeights::default(),
            rules: Auction::Open { pricing: Pricing::First },
            award: Award::ByScore,
        };
        let spec = task_spec(hiring, world.height().await?.saturating_add(1_000))?;
        let first = self.posted;
        self.posted = first.saturating_add(each as u64);
        let posts: Vec<_> = (first..self.posted).map(|number| Call::create_task(key(number), &spec)).collect();
        let blocks = send_of_each(world, self.groups.iter().map(|group| (&group.requester, posts.clone())).collect()).await?;
        let mut created: BTreeMap<AccountId, Vec<TaskId>> = BTreeMap::new();
        for (task, requester) in blocks.iter().flat_map(posted) {
            created.entry(requester).or_default().push(task);
        }
        let of_group = |group: &Group| created.remove(&group.requester.account()).unwrap_or_default();
        let tasks: Vec<_> = self.groups.iter().map(of_group).collect();
        ensure!(tasks.iter().all(|tasks| tasks.len() == each), "not every requester has {each} tasks");
        Ok((tasks, blocks.last().context("nothing was posted")?.at.height))
    }
}

/// Sends calls of each account in one extrinsic, all at once; returns the final blocks that hold them.
async fn send_of_each(world: &World, calls: Vec<(&Wallet, Vec<Call>)>) -> Result<Vec<Block>> {
    let runtime = world.chain.runtime().await?;
    let batches = calls.into_iter().map(|(wallet, calls)| Ok((wallet, runtime.encode_batch(&calls)?)));
    Wallet::send_of_each(&batches.collect::<Result<Vec<_>>>()?).await
}

fn key(number: u64) -> ClientKey {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&number.to_le_bytes());
    ClientKey(key)
}

fn posted(block: &Block) -> impl Iterator<Item = (TaskId, AccountId)> + '_ {
    block.events.iter().filter_map(|event| match &event.market {
        Some(MarketEvent::Task(TaskEvent::TaskCreated { task, requester, .. })) => Some((*task, *requester)),
        _ => None,
    })
}
