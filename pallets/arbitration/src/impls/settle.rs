//! The end of a dispute: who gets what.

use alloc::vec::Vec;

use ainur_primitives::{Balance, Side, TaskId};
use ainur_support::{Ruling, Stakes};
use frame_support::traits::{
    fungible::{
        hold::{Balanced as BalancedHold, Mutate},
        Balanced, Credit,
    },
    tokens::Precision,
    Imbalance, OnUnbalanced,
};
use sp_runtime::DispatchError;

use super::stages::QUORUM;
use crate::{
    types::{Case, CastVote, Misconduct},
    Cases, Config, Event, HoldReason, Pallet,
};

/// How a dispute came to its end.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// Somebody judged, or nobody did in time.
    Judgement,
    /// A party gave in.
    Concession,
}

impl<T: Config> Pallet<T> {
    /// Ends a dispute: bonds return or are lost, votes are judged, everybody is free.
    pub(super) fn settle(
        task: TaskId,
        case: Case<T::AccountId>,
        ruling: Ruling,
        ending: Ending,
    ) -> Result<Ruling, DispatchError> {
        Cases::<T>::remove(task);
        // Whoever was drawn for a round that did not come to its end did nothing wrong.
        for member in &case.committee {
            Self::disengage(&member.who);
        }
        let winners = Self::judge(task, &case, ruling, ending);
        let (to_winner, to_voters, to_treasury) = match ruling {
            Ruling::Undecided => {
                Self::give_back(&case.requester, case.requester_bond)?;
                Self::give_back(&case.defendant, case.defendant_bond)?;
                T::Stakes::release_pledge(case.agent, case.pledge);
                Self::reimburse(&case)?
            }
            Ruling::For(Side::Agent) => {
                Self::give_back(&case.defendant, case.defendant_bond)?;
                T::Stakes::release_pledge(case.agent, case.pledge);
                let lost =
                    Self::take(&case.challenger, case.challenger_bond).merge(Self::take(&case.requester, case.requester_bond));
                Self::share(lost, &case.defendant, &winners)
            }
            Ruling::For(Side::Challenger) => {
                Self::give_back(&case.challenger, case.challenger_bond)?;
                Self::give_back(&case.requester, case.requester_bond)?;
                let lost =
                    Self::take(&case.defendant, case.defendant_bond).merge(T::Stakes::take_pledge(case.agent, case.pledge));
                // Whoever risked more.
                let winner = if case.requester_bond > case.challenger_bond { &case.requester } else { &case.challenger };
                Self::share(lost, winner, &winners)
            }
        };
        Self::deposit_event(Event::DisputeSettled { task, ruling, to_winner, to_voters, to_treasury });
        Ok(ruling)
    }

    /// Punishes votes for the losing side, and those who could not run what others could; returns who voted for the winning one. Where
    /// a party gave in, or the agent never said what it claims, nothing was found against any vote.
    fn judge(task: TaskId, case: &Case<T::AccountId>, ruling: Ruling, ending: Ending) -> Vec<T::AccountId> {
        let right = match ruling {
            Ruling::For(side) => Some(side),
            Ruling::Undecided => None,
        };
        let verdict = |vote: &CastVote<T::AccountId>| right.and_then(|right| case.judge(vote, right));
        let right_votes = case.votes.iter().filter(|vote| verdict(vote) == Some(true));
        let winners: Vec<_> = right_votes.map(|vote| vote.who.clone()).collect();
        let is_proven = ending == Ending::Judgement && (case.receipt.is_some() || right == Some(Side::Challenger));
        for vote in &case.votes {
            match verdict(vote) {
                Some(false) if is_proven => Self::punish(task, &vote.who, Misconduct::WrongOpinion),
                None if is_proven && !vote.is_audit && winners.len() >= QUORUM => {
                    Self::punish(task, &vote.who, Misconduct::Unavailable);
                }
                _ => {}
            }
            Self::disengage(&vote.who);
        }
        winners
    }

    /// Where nobody was found right, half of the challenger's bond goes in equal parts to those who looked into it; the rest returns.
    fn reimburse(case: &Case<T::AccountId>) -> Result<(Balance, Balance, Balance), DispatchError> {
        let voters: Vec<_> = case.votes.iter().filter(|vote| !vote.is_audit).map(|vote| &vote.who).collect();
        let costs = if voters.is_empty() { 0 } else { case.challenger_bond / 2 };
        Self::give_back(&case.challenger, case.challenger_bond.saturating_sub(costs))?;
        let each = costs.checked_div(voters.len() as Balance).unwrap_or(0);
        let lost = Self::take(&case.challenger, costs);
        let (to_voters, rest) = Self::share_out(lost, each, voters);
        let to_treasury = rest.peek();
        T::OnForfeit::on_unbalanced(rest);
        Ok((0, to_voters, to_treasury))
    }

    /// Half to the winner, a quarter in equal parts to those who voted for it, the rest to the treasury; so is what cannot be
    /// received.
    fn share(
        lost: Credit<T::AccountId, T::Currency>,
        winner: &T::AccountId,
        voters: &[T::AccountId],
    ) -> (Balance, Balance, Balance) {
        let (half, quarter) = (lost.peek() / 2, lost.peek() / 4);
        let (for_winner, rest) = lost.split(half);
        let (to_winner, unreceived) = Self::credit(winner, for_winner);
        let rest = rest.merge(unreceived);
        let each = quarter.checked_div(voters.len() as Balance).unwrap_or(0);
        let (to_voters, rest) = Self::share_out(rest, each, voters);
        let to_treasury = rest.peek();
        T::OnForfeit::on_unbalanced(rest);
        (to_winner, to_voters, to_treasury)
    }

    /// Gives each account the same; returns how much they received, and the rest with what they could not.
    fn share_out<'a>(
        mut rest: Credit<T::AccountId, T::Currency>,
        each: Balance,
        accounts: impl IntoIterator<Item = &'a T::AccountId>,
    ) -> (Balance, Credit<T::AccountId, T::Currency>) {
        let mut received: Balance = 0;
        for account in accounts {
            let (part, remainder) = rest.split(each);
            let (amount, unreceived) = Self::credit(account, part);
            received = received.saturating_add(amount);
            rest = remainder.merge(unreceived);
        }
        (received, rest)
    }

    /// Gives an account a credit; returns how much it received and what it could not.
    fn credit(who: &T::AccountId, credit: Credit<T::AccountId, T::Currency>) -> (Balance, Credit<T::AccountId, T::Currency>) {
        let amount = credit.peek();
        match T::Currency::resolve(who, credit) {
            Ok(()) => (amount, Credit::<T::AccountId, T::Currency>::zero()),
            Err(credit) => (0, credit),
        }
    }

    fn give_back(who: &T::AccountId, bond: Balance) -> Result<(), DispatchError> {
        T::Currency::release(&HoldReason::DisputeBond.into(), who, bond, Precision::Exact).map(drop)
    }

    fn take(who: &T::AccountId, bond: Balance) -> Credit<T::AccountId, T::Currency> {
        T::Currency::slash(&HoldReason::DisputeBond.into(), who, bond).0
    }
}
