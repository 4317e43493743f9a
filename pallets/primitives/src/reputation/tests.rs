//! What a record counts, and the figures that follow.

use codec::Encode;
use proptest::prelude::*;
use sp_arithmetic::{PerThing, Perbill};

use super::*;
use crate::AINU;

const DISCOUNT: Perbill = Perbill::from_percent(98);
const DONE: Outcome = Outcome::Completed { value: 500 * AINU, duration: 5, promised: 10, disputed: false };
const DISPUTED: Outcome = Outcome::Completed { value: 500 * AINU, duration: 5, promised: 10, disputed: true };
const NEWCOMER: TrackRecord = TrackRecord {
    completed: 0,
    failed: 0,
    disputed: 0,
    rejected: 0,
    value_delivered: 0,
    duration: 0,
    promised: 0,
    evidence: Evidence { good: 0, bad: 0 },
    ratings: Ratings { count: 0, stars: 0, quality: 0, speed: 0, communication: 0 },
    first_seen: 0,
    last_seen: 0,
};

/// At block `now`, in a market in which every task is worth as much as [`DONE`].
fn at(now: BlockNumber) -> Circumstances {
    Circumstances { now, discount: DISCOUNT, market: MarketTotals { completed: 1, value: 500 * AINU } }
}

fn agent(outcomes: &[Outcome]) -> TrackRecord {
    outcomes.iter().fold(NEWCOMER, |record, outcome| record.with_agent(*outcome, &at(1)))
}

fn requester(outcomes: &[Outcome]) -> TrackRecord {
    outcomes.iter().fold(NEWCOMER, |record, outcome| record.with_requester(*outcome, &at(1)))
}

fn rating(stars: u8) -> Rating {
    Rating { stars, quality: stars, speed: stars, communication: stars, comment: None }
}

fn percent(parts: u32) -> Perbill {
    Perbill::from_percent(parts)
}

#[test]
fn the_score_is_the_published_formula() {
    let record = agent(&[DONE; 6]);
    assert_eq!(record.agent_score(), 6 * 10 + 3);
    assert_eq!(record.with_agent(Outcome::Failed, &at(9)).agent_score(), 6 * 10 + 3 - 20);
    assert_eq!(TrackRecord { disputed: 2, ..record }.agent_score(), 3);
}

#[test]
fn a_requester_has_points_for_what_it_did_itself() {
    let record = requester(&[DONE; 6]);
    assert_eq!(record.requester_score(), 6 * 10 + 3);
    for fault_of_an_agent in [Outcome::Failed, Outcome::Rejected] {
        let later = (0..100).fold(record, |record, _| record.with_requester(fault_of_an_agent, &at(9)));
        assert_eq!(later.requester_score(), record.requester_score());
    }
    // The task that was disputed in vain was paid as well.
    assert_eq!(record.with_requester(DISPUTED, &at(9)).requester_score(), 7 * 10 + 3 - 30);
}

#[test]
fn the_score_stops_at_zero() {
    assert_eq!(agent(&[Outcome::Failed]).agent_score(), 0);
    assert_eq!(requester(&[DISPUTED]).requester_score(), 0);
}

#[test]
fn a_newcomer_stands_at_one_half() {
    assert_eq!(TrackRecord::default(), NEWCOMER);
    assert_eq!(NEWCOMER.standing(), Standing::default());
    assert_eq!((Standing::default().trust, Standing::default().rating), (percent(50), percent(50)));
    assert_eq!(NEWCOMER.trust_score(1_000, 10), percent(50));
}

#[test]
fn the_record_remembers_when_it_began() {
    let record = NEWCOMER.with_agent(Outcome::Failed, &at(0)).with_agent(DONE, &at(7));
    assert_eq!((record.first_seen, record.last_seen), (0, 7));
    assert_eq!((record.duration, record.promised, record.value_delivered), (5, 10, 500 * AINU));
    // A requester may first be seen by a task that says nothing of it.
    for outcome in [Outcome::Failed, Outcome::Rejected] {
        let record = NEWCOMER.with_requester(outcome, &at(3)).with_requester(DONE, &at(8));
        assert_eq!((record.first_seen, record.last_seen), (3, 8));
    }
}

