use ainur_primitives::{Balance, TaskId};
use ainur_support::Escrow as _;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::TokenError;

use crate::{mock::*, Error, Event, Lock, Locks, Shares};

#[test]
fn the_budget_is_held_on_the_payer() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(Escrow::lock(TASK, &PAYER, 1_000));
        assert_eq!((held(PAYER), Balances::free_balance(PAYER)), (1_000, WEALTH - 1_000));
        assert_eq!(
            Locks::<Test>::get(TASK),
            Some(Lock {
                payer: PAYER,
                amount: 1_000,
                parent: None,
                parts: 0,
                has_ended: false,
                shares: Shares { fee: FeeShare::get(), tip: TipShare::get(), audit: AuditReward::get() }
            })
        );
        assert_eq!(Escrow::locked(TASK), Some(1_000));
        assert_eq!(events(), [Event::Locked { task: TASK, payer: PAYER, amount: 1_000 }]);
    });
}

#[test]
fn a_task_is_funded_once() {
    ExtBuilder::default().lock(TASK, 1_000).build_and_execute(|| {
        assert_noop!(Escrow::lock(TASK, &PAYER, 1_000), Error::<Test>::AlreadyLocked);
        assert_noop!(Escrow::lock(TASK, &PAYEE, 1), Error::<Test>::AlreadyLocked);
    });
}

#[test]
fn budgets_of_one_payer_add_up() {
    ExtBuilder::default().lock(TaskId(1), 300).lock(TaskId(2), 500).build_and_execute(|| assert_eq!(held(PAYER), 800));
}

#[test]
fn a_payer_locks_only_what_it_can_spare() {
    ExtBuilder::default().build_and_execute(|| {
        for amount in [WEALTH - EXISTENTIAL + 1, Balance::MAX] {
            assert_noop!(Escrow::lock(TASK, &PAYER, amount), TokenError::FundsUnavailable);
        }
        assert_ok!(Escrow::lock(TASK, &PAYER, WEALTH - EXISTENTIAL));
        assert_noop!(Escrow::lock(TaskId(8), &PAYER, 1), TokenError::FundsUnavailable);
    });
}

#[test]
fn who_owns_nothing_locks_nothing() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(Escrow::lock(TASK, &NOBODY, 1), TokenError::FundsUnavailable);
    });
}

#[test]
fn nothing_is_locked_for_a_task_that_was_never_funded() {
    ExtBuilder::default().build_and_execute(|| assert_eq!(Escrow::locked(TASK), None));
}
