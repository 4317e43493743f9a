//! Payments that are made together come to the same as one after the other.

use ainur_primitives::{Balance, TaskId};
use ainur_support::{Escrow as _, Payment, Settlement};
use frame_support::{
    assert_noop, assert_ok,
    traits::{fungible::hold::Mutate, tokens::Precision},
};
use proptest::prelude::*;
use sp_runtime::{ArithmeticError, DispatchError};

use super::any_amount::any_payment;
use crate::{mock::*, Error, Event, HoldReason, Locks, Payments};

const OTHER: TaskId = TaskId(8);

#[test]
fn an_account_is_paid_once_for_many_tasks() {
    ExtBuilder::default().lock(TASK, 10_000).lock(OTHER, 5_000).build_and_execute(|| {
        let mut payments = Payments::default();
        let (first, _) = Escrow::pay(TASK, payment(8_000), &mut payments).unwrap();
        let (second, _) = Escrow::pay(OTHER, payment(5_000), &mut payments).unwrap();
        assert_eq!((held(PAYER), Balances::free_balance(PAYEE)), (15_000, WEALTH), "the money has not moved yet");
        assert_ok!(Escrow::make(payments));
        assert_eq!((held(PAYER), Balances::free_balance(PAYER)), (0, WEALTH - 13_000));
        assert_eq!(Balances::free_balance(PAYEE), WEALTH + first.paid + second.paid);
        let paid = |task, settlement| Event::Paid { task, payer: PAYER, payee: PAYEE, settlement };
        assert_eq!(events(), [paid(TASK, first), paid(OTHER, second)]);
        let received = System::events().into_iter().filter_map(|record| match record.event {
            RuntimeEvent::Balances(pallet_balances::Event::Deposit { who, .. }) => Some(who),
            _ => None,
        });
        assert_eq!(received.collect::<Vec<_>>(), [PAYER, PAYEE, MATCHER, TREASURY]);
    });
}

#[test]
fn a_payment_that_is_refused_leaves_the_others_as_they_are() {
    ExtBuilder::default().lock(TASK, 10_000).lock(OTHER, 5_000).build_and_execute(|| {
        let mut payments = Payments::default();
        assert_noop!(Escrow::pay(TASK, payment(10_001), &mut payments), Error::<Test>::PriceAboveLock);
        let (settlement, _) = Escrow::pay(TASK, payment(10_000), &mut payments).unwrap();
        assert_noop!(Escrow::pay(TASK, payment(10_000), &mut payments), Error::<Test>::NothingLocked);
        assert_ok!(Escrow::make(payments));
        assert_eq!(settlement, Settlement { paid: 9_000, fee: 800, tip: 200, audit: 0, returned: 0 });
        assert_eq!((held(PAYER), Escrow::locked(OTHER)), (5_000, Some(5_000)));
    });
}

#[test]
fn nobody_pays_with_what_is_held_for_nothing() {
    let reason = HoldReason::TaskBudget.into();
    ExtBuilder::default().lock(TASK, 10_000).lock(OTHER, 5_000).build_and_execute(|| {
        assert_ok!(Balances::release(&reason, &PAYER, 1, Precision::Exact));
        let mut payments = Payments::default();
        assert_ok!(Escrow::pay(TASK, payment(10_000), &mut payments));
        let refused = DispatchError::from(ArithmeticError::Underflow);
        assert_noop!(Escrow::pay(OTHER, payment(5_000), &mut payments), refused);
        assert_ok!(Escrow::make(payments));
        assert_ok!(Balances::hold(&reason, &PAYER, 1));
    });
}

#[test]
fn an_account_that_one_payment_opens_can_receive_less_from_the_next() {
    ExtBuilder::default().lock(TASK, 10_000).lock(OTHER, 5_000).lock(TaskId(9), 5_000).build_and_execute(|| {
        let mut payments = Payments::default();
        // Tips of 80 and 100 plancks, with an existential deposit of 100.
        let tips = [(OTHER, 4_000), (TASK, 5_000), (TaskId(9), 4_000)].map(|(task, price)| {
            Escrow::pay(task, Payment { matcher: Some(NOBODY), ..payment(price) }, &mut payments).unwrap().0.tip
        });
        assert_ok!(Escrow::make(payments));
        assert_eq!((tips, Balances::free_balance(NOBODY)), ([0, 100, 80], 180));
    });
}

/// Who pays for a task, how much is locked, for which earlier task it may be a part, and how it is paid.
type Task = (AccountId, Balance, Option<usize>, Payment<AccountId>);

fn any_task() -> impl Strategy<Value = Task> {
    let amount = prop_oneof![0..1_000u128, 0..1_000_000u128];
    (prop_oneof![Just(PAYER), Just(AUDITOR)], amount, proptest::option::of(0..12usize), any_payment(1_000))
}

/// What came of each payment, and what everybody has, free and held, in the end.
type Books = (Vec<Result<Settlement, DispatchError>>, Vec<(Balance, Balance)>, usize);

/// Locks money for all tasks, then pays them in this order.
fn settle(tasks: &[Task], order: &[usize], together: bool) -> Books {
    let mut books = Books::default();
    ExtBuilder::default().build_and_execute(|| {
        for (number, (payer, amount, parent, _)) in tasks.iter().enumerate() {
            let id = |number: usize| TaskId(number as u64);
            match parent.filter(|parent| *parent < number && Escrow::split(id(*parent), id(number), *amount / 8).is_ok()) {
                Some(_) => {}
                None => Escrow::lock(id(number), payer, *amount).unwrap(),
            }
        }
        let mut payments = Payments::default();
        for number in order.iter().map(|number| number % tasks.len()) {
            let (task, payment) = (TaskId(number as u64), tasks[number].3.clone());
            let settled =
                if together { Escrow::pay(task, payment, &mut payments).map(|paid| paid.0) } else { pay(task, payment) };
            books.0.push(settled);
        }
        assert_ok!(Escrow::make(payments));
        let accounts = [PAYER, PAYEE, MATCHER, TREASURY, NOBODY, AUDITOR];
        books.1 = accounts.map(|who| (Balances::free_balance(who), held(who))).to_vec();
        books.2 = Locks::<Test>::iter_keys().count();
    });
    books
}

proptest! {
    #[test]
    fn together_everybody_gets_the_same(
        tasks in proptest::collection::vec(any_task(), 1..12),
        order in proptest::collection::vec(0..12usize, 1..16),
    ) {
        assert_eq!(settle(&tasks, &order, true), settle(&tasks, &order, false));
    }
}
