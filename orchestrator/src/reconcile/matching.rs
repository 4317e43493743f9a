//! Bids for the agents we operate, closes biddings whose time is over, accepts direct offers.

use ainur_chain::Call;
use ainur_primitives::{AgentId, Balance, BlockNumber, TaskId};
use ainur_store::{agents, agents::Agent, tasks, tasks::Task};
use anyhow::Result;
use tokio_util::sync::CancellationToken;

use super::{drive, Context};
use crate::text;

/// Most rows looked at in one step.
const PAGE: i64 = 1_000;

/// Matches until the shutdown.
pub async fn run(context: Context, shutdown: CancellationToken) {
    drive("match", &context, shutdown, || step(&context)).await;
}

/// Looks at all tasks that want an agent.
pub async fn step(context: &Context) -> Result<()> {
    let Some(height) = context.present_height().await? else { return Ok(()) };
    let mine = agents::Filter {
        controller: Some(context.operator()),
        availability: Some("active".into()),
        limit: PAGE,
        ..agents::Filter::default()
    };
    let mine = runnable(context, context.store.agents(&mine).await?).await?;
    for task in in_state(context, "bidding").await? {
        if is_over(&task, height) {
            let key = format!("close:{}:{}", task.id, task.changed_at);
            context.enqueue(&key, &Call::close_bidding(id(&task))).await?;
            continue;
        }
        for agent in &mine {
            let Some(quote) = quote(&task, agent, context.work.promised_blocks) else { continue };
            let key = format!("bid:{}:{}:{}", task.id, agent.id, task.changed_at);
            let call = Call::bid(id(&task), AgentId(agent.id.unsigned_abs()), quote.price, quote.duration);
            context.enqueue(&key, &call).await?;
        }
    }
    for task in in_state(context, "offered").await? {
        if !is_over(&task, height) && mine.iter().any(|agent| task.agent == Some(agent.id)) {
            context.enqueue(&format!("accept-offer:{}", task.id), &Call::accept_offer(id(&task))).await?;
        }
    }
    Ok(())
}

/// Those of the agents that can be run here: their module is in the content store.
async fn runnable(context: &Context, agents: Vec<Agent>) -> Result<Vec<Agent>> {
    let mut runnable = Vec::new();
    for agent in agents {
        let Some(module) = agent.module.as_deref().and_then(|module| cid::Cid::try_from(module).ok()) else { continue };
        if context.content.contains(&module).await? {
            runnable.push(agent);
        }
    }
    Ok(runnable)
}

async fn in_state(context: &Context, status: &str) -> Result<Vec<Task>> {
    let filter = tasks::Filter { status: Some(status.into()), limit: PAGE, ..tasks::Filter::default() };
    Ok(context.store.tasks(&filter).await?)
}

fn id(task: &Task) -> TaskId {
    TaskId(task.id.unsigned_abs())
}

fn is_over(task: &Task, height: u32) -> bool {
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
    let fits = price <= budget
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
    use serde_json::Value;

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
        assert!(!is_over(&task(), 10));
        assert!(is_over(&task(), 11));
    }
}
