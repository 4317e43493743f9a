//! A part of one task's budget funds another task.

use ainur_primitives::TaskId;
use ainur_support::Escrow as _;
use frame_support::{assert_noop, assert_ok};

use crate::{mock::*, Error, Event};

const CHILD: TaskId = TaskId(21);

#[test]
fn a_part_of_a_lock_is_locked_for_a_child() {
    ExtBuilder::default().lock(TASK, 1_000).build_and_execute(|| {
        assert_ok!(Escrow::split(TASK, CHILD, 300));
        assert_eq!((Escrow::locked(TASK), Escrow::locked(CHILD), held(PAYER)), (Some(700), Some(300), 1_000));
        assert_eq!(events().last(), Some(&Event::Split { parent: TASK, child: CHILD, amount: 300 }));
    });
}

#[test]
fn what_a_child_does_not_cost_goes_back_to_its_parent() {
    ExtBuilder::default().lock(TASK, 1_000).build_and_execute(|| {
        assert_ok!(Escrow::split(TASK, CHILD, 300));
        assert_eq!(pay(CHILD, payment(100)).unwrap().returned, 200);
        assert_eq!((Escrow::locked(TASK), Escrow::locked(CHILD), held(PAYER)), (Some(900), None, 900));
        assert_ok!(Escrow::split(TASK, CHILD, 400));
        assert_eq!(Escrow::refund(CHILD), Ok(400));
        assert_eq!((Escrow::locked(TASK), held(PAYER)), (Some(900), 900));
        assert_eq!(Escrow::refund(TASK), Ok(900));
        assert_eq!(held(PAYER), 0);
    });
}

#[test]
fn a_child_without_a_parent_left_pays_back_to_the_payer() {
    ExtBuilder::default().lock(TASK, 1_000).build_and_execute(|| {
        assert_ok!(Escrow::split(TASK, CHILD, 300));
        assert_eq!(Escrow::refund(TASK), Ok(700));
        assert_eq!(Escrow::refund(CHILD), Ok(300));
        assert_eq!((held(PAYER), Balances::free_balance(PAYER)), (0, WEALTH));
    });
}

#[test]
fn no_more_is_split_off_than_there_is_and_none_twice() {
    ExtBuilder::default().lock(TASK, 1_000).build_and_execute(|| {
        assert_noop!(Escrow::split(TASK, CHILD, 1_001), Error::<Test>::ParentLacksFunds);
        assert_noop!(Escrow::split(TaskId(50), CHILD, 1), Error::<Test>::NothingLocked);
        assert_noop!(Escrow::split(TASK, TASK, 1), Error::<Test>::AlreadyLocked);
        assert_ok!(Escrow::split(TASK, CHILD, 1_000));
        assert_noop!(Escrow::split(TASK, CHILD, 0), Error::<Test>::AlreadyLocked);
    });
}
