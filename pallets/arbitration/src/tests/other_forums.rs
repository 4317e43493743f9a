//! Work that nobody can run again: an evaluator decides, or the court.

use ainur_primitives::{Side, TaskId};
use ainur_support::{Disputes, Forum, Progress, Ruling};
use frame_support::{assert_noop, assert_ok};

use crate::{mock::*, Cases, Error, Stage};

fn evaluated() {
    assert_eq!(Arbitration::open(complaint(REQUESTER, Forum::Evaluator(EVALUATOR))), Ok(1 + EVALUATION));
}

#[test]
fn an_evaluator_decides_and_its_verdict_can_be_appealed_to_the_court() {
    build_and_execute(|| {
        evaluated();
        assert_noop!(Arbitration::evaluate(TASK, &STRANGER, Side::Agent), Error::<Test>::NotEvaluator);
        assert_noop!(Arbitration::evaluate(TaskId(1), &EVALUATOR, Side::Agent), Error::<Test>::NoDispute);
        assert_eq!(Arbitration::evaluate(TASK, &EVALUATOR, Side::Challenger), Ok(1 + APPEAL));
        assert_noop!(Arbitration::evaluate(TASK, &EVALUATOR, Side::Agent), Error::<Test>::WrongStage);
        assert_eq!(Arbitration::appeal(TASK, &OWNER), Ok(1 + COURT));
        assert!(matches!(Cases::<Test>::get(TASK).unwrap().stage, Stage::Court { verdict: Some(Side::Challenger), .. }));
        assert_ok!(Arbitration::rule(TASK, Side::Agent));
        assert_eq!(Balances::free_balance(OWNER), WEALTH + BOND / 2);
    });
}

#[test]
fn an_evaluator_that_is_silent_leaves_the_result_and_both_bonds() {
    build_and_execute(|| {
        evaluated();
        assert_noop!(Arbitration::advance(TASK), Error::<Test>::NotDue);
        run_out();
        assert_noop!(Arbitration::evaluate(TASK, &EVALUATOR, Side::Agent), Error::<Test>::TooLate);
        assert_eq!(Arbitration::advance(TASK), Ok(Progress::Ended(Ruling::Undecided)));
        assert_eq!((Balances::free_balance(REQUESTER), Staked::get(AGENT)), (WEALTH, Some((STAKE, 0))));
    });
}

#[test]
fn a_court_that_is_silent_leaves_the_result_and_both_bonds() {
    build_and_execute(|| {
        assert_eq!(Arbitration::open(complaint(REQUESTER, Forum::Court)), Ok(1 + COURT));
        run_out();
        assert_eq!(Arbitration::advance(TASK), Ok(Progress::Ended(Ruling::Undecided)));
        assert_eq!(Balances::free_balance(REQUESTER), WEALTH);
    });
}

#[test]
fn nothing_is_shown_where_nobody_votes() {
    build_and_execute(|| {
        evaluated();
        assert_noop!(Arbitration::show_receipt(signed(OWNER), receipt()), Error::<Test>::WrongStage);
        assert_noop!(Arbitration::commit_vote(signed(VERIFIER), TASK, [0; 32]), Error::<Test>::WrongStage);
    });
}
