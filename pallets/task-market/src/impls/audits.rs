//! Results that are run again before they are paid, though nobody objects.

use ainur_primitives::{Opinion, Receipt, TaskId};
use ainur_support::{Agents, Auditable, Audits, Parties};
use frame_support::{ensure, traits::Get};
use sp_runtime::DispatchResult;

use crate::{types::Phase, Config, Error, Event, Pallet, Tasks};

impl<T: Config> Auditable<T::AccountId> for Pallet<T> {
    fn parties(task: TaskId) -> Option<Parties<T::AccountId>> {
        let task = Tasks::<T>::get(task)?;
        let Phase::Verifying { assignment, challenge_until, .. } = task.phase else { return None };
        let operator = T::Agents::profile(assignment.agent).and_then(|profile| profile.operator);
        Some(Parties { defendant: assignment.payee, operator, requester: task.requester, until: challenge_until })
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn delivered_for_benchmark(number: u32) -> TaskId {
        crate::benchmarking::delivered::<T>(number)
    }
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_audit(who: T::AccountId, id: TaskId, opinion: Opinion) -> DispatchResult {
        let task = Self::known(id)?;
        let Phase::Verifying { result, challenge_until, .. } = task.phase else { return Err(Error::<T>::WrongPhase.into()) };
        ensure!(T::Audits::auditor(id).as_ref() == Some(&who), Error::<T>::NotAuditor);
        ensure!(Self::now() <= challenge_until, Error::<T>::TooLate);
        match opinion {
            Opinion::Unavailable => T::Audits::report(id, &who, opinion),
            Opinion::Output { output_hash, .. } if output_hash == result.output_hash => T::Audits::report(id, &who, opinion),
            Opinion::Output { .. } | Opinion::Failure => Self::do_dispute(who, id),
        }
    }

    pub(crate) fn do_contradict_audit(who: T::AccountId, receipt: Receipt) -> DispatchResult {
        let id = receipt.task;
        let task = Self::known(id)?;
        let Phase::Verifying { ref assignment, ref result, .. } = task.phase else { return Err(Error::<T>::WrongPhase.into()) };
        let agent = assignment.agent;
        Self::controlled(agent, &who)?;
        let is_claimed = receipt.hash() == result.receipt_hash
            && Some(receipt.module_hash) == assignment.module
            && receipt.input_hash == Self::spec_of(id)?.input_hash
            && receipt.output_hash == result.output_hash;
        ensure!(is_claimed, Error::<T>::NotTheReceipt);
        // Whom the receipt puts in the wrong has the whole time to put the receipt in the wrong.
        let phase = task.phase.clone().object_anew(Self::now(), T::ChallengeWindow::get()).map_err(Error::<T>::from)?;
        let challenge_until = phase.clock();
        T::Audits::contradict(id, receipt.fuel_used)?;
        Self::advance(id, task, phase);
        Self::deposit_event(Event::AuditContradicted { task: id, agent, receipt, challenge_until });
        Ok(())
    }
}
