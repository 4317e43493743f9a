//! The pure transitions alone.

use crate::{mock::*, Assignment, Phase, TransitionError};

fn matched() -> Phase<u64> {
    let assignment = Assignment { agent: AGENT, price: 1, duration: 10, payee: OWNER, matcher: None, module: None, cover: 1 };
    Phase::Matched { assignment, start_by: 7 }
}

#[test]
fn work_is_due_after_its_duration_but_never_after_the_deadline() {
    assert_eq!(matched().start(7, 100).unwrap().clock(), 17);
    assert_eq!(matched().start(7, 15).unwrap().clock(), 15);
}

#[test]
fn the_last_block_of_a_span_belongs_to_it() {
    assert_eq!(matched().start(8, 100), Err(TransitionError::TooLate));
    let running = matched().start(7, 100).unwrap();
    assert_eq!(running.clone().deliver(result(), 17, 5).unwrap().clock(), 22);
    assert_eq!(running.deliver(result(), 18, 5), Err(TransitionError::TooLate));
}

#[test]
fn nothing_is_delivered_before_it_was_started_or_started_twice() {
    assert_eq!(matched().deliver(result(), 1, 5), Err(TransitionError::WrongPhase));
    let running = matched().start(7, 100).unwrap();
    assert_eq!(running.start(7, 100), Err(TransitionError::WrongPhase));
}
