use ainur_primitives::{Outcome, RatingSummary, Standing, TrackRecord};
use ainur_support::{RecordOutcome, RecordRating, Standings};
use sp_runtime::Perbill;

use crate::{mock::*, OfAgent, OfRequester};

#[test]
fn the_unknown_are_newcomers() {
    build_and_execute(|| {
        assert_eq!(Reputation::agent(AGENT), TrackRecord::default());
        assert_eq!(Reputation::requester(ALICE), TrackRecord::default());
        assert_eq!((Reputation::standing(AGENT), Reputation::standing_of(AGENT)), (Standing::default(), Standing::default()));
        assert_eq!(Reputation::trust_score(AGENT), Perbill::from_percent(50));
        assert_eq!(Reputation::get_summary(AGENT), RatingSummary::default());
    });
}

#[test]
fn the_market_and_users_read_the_same_standing() {
    build_and_execute(|| {
        for outcome in [COMPLETED, COMPLETED, Outcome::Failed, COMPLETED] {
            Reputation::record(AGENT, &ALICE, outcome);
        }
        Reputation::rate(TASK, AGENT, &ALICE, RATING);
        let record = OfAgent::<Test>::get(AGENT);
        assert_eq!(Reputation::agent(AGENT), record);
        assert_eq!(Reputation::requester(ALICE), OfRequester::<Test>::get(ALICE));
        assert_eq!(Reputation::standing(AGENT), Reputation::standing_of(AGENT));
        assert_eq!(Reputation::standing(AGENT), record.standing());
        assert_eq!(Reputation::standing(AGENT).score, 3 * 10 + 1 - 20);
        assert_eq!(Reputation::standing(AGENT).rating, Perbill::from_percent(75));
    });
}

#[test]
fn the_trust_score_grows_with_age() {
    build_and_execute(|| {
        Reputation::record(AGENT, &ALICE, COMPLETED);
        // 40% x 0.6 + 20% x 3/4 + 20% x 1/2 + 10% x age + 10% x 1
        for (blocks, thousandths) in [(0, 590), (1, 591), (50, 640), (FULL_AGE, 690), (FULL_AGE + 1, 690)] {
            System::set_block_number(1 + blocks);
            assert_eq!(Reputation::trust_score(AGENT), Perbill::from_rational(thousandths, 1_000u32));
        }
        FullAge::set(&1_000);
        System::set_block_number(1 + FULL_AGE);
        assert_eq!(Reputation::trust_score(AGENT), Perbill::from_percent(60));
    });
}

#[test]
fn the_summary_counts_and_averages_the_stars() {
    build_and_execute(|| {
        for stars in [5, 4, 5] {
            Reputation::record(AGENT, &ALICE, COMPLETED);
            Reputation::rate(TASK, AGENT, &ALICE, ainur_primitives::Rating { stars, ..RATING });
        }
        assert_eq!(Reputation::get_summary(AGENT), RatingSummary { count: 3, average: 466 });
        assert_eq!(Reputation::get_summary(OTHER_AGENT), RatingSummary::default());
    });
}
