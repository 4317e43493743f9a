use ainur_primitives::{Cid, ContentCodec, Rating, Ratings, TrackRecord};
use ainur_support::{RecordOutcome, RecordRating};

use crate::{mock::*, Event, OfAgent, OfMarket, OfRequester};

#[test]
fn a_rating_counts_for_the_agent_alone() {
    build_and_execute(|| {
        Reputation::record(AGENT, &ALICE, COMPLETED);
        let (agent, requester) = (OfAgent::<Test>::get(AGENT), OfRequester::<Test>::get(ALICE));
        let market = OfMarket::<Test>::get();
        System::set_block_number(7);
        Reputation::rate(TASK, AGENT, &ALICE, RATING);
        let ratings = Ratings { count: 1, stars: 4, quality: 5, speed: 3, communication: 1 };
        assert_eq!(OfAgent::<Test>::get(AGENT), TrackRecord { ratings, ..agent });
        assert_eq!((OfRequester::<Test>::get(ALICE), OfMarket::<Test>::get()), (requester, market));
        assert_eq!(OfAgent::<Test>::get(OTHER_AGENT), TrackRecord::default());
    });
}

#[test]
fn the_event_carries_the_comment() {
    build_and_execute(|| {
        Reputation::record(AGENT, &ALICE, COMPLETED);
        let rating = Rating { comment: Some(Cid { codec: ContentCodec::Raw, digest: [7; 32] }), ..RATING };
        Reputation::rate(TASK, AGENT, &ALICE, rating);
        System::assert_last_event(Event::Rated { task: TASK, agent: AGENT, requester: ALICE, rating }.into());
    });
}

#[test]
fn what_is_no_rating_leaves_no_trace() {
    build_and_execute(|| {
        Reputation::record(AGENT, &ALICE, COMPLETED);
        let (record, events) = (OfAgent::<Test>::get(AGENT), System::events());
        for rating in [Rating { stars: 0, ..RATING }, Rating { communication: 6, ..RATING }] {
            Reputation::rate(TASK, AGENT, &ALICE, rating);
        }
        assert_eq!((OfAgent::<Test>::get(AGENT), System::events()), (record, events));
    });
}
