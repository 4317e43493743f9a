use ainur_primitives::{Outcome, Standing, TrackRecord};
use ainur_support::{RecordOutcome, Standings};

use crate::{mock::*, OfAgent, OfRequester};

#[test]
fn the_unknown_are_newcomers() {
    build_and_execute(|| {
        assert_eq!(Reputation::agent(AGENT), TrackRecord::default());
        assert_eq!(Reputation::requester(ALICE), TrackRecord::default());
        assert_eq!((Reputation::standing(AGENT), Reputation::standing_of(AGENT)), (Standing::default(), Standing::default()));
    });
}

#[test]
fn the_market_and_users_read_the_same_standing() {
    build_and_execute(|| {
        for outcome in [COMPLETED, COMPLETED, Outcome::Failed, COMPLETED] {
            Reputation::record(AGENT, &ALICE, outcome);
        }
        let record = OfAgent::<Test>::get(AGENT);
        assert_eq!(Reputation::agent(AGENT), record);
        assert_eq!(Reputation::requester(ALICE), OfRequester::<Test>::get(ALICE));
        assert_eq!(Reputation::standing(AGENT), Reputation::standing_of(AGENT));
        assert_eq!(Reputation::standing(AGENT), record.standing());
        assert_eq!(Reputation::standing(AGENT).score, 3 * 10 + 1 - 20);
    });
}
