//! Which results are run again before they are paid, by whom, and what comes of it.

use std::collections::BTreeSet;

use ainur_primitives::{Opinion, TaskId};
use ainur_support::{Audited, Audits as _, Complaint, Disputes, Forum};
use frame_support::{assert_noop, assert_ok, traits::Hooks};
use sp_runtime::Permill;

use crate::{
    mock::*, Audit, Audits, Cases, Delivered, Error, Event, Misconduct, Queue, Verifiers, DRAW_DELAY, MAX_AUDITS, MAX_DELIVERED,
};

fn total(who: u64) -> u128 {
    Balances::free_balance(who) + Verifiers::<Test>::get(who).map_or(0, |verifier| verifier.bond)
}

fn engaged(who: u64) -> u32 {
    Verifiers::<Test>::get(who).unwrap().engaged
}

fn audited() -> BTreeSet<TaskId> {
    Audits::<Test>::iter_keys().collect()
}

/// Agrees with what the agent claims, with this fuel.
fn agree(auditor: u64, fuel_used: u64) {
    assert_ok!(Arbitration::report(TASK, &auditor, Opinion::Output { output_hash: [3; 32], fuel_used }));
}

#[test]
fn an_auditor_is_drawn_later_by_what_nobody_knew() {
    build_and_execute(|| {
        step::seat(9);
        AuditShare::set(&Permill::one());
        deliver(TASK);
        go_to(DRAW_DELAY);
        assert_eq!(Arbitration::auditor(TASK), None);
        go_to(1 + DRAW_DELAY);
        let auditor = Arbitration::auditor(TASK).unwrap();
        let until = 1 + DRAW_DELAY + COMMIT;
        assert_eq!(Audits::<Test>::get(TASK), Some(Audit { auditor, until, finding: None, contradicted: false }));
        assert_eq!(Arbitration::audit(TASK), Audits::<Test>::get(TASK));
        System::assert_last_event(Event::AuditDrawn { task: TASK, auditor, until }.into());
        assert_eq!((engaged(auditor), Delivered::<Test>::iter_keys().count()), (1, 0));
    });
}

#[test]
fn about_the_governed_share_is_drawn() {
    let mut drawn = 0;
    build_and_execute(|| {
        step::seat(9);
        // Two hundred blocks of fifty results: at two percent one in each block, and two hundred in all, give or take four
        // standard deviations.
        for block in 0..200u64 {
            (0..50).for_each(|number| deliver(TaskId(block * 50 + number)));
            Seed::put(block);
            go_to(System::block_number() + 1);
            Verifying::iter_keys().for_each(|task| Verifying::insert(task, 10_000));
        }
        go_to(System::block_number() + DRAW_DELAY);
        drawn = audited().len();
    });
    assert!((144..=256).contains(&drawn), "{drawn}");
}

#[test]
fn nothing_or_everything_is_drawn_where_governance_says_so() {
    for (share, expected) in [(Permill::zero(), 0), (Permill::one(), 10)] {
        build_and_execute(|| {
            step::seat(9);
            AuditShare::set(&share);
            (0..10).map(TaskId).for_each(deliver);
            go_to(1 + DRAW_DELAY);
            assert_eq!(audited().len(), expected);
        });
    }
}

#[test]
fn the_randomness_of_every_block_after_the_delivery_counts() {
    let drawn = |changed: Option<u32>| {
        let mut drawn = BTreeSet::new();
        build_and_execute(|| {
            step::seat(40);
            AuditShare::set(&Permill::from_percent(50));
            (0..16).map(TaskId).for_each(deliver);
            for block in 2..=1 + DRAW_DELAY {
                Seed::put(if changed == Some(block) { 1_000 } else { block.into() });
                go_to(block);
            }
            drawn = audited();
        });
        drawn
    };
    assert_eq!(drawn(None), drawn(None));
    let outcomes: BTreeSet<_> = [None, Some(2), Some(3), Some(4), Some(5)].map(drawn).into();
    assert_eq!(outcomes.len(), 5);
}

