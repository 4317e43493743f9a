use frame_support::{assert_noop, assert_ok};
use sp_runtime::traits::BadOrigin;

use crate::{mock::*, Error, Event, Standing};

#[test]
fn governance_vouches_for_a_candidate_whose_bond_stays() {
    ExtBuilder::default().candidate(ALICE, 2_000).build_and_execute(|| {
        assert_ok!(Validators::add_invulnerable(RuntimeOrigin::root(), ALICE));
        assert_eq!(chosen(), [1, 2, 3, 4, 5, ALICE]);
        assert!(candidates().is_empty());
        assert_eq!((standing(ALICE), held(ALICE)), (Standing::Invulnerable, 2_000));
        assert_eq!(events(), [Event::InvulnerableAdded { who: ALICE }]);
    });
}

#[test]
fn governance_vouches_for_nobody_without_a_bond_and_not_for_too_many() {
    ExtBuilder::default().candidate(ALICE, 2_000).candidate(BOB, 2_000).build_and_execute(|| {
        assert_noop!(Validators::add_invulnerable(RuntimeOrigin::root(), CAROL), Error::<Test>::NotCandidate);
        assert_noop!(Validators::add_invulnerable(RuntimeOrigin::root(), CHOSEN[0]), Error::<Test>::NotCandidate);
        assert_ok!(Validators::add_invulnerable(RuntimeOrigin::root(), ALICE));
        assert_noop!(Validators::add_invulnerable(RuntimeOrigin::root(), BOB), Error::<Test>::TooManyInvulnerables);
        assert_noop!(Validators::add_invulnerable(signed(BOB), BOB), BadOrigin);
    });
}

#[test]
fn whoever_is_vouched_for_no_more_is_a_candidate_like_others() {
    ExtBuilder::default().candidate(ALICE, 2_000).build_and_execute(|| {
        assert_ok!(Validators::remove_invulnerable(RuntimeOrigin::root(), 2));
        assert_eq!(chosen(), [1, 3, 4, 5]);
        assert_eq!(candidates(), [ALICE, 2]);
        assert_eq!((standing(2), held(2)), (Standing::Candidate, MIN_BOND));
        assert_eq!(events(), [Event::InvulnerableRemoved { who: 2 }]);
    });
}

#[test]
fn where_there_is_no_room_among_the_candidates_it_leaves() {
    let builder = ExtBuilder::default().candidate(ALICE, 2_000).candidate(BOB, 2_000).candidate(CAROL, 2_000);
    builder.candidate(DAVE, 2_000).build_and_execute(|| {
        assert_ok!(Validators::remove_invulnerable(RuntimeOrigin::root(), 2));
        assert_eq!(standing(2), Standing::Leaving { free_at: BONDING });
        let left = Event::Left { who: 2, free_at: BONDING };
        assert_eq!(events(), [Event::InvulnerableRemoved { who: 2 }, left]);
        assert_eq!(candidates(), [ALICE, BOB, CAROL, DAVE]);
    });
}

#[test]
fn the_last_invulnerable_stays() {
    ExtBuilder::default().invulnerables(&[1]).candidate(ALICE, 2_000).build_and_execute(|| {
        assert_noop!(Validators::remove_invulnerable(RuntimeOrigin::root(), 1), Error::<Test>::LastInvulnerable);
        assert_noop!(Validators::remove_invulnerable(RuntimeOrigin::root(), ALICE), Error::<Test>::NotInvulnerable);
        assert_noop!(Validators::remove_invulnerable(RuntimeOrigin::root(), BOB), Error::<Test>::NotInvulnerable);
        assert_noop!(Validators::remove_invulnerable(signed(ALICE), 1), BadOrigin);
    });
}
