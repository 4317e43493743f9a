//! Who serves in each session.

use frame_support::assert_ok;
use pallet_session::SessionManager;

use crate::{mock::*, Authored, Sessions as _, LEAST_SESSION};

#[test]
fn a_candidate_serves_in_the_second_session_after_it_joined() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(Validators::join(signed(ALICE), MIN_BOND));
        assert_eq!(Validators::next_set(), [1, 2, 3, 4, 5, ALICE]);
        pass_sessions(1);
        assert_eq!(serving(), CHOSEN);
        pass_sessions(1);
        assert_eq!(serving(), [1, 2, 3, 4, 5, ALICE]);
    });
}

#[test]
fn genesis_says_how_long_a_session_is() {
    ExtBuilder::default().build_and_execute(|| assert_eq!(Validators::session_length(), 300));
    for slots in [LEAST_SESSION, 300] {
        ExtBuilder::default().session(slots).build_and_execute(|| assert_eq!(Validators::session_length(), slots));
    }
}

#[test]
fn a_session_is_a_real_one_where_there_is_no_chain() {
    assert_eq!(Validators::session_length(), 300);
    // Thus what is told about the runtime can be told anywhere.
    assert!(Test::metadata_at_version(15).is_some());
}

#[test]
#[should_panic(expected = "too short, or longer than a real one")]
fn no_genesis_has_shorter_sessions_than_the_least() {
    ExtBuilder::default().session(LEAST_SESSION - 1).build();
}

#[test]
#[should_panic(expected = "too short, or longer than a real one")]
fn no_genesis_has_longer_sessions_than_real_ones() {
    ExtBuilder::default().session(301).build();
}

#[test]
fn the_highest_bonds_have_the_seats() {
    let builder = ExtBuilder::default().candidate(ALICE, 1_000).candidate(BOB, 3_000).candidate(CAROL, 2_000);
    builder.build_and_execute(|| {
        assert_eq!(Validators::next_set(), [1, 2, 3, 4, 5, BOB, CAROL]);
        Seats::set(&1);
        assert_eq!(Validators::next_set(), [1, 2, 3, 4, 5, BOB]);
        Seats::set(&0);
        assert_eq!(Validators::next_set(), CHOSEN);
    });
}

#[test]
fn invulnerables_stay_more_than_two_thirds_whatever_governance_says() {
    let builder = ExtBuilder::default().candidate(ALICE, 1_000).candidate(BOB, 1_000).candidate(CAROL, 1_000);
    builder.build_and_execute(|| {
        Seats::set(&100);
        assert_eq!(Validators::next_set(), [1, 2, 3, 4, 5, ALICE, BOB]);
        assert_ok!(Validators::leave(signed(1)));
        assert_eq!(Validators::next_set(), [2, 3, 4, 5, ALICE]);
        assert_ok!(Validators::leave(signed(2)));
        assert_ok!(Validators::leave(signed(3)));
        assert_eq!(Validators::next_set(), [4, 5]);
    });
}

#[test]
fn nobody_without_keys_serves() {
    ExtBuilder::default().candidate(ALICE, 2_000).candidate(BOB, 1_000).build_and_execute(|| {
        assert_ok!(Session::purge_keys(signed(ALICE)));
        assert_eq!(Validators::next_set(), [1, 2, 3, 4, 5, BOB]);
        // Nor does an invulnerable, or count for the two thirds.
        assert_ok!(Session::purge_keys(signed(1)));
        assert_ok!(Session::purge_keys(signed(2)));
        assert_ok!(Session::purge_keys(signed(3)));
        assert_eq!(Validators::next_set(), [4, 5]);
    });
}

#[test]
fn a_candidate_with_less_than_the_least_waits() {
    ExtBuilder::default().candidate(ALICE, 2_000).candidate(BOB, 1_000).build_and_execute(|| {
        MinBond::set(&1_500);
        assert_eq!(Validators::next_set(), [1, 2, 3, 4, 5, ALICE]);
        assert_ok!(Validators::bond_more(signed(BOB), 500));
        assert_eq!(Validators::next_set(), [1, 2, 3, 4, 5, ALICE, BOB]);
    });
}

