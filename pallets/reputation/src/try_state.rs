//! What must hold at the end of every block.

use ainur_primitives::{MarketTotals, Rating, Ratings, TrackRecord};
use frame_support::ensure;
use sp_runtime::{PerThing, Perbill, TryRuntimeError};

use crate::{Config, OfAgent, OfMarket, OfRequester, Pallet};

impl<T: Config> Pallet<T> {
    /// Every outcome was counted once for an agent and once for a requester, and once for the market if it was a success. No
    /// evidence is heavier than the tasks it comes from. An agent was rated at most once for each completed task, a requester
    /// never.
    pub fn check_state() -> Result<(), TryRuntimeError> {
        let mut agents = Totals::default();
        for record in OfAgent::<T>::iter_values() {
            ensure!(record.rejected == 0, "an agent has won a requester's dispute");
            check_ratings(&record.ratings, record.completed)?;
            check_evidence(&record, record.completed, record.failed.saturating_add(record.disputed))?;
            agents = agents.with(&record, record.disputed);
        }
        let mut requesters = Totals::default();
        for record in OfRequester::<T>::iter_values() {
            ensure!(record.ratings == Ratings::default(), "a requester was rated");
            let undisputed =
                record.completed.checked_sub(record.disputed).ok_or("a requester lost more disputes than it paid")?;
            check_evidence(&record, undisputed, record.disputed)?;
            requesters = requesters.with(&record, record.rejected);
        }
        ensure!(agents == requesters, "agents and requesters were counted differently");
        ensure!(agents.completed == OfMarket::<T>::get(), "the market was counted differently");
        Ok(())
    }
}

/// What agents and requesters have in common.
#[derive(PartialEq, Eq, Default)]
struct Totals {
    completed: MarketTotals,
    failed: u64,
    rejected: u64,
}

impl Totals {
    /// With a record that has as many `rejected` results.
    fn with(self, record: &TrackRecord, rejected: u32) -> Self {
        Self {
            completed: MarketTotals {
                completed: self.completed.completed.saturating_add(u64::from(record.completed)),
                value: self.completed.value.saturating_add(record.value_delivered),
            },
            failed: self.failed.saturating_add(u64::from(record.failed)),
            rejected: self.rejected.saturating_add(u64::from(rejected)),
        }
    }
}

fn check_ratings(ratings: &Ratings, completed: u32) -> Result<(), TryRuntimeError> {
    ensure!(ratings.count <= completed, "an agent has more ratings than paid tasks");
    let least = u64::from(ratings.count);
    let most = least.saturating_mul(u64::from(Rating::MAX));
    let sums = [ratings.stars, ratings.quality, ratings.speed, ratings.communication];
    ensure!(sums.iter().all(|sum| (least..=most).contains(sum)), "an agent has ratings of less than one star or more than five");
    Ok(())
}

fn check_evidence(record: &TrackRecord, good: u32, bad: u32) -> Result<(), TryRuntimeError> {
    let weight = |tasks: u32| u64::from(tasks).saturating_mul(u64::from(Perbill::ACCURACY));
    ensure!(record.evidence.good <= weight(good), "evidence for a party is heavier than its good tasks");
    ensure!(record.evidence.bad <= weight(bad), "evidence against a party is heavier than its bad tasks");
    ensure!(record.first_seen <= record.last_seen, "a party was seen last before it was seen first");
    Ok(())
}
