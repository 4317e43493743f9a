use ainur_primitives::{Balance, TaskId};
use ainur_support::{Escrow as _, Payment, Settlement};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::Permill;

use crate::{mock::*, Error, Event, Locks};

#[test]
fn everybody_gets_their_part() {
    ExtBuilder::default().lock(TASK, 10_000).build_and_execute(|| {
        let settlement = Settlement { paid: 7_200, fee: 640, tip: 160, audit: 0, returned: 2_000 };
        assert_eq!(pay(TASK, payment(8_000)), Ok(settlement));
        assert_eq!(Balances::free_balance(PAYEE), WEALTH + 7_200);
        assert_eq!(Balances::free_balance(TREASURY), WEALTH + 640);
        assert_eq!(Balances::free_balance(MATCHER), WEALTH + 160);
        assert_eq!((held(PAYER), Balances::free_balance(PAYER)), (0, WEALTH - 8_000));
        assert_eq!(events(), [Event::Paid { task: TASK, payer: PAYER, payee: PAYEE, settlement }]);
    });
}

#[test]
fn without_a_matcher_the_whole_fee_goes_to_the_treasury() {
    ExtBuilder::default().lock(TASK, 10_000).build_and_execute(|| {
        let settlement = pay(TASK, Payment { matcher: None, ..payment(10_000) }).unwrap();
        assert_eq!(settlement, Settlement { paid: 9_000, fee: 1_000, tip: 0, audit: 0, returned: 0 });
    });
}

#[test]
fn an_auditor_gets_its_share_of_what_the_tip_leaves() {
    ExtBuilder::default().lock(TASK, 10_000).lock(TaskId(8), 999).build_and_execute(|| {
        let audited = |price| Payment { auditor: Some(AUDITOR), ..payment(price) };
        let settlement = Settlement { paid: 7_200, fee: 480, tip: 160, audit: 160, returned: 2_000 };
        assert_eq!(pay(TASK, audited(8_000)), Ok(settlement));
        assert_eq!(Balances::free_balance(AUDITOR), WEALTH + 160);
        assert_eq!(Balances::free_balance(TREASURY), WEALTH + 480);
        // A share that is no whole planck is rounded down: of 99 less 4 a quarter.
        Locks::<Test>::mutate_extant(TaskId(8), |lock| lock.shares.tip = Permill::from_percent(5));
        let rounded = Settlement { paid: 900, fee: 72, tip: 4, audit: 23, returned: 0 };
        assert_eq!(pay(TaskId(8), audited(999)), Ok(rounded));
    });
}

#[test]
fn without_a_matcher_an_auditor_shares_the_whole_fee() {
    ExtBuilder::default().lock(TASK, 10_000).build_and_execute(|| {
        let settlement = pay(TASK, Payment { matcher: None, auditor: Some(AUDITOR), ..payment(10_000) }).unwrap();
        assert_eq!(settlement, Settlement { paid: 9_000, fee: 750, tip: 0, audit: 250, returned: 0 });
    });
}

#[test]
fn rounding_favours_the_payee_then_the_treasury() {
    ExtBuilder::default().lock(TASK, 999).build_and_execute(|| {
        let settlement = pay(TASK, payment(999)).unwrap();
        assert_eq!(settlement, Settlement { paid: 900, fee: 80, tip: 19, audit: 0, returned: 0 });
    });
}

#[test]
fn a_second_settlement_never_pays() {
    ExtBuilder::default().lock(TASK, 10_000).build_and_execute(|| {
        assert_ok!(pay(TASK, payment(8_000)));
        assert_noop!(pay(TASK, payment(8_000)), Error::<Test>::NothingLocked);
        assert_noop!(Escrow::refund(TASK), Error::<Test>::NothingLocked);
    });
}

#[test]
fn a_price_above_the_budget_is_refused() {
    ExtBuilder::default().lock(TASK, 10_000).build_and_execute(|| {
        for price in [10_001, Balance::MAX] {
            assert_noop!(pay(TASK, payment(price)), Error::<Test>::PriceAboveLock);
        }
        assert_ok!(pay(TASK, payment(10_000)));
    });
}

#[test]
fn other_tasks_of_the_payer_stay_funded() {
    ExtBuilder::default().lock(TASK, 10_000).lock(TaskId(8), 4_000).build_and_execute(|| {
        assert_ok!(pay(TASK, payment(8_000)));
        assert_eq!((held(PAYER), Escrow::locked(TaskId(8))), (4_000, Some(4_000)));
    });
}

#[test]
fn a_task_that_costs_nothing_returns_everything() {
    ExtBuilder::default().lock(TASK, 10_000).build_and_execute(|| {
        let settlement = pay(TASK, payment(0)).unwrap();
        assert_eq!(settlement, Settlement { returned: 10_000, ..Settlement::default() });
    });
}

#[test]
fn what_is_taken_is_what_was_promised_when_the_money_was_locked() {
    ExtBuilder::default().lock(TASK, 10_000).build_and_execute(|| {
        let before = FeeShare::get();
        FeeShare::set(&Permill::one());
        Escrow::split(TASK, TaskId(8), 5_000).unwrap();
        assert_eq!(pay(TaskId(8), payment(5_000)).map(|paid| paid.fee + paid.tip), Ok(before.mul_floor(5_000u128)));
        assert_eq!(pay(TASK, payment(5_000)).map(|paid| paid.fee + paid.tip), Ok(before.mul_floor(5_000u128)));
    });
    ExtBuilder::default().build_and_execute(|| {
        FeeShare::set(&Permill::from_parts(2_500));
        TipShare::set(&Permill::one());
        Escrow::lock(TASK, &PAYER, 10_000).unwrap();
        let settlement = pay(TASK, payment(10_000)).unwrap();
        assert_eq!(settlement, Settlement { paid: 9_975, fee: 0, tip: 25, audit: 0, returned: 0 });
    });
}

#[test]
fn what_comes_back_climbs_over_locks_that_have_ended() {
    let (part, part_of_part) = (TaskId(8), TaskId(9));
    ExtBuilder::default().lock(TASK, 10_000).build_and_execute(|| {
        Escrow::split(TASK, part, 5_000).unwrap();
        Escrow::split(part, part_of_part, 4_000).unwrap();
        assert_eq!(Escrow::refund(part), Ok((1_000, Some(TASK))));
        assert_eq!((Escrow::locked(TASK), Escrow::locked(part)), (Some(6_000), None));
        assert_noop!(Escrow::refund(part), Error::<Test>::NothingLocked);
        assert_noop!(Escrow::split(part, TaskId(10), 1), Error::<Test>::NothingLocked);
        assert_eq!(Escrow::refund(part_of_part), Ok((4_000, Some(TASK))));
        assert_eq!((Escrow::locked(TASK), held(PAYER)), (Some(10_000), 10_000));
        assert!(!Locks::<Test>::contains_key(part), "nothing is kept for nobody");
    });
    ExtBuilder::default().lock(TASK, 10_000).build_and_execute(|| {
        Escrow::split(TASK, part, 5_000).unwrap();
        Escrow::split(part, part_of_part, 5_000).unwrap();
        assert_ok!(Escrow::refund(TASK));
        assert_ok!(Escrow::refund(part));
        assert_eq!(held(PAYER), 5_000);
        assert_ok!(Escrow::refund(part_of_part));
        assert_eq!((held(PAYER), Locks::<Test>::iter_keys().count()), (0, 0));
    });
}
