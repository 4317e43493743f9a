//! What must hold at the end of every block.

use alloc::collections::BTreeMap;

use ainur_primitives::Balance;
use frame_support::{ensure, traits::fungible::hold::Inspect};
use sp_runtime::TryRuntimeError;

use crate::{types::Availability, AgentBySlug, AgentsById, Config, HoldReason, NextAgentId, Pallet};

impl<T: Config> Pallet<T> {
    /// For each owner, the stake of all agents, bonded and unbonding, is exactly what is on hold. Every agent has its name
    /// and a number that was given out. No more is claimed of an agent's
    /// stake than there is. A retired agent has no stake and no work.
    pub fn check_state() -> Result<(), TryRuntimeError> {
        let mut staked = BTreeMap::<T::AccountId, Balance>::new();
        for (id, agent) in AgentsById::<T>::iter() {
            ensure!(id < NextAgentId::<T>::get(), "an agent has a number that was not given out");
            ensure!(AgentBySlug::<T>::get(&agent.slug) == Some(id), "an agent's name leads elsewhere");
            if agent.availability == Availability::Retired {
                ensure!(agent.stake == 0 && agent.engaged == 0, "a retired agent has stake or work");
            }
            let held = agent.held().ok_or("the stake of one agent exceeds all money")?;
            ensure!(agent.claims <= held, "more is claimed of a stake than there is");
            let sum = staked.entry(agent.owner).or_default();
            *sum = sum.checked_add(held).ok_or("the stake of one owner exceeds all money")?;
        }
        ensure!(AgentBySlug::<T>::iter_keys().count() == AgentsById::<T>::iter_keys().count(), "a name has no agent");
        for (owner, sum) in staked {
            let held = T::Currency::balance_on_hold(&HoldReason::AgentStake.into(), &owner);
            ensure!(held == sum, "the stake of an owner differs from what is on hold");
        }
        Ok(())
    }
}
