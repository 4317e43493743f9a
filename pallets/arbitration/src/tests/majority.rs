//! When a committee has decided.

use ainur_primitives::Opinion;
use proptest::prelude::*;

use crate::{majority, mock::*};

#[test]
fn more_than_two_thirds_decide_and_never_fewer_than_two() {
    assert_eq!(majority([TRUTH, TRUTH, TRUTH]), Some(TRUTH));
    assert_eq!(majority([TRUTH, TRUTH]), Some(TRUTH));
    assert_eq!(majority([TRUTH, TRUTH, GUESS]), None, "two thirds are not more than two thirds");
    assert_eq!(majority([TRUTH, TRUTH, TRUTH, GUESS]), Some(TRUTH));
    assert_eq!(majority([TRUTH, GUESS]), None);
    assert_eq!(majority([TRUTH]), None);
    assert_eq!(majority([]), None);
    assert_eq!(majority([Opinion::Failure, Opinion::Failure]), Some(Opinion::Failure));
    assert_eq!(majority([TRUTH, Opinion::Unavailable, TRUTH]), Some(TRUTH), "who could not run it does not count");
    assert_eq!(majority([TRUTH, Opinion::Unavailable, Opinion::Unavailable]), None);
    assert_eq!(majority([Opinion::Unavailable; 3]), None);
}

proptest! {
    #[test]
    fn a_majority_does_not_depend_on_the_order(mut votes in proptest::collection::vec(0..3u8, 0..31)) {
        let opinion = |vote: &u8| Opinion::Output { output_hash: [*vote; 32], fuel_used: 0 };
        let found = majority(votes.iter().map(opinion));
        votes.reverse();
        prop_assert_eq!(found, majority(votes.iter().map(opinion)));
        let count = |of: Opinion| votes.iter().filter(|vote| opinion(vote) == of).count();
        match found {
            Some(of) => prop_assert!(count(of) >= 2 && count(of) * 3 > votes.len() * 2),
            None => prop_assert!((0..3u8).all(|vote| count(opinion(&vote)) < 2 || count(opinion(&vote)) * 3 <= votes.len() * 2)),
        }
    }
}
