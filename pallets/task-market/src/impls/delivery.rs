//! From delivery to payout, or to giving up.

use ainur_primitives::{limits::MAX_SETTLE_BATCH, Outcome, Side, TaskId};
use ainur_support::{Agents, Escrow, Payment, RecordOutcome, Ruling};
use frame_support::{
    ensure,
    storage::with_storage_layer,
    traits::{ConstU32, Get},
    BoundedVec,
};
use sp_runtime::{ArithmeticError, DispatchResult};

use crate::{
    types::{Approval, CancelReason, FailReason, Phase, WorkResult},
    Config, Error, Event, Pallet, TaskOf,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_submit_result(who: T::AccountId, id: TaskId, result: WorkResult) -> DispatchResult {
        let task = Self::known(id)?;
        let agent = task.phase.engaged().ok_or(Error::<T>::WrongPhase)?;
        Self::controlled(agent, &who)?;
        Self::ensure_no_open_parts(&task)?;
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
        Self::ensure_no_open_parts(&task)?;
        T::Agents::release(agent);
        T::Reputation::record(agent, &task.requester, Outcome::Failed);
        Self::end_unpaid(id, task, CancelReason::AgentFailed { agent, reason })
    }

    pub(crate) fn do_accept_result(who: T::AccountId, id: TaskId) -> DispatchResult {
        let task = Self::known(id)?;
        ensure!(task.requester == who, Error::<T>::NotRequester);
        ensure!(matches!(task.phase, Phase::Verifying { .. }), Error::<T>::WrongPhase);
        Self::pay(id, task, Approval::Requester)
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
        Self::pay(id, task, Approval::Silence)
    }

    /// Pays a delivered task, once and for all. What its parts cost was paid out of the price before.
    pub(super) fn pay(id: TaskId, task: TaskOf<T>, approval: Approval) -> DispatchResult {
        let (Phase::Verifying { ref assignment, started_at, delivered_at, result, .. }
        | Phase::Disputed { ref assignment, started_at, delivered_at, result, .. }) = task.phase
        else {
            return Err(Error::<T>::WrongPhase.into());
        };
        let (agent, value, promised) = (assignment.agent, assignment.price, assignment.duration);
        let price = value.checked_sub(task.family.spent).ok_or(ArithmeticError::Underflow)?;
        let payment = Payment { payee: assignment.payee.clone(), price, matcher: assignment.matcher.clone() };
        let settlement = T::Escrow::pay(id, payment)?;
        Self::leave_family(task.family, settlement.returned);
        T::Agents::release(agent);
        let duration = delivered_at.saturating_sub(started_at);
        let disputed = approval == Approval::Ruling(Ruling::For(Side::Agent));
        T::Reputation::record(agent, &task.requester, Outcome::Completed { value, duration, promised, disputed });
        let kept_until = Self::now().saturating_add(T::HistoryWindow::get());
        Self::advance(id, task, Phase::Finalized { agent, paid: settlement.paid, result, rated: false, kept_until });
        Self::deposit_event(Event::TaskFinalized { task: id, agent, price, settlement, approval });
        Ok(())
    }
}
