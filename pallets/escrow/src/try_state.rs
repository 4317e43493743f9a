//! What must hold at the end of every block.

use alloc::collections::BTreeMap;

use ainur_primitives::{Balance, TaskId};
use frame_support::{ensure, traits::fungible::hold::Inspect};
use sp_runtime::TryRuntimeError;

use crate::{Config, HoldReason, Locks, Pallet};

impl<T: Config> Pallet<T> {
    /// For each payer, the locks sum to exactly what is on hold for them. A lock has as many parts as name it as their parent; one that
    /// has ended holds nothing and has parts.
    pub fn check_state() -> Result<(), TryRuntimeError> {
        let mut locked = BTreeMap::<T::AccountId, Balance>::new();
        let mut parts = BTreeMap::<TaskId, u32>::new();
        for parent in Locks::<T>::iter_values().filter_map(|lock| lock.parent) {
            let count = parts.entry(parent).or_default();
            *count = count.saturating_add(1);
        }
        for (task, lock) in Locks::<T>::iter() {
            ensure!(parts.remove(&task).unwrap_or(0) == lock.parts, "a lock has another number of parts");
            ensure!(!lock.has_ended || (lock.amount == 0 && lock.parts > 0), "a lock is kept for nothing");
        }
        ensure!(parts.is_empty(), "a lock came out of one that is gone");
        for lock in Locks::<T>::iter_values() {
            let sum = locked.entry(lock.payer).or_default();
            *sum = sum.checked_add(lock.amount).ok_or("the locks of one payer exceed all money")?;
        }
        for (payer, sum) in locked {
            ensure!(
                T::Currency::balance_on_hold(&HoldReason::TaskBudget.into(), &payer) == sum,
                "the locks of a payer differ from what is on hold"
            );
        }
        Ok(())
    }
}
