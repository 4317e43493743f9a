//! Bids that are committed to first and shown later.

use ainur_primitives::{AgentId, Balance, BlockNumber, Hash, TaskId};
use ainur_support::Agents;
use frame_support::{
    ensure,
    traits::{
        fungible::hold::{Balanced, Mutate},
        tokens::Precision,
        Get, OnUnbalanced,
    },
};
use sp_runtime::{DispatchError, DispatchResult};

use crate::{
    types::{sealed_bid, Bid, Phase, SealedBid},
    Bids, Config, Error, Event, HoldReason, Pallet, SealedBids, TaskOf,
};

/// What becomes of the deposits of bids that were never shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Unshown {
    /// They return: there was still time to show the bids.
    IsExcused,
    /// They are lost.
    IsForfeited,
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_commit_bid(who: T::AccountId, id: TaskId, agent: AgentId, commitment: Hash) -> DispatchResult {
        let (task, _) = Self::in_sealed_bidding(id)?;
        ensure!(Self::is_sealed(&task), Error::<T>::TooLate);
        let spec = Self::spec_of(id)?;
        Self::fit_to_bid(&who, &task, &spec, agent)?;
        SealedBids::<T>::try_mutate(id, |book| {
            if let Some(standing) = book.iter_mut().find(|bid| bid.agent == agent) {
                standing.commitment = commitment;
            } else {
                let deposit = T::BidDeposit::get();
                T::Currency::hold(&HoldReason::BidDeposit.into(), &who, deposit)?;
                let bid = SealedBid { agent, depositor: who, deposit, commitment };
                book.try_push(bid).map_err(|_| Error::<T>::BookFull)?;
            }
            Self::deposit_event(Event::SealedBidPlaced { task: id, agent });
            Ok(())
        })
    }

    pub(crate) fn do_reveal_bid(id: TaskId, agent: AgentId, price: Balance, duration: BlockNumber, salt: Hash) -> DispatchResult {
        let (task, _) = Self::in_sealed_bidding(id)?;
        ensure!(!Self::is_sealed(&task), Error::<T>::StillSealed);
        let mut book = SealedBids::<T>::get(id);
        let at = book.iter().position(|bid| bid.agent == agent).ok_or(Error::<T>::NoBid)?;
        let bid = book.remove(at);
        ensure!(bid.commitment == sealed_bid(id, agent, price, duration, salt), Error::<T>::NotTheSealedBid);
        T::Currency::release(&HoldReason::BidDeposit.into(), &bid.depositor, bid.deposit, Precision::Exact)?;
        SealedBids::<T>::insert(id, book);
        let spec = Self::spec_of(id)?;
        let module = T::Agents::profile(agent).and_then(|profile| profile.module);
        let valid = (1..=spec.budget).contains(&price)
            && (1..=spec.max_duration).contains(&duration)
            && Self::enter(id, &spec, Bid { agent, price, duration, placed_at: Self::now(), module }).is_ok();
        Self::deposit_event(Event::SealedBidShown { task: id, agent, valid });
        if valid {
            Self::deposit_event(Event::BidPlaced { task: id, agent, price, duration });
        }
        Ok(())
    }

    /// Whether bids on the task are still hidden at this moment.
    pub(super) fn is_sealed(task: &TaskOf<T>) -> bool {
        matches!(task.phase, Phase::Bidding { commits_until: Some(until), .. } if Self::now() <= until)
    }

    /// Removes all bids of a task whose bidding ends.
    pub(super) fn clear_books(id: TaskId, unshown: Unshown) -> DispatchResult {
        Bids::<T>::remove(id);
        for SealedBid { agent, depositor, deposit, .. } in SealedBids::<T>::take(id) {
            match unshown {
                Unshown::IsExcused => {
                    T::Currency::release(&HoldReason::BidDeposit.into(), &depositor, deposit, Precision::Exact)?;
                }
                Unshown::IsForfeited => {
                    let (forfeited, _) = T::Currency::slash(&HoldReason::BidDeposit.into(), &depositor, deposit);
                    T::OnForfeit::on_unbalanced(forfeited);
                    Self::deposit_event(Event::BidDepositForfeited { task: id, agent, depositor, amount: deposit });
                }
            }
        }
        Ok(())
    }

    fn in_sealed_bidding(id: TaskId) -> Result<(TaskOf<T>, BlockNumber), DispatchError> {
        let (task, closes_at) = Self::in_bidding(id)?;
        ensure!(matches!(task.phase, Phase::Bidding { commits_until: Some(_), .. }), Error::<T>::BidsAreOpen);
        Ok((task, closes_at))
    }

    /// Whether somebody has bound itself to a bid that it may still show.
    pub(super) fn has_sealed_bids(id: TaskId) -> bool {
        SealedBids::<T>::decode_len(id).is_some_and(|bids| bids > 0)
    }
}
