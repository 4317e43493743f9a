//! Bids for the agents we operate, closes biddings whose time is over, accepts direct offers.

use ainur_chain::Call;
use ainur_content::ContentError;
use ainur_primitives::{receipt, AgentId, Balance, BlockNumber};
use ainur_sandbox::{Limit, Limits};
use ainur_store::{agents::Agent, tasks, tasks::Task};
use anyhow::Result;
use tokio_util::sync::CancellationToken;

use super::{drive, id, Context};
use crate::text;

/// Blocks that a call needs to get in: what must arrive before a clock runs out is not sent later than that.
const ARRIVAL: u32 = 2;

/// Matches until the shutdown.
pub async fn run(context: Context, shutdown: CancellationToken) {
    drive("match", &context, shutdown, || step(&context)).await;
}

/// Looks at all tasks that want an agent.
pub async fn step(context: &Context) -> Result<()> {
    let Some(height) = context.present_height().await? else { return Ok(()) };
    let mut mine = context.runnable_agents().await?;
    mine.retain(|agent| agent.availability == "active");
    let in_state = |status: &str| tasks::Filter { status: Some(status.into()), ..tasks::Filter::default() };
    let bidding = context.all_tasks(in_state("bidding")).await?;
    let offered = context.all_tasks(in_state("offered")).await?;
    let closings = bidding.iter().filter(|task| runs_out_before(task, height));
    let closings = closings.map(|task| (format!("close:{}:{}", task.id, task.changed_at), Call::close_bidding(id(task))));
    context.enqueue(closings.collect()).await?;
    for task in bidding.iter().filter(|task| !runs_out_before(task, height.saturating_add(ARRIVAL))) {
        let quotes = mine.iter().filter_map(|agent| Some((agent, quote(task, agent, context.work.promised_blocks)?)));
        let bids = quotes.map(|(agent, quote)| {
            let call = Call::bid(id(task), AgentId(agent.id.unsigned_abs()), quote.price, quote.duration);
            (format!("bid:{}:{}:{}", task.id, agent.id, task.changed_at), call)
        });
        offer(context, task, bids.collect()).await?;
    }
    for task in offered.iter().filter(|task| !runs_out_before(task, height.saturating_add(ARRIVAL))) {
        let asked = mine.iter().find(|agent| task.agent == Some(agent.id));
        if asked.is_some_and(|agent| quote(task, agent, context.work.promised_blocks).is_some()) {
            offer(context, task, vec![(format!("accept-offer:{}", task.id), Call::accept_offer(id(task)))]).await?;
        }
    }
    Ok(())
}

/// Queues offers to do a task, unless they were made before, or its input is not what it should be: whoever is hired for that
/// can only fail, and would bear the blame.
async fn offer(context: &Context, task: &Task, mut calls: Vec<(String, Call)>) -> Result<()> {
    let keys: Vec<_> = calls.iter().map(|(key, _)| key.clone()).collect();
    let known = context.store.known_keys(&keys).await?;
    calls.retain(|(key, _)| !known.contains(key));
    if !calls.is_empty() && has_input(context, task).await? {
        context.enqueue(calls).await?;
    }
    Ok(())
}

/// Whether the task's input is here, not too large, and what its hash on chain says.
async fn has_input(context: &Context, task: &Task) -> Result<bool> {
    let Ok(input) = cid::Cid::try_from(task.input.as_str()) else { return Ok(false) };
    match context.content.fetch(&input, Limits::default().get(Limit::Input)).await {
        Ok(bytes) => Ok(receipt::hash(&bytes).as_slice() == task.input_hash),
        Err(ContentError::Io(error)) => Err(error.into()),
        Err(_) => Ok(false),
    }
}

fn runs_out_before(task: &Task, height: u32) -> bool {
    task.clock.is_none_or(|clock| i64::from(height) > clock)
}

/// What an agent bids.
#[derive(PartialEq, Eq, Debug)]
struct Quote {
    price: Balance,
    duration: BlockNumber,
}

