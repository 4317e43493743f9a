//! A part of one task's budget funds another task.

use ainur_primitives::TaskId;
use ainur_support::Escrow as _;
use frame_support::{assert_noop, assert_ok};
use proptest::prelude::*;

use crate::{mock::*, Error, Event, Locks};

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
        assert_eq!(Escrow::refund(CHILD), Ok((400, Some(TASK))));
        assert_eq!((Escrow::locked(TASK), held(PAYER)), (Some(900), 900));
        assert_eq!(Escrow::refund(TASK), Ok((900, None)));
        assert_eq!(held(PAYER), 0);
    });
}

#[test]
fn a_child_without_a_parent_left_pays_back_to_the_payer() {
    ExtBuilder::default().lock(TASK, 1_000).build_and_execute(|| {
        assert_ok!(Escrow::split(TASK, CHILD, 300));
        assert_eq!(Escrow::refund(TASK), Ok((700, None)));
        assert_eq!(Escrow::refund(CHILD), Ok((300, None)));
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

/// Locks 100 for the first task and splits the rest off one after the other, each from the one before.
fn generations(amounts: &[u128]) -> Vec<TaskId> {
    let tasks: Vec<_> = (0..=amounts.len() as u64).map(TaskId).collect();
    assert_ok!(Escrow::lock(tasks[0], &PAYER, 100));
    for (of, amount) in tasks.windows(2).zip(amounts) {
        assert_ok!(Escrow::split(of[0], of[1], *amount));
    }
    tasks
}

#[test]
fn what_comes_back_climbs_over_two_that_have_ended() {
    ExtBuilder::default().build_and_execute(|| {
        let tasks = generations(&[60, 40, 20]);
        assert_eq!(Escrow::refund(tasks[1]), Ok((20, Some(tasks[0]))));
        assert_eq!(Escrow::refund(tasks[2]), Ok((20, Some(tasks[0]))));
        assert_eq!(tasks.iter().map(|task| Escrow::locked(*task)).collect::<Vec<_>>(), [Some(80), None, None, Some(20)]);
        assert_ok!(Escrow::check_state());
        assert_eq!(Escrow::refund(tasks[3]), Ok((20, Some(tasks[0]))));
        assert_eq!((Escrow::locked(tasks[0]), held(PAYER)), (Some(100), 100), "nothing of it is the payer's yet");
        assert_eq!(Locks::<Test>::iter_keys().collect::<Vec<_>>(), [tasks[0]], "nothing is kept for nobody");
        assert_ok!(pay(tasks[0], payment(100)));
    });
}

#[test]
fn the_last_part_takes_along_all_that_was_kept_for_it() {
    ExtBuilder::default().build_and_execute(|| {
        let tasks = generations(&[60, 40, 20]);
        let other = TaskId(9);
        assert_ok!(Escrow::split(tasks[1], other, 5));
        for task in &tasks[..3] {
            assert_ok!(Escrow::refund(*task));
            assert_ok!(Escrow::check_state());
        }
        assert_eq!(Locks::<Test>::iter_keys().count(), 5, "each is kept for the one below it");
        assert_eq!(Escrow::refund(tasks[3]), Ok((20, None)));
        let left = [tasks[0], tasks[1], other].map(Locks::<Test>::contains_key);
        assert_eq!((left, Locks::<Test>::iter_keys().count()), ([true; 3], 3), "these the other part needs still");
        assert_ok!(Escrow::refund(other));
        assert_eq!((Locks::<Test>::iter_keys().count(), held(PAYER)), (0, 0));
    });
}

/// Of which earlier task each is a part, and which of those that are left ends next, and what is paid for it.
type Lives = (Vec<usize>, Vec<(usize, u8)>);

fn any_lives() -> impl Strategy<Value = Lives> {
    let parents = proptest::collection::vec(any::<usize>(), 1..9);
    (parents, proptest::collection::vec((any::<usize>(), any::<u8>()), 10))
}

proptest! {
    #[test]
    fn in_whatever_order_tasks_end_all_comes_back_to_the_nearest_that_has_not((parents, ends) in any_lives()) {
        ExtBuilder::default().build_and_execute(|| {
            let id = |number: usize| TaskId(number as u64);
            let parents: Vec<_> = parents.iter().enumerate().map(|(number, parent)| parent % (number + 1)).collect();
            let mut locked = vec![Some(1_000_000u128)];
            assert_ok!(Escrow::lock(id(0), &PAYER, 1_000_000));
            for (number, parent) in parents.iter().enumerate() {
                let half = locked[*parent].unwrap() / 2;
                assert_ok!(Escrow::split(id(*parent), id(number + 1), half));
                locked[*parent] = Some(locked[*parent].unwrap() - half);
                locked.push(Some(half));
            }
            for (pick, share) in ends {
                let open: Vec<_> = (0..locked.len()).filter(|number| locked[*number].is_some()).collect();
                let Some(task) = open.get(pick % open.len().max(1)).copied() else { break };
                let amount = locked[task].take().unwrap();
                let parent = |task: &usize| task.checked_sub(1).map(|part| parents[part]);
                let heir = std::iter::successors(parent(&task), parent).find(|above| locked[*above].is_some());
                // One in four is refunded.
                let price = amount * u128::from(share / 4) / 63;
                let back = if share % 4 == 0 { amount } else { amount - price };
                let told = if share % 4 == 0 {
                    Escrow::refund(id(task))
                } else {
                    let mut payments = Default::default();
                    let paid = Escrow::pay(id(task), payment(price), &mut payments).map(|(paid, heir)| (paid.returned, heir));
                    assert_ok!(Escrow::make(payments));
                    paid
                };
                assert_eq!(told, Ok((back, heir.map(id))));
                if let Some(heir) = heir {
                    locked[heir] = locked[heir].map(|lock| lock + back);
                }
                assert_eq!((0..locked.len()).map(|number| Escrow::locked(id(number))).collect::<Vec<_>>(), locked);
                assert_eq!(held(PAYER), locked.iter().flatten().sum::<u128>());
                assert_ok!(Escrow::check_state());
            }
        });
    }
}
