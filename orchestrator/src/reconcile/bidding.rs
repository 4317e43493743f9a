//! Bids for the agents we operate: for each that qualifies, or for the one that the strategy picks.

use std::collections::{BTreeMap, HashSet};

use ainur_chain::Call;
use ainur_content::ContentError;
use ainur_embeddings::Similarity;
use ainur_primitives::{receipt, AgentId, BlockNumber, Offer, Terms};
use ainur_store::{
    agents::Agent,
    outbox::Submission,
    tasks::{self, Task},
};
use anyhow::Result;
use tokio::time::Instant;

use super::{id, likeness::Likeness, matching::is_in_time, Context};
use crate::{
    accounts::By,
    matching::{pace, standing, terms, Bid, Candidate, Strategy},
    pricing::Scope,
};

/// Tasks that are compared with agents, and held in memory with all who could take them, at a time.
const TOGETHER: usize = 64;
/// How the business keys of bids begin.
pub(super) const PREFIX: &str = "bid:";

/// An agent that can bid on a task.
struct Bidder<'a> {
    agent: &'a Agent,
    bid: Bid,
    /// Under which the bid is queued: once for each bidding.
    key: String,
}

impl Bidder<'_> {
    fn id(&self) -> AgentId {
        AgentId(self.agent.id.unsigned_abs())
    }

    /// The bid, in the name of whoever may bid for the agent; none when that is none of ours.
    fn call<'a>(&self, context: &'a Context, task: &Task) -> Option<(By<'a>, String, Call)> {
        let by = By::Account(context.accounts.of(self.agent)?);
        Some((by, self.key.clone(), Call::bid(id(task), self.id(), self.bid.price, self.bid.duration)))
    }
}

/// Bids on these tasks for agents among these.
pub async fn bid(context: &Context, tasks: &[Task], mine: &[Agent], height: BlockNumber) -> Result<()> {
    let agents: HashSet<_> = mine.iter().map(|agent| AgentId(agent.id.unsigned_abs())).collect();
    context.rota().keep(&tasks.iter().map(place).collect(), &agents);
    match context.work.strategy {
        None => bid_with_all(context, tasks, mine).await,
        Some(strategy) => {
            let until = context.texts.deadline();
            for tasks in tasks.chunks(TOGETHER) {
                bid_with_one_each(context, strategy, tasks, mine, Moment { height, until }).await?;
            }
            Ok(())
        }
    }
}

/// Those of the agents that can bid on the task, whatever its input is: no input makes a task cheaper, so who asks too much without one
/// need not look at it.
fn able<'a>(context: &Context, task: &Task, mine: &'a [Agent]) -> Vec<Bidder<'a>> {
    mine.iter().filter_map(|agent| bidder(context, task, agent, 0)).collect()
}

/// The agent with its bid on the task, whose input has that many bytes; none when the chain would refuse it.
fn bidder<'a>(context: &Context, task: &Task, agent: &'a Agent, input: u64) -> Option<Bidder<'a>> {
    let bid = offer(context, task, agent, input)?;
    Some(Bidder { agent, bid, key: format!("{PREFIX}{}:{}:{}", task.id, agent.id, task.changed_at) })
}

/// What the agent asks and promises for the task, whose input has that many bytes; none when the chain would refuse it.
pub fn offer(context: &Context, task: &Task, agent: &Agent, input: u64) -> Option<Bid> {
    let scope = Scope { capabilities: u32::try_from(task.capabilities.len()).unwrap_or(u32::MAX), input };
    Bid::of(agent, task, context.work.pricing.price(agent, scope)?, context.work.promised_blocks)
}

/// Those of the submissions that are bids which would come too late: their biddings are over, or will be before they arrive.
pub(super) async fn late<'a>(
    context: &Context,
    submissions: &[&'a Submission],
    height: BlockNumber,
) -> Result<Vec<&'a Submission>> {
    let bids: Vec<_> = submissions.iter().filter_map(|row| Some((*row, bidding_of(&row.business_key)?))).collect();
    if bids.is_empty() {
        return Ok(Vec::new());
    }
    let in_bidding = tasks::Filter { status: Some("bidding".into()), ..tasks::Filter::default() };
    let mut open = context.all_tasks(in_bidding).await?;
    open.retain(|task| is_in_time(task, height));
    let open: HashSet<_> = open.iter().map(place).collect();
    Ok(bids.into_iter().filter(|(_, bidding)| !open.contains(bidding)).map(|(row, _)| row).collect())
}