/// The agent's bid on a task: its usual price, the usual promise; none when the chain would refuse it.
fn quote(task: &Task, agent: &Agent, promised: BlockNumber) -> Option<Quote> {
    let budget = text::parse_amount(&task.budget)?;
    let price = text::parse_amount(&agent.price)?.max(1);
    // Sealed and Dutch auctions want other moves than one open bid.
    let kind = task.hiring.pointer("/auction/rules/kind").and_then(|kind| kind.as_str());
    let takes_bids = !matches!(kind, Some("sealed" | "dutch"));
    let fits = takes_bids
        && price <= budget
        && agent.owner != task.requester
        && task.let_down_by != Some(agent.id)
        && agent.engaged < i64::from(agent.concurrency)
        && task.capabilities.iter().all(|wanted| agent.capabilities.contains(wanted))
        && text::parse_amount(&agent.stake)? >= text::parse_amount(&task.min_stake)?
        && Balance::from(agent.score.unsigned_abs()) >= text::parse_amount(&task.min_reputation)?;
    let duration = promised.min(BlockNumber::try_from(task.max_duration).ok()?);
    fits.then_some(Quote { price, duration })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{json, Value};

    fn agent() -> Agent {
        Agent {
            id: 1,
            slug: "echo".into(),
            owner: "owner".into(),
            operator: None,
            manifest: String::new(),
            capabilities: vec!["text.echo".into(), "text.summarise".into()],
            price: "40".into(),
            module: None,
            module_hash: None,
            endpoint: None,
            concurrency: 1,
            availability: "active".into(),
            stake: "100".into(),
            completed: 0,
            failed: 0,
            disputed: 0,
            value_delivered: "0".into(),
            score: 10,
            trust: 0,
            registered_at: 0,
            engaged: 0,
        }
    }

    fn task() -> Task {
        Task {
            id: 1,
            requester: "requester".into(),
            client_key: vec![0; 32],
            title: String::new(),
            description: None,
            input: String::new(),
            input_hash: vec![0; 32],
            capabilities: vec!["text.echo".into()],
            budget: "50".into(),
            hiring: Value::Null,
            min_reputation: "10".into(),
            min_stake: "100".into(),
            max_duration: 20,
            deadline: 100,
            status: "bidding".into(),
            clock: Some(10),
            agent: None,
            price: None,
            duration: None,
            module: None,
            module_hash: None,
            started_at: None,
            output: None,
            output_hash: None,
            receipt_hash: None,
            settlement: None,
            cancel_reason: None,
            let_down_by: None,
            created_at: 1,
            changed_at: 1,
            verification: json!({ "mode": "deterministic" }),
            priority: 5,
            parent: None,
            delegable: "0".into(),
            mandate: None,
        }
    }

    #[test]
    fn an_agent_bids_its_price_and_no_longer_than_is_wanted() {
        assert_eq!(quote(&task(), &agent(), 30), Some(Quote { price: 40, duration: 20 }));
        assert_eq!(quote(&task(), &agent(), 5), Some(Quote { price: 40, duration: 5 }));
    }

    #[test]
    fn an_agent_does_not_bid_where_the_chain_would_refuse() {
        let refused = [
            Task { budget: "39".into(), ..task() },
            Task { requester: "owner".into(), ..task() },
            Task { let_down_by: Some(1), ..task() },
            Task { capabilities: vec!["image.caption".into()], ..task() },
            Task { min_stake: "101".into(), ..task() },
            Task { min_reputation: "11".into(), ..task() },
            Task { hiring: json!({ "auction": { "rules": { "kind": "sealed" } } }), ..task() },
            Task { hiring: json!({ "auction": { "rules": { "kind": "dutch" } } }), ..task() },
        ];
        for task in refused {
            assert_eq!(quote(&task, &agent(), 30), None, "{task:?}");
        }
    }

    #[test]
    fn an_agent_that_is_busy_waits() {
        assert_eq!(quote(&task(), &Agent { engaged: 1, ..agent() }, 30), None);
        assert!(quote(&task(), &Agent { engaged: 1, concurrency: 2, ..agent() }, 30).is_some());
    }

    #[test]
    fn the_last_block_of_a_bidding_belongs_to_it() {
        assert!(!runs_out_before(&task(), 10));
        assert!(runs_out_before(&task(), 11));
    }
}