#[test]
fn every_failure_of_an_agent_counts_fully() {
    let good = Evidence { good: 500_000_000, bad: 0 };
    assert_eq!(agent(&[DONE]), TrackRecord { evidence: good, ..totals(&[DONE]) });
    assert_eq!(agent(&[DISPUTED]), TrackRecord { evidence: good, ..totals(&[DISPUTED]) });
    let bad = Evidence { good: 0, bad: 1_000_000_000 };
    assert_eq!(agent(&[Outcome::Failed]), TrackRecord { failed: 1, evidence: bad, ..totals(&[]) });
    assert_eq!(agent(&[Outcome::Rejected]), TrackRecord { disputed: 1, evidence: bad, ..totals(&[]) });
}

#[test]
fn only_a_lost_dispute_speaks_against_a_requester() {
    let good = Evidence { good: 500_000_000, bad: 0 };
    assert_eq!(requester(&[DONE]), TrackRecord { evidence: good, ..totals(&[DONE]) });
    let bad = Evidence { good: 0, bad: 1_000_000_000 };
    assert_eq!(requester(&[DISPUTED]), TrackRecord { disputed: 1, evidence: bad, ..totals(&[DISPUTED]) });
}

#[test]
fn the_agents_fault_leaves_a_requesters_evidence_alone() {
    let before = requester(&[DONE, DISPUTED]);
    assert_eq!(before.with_requester(Outcome::Failed, &at(1)), TrackRecord { failed: 1, ..before });
    assert_eq!(before.with_requester(Outcome::Rejected, &at(1)), TrackRecord { rejected: 1, ..before });
}

/// A record at block 1 with the sums of the completed tasks, and nothing else.
fn totals(completed: &[Outcome]) -> TrackRecord {
    let count = completed.len() as u32;
    TrackRecord {
        completed: count,
        value_delivered: u128::from(count) * 500 * AINU,
        duration: u64::from(count) * 5,
        promised: u64::from(count) * 10,
        first_seen: 1,
        last_seen: 1,
        ..NEWCOMER
    }
}

#[test]
fn older_tasks_count_less() {
    // 0.5 x (1 - 0.02 x 0.5) + 0.5, and then x 0.98
    let twice = agent(&[DONE, DONE]);
    assert_eq!(twice.evidence, Evidence { good: 995_000_000, bad: 0 });
    assert_eq!(agent(&[DONE, DONE, Outcome::Failed]).evidence, Evidence { good: 975_100_000, bad: 1_000_000_000 });
    // 1.9751 / 3.9751
    assert_eq!(agent(&[DONE, DONE, Outcome::Failed]).trust(), Perbill::from_parts(496_868_003));
    assert!(agent(&[Outcome::Failed, DONE, DONE]).trust() > agent(&[DONE, DONE, Outcome::Failed]).trust());
}

#[test]
fn a_bad_record_is_not_washed_clean_by_a_hundred_worthless_tasks() {
    let worthless = Outcome::Completed { value: AINU / 2, duration: 1, promised: 1, disputed: false };
    let bad = TrackRecord { failed: 10, evidence: Evidence { good: 0, bad: 10_000_000_000 }, ..NEWCOMER };
    assert_eq!(bad.trust(), Perbill::from_parts(83_333_333));
    let washed = (0..100).fold(bad, |record, _| record.with_agent(worthless, &at(1)));
    assert!(washed.trust() < percent(10), "{:?}", washed.trust());
    let washed = (0..100).fold(bad, |record, _| record.with_requester(worthless, &at(1)));
    assert!(washed.trust() < percent(10), "{:?}", washed.trust());
}

#[test]
fn a_good_record_does_not_fade_by_a_hundred_worthless_tasks() {
    let worthless = Outcome::Completed { value: AINU / 2, duration: 1, promised: 1, disputed: false };
    let good = agent(&[DONE; 20]);
    assert!((0..100).fold(good, |record, _| record.with_agent(worthless, &at(1))).trust() >= good.trust());
}

#[test]
fn dear_tasks_count_more() {
    let worth = |value| Outcome::Completed { value, duration: 1, promised: 1, disputed: false };
    let trusts = [0, AINU, 500 * AINU, 5_000 * AINU].map(|value| agent(&[worth(value)]).trust());
    assert!(trusts.is_sorted_by(|less, more| less < more), "{trusts:?}");
    assert_eq!(trusts[0], percent(50));
    // Of the other side's record the same holds.
    assert_eq!(trusts, [0, AINU, 500 * AINU, 5_000 * AINU].map(|value| requester(&[worth(value)]).trust()));
}

