//! What it costs to sign twice.

use ainur_primitives::Balance;
use frame_support::{
    traits::{
        fungible::{hold::Balanced as BalancedHold, Balanced, Credit},
        Get, Imbalance, OnUnbalanced,
    },
    weights::Weight,
};
use sp_runtime::Perbill;
use sp_staking::{
    offence::{OffenceDetails, OnOffenceHandler},
    SessionIndex,
};

use crate::{
    types::{Penalty, Standing, Validator},
    Config, Event, HoldReason, Members, Pallet, Penalties, Sessions, WeightInfo,
};

impl<T: Config> OnOffenceHandler<T::AccountId, (T::AccountId, ()), Weight> for Pallet<T> {
    /// Punishes all who were caught at the same thing at the same time, those from before too: the more they are, the graver it is.
    /// The weight of the call that reports them includes [`Pallet::weight_of_report`].
    fn on_offence(
        offenders: &[OffenceDetails<T::AccountId, (T::AccountId, ())>],
        shares: &[Perbill],
        session: SessionIndex,
    ) -> Weight {
        let least = T::EquivocationShare::get();
        for (OffenceDetails { offender: (who, ()), reporters }, share) in offenders.iter().zip(shares) {
            Self::punish(who, (*share).max(least), session, reporters.first());
        }
        Weight::zero()
    }
}

impl<T: Config> Pallet<T> {
    /// What a report about a session with so many validators takes beside what its evidence does: all may have been caught before, are
    /// punished again, and are looked at to see whether that costs them anything. For each that is what it has lost, and whether it did
    /// the same at the same time; before the call is let in, and in it.
    pub fn weight_of_report(validators: u32) -> Weight {
        let validators = validators.min(T::MaxInvulnerables::get().saturating_add(T::MaxCandidates::get()));
        let looked_at = T::DbWeight::get().reads(u64::from(validators).saturating_mul(4));
        T::WeightInfo::on_offence(validators).saturating_add(looked_at)
    }

    fn punish(who: &T::AccountId, share: Perbill, session: SessionIndex, reporter: Option<&T::AccountId>) {
        T::Sessions::disable(who.clone(), share);
        // Whoever has withdrawn did so when evidence was not accepted any more.
        let Some(mut member) = Members::<T>::get(who) else { return };
        let mut penalty = Penalties::<T>::get(session, who).unwrap_or(Penalty { bond: member.bond, ..Penalty::default() });
        let (credit, slashed) = Self::take(who, &mut member, penalty.due(share));
        penalty.taken = penalty.taken.saturating_add(slashed);
        Penalties::<T>::insert(session, who, penalty);
        let reward = Self::share_out(credit, reporter.filter(|reporter| *reporter != who));
        Self::deposit_event(Event::Slashed { who: who.clone(), session, slashed, reward });
        Self::expel(who, member);
    }

    /// Bars somebody from the sessions to come. The last invulnerable stays: without it there would be no chain.
    fn expel(who: &T::AccountId, mut member: Validator) {
        let free_at = match member.standing {
            Standing::Invulnerable if Self::dismiss(who).is_err() => None,
            Standing::Invulnerable => Some(Self::free_at()),
            Standing::Candidate => {
                Self::strike(who);
                Some(Self::free_at())
            }
            Standing::Leaving { free_at } => Some(free_at),
            Standing::Barred { .. } => None,
        };
        if let Some(free_at) = free_at {
            member = Validator { standing: Standing::Barred { free_at }, absent: 0, ..member };
            Self::deposit_event(Event::Barred { who: who.clone(), free_at });
        }
        Members::<T>::insert(who, member);
    }

    /// Takes plancks out of a bond; returns them, and how many there were.
    pub(crate) fn take(
        who: &T::AccountId,
        member: &mut Validator,
        amount: Balance,
    ) -> (Credit<T::AccountId, T::Currency>, Balance) {
        let (credit, _) = T::Currency::slash(&HoldReason::ValidatorBond.into(), who, amount.min(member.bond));
        let taken = credit.peek();
        member.bond = member.bond.saturating_sub(taken);
        (credit, taken)
    }

    /// Gives the reporter its share, and the rest with whatever cannot be received to the treasury; returns what the reporter got.
    fn share_out(credit: Credit<T::AccountId, T::Currency>, reporter: Option<&T::AccountId>) -> Balance {
        let share = reporter.map_or(0, |_| T::ReporterShare::get().mul_floor(credit.peek()));
        let (reward, rest) = credit.split(share);
        let (received, undeliverable) = match reporter {
            Some(reporter) => match T::Currency::resolve(reporter, reward) {
                Ok(()) => (share, Credit::<T::AccountId, T::Currency>::zero()),
                Err(reward) => (0, reward),
            },
            None => (0, reward),
        };
        T::OnSlash::on_unbalanced(rest.merge(undeliverable));
        received
    }
}
