//! What it costs to sign twice.

use frame_support::assert_ok;
use sp_runtime::Perbill;

use crate::{mock::*, Event, Members, Penalties, Standing};

const TENTH: Perbill = Perbill::from_percent(10);
const HALF: Perbill = Perbill::from_percent(50);

#[test]
fn a_candidate_loses_a_share_and_its_place_and_the_reporter_gains() {
    ExtBuilder::default().candidate(ALICE, 2_000).build_and_execute(|| {
        pass_sessions(2);
        System::reset_events();
        report(&[(ALICE, Some(REPORTER))], HALF, 2);
        let free_at = 2 + BONDING;
        let slashed = Event::Slashed { who: ALICE, session: 2, slashed: 1_000, reward: 200 };
        assert_eq!(events(), [slashed, Event::Barred { who: ALICE, free_at }]);
        assert_eq!((held(ALICE), treasury()), (1_000, 800));
        assert_eq!(Balances::free_balance(REPORTER), WEALTH + 200);
        assert_eq!(standing(ALICE), Standing::Barred { free_at });
        assert!(candidates().is_empty());
    });
}

#[test]
fn it_authors_no_more_at_once_nor_in_the_session_that_was_planned_with_it() {
    ExtBuilder::default().candidate(ALICE, 2_000).build_and_execute(|| {
        pass_sessions(2);
        assert!(disabled().is_empty());
        report(&[(ALICE, None)], TENTH, 2);
        assert_eq!(disabled(), [ALICE]);
        session_without(&[ALICE]);
        assert_eq!((serving().contains(&ALICE), disabled()), (true, vec![ALICE]));
        session_without(&[ALICE]);
        assert_eq!((serving(), disabled()), (CHOSEN.to_vec(), vec![]));
        // That it authored nothing meanwhile is not held against it.
        assert_eq!((member(ALICE).absent, held(ALICE)), (0, 1_800));
    });
}

#[test]
fn an_invulnerable_is_treated_alike() {
    ExtBuilder::default().build_and_execute(|| {
        report(&[(2, Some(REPORTER))], TENTH, 0);
        assert_eq!(chosen(), [1, 3, 4, 5]);
        assert_eq!((standing(2), held(2)), (Standing::Barred { free_at: BONDING }, 900));
        assert_eq!(disabled(), [2]);
    });
}

#[test]
fn the_last_invulnerable_pays_and_stays() {
    ExtBuilder::default().invulnerables(&[1]).build_and_execute(|| {
        report(&[(1, None)], HALF, 0);
        assert_eq!(events(), [Event::Slashed { who: 1, session: 0, slashed: 500, reward: 0 }]);
        assert_eq!((standing(1), held(1), treasury()), (Standing::Invulnerable, 500, 500));
        // Otherwise nobody would author.
        assert!(disabled().is_empty());
    });
}

#[test]
fn no_more_than_a_third_is_disabled_the_gravest_first() {
    ExtBuilder::default().build_and_execute(|| {
        report(&[(1, None)], TENTH, 0);
        assert_eq!(disabled(), [1]);
        report(&[(2, None)], HALF, 0);
        assert_eq!(disabled(), [2]);
        assert_eq!(chosen(), [3, 4, 5]);
    });
}

#[test]
fn a_share_is_never_less_than_the_least() {
    ExtBuilder::default().candidate(ALICE, 2_000).build_and_execute(|| {
        report(&[(ALICE, None)], Perbill::from_parts(1), 0);
        assert_eq!((held(ALICE), treasury()), (1_800, 200));
    });
}

#[test]
fn the_gravest_fault_of_a_session_counts_and_each_session_for_itself() {
    ExtBuilder::default().candidate(ALICE, 2_000).build_and_execute(|| {
        report(&[(ALICE, None)], TENTH, 0);
        report(&[(ALICE, None)], TENTH, 0);
        assert_eq!(held(ALICE), 1_800);
        report(&[(ALICE, None)], HALF, 0);
        assert_eq!(held(ALICE), 1_000);
        report(&[(ALICE, None)], TENTH, 1);
        assert_eq!(held(ALICE), 900);
        assert_eq!(Penalties::<Test>::iter().count(), 2);
    });
}

#[test]
fn those_who_did_it_together_all_pay_the_graver_share() {
    ExtBuilder::default().candidate(ALICE, 2_000).candidate(BOB, 1_000).build_and_execute(|| {
        report(&[(ALICE, Some(REPORTER))], TENTH, 0);
        report(&[(ALICE, Some(REPORTER)), (BOB, Some(CAROL))], HALF, 0);
        assert_eq!((held(ALICE), held(BOB)), (1_000, 500));
        assert_eq!(Balances::free_balance(REPORTER), WEALTH + 200);
        assert_eq!(Balances::free_balance(CAROL), WEALTH + 100);
        assert_eq!(treasury(), 1_200);
    });
}

#[test]
fn whoever_has_left_answers_until_its_bond_is_free() {
    ExtBuilder::default().candidate(ALICE, 2_000).build_and_execute(|| {
        pass_sessions(2);
        assert_ok!(Validators::leave(signed(ALICE)));
        let free_at = 2 + BONDING;
        pass_sessions(BONDING - 1);
        report(&[(ALICE, None)], HALF, 2);
        assert_eq!((standing(ALICE), held(ALICE)), (Standing::Barred { free_at }, 1_000));
        pass_sessions(1);
        assert_ok!(Validators::withdraw(signed(ALICE)));
        assert_eq!(Balances::free_balance(ALICE), WEALTH - 1_000);
        // Nothing is left to take.
        report(&[(ALICE, None)], HALF, 3);
        assert_eq!((Members::<Test>::get(ALICE), treasury()), (None, 1_000));
    });
}

#[test]
fn nobody_earns_by_its_own_fault_and_what_cannot_be_received_is_the_treasury_s() {
    ExtBuilder::default().candidate(ALICE, 1_000).candidate(BOB, 2_000).build_and_execute(|| {
        report(&[(ALICE, Some(ALICE))], TENTH, 0);
        assert_eq!((Balances::free_balance(ALICE) + held(ALICE), treasury()), (WEALTH - 100, 100));
        MinBond::set(&0);
        assert_ok!(Validators::join(signed(CAROL), 40));
        // A fifth of a tenth of it is no account.
        report(&[(CAROL, Some(NOBODY))], TENTH, 0);
        assert_eq!((Balances::free_balance(NOBODY), treasury()), (0, 104));
    });
}

#[test]
fn what_was_lost_for_a_session_is_forgotten_when_evidence_is_not_accepted_any_more() {
    ExtBuilder::default().candidate(ALICE, 2_000).build_and_execute(|| {
        report(&[(ALICE, None)], TENTH, 0);
        pass_sessions(BONDING);
        assert_eq!(Penalties::<Test>::iter().count(), 1);
        pass_sessions(1);
        assert_eq!(Penalties::<Test>::iter().count(), 0);
    });
}