#[test]
fn promptness_is_what_is_left_of_twice_the_promise() {
    let took = |duration, promised| TrackRecord { completed: 1, duration, promised, ..NEWCOMER }.promptness();
    assert_eq!([took(0, 10), took(1, 10), took(5, 10), took(9, 10)], [percent(100), percent(95), percent(75), percent(55)]);
    assert_eq!([took(10, 10), took(11, 10), took(15, 10), took(19, 10)], [percent(50), percent(45), percent(25), percent(5)]);
    assert_eq!([took(20, 10), took(21, 10), took(u64::MAX, 10)], [Perbill::zero(); 3]);
    assert_eq!(took(2, 3), Perbill::from_parts(666_666_666));
    assert_eq!(took(u64::MAX, u64::MAX / 2), Perbill::zero());
    assert_eq!(took(u64::MAX, u64::MAX), percent(50));
    assert_eq!([took(0, 0), took(1, 0), agent(&[Outcome::Failed]).promptness()], [percent(50); 3]);
}

#[test]
fn who_delivers_faster_than_promised_is_trusted_more() {
    let within = |duration| Outcome::Completed { value: 500 * AINU, duration, promised: 10, disputed: false };
    let scores = [10, 9, 5, 1, 0].map(|duration| agent(&[within(duration)]).trust_score(1, 10));
    assert!(scores.is_sorted_by(|less, more| less < more), "{scores:?}");
    // To the block as promised is as good as unknown, and all of the fifth that latency makes is within reach.
    assert_eq!(scores[4].deconstruct() - scores[0].deconstruct(), 100_000_000);
    assert_eq!(agent(&[within(10)]).promptness(), NEWCOMER.promptness());
}

#[test]
fn age_grows_up_to_its_full_value() {
    let record = NEWCOMER.with_agent(DONE, &at(100));
    let ages = [0, 100, 101, 133, 200, u32::MAX].map(|now| record.age(now, 100));
    assert_eq!(ages, [Perbill::zero(), Perbill::zero(), percent(1), percent(33), Perbill::one(), Perbill::one()]);
    assert_eq!(record.age(101, 3), Perbill::from_parts(333_333_333));
    assert_eq!(record.age(100, 0), Perbill::one());
    assert_eq!(NEWCOMER.age(u32::MAX, 0), Perbill::zero());
}

#[test]
fn harmony_is_the_share_of_tasks_without_a_lost_dispute() {
    assert_eq!(agent(&[DONE, DISPUTED, Outcome::Failed]).harmony(), Perbill::one());
    assert_eq!(agent(&[DONE, Outcome::Failed, Outcome::Rejected]).harmony(), Perbill::from_parts(666_666_666));
    assert_eq!(agent(&[Outcome::Rejected]).harmony(), Perbill::zero());
}

#[test]
fn known_trust_scores() {
    // 40% x 1.5 / 2.5 + 20% x 3/4 + 20% x 3/4 + 10% x 1/2 + 10% x 1
    let record = agent(&[DONE]).with_rating(&rating(4));
    assert_eq!(record.trust_score(51, 100), Perbill::from_parts(690_000_000));
    assert_eq!(record.standing(), Standing { score: 10, trust: percent(60), rating: percent(75) });
    // 40% x 1 / 3 + 20% x 1/2 + 20% x 1/2 + 10% x 1 + 10% x 0
    assert_eq!(agent(&[Outcome::Rejected]).trust_score(101, 100), Perbill::from_parts(433_333_333));
}

#[test]
fn a_rating_changes_the_ratings_alone() {
    let record = agent(&[DONE, Outcome::Failed]);
    let ratings = Ratings { count: 1, stars: 4, quality: 4, speed: 4, communication: 4 };
    assert_eq!(record.with_rating(&rating(4)), TrackRecord { ratings, ..record });
    assert_eq!(record.with_rating(&rating(0)), record);
}

#[test]
fn the_encoding_is_fixed() {
    let record = TrackRecord {
        completed: 1,
        failed: 2,
        disputed: 3,
        rejected: 4,
        value_delivered: 5,
        duration: 6,
        promised: 7,
        evidence: Evidence { good: 8, bad: 9 },
        ratings: Ratings { count: 10, stars: 11, quality: 12, speed: 13, communication: 14 },
        first_seen: 15,
        last_seen: 16,
    };
    let fields =
        ((1u32, 2u32, 3u32, 4u32), 5u128, (6u64, 7u64), (8u64, 9u64), (10u32, 11u64, 12u64, 13u64, 14u64), (15u32, 16u32));
    assert_eq!(record.encode(), fields.encode());
    assert_eq!(record.encode().len(), TrackRecord::max_encoded_len());
}