/// The task on which is bid under this business key, and the block in which the bidding began.
fn bidding_of(business_key: &str) -> Option<(i64, i64)> {
    let mut parts = business_key.strip_prefix(PREFIX)?.split(':');
    let (task, _agent, changed_at) = (parts.next()?, parts.next()?, parts.next()?);
    Some((task.parse().ok()?, changed_at.parse().ok()?))
}

/// The bidding that a task is in: one that is opened again is another.
fn place(task: &Task) -> (i64, i64) {
    (task.id, task.changed_at)
}

/// Queues the bids that were not queued before, and leaves the choice to the chain.
async fn bid_with_all(context: &Context, tasks: &[Task], mine: &[Agent]) -> Result<()> {
    for task in tasks {
        let mut able = able(context, task, mine);
        let known = known(context, &able).await?;
        able.retain(|bidder| !known.contains(&bidder.key));
        if able.is_empty() {
            continue;
        }
        let Some(input) = input(context, task).await? else { continue };
        let bidders = able.iter().filter_map(|able| bidder(context, task, able.agent, input));
        context.enqueue_by(bidders.filter_map(|bidder| bidder.call(context, task)).collect()).await?;
    }
    Ok(())
}

/// A task for which one of several is to be picked.
struct Choice<'a> {
    task: &'a Task,
    terms: Terms,
    able: Vec<Bidder<'a>>,
}

/// When it is.
#[derive(Clone, Copy)]
struct Moment {
    /// The last block.
    height: BlockNumber,
    /// How long the choice may take.
    until: Instant,
}

/// Queues one bid on each of the tasks on which none of ours bids, of the agent that the strategy picks.
async fn bid_with_one_each(context: &Context, strategy: Strategy, tasks: &[Task], mine: &[Agent], now: Moment) -> Result<()> {
    let mut choices = Vec::new();
    let mut seen = Ok(());
    for task in tasks {
        match choice(context, task, mine).await {
            Ok(choice) => choices.extend(choice),
            // Those before it do not wait for what is out of order.
            Err(error) => {
                seen = Err(error);
                break;
            }
        }
    }
    let likeness = match strategy {
        Strategy::Similar => likeness(context, &choices, now.until).await,
        _ => Likeness::default(),
    };
    for choice in &choices {
        bid_with_one(context, strategy, &likeness, choice, now.height).await?;
    }
    seen
}

/// Those who could bid on the task, if its input is here and none of them bids yet.
async fn choice<'a>(context: &Context, task: &'a Task, mine: &'a [Agent]) -> Result<Option<Choice<'a>>> {
    let able = able(context, task, mine);
    if able.is_empty() || is_decided(context, task, &able).await? {
        return Ok(None);
    }
    let (Some(terms), Some(input)) = (terms(task), input(context, task).await?) else { return Ok(None) };
    let able = able.iter().filter_map(|able| bidder(context, task, able.agent, input)).collect();
    Ok(Some(Choice { task, terms, able }))
}

