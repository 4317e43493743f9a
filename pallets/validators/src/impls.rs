//! What the calls do: who is bonded, and in which list.

use ainur_primitives::Balance;
use frame_support::{
    ensure,
    traits::{fungible::hold::Mutate, tokens::Precision, Get},
};
use sp_runtime::{ArithmeticError, DispatchError, DispatchResult};
use sp_staking::SessionIndex;

use crate::{
    types::{Standing, Validator},
    Candidates, Config, Error, Event, HoldReason, Invulnerables, Members, Pallet, Sessions,
};

impl<T: Config> Pallet<T> {
    /// Bonds an invulnerable of genesis, or of the upgrade that brings this pallet to a chain.
    ///
    /// # Errors
    ///
    /// `AlreadyServing`, `TooManyInvulnerables`, or why `bond` plancks cannot be held.
    pub fn found(who: &T::AccountId, bond: Balance) -> DispatchResult {
        ensure!(!Members::<T>::contains_key(who), Error::<T>::AlreadyServing);
        T::Currency::hold(&HoldReason::ValidatorBond.into(), who, bond)?;
        Invulnerables::<T>::try_append(who.clone()).map_err(|()| Error::<T>::TooManyInvulnerables)?;
        Members::<T>::insert(who, Validator { bond, standing: Standing::Invulnerable, absent: 0 });
        Ok(())
    }

    pub(crate) fn do_join(who: T::AccountId, amount: Balance) -> DispatchResult {
        ensure!(T::Sessions::has_keys(&who), Error::<T>::NoKeys);
        let (held, absent) = match Members::<T>::get(&who) {
            None => (0, 0),
            Some(Validator { bond, standing: Standing::Leaving { .. }, absent }) => (bond, absent),
            Some(Validator { standing: Standing::Barred { .. }, .. }) => return Err(Error::<T>::Barred.into()),
            Some(_) => return Err(Error::<T>::AlreadyServing.into()),
        };
        let bond = held.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
        ensure!(bond >= T::MinBond::get(), Error::<T>::BondTooLow);
        T::Currency::hold(&HoldReason::ValidatorBond.into(), &who, amount)?;
        Self::enlist(&who, bond)?;
        Members::<T>::insert(&who, Validator { bond, standing: Standing::Candidate, absent });
        Self::deposit_event(Event::Joined { who, bond });
        Ok(())
    }

    pub(crate) fn do_bond_more(who: T::AccountId, amount: Balance) -> DispatchResult {
        let mut member = Self::serving(&who)?;
        ensure!(amount > 0, Error::<T>::NothingToChange);
        T::Currency::hold(&HoldReason::ValidatorBond.into(), &who, amount)?;
        member.bond = member.bond.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
        if member.standing == Standing::Candidate {
            Self::strike(&who);
            Self::enlist(&who, member.bond)?;
        }
        Members::<T>::insert(&who, member);
        Self::deposit_event(Event::BondRaised { who, bond: member.bond });
        Ok(())
    }

    pub(crate) fn do_leave(who: T::AccountId) -> DispatchResult {
        let member = Self::serving(&who)?;
        match member.standing {
            Standing::Invulnerable => Self::dismiss(&who)?,
            _ => Self::strike(&who),
        }
        Self::depart(who, member);
        Ok(())
    }

    pub(crate) fn do_withdraw(who: T::AccountId) -> DispatchResult {
        let member = Members::<T>::get(&who).ok_or(Error::<T>::NothingToWithdraw)?;
        let free_at = member.standing.free_at().ok_or(Error::<T>::NothingToWithdraw)?;
        ensure!(T::Sessions::current() >= free_at, Error::<T>::NotDue);
        T::Currency::release(&HoldReason::ValidatorBond.into(), &who, member.bond, Precision::Exact)?;
        Members::<T>::remove(&who);
        Self::deposit_event(Event::Withdrawn { who, amount: member.bond });
        Ok(())
    }

    pub(crate) fn do_add_invulnerable(who: T::AccountId) -> DispatchResult {
        let member = Members::<T>::get(&who).filter(|member| member.standing == Standing::Candidate);
        let member = member.ok_or(Error::<T>::NotCandidate)?;
        Invulnerables::<T>::try_append(who.clone()).map_err(|()| Error::<T>::TooManyInvulnerables)?;
        Self::strike(&who);
        Members::<T>::insert(&who, Validator { standing: Standing::Invulnerable, ..member });
        Self::deposit_event(Event::InvulnerableAdded { who });
        Ok(())
    }

    pub(crate) fn do_remove_invulnerable(who: T::AccountId) -> DispatchResult {
        let member = Members::<T>::get(&who).filter(|member| member.standing == Standing::Invulnerable);
        let member = member.ok_or(Error::<T>::NotInvulnerable)?;
        Self::dismiss(&who)?;
        Self::deposit_event(Event::InvulnerableRemoved { who: who.clone() });
        match Self::enlist(&who, member.bond) {
            Ok(()) => Members::<T>::insert(&who, Validator { standing: Standing::Candidate, absent: 0, ..member }),
            Err(_) => Self::depart(who, member),
        }
        Ok(())
    }

    /// Notes that somebody who is in no list any more leaves, and until when its bond stays held.
    pub(crate) fn depart(who: T::AccountId, member: Validator) {
        let free_at = Self::free_at();
        Members::<T>::insert(&who, Validator { standing: Standing::Leaving { free_at }, ..member });
        Self::deposit_event(Event::Left { who, free_at });
    }

    /// First session in which whoever leaves now can withdraw its bond.
    pub(crate) fn free_at() -> SessionIndex {
        T::Sessions::current().saturating_add(T::BondingSessions::get())
    }

    /// Takes somebody out of the candidates.
    pub(crate) fn strike(who: &T::AccountId) {
        Candidates::<T>::mutate(|candidates| candidates.retain(|other| other != who));
    }

    /// Takes somebody out of the invulnerables, unless nobody would be left who can serve.
    pub(crate) fn dismiss(who: &T::AccountId) -> DispatchResult {
        Invulnerables::<T>::try_mutate(|invulnerables| {
            invulnerables.retain(|other| other != who);
            ensure!(invulnerables.iter().any(T::Sessions::has_keys), Error::<T>::LastInvulnerable);
            Ok(())
        })
    }

    /// Puts somebody among the candidates behind all with the same bond or a higher one; the last makes room where there is none.
    fn enlist(who: &T::AccountId, bond: Balance) -> DispatchResult {
        Candidates::<T>::try_mutate(|candidates| {
            if candidates.is_full() {
                let last = candidates.pop().ok_or(Error::<T>::NoRoom)?;
                let member = Members::<T>::get(&last).filter(|member| member.bond < bond).ok_or(Error::<T>::NoRoom)?;
                Self::depart(last, member);
            }
            let at = candidates.partition_point(|other| Self::bond_of(other) >= bond);
            candidates.try_insert(at, who.clone()).map_err(|_| Error::<T>::NoRoom.into())
        })
    }

    pub(crate) fn bond_of(who: &T::AccountId) -> Balance {
        Members::<T>::get(who).map_or(0, |member| member.bond)
    }

    /// The record of an account that is in one of the lists.
    fn serving(who: &T::AccountId) -> Result<Validator, DispatchError> {
        let member = Members::<T>::get(who).filter(|member| member.standing.free_at().is_none());
        member.ok_or_else(|| Error::<T>::NotServing.into())
    }
}
