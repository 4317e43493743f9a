use ainur_primitives::{AgentId, Outcome, TrackRecord, AINU};
use ainur_support::RecordOutcome;
use proptest::prelude::*;
use sp_runtime::Perbill;

use crate::{mock::*, Event, OfAgent, OfRequester};

#[test]
fn a_completed_task_counts_for_both_sides() {
    build_and_execute(|| {
        System::set_block_number(9);
        Reputation::record(AGENT, &ALICE, COMPLETED);
        let expected = TrackRecord {
            completed: 1,
            value_delivered: 600 * AINU,
            duration: 5,
            promised: 10,
            first_seen: 9,
            last_seen: 9,
            ..TrackRecord::default()
        };
        assert_eq!((OfAgent::<Test>::get(AGENT), OfRequester::<Test>::get(ALICE)), (expected, expected));
    });
}

#[test]
fn a_failed_task_counts_for_both_sides() {
    build_and_execute(|| {
        Reputation::record(AGENT, &ALICE, Outcome::Failed);
        let expected = TrackRecord { failed: 1, first_seen: 1, last_seen: 1, ..TrackRecord::default() };
        assert_eq!((OfAgent::<Test>::get(AGENT), OfRequester::<Test>::get(ALICE)), (expected, expected));
    });
}

#[test]
fn others_are_not_touched() {
    build_and_execute(|| {
        Reputation::record(AGENT, &ALICE, COMPLETED);
        assert_eq!(OfAgent::<Test>::get(OTHER_AGENT), TrackRecord::default());
        assert_eq!(OfRequester::<Test>::get(BOB), TrackRecord::default());
    });
}

#[test]
fn the_event_carries_the_figures_from_then_on() {
    build_and_execute(|| {
        Reputation::record(AGENT, &ALICE, COMPLETED);
        Reputation::record(AGENT, &BOB, COMPLETED);
        let (agent_score, agent_trust) = (2 * 10 + 1, Perbill::from_percent(75));
        let expected = Event::OutcomeRecorded { agent: AGENT, requester: BOB, outcome: COMPLETED, agent_score, agent_trust };
        System::assert_last_event(expected.into());
        Reputation::record(AGENT, &ALICE, Outcome::Failed);
        let (outcome, agent_score, agent_trust) = (Outcome::Failed, 1, Perbill::from_percent(60));
        let expected = Event::OutcomeRecorded { agent: AGENT, requester: ALICE, outcome, agent_score, agent_trust };
        System::assert_last_event(expected.into());
    });
}

#[test]
fn the_first_and_the_last_task_are_remembered() {
    build_and_execute(|| {
        for block in [3, 8, 20] {
            System::set_block_number(block);
            Reputation::record(AGENT, &ALICE, COMPLETED);
        }
        let record = OfAgent::<Test>::get(AGENT);
        assert_eq!((record.first_seen, record.last_seen), (3, 20));
    });
}

fn any_outcome() -> impl Strategy<Value = Outcome> {
    let completed = (0..1_000_000 * AINU, 0..1_000u32, 0..1_000u32);
    prop_oneof![
        Just(Outcome::Failed),
        completed.prop_map(|(value, duration, promised)| Outcome::Completed { value, duration, promised, disputed: false }),
    ]
}

proptest! {
    #[test]
    fn both_sides_sum_to_the_same(tasks in proptest::collection::vec((0..4u64, 0..4u64, any_outcome()), 0..60)) {
        build_and_execute(|| {
            let failed = tasks.iter().filter(|(.., outcome)| *outcome == Outcome::Failed).count();
            for (agent, requester, outcome) in &tasks {
                Reputation::record(AgentId(*agent), requester, *outcome);
                Reputation::check_state().unwrap();
            }
            let counted: u32 = OfAgent::<Test>::iter_values().map(|record| record.failed).sum();
            assert_eq!(counted as usize, failed);
        });
    }
}
