use frame_support::{assert_noop, assert_ok};
use sp_runtime::traits::BadOrigin;

use crate::{mock::*, Error, Event, Members, Standing};

#[test]
fn the_bond_comes_back_after_the_delay_and_not_before() {
    ExtBuilder::default().candidate(ALICE, 2_000).candidate(BOB, 1_000).build_and_execute(|| {
        pass_sessions(3);
        assert!(serving().contains(&ALICE));
        assert_ok!(Validators::leave(signed(ALICE)));
        let free_at = 3 + BONDING;
        assert_eq!(events(), [Event::Left { who: ALICE, free_at }]);
        assert_eq!(standing(ALICE), Standing::Leaving { free_at });
        assert_eq!(candidates(), [BOB]);
        for _ in 0..BONDING {
            assert_noop!(Validators::withdraw(signed(ALICE)), Error::<Test>::NotDue);
            assert_eq!(held(ALICE), 2_000);
            pass_sessions(1);
        }
        System::reset_events();
        assert_ok!(Validators::withdraw(signed(ALICE)));
        assert_eq!(events(), [Event::Withdrawn { who: ALICE, amount: 2_000 }]);
        assert_eq!((held(ALICE), Balances::free_balance(ALICE)), (0, WEALTH));
        assert_eq!(Members::<Test>::get(ALICE), None);
    });
}

#[test]
fn whoever_leaves_serves_what_is_planned_and_no_more() {
    ExtBuilder::default().candidate(ALICE, 2_000).build_and_execute(|| {
        pass_sessions(2);
        assert_ok!(Validators::leave(signed(ALICE)));
        pass_sessions(1);
        assert!(serving().contains(&ALICE));
        pass_sessions(1);
        assert!(!serving().contains(&ALICE));
    });
}

#[test]
fn an_invulnerable_may_leave_unless_it_is_the_last() {
    ExtBuilder::default().invulnerables(&[1, 2]).build_and_execute(|| {
        assert_ok!(Validators::leave(signed(1)));
        assert_eq!(chosen(), [2]);
        assert_eq!(standing(1), Standing::Leaving { free_at: BONDING });
        assert_noop!(Validators::leave(signed(2)), Error::<Test>::LastInvulnerable);
    });
}

#[test]
fn an_invulnerable_without_keys_is_nobody_to_leave_the_chain_to() {
    ExtBuilder::default().invulnerables(&[1, 2]).build_and_execute(|| {
        assert_ok!(Session::purge_keys(signed(2)));
        assert_noop!(Validators::leave(signed(1)), Error::<Test>::LastInvulnerable);
        assert_ok!(Validators::leave(signed(2)));
    });
}

#[test]
fn only_those_who_serve_or_wait_can_leave() {
    ExtBuilder::default().candidate(ALICE, MIN_BOND).build_and_execute(|| {
        assert_noop!(Validators::leave(signed(BOB)), Error::<Test>::NotServing);
        assert_ok!(Validators::leave(signed(ALICE)));
        assert_noop!(Validators::leave(signed(ALICE)), Error::<Test>::NotServing);
        assert_noop!(Validators::leave(RuntimeOrigin::root()), BadOrigin);
    });
}

#[test]
fn only_those_who_have_left_can_withdraw() {
    ExtBuilder::default().candidate(ALICE, MIN_BOND).build_and_execute(|| {
        assert_noop!(Validators::withdraw(signed(ALICE)), Error::<Test>::NothingToWithdraw);
        assert_noop!(Validators::withdraw(signed(CHOSEN[0])), Error::<Test>::NothingToWithdraw);
        assert_noop!(Validators::withdraw(signed(BOB)), Error::<Test>::NothingToWithdraw);
        assert_noop!(Validators::withdraw(RuntimeOrigin::root()), BadOrigin);
    });
}
