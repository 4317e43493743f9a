use frame_support::{assert_noop, assert_ok};
use sp_runtime::{traits::BadOrigin, TokenError};

use crate::{mock::*, Error, Event};

#[test]
fn a_higher_bond_leads_further_up() {
    let builder = ExtBuilder::default().candidate(ALICE, 3_000).candidate(BOB, 2_000).candidate(CAROL, 1_000);
    builder.build_and_execute(|| {
        assert_ok!(Validators::bond_more(signed(CAROL), 1_500));
        assert_eq!(candidates(), [ALICE, CAROL, BOB]);
        assert_eq!((held(CAROL), member(CAROL).bond), (2_500, 2_500));
        assert_eq!(events(), [Event::BondRaised { who: CAROL, bond: 2_500 }]);
    });
}

#[test]
fn it_works_in_a_full_list_too() {
    let builder = ExtBuilder::default().candidate(ALICE, 1_000).candidate(BOB, 1_000).candidate(CAROL, 1_000);
    builder.candidate(DAVE, 1_000).build_and_execute(|| {
        assert_ok!(Validators::bond_more(signed(DAVE), 1));
        assert_eq!(candidates(), [DAVE, ALICE, BOB, CAROL]);
    });
}

#[test]
fn invulnerables_may_put_up_more_as_well() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(Validators::bond_more(signed(CHOSEN[0]), 5));
        assert_eq!(held(CHOSEN[0]), MIN_BOND + 5);
    });
}

#[test]
fn only_those_who_serve_or_wait_can() {
    ExtBuilder::default().candidate(ALICE, MIN_BOND).build_and_execute(|| {
        assert_noop!(Validators::bond_more(signed(ALICE), 0), Error::<Test>::NothingToChange);
        assert_noop!(Validators::bond_more(signed(ALICE), WEALTH), TokenError::FundsUnavailable);
        assert_noop!(Validators::bond_more(signed(BOB), 1), Error::<Test>::NotServing);
        assert_ok!(Validators::leave(signed(ALICE)));
        assert_noop!(Validators::bond_more(signed(ALICE), 1), Error::<Test>::NotServing);
        assert_noop!(Validators::bond_more(RuntimeOrigin::root(), 1), BadOrigin);
    });
}
