//! From delivery to payout, or to giving up.

use ainur_primitives::{limits::MAX_SETTLE_BATCH, Outcome, Side, TaskId};
use ainur_support::{Agents, Audited, Audits, Escrow, Payment, RecordOutcome, Ruling};
use frame_support::{
    ensure,
    storage::with_storage_layer,
    traits::{ConstU32, Get},
    weights::Weight,
    BoundedVec,
};
use sp_runtime::{ArithmeticError, DispatchError, DispatchResult};

use crate::{
    types::{Approval, Assignment, CancelReason, FailReason, Phase, Special, WorkResult, MAX_AUDITED},
    Config, Error, Event, Pallet, TaskOf, WeightInfo,
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
        T::Agents::release(agent, cover);
        T::Reputation::record(agent, &task.requester, Outcome::Failed);
        Self::end_unpaid(id, task, CancelReason::AgentFailed { agent, reason })
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

    /// Pays what is due; returns how many of the tasks paid were more work than others.
    pub(crate) fn do_settle(tasks: BoundedVec<TaskId, ConstU32<MAX_SETTLE_BATCH>>) -> Result<Special, DispatchError> {
        let (mut settled, mut special) = (false, Special::default());
        for id in tasks {
            // A task that cannot be settled leaves no trace but the event.
            let has_room = special.audited < MAX_AUDITED;
            match with_storage_layer(|| Self::settle_due(id, has_room)) {
                Ok(of_task) => {
                    settled = true;
                    special = special.and(of_task);
                }
                Err(error) => Self::deposit_event(Event::SettlementSkipped { task: id, error }),
            }
        }
        ensure!(settled, Error::<T>::NothingToSettle);
        Ok(special)
    }

    /// What it weighs to look at `count` tasks, of which some are special.
    pub(crate) fn weight_of_settling(count: u32, Special { parts, audited }: Special) -> Weight {
        T::WeightInfo::settle(count)
            .saturating_add(T::WeightInfo::leave_family().saturating_mul(parts.into()))
            .saturating_add(T::WeightInfo::end_audit().saturating_mul(audited.into()))
    }

    fn settle_due(id: TaskId, has_room_for_audited: bool) -> Result<Special, DispatchError> {
        let task = Self::known(id)?;
        ensure!(matches!(task.phase, Phase::Verifying { .. }), Error::<T>::WrongPhase);
        ensure!(task.phase.is_over(Self::now()), Error::<T>::NotDue);
        let special = Special { parts: task.family.parent.is_some().into(), audited: T::Audits::auditor(id).is_some().into() };
        ensure!(has_room_for_audited || special.audited == 0, Error::<T>::TooManyAudited);
        Self::pay(id, task, Approval::Silence)?;
        Ok(special)
    }

    /// Pays a delivered task, once and for all. What its parts cost was paid out of the price before.
    pub(super) fn pay(id: TaskId, task: TaskOf<T>, approval: Approval) -> DispatchResult {
        let (Phase::Verifying { ref assignment, started_at, delivered_at, result, .. }
        | Phase::Disputed { ref assignment, started_at, delivered_at, result, .. }) = task.phase
        else {
            return Err(Error::<T>::WrongPhase.into());
        };
        let (agent, cover, promised) = (assignment.agent, assignment.cover, assignment.duration);
        let price = assignment.price.checked_sub(task.family.spent).ok_or(ArithmeticError::Underflow)?;
        let auditor = Self::end_audit(id, assignment, approval);
        let payment = Payment { payee: assignment.payee.clone(), price, matcher: assignment.matcher.clone(), auditor };
        let settlement = T::Escrow::pay(id, payment)?;
        Self::leave_family(task.family, settlement.returned);
        T::Agents::release(agent, cover);
        let duration = delivered_at.saturating_sub(started_at);
        // What a verifier objected to in vain is not the requester's doing.
        let by_requester = matches!(task.phase, Phase::Disputed { ref challenger, .. } if *challenger == task.requester);
        let disputed = by_requester && approval == Approval::Ruling(Ruling::For(Side::Agent));
        // What its parts were worth is put down to those who did them; no planck counts twice.
        let outcome = Outcome::Completed { value: price, duration, promised, disputed };
        T::Reputation::record(agent, &task.requester, outcome);
        let kept_until = Self::now().saturating_add(T::HistoryWindow::get());
        Self::advance(id, task, Phase::Finalized { agent, paid: settlement.paid, result, rated: false, kept_until });
        Self::deposit_event(Event::TaskFinalized { task: id, agent, price, settlement, approval });
        Ok(())
    }

    /// Ends the audit of a task that is paid; returns who earned the share of the fee that is for it.
    fn end_audit(id: TaskId, assignment: &Assignment<T::AccountId>, approval: Approval) -> Option<T::AccountId> {
        match T::Audits::close(id, approval == Approval::Silence)? {
            Audited::Agreed(auditor) => Some(auditor),
            Audited::Contradicted => Some(assignment.payee.clone()),
        }
    }
}