#[test]
fn where_nothing_waits_nothing_is_written() {
    build_and_execute(|| {
        step::seat(9);
        let root = || sp_io::storage::root(sp_runtime::StateVersion::V1);
        let changes = || {
            System::set_block_number(System::block_number() + 1);
            let before = root();
            Arbitration::on_initialize(System::block_number());
            root() != before
        };
        assert_eq!([(); 2].map(|()| changes()), [false; 2]);
        deliver(TASK);
        let lottery_at = System::block_number() + DRAW_DELAY;
        assert_eq!(Queue::<Test>::get().lottery_at, lottery_at);
        assert_eq!([(); 4].map(|()| changes()), [true; 4]);
        assert_eq!([(); 2].map(|()| changes()), [false; 2]);
    });
}

#[test]
fn no_more_than_a_blocks_worth_is_audited_and_it_is_by_lot_which() {
    let drawn = |seed: u64| {
        let mut drawn = BTreeSet::new();
        build_and_execute(|| {
            step::seat(9);
            Seed::put(seed);
            AuditShare::set(&Permill::one());
            (0..u64::from(MAX_DELIVERED) + 5).map(TaskId).for_each(deliver);
            go_to(1 + DRAW_DELAY);
            drawn = audited();
            assert_eq!(drawn.len() as u32, MAX_AUDITS);
            assert!(drawn.iter().all(|task| task.0 < MAX_DELIVERED.into()), "what finds no room takes no part");
        });
        drawn
    };
    assert_eq!([1, 2, 3, 4].map(drawn).into_iter().collect::<BTreeSet<_>>().len(), 4);
}

#[test]
fn nobody_audits_its_own_task() {
    for seed in 0..30 {
        build_and_execute(|| {
            Seed::put(seed);
            for who in [REQUESTER, OWNER, OPERATOR, STRANGER] {
                assert_ok!(Arbitration::take_seat(signed(who)));
            }
            AuditShare::set(&Permill::one());
            deliver(TASK);
            go_to(1 + DRAW_DELAY);
            assert_eq!(Arbitration::auditor(TASK), Some(STRANGER));
        });
    }
    build_and_execute(|| {
        for who in [REQUESTER, OWNER, OPERATOR] {
            assert_ok!(Arbitration::take_seat(signed(who)));
        }
        AuditShare::set(&Permill::one());
        deliver(TASK);
        go_to(1 + DRAW_DELAY);
        assert_eq!(Arbitration::auditor(TASK), None, "there is no stranger");
    });
}

#[test]
fn a_result_that_is_accepted_or_leaves_no_time_is_not_audited() {
    let is_drawn = |until: Option<u32>| {
        let mut is_drawn = false;
        build_and_execute(|| {
            step::seat(9);
            AuditShare::set(&Permill::one());
            deliver(TASK);
            Verifying::set(TASK, until);
            go_to(1 + DRAW_DELAY);
            is_drawn = Arbitration::auditor(TASK).is_some();
        });
        is_drawn
    };
    let least = 1 + DRAW_DELAY + COMMIT + REVEAL;
    assert_eq!([None, Some(least - 1), Some(least)].map(is_drawn), [false, false, true]);
}

#[test]
fn an_auditor_that_agrees_is_to_be_paid() {
    for run_out in [false, true] {
        build_and_execute(|| {
            let auditor = step::audited();
            agree(auditor, 42);
            let opinion = Opinion::Output { output_hash: [3; 32], fuel_used: 42 };
            System::assert_last_event(Event::AuditReported { task: TASK, auditor, opinion }.into());
            assert_noop!(Arbitration::report(TASK, &auditor, opinion), Error::<Test>::ReportedBefore);
            go_to(1 + CHALLENGE + 1);
            assert_eq!(leave(TASK, run_out), Some(Audited::Agreed(auditor)));
            assert_eq!((engaged(auditor), total(auditor), leave(TASK, true)), (0, WEALTH, None));
        });
    }
}

