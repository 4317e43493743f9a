//! Tasks that are parts of others, on the real runtime: in whatever order they end, what comes back of them can be spent again by the
//! nearest task above that is still worked on, and that one can be paid.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that fails says where")]

use std::collections::BTreeSet;

use ainur_primitives::{AgentId, Balance, BlockNumber, ClientKey, Side, TaskId};
use ainur_runtime::*;
use common::{account, chain, check, pass, receipt, signed, CONTENT, OUTPUT};
use frame_support::{assert_ok, traits::fungible::Inspect as _};
use pallet_task_market::{FailReason, Hiring, Phase, TaskSpec, Tasks, Verification, WorkResult};

mod common;

/// Who pays for all of it.
const REQUESTER: u8 = 0;
const WHOLE: TaskId = TaskId(0);
/// Who works on each generation.
const AGENTS: [AgentId; 4] = [AgentId(0), AgentId(1), AgentId(2), AgentId(3)];
const OWNERS: [u8; 4] = [2, 3, 4, 2];
const BUDGETS: [Balance; 4] = [100 * AINU, 60 * AINU, 40 * AINU, 20 * AINU];
/// In how many blocks each has to be done.
const DEADLINES: [BlockNumber; 4] = [300, 250, 200, 150];

/// On all but the last of four generations somebody works, and the last is an offer.
fn generations() {
    for (number, owner) in OWNERS.into_iter().enumerate() {
        let id = TaskId(number as u64);
        let spec = TaskSpec {
            title: "Any task".parse().unwrap(),
            description: None,
            input: CONTENT,
            input_hash: [2; 32],
            capabilities: BTreeSet::from(["text.echo".parse().unwrap()]).try_into().unwrap(),
            budget: BUDGETS[number],
            hiring: Hiring::Direct { agent: AGENTS[number] },
            min_reputation: 0,
            min_stake: 0,
            max_duration: DEADLINES[number] - 30,
            deadline: DEADLINES[number],
            verification: Verification::RequesterOnly,
            priority: 1,
            parent: number.checked_sub(1).map(|above| TaskId(above as u64)),
            delegable: BUDGETS[number],
            mandate: None,
        };
        let requester = number.checked_sub(1).map_or(REQUESTER, |above| OWNERS[above]);
        assert_ok!(TaskMarket::create_task(signed(requester), ClientKey([number as u8; 32]), spec));
        if number < 3 {
            assert_ok!(TaskMarket::accept_offer(signed(owner), id));
            assert_ok!(TaskMarket::start(signed(owner), id));
        }
    }
}

/// A part that is worked on fails; the last, which is not, is taken back.
fn ends(part: u64) {
    let (id, number) = (TaskId(part), part as usize);
    assert_ok!(match part {
        3 => TaskMarket::cancel(signed(OWNERS[number - 1]), id),
        _ => TaskMarket::fail(signed(OWNERS[number]), id, FailReason::Other),
    });
}

/// The whole is delivered, and paid because the requester accepts it or because the court does.
fn is_paid(by_court: bool) {
    let owner = account(OWNERS[0]);
    let before = Balances::free_balance(&owner);
    let result = WorkResult { output: CONTENT, output_hash: OUTPUT, receipt_hash: receipt(WHOLE).hash() };
    assert_ok!(TaskMarket::submit_result(signed(OWNERS[0]), WHOLE, result));
    if by_court {
        assert_ok!(TaskMarket::dispute(signed(REQUESTER), WHOLE));
        assert_ok!(TaskMarket::rule(RuntimeOrigin::root(), WHOLE, Side::Agent));
    } else {
        assert_ok!(TaskMarket::accept_result(signed(REQUESTER), WHOLE));
    }
    assert!(matches!(Tasks::<Runtime>::get(WHOLE).unwrap().phase, Phase::Finalized { .. }));
    let earned = Balances::free_balance(&owner) - before;
    assert!(earned >= BUDGETS[0] * 98 / 100, "the whole price less the fee, but {earned}");
}

/// Calls `of` in a chain of its own with every order of these numbers.
fn in_any_order(left: &[u64], before: &[u64], of: &dyn Fn(&[u64])) {
    if left.is_empty() {
        of(before);
    }
    for next in left {
        let others: Vec<_> = left.iter().copied().filter(|other| other != next).collect();
        in_any_order(&others, &[before, &[*next]].concat(), of);
    }
}

#[test]
fn a_task_can_be_paid_in_whatever_order_its_parts_ended() {
    in_any_order(&[1, 2, 3], &[], &|order| {
        for by_court in [false, true] {
            chain([]).execute_with(|| {
                let issuance = Balances::total_issuance();
                generations();
                for part in order {
                    ends(*part);
                    check(issuance, &format!("the end of {part} of {order:?}"));
                }
                assert_eq!(pallet_escrow::Locks::<Runtime>::iter_keys().collect::<Vec<_>>(), [WHOLE]);
                assert_eq!(Tasks::<Runtime>::get(WHOLE).unwrap().family.spent, 0);
                is_paid(by_court);
                check(issuance, "the payment");
            });
        }
    });
}

#[test]
fn a_task_can_be_paid_after_the_record_of_a_part_is_gone() {
    chain([]).execute_with(|| {
        let issuance = Balances::total_issuance();
        generations();
        let last = TaskId(3);
        assert_ok!(TaskMarket::accept_offer(signed(OWNERS[3]), last));
        assert_ok!(TaskMarket::start(signed(OWNERS[3]), last));
        ends(1);
        ends(2);
        pass(35);
        assert_eq!([1, 2].map(|part| Tasks::<Runtime>::contains_key(TaskId(part))), [false, true]);
        check(issuance, "the end of two");
        assert_ok!(TaskMarket::fail(signed(OWNERS[3]), last, FailReason::Other));
        check(issuance, "the end of the last");
        assert_eq!(Tasks::<Runtime>::get(WHOLE).unwrap().family.spent, 0);
        is_paid(false);
        check(issuance, "the payment");
    });
}

#[test]
fn what_comes_back_is_the_payers_when_all_above_have_ended() {
    in_any_order(&[0, 1, 2, 3], &[], &|order| {
        chain([]).execute_with(|| {
            let (issuance, before) = (Balances::total_issuance(), Balances::total_balance(&account(REQUESTER)));
            generations();
            for part in order {
                ends(*part);
                check(issuance, &format!("the end of {part} of {order:?}"));
            }
            assert_eq!(pallet_escrow::Locks::<Runtime>::iter_keys().count(), 0);
            assert_eq!(Balances::total_balance(&account(REQUESTER)), before);
            let mut held = pallet_balances::Holds::<Runtime>::get(account(REQUESTER)).into_iter();
            assert!(!held.any(|hold| matches!(hold.id, RuntimeHoldReason::Escrow(_)) && hold.amount > 0));
        });
    });
}
