//! Bids for the agents we operate, takes back what they cannot stand by, closes biddings whose time is over, accepts direct offers.

use std::time::Instant;

use ainur_chain::Call;
use ainur_store::{agents::Agent, tasks, tasks::Task};
use anyhow::Result;
use tokio_util::sync::CancellationToken;

use super::{bidding, drive, failover, id, number, quarantine, Context, ARRIVAL};
use crate::accounts::By;

/// Matches until the shutdown.
pub async fn run(context: Context, shutdown: CancellationToken) {
    drive("match", &context, shutdown, || step(&context)).await;
}

/// Looks at all tasks that want an agent.
pub async fn step(context: &Context) -> Result<()> {
    let Some(height) = context.present_height().await? else { return Ok(()) };
    let now = Instant::now();
    let in_state = |status: &str| tasks::Filter { status: Some(status.into()), ..tasks::Filter::default() };
    // Tasks come before agents: who is hired in between is counted twice for a moment, rather than not at all.
    let mut bidding = context.all_tasks(in_state("bidding")).await?;
    let mut offered = context.all_tasks(in_state("offered")).await?;
    let mut operated = context.operated_agents().await?;
    let held = quarantine::take_agents(context, &mut operated).await?;
    failover::withdraw(context, &bidding, &operated, &held, height).await?;
    close(context, &bidding, height).await?;
    let mut mine = context.runnable(operated).await?;
    let disowning = context.disowning().await?;
    let can_act = |agent: &Agent| context.accounts.of(agent).is_some_and(|account| !disowning.contains(&account.id()));
    mine.retain_mut(|agent| {
        // Whoever cannot be run now gets nothing to do, whoever is tried gets one thing.
        let places = context.places(number(agent.id), agent.concurrency.unsigned_abs(), now);
        agent.concurrency = i32::try_from(places).unwrap_or(i32::MAX);
        agent.availability == "active" && places > 0 && can_act(agent)
    });
    offered.retain(|task| is_in_time(task, height));
    accept(context, &offered, &mine).await?;
    bidding.retain(|task| is_in_time(task, height));
    bidding::bid(context, &bidding, &mine, height).await
}

/// Closes biddings whose time is over.
async fn close(context: &Context, bidding: &[Task], height: u32) -> Result<()> {
    let closings = bidding.iter().filter(|task| runs_out_before(task, height));
    let key = |task: &Task| format!("close:{}:{}", task.id, task.changed_at);
    let closings = closings.map(|task| (By::Anyone, key(task), Call::close_bidding(id(task))));
    context.enqueue_by(closings.collect()).await
}

/// Accepts what is offered to agents of ours that can do it.
async fn accept(context: &Context, offered: &[Task], mine: &[Agent]) -> Result<()> {
    for task in offered {
        let Some(asked) = mine.iter().find(|agent| task.agent == Some(agent.id)) else { continue };
        let key = format!("accept-offer:{}", task.id);
        let is_due = bidding::offer(context, task, asked, 0).is_some()
            && context.store.known_keys(std::slice::from_ref(&key)).await?.is_empty();
        if !is_due {
            continue;
        }
        let (Some(account), Some(input)) = (context.accounts.of(asked), bidding::input(context, task).await?) else { continue };
        if bidding::offer(context, task, asked, input).is_some() {
            context.enqueue_by(vec![(By::Account(account), key, Call::accept_offer(id(task)))]).await?;
        }
    }
    Ok(())
}

/// Whether a call that is sent after this block arrives before the task's clock runs out.
pub(super) fn is_in_time(task: &Task, height: u32) -> bool {
    !runs_out_before(task, height.saturating_add(ARRIVAL))
}

fn runs_out_before(task: &Task, height: u32) -> bool {
    task.clock.is_none_or(|clock| i64::from(height) > clock)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::examples::task;

    #[test]
    fn the_last_block_of_a_bidding_belongs_to_it() {
        assert!(!runs_out_before(&task(), 10));
        assert!(runs_out_before(&task(), 11));
    }
}
