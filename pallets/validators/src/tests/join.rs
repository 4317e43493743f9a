use frame_support::{assert_noop, assert_ok};
use sp_runtime::{traits::BadOrigin, Perbill, TokenError};

use crate::{mock::*, Error, Event, Members, Standing};

#[test]
fn anybody_with_keys_and_money_becomes_a_candidate() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(Validators::join(signed(ALICE), MIN_BOND));
        assert_eq!(standing(ALICE), Standing::Candidate);
        assert_eq!((held(ALICE), Balances::free_balance(ALICE)), (MIN_BOND, WEALTH - MIN_BOND));
        assert_eq!(candidates(), [ALICE]);
        assert_eq!(Validators::validator(ALICE).map(|validator| validator.bond), Some(MIN_BOND));
        assert_eq!(events(), [Event::Joined { who: ALICE, bond: MIN_BOND }]);
    });
}

#[test]
fn candidates_stand_in_the_order_of_their_bonds_and_the_older_of_equals_first() {
    let builder = ExtBuilder::default().candidate(ALICE, 2_000).candidate(BOB, 3_000).candidate(CAROL, 2_000);
    builder.build_and_execute(|| {
        assert_ok!(Validators::join(signed(DAVE), 1_000));
        assert_eq!(candidates(), [BOB, ALICE, CAROL, DAVE]);
    });
}

#[test]
fn the_lowest_bond_leaves_a_full_list_for_a_higher_one() {
    let builder = ExtBuilder::default().candidate(ALICE, 2_000).candidate(BOB, 3_000).candidate(CAROL, 2_000);
    builder.candidate(DAVE, 2_000).build_and_execute(|| {
        assert_noop!(Validators::join(signed(ERIN), 2_000), Error::<Test>::NoRoom);
        assert_ok!(Validators::join(signed(ERIN), 2_001));
        assert_eq!(candidates(), [BOB, ERIN, ALICE, CAROL]);
        assert_eq!(standing(DAVE), Standing::Leaving { free_at: BONDING });
        assert_eq!(events(), [Event::Left { who: DAVE, free_at: BONDING }, Event::Joined { who: ERIN, bond: 2_001 }]);
        // What it still has held counts when it comes back.
        assert_noop!(Validators::join(signed(DAVE), 0), Error::<Test>::NoRoom);
        assert_ok!(Validators::join(signed(DAVE), 500));
        assert_eq!(held(DAVE), 2_500);
        assert_eq!(candidates(), [BOB, DAVE, ERIN, ALICE]);
    });
}

#[test]
fn whoever_leaves_may_come_back_with_what_is_held() {
    ExtBuilder::default().candidate(ALICE, 2_000).build_and_execute(|| {
        assert_ok!(Validators::leave(signed(ALICE)));
        MinBond::set(&2_500);
        assert_noop!(Validators::join(signed(ALICE), 499), Error::<Test>::BondTooLow);
        assert_ok!(Validators::join(signed(ALICE), 500));
        assert_eq!((standing(ALICE), held(ALICE)), (Standing::Candidate, 2_500));
    });
}

#[test]
fn nobody_joins_without_keys_or_with_too_little() {
    ExtBuilder::default().candidate(ALICE, MIN_BOND).build_and_execute(|| {
        assert_noop!(Validators::join(signed(KEYLESS), MIN_BOND), Error::<Test>::NoKeys);
        assert_noop!(Validators::join(signed(BOB), MIN_BOND - 1), Error::<Test>::BondTooLow);
        assert_noop!(Validators::join(signed(BOB), WEALTH + 1), TokenError::FundsUnavailable);
        assert_noop!(Validators::join(signed(ALICE), MIN_BOND), Error::<Test>::AlreadyServing);
        assert_noop!(Validators::join(signed(CHOSEN[0]), MIN_BOND), Error::<Test>::AlreadyServing);
        assert_noop!(Validators::join(RuntimeOrigin::root(), MIN_BOND), BadOrigin);
        assert_noop!(Validators::join(RuntimeOrigin::none(), MIN_BOND), BadOrigin);
    });
}

#[test]
fn whoever_was_caught_joins_only_after_it_has_withdrawn() {
    ExtBuilder::default().candidate(ALICE, 2 * MIN_BOND).build_and_execute(|| {
        report(&[(ALICE, None)], Perbill::from_percent(10), 0);
        assert_noop!(Validators::join(signed(ALICE), MIN_BOND), Error::<Test>::Barred);
        pass_sessions(BONDING);
        assert_ok!(Validators::withdraw(signed(ALICE)));
        assert_eq!(Members::<Test>::get(ALICE), None);
        assert_ok!(Validators::join(signed(ALICE), MIN_BOND));
    });
}
