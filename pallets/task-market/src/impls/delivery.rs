//! From delivery to payout, or to giving up.

use ainur_primitives::{limits::MAX_SETTLE_BATCH, Outcome, TaskId};
use ainur_support::{Agents, Audits, RecordOutcome};
use frame_support::{
    dispatch::{DispatchResultWithPostInfo, WithPostDispatchInfo},
    ensure,
    traits::{ConstU32, Get},
    weights::Weight,
    BoundedVec,
};
use sp_runtime::DispatchResult;

use super::payday::Payday;
use crate::{
    types::{Approval, Batch, CancelReason, FailReason, Phase, WorkResult},
    Config, Error, Event, Pallet, WeightInfo,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_submit_result(who: T::AccountId, id: TaskId, result: WorkResult) -> DispatchResult {
        let task = Self::known(id)?;
        let agent = task.phase.engaged().ok_or(Error::<T>::WrongPhase)?;
        Self::controlled(agent, &who)?;
        Self::ensure_no_open_parts(&task)?;
        let phase = task.phase.clone().deliver(result, Self::now(), T::ChallengeWindow::get()).map_err(Error::<T>::from)?;
        if Self::is_public(id, &task)? && task.phase.assignment().is_some_and(|assignment| assignment.module.is_some()) {
            T::Audits::delivered(id);
        }
        let challenge_until = phase.clock();
        Self::advance(id, task, phase);
        Self::deposit_event(Event::ResultSubmitted { task: id, agent, result, challenge_until });
        Ok(())
    }

    pub(crate) fn do_fail(who: T::AccountId, id: TaskId, reason: FailReason) -> DispatchResult {
        let task = Self::known(id)?;
        let Phase::Running { ref assignment, due, .. } = task.phase else { return Err(Error::<T>::WrongPhase.into()) };
        let (agent, cover) = (assignment.agent, assignment.cover);
        Self::controlled(agent, &who)?;
        ensure!(Self::now() <= due, Error::<T>::TooLate);
        T::Agents::release(agent, 1, cover);
        T::Reputation::record(agent, &task.requester, Outcome::Failed);
        let why = CancelReason::AgentFailed { agent, reason };
        if reason.is_the_requesters() {
            return Self::end_unpaid(id, task, why);
        }
        Self::hand_on(id, task, agent, why)
    }

    /// What it weighs to give up: the task ends, or is opened again as after a refusal.
    pub(crate) fn weight_of_failing() -> Weight {
        Self::with_family(T::WeightInfo::fail().max(T::WeightInfo::decline()))
    }

    pub(crate) fn do_accept_result(who: T::AccountId, id: TaskId) -> DispatchResult {
        let task = Self::known(id)?;
        ensure!(task.requester == who, Error::<T>::NotRequester);
        ensure!(matches!(task.phase, Phase::Verifying { .. }), Error::<T>::WrongPhase);
        Self::pay(id, task, Approval::Requester)
    }

    /// What it weighs to pay a task before its time.
    pub(crate) fn weight_of_accepting(is_audited: bool) -> Weight {
        Self::with_family(if is_audited { T::WeightInfo::end_audit() } else { T::WeightInfo::accept_result() })
    }

    /// Pays what is due; returns the weight of what was really done, also when nothing could be paid.
    pub(crate) fn do_settle(tasks: BoundedVec<TaskId, ConstU32<MAX_SETTLE_BATCH>>) -> DispatchResultWithPostInfo {
        let mut payday = Payday::<T>::new();
        for id in tasks {
            if let Err(error) = payday.settle(id) {
                // It leaves no trace but this.
                Self::deposit_event(Event::SettlementSkipped { task: id, error });
            }
        }
        let weight = Self::weight_of_settling(payday.batch());
        let done = if payday.is_empty() { Err(Error::<T>::NothingToSettle.into()) } else { payday.end() };
        done.map_err(|error| error.with_weight(weight))?;
        Ok(Some(weight).into())
    }

    /// What it weighs to settle a batch: what its tasks are by themselves, and what so many agents and so many payers add to that.
    pub(crate) fn weight_of_settling(Batch { tasks, agents, payers, parts, audited }: Batch) -> Weight {
        let (agents, payers) = (agents.min(tasks), payers.min(tasks));
        T::WeightInfo::settle_alike(tasks)
            .saturating_add(T::WeightInfo::settle_for_one(agents))
            .saturating_add(T::WeightInfo::settle(payers))
            .saturating_sub(T::WeightInfo::settle_alike(agents))
            .saturating_sub(T::WeightInfo::settle_for_one(payers))
            // What is measured scatters.
            .min(T::WeightInfo::settle(tasks))
            .saturating_add(T::WeightInfo::leave_family().saturating_mul(parts.into()))
            .saturating_add(T::WeightInfo::end_audit().saturating_mul(audited.into()))
    }
}
