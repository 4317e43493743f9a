//! What must hold at the end of every block.

use alloc::collections::BTreeMap;

use ainur_primitives::Balance;
use frame_support::{ensure, traits::fungible::hold::Inspect};
use sp_runtime::TryRuntimeError;

use crate::{types::Availability, AgentBySlug, AgentsById, Config, HoldReason, NextAgentId, Pallet, Workloads};

impl<T: Config> Pallet<T> {
    /// For each owner, the stake of all agents, bonded and unbonding, is exactly what is on hold. Every agent has its name
    /// and a number that was given out. A retired agent has no stake and no work; nothing is noted of the work of agents that have none.
    pub fn check_state() -> Result<(), TryRuntimeError> {
        let mut staked = BTreeMap::<T::AccountId, Balance>::new();
        for (id, agent) in AgentsById::<T>::iter() {
            ensure!(id < NextAgentId::<T>::get(), "an agent has a number that was not given out");
            ensure!(AgentBySlug::<T>::get(&agent.slug) == Some(id), "an agent's name leads elsewhere");
            if agent.availability == Availability::Retired {
                let is_idle = !Workloads::<T>::contains_key(id);
                ensure!(agent.stake == 0 && is_idle, "a retired agent has stake or work");
            }
            let held = agent.held().ok_or("the stake of one agent exceeds all money")?;
            let sum = staked.entry(agent.owner).or_default();
            *sum = sum.checked_add(held).ok_or("the stake of one owner exceeds all money")?;
        }
        ensure!(AgentBySlug::<T>::iter_keys().count() == AgentsById::<T>::iter_keys().count(), "a name has no agent");
        for (id, workload) in Workloads::<T>::iter() {
            ensure!(AgentsById::<T>::contains_key(id) && workload.tasks > 0, "work is noted for an agent that has none");
        }
        for (owner, sum) in staked {
            let held = T::Currency::balance_on_hold(&HoldReason::AgentStake.into(), &owner);
            ensure!(held == sum, "the stake of an owner differs from what is on hold");
        }
        Ok(())
    }
}
