//! Who can be drawn.

use ainur_primitives::{Balance, BlockNumber, TaskId};
use frame_support::{
    ensure,
    traits::{
        fungible::hold::{Balanced, Mutate},
        tokens::Precision,
        Get, OnUnbalanced,
    },
};
use sp_runtime::{traits::BlockNumberProvider, DispatchResult};

use crate::{
    types::{Misconduct, Standing, Verifier},
    Config, Error, Event, HoldReason, Pallet, SeatCount, Seats, Verifiers,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn now() -> BlockNumber {
        T::BlockNumberProvider::current_block_number()
    }

    pub(crate) fn do_take_seat(who: T::AccountId) -> DispatchResult {
        let needed = T::VerifierBond::get();
        let (bond, engaged) = match Verifiers::<T>::get(&who) {
            Some(Verifier { bond, standing: Standing::Seated(_), .. }) if bond >= needed => {
                return Err(Error::<T>::AlreadySeated.into())
            }
            Some(verifier) => {
                Self::vacate(verifier.standing);
                (verifier.bond, verifier.engaged)
            }
            None => (0, 0),
        };
        T::Currency::hold(&HoldReason::VerifierBond.into(), &who, needed.saturating_sub(bond))?;
        let bond = bond.max(needed);
        let seat = SeatCount::<T>::get();
        SeatCount::<T>::put(seat.saturating_add(1));
        Seats::<T>::insert(seat, &who);
        Verifiers::<T>::insert(&who, Verifier { bond, engaged, standing: Standing::Seated(seat) });
        Self::deposit_event(Event::VerifierSeated { who, bond });
        Ok(())
    }

    pub(crate) fn do_give_up_seat(who: T::AccountId) -> DispatchResult {
        let verifier = Verifiers::<T>::get(&who).ok_or(Error::<T>::NotVerifier)?;
        ensure!(matches!(verifier.standing, Standing::Seated(_)), Error::<T>::AlreadyLeaving);
        let verifier = Self::unseat(&who, verifier);
        Verifiers::<T>::insert(&who, verifier);
        Ok(())
    }

    pub(crate) fn do_withdraw_bond(who: T::AccountId) -> DispatchResult {
        let verifier = Verifiers::<T>::get(&who).ok_or(Error::<T>::NotVerifier)?;
        let Standing::Leaving(from) = verifier.standing else { return Err(Error::<T>::StillSeated.into()) };
        ensure!(verifier.engaged == 0, Error::<T>::Engaged);
        ensure!(Self::now() >= from, Error::<T>::NotDue);
        let amount = T::Currency::release(&HoldReason::VerifierBond.into(), &who, verifier.bond, Precision::Exact)?;
        Verifiers::<T>::remove(&who);
        Self::deposit_event(Event::VerifierLeft { who, amount });
        Ok(())
    }

    /// Takes a share of a verifier's bond. One whose bond is no longer whole loses its seat.
    pub(super) fn punish(task: TaskId, who: &T::AccountId, reason: Misconduct) {
        let Some(mut verifier) = Verifiers::<T>::get(who) else { return };
        let amount = T::VerifierSlash::get().mul_ceil(verifier.bond);
        let (lost, missing) = T::Currency::slash(&HoldReason::VerifierBond.into(), who, amount);
        let amount = amount.saturating_sub(missing);
        T::OnForfeit::on_unbalanced(lost);
        verifier.bond = verifier.bond.saturating_sub(amount);
        if matches!(verifier.standing, Standing::Seated(_)) && verifier.bond < T::VerifierBond::get() {
            verifier = Self::unseat(who, verifier);
        }
        Verifiers::<T>::insert(who, verifier);
        Self::deposit_event(Event::VerifierSlashed { task, who: who.clone(), amount, reason });
    }

    /// Notes that a verifier has a part in one more dispute or audit.
    pub(crate) fn engage(who: &T::AccountId) {
        Verifiers::<T>::mutate_extant(who, |verifier| verifier.engaged = verifier.engaged.saturating_add(1));
    }

    /// Notes that a verifier has a part in one dispute or audit less.
    pub(super) fn disengage(who: &T::AccountId) {
        Verifiers::<T>::mutate_extant(who, |verifier| verifier.engaged = verifier.engaged.saturating_sub(1));
    }

    fn unseat(who: &T::AccountId, verifier: Verifier) -> Verifier {
        Self::vacate(verifier.standing);
        let withdrawable_at = Self::now().saturating_add(T::LeavingPeriod::get());
        Self::deposit_event(Event::VerifierUnseated { who: who.clone(), withdrawable_at });
        Verifier { standing: Standing::Leaving(withdrawable_at), ..verifier }
    }

    /// Frees a seat; whoever has the last one moves there, so that no gap is left.
    fn vacate(standing: Standing) {
        let Standing::Seated(seat) = standing else { return };
        let last = SeatCount::<T>::get().saturating_sub(1);
        SeatCount::<T>::put(last);
        let Some(mover) = Seats::<T>::take(last) else { return };
        if seat != last {
            Verifiers::<T>::mutate_extant(&mover, |verifier| verifier.standing = Standing::Seated(seat));
            Seats::<T>::insert(seat, mover);
        }
    }

    /// What a first dispute over this price costs each side, in plancks.
    pub(crate) fn first_bond(price: Balance) -> Balance {
        T::BondShare::get().mul_ceil(price).max(T::MinBond::get())
    }
}
