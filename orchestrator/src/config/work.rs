//! Which work is taken, and what it may take.

use std::{collections::HashSet, time::Duration};

use ainur_chain::AccountId;
use ainur_primitives::BlockNumber;
use ainur_sandbox::{Limit, Limits};
use anyhow::{ensure, Context, Result};
use serde::Deserialize;

use crate::{matching::Strategy, pricing::Pricing};

/// Which work is taken, and how.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields, default)]
pub struct Work {
    /// SS58 accounts whose agents are worked for; none for everybody who names our account as an agent's operator. The agent's
    /// owner is paid, and our account bears the fees: a service that is not meant for everybody says here whom it serves.
    pub owners: Option<HashSet<String>>,
    /// By what one of the agents that qualify for a task is picked to bid: `best_score`, `cheapest`, `fastest`, `least_loaded`,
    /// `round_robin`, `similar` or `sticky`. Without it all of them bid, each for a fee, and the chain chooses.
    pub strategy: Option<Strategy>,
    /// What our agents ask: `fixed` for their usual price, `quoted` for what `GET /v1/agents/{id}/quote` says.
    pub pricing: Pricing,
    /// Duration promised in bids, in blocks, unless the task allows less; at least 1.
    pub promised_blocks: BlockNumber,
    /// Modules run at a time, each in a process of its own, 1 to 1,000. Up to twice as many processes stay warm. Beside them four times
    /// as many endpoints of hosted agents are waited for.
    pub parallel: u16,
    /// Seconds for which a worker holds a job without a sign of life, 5 to 3,600.
    pub lease_seconds: u64,
    /// Attempts at a job that fails through no fault of the agent's, 1 to 100. Then it is given up until the operator replays it.
    pub attempts: u8,
    /// Seconds after which a job that a worker still holds is run by another one as well that has nothing else to do, 1 to 3,600,
    /// or 0 for never. Never either with only one attempt at a job.
    pub hedge_after_seconds: u64,
    /// Requesters on whose tasks a module in a row traps, exhausts what it is given, or loses its process, until it is in quarantine: run
    /// no more until the operator lifts that. 1 to 1,000; 0 for never.
    pub quarantine_after: u16,
    /// Days for which jobs are kept after their end, with receipts and logs, 1 to 3,650.
    pub keep_jobs_days: u16,
    /// Seconds between two check-ups of an agent, 10 to 86,400, or 0 for none: whether its module is here, is what the chain says and can
    /// be made to run. An agent that rests or was found unfit is looked at six times as often.
    pub checkup_seconds: u64,
    /// Fuel of one execution, 1 to 10^12.
    pub fuel: u64,
    /// Blocks for which a signature is good: a power of two from 8 to 4,096.
    pub mortality: u32,
}

impl Default for Work {
    fn default() -> Self {
        Self {
            owners: None,
            strategy: None,
            pricing: Pricing::Fixed,
            promised_blocks: 30,
            parallel: 4,
            lease_seconds: 30,
            attempts: 10,
            hedge_after_seconds: 20,
            quarantine_after: 5,
            keep_jobs_days: 90,
            checkup_seconds: 60,
            fuel: 10_000_000_000,
            mortality: 64,
        }
    }
}

impl Work {
    /// Whether work is done for the agents of this owner.
    pub fn takes(&self, owner: &str) -> bool {
        self.owners.as_ref().is_none_or(|owners| owners.contains(owner))
    }

    /// Tasks of modules that are started at a time: four for each place to run one, since they wait for one another, and must be done in
    /// the time promised. As many of hosted agents, whose endpoints are all asked at once.
    pub fn started(&self) -> usize {
        usize::from(self.parallel).saturating_mul(4)
    }

    /// How long a lease lasts.
    pub fn lease(&self) -> Duration {
        Duration::from_secs(self.lease_seconds)
    }

    /// How long a job is run before it is hedged; none when it never is.
    pub fn hedge_after(&self) -> Option<Duration> {
        (self.hedge_after_seconds > 0 && self.attempts > 1).then(|| Duration::from_secs(self.hedge_after_seconds))
    }

    /// The time between two check-ups of an agent; none when there are none.
    pub fn checkup(&self) -> Option<Duration> {
        (self.checkup_seconds > 0).then(|| Duration::from_secs(self.checkup_seconds))
    }

    /// How long jobs are kept after their end.
    pub fn keep_jobs(&self) -> Duration {
        const DAY: Duration = Duration::from_secs(24 * 60 * 60);
        DAY.saturating_mul(self.keep_jobs_days.into())
    }

    pub(super) fn check(&self) -> Result<()> {
        ensure!(self.promised_blocks > 0, "work.promised_blocks: at least 1");
        ensure!((1..=1_000).contains(&self.parallel), "work.parallel: 1 to 1,000");
        ensure!((5..=3_600).contains(&self.lease_seconds), "work.lease_seconds: 5 to 3,600");
        ensure!((1..=100).contains(&self.attempts), "work.attempts: 1 to 100");
        ensure!(self.hedge_after_seconds <= 3_600, "work.hedge_after_seconds: 0 to 3,600");
        ensure!(self.quarantine_after <= 1_000, "work.quarantine_after: 0 to 1,000");
        ensure!((1..=3_650).contains(&self.keep_jobs_days), "work.keep_jobs_days: 1 to 3,650");
        let checkup = self.checkup_seconds;
        ensure!(checkup == 0 || (10..=86_400).contains(&checkup), "work.checkup_seconds: 0, or 10 to 86,400");
        Limits::default().with(Limit::Fuel, self.fuel).context("work.fuel")?;
        for owner in self.owners.iter().flatten() {
            ensure!(owner.parse::<AccountId>().is_ok(), "work.owners: {owner:?} is no SS58 account");
        }
        let mortality = self.mortality;
        ensure!((8..=4_096).contains(&mortality) && mortality.is_power_of_two(), "work.mortality: a power of two, 8 to 4,096");
        Ok(())
    }
}
