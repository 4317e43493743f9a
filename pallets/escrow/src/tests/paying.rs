//! Ending an escrow with a payment.

use ainur_primitives::Balance;
use ainur_support::{Escrow as _, Payment, Settlement};
use frame_support::{assert_noop, assert_ok, storage::with_storage_layer};
use proptest::prelude::*;
use sp_runtime::Permill;

use crate::{mock::*, Error, Event};

#[test]
fn everyone_gets_their_part() {
    build_and_execute(|| {
        assert_ok!(Escrow::lock(TASK, &PAYER, 10_000));
        let settlement = Settlement { paid: 5_400, fee: 300, tip: 300, returned: 4_000 };
        assert_eq!(Escrow::pay(TASK, payment(6_000, Some(MATCHER))), Ok(settlement));
        assert_eq!(free(PAYER), WEALTH - 6_000);
        assert_eq!((free(PAYEE), free(MATCHER), collected()), (WEALTH + 5_400, WEALTH + 300, 300));
        System::assert_last_event(Event::Paid { task: TASK, payer: PAYER, payee: PAYEE, settlement }.into());
    });
}

#[test]
fn without_a_matcher_the_fee_is_whole() {
    build_and_execute(|| {
        assert_ok!(Escrow::lock(TASK, &PAYER, 6_000));
        let settlement = Settlement { paid: 5_400, fee: 600, tip: 0, returned: 0 };
        assert_eq!(Escrow::pay(TASK, payment(6_000, None)), Ok(settlement));
        assert_eq!(collected(), 600);
    });
}

#[test]
fn a_second_settlement_pays_nothing() {
    build_and_execute(|| {
        assert_ok!(Escrow::lock(TASK, &PAYER, 6_000));
        assert_ok!(Escrow::pay(TASK, payment(6_000, None)));
        assert_noop!(Escrow::pay(TASK, payment(6_000, None)), Error::<Test>::NothingLocked);
        assert_noop!(Escrow::refund(TASK), Error::<Test>::NothingLocked);
    });
}

#[test]
fn no_price_is_above_what_is_locked() {
    build_and_execute(|| {
        assert_ok!(Escrow::lock(TASK, &PAYER, 6_000));
        let paid = with_storage_layer(|| Escrow::pay(TASK, payment(6_001, None)));
        assert_eq!(paid, Err(Error::<Test>::PriceAboveLock.into()));
        assert_eq!(Escrow::locked(TASK), Some(6_000));
    });
}

#[test]
fn a_tip_too_small_for_a_new_account_joins_the_fee() {
    build_and_execute(|| {
        assert_ok!(Escrow::lock(TASK, &PAYER, 1_000));
        // Half of a tenth is less than an account must hold.
        let settlement = Settlement { paid: 900, fee: 100, tip: 0, returned: 0 };
        assert_eq!(Escrow::pay(TASK, payment(1_000, Some(NOBODY))), Ok(settlement));
        assert_eq!((free(NOBODY), collected()), (0, 100));
    });
}

#[test]
fn a_matcher_without_an_account_gets_one_by_a_tip_that_suffices() {
    build_and_execute(|| {
        assert_ok!(Escrow::lock(TASK, &PAYER, 10_000));
        assert_ok!(Escrow::pay(TASK, payment(10_000, Some(NOBODY))));
        assert_eq!(free(NOBODY), 500);
    });
}

#[test]
fn a_payee_can_be_the_payer() {
    build_and_execute(|| {
        assert_ok!(Escrow::lock(TASK, &PAYER, 10_000));
        assert_ok!(Escrow::pay(TASK, Payment { payee: PAYER, price: 10_000, matcher: Some(PAYER) }));
        assert_eq!(free(PAYER), WEALTH - 500);
        assert_eq!(collected(), 500);
    });
}

#[test]
fn a_payee_that_cannot_receive_leaves_everything_as_it_was() {
    // In the market the payee owns an agent with stake, so that its account exists and takes any amount.
    build_and_execute(|| {
        assert_ok!(Escrow::lock(TASK, &PAYER, 50));
        let paid = with_storage_layer(|| Escrow::pay(TASK, Payment { payee: NOBODY, price: 50, matcher: None }));
        assert!(paid.is_err());
        assert_eq!(Escrow::locked(TASK), Some(50));
        assert_ok!(Escrow::refund(TASK));
    });
}

proptest! {
    #[test]
    fn the_parts_sum_to_what_was_locked(
        amount in 1..WEALTH / 2,
        share in 0..=1_000_000u128,
        fee in 0..=1_000_000u32,
        tip in 0..=1_000_000u32,
        has_matcher: bool,
    ) {
        build_and_execute(|| {
            FeeShare::set(Permill::from_parts(fee));
            TipShare::set(Permill::from_parts(tip));
            let price: Balance = (amount * share / 1_000_000).max(1);
            Escrow::lock(TASK, &PAYER, amount).unwrap();
            let parts = Escrow::pay(TASK, payment(price, has_matcher.then_some(MATCHER))).unwrap();
            assert_eq!(parts.paid + parts.fee + parts.tip + parts.returned, amount);
            assert_eq!(parts.paid + parts.fee + parts.tip, price);
            assert!(parts.paid >= price - Permill::from_parts(fee).mul_ceil(price), "rounding is in favour of the payee");
            assert_eq!(free(PAYEE), WEALTH + parts.paid);
        });
    }
}
