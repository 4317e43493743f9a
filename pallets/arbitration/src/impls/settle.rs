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

use crate::{
    types::{Case, Misconduct},
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
                Self::give_back(&case.challenger, case.challenger_bond)?;
                Self::give_back(&case.defendant, case.defendant_bond)?;
                T::Stakes::release_claim(case.agent, case.stake_claim);
                (0, 0, 0)
            }
            Ruling::For(Side::Agent) => {
                Self::give_back(&case.defendant, case.defendant_bond)?;
                T::Stakes::release_claim(case.agent, case.stake_claim);
                let lost = Self::take(&case.challenger, case.challenger_bond);
                Self::share(lost, &case.defendant, &winners)
            }
            Ruling::For(Side::Challenger) => {
                Self::give_back(&case.challenger, case.challenger_bond)?;
                let lost =
                    Self::take(&case.defendant, case.defendant_bond).merge(T::Stakes::take_claim(case.agent, case.stake_claim));
                Self::share(lost, &case.challenger, &winners)
            }
        };
        Self::deposit_event(Event::DisputeSettled { task, ruling, to_winner, to_voters, to_treasury });
        Ok(ruling)
    }

    /// Punishes votes for the losing side; returns who voted for the winning one. Where a party gave in, or the agent never said
    /// what it claims, nothing was found against any vote.
    fn judge(task: TaskId, case: &Case<T::AccountId>, ruling: Ruling, ending: Ending) -> Vec<T::AccountId> {
        let mut winners = Vec::new();
        let is_proven = ending == Ending::Judgement && (case.receipt.is_some() || ruling == Ruling::For(Side::Challenger));
        for vote in &case.votes {
            match (ruling, case.side_of(vote.opinion)) {
                (Ruling::For(right), Some(side)) if side == right => winners.push(vote.who.clone()),
                (Ruling::For(_), Some(_)) if is_proven => Self::punish(task, &vote.who, Misconduct::WrongOpinion),
                _ => {}
            }
            Self::disengage(&vote.who);
        }
        winners
    }

    /// Half to the winner, a quarter in equal parts to those who voted for it, the rest to the treasury; so is what cannot be
    /// received.
    fn share(
        lost: Credit<T::AccountId, T::Currency>,
        winner: &T::AccountId,
        voters: &[T::AccountId],
    ) -> (Balance, Balance, Balance) {
        let (half, quarter) = (lost.peek() / 2, lost.peek() / 4);
        let (for_winner, mut rest) = lost.split(half);
        let (to_winner, unreceived) = Self::credit(winner, for_winner);
        rest = rest.merge(unreceived);
        let each = quarter.checked_div(voters.len() as Balance).unwrap_or(0);
        let mut to_voters: Balance = 0;
        for voter in voters {
            let (part, remainder) = rest.split(each);
            let (received, unreceived) = Self::credit(voter, part);
            to_voters = to_voters.saturating_add(received);
            rest = remainder.merge(unreceived);
        }
        let to_treasury = rest.peek();
        T::OnForfeit::on_unbalanced(rest);
        (to_winner, to_voters, to_treasury)
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
