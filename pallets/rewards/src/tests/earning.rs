//! Who has how many points.

use ainur_primitives::{AgentId, Outcome};
use ainur_support::{Ending, RecordOutcome};
use proptest::prelude::*;

use crate::{mock::*, AgentPoints, Place, Points, RequesterPoints, MAX_PLACES};

fn agents() -> Vec<(u64, u128)> {
    Rewards::agent_leaderboard().into_iter().map(|Place { who, points }| (who.0, points)).collect()
}

#[test]
fn value_delivered_in_time_counts_in_full_and_late_by_half() {
    build_and_execute(|| {
        deliver(1, 100);
        Rewards::record(AgentId(2), &REQUESTER, Outcome::Completed { value: 300, duration: 6, promised: 5, disputed: true });
        deliver(1, 20);
        assert_eq!(agents(), [(2, 150), (1, 120)]);
        assert_eq!(Rewards::requester_leaderboard(), [Place { who: REQUESTER, points: 420 }]);
    });
}

#[test]
fn a_failure_counts_nothing_and_a_wrong_result_costs_the_era() {
    build_and_execute(|| {
        deliver(1, 100);
        Rewards::record(AgentId(1), &REQUESTER, Outcome::Failed);
        assert_eq!(agents(), [(1, 100)]);
        Rewards::record(AgentId(1), &REQUESTER, Outcome::Rejected);
        assert_eq!(agents(), []);
        deliver(1, 10);
        assert_eq!(agents(), [(1, 10)]);
    });
}

#[test]
fn a_board_has_so_many_places() {
    build_and_execute(|| {
        for agent in 0..u64::from(MAX_PLACES) + 10 {
            deliver(agent, u128::from(agent) + 1);
        }
        let board = agents();
        assert_eq!((board.len(), board.first(), board.last()), (100, Some(&(109, 110)), Some(&(10, 11))));
        // Who fell off keeps its points, and comes back with the next that suffice.
        deliver(0, 20);
        assert!(agents().contains(&(0, 21)));
    });
}

#[test]
fn points_begin_anew_with_an_era() {
    build_and_execute(|| {
        deliver(1, 100);
        go_to(ERA);
        assert_eq!(agents(), []);
        deliver(1, 7);
        assert_eq!((agents(), AgentPoints::<Test>::get(AgentId(1))), (vec![(1, 7)], Points { era: 1, points: 7 }));
    });
}

#[test]
fn what_is_worth_nothing_leaves_nothing() {
    build_and_execute(|| {
        deliver(1, 0);
        remove(2);
        deliver(2, 0);
        assert_eq!((AgentPoints::<Test>::iter().count(), RequesterPoints::<Test>::iter().count(), agents()), (0, 0, vec![]));
    });
}

fn any_ending() -> impl Strategy<Value = Ending<AccountId>> {
    let completed = (0..9u128, 0..2u32).prop_map(|(value, late)| Outcome::Completed {
        value,
        duration: 5 + late,
        promised: 5,
        disputed: false,
    });
    let outcome = prop_oneof![8 => completed, 1 => Just(Outcome::Rejected), 1 => Just(Outcome::Failed)];
    (0..140u64, 0..140u64, outcome).prop_map(|(agent, requester, outcome)| Ending { agent: AgentId(agent), requester, outcome })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn together_tasks_count_as_one_after_the_other(endings in proptest::collection::vec(any_ending(), 0..300)) {
        let earned = |parts: &[&[Ending<AccountId>]]| {
            let mut books = None;
            build_and_execute(|| {
                remove(7);
                deliver(8, 3);
                parts.iter().for_each(|part| Rewards::record_all(part));
                let points = (0..140).map(|who| (AgentPoints::<Test>::get(AgentId(who)), RequesterPoints::<Test>::get(who)));
                books = Some((agents(), Rewards::requester_leaderboard(), points.collect::<Vec<_>>()));
            });
            books
        };
        assert_eq!(earned(&[&endings]), earned(&endings.chunks(1).collect::<Vec<_>>()));
    }
}
