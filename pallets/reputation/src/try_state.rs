//! What must hold at the end of every block.

use ainur_primitives::TrackRecord;
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

use crate::{Config, OfAgent, OfRequester, Pallet};

impl<T: Config> Pallet<T> {
    /// Every outcome was counted once for an agent and once for a requester, so that both sides sum to the same.
    pub fn check_state() -> Result<(), TryRuntimeError> {
        let agents = totals(OfAgent::<T>::iter_values());
        let requesters = totals(OfRequester::<T>::iter_values());
        ensure!(agents == requesters, "agents and requesters were counted differently");
        Ok(())
    }
}

fn totals(records: impl Iterator<Item = TrackRecord>) -> (u64, u64, u128) {
    records.fold((0, 0, 0), |(completed, failed, value), record| {
        (
            completed.saturating_add(u64::from(record.completed)),
            failed.saturating_add(u64::from(record.failed)),
            value.saturating_add(record.value_delivered),
        )
    })
}
