//! Who is drawn, when, and by what.

use std::collections::BTreeSet;

use ainur_primitives::{limits::MAX_COMMITTEE, TaskId};
use ainur_support::{Complaint, Disputes, Forum, Progress, Ruling};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use proptest::prelude::*;

use crate::{committee_size, mock::*, Cases, Error, Event, Stage, DRAW_DELAY, MAX_DRAWS};

fn open(challenger: u64) {
    assert_ok!(Arbitration::open(complaint(challenger, Forum::Committee(claim()))));
}

#[test]
fn a_committee_is_drawn_later_by_what_nobody_knew() {
    build_and_execute(|| {
        step::seat(9);
        open(REQUESTER);
        assert_eq!(Cases::<Test>::get(TASK).unwrap().stage, Stage::Drawing { at: 1 + DRAW_DELAY });
        assert_noop!(Arbitration::advance(TASK), Error::<Test>::NotDue);
        go_to(DRAW_DELAY);
        assert!(committee().is_empty());
        go_to(1 + DRAW_DELAY);
        assert_eq!(committee().len(), 3);
        let (members, commit_until) = (BoundedVec::truncate_from(committee()), 1 + DRAW_DELAY + COMMIT);
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
            go_to(1 + DRAW_DELAY);
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
            go_to(System::block_number() + DRAW_DELAY);
            assert_eq!(Cases::<Test>::get(TASK).unwrap().round, round);
            let progress = Arbitration::advance(TASK).unwrap();
            assert_eq!(progress == Progress::Ended(Ruling::Undecided), round == 2);
        }
        assert_eq!(Balances::free_balance(REQUESTER), WEALTH);
        assert_eq!(Balances::free_balance(VERIFIER), WEALTH - VERIFIER_BOND, "a lone member is not blamed");
    });
}

#[test]
fn the_randomness_of_every_block_in_between_counts() {
    let drawn = |changed: Option<u32>| {
        let mut members = Vec::new();
        build_and_execute(|| {
            step::seat(40);
            open(REQUESTER);
            for block in 2..=1 + DRAW_DELAY {
                Seed::put(if changed == Some(block) { 1_000 } else { block.into() });
                go_to(block);
            }
            members = committee();
        });
        members
    };
    let drawn: BTreeSet<_> = [None, Some(2), Some(3), Some(4), Some(5)].map(drawn).into();
    assert_eq!(drawn.len(), 5);
}

#[test]
fn who_is_one_of_many_waits_and_is_never_turned_away() {
    build_and_execute(|| {
        step::seat(9);
        let many = u64::from(MAX_DRAWS) * 20;
        let task = |number: u64| TaskId(100 + number);
        for number in 0..many {
            let complaint = Complaint { task: task(number), ..complaint(REQUESTER, Forum::Committee(claim())) };
            assert_ok!(Arbitration::open(complaint));
        }
        // One that is over before its turn takes no other's place.
        assert_ok!(Arbitration::concede(task(0), &OWNER));
        let is_drawn = |number: &u64| Cases::<Test>::get(task(*number)).is_some_and(|case| !case.committee.is_empty());
        for block in 0..20u64 {
            go_to(1 + DRAW_DELAY + block as u32);
            assert_eq!((0..many).filter(is_drawn).count() as u64, (block + 1) * u64::from(MAX_DRAWS) - 1);
        }
    });
}

#[test]
fn a_dispute_that_waits_longer_than_expected_goes_on_waiting() {
    build_and_execute(|| {
        step::seat(9);
        open(REQUESTER);
        System::set_block_number(1 + DRAW_DELAY + COMMIT);
        assert_noop!(Arbitration::advance(TASK), Error::<Test>::NotDue);
        System::set_block_number(2 + DRAW_DELAY + COMMIT);
        let until = System::block_number() + COMMIT;
        assert_eq!(Arbitration::advance(TASK), Ok(Progress::Until(until)));
        go_to(System::block_number() + 1);
        assert_eq!(committee().len(), 3);
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
            go_to(1 + DRAW_DELAY);
            let members: BTreeSet<_> = committee().into_iter().collect();
            assert_eq!((members.len(), committee().len()), (seats.min(3) as usize, seats.min(3) as usize));
        });
    }
}
