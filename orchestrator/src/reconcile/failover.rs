//! Hands on what an agent that rests cannot do itself: takes its bids back, declines what it was hired for and has not started, and gives
//! up what it has. The chain then asks others, once, where there is time.
//!
//! All is done late, so that the agent can be well again before: to decline is a fault, to give up counts as a failure, and whoever takes
//! a bid back does not bid again in the same bidding. What runs is given up before it is late, whether or not that leaves others time.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use ainur_chain::{records::FailReason, Call};
use ainur_primitives::{limits::MAX_BIDS, BlockNumber};
use ainur_store::{agents::Agent, jobs::JobId, tasks::Task};
use anyhow::Result;

use super::{execute, id, job, number, Context, ARRIVAL, SLOT};
use crate::accounts::By;

/// Blocks in which an agent that has rested is tried, and a call gets in that depends on it.
const TRIAL: u32 = 3 * ARRIVAL;

/// Takes back the standing bids of those of these agents that are given nothing now, and of all that are held in quarantine, in those of
/// these biddings that end before they can be tried again.
///
/// The book must have room: from a full one, which has turned others away, the chain lets nobody leave.
pub async fn withdraw(context: &Context, biddings: &[Task], agents: &[Agent], held: &[Agent], height: BlockNumber) -> Result<()> {
    let now = Instant::now();
    let is_out = |agent: &i64| context.places(number(*agent), 1, now) == 0;
    let resting = agents.iter().map(|agent| agent.id).filter(is_out);
    let resting: Vec<_> = resting.chain(held.iter().map(|agent| agent.id)).collect();
    let account = |agent: i64| {
        let known = agents.iter().chain(held).find(|known| known.id == agent);
        known.and_then(|agent| context.accounts.of(agent))
    };
    if resting.is_empty() {
        return Ok(());
    }
    let mut calls = Vec::new();
    for bid in context.store.standing_bids(&resting, MAX_BIDS).await? {
        let task = biddings.iter().find(|task| task.id == bid.task);
        let (Some(task), Some(account)) = (task, account(bid.agent)) else { continue };
        let rest = context.rest(number(bid.agent), now).unwrap_or_default();
        if is_withdrawn(task, height, rest) {
            tracing::info!(task = bid.task, agent = bid.agent, ?rest, "the agent rests: its bid is taken back");
            let key = format!("withdraw:{}:{}:{}", bid.task, bid.agent, bid.placed_at);
            calls.push((By::Account(account), key, Call::withdraw_bid(id(task), number(bid.agent))));
        }
    }
    context.enqueue_by(calls).await
}

/// Whether a bid on the task is to be taken back now, of an agent that rests for so long.
fn is_withdrawn(task: &Task, height: BlockNumber, rest: Duration) -> bool {
    let rule = |pointer| task.hiring.pointer(pointer).and_then(|rule| rule.as_str());
    let left = left(task.clock, height);
    // Who is chosen by hand may be chosen at any moment. Sealed bids stand, and a Dutch auction has none.
    let by_hand = rule("/auction/award") == Some("by_hand") && left >= ARRIVAL;
    rule("/auction/rules/kind") == Some("open") && (by_hand || is_due(left, rest))
}

/// Declines those of these tasks, whose agents are given nothing now, cannot be run here or are held in quarantine, that would not be
/// started in time: the chain takes bids once more where there is time, and the next best gets them.
pub async fn decline(
    context: &Context,
    waiting: &[Task],
    held: &[Task],
    agents: &HashMap<i64, Agent>,
    height: BlockNumber,
) -> Result<()> {
    let now = Instant::now();
    let resting = waiting.iter().filter_map(|task| Some((task, context.rest(number(task.agent?), now).unwrap_or_default())));
    // Nobody knows when an operator lifts a quarantine: who does so while there is time is in time.
    let all = resting.chain(held.iter().map(|task| (task, Duration::ZERO)));
    let mut hopeless: Vec<_> = all.filter(|(task, rest)| is_declined(task, height, *rest)).map(|(task, _)| task).collect();
    let starts: Vec<_> = hopeless.iter().map(|task| execute::start_key(task)).collect();
    let known = context.store.known_keys(&starts).await?;
    // What is about to be started runs, or ends, in its own way.
    hopeless.retain(|task| !known.contains(&execute::start_key(task)));
    let calls = hopeless.into_iter().filter_map(|task| {
        let account = context.accounts.of(agents.get(&task.agent?)?)?;
        Some((By::Account(account), decline_key(task), Call::decline(id(task))))
    });
    context.enqueue_by(calls.collect()).await
}

