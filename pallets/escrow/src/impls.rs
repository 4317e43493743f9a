//! Locking, splitting, paying, refunding.

use ainur_primitives::{Balance, TaskId};
use ainur_support::{Payment, Settlement};
use frame_support::{
    ensure,
    traits::{
        fungible::{
            hold::{Balanced, Inspect as _, Mutate},
            Inspect as _,
        },
        tokens::{Fortitude, Precision, Restriction},
        Get, OnUnbalanced,
    },
};
use sp_runtime::{traits::Convert, ArithmeticError, DispatchError};

use crate::{Config, Error, Event, HoldReason, Lock, Locks, Pallet, Shares};

impl<T: Config> ainur_support::Escrow<T::AccountId> for Pallet<T> {
    fn lock(task: TaskId, payer: &T::AccountId, amount: Balance) -> Result<(), DispatchError> {
        ensure!(!Locks::<T>::contains_key(task), Error::<T>::AlreadyLocked);
        let left = Self::without_budgets(payer).saturating_sub(amount);
        ensure!(left >= T::Frozen::convert(payer.clone()), Error::<T>::Frozen);
        T::Currency::hold(&HoldReason::TaskBudget.into(), payer, amount)?;
        let shares = Shares { fee: T::FeeShare::get(), tip: T::TipShare::get(), audit: T::AuditReward::get() };
        Locks::<T>::insert(task, Lock { payer: payer.clone(), amount, parent: None, parts: 0, has_ended: false, shares });
        Self::deposit_event(Event::Locked { task, payer: payer.clone(), amount });
        Ok(())
    }

    fn split(parent: TaskId, child: TaskId, amount: Balance) -> Result<(), DispatchError> {
        ensure!(!Locks::<T>::contains_key(child), Error::<T>::AlreadyLocked);
        Locks::<T>::try_mutate(parent, |lock| {
            let lock = lock.as_mut().filter(|lock| !lock.has_ended).ok_or(Error::<T>::NothingLocked)?;
            lock.amount = lock.amount.checked_sub(amount).ok_or(Error::<T>::ParentLacksFunds)?;
            Locks::<T>::insert(child, Lock { amount, parent: Some(parent), parts: 0, ..lock.clone() });
            lock.parts = lock.parts.checked_add(1).ok_or(ArithmeticError::Overflow)?;
            Self::deposit_event(Event::Split { parent, child, amount });
            Ok(())
        })
    }

    fn pay(task: TaskId, payment: Payment<T::AccountId>) -> Result<Settlement, DispatchError> {
        let lock = Self::live(task).ok_or(Error::<T>::NothingLocked)?;
        ensure!(payment.price <= lock.amount, Error::<T>::PriceAboveLock);
        let shares = Self::divide(&lock, &payment)?;
        Self::end(task, &lock);
        let settlement = Self::pay_out(&lock, &payment, shares)?;
        Self::deposit_event(Event::Paid { task, payer: lock.payer, payee: payment.payee, settlement });
        Ok(settlement)
    }

    fn refund(task: TaskId) -> Result<Balance, DispatchError> {
        let lock = Self::live(task).ok_or(Error::<T>::NothingLocked)?;
        Self::end(task, &lock);
        Self::give_back(&lock, lock.amount)?;
        let Lock { payer, amount, .. } = lock;
        Self::deposit_event(Event::Refunded { task, payer, amount });
        Ok(amount)
    }

    fn locked(task: TaskId) -> Option<Balance> {
        Self::live(task).map(|lock| lock.amount)
    }
}

impl<T: Config> Pallet<T> {
    /// Divides what is locked. Shares are rounded down, so that rounding is in favour of the payee.
    fn divide(lock: &Lock<T::AccountId>, payment: &Payment<T::AccountId>) -> Result<Settlement, DispatchError> {
        let taken = lock.shares.fee.mul_floor(payment.price);
        let tip = payment.matcher.as_ref().map_or(0, |_| lock.shares.tip.mul_floor(taken));
        let sub = |from: Balance, part: Balance| from.checked_sub(part).ok_or(ArithmeticError::Underflow);
        let untipped = sub(taken, tip)?;
        let audit = payment.auditor.as_ref().map_or(0, |_| lock.shares.audit.mul_floor(untipped));
        Ok(Settlement {
            paid: sub(payment.price, taken)?,
            fee: sub(untipped, audit)?,
            tip,
            audit,
            returned: sub(lock.amount, payment.price)?,
        })
    }

