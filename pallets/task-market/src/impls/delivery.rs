//! From delivery to payout, or to giving up.

use ainur_primitives::{limits::MAX_SETTLE_BATCH, Outcome, TaskId};
use ainur_support::{Agents, Escrow, Payment, RecordOutcome};
use frame_support::{
    ensure,
    storage::with_storage_layer,
    traits::{ConstU32, Get},
    BoundedVec,
};
use sp_runtime::DispatchResult;

use crate::{
    types::{CancelReason, FailReason, Phase, WorkResult},
    Config, Error, Event, Pallet, TaskOf,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_submit_result(who: T::AccountId, id: TaskId, result: WorkResult) -> DispatchResult {
        let task = Self::known(id)?;
        let agent = task.phase.engaged().ok_or(Error::<T>::WrongPhase)?;
        Self::controlled(agent, &who)?;
        let phase = task.phase.clone().deliver(result, Self::now(), T::ChallengeWindow::get()).map_err(Error::<T>::from)?;
        let challenge_until = phase.clock();
        Self::advance(id, task, phase);
        Self::deposit_event(Event::ResultSubmitted { task: id, agent, result, challenge_until });
        Ok(())
    }

    pub(crate) fn do_fail(who: T::AccountId, id: TaskId, reason: FailReason) -> DispatchResult {
        let task = Self::known(id)?;
        let Phase::Running { ref assignment, due, .. } = task.phase else { return Err(Error::<T>::WrongPhase.into()) };
        let agent = assignment.agent;
        Self::controlled(agent, &who)?;
        ensure!(Self::now() <= due, Error::<T>::TooLate);
        Self::end_failed(id, task, CancelReason::AgentFailed { agent, reason })
    }

    pub(crate) fn do_accept_result(who: T::AccountId, id: TaskId) -> DispatchResult {
        let task = Self::known(id)?;
        ensure!(task.requester == who, Error::<T>::NotRequester);
        Self::pay(id, task, true)
    }

    pub(crate) fn do_settle(tasks: BoundedVec<TaskId, ConstU32<MAX_SETTLE_BATCH>>) -> DispatchResult {
        let mut settled = false;
        for id in tasks {
            // A task that cannot be settled leaves no trace but the event.
            match with_storage_layer(|| Self::settle_due(id)) {
                Ok(()) => settled = true,
                Err(error) => Self::deposit_event(Event::SettlementSkipped { task: id, error }),
            }
        }
        ensure!(settled, Error::<T>::NothingToSettle);
        Ok(())
    }

    fn settle_due(id: TaskId) -> DispatchResult {
        let task = Self::known(id)?;
        ensure!(matches!(task.phase, Phase::Verifying { .. }), Error::<T>::WrongPhase);
        ensure!(task.phase.is_over(Self::now()), Error::<T>::NotDue);
        Self::pay(id, task, false)
    }

    /// Pays a delivered task, once and for all.
    pub(super) fn pay(id: TaskId, task: TaskOf<T>, accepted: bool) -> DispatchResult {
        let Phase::Verifying { ref assignment, started_at, delivered_at, result, .. } = task.phase else {
            return Err(Error::<T>::WrongPhase.into());
        };
        let (agent, price, promised) = (assignment.agent, assignment.price, assignment.duration);
        let payment = Payment { payee: assignment.payee.clone(), price, matcher: assignment.matcher.clone() };
        let settlement = T::Escrow::pay(id, payment)?;
        T::Agents::release(agent);
        let duration = delivered_at.saturating_sub(started_at);
        T::Reputation::record(agent, &task.requester, Outcome::Completed { value: price, duration, promised, disputed: false });
        let kept_until = Self::now().saturating_add(T::HistoryWindow::get());
        Self::advance(id, task, Phase::Finalized { agent, paid: settlement.paid, result, kept_until });
        Self::deposit_event(Event::TaskFinalized { task: id, agent, price, settlement, accepted });
        Ok(())
    }

    /// Ends a task whose agent worked in vain: that counts against it.
    pub(super) fn end_failed(id: TaskId, task: TaskOf<T>, reason: CancelReason) -> DispatchResult {
        let agent = task.phase.engaged().ok_or(Error::<T>::WrongPhase)?;
        T::Agents::release(agent);
        T::Reputation::record(agent, &task.requester, Outcome::Failed);
        Self::end_unpaid(id, task, reason)
    }
}
