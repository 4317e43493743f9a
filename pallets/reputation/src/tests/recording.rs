use ainur_primitives::{AgentId, Evidence, MarketTotals, Outcome, Ratings, TrackRecord, AINU};
use ainur_support::{Ending, RecordOutcome};
use proptest::prelude::*;
use sp_runtime::Perbill;

use crate::{mock::*, Event, OfAgent, OfMarket, OfRequester};

const GOOD: Evidence = Evidence { good: 500_000_000, bad: 0 };
const BAD: Evidence = Evidence { good: 0, bad: 1_000_000_000 };

/// What [`COMPLETED`] and [`DISPUTED`] add to either side's totals at block 1.
const DELIVERED: TrackRecord = TrackRecord {
    completed: 1,
    failed: 0,
    disputed: 0,
    rejected: 0,
    value_delivered: 600 * AINU,
    duration: 5,
    promised: 10,
    evidence: Evidence { good: 0, bad: 0 },
    ratings: Ratings { count: 0, stars: 0, quality: 0, speed: 0, communication: 0 },
    first_seen: 1,
    last_seen: 1,
};

/// What one task that ended so makes of an agent's and a requester's empty records.
fn after(outcome: Outcome) -> (TrackRecord, TrackRecord) {
    Reputation::record(AGENT, &ALICE, outcome);
    (OfAgent::<Test>::get(AGENT), OfRequester::<Test>::get(ALICE))
}

#[test]
fn a_completed_task_counts_for_both_sides() {
    build_and_execute(|| {
        let expected = TrackRecord { evidence: GOOD, ..DELIVERED };
        assert_eq!(after(COMPLETED), (expected, expected));
    });
}

#[test]
fn a_dispute_lost_by_the_requester_counts_against_it() {
    build_and_execute(|| {
        let agent = TrackRecord { evidence: GOOD, ..DELIVERED };
        let requester = TrackRecord { disputed: 1, evidence: BAD, ..DELIVERED };
        assert_eq!(after(DISPUTED), (agent, requester));
    });
}

#[test]
fn a_failed_task_counts_against_the_agent() {
    build_and_execute(|| {
        let requester = TrackRecord { failed: 1, first_seen: 1, last_seen: 1, ..TrackRecord::default() };
        assert_eq!(after(Outcome::Failed), (TrackRecord { evidence: BAD, ..requester }, requester));
    });
}

#[test]
fn a_rejected_result_counts_against_the_agent() {
    build_and_execute(|| {
        let seen = TrackRecord { first_seen: 1, last_seen: 1, ..TrackRecord::default() };
        let (agent, requester) = (TrackRecord { disputed: 1, evidence: BAD, ..seen }, TrackRecord { rejected: 1, ..seen });
        assert_eq!(after(Outcome::Rejected), (agent, requester));
    });
}

#[test]
fn the_market_counts_what_was_paid() {
    build_and_execute(|| {
        for (agent, outcome) in
            [(AGENT, COMPLETED), (OTHER_AGENT, DISPUTED), (AGENT, Outcome::Failed), (AGENT, Outcome::Rejected)]
        {
            Reputation::record(agent, &ALICE, outcome);
        }
        assert_eq!(OfMarket::<Test>::get(), MarketTotals { completed: 2, value: 1_200 * AINU });
    });
}

#[test]
fn a_price_is_weighed_against_those_before_it() {
    build_and_execute(|| {
        let worth = |value| Outcome::Completed { value, duration: 1, promised: 1, disputed: false };
        Reputation::record(OTHER_AGENT, &BOB, worth(100 * AINU));
        Reputation::record(OTHER_AGENT, &BOB, worth(300 * AINU));
        // 600 / (200 + 600)
        Reputation::record(AGENT, &ALICE, worth(600 * AINU));
        let evidence = Evidence { good: 750_000_000, bad: 0 };
        assert_eq!((OfAgent::<Test>::get(AGENT).evidence, OfRequester::<Test>::get(ALICE).evidence), (evidence, evidence));
    });
}

#[test]
fn the_discount_can_be_changed() {
    build_and_execute(|| {
        Reputation::record(AGENT, &ALICE, COMPLETED);
        TrustDiscount::set(&Perbill::from_percent(10));
        Reputation::record(AGENT, &BOB, Outcome::Failed);
        assert_eq!(OfAgent::<Test>::get(AGENT).evidence, Evidence { good: 50_000_000, bad: 1_000_000_000 });
        assert_eq!(OfRequester::<Test>::get(ALICE).evidence, GOOD);
    });
}

#[test]
fn a_bad_record_is_not_washed_clean_by_a_hundred_worthless_tasks() {
    build_and_execute(|| {
        // The market's average falls with the worthless tasks, by a tenth in all.
        (0..1_000).for_each(|_| Reputation::record(OTHER_AGENT, &BOB, COMPLETED));
        let trust = || OfAgent::<Test>::get(AGENT).trust();
        (0..12).for_each(|_| Reputation::record(AGENT, &ALICE, Outcome::Failed));
        assert!(trust() < Perbill::from_percent(8), "{:?}", trust());
        let worthless = Outcome::Completed { value: 600 * AINU / 1_000, duration: 1, promised: 1, disputed: false };
        (0..100).for_each(|_| Reputation::record(AGENT, &ALICE, worthless));
        assert!(trust() < Perbill::from_percent(10), "{:?}", trust());
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
        let (agent_score, agent_trust) = (2 * 10 + 1, Perbill::from_parts(666_110_183));
        let expected = Event::OutcomeRecorded { agent: AGENT, requester: BOB, outcome: COMPLETED, agent_score, agent_trust };
        System::assert_last_event(expected.into());
        Reputation::record(AGENT, &ALICE, Outcome::Failed);
        let (outcome, agent_score, agent_trust) = (Outcome::Failed, 1, Perbill::from_parts(496_868_003));
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
    let completed = (0..1_000_000 * AINU, 0..1_000u32, 0..1_000u32, any::<bool>());
    prop_oneof![
        Just(Outcome::Failed),
        Just(Outcome::Rejected),
        completed.prop_map(|(value, duration, promised, disputed)| Outcome::Completed { value, duration, promised, disputed }),
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

    #[test]
    fn together_tasks_count_as_one_after_the_other(tasks in proptest::collection::vec((0..3u64, 0..3u64, any_outcome()), 0..30)) {
        let all = tasks.into_iter().map(|(agent, requester, outcome)| Ending { agent: AgentId(agent), requester, outcome });
        let all = all.collect::<Vec<_>>();
        let recorded = |parts: &[&[Ending<AccountId>]]| {
            let mut chain = new_chain();
            let events = chain.execute_with(|| {
                Reputation::record(AGENT, &ALICE, COMPLETED);
                parts.iter().for_each(|part| Reputation::record_all(part));
                Reputation::check_state().unwrap();
                let events = System::events();
                System::reset_events();
                events
            });
            (events, chain.execute_with(|| sp_io::storage::root(sp_runtime::StateVersion::V1)))
        };
        assert_eq!(recorded(&[&all]), recorded(&all.chunks(1).collect::<Vec<_>>()));
    }
}