/// Whether the task is to be declined now, whose agent rests for so long.
fn is_declined(task: &Task, height: BlockNumber, rest: Duration) -> bool {
    let before_start = left(task.clock, height);
    let before_last = last_for_others(task).map(|last| left(Some(last), height)).filter(|left| *left >= ARRIVAL);
    is_due(before_last.map_or(before_start, |left| left.min(before_start)), rest)
}

/// The last block in which others can still be asked for bids; none when nobody will be asked again.
fn last_for_others(task: &Task) -> Option<i64> {
    if task.let_down_by.is_some() {
        return None;
    }
    let bidding = task.hiring.pointer("/auction/bidding")?.as_i64()?;
    let reveal = task.hiring.pointer("/auction/rules/reveal").and_then(serde_json::Value::as_i64).unwrap_or_default();
    // An agent is always given as long to start as this one was, and hired a block after the last of the bidding.
    let start = task.clock?.checked_sub(task.changed_at)?;
    [bidding, reveal, 1, start, task.max_duration].into_iter().try_fold(task.deadline, i64::checked_sub)
}

/// Gives up those of these tasks, which run, that nobody works on and will not be done in time: the agent rests, or the job was given up
/// and is not replayed. To be late is a fault.
pub async fn give_up(context: &Context, running: &[Task], height: BlockNumber) -> Result<()> {
    let now = Instant::now();
    let ending = running.iter().filter_map(|task| {
        let rest = context.rest(number(task.agent?), now);
        is_due(left(task.clock, height), rest.unwrap_or_default()).then_some((task, rest.is_some()))
    });
    let ending: Vec<_> = ending.collect();
    let states = context.store.job_states(&ending.iter().map(|(task, _)| task.id).collect::<Vec<_>>()).await?;
    let is_hopeless = |task: &Task, rests| match states.get(&task.id).map(String::as_str) {
        Some("dead") => true,
        Some("queued") | None => rests,
        Some(_) => false,
    };
    for (task, rests) in ending.into_iter().filter(|(task, rests)| is_hopeless(task, *rests)) {
        if let Err(error) = abandon(context, task, rests).await {
            // The others go on.
            tracing::warn!(task = task.id, error = format!("{error:#}"), "the task could not be given up");
        }
    }
    Ok(())
}

/// Gives up a task that nobody works on.
async fn abandon(context: &Context, task: &Task, rests: bool) -> Result<()> {
    let explanation =
        if rests { "the agent rests, and there is no time to wait for it" } else { "nobody took it up again in time" };
    let job = JobId { task: task.id, agent: task.agent };
    let finished = execute::finished(context, task, job, job::failed(FailReason::Other, explanation.into())).await?;
    if context.store.abandon_job(rests, finished).await? {
        tracing::warn!(task = task.id, agent = task.agent, explanation, "the task is given up");
        context.wake.ring();
    }
    Ok(())
}

/// Leaves those of the tasks that were not declined already.
pub async fn without_declined(context: &Context, tasks: &mut Vec<Task>) -> Result<()> {
    let keys: Vec<_> = tasks.iter().map(decline_key).collect();
    let known = context.store.known_keys(&keys).await?;
    tasks.retain(|task| !known.contains(&decline_key(task)));
    Ok(())
}

/// Once for each time that somebody is hired.
fn decline_key(task: &Task) -> String {
    format!("decline:{}:{}", task.id, task.changed_at)
}

/// Whether a call must be sent now that has so many blocks to get in, rather than wait for an agent that rests for so long.
fn is_due(left: BlockNumber, rest: Duration) -> bool {
    let slots = rest.as_millis().div_ceil(SLOT.as_millis());
    let wanted = BlockNumber::try_from(slots).unwrap_or(BlockNumber::MAX).saturating_add(TRIAL);
    (ARRIVAL..wanted).contains(&left)
}

