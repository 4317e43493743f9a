//! The check of the state finds what it is there to find.

use ainur_primitives::{Evidence, MarketTotals, Outcome, Ratings, TrackRecord};
use ainur_support::{RecordOutcome, RecordRating};
use frame_support::assert_ok;

use crate::{mock::*, OfAgent, OfMarket, OfRequester};

/// The state is sound before `harm` and not after, and the check says `why`.
fn is_noticed(why: &'static str, harm: impl FnOnce()) {
    new_chain().execute_with(|| {
        for outcome in [COMPLETED, DISPUTED, Outcome::Failed, Outcome::Rejected] {
            Reputation::record(AGENT, &ALICE, outcome);
        }
        Reputation::rate(TASK, AGENT, &ALICE, RATING);
        assert_ok!(Reputation::check_state());
        harm();
        assert_eq!(Reputation::check_state(), Err(why.into()));
    });
}

fn agent(why: &'static str, harm: impl FnOnce(&mut TrackRecord)) {
    is_noticed(why, || OfAgent::<Test>::mutate(AGENT, harm));
}

fn requester(why: &'static str, harm: impl FnOnce(&mut TrackRecord)) {
    is_noticed(why, || OfRequester::<Test>::mutate(ALICE, harm));
}

#[test]
fn a_task_counted_for_one_side_only_is_noticed() {
    const WHY: &str = "agents and requesters were counted differently";
    agent(WHY, |record| record.completed += 1);
    agent(WHY, |record| record.failed += 1);
    agent(WHY, |record| record.disputed += 1);
    requester(WHY, |record| record.rejected += 1);
}

#[test]
fn value_counted_for_one_side_only_is_noticed() {
    agent("agents and requesters were counted differently", |record| record.value_delivered += 1);
}

#[test]
fn a_market_that_is_not_the_sum_of_its_tasks_is_noticed() {
    const WHY: &str = "the market was counted differently";
    is_noticed(WHY, OfMarket::<Test>::kill);
    is_noticed(WHY, || OfMarket::<Test>::mutate(|market| market.value += 1));
    is_noticed(WHY, || OfMarket::<Test>::mutate(|market| *market = MarketTotals { completed: 3, ..*market }));
}

#[test]
fn a_dispute_on_the_wrong_side_is_noticed() {
    agent("an agent has won a requester's dispute", |record| record.rejected += 1);
    requester("a requester lost more disputes than it paid", |record| record.disputed += 2);
}

#[test]
fn evidence_out_of_nothing_is_noticed() {
    const GOOD: &str = "evidence for a party is heavier than its good tasks";
    const BAD: &str = "evidence against a party is heavier than its bad tasks";
    let heavy = |tasks: u64| tasks * 1_000_000_000 + 1;
    agent(GOOD, |record| record.evidence = Evidence { good: heavy(2), bad: 0 });
    agent(BAD, |record| record.evidence = Evidence { good: 0, bad: heavy(2) });
    requester(GOOD, |record| record.evidence = Evidence { good: heavy(1), bad: 0 });
    requester(BAD, |record| record.evidence = Evidence { good: 0, bad: heavy(1) });
}

#[test]
fn impossible_ratings_are_noticed() {
    let of_stars = |count, stars| Ratings { count, stars, quality: 2, speed: 2, communication: 2 };
    agent("an agent has more ratings than paid tasks", |record| record.ratings = of_stars(3, 3));
    const WHY: &str = "an agent has ratings of less than one star or more than five";
    agent(WHY, |record| record.ratings = of_stars(2, 1));
    agent(WHY, |record| record.ratings = of_stars(2, 11));
    agent(WHY, |record| record.ratings = Ratings { communication: 11, ..of_stars(2, 2) });
    requester("a requester was rated", |record| record.ratings = of_stars(1, 2));
}

#[test]
fn a_record_that_ended_before_it_began_is_noticed() {
    agent("a party was seen last before it was seen first", |record| record.first_seen = 2);
}
