//! What must hold at the end of every block.

use alloc::collections::BTreeMap;

use ainur_primitives::AgentId;
use ainur_support::{Agents, Escrow};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

use crate::{types::Phase, Bids, ClientKeys, Config, NextTaskId, Pallet, Postings, Tasks};

impl<T: Config> Pallet<T> {
    /// Checks all invariants.
    pub fn check_state() -> Result<(), TryRuntimeError> {
        Self::check_records()?;
        Self::check_money()?;
        Self::check_bids()?;
        Self::check_engagements()
    }

    /// Every task has one posting, one client key and a number that was given out; nothing else has.
    fn check_records() -> Result<(), TryRuntimeError> {
        let next = NextTaskId::<T>::get();
        for (id, task) in Tasks::<T>::iter() {
            ensure!(id < next, "a task has a number that was not given out");
            let posting = Postings::<T>::get(id).ok_or("a task has no posting")?;
            ensure!(ClientKeys::<T>::get(&task.requester, posting.client_key) == Some(id), "a task's key leads elsewhere");
        }
        let tasks = Tasks::<T>::iter_keys().count();
        ensure!(Postings::<T>::iter_keys().count() == tasks, "a posting has no task");
        ensure!(ClientKeys::<T>::iter_keys().count() == tasks, "a client key has no task");
        Ok(())
    }

    /// The whole budget is locked up to the end of a task, and nothing after it. The price is never above the budget.
    fn check_money() -> Result<(), TryRuntimeError> {
        for (id, task) in Tasks::<T>::iter() {
            let budget = Postings::<T>::get(id).map(|posting| posting.spec.budget);
            let expected = if task.phase.is_terminal() { None } else { budget };
            ensure!(T::Escrow::locked(id) == expected, "what is locked for a task does not fit its phase");
            let price = match &task.phase {
                Phase::Matched { assignment, .. } | Phase::Running { assignment, .. } | Phase::Verifying { assignment, .. } => {
                    Some(assignment.price)
                }
                _ => None,
            };
            ensure!(price <= budget, "a price is above the budget");
        }
        Ok(())
    }

    /// Bids stand only on tasks in bidding, at most one of each agent, within the budget.
    fn check_bids() -> Result<(), TryRuntimeError> {
        for (id, book) in Bids::<T>::iter() {
            let task = Tasks::<T>::get(id).ok_or("bids stand on no task")?;
            ensure!(matches!(task.phase, Phase::Bidding { .. }), "bids stand on a task that takes none");
            let budget = Postings::<T>::get(id).ok_or("a task has no posting")?.spec.budget;
            for bid in &book {
                ensure!((1..=budget).contains(&bid.price), "a bid is outside the budget");
                ensure!(book.iter().filter(|other| other.agent == bid.agent).count() == 1, "an agent has two bids on a task");
            }
        }
        Ok(())
    }

    /// An agent that is hired for tasks exists as long as they last.
    fn check_engagements() -> Result<(), TryRuntimeError> {
        let mut engaged = BTreeMap::<AgentId, u32>::new();
        for task in Tasks::<T>::iter_values() {
            if let Some(agent) = task.phase.engaged() {
                let count = engaged.entry(agent).or_default();
                *count = count.saturating_add(1);
            }
        }
        for (agent, count) in engaged {
            ensure!(
                T::Agents::engagements(agent) == Some(count),
                "an agent is not engaged for exactly the tasks it was hired for"
            );
        }
        Ok(())
    }
}
