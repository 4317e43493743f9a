//! No account can stand in the way of a settlement.

use ainur_primitives::TaskId;
use ainur_support::{Escrow as _, Payment, Settlement};
use frame_support::{
    assert_noop, assert_ok,
    traits::{
        fungible::{freeze::Mutate as _, Inspect as _, Mutate},
        tokens::Preservation,
    },
};
use sp_runtime::Permill;

use crate::{mock::*, Error};

const OTHER: TaskId = TaskId(8);

#[test]
fn who_pays_itself_keeps_all_but_the_fee() {
    ExtBuilder::default().lock(TASK, 10_000).build_and_execute(|| {
        let settlement = pay(TASK, Payment { payee: PAYER, ..payment(10_000) }).unwrap();
        assert_eq!(settlement, Settlement { paid: 9_000, fee: 800, tip: 200, audit: 0, returned: 0 });
        assert_eq!((held(PAYER), Balances::free_balance(PAYER)), (0, WEALTH - 1_000));
    });
}

#[test]
fn payer_payee_and_matcher_may_be_the_same() {
    ExtBuilder::default().lock(TASK, 10_000).build_and_execute(|| {
        let payment = Payment { payee: PAYER, price: 10_000, matcher: Some(PAYER), auditor: None };
        assert_eq!(pay(TASK, payment), Ok(Settlement { paid: 9_000, fee: 800, tip: 200, audit: 0, returned: 0 }));
        assert_eq!(Balances::free_balance(PAYER), WEALTH - 800);
    });
}

#[test]
fn a_tip_too_small_to_open_an_account_joins_the_fee() {
    ExtBuilder::default().lock(TASK, 10_000).build_and_execute(|| {
        // A tip of 80 plancks, below the existential deposit of 100.
        let settlement = pay(TASK, Payment { matcher: Some(NOBODY), ..payment(4_000) }).unwrap();
        assert_eq!(settlement, Settlement { paid: 3_600, fee: 400, tip: 0, audit: 0, returned: 6_000 });
        assert_eq!(Balances::free_balance(TREASURY), WEALTH + 400);
        assert!(!System::account_exists(&NOBODY));
    });
}

#[test]
fn an_audits_share_too_small_to_open_an_account_joins_the_fee() {
    ExtBuilder::default().lock(TASK, 10_000).build_and_execute(|| {
        // A quarter of 320 plancks, below the existential deposit of 100.
        let settlement = pay(TASK, Payment { auditor: Some(NOBODY), ..payment(4_000) }).unwrap();
        assert_eq!(settlement, Settlement { paid: 3_600, fee: 320, tip: 80, audit: 0, returned: 6_000 });
        assert!(!System::account_exists(&NOBODY));
    });
}

#[test]
fn a_tip_that_is_large_enough_opens_the_matchers_account() {
    ExtBuilder::default().lock(TASK, 10_000).build_and_execute(|| {
        let settlement = pay(TASK, Payment { matcher: Some(NOBODY), ..payment(5_000) }).unwrap();
        assert_eq!((settlement.tip, Balances::free_balance(NOBODY)), (100, 100));
    });
}

#[test]
fn a_price_too_small_to_open_the_payees_account_joins_the_fee() {
    ExtBuilder::default().lock(TASK, 10_000).build_and_execute(|| {
        let settlement = pay(TASK, Payment { payee: NOBODY, ..payment(110) }).unwrap();
        assert_eq!(settlement, Settlement { paid: 0, fee: 108, tip: 2, audit: 0, returned: 9_890 });
        assert_eq!((held(PAYER), Escrow::locked(TASK)), (0, None));
    });
}

#[test]
fn a_payee_of_whom_money_is_held_receives_any_amount() {
    ExtBuilder::default().lock(TASK, 10_000).build_and_execute(|| {
        // Such is an agent's owner: while something is held, the existential deposit cannot be spent.
        assert_ok!(Escrow::lock(OTHER, &PAYEE, WEALTH - EXISTENTIAL));
        let settlement = pay(TASK, payment(1)).unwrap();
        assert_eq!((settlement.paid, Balances::free_balance(PAYEE)), (1, EXISTENTIAL + 1));
    });
}

#[test]
fn a_payer_that_spent_the_rest_can_still_pay_and_be_refunded() {
    ExtBuilder::default().lock(TASK, 10_000).lock(OTHER, 500).build_and_execute(|| {
        let rest = Balances::free_balance(PAYER) - EXISTENTIAL;
        assert_ok!(<Balances as Mutate<_>>::transfer(&PAYER, &PAYEE, rest, Preservation::Preserve));
        assert_ok!(pay(TASK, payment(10_000)));
        assert_eq!(Escrow::refund(OTHER), Ok((500, None)));
        assert_eq!(Balances::free_balance(PAYER), EXISTENTIAL + 500);
    });
}

#[test]
fn a_freeze_on_the_payers_account_holds_nothing_back() {
    ExtBuilder::default().lock(TASK, 10_000).build_and_execute(|| {
        assert_ok!(Balances::set_freeze(&1, &PAYER, WEALTH));
        let settlement = pay(TASK, payment(8_000)).unwrap();
        assert_eq!(settlement, Settlement { paid: 7_200, fee: 640, tip: 160, audit: 0, returned: 2_000 });
    });
}

#[test]
fn no_budget_is_taken_of_what_is_frozen() {
    ExtBuilder::default().lock(TASK, 10_000).build_and_execute(|| {
        assert_ok!(Balances::set_freeze(&1, &PAYER, 300_000));
        // What is held for another task leaves as well, so it does not stand in for what is frozen.
        let most = WEALTH - 10_000 - 300_000;
        assert_noop!(Escrow::lock(OTHER, &PAYER, most + 1), Error::<Test>::Frozen);
        assert_ok!(Escrow::lock(OTHER, &PAYER, most));
        assert_eq!(held(PAYER), 10_000 + most);
        assert_ok!(pay(OTHER, payment(most)));
        assert_eq!(Balances::total_balance(&PAYER), 310_000);
    });
}

#[test]
fn a_fee_of_nothing_and_a_fee_of_everything_settle_too() {
    ExtBuilder::default().build_and_execute(|| {
        FeeShare::set(&Permill::zero());
        Escrow::lock(TASK, &PAYER, 10_000).unwrap();
        assert_eq!(pay(TASK, payment(10_000)), Ok(Settlement { paid: 10_000, ..Settlement::default() }));
        FeeShare::set(&Permill::one());
        Escrow::lock(OTHER, &PAYER, 10_000).unwrap();
        let settlement = pay(OTHER, payment(10_000)).unwrap();
        assert_eq!(settlement, Settlement { paid: 0, fee: 8_000, tip: 2_000, audit: 0, returned: 0 });
    });
}
