//! Locking a budget.

use ainur_support::Escrow as _;
use frame_support::{assert_noop, assert_ok, traits::fungible::hold::Inspect};

use crate::{mock::*, Error, Event, HoldReason};

#[test]
fn what_is_locked_is_held_and_on_record() {
    build_and_execute(|| {
        assert_ok!(Escrow::lock(TASK, &PAYER, 1_000));
        assert_eq!(Escrow::locked(TASK), Some(1_000));
        assert_eq!(Balances::balance_on_hold(&HoldReason::TaskBudget.into(), &PAYER), 1_000);
        assert_eq!(free(PAYER), WEALTH - 1_000);
        System::assert_last_event(Event::Locked { task: TASK, payer: PAYER, amount: 1_000 }.into());
    });
}

#[test]
fn a_task_is_funded_once() {
    build_and_execute(|| {
        assert_ok!(Escrow::lock(TASK, &PAYER, 1_000));
        assert_noop!(Escrow::lock(TASK, &PAYEE, 1_000), Error::<Test>::AlreadyLocked);
    });
}

#[test]
fn nobody_locks_what_they_do_not_have() {
    build_and_execute(|| {
        assert!(Escrow::lock(TASK, &PAYER, WEALTH + 1).is_err());
        assert!(Escrow::lock(TASK, &NOBODY, 1).is_err());
        assert_eq!((Escrow::locked(TASK), free(PAYER)), (None, WEALTH));
    });
}
