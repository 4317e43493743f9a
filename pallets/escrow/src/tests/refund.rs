use ainur_support::Escrow as _;
use frame_support::{assert_noop, assert_ok};

use crate::{mock::*, Error, Event};

#[test]
fn the_payer_gets_all_of_it_back() {
    ExtBuilder::default().lock(TASK, 10_000).build_and_execute(|| {
        assert_eq!(Escrow::refund(TASK), Ok((10_000, None)));
        assert_eq!((held(PAYER), Balances::free_balance(PAYER)), (0, WEALTH));
        assert_eq!(Escrow::locked(TASK), None);
        assert_eq!(events(), [Event::Refunded { task: TASK, payer: PAYER, amount: 10_000 }]);
    });
}

#[test]
fn it_leaves_once() {
    ExtBuilder::default().lock(TASK, 10_000).build_and_execute(|| {
        assert_ok!(Escrow::refund(TASK));
        assert_noop!(Escrow::refund(TASK), Error::<Test>::NothingLocked);
        assert_noop!(pay(TASK, payment(1)), Error::<Test>::NothingLocked);
    });
}

#[test]
fn a_task_that_ended_may_be_funded_anew() {
    ExtBuilder::default().lock(TASK, 10_000).build_and_execute(|| {
        assert_ok!(Escrow::refund(TASK));
        assert_ok!(Escrow::lock(TASK, &PAYEE, 5_000));
        assert_eq!((held(PAYER), held(PAYEE)), (0, 5_000));
    });
}
