//! Locking, splitting, paying, refunding.

use ainur_primitives::{Balance, TaskId};
use ainur_support::{Payment, Settlement};
use frame_support::{
    ensure,
    traits::{
        fungible::{
            hold::{Balanced as _, Inspect as _, Mutate},
            Balanced as _, Credit, Inspect as _,
        },
        tokens::{DepositConsequence::Success, Precision, Provenance},
        Get, Imbalance as _, OnUnbalanced,
    },
};
use sp_runtime::{traits::Convert, ArithmeticError, DispatchError, DispatchResult};

use crate::{payments::Payments, Config, Error, Event, HoldReason, Lock, Locks, Pallet, Shares};

impl<T: Config> ainur_support::Escrow<T::AccountId> for Pallet<T> {
    type Payments = Payments<T::AccountId>;

    fn lock(task: TaskId, payer: &T::AccountId, amount: Balance) -> Result<(), DispatchError> {
        ensure!(!Locks::<T>::contains_key(task), Error::<T>::AlreadyLocked);
        let frozen = T::Frozen::convert(payer.clone());
        let left = || Self::without_budgets(payer).saturating_sub(amount);
        // Most accounts have nothing frozen, and then nobody needs to look at what they hold.
        ensure!(frozen == 0 || left() >= frozen, Error::<T>::Frozen);
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

    fn pay(
        task: TaskId,
        payment: Payment<T::AccountId>,
        payments: &mut Payments<T::AccountId>,
    ) -> Result<(Settlement, Option<TaskId>), DispatchError> {
        let lock = Self::live(task).ok_or(Error::<T>::NothingLocked)?;
        ensure!(payment.price <= lock.amount, Error::<T>::PriceAboveLock);
        let shares = Self::divide(&lock, &payment)?;
        let held = || T::Currency::balance_on_hold(&HoldReason::TaskBudget.into(), &lock.payer);
        ensure!(payments.held(&lock.payer, held) >= lock.amount, ArithmeticError::Underflow);
        let heir = Self::give_back(&lock, shares.returned)?;
        let freed = if heir.is_none() { shares.returned } else { 0 };
        Self::end(task, &lock);
        let settlement = Self::promise(&lock, &payment, shares, payments);
        payments.take(&lock.payer, payment.price.saturating_add(freed));
        payments.give(&lock.payer, freed);
        Self::deposit_event(Event::Paid { task, payer: lock.payer, payee: payment.payee, settlement });
        Ok((settlement, heir))
    }

    fn make(payments: Payments<T::AccountId>) -> DispatchResult {
        let (taken, given) = payments.sums();
        let mut money = Credit::<T::AccountId, T::Currency>::zero();
        for (payer, amount) in taken {
            // No freeze that the payer puts on its account later holds back what it has promised.
            let (credit, missing) = T::Currency::slash(&HoldReason::TaskBudget.into(), &payer, amount);
            ensure!(missing == 0, ArithmeticError::Underflow);
            money.subsume(credit);
        }
        for (who, amount) in given {
            if let Err(refused) = T::Currency::resolve(&who, money.extract(amount)) {
                money.subsume(refused);
            }
        }
        T::OnFee::on_unbalanced(money);
        Ok(())
    }

    fn refund(task: TaskId) -> Result<(Balance, Option<TaskId>), DispatchError> {
        let lock = Self::live(task).ok_or(Error::<T>::NothingLocked)?;
        let heir = Self::give_back(&lock, lock.amount)?;
        Self::end(task, &lock);
        let Lock { payer, amount, .. } = lock;
        if heir.is_none() && amount > 0 {
            T::Currency::release(&HoldReason::TaskBudget.into(), &payer, amount, Precision::Exact)?;
        }
        Self::deposit_event(Event::Refunded { task, payer, amount });
        Ok((amount, heir))
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

    /// Promises each part to its owner. A part that cannot be received, because it is too small to open an account, joins the
    /// fee, so that nobody's account can stand in the way of a settlement.
    fn promise(
        lock: &Lock<T::AccountId>,
        payment: &Payment<T::AccountId>,
        shares: Settlement,
        payments: &mut Payments<T::AccountId>,
    ) -> Settlement {
        let mut give = |to: Option<&T::AccountId>, amount: Balance| match to {
            Some(to) if payments.gets(to) || T::Currency::can_deposit(to, amount, Provenance::Extant) == Success => {
                payments.give(to, amount);
                amount
            }
            _ => 0,
        };
        let paid = give(Some(&payment.payee), shares.paid);
        let tip = give(payment.matcher.as_ref(), shares.tip);
        let audit = give(payment.auditor.as_ref(), shares.audit);
        let returned = shares.returned;
        // No part is more than its share, and these sum to the lock.
        let fee = [returned, paid, tip, audit].into_iter().fold(lock.amount, Balance::saturating_sub);
        Settlement { paid, fee, tip, audit, returned }
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

    /// Ends a lock. Its record stays for those of its parts, so that what comes back of them finds its way; the last of them to go takes
    /// it along, and so on upwards.
    fn end(task: TaskId, lock: &Lock<T::AccountId>) {
        if lock.parts > 0 {
            Locks::<T>::insert(task, Lock { amount: 0, has_ended: true, ..lock.clone() });
            return;
        }
        Locks::<T>::remove(task);
        let mut above = lock.parent;
        while let Some(id) = above {
            above = Locks::<T>::mutate_exists(id, |record| {
                let lock = record.as_mut()?;
                lock.parts = lock.parts.saturating_sub(1);
                let is_needed = !lock.has_ended || lock.parts > 0;
                if is_needed {
                    return None;
                }
                record.take().and_then(|lock| lock.parent)
            });
        }
    }

    /// Gives a part of a lock back to the nearest lock that it came out of and that has not ended; returns the task of that. Where there
    /// is none nothing is done: it is free, for the payer. On an error nothing changes.
    fn give_back(lock: &Lock<T::AccountId>, amount: Balance) -> Result<Option<TaskId>, DispatchError> {
        let Some(heir) = Self::heir(lock) else { return Ok(None) };
        Locks::<T>::try_mutate(heir, |lock| {
            let lock = lock.as_mut().ok_or(Error::<T>::NothingLocked)?;
            lock.amount = lock.amount.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
            Ok(Some(heir))
        })
    }

    /// The nearest lock above that has not ended; as many steps away as tasks are parts of others at most. None of those between is
    /// missing: each is kept for the one below it.
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
}