/// Blocks from this one to the last of the clock; none are left when it ran out.
fn left(clock: Option<i64>, height: BlockNumber) -> BlockNumber {
    clock.map_or(0, |clock| BlockNumber::try_from(clock.saturating_sub(height.into())).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::matching::examples::task;

    const BRIEF: Duration = Duration::from_millis(1_500);

    /// Hired in block 10 by an auction of 20 blocks, with 150 to start, for at most 20.
    fn hired(deadline: i64) -> Task {
        let hiring = json!({ "auction": { "bidding": 20, "award": "by_score", "rules": { "kind": "open" } } });
        Task { status: "matched".into(), hiring, changed_at: 10, clock: Some(160), max_duration: 20, deadline, ..task() }
    }

    /// The blocks in which the task would be declined.
    fn declined(task: &Task, rest: Duration) -> Vec<BlockNumber> {
        (10..200).filter(|height| is_declined(task, *height, rest)).collect()
    }

    #[test]
    fn an_agent_is_waited_for_as_long_as_it_could_still_start() {
        assert_eq!(declined(&hired(10_000), BRIEF), (154..=158).collect::<Vec<_>>());
        assert_eq!(declined(&hired(10_000), Duration::from_secs(60)), (125..=158).collect::<Vec<_>>());
        assert_eq!(declined(&hired(10_000), Duration::ZERO), (155..=158).collect::<Vec<_>>());
    }

    #[test]
    fn it_is_declined_earlier_where_others_would_not_have_the_time_later() {
        // 20 to bid, one to hire, 150 to start and 20 to work: block 109 is the last.
        assert_eq!(declined(&hired(300), BRIEF)[..5], [103, 104, 105, 106, 107]);
        // Others have no chance any more, or had theirs.
        assert_eq!(declined(&hired(150), BRIEF), (154..=158).collect::<Vec<_>>());
        let again = Task { let_down_by: Some(7), ..hired(300) };
        assert_eq!(declined(&again, BRIEF), (154..=158).collect::<Vec<_>>());
        let direct = Task { hiring: json!({ "direct": { "agent": 1 } }), ..hired(300) };
        assert_eq!(declined(&direct, BRIEF), (154..=158).collect::<Vec<_>>());
    }

    #[test]
    fn a_bid_is_taken_back_late_or_at_once_where_the_requester_chooses() {
        let open = |award: &str, kind: &str| {
            let hiring = json!({ "auction": { "bidding": 20, "award": award, "rules": { "kind": kind } } });
            let task = Task { hiring, clock: Some(100), ..task() };
            (50..110).filter(|height| is_withdrawn(&task, *height, BRIEF)).collect::<Vec<_>>()
        };
        assert_eq!(open("by_score", "open"), (94..=98).collect::<Vec<_>>());
        assert_eq!(open("by_hand", "open"), (50..=98).collect::<Vec<_>>());
        assert!(open("by_hand", "sealed").is_empty() && open("by_score", "dutch").is_empty());
    }

    proptest! {
        /// Whatever the clocks say: nothing is sent that comes too late, and nobody waits into a fault for nothing.
        #[test]
        fn a_task_is_declined_in_time(
            clock in 11i64..1_000, bidding in 0i64..500, max_duration in 1i64..500, deadline in 0i64..3_000, seconds in 0u64..=60,
        ) {
            let hiring = json!({ "auction": { "bidding": bidding, "rules": { "kind": "open" } } });
            let task = Task { hiring, clock: Some(clock), max_duration, ..hired(deadline) };
            let declined: Vec<_> = (10..1_100).filter(|height| is_declined(&task, *height, Duration::from_secs(seconds))).collect();
            prop_assert!(declined.iter().all(|height| i64::from(*height + ARRIVAL) <= clock));
            let last = u32::try_from(clock).unwrap().saturating_sub(ARRIVAL);
            prop_assert!(last < 10 || declined.contains(&last));
        }
    }
}
