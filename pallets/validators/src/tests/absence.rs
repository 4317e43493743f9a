//! Who authors nothing.

use frame_support::assert_ok;
use pallet_session::SessionManager;

use crate::{mock::*, Authored, Event, Standing, LEAST_SESSION};

/// As many sessions as are too many, without these.
fn too_long_without(absent: &[AccountId]) {
    for _ in 0..ABSENT {
        session_without(absent);
    }
}

#[test]
fn a_candidate_that_authors_nothing_is_removed_at_a_small_cost() {
    ExtBuilder::default().candidate(ALICE, 2_000).candidate(BOB, 1_000).build_and_execute(|| {
        pass_sessions(2);
        session_without(&[ALICE]);
        assert_eq!(events(), [Event::Absent { who: ALICE, sessions: 1 }]);
        session_without(&[ALICE]);
        assert_eq!(candidates(), [ALICE, BOB]);
        session_without(&[ALICE]);
        let free_at = 4 + BONDING;
        assert_eq!(
            events(),
            [
                Event::Absent { who: ALICE, sessions: 3 },
                Event::Fined { who: ALICE, slashed: 20 },
                Event::Left { who: ALICE, free_at }
            ]
        );
        assert_eq!((standing(ALICE), held(ALICE), treasury()), (Standing::Leaving { free_at }, 1_980, 20));
        // It is planned for one more session, and gone from then on.
        assert!(serving().contains(&ALICE));
        pass_sessions(1);
        assert_eq!(serving(), [1, 2, 3, 4, 5, BOB]);
        // It may come back.
        assert_ok!(Validators::join(signed(ALICE), 0));
    });
}

#[test]
fn one_block_is_enough_to_be_there() {
    ExtBuilder::default().candidate(ALICE, 2_000).build_and_execute(|| {
        pass_sessions(2);
        for _ in 0..3 {
            session_without(&[ALICE]);
            session_without(&[ALICE, BOB]);
            assert_eq!(member(ALICE).absent, 2);
            block_by(ALICE);
            session_without(&[ALICE]);
            assert_eq!(member(ALICE).absent, 0);
        }
        assert_eq!((standing(ALICE), held(ALICE)), (Standing::Candidate, 2_000));
    });
}

#[test]
fn invulnerables_are_only_named() {
    ExtBuilder::default().build_and_execute(|| {
        too_long_without(&[1]);
        session_without(&[1]);
        assert_eq!(events(), [Event::Absent { who: 1, sessions: 4 }]);
        assert_eq!((standing(1), held(1)), (Standing::Invulnerable, MIN_BOND));
    });
}

#[test]
fn leaving_and_coming_back_hides_nothing() {
    ExtBuilder::default().candidate(ALICE, 2_000).build_and_execute(|| {
        pass_sessions(2);
        session_without(&[ALICE]);
        assert_ok!(Validators::leave(signed(ALICE)));
        session_without(&[ALICE]);
        assert_eq!(member(ALICE).absent, 2);
        assert_ok!(Validators::join(signed(ALICE), 0));
        assert_eq!(member(ALICE).absent, 2);
        // It was not planned for this session, and is not judged by it.
        session_without(&[ALICE]);
        session_without(&[ALICE]);
        session_without(&[ALICE]);
        assert_eq!(held(ALICE), 1_980);
    });
}

#[test]
fn whoever_leaves_and_does_not_serve_what_is_planned_pays_too() {
    ExtBuilder::default().candidate(ALICE, 2_000).candidate(BOB, 2_000).build_and_execute(|| {
        pass_sessions(2);
        session_without(&[ALICE]);
        assert_ok!(Validators::leave(signed(ALICE)));
        assert_ok!(Validators::leave(signed(BOB)));
        let left = standing(ALICE);
        session_without(&[ALICE, BOB]);
        session_without(&[ALICE, BOB]);
        assert_eq!((standing(ALICE), held(ALICE), member(ALICE).absent), (left, 1_980, 0));
        // To stop working with the call that says so is not too much: two sessions are planned at most.
        assert_eq!((standing(BOB), held(BOB)), (left, 2_000));
    });
}

#[test]
fn a_session_with_few_blocks_says_nothing() {
    ExtBuilder::default().candidate(ALICE, 2_000).build_and_execute(|| {
        pass_sessions(2);
        for _ in 0..2 * ABSENT {
            // As if most slots had been empty: fewer than six blocks a head.
            System::set_block_number(System::block_number() + SESSION - 35);
            let session = Session::current_index();
            while Session::current_index() == session {
                block_by(1);
            }
        }
        assert_eq!((standing(ALICE), member(ALICE).absent, held(ALICE)), (Standing::Candidate, 0, 2_000));
    });
}

/// Ends a session of these, in which each wrote so many blocks.
fn end_session_of(authored: &[(AccountId, u32)]) {
    System::reset_events();
    pallet_session::Validators::<Test>::put(authored.iter().map(|(who, _)| *who).collect::<Vec<_>>());
    for (who, blocks) in authored {
        Authored::<Test>::insert(who, blocks);
    }
    <Validators as SessionManager<_>>::end_session(Session::current_index());
}

#[test]
fn four_of_forty_seven_are_found_absent() {
    ExtBuilder::default().candidate(ALICE, 2_000).build_and_execute(|| {
        let absent = [1, 2, 3, ALICE];
        let others = (100..143).map(|who| (who, 6));
        let authored: Vec<_> = absent.map(|who| (who, 0)).into_iter().chain(others).collect();
        assert_eq!(authored.len(), 47);
        end_session_of(&authored);
        assert_eq!(absent.map(|who| member(who).absent), [1; 4]);
    });
}

#[test]
fn of_five_validators_a_session_of_ten_slots_tells() {
    ExtBuilder::default().session(LEAST_SESSION).candidate(ALICE, 2_000).build_and_execute(|| {
        // More than half of the slots without a block say nothing.
        end_session_of(&[(1, 2), (2, 1), (3, 1), (4, 0), (ALICE, 0)]);
        assert_eq!(member(ALICE).absent, 0);
        for sessions in 1..ABSENT {
            end_session_of(&[(1, 2), (2, 2), (3, 1), (4, 0), (ALICE, 0)]);
            assert_eq!((member(4).absent, member(ALICE).absent), (sessions, sessions));
        }
        end_session_of(&[(1, 2), (2, 2), (3, 2), (4, 2), (ALICE, 0)]);
        assert!(matches!(standing(ALICE), Standing::Leaving { .. }));
        assert_eq!(member(4).absent, 0);
    });
}