#[test]
fn only_the_auditor_reports_and_only_in_time() {
    build_and_execute(|| {
        let auditor = step::audited();
        let other = if auditor == VERIFIER { VERIFIER + 1 } else { VERIFIER };
        assert_noop!(Arbitration::report(TASK, &other, TRUTH), Error::<Test>::NotAuditor);
        assert_noop!(Arbitration::report(TaskId(99), &auditor, TRUTH), Error::<Test>::NotAuditor);
        go_to(1 + DRAW_DELAY + COMMIT);
        let in_time = frame_support::storage::with_transaction(|| {
            sp_runtime::TransactionOutcome::Rollback(Ok::<_, sp_runtime::DispatchError>(Arbitration::report(
                TASK, &auditor, TRUTH,
            )))
        });
        assert_eq!(in_time, Ok(Ok(())));
        go_to(1 + DRAW_DELAY + COMMIT + 1);
        assert_noop!(Arbitration::report(TASK, &auditor, TRUTH), Error::<Test>::TooLate);
    });
}

#[test]
fn who_finds_nothing_to_run_is_free_and_earns_nothing() {
    build_and_execute(|| {
        let auditor = step::audited();
        assert_ok!(Arbitration::report(TASK, &auditor, Opinion::Unavailable));
        System::assert_last_event(Event::AuditReported { task: TASK, auditor, opinion: Opinion::Unavailable }.into());
        assert_eq!((Arbitration::auditor(TASK), engaged(auditor)), (None, 0));
        assert_eq!((leave(TASK, true), total(auditor)), (None, WEALTH));
    });
}

#[test]
fn a_silent_auditor_is_punished_however_the_task_goes_on() {
    for run_out in [false, true] {
        build_and_execute(|| {
            let auditor = step::audited();
            go_to(1 + DRAW_DELAY + COMMIT + 1);
            assert_eq!(leave(TASK, run_out), Some(Audited::Silent));
            assert_eq!(total(auditor), WEALTH - PENALTY);
            let reason = Misconduct::Silence;
            System::assert_has_event(Event::VerifierSlashed { task: TASK, who: auditor, amount: PENALTY, reason }.into());
            assert_eq!(engaged(auditor), 0);
        });
    }
    build_and_execute(|| {
        let auditor = step::audited();
        go_to(1 + DRAW_DELAY + COMMIT);
        assert_eq!((leave(TASK, false), total(auditor)), (Some(Audited::Silent), WEALTH), "it had time left");
    });
}

#[test]
fn an_auditor_that_let_a_contradiction_stand_is_punished() {
    build_and_execute(|| {
        let auditor = step::audited();
        assert_noop!(Arbitration::contradict(TaskId(99), 1), Error::<Test>::NothingReported);
        assert_noop!(Arbitration::contradict(TASK, 1), Error::<Test>::NothingReported);
        agree(auditor, 41);
        assert_noop!(Arbitration::contradict(TASK, 41), Error::<Test>::SameFuel);
        assert_ok!(Arbitration::contradict(TASK, 42));
        System::assert_last_event(Event::AuditContradicted { task: TASK, auditor, fuel_used: 42 }.into());
        assert_noop!(Arbitration::contradict(TASK, 42), Error::<Test>::ContradictedBefore);
        assert_eq!(total(auditor), WEALTH, "it may still dispute the result");
        assert_eq!(leave(TASK, true), Some(Audited::Contradicted));
        let reason = Misconduct::WrongOpinion;
        System::assert_has_event(Event::VerifierSlashed { task: TASK, who: auditor, amount: PENALTY, reason }.into());
        assert_eq!((total(auditor), engaged(auditor)), (WEALTH - PENALTY, 0));
    });
}

#[test]
fn an_auditor_that_could_not_answer_a_contradiction_is_only_not_paid() {
    build_and_execute(|| {
        let auditor = step::audited();
        agree(auditor, 41);
        assert_ok!(Arbitration::contradict(TASK, 42));
        assert_eq!((leave(TASK, false), total(auditor)), (Some(Audited::Contradicted), WEALTH));
    });
}

#[test]
fn an_auditors_bond_stays_as_long_as_its_audit() {
    build_and_execute(|| {
        let auditor = step::audited();
        assert_ok!(Arbitration::give_up_seat(signed(auditor)));
        go_to(System::block_number() + LEAVING);
        assert_noop!(Arbitration::withdraw_bond(signed(auditor)), Error::<Test>::Engaged);
        assert_eq!((leave(TASK, true), engaged(auditor)), (Some(Audited::Silent), 0));
        assert_ok!(Arbitration::withdraw_bond(signed(auditor)));
    });
}

