//! Results that somebody objects to, and what payers think of those that were paid.

use ainur_primitives::{Claim, Outcome, Rating, Side, TaskId};
use ainur_support::{
    Agents, Audits, Complaint, Concession, Disputes, Fault, FaultReport, Faults, Forum, Progress, RecordOutcome, RecordRating,
    Ruling,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use crate::{
    types::{Approval, CancelReason, Phase, Verification},
    Config, Error, Event, Pallet, TaskOf, Tasks,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_dispute(who: T::AccountId, id: TaskId) -> DispatchResult {
        let task = Self::known(id)?;
        let Phase::Verifying { ref assignment, challenge_until, .. } = task.phase else {
            return Err(Error::<T>::WrongPhase.into());
        };
        ensure!(Self::now() <= challenge_until, Error::<T>::TooLate);
        let agent = assignment.agent;
        let complaint = Self::complaint(&who, id, &task)?;
        let until = T::Disputes::open(complaint)?;
        // The court has taken over what the auditor said, and has let go one that is the challenger.
        T::Audits::close(id, false);
        let phase = task.phase.clone().dispute(who.clone(), Self::now(), until).map_err(Error::<T>::from)?;
        Self::advance(id, task, phase);
        Self::deposit_event(Event::ResultDisputed { task: id, agent, challenger: who, until });
        Ok(())
    }

    pub(crate) fn do_appeal(who: T::AccountId, id: TaskId) -> DispatchResult {
        let task = Self::in_dispute(id)?;
        let until = T::Disputes::appeal(id, &who)?;
        Self::prolong(id, task, until)
    }

    pub(crate) fn do_concede(who: T::AccountId, id: TaskId) -> DispatchResult {
        let task = Self::in_dispute(id)?;
        let Concession { ruling, is_proven } = T::Disputes::concede(id, &who)?;
        Self::end_dispute(id, task, ruling, is_proven)
    }

    pub(crate) fn do_evaluate(who: T::AccountId, id: TaskId, side: Side) -> DispatchResult {
        let task = Self::in_dispute(id)?;
        let until = T::Disputes::evaluate(id, &who, side)?;
        Self::prolong(id, task, until)
    }

    pub(crate) fn do_rule(id: TaskId, side: Side) -> DispatchResult {
        let task = Self::in_dispute(id)?;
        T::Disputes::rule(id, side)?;
        Self::end_dispute(id, task, Ruling::For(side), true)
    }

    /// Moves a dispute on whose stage is over; the court knows when that is.
    pub(super) fn move_dispute(id: TaskId, task: TaskOf<T>) -> DispatchResult {
        match T::Disputes::advance(id)? {
            Progress::Until(until) => Self::prolong(id, task, until),
            Progress::Ended(ruling) => Self::end_dispute(id, task, ruling, true),
        }
    }

    pub(crate) fn do_rate(who: T::AccountId, id: TaskId, rating: Rating) -> DispatchResult {
        let mut task = Self::known(id)?;
        let Phase::Finalized { agent, ref mut rated, .. } = task.phase else { return Err(Error::<T>::NotPayer.into()) };
        ensure!(task.requester == who, Error::<T>::NotPayer);
        ensure!(!*rated, Error::<T>::RatedBefore);
        ensure!(rating.is_valid(), Error::<T>::BadRating);
        *rated = true;
        Tasks::<T>::insert(id, task);
        T::Ratings::rate(id, agent, &who, rating);
        Ok(())
    }

    /// What is put before the court. The requester may object to any result; a verifier, who stakes its own bond, and the
    /// task's auditor, whether or not it still has its whole bond, to what can be run again. Nobody but its requester holds up a part, for the whole waits for it.
    fn complaint(who: &T::AccountId, id: TaskId, task: &TaskOf<T>) -> Result<Complaint<T::AccountId>, DispatchError> {
        let Phase::Verifying { ref assignment, result, .. } = task.phase else { return Err(Error::<T>::WrongPhase.into()) };
        let spec = Self::spec_of(id)?;
        let is_public = Self::is_public(id, task)?;
        let is_auditor = || T::Audits::auditor(id).as_ref() == Some(who);
        let may_object = task.requester == *who || (is_public && (T::Disputes::is_verifier(who) || is_auditor()));
        ensure!(may_object && assignment.payee != *who, Error::<T>::MayNotDispute);
        let forum = match (spec.verification, assignment.module) {
            (Verification::Deterministic | Verification::Replayable, Some(module_hash)) => Forum::Committee(Claim {
                module_hash,
                input_hash: spec.input_hash,
                output_hash: result.output_hash,
                receipt_hash: result.receipt_hash,
            }),
            (Verification::Evaluator(evaluator), _) => Forum::Evaluator(evaluator),
            _ => Forum::Court,
        };
        Ok(Complaint {
            task: id,
            agent: assignment.agent,
            defendant: assignment.payee.clone(),
            operator: T::Agents::profile(assignment.agent).and_then(|profile| profile.operator),
            requester: task.requester.clone(),
            challenger: who.clone(),
            price: assignment.price,
            forum,
        })
    }

    /// Whether others than the requester may look into the task: it can be run again, and no other waits for it.
    pub(super) fn is_public(id: TaskId, task: &TaskOf<T>) -> Result<bool, DispatchError> {
        Ok(Self::spec_of(id)?.verification.is_by_execution() && task.family.parent.is_none())
    }

    fn in_dispute(id: TaskId) -> Result<TaskOf<T>, DispatchError> {
        let task = Self::known(id)?;
        ensure!(matches!(task.phase, Phase::Disputed { .. }), Error::<T>::WrongPhase);
        Ok(task)
    }

    fn prolong(id: TaskId, task: TaskOf<T>, until: ainur_primitives::BlockNumber) -> DispatchResult {
        let phase = task.phase.clone().prolong(until).map_err(Error::<T>::from)?;
        Self::advance(id, task, phase);
        Self::deposit_event(Event::DisputeProlonged { task: id, until });
        Ok(())
    }

    fn end_dispute(id: TaskId, task: TaskOf<T>, ruling: Ruling, is_proven: bool) -> DispatchResult {
        Self::deposit_event(Event::DisputeEnded { task: id, ruling });
        match ruling {
            Ruling::For(Side::Challenger) => Self::reject(id, task, is_proven),
            Ruling::For(Side::Agent) | Ruling::Undecided => Self::pay(id, task, Approval::Ruling(ruling)),
        }
    }

    /// Ends a task whose result was found wrong, or whose agent gave in. Nobody but the treasury earns by what was only admitted: else an
    /// agent could bring its own stake away from those it has harmed.
    fn reject(id: TaskId, task: TaskOf<T>, is_proven: bool) -> DispatchResult {
        let Phase::Disputed { ref assignment, ref challenger, .. } = task.phase else {
            return Err(Error::<T>::WrongPhase.into());
        };
        let (agent, cover) = (assignment.agent, assignment.cover);
        let by_execution = Self::spec_of(id)?.verification.is_by_execution();
        let report = FaultReport {
            agent,
            fault: if by_execution { Fault::InvalidResult } else { Fault::DisputeLost },
            task: id,
            price: assignment.price,
            victim: is_proven.then(|| task.requester.clone()),
            reporter: is_proven.then(|| challenger.clone()),
        };
        T::Agents::release(agent, 1, cover);
        T::Reputation::record(agent, &task.requester, Outcome::Rejected);
        T::Faults::report(report);
        Self::end_unpaid(id, task, CancelReason::ResultRejected { agent })
    }
}