/// All five and both candidates take their keys away.
fn all_purge() {
    for who in [1, 2, 3, 4, 5, ALICE, BOB] {
        assert_ok!(Session::purge_keys(signed(who)));
    }
}

#[test]
fn where_no_invulnerable_has_keys_the_highest_bonds_serve_alone() {
    ExtBuilder::default().candidate(ALICE, 2_000).candidate(BOB, 1_000).candidate(CAROL, 500 + MIN_BOND).build_and_execute(
        || {
            for who in CHOSEN {
                assert_ok!(Session::purge_keys(signed(who)));
            }
            assert_eq!(Validators::next_set(), [ALICE, CAROL]);
            // At least one of them.
            Seats::set(&0);
            assert_eq!(Validators::next_set(), [ALICE]);
            pass_sessions(2);
            assert_eq!(serving(), [ALICE]);
        },
    );
}

#[test]
fn whoever_serves_gets_its_keys_back_where_nobody_else_has_any() {
    ExtBuilder::default().candidate(ALICE, 2_000).candidate(BOB, 1_000).build_and_execute(|| {
        pass_sessions(2);
        all_purge();
        assert!(Validators::next_set().is_empty());
        for _ in 0..4 {
            pass_sessions(1);
            assert_eq!(serving(), [1, 2, 3, 4, 5, ALICE, BOB]);
            assert_eq!(Session::queued_keys().len(), 7);
        }
        // It is as if they had set them themselves, again and again.
        all_purge();
        pass_sessions(3);
        assert_eq!(serving(), [1, 2, 3, 4, 5, ALICE, BOB]);
        assert!(CHOSEN.iter().all(|who| System::consumers(who) == 1));
        assert_ok!(set_keys(1, 1));
        assert_eq!((System::consumers(&1), System::consumers(&2)), (2, 1));
    });
}

#[test]
fn keys_come_back_from_whoever_has_set_them_for_itself() {
    ExtBuilder::default().invulnerables(&[1, 2]).build_and_execute(|| {
        assert_ok!(Session::purge_keys(signed(2)));
        assert_ok!(Session::purge_keys(signed(1)));
        assert_ok!(set_keys(REPORTER, 1));
        assert_ok!(Session::purge_keys(signed(ALICE)));
        assert_ok!(set_keys(ALICE, 2));
        pass_sessions(3);
        assert_eq!(serving(), [1, 2]);
        assert!(!Session::has_keys(&REPORTER) && !Session::has_keys(&ALICE));
    });
}

#[test]
fn whoever_is_barred_does_not_serve_on_where_somebody_else_can() {
    ExtBuilder::default().invulnerables(&[1, 2]).build_and_execute(|| {
        report(&[(2, None)], sp_runtime::Perbill::from_percent(50), 0);
        assert_ok!(Session::purge_keys(signed(2)));
        assert_ok!(Session::purge_keys(signed(1)));
        session_without(&[2]);
        session_without(&[2]);
        assert_eq!(serving(), [1]);
    });
}

#[test]
fn a_genesis_that_names_nobody_leaves_the_choice_to_the_sessions() {
    sp_io::TestExternalities::default().execute_with(|| assert_eq!(<Validators as SessionManager<_>>::new_session(0), None));
}

#[test]
fn a_block_counts_for_its_author_until_the_session_ends() {
    ExtBuilder::default().build_and_execute(|| {
        block_by(3);
        block_by(3);
        block_by(1);
        assert_eq!([1, 2, 3].map(Authored::<Test>::get), [1, 0, 2]);
        pass_sessions(1);
        // The first block of the new session is by the first who serves in it.
        assert_eq!(Authored::<Test>::iter_values().sum::<u32>(), 1);
    });
}
