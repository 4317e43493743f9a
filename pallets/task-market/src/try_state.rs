//! What must hold at the end of every block.

use alloc::collections::BTreeMap;

use ainur_primitives::{AgentId, Balance, TaskId};
use ainur_support::{Agents, Audits, Escrow};
use frame_support::{ensure, traits::fungible::hold::Inspect};
use sp_runtime::TryRuntimeError;

use crate::{types::Phase, Bids, ClientKeys, Config, HoldReason, NextTaskId, Pallet, Postings, SealedBids, Tasks};

impl<T: Config> Pallet<T> {
    /// Checks all invariants.
    pub fn check_state() -> Result<(), TryRuntimeError> {
        Self::check_records()?;
        Self::check_money()?;
        Self::check_bids()?;
        Self::check_engagements()?;
        Self::check_audits()
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

    /// Up to the end of a task, all of its budget is locked but what its parts took; after it nothing is. The price, of which
    /// the parts are paid, is never above the budget. A task knows how many of its parts have not ended; a part may outlive a whole
    /// that failed.
    fn check_money() -> Result<(), TryRuntimeError> {
        let mut open = BTreeMap::<TaskId, u8>::new();
        for (id, task) in Tasks::<T>::iter() {
            let budget = Postings::<T>::get(id).map(|posting| posting.spec.budget);
            let expected = if task.phase.is_terminal() { None } else { budget.and_then(|b| b.checked_sub(task.family.spent)) };
            ensure!(T::Escrow::locked(id) == expected, "what is locked for a task does not fit its phase");
            let price = task.phase.assignment().map(|assignment| assignment.price);
            ensure!(price <= budget, "a price is above the budget");
            ensure!(price.is_none_or(|price| task.family.spent <= price), "the parts of a task cost more than the whole");
            if let (Some(parent), false) = (task.family.parent, task.phase.is_terminal()) {
                let count = open.entry(parent).or_default();
                *count = count.saturating_add(1);
            }
        }
        for (id, task) in Tasks::<T>::iter() {
            ensure!(open.remove(&id).unwrap_or(0) == task.family.open, "a task has another number of open parts");
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
        let mut deposits = BTreeMap::<T::AccountId, Balance>::new();
        for (id, book) in SealedBids::<T>::iter() {
            let phase = Tasks::<T>::get(id).map(|task| task.phase);
            let sealed = matches!(phase, Some(Phase::Bidding { commits_until: Some(_), .. }));
            ensure!(sealed || book.is_empty(), "sealed bids stand on a task that takes none");
            for bid in book {
                let sum = deposits.entry(bid.depositor).or_default();
                *sum = sum.saturating_add(bid.deposit);
            }
        }
        for (depositor, sum) in deposits {
            let held = T::Currency::balance_on_hold(&HoldReason::BidDeposit.into(), &depositor);
            ensure!(held == sum, "the deposits of a bidder differ from what is on hold");
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

    /// Only what somebody can still object to, can be run again, and is part of no other has an auditor.
    fn check_audits() -> Result<(), TryRuntimeError> {
        for (id, task) in Tasks::<T>::iter() {
            if T::Audits::auditor(id).is_some() {
                ensure!(matches!(task.phase, Phase::Verifying { .. }), "a task is audited that is not open to objections");
                let by_execution = Postings::<T>::get(id).is_some_and(|posting| posting.spec.verification.is_by_execution());
                ensure!(by_execution && task.family.parent.is_none(), "a task is audited that nobody may look into");
            }
        }
        Ok(())
    }
}
