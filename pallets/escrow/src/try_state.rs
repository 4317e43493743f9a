//! What must hold at the end of every block.

use alloc::collections::BTreeMap;

use ainur_primitives::Balance;
use frame_support::{ensure, traits::fungible::hold::Inspect};
use sp_runtime::TryRuntimeError;

use crate::{Config, HoldReason, Locks, Pallet};

impl<T: Config> Pallet<T> {
    /// For each payer, the locks sum to exactly what is on hold for them.
    pub fn check_state() -> Result<(), TryRuntimeError> {
        let mut locked = BTreeMap::<T::AccountId, Balance>::new();
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
