//! What members and the agent say.

use ainur_primitives::{Hash, Opinion, Receipt, TaskId, Vote};
use ainur_support::Forum;
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use crate::{
    types::{Ballot, Case, Member, Stage},
    Cases, Config, Error, Event, Pallet,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_commit_vote(who: T::AccountId, task: TaskId, commitment: Hash) -> DispatchResult {
        let mut case = Self::known(task)?;
        let Stage::Committing { until } = case.stage else { return Err(Error::<T>::WrongStage.into()) };
        ensure!(Self::now() <= until, Error::<T>::TooLate);
        Self::member(&mut case, &who)?.ballot = Ballot::Committed(commitment);
        let round = case.round;
        Cases::<T>::insert(task, case);
        Self::deposit_event(Event::VoteCommitted { task, round, who });
        Ok(())
    }

    pub(crate) fn do_reveal_vote(who: T::AccountId, task: TaskId, opinion: Opinion, salt: Hash) -> DispatchResult {
        let mut case = Self::known(task)?;
        Self::ensure_revealing(&case)?;
        let round = case.round;
        let member = Self::member(&mut case, &who)?;
        let Ballot::Committed(commitment) = member.ballot else { return Err(Error::<T>::NoCommitment.into()) };
        let vote = Vote { task, round, voter: who.clone(), opinion, salt };
        ensure!(vote.commitment() == commitment, Error::<T>::NotTheVote);
        member.ballot = Ballot::Shown(opinion);
        Cases::<T>::insert(task, case);
        Self::deposit_event(Event::VoteRevealed { task, round, who, opinion });
        Ok(())
    }

    pub(crate) fn do_show_receipt(who: T::AccountId, receipt: Receipt) -> DispatchResult {
        let task = receipt.task;
        let mut case = Self::known(task)?;
        ensure!(case.speaks_for_agent(&who), Error::<T>::NotForAgent);
        Self::ensure_revealing(&case)?;
        ensure!(case.receipt.is_none(), Error::<T>::ReceiptKnown);
        let Forum::Committee(claim) = &case.forum else { return Err(Error::<T>::WrongStage.into()) };
        let is_claimed = receipt.hash() == claim.receipt_hash
            && receipt.module_hash == claim.module_hash
            && receipt.input_hash == claim.input_hash
            && receipt.output_hash == claim.output_hash;
        ensure!(is_claimed, Error::<T>::NotTheReceipt);
        case.receipt = Some(Opinion::Output { output_hash: receipt.output_hash, fuel_used: receipt.fuel_used });
        Cases::<T>::insert(task, case);
        Self::deposit_event(Event::ReceiptShown { task, receipt });
        Ok(())
    }

    pub(super) fn known(task: TaskId) -> Result<Case<T::AccountId>, DispatchError> {
        Cases::<T>::get(task).ok_or_else(|| Error::<T>::NoDispute.into())
    }

    fn ensure_revealing(case: &Case<T::AccountId>) -> DispatchResult {
        let Stage::Revealing { until } = case.stage else { return Err(Error::<T>::WrongStage.into()) };
        ensure!(Self::now() <= until, Error::<T>::TooLate);
        Ok(())
    }

    fn member<'a>(case: &'a mut Case<T::AccountId>, who: &T::AccountId) -> Result<&'a mut Member<T::AccountId>, DispatchError> {
        case.committee.iter_mut().find(|member| member.who == *who).ok_or_else(|| Error::<T>::NotMember.into())
    }
}
