//! Who can be drawn.

use frame_support::{assert_noop, assert_ok, traits::fungible::hold::Mutate};
use sp_runtime::{DispatchError, TokenError};

use crate::{mock::*, Error, Event, HoldReason, SeatCount, Seats, Standing, Verifier, Verifiers};

fn free(who: u64) -> u128 {
    Balances::free_balance(who)
}

#[test]
fn a_seat_costs_the_bond_and_gives_it_back() {
    build_and_execute(|| {
        assert_ok!(Arbitration::take_seat(signed(STRANGER)));
        assert_eq!(free(STRANGER), WEALTH - VERIFIER_BOND);
        System::assert_last_event(Event::VerifierSeated { who: STRANGER, bond: VERIFIER_BOND }.into());
        assert_noop!(Arbitration::take_seat(signed(STRANGER)), Error::<Test>::AlreadySeated);
        assert_noop!(Arbitration::withdraw_bond(signed(STRANGER)), Error::<Test>::StillSeated);
        assert_ok!(Arbitration::give_up_seat(signed(STRANGER)));
        System::assert_last_event(Event::VerifierUnseated { who: STRANGER, withdrawable_at: 1 + LEAVING }.into());
        assert_noop!(Arbitration::give_up_seat(signed(STRANGER)), Error::<Test>::AlreadyLeaving);
        go_to(LEAVING);
        assert_noop!(Arbitration::withdraw_bond(signed(STRANGER)), Error::<Test>::NotDue);
        go_to(1 + LEAVING);
        assert_ok!(Arbitration::withdraw_bond(signed(STRANGER)));
        System::assert_last_event(Event::VerifierLeft { who: STRANGER, amount: VERIFIER_BOND }.into());
        assert_eq!((free(STRANGER), Verifiers::<Test>::get(STRANGER)), (WEALTH, None));
    });
}

#[test]
fn only_verifiers_leave_and_only_accounts_sign() {
    build_and_execute(|| {
        assert_noop!(Arbitration::give_up_seat(signed(STRANGER)), Error::<Test>::NotVerifier);
        assert_noop!(Arbitration::withdraw_bond(signed(STRANGER)), Error::<Test>::NotVerifier);
        assert_noop!(Arbitration::take_seat(RuntimeOrigin::root()), DispatchError::BadOrigin);
        assert_noop!(Arbitration::give_up_seat(RuntimeOrigin::none()), DispatchError::BadOrigin);
        assert_noop!(Arbitration::withdraw_bond(RuntimeOrigin::root()), DispatchError::BadOrigin);
    });
}

#[test]
fn a_seat_needs_the_whole_bond() {
    build_and_execute(|| {
        Balances::hold(&HoldReason::DisputeBond.into(), &STRANGER, WEALTH - VERIFIER_BOND).unwrap();
        assert_noop!(Arbitration::take_seat(signed(STRANGER)), TokenError::FundsUnavailable);
        Balances::release(&HoldReason::DisputeBond.into(), &STRANGER, 1, frame_support::traits::tokens::Precision::Exact)
            .unwrap();
        assert_ok!(Arbitration::take_seat(signed(STRANGER)));
    });
}

#[test]
fn a_verifier_that_is_leaving_can_take_a_seat_again_for_nothing() {
    build_and_execute(|| {
        step::seat(2);
        assert_ok!(Arbitration::give_up_seat(signed(VERIFIER)));
        assert_ok!(Arbitration::take_seat(signed(VERIFIER)));
        assert_eq!(free(VERIFIER), WEALTH - VERIFIER_BOND);
        let verifier = Verifier { bond: VERIFIER_BOND, engaged: 0, standing: Standing::Seated(1) };
        assert_eq!(Verifiers::<Test>::get(VERIFIER), Some(verifier));
    });
}

#[test]
fn seats_have_no_gaps() {
    build_and_execute(|| {
        step::seat(4);
        assert_ok!(Arbitration::give_up_seat(signed(VERIFIER + 1)));
        assert_eq!(SeatCount::<Test>::get(), 3);
        assert_eq!((0..3).filter_map(Seats::<Test>::get).collect::<Vec<_>>(), [VERIFIER, VERIFIER + 3, VERIFIER + 2]);
    });
}

#[test]
fn nobody_leaves_while_a_dispute_counts_on_it() {
    build_and_execute(|| {
        step::drawn();
        let member = committee()[0];
        assert_ok!(Arbitration::give_up_seat(signed(member)));
        go_to(1 + LEAVING + 10);
        assert_noop!(Arbitration::withdraw_bond(signed(member)), Error::<Test>::Engaged);
    });
}
