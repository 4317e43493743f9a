//! Who is drawn, when, and by what.

use std::collections::BTreeSet;

use ainur_primitives::{limits::MAX_COMMITTEE, TaskId};
use ainur_support::{Complaint, Disputes, Forum, Progress, Ruling};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use proptest::prelude::*;

use crate::{committee_size, mock::*, Cases, Draws, Error, Event, Stage, MAX_DRAWS};

fn open(challenger: u64) {
    assert_ok!(Arbitration::open(complaint(challenger, Forum::Committee(claim()))));
}

#[test]
fn a_committee_is_drawn_two_blocks_later_by_what_nobody_knew() {
    build_and_execute(|| {
        step::seat(9);
        open(REQUESTER);
        assert_eq!(Cases::<Test>::get(TASK).unwrap().stage, Stage::Drawing { at: 3 });
        assert_noop!(Arbitration::advance(TASK), Error::<Test>::NotDue);
        go_to(2);
        assert!(committee().is_empty());
        go_to(3);
        assert_eq!(committee().len(), 3);
        let (members, commit_until) = (BoundedVec::truncate_from(committee()), 3 + COMMIT);
        System::assert_last_event(Event::CommitteeDrawn { task: TASK, round: 0, members, commit_until }.into());
    });
}

#[test]
fn another_seed_draws_another_committee() {
    let drawn = |seed: u64| {
        let mut members = Vec::new();
        build_and_execute(|| {
            Seed::put(seed);
            step::drawn();
            members = committee();
        });
        members
    };
    assert_eq!(drawn(1), drawn(1));
    assert!((0..20).map(drawn).collect::<BTreeSet<_>>().len() > 10);
}

#[test]
fn every_verifier_is_drawn_about_equally_often() {
    let mut counts = std::collections::BTreeMap::<u64, u32>::new();
    for seed in 0..300 {
        build_and_execute(|| {
            Seed::put(seed);
            step::drawn();
            for who in committee() {
                *counts.entry(who).or_default() += 1;
            }
        });
    }
    // 300 draws of 3 out of 9: a hundred each, give or take four standard deviations.
    assert_eq!(counts.len(), 9);
    assert!(counts.values().all(|count| (67..=133).contains(count)), "{counts:?}");
}

#[test]
fn nobody_judges_its_own_case() {
    for seed in 0..30 {
        build_and_execute(|| {
            Seed::put(seed);
            for who in [REQUESTER, OWNER, OPERATOR, VERIFIER, VERIFIER + 1] {
                assert_ok!(Arbitration::take_seat(signed(who)));
            }
            open(VERIFIER);
            go_to(3);
            assert_eq!(committee(), [VERIFIER + 1]);
        });
    }
}

#[test]
fn without_enough_verifiers_the_result_stands_at_once() {
    build_and_execute(|| {
        step::seat(1);
        open(REQUESTER);
        for round in 0..3 {
            go_to(System::block_number() + 2);
            assert_eq!(Cases::<Test>::get(TASK).unwrap().round, round);
            let progress = Arbitration::advance(TASK).unwrap();
            assert_eq!(progress == Progress::Ended(Ruling::Undecided), round == 2);
        }
        assert_eq!(Balances::free_balance(REQUESTER), WEALTH);
        assert_eq!(Balances::free_balance(VERIFIER), WEALTH - VERIFIER_BOND, "a lone member is not blamed");
    });
}

#[test]
fn draws_that_find_no_room_take_place_later_and_never_none() {
    build_and_execute(|| {
        step::seat(9);
        for number in 0..u64::from(MAX_DRAWS) * 2 {
            assert_ok!(Arbitration::open(Complaint {
                task: TaskId(100 + number),
                ..complaint(REQUESTER, Forum::Committee(claim()))
            }));
        }
        assert_eq!((Draws::<Test>::get(3).len(), Draws::<Test>::get(4).len()), (8, 8));
        let full = BoundedVec::truncate_from(vec![TaskId(0); MAX_DRAWS as usize]);
        (5..70).for_each(|block| Draws::<Test>::insert(block, full.clone()));
        let refused =
            frame_support::storage::with_storage_layer(|| Arbitration::open(complaint(REQUESTER, Forum::Committee(claim()))));
        assert_eq!(refused, Err(Error::<Test>::TooManyDraws.into()));
    });
}

#[test]
fn committees_grow_up_to_a_limit() {
    assert_eq!([0, 1, 2, 3].map(|round| committee_size(3, round)), [3, 7, 15, 31]);
    assert_eq!(committee_size(255, 9), MAX_COMMITTEE);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn a_committee_is_as_large_as_it_can_be_and_nobody_sits_twice(seed: u64, seats in 0..40u64) {
        build_and_execute(|| {
            Seed::put(seed);
            step::seat(seats);
            open(REQUESTER);
            go_to(3);
            let members: BTreeSet<_> = committee().into_iter().collect();
            assert_eq!((members.len(), committee().len()), (seats.min(3) as usize, seats.min(3) as usize));
        });
    }
}