    /// Moves each part to its owner. A part that cannot be received, because it is too small to open an account, joins the
    /// fee, so that nobody's account can stand in the way of a settlement.
    fn pay_out(
        lock: &Lock<T::AccountId>,
        payment: &Payment<T::AccountId>,
        shares: Settlement,
    ) -> Result<Settlement, DispatchError> {
        let (payer, returned) = (&lock.payer, shares.returned);
        let paid = Self::transfer(payer, &payment.payee, shares.paid);
        let tip = payment.matcher.as_ref().map_or(0, |matcher| Self::transfer(payer, matcher, shares.tip));
        let audit = payment.auditor.as_ref().map_or(0, |auditor| Self::transfer(payer, auditor, shares.audit));
        let fee = [returned, paid, tip, audit].into_iter().try_fold(lock.amount, Balance::checked_sub);
        let fee = fee.ok_or(ArithmeticError::Underflow)?;
        let (credit, missing) = T::Currency::slash(&HoldReason::TaskBudget.into(), payer, fee);
        ensure!(missing == 0, ArithmeticError::Underflow);
        T::OnFee::on_unbalanced(credit);
        Self::give_back(lock, returned)?;
        Ok(Settlement { paid, fee, tip, audit, returned })
    }

    /// What an account has beside the budgets of its tasks.
    fn without_budgets(payer: &T::AccountId) -> Balance {
        let budgets = T::Currency::balance_on_hold(&HoldReason::TaskBudget.into(), payer);
        T::Currency::total_balance(payer).saturating_sub(budgets)
    }

    /// A lock that has not ended.
    fn live(task: TaskId) -> Option<Lock<T::AccountId>> {
        Locks::<T>::get(task).filter(|lock| !lock.has_ended)
    }

    /// Ends a lock. Its record stays for its parts, so that what comes back of them finds its way.
    fn end(task: TaskId, lock: &Lock<T::AccountId>) {
        if lock.parts == 0 {
            Locks::<T>::remove(task);
        } else {
            Locks::<T>::insert(task, Lock { amount: 0, has_ended: true, ..lock.clone() });
        }
    }

    /// Gives a part of a lock back to the nearest lock that it came out of and that has not ended, or to the payer when there is none.
    fn give_back(lock: &Lock<T::AccountId>, amount: Balance) -> Result<(), DispatchError> {
        let heir = Self::heir(lock);
        if let Some(parent) = lock.parent {
            Locks::<T>::mutate_exists(parent, |above| {
                if let Some(lock) = above.as_mut() {
                    lock.parts = lock.parts.saturating_sub(1);
                }
                *above = above.take().filter(|lock| !lock.has_ended || lock.parts > 0);
            });
        }
        match heir {
            Some(heir) => Locks::<T>::try_mutate(heir, |lock| {
                let lock = lock.as_mut().ok_or(Error::<T>::NothingLocked)?;
                lock.amount = lock.amount.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
                Ok(())
            }),
            None => T::Currency::release(&HoldReason::TaskBudget.into(), &lock.payer, amount, Precision::Exact).map(drop),
        }
    }

    /// The nearest lock above that has not ended; as many steps away as tasks are parts of others at most.
    fn heir(lock: &Lock<T::AccountId>) -> Option<TaskId> {
        let mut above = lock.parent;
        while let Some(id) = above {
            let lock = Locks::<T>::get(id)?;
            if !lock.has_ended {
                return Some(id);
            }
            above = lock.parent;
        }
        None
    }

    /// Moves locked money; returns how much arrived, which is all or nothing.
    fn transfer(payer: &T::AccountId, to: &T::AccountId, amount: Balance) -> Balance {
        let reason = HoldReason::TaskBudget.into();
        let moved = if payer == to {
            T::Currency::release(&reason, payer, amount, Precision::Exact)
        } else {
            // By force: no freeze that the payer puts on its account later may hold back what it has promised.
            T::Currency::transfer_on_hold(&reason, payer, to, amount, Precision::Exact, Restriction::Free, Fortitude::Force)
        };
        moved.unwrap_or(0)
    }
}
