//! From being hired to starting the work, or not.

use ainur_primitives::{AgentId, TaskId};
use ainur_support::Fault;
use frame_support::ensure;
use sp_runtime::DispatchResult;

use crate::{
    types::{CancelReason, Phase},
    Config, Error, Event, Pallet, TaskOf,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_accept_offer(who: T::AccountId, id: TaskId) -> DispatchResult {
        let task = Self::known(id)?;
        let Phase::Offered { agent, module, accept_by } = task.phase else { return Err(Error::<T>::WrongPhase.into()) };
        let (profile, free_places) = Self::controlled_candidate(agent, &who)?;
        ensure!(Self::now() <= accept_by, Error::<T>::TooLate);
        let spec = Self::spec_of(id)?;
        ensure!(Self::meets_requirements(agent, &profile, &spec), Error::<T>::RequirementsNotMet);
        ensure!(profile.module == module, Error::<T>::ModuleChanged);
        ensure!(free_places > 0, Error::<T>::NoFreePlace);
        Self::hire(id, task, Self::agreement(agent, profile, &spec, spec.budget, spec.max_duration))
    }

    pub(crate) fn do_decline(who: T::AccountId, id: TaskId) -> DispatchResult {
        let task = Self::known(id)?;
        match task.phase {
            Phase::Offered { agent, accept_by, .. } => {
                Self::controlled(agent, &who)?;
                ensure!(Self::now() <= accept_by, Error::<T>::TooLate);
                Self::end_unpaid(id, task, CancelReason::Declined { agent })
            }
            Phase::Matched { ref assignment, start_by } => {
                let agent = assignment.agent;
                Self::controlled(agent, &who)?;
                ensure!(Self::now() <= start_by, Error::<T>::TooLate);
                Self::let_down(id, task, CancelReason::Declined { agent })
            }
            _ => Err(Error::<T>::WrongPhase.into()),
        }
    }

    pub(crate) fn do_start(who: T::AccountId, id: TaskId) -> DispatchResult {
        let task = Self::known(id)?;
        let agent = task.phase.engaged().ok_or(Error::<T>::WrongPhase)?;
        Self::controlled(agent, &who)?;
        let deadline = Self::spec_of(id)?.deadline;
        let phase = task.phase.clone().start(Self::now(), deadline).map_err(Error::<T>::from)?;
        let due = phase.clock();
        Self::advance(id, task, phase);
        Self::deposit_event(Event::TaskStarted { task: id, agent, due });
        Ok(())
    }

    /// The hired agent will not start: that counts against it, and others are asked.
    pub(super) fn let_down(id: TaskId, task: TaskOf<T>, reason: CancelReason) -> DispatchResult {
        let agent = Self::blame(id, &task, Fault::NoShow)?;
        Self::hand_on(id, task, agent, reason)
    }

    /// What an agent that was freed has not done gets one more chance with the others, if there is time; otherwise it ends.
    pub(super) fn hand_on(id: TaskId, task: TaskOf<T>, agent: AgentId, reason: CancelReason) -> DispatchResult {
        let spec = Self::spec_of(id)?;
        // What was delegated belongs to the work of the agent that delegated it.
        let is_untouched = task.let_down_by.is_none() && task.family.children == 0;
        let again = spec.hiring.bidding_from(Self::now()).filter(|_| is_untouched && Self::is_wanted(&spec));
        let Some(bidding) = again.filter(|bidding| Self::leaves_time(&spec, bidding.clock())) else {
            return Self::end_unpaid(id, task, reason);
        };
        let task = TaskOf::<T> { let_down_by: Some(agent), ..task };
        Self::deposit_event(Event::TaskReopened { task: id, reason });
        Self::take_bids(id, task, bidding);
        Ok(())
    }
}
