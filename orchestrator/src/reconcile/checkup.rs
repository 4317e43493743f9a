//! Looks whether the agents we operate can be run here, without giving them work.

use std::{
    collections::{HashMap, HashSet},
    time::{Duration, Instant, SystemTime},
};

use ainur_content::ContentError;
use ainur_primitives::{receipt, AgentId};
use ainur_sandbox::{Failed, Failure, Package, RunError, MAX_PACKAGE};
use ainur_store::agents::Agent;
use anyhow::{anyhow, Result};
use tokio_util::sync::CancellationToken;

use super::{number, Context, INTERVAL};
use crate::circuit::Checkup;

/// Most check-ups of one step, one after the other: none of them is urgent.
const AT_A_TIME: usize = 16;
/// Longest that a check-up may take: longer than it may take to compile a module, which would begin anew.
const LONGEST: Duration = Duration::from_secs(330);
/// How much more often an agent is looked at that rests, or was found unfit.
const HASTE: u32 = 6;

/// When each agent is looked at next.
pub(super) struct Rounds {
    every: Duration,
    due: HashMap<AgentId, Instant>,
}

/// Looks at the agents until the shutdown.
pub async fn run(context: Context, shutdown: CancellationToken) {
    let Some(every) = context.work.checkup() else { return shutdown.cancelled().await };
    let mut rounds = Rounds::new(every);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            done = rounds.step(&context, Instant::now()) => if let Err(error) = done {
                tracing::warn!(error = format!("{error:#}"), "the agents could not be looked at");
            }
        }
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(INTERVAL) => {}
        }
    }
}

impl Rounds {
    pub(super) fn new(every: Duration) -> Self {
        Self { every, due: HashMap::new() }
    }

    /// Looks at those whose time has come.
    pub(super) async fn step(&mut self, context: &Context, now: Instant) -> Result<()> {
        let mut agents = context.operated_agents().await?;
        // What an endpoint is like shows only when it is asked.
        agents.retain(|agent| agent.module.is_some());
        let known: HashSet<_> = agents.iter().map(|agent| number(agent.id)).collect();
        self.due.retain(|agent, _| known.contains(agent));
        context.checkups.keep(&known);
        let is_due = |agent: &&Agent| self.due.get(&number(agent.id)).is_none_or(|due| *due <= now);
        let mut due: Vec<_> = agents.iter().filter(is_due).collect();
        // Who has waited longest comes first, so that slow ones keep nobody else out.
        due.sort_by_key(|agent| self.due.get(&number(agent.id)).copied());
        for agent in due.into_iter().take(AT_A_TIME) {
            match tokio::time::timeout(LONGEST, examine(context, agent)).await {
                Ok(Ok(problem)) => note(context, agent, problem),
                // Neither says anything about the agent: what was found before stands.
                Err(_) => tracing::warn!(agent = agent.id, "looking at the agent takes too long"),
                Ok(Err(error)) => tracing::warn!(agent = agent.id, error = format!("{error:#}"), "the agent cannot be looked at"),
            }
            let is_ailing = context.rest(number(agent.id), now).is_some();
            let pause = if is_ailing { self.every / HASTE } else { self.every };
            self.due.insert(number(agent.id), now.checked_add(jittered(pause)?).unwrap_or(now));
        }
        Ok(())
    }
}

/// Notes what was found; who waits for the agent, or should not wait for it, hears of it.
fn note(context: &Context, agent: &Agent, problem: Option<String>) {
    let has_changed = context.checkups.note(number(agent.id), Checkup { at: SystemTime::now(), problem: problem.clone() });
    if has_changed {
        tracing::info!(agent = agent.id, problem, "how the agent is has changed");
        context.wake.ring();
    }
}

/// Why the agent cannot be run here; none when it can.
///
/// # Errors
///
/// When the disk does not answer.
async fn examine(context: &Context, agent: &Agent) -> Result<Option<String>> {
    let module = agent.module.as_deref().unwrap_or_default();
    let Ok(cid) = cid::Cid::try_from(module) else { return Ok(Some("its module has no content identifier".into())) };
    let package = match context.content.fetch(&cid, MAX_PACKAGE as u64).await {
        Ok(package) => package,
        Err(error @ ContentError::Io(_)) => return Err(error.into()),
        Err(error) => return Ok(Some(format!("its module cannot be had: {error}"))),
    };
    let hash = receipt::hash(&package);
    if Some(hash.as_slice()) != agent.module_hash.as_deref() {
        return Ok(Some("its module is not what its hash on chain says".into()));
    }
    match context.sandbox.prepare(Package::of_hash(hash, package)).await {
        Err(RunError::Failed(Failed { failure: failure @ (Failure::Host(_) | Failure::Busy), .. })) => Err(failure.into()),
        Err(refusal) => Ok(Some(format!("its module cannot be run: {refusal}"))),
        Ok(()) => Ok(None),
    }
}

/// The pause, a quarter more or less: agents that were looked at together shall not stay together.
fn jittered(pause: Duration) -> Result<Duration> {
    let share = getrandom::u32().map_err(|error| anyhow!("no randomness: {error}"))? % 1_000;
    Ok((pause / 4).saturating_mul(3).saturating_add((pause / 2_000).saturating_mul(share)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agents_that_were_looked_at_together_do_not_stay_together() {
        let pause = Duration::from_secs(60);
        let pauses: HashSet<_> = (0..100).map(|_| jittered(pause).unwrap()).collect();
        assert!(pauses.len() > 10);
        assert!(pauses.iter().all(|pause| (45..=75).contains(&pause.as_secs())), "{pauses:?}");
    }
}
