//! Who has how many points.

use ainur_primitives::{AgentId, Outcome};
use ainur_support::RecordOutcome;

use crate::{mock::*, AgentPoints, Place, Points, MAX_PLACES};

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