fn any_outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![
        Just(Outcome::Failed),
        Just(Outcome::Rejected),
        (any::<u128>(), any::<u32>(), any::<u32>(), any::<bool>())
            .prop_map(|(value, duration, promised, disputed)| Outcome::Completed { value, duration, promised, disputed }),
    ]
}

prop_compose! {
    fn any_record()(
        [completed, failed, disputed, rejected, first_seen, last_seen] in any::<[u32; 6]>(),
        [duration, promised, good, bad] in any::<[u64; 4]>(),
        value_delivered: u128,
    ) -> TrackRecord {
        let evidence = Evidence { good, bad };
        TrackRecord { completed, failed, disputed, rejected, value_delivered, duration, promised, evidence, first_seen, last_seen, ..NEWCOMER }
    }
}

fn any_circumstances() -> impl Strategy<Value = Circumstances> {
    (any::<u32>(), 0..=Perbill::ACCURACY, any::<u64>(), any::<u128>()).prop_map(|(now, discount, completed, value)| {
        Circumstances { now, discount: Perbill::from_parts(discount), market: MarketTotals { completed, value } }
    })
}

proptest! {
    #[test]
    fn totals_only_grow(record in any_record(), outcome in any_outcome(), circumstances in any_circumstances()) {
        let totals = |record: &TrackRecord| {
            let counts = [record.completed, record.failed, record.disputed, record.rejected].map(u128::from);
            (counts, [record.value_delivered, record.duration.into(), record.promised.into()])
        };
        let (counts, sums) = totals(&record);
        for after in [record.with_agent(outcome, &circumstances), record.with_requester(outcome, &circumstances)] {
            let (later_counts, later_sums) = totals(&after);
            prop_assert!(counts.iter().zip(&later_counts).all(|(before, after)| before <= after));
            prop_assert!(sums.iter().zip(&later_sums).all(|(before, after)| before <= after));
            prop_assert_eq!(after.last_seen, circumstances.now);
        }
    }

    #[test]
    fn failing_costs_points(record in any_record(), circumstances in any_circumstances()) {
        for outcome in [Outcome::Failed, Outcome::Rejected] {
            prop_assert!(record.with_agent(outcome, &circumstances).agent_score() <= record.agent_score());
        }
    }

    #[test]
    fn failing_never_helps_an_agent(outcomes in proptest::collection::vec(any_outcome(), 0..60)) {
        let record = agent(&outcomes);
        for outcome in [Outcome::Failed, Outcome::Rejected] {
            prop_assert!(record.with_agent(outcome, &at(1)).trust() <= record.trust());
        }
    }

    #[test]
    fn delivering_costs_no_points(record in any_record(), circumstances in any_circumstances()) {
        prop_assert!(record.with_agent(DONE, &circumstances).agent_score() >= record.agent_score());
        prop_assert!(record.with_requester(DONE, &circumstances).requester_score() >= record.requester_score());
    }

    #[test]
    fn delivering_never_costs_trust(outcomes in proptest::collection::vec(any_outcome(), 0..60), value: u128) {
        let cheap_or_dear = Outcome::Completed { value, duration: 1, promised: 1, disputed: false };
        for done in [DONE, cheap_or_dear] {
            let record = agent(&outcomes);
            prop_assert!(record.with_agent(done, &at(1)).trust() >= record.trust());
            let record = requester(&outcomes);
            prop_assert!(record.with_requester(done, &at(1)).trust() >= record.trust());
            prop_assert!(record.with_requester(DISPUTED, &at(1)).trust() <= record.trust());
        }
    }

    #[test]
    fn the_trust_score_lies_between_its_terms(record in any_record(), now: u32, full_age: u32) {
        let terms =
            [record.trust(), record.promptness(), record.ratings.mean(), record.age(now, full_age), record.harmony()];
        let score = record.trust_score(now, full_age);
        prop_assert!(Some(&score) >= terms.iter().min() && Some(&score) <= terms.iter().max());
    }
}
