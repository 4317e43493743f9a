//! The check of the state finds what it is there to find.

use ainur_primitives::TrackRecord;
use ainur_support::RecordOutcome;
use frame_support::assert_ok;

use crate::{mock::*, OfAgent};

fn is_noticed(harm: impl FnOnce(&mut TrackRecord)) {
    new_chain().execute_with(|| {
        Reputation::record(AGENT, &ALICE, COMPLETED);
        assert_ok!(Reputation::check_state());
        OfAgent::<Test>::mutate(AGENT, harm);
        assert!(Reputation::check_state().is_err());
    });
}

#[test]
fn a_task_counted_for_one_side_only_is_noticed() {
    is_noticed(|record| record.completed += 1);
    is_noticed(|record| record.failed += 1);
}

#[test]
fn value_counted_for_one_side_only_is_noticed() {
    is_noticed(|record| record.value_delivered += 1);
}