#[test]
fn an_auditor_that_disputes_is_a_challenger_like_any_other() {
    for late in [false, true] {
        build_and_execute(|| {
            let auditor = step::audited();
            agree(auditor, 41);
            if late {
                go_to(1 + DRAW_DELAY + COMMIT + 1);
            }
            assert_ok!(Arbitration::open(complaint(auditor, Forum::Committee(claim()))));
            assert_eq!((leave(TASK, false), engaged(auditor)), (None, 0));
            assert!(Cases::<Test>::get(TASK).unwrap().votes.is_empty());
            assert_eq!(total(auditor), WEALTH - BOND);
        });
    }
}

/// Somebody else disputes what the auditor agreed with, and three find `found`; returns the auditor.
fn disputed_by_another(fuel: u64, found: Opinion) -> u64 {
    let auditor = step::audited();
    agree(auditor, fuel);
    assert_ok!(Arbitration::open(complaint(STRANGER, Forum::Committee(claim()))));
    assert_eq!((leave(TASK, false), engaged(auditor)), (None, 1));
    go_to(System::block_number() + DRAW_DELAY);
    assert!(!committee().contains(&auditor), "it said what it thinks");
    step::commit(&[found; 3]);
    assert_ok!(Arbitration::advance(TASK));
    step::reveal(&[found; 3]);
    assert_ok!(Arbitration::show_receipt(signed(OPERATOR), receipt()));
    assert_ok!(Arbitration::advance(TASK));
    run_out();
    assert_ok!(Arbitration::advance(TASK));
    assert_eq!(engaged(auditor), 0);
    auditor
}

#[test]
fn when_another_disputes_the_auditors_report_is_judged_with_the_votes() {
    build_and_execute(|| {
        // A quarter of the challenger's bond, between three members and the auditor.
        let auditor = disputed_by_another(42, TRUTH);
        assert_eq!(total(auditor), WEALTH + BOND / 4 / 4);
    });
    build_and_execute(|| {
        let auditor = disputed_by_another(41, TRUTH);
        assert_eq!(total(auditor), WEALTH - PENALTY, "its fuel was guessed");
    });
    build_and_execute(|| {
        let auditor = disputed_by_another(42, Opinion::Failure);
        assert_eq!(total(auditor), WEALTH - PENALTY, "it agreed with what was wrong");
    });
    build_and_execute(|| {
        let auditor = disputed_by_another(41, Opinion::Failure);
        assert_eq!(total(auditor), WEALTH - PENALTY, "that it guessed the fuel wrong does not make it right");
    });
}

#[test]
fn where_no_committee_looks_an_auditor_is_not_paid_for_its_report_by_the_challenger() {
    build_and_execute(|| {
        let auditor = step::audited();
        agree(auditor, 42);
        for who in VERIFIER..VERIFIER + 9 {
            assert_ok!(Arbitration::give_up_seat(signed(who)));
        }
        assert_ok!(Arbitration::open(complaint(REQUESTER, Forum::Committee(claim()))));
        leave(TASK, false);
        for _ in 0..3 {
            go_to(System::block_number() + DRAW_DELAY);
            assert_ok!(Arbitration::advance(TASK));
        }
        assert_eq!(Cases::<Test>::get(TASK), None);
        assert_eq!((total(auditor), total(REQUESTER)), (WEALTH, WEALTH));
    });
}

#[test]
fn an_auditor_risks_no_more_than_its_seat_costs_however_dear_the_work_is() {
    build_and_execute(|| {
        let auditor = step::audited();
        let dear = Complaint { price: 100 * WEALTH, ..complaint(auditor, Forum::Committee(claim())) };
        let before = Balances::free_balance(auditor);
        assert_ok!(Arbitration::open(dear));
        assert_eq!(Balances::free_balance(auditor), before - VERIFIER_BOND);
        leave(TASK, false);
    });
}

#[test]
fn when_another_disputes_an_auditor_that_had_time_left_is_free() {
    build_and_execute(|| {
        let auditor = step::audited();
        assert_ok!(Arbitration::open(complaint(STRANGER, Forum::Committee(claim()))));
        assert_eq!((leave(TASK, false), engaged(auditor), total(auditor)), (Some(Audited::Silent), 0, WEALTH));
        assert!(Cases::<Test>::get(TASK).unwrap().votes.is_empty());
    });
}
