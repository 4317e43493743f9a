//! Locking, paying, refunding.

use ainur_primitives::{Balance, TaskId};
use ainur_support::{Payment, Settlement};
use frame_support::{
    ensure,
    traits::{
        fungible::hold::{Balanced, Mutate},
        tokens::{Fortitude, Precision, Restriction},
        Get, OnUnbalanced,
    },
};
use sp_runtime::{ArithmeticError, DispatchError};

use crate::{Config, Error, Event, HoldReason, Lock, Locks, Pallet};

impl<T: Config> ainur_support::Escrow<T::AccountId> for Pallet<T> {
    fn lock(task: TaskId, payer: &T::AccountId, amount: Balance) -> Result<(), DispatchError> {
        ensure!(!Locks::<T>::contains_key(task), Error::<T>::AlreadyLocked);
        T::Currency::hold(&HoldReason::TaskBudget.into(), payer, amount)?;
        Locks::<T>::insert(task, Lock { payer: payer.clone(), amount });
        Self::deposit_event(Event::Locked { task, payer: payer.clone(), amount });
        Ok(())
    }

    fn pay(task: TaskId, payment: Payment<T::AccountId>) -> Result<Settlement, DispatchError> {
        let Lock { payer, amount } = Locks::<T>::take(task).ok_or(Error::<T>::NothingLocked)?;
        ensure!(payment.price <= amount, Error::<T>::PriceAboveLock);
        let settlement = Self::divide(amount, &payment)?;
        let settlement = Self::pay_out(&payer, &payment, settlement)?;
        Self::deposit_event(Event::Paid { task, payer, payee: payment.payee, settlement });
        Ok(settlement)
    }

    fn refund(task: TaskId) -> Result<Balance, DispatchError> {
        let Lock { payer, amount } = Locks::<T>::take(task).ok_or(Error::<T>::NothingLocked)?;
        T::Currency::release(&HoldReason::TaskBudget.into(), &payer, amount, Precision::Exact)?;
        Self::deposit_event(Event::Refunded { task, payer, amount });
        Ok(amount)
    }

    fn locked(task: TaskId) -> Option<Balance> {
        Locks::<T>::get(task).map(|lock| lock.amount)
    }
}

impl<T: Config> Pallet<T> {
    /// Divides what is locked. Shares are rounded down, so that rounding is in favour of the payee.
    fn divide(amount: Balance, payment: &Payment<T::AccountId>) -> Result<Settlement, DispatchError> {
        let taken = T::FeeShare::get().mul_floor(payment.price);
        let tip = payment.matcher.as_ref().map_or(0, |_| T::TipShare::get().mul_floor(taken));
        let sub = |from: Balance, part: Balance| from.checked_sub(part).ok_or(ArithmeticError::Underflow);
        Ok(Settlement { paid: sub(payment.price, taken)?, fee: sub(taken, tip)?, tip, returned: sub(amount, payment.price)? })
    }

    /// Moves each part to its owner. A tip that cannot be received joins the fee, so that nobody's account can stand in
    /// the way of a settlement.
    fn pay_out(
        payer: &T::AccountId,
        payment: &Payment<T::AccountId>,
        mut settlement: Settlement,
    ) -> Result<Settlement, DispatchError> {
        Self::transfer(payer, &payment.payee, settlement.paid)?;
        let tipped = payment.matcher.as_ref().is_some_and(|matcher| Self::transfer(payer, matcher, settlement.tip).is_ok());
        if !tipped {
            settlement.fee = settlement.fee.checked_add(settlement.tip).ok_or(ArithmeticError::Overflow)?;
            settlement.tip = 0;
        }
        let (fee, missing) = T::Currency::slash(&HoldReason::TaskBudget.into(), payer, settlement.fee);
        ensure!(missing == 0, ArithmeticError::Underflow);
        T::OnFee::on_unbalanced(fee);
        T::Currency::release(&HoldReason::TaskBudget.into(), payer, settlement.returned, Precision::Exact)?;
        Ok(settlement)
    }

    fn transfer(payer: &T::AccountId, to: &T::AccountId, amount: Balance) -> Result<(), DispatchError> {
        if amount == 0 {
            return Ok(());
        }
        if payer == to {
            return T::Currency::release(&HoldReason::TaskBudget.into(), payer, amount, Precision::Exact).map(drop);
        }
        T::Currency::transfer_on_hold(
            &HoldReason::TaskBudget.into(),
            payer,
            to,
            amount,
            Precision::Exact,
            Restriction::Free,
            Fortitude::Polite,
        )
        .map(drop)
    }
}
