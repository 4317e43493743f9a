//! Giving a budget back.

use ainur_support::Escrow as _;
use frame_support::{assert_noop, assert_ok};

use crate::{mock::*, Error, Event};

#[test]
fn everything_returns_once() {
    build_and_execute(|| {
        assert_ok!(Escrow::lock(TASK, &PAYER, 1_000));
        assert_eq!(Escrow::refund(TASK), Ok(1_000));
        System::assert_last_event(Event::Refunded { task: TASK, payer: PAYER, amount: 1_000 }.into());
        assert_eq!((free(PAYER), Escrow::locked(TASK)), (WEALTH, None));
        assert_noop!(Escrow::refund(TASK), Error::<Test>::NothingLocked);
        assert_noop!(Escrow::pay(TASK, payment(1, None)), Error::<Test>::NothingLocked);
    });
}
