//! What must hold at the end of every block.

use alloc::collections::BTreeMap;

use ainur_primitives::{AgentId, Balance};
use ainur_support::Stakes;
use frame_support::{ensure, traits::fungible::hold::Inspect};
use sp_runtime::{traits::BlockNumberProvider, TryRuntimeError};

use crate::{types::State, Config, FaultsOf, HoldReason, JailedUntil, NextSlashId, Pallet, PresentEra, Slashes};

impl<T: Config> Pallet<T> {
    /// Every slash has a number that was given out and something to take. The slashes of an agent add up to what is claimed of its
    /// stake. For each account, the bonds of its appeals are exactly what is held. Nothing is kept about agents that are gone. The
    /// present era has begun, and no fault was counted in a later one.
    pub fn check_state() -> Result<(), TryRuntimeError> {
        let mut claimed = BTreeMap::<AgentId, Balance>::new();
        let mut bonds = BTreeMap::<T::AccountId, Balance>::new();
        for (id, slash) in Slashes::<T>::iter() {
            ensure!(id < NextSlashId::<T>::get(), "a slash has a number that was not given out");
            ensure!(slash.amount > 0, "a slash has nothing to take");
            let sum = claimed.entry(slash.agent).or_default();
            *sum = sum.saturating_add(slash.amount);
            if let State::Appealed { by, bond, .. } = slash.state {
                let sum = bonds.entry(by).or_default();
                *sum = sum.saturating_add(bond);
            }
        }
        let known = FaultsOf::<T>::iter_keys().chain(JailedUntil::<T>::iter_keys());
        ensure!(
            known.into_iter().all(|agent| T::Stakes::owner(agent).is_some()),
            "something is kept about an agent that is gone"
        );
        let era = PresentEra::<T>::get();
        ensure!(era.started <= T::BlockNumberProvider::current_block_number(), "the present era has not begun");
        ensure!(FaultsOf::<T>::iter_values().all(|faults| faults.era <= era.number), "a fault was counted in an era to come");
        for (agent, sum) in claimed {
            ensure!(sum == T::Stakes::claims(agent), "what an agent is to lose differs from what is claimed of its stake");
        }
        for (who, sum) in bonds {
            let held = T::Currency::balance_on_hold(&HoldReason::AppealBond.into(), &who);
            ensure!(held == sum, "the bonds of appeals differ from what is on hold");
        }
        Ok(())
    }
}
