//! Reading and writing a task's record.

use ainur_primitives::{AgentId, BlockNumber, TaskId};
use ainur_support::{Agents, Escrow, Profile};
use frame_support::{ensure, traits::Get};
use sp_runtime::{traits::BlockNumberProvider, DispatchError, DispatchResult};

use crate::{
    types::{CancelReason, Phase},
    Config, Error, Event, Pallet, Postings, SpecOf, TaskOf, Tasks,
};

impl<T: Config> Pallet<T> {
    pub(super) fn now() -> BlockNumber {
        T::BlockNumberProvider::current_block_number()
    }

    pub(super) fn known(id: TaskId) -> Result<TaskOf<T>, DispatchError> {
        Tasks::<T>::get(id).ok_or_else(|| Error::<T>::UnknownTask.into())
    }

    pub(super) fn spec_of(id: TaskId) -> Result<SpecOf<T>, DispatchError> {
        Postings::<T>::get(id).map(|posting| posting.spec).ok_or_else(|| Error::<T>::UnknownTask.into())
    }

    /// The agent, for somebody who may speak for it.
    pub(super) fn controlled(agent: AgentId, who: &T::AccountId) -> Result<Profile<T::AccountId>, DispatchError> {
        let profile = T::Agents::profile(agent).ok_or(Error::<T>::UnknownAgent)?;
        ensure!(profile.is_controlled_by(who), Error::<T>::NotController);
        Ok(profile)
    }

    /// The agent with how many of its places are free, for somebody who may speak for it.
    pub(super) fn controlled_candidate(
        agent: AgentId,
        who: &T::AccountId,
    ) -> Result<(Profile<T::AccountId>, u16), DispatchError> {
        let (profile, free_places) = T::Agents::candidate(agent).ok_or(Error::<T>::UnknownAgent)?;
        ensure!(profile.is_controlled_by(who), Error::<T>::NotController);
        Ok((profile, free_places))
    }

    /// Writes the task in its next phase and sets the phase's clock.
    pub(super) fn advance(id: TaskId, task: TaskOf<T>, phase: Phase<T::AccountId>) {
        Self::put_on_agenda(&[id], phase.clock());
        Tasks::<T>::insert(id, TaskOf::<T> { phase, ..task });
    }

    /// Ends a task without a payment.
    pub(super) fn end_unpaid(id: TaskId, task: TaskOf<T>, reason: CancelReason) -> DispatchResult {
        let (returned, heir) = T::Escrow::refund(id)?;
        Self::leave_family(task.family.parent, heir, returned);
        let kept_until = Self::now().saturating_add(T::HistoryWindow::get());
        Self::advance(id, task, Phase::Cancelled { reason, kept_until });
        Self::deposit_event(Event::TaskCancelled { task: id, reason });
        Ok(())
    }
}