/// Whether one of these bids on the task already. It stays picked for as long as it can bid on it; then the next best takes its place.
async fn is_decided(context: &Context, task: &Task, able: &[Bidder<'_>]) -> Result<bool> {
    let before = context.rota().pick(place(task));
    let known = known(context, able).await?;
    if let Some(picked) = able.iter().find(|bidder| Some(bidder.id()) == before) {
        if known.contains(&picked.key) {
            return Ok(true);
        }
        // Its bid was refused, and may be made again, or by another.
        context.rota().forget(place(task));
    }
    let Some(bidder) = able.iter().find(|bidder| known.contains(&bidder.key)) else { return Ok(false) };
    // By a process before this one.
    context.rota().note(place(task), &task.requester, bidder.id());
    Ok(true)
}

/// How alike the tasks are to those who could take them, where there is more than one.
async fn likeness(context: &Context, choices: &[Choice<'_>], until: Instant) -> Likeness {
    let real: Vec<_> = choices.iter().filter(|choice| choice.able.len() > 1).collect();
    let tasks: Vec<_> = real.iter().map(|choice| choice.task).collect();
    let agents: BTreeMap<_, _> =
        real.iter().flat_map(|choice| &choice.able).map(|bidder| (bidder.agent.id, bidder.agent)).collect();
    Likeness::between(context, &tasks, &agents.into_values().collect::<Vec<_>>(), until).await
}

/// Queues the bid of the one that the strategy picks.
async fn bid_with_one(
    context: &Context,
    strategy: Strategy,
    likeness: &Likeness,
    Choice { task, terms, able }: &Choice<'_>,
    height: BlockNumber,
) -> Result<()> {
    let usual = match strategy {
        Strategy::Sticky => usual(context, task, able).await?,
        _ => None,
    };
    let similarities = likeness.of(task, able.iter().map(|bidder| bidder.agent));
    let candidates = able.iter().zip(similarities).map(|(bidder, similarity)| candidate(context, bidder, similarity, height));
    let candidates: Vec<_> = candidates.collect();
    let picked = strategy.pick(terms, usual, &candidates);
    let Some(bidder) = able.iter().find(|bidder| Some(bidder.id()) == picked) else { return Ok(()) };
    context.enqueue_by(bidder.call(context, task).into_iter().collect()).await?;
    context.rota().note(place(task), &task.requester, bidder.id());
    Ok(())
}

/// The bidder as the strategy sees it.
fn candidate(context: &Context, bidder: &Bidder<'_>, similarity: Similarity, height: BlockNumber) -> Candidate {
    let (agent, rota) = (bidder.id(), context.rota());
    let Bid { price, duration } = bidder.bid;
    let engaged = u32::try_from(bidder.agent.engaged).unwrap_or(u32::MAX);
    Candidate {
        // All would bid in the same block.
        offer: Offer { agent, price, duration, placed_at: height, standing: standing(bidder.agent) },
        pace: pace(bidder.agent, duration),
        load: engaged.saturating_add(rota.load(agent)),
        capacity: bidder.agent.concurrency.unsigned_abs(),
        last_pick: rota.last_pick(agent),
        similarity,
    }
}

/// Which of the bidders was picked last for the requester, or worked for it last.
async fn usual(context: &Context, task: &Task, able: &[Bidder<'_>]) -> Result<Option<AgentId>> {
    if let Some(picked) = context.rota().last_for(&task.requester) {
        return Ok(Some(picked));
    }
    let agents: Vec<_> = able.iter().map(|bidder| bidder.agent.id).collect();
    let last = context.store.last_hired_by(&task.requester, &agents).await?;
    Ok(last.map(|agent| AgentId(agent.unsigned_abs())))
}

/// Keys under which these bidders bid before.
async fn known(context: &Context, bidders: &[Bidder<'_>]) -> Result<HashSet<String>> {
    let keys: Vec<_> = bidders.iter().map(|bidder| bidder.key.clone()).collect();
    Ok(context.store.known_keys(&keys).await?)
}

/// Length of the task's input in bytes, if it is here, not too large, and what its hash says: whoever is hired for another can only
/// fail, and would bear the blame.
pub async fn input(context: &Context, task: &Task) -> Result<Option<u64>> {
    let Ok(input) = cid::Cid::try_from(task.input.as_str()) else { return Ok(None) };
    match context.content.fetch(&input, Scope::max_input()).await {
        Ok(bytes) => {
            let is_right = receipt::hash(&bytes).as_slice() == task.input_hash;
            Ok(is_right.then(|| u64::try_from(bytes.len())).transpose()?)
        }
        Err(ContentError::Io(error)) => Err(error.into()),
        Err(_) => Ok(None),
    }
}
