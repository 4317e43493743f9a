//! Another verdict for a higher bond.

use ainur_primitives::{Side, TaskId};
use ainur_support::{Disputes, Progress, Ruling};
use frame_support::{assert_noop, assert_ok};

use crate::{mock::*, Cases, Error, Event, Stage, DRAW_DELAY};

fn stage() -> Stage<u64> {
    Cases::<Test>::get(TASK).unwrap().stage
}

/// The committee of the present round votes the same, and the agent's receipt is known.
fn vote_all(opinion: ainur_primitives::Opinion) {
    go_to(System::block_number() + DRAW_DELAY);
    let opinions = vec![opinion; committee().len()];
    step::commit(&opinions);
    assert_ok!(Arbitration::advance(TASK));
    step::reveal(&opinions);
    assert_ok!(Arbitration::advance(TASK));
}

#[test]
fn the_loser_appeals_in_time_with_twice_the_bond() {
    build_and_execute(|| {
        step::decided(&[GUESS; 3]);
        assert_noop!(Arbitration::appeal(TASK, &REQUESTER), Error::<Test>::NotTheLoser);
        assert_noop!(Arbitration::appeal(TASK, &STRANGER), Error::<Test>::NotTheLoser);
        assert_noop!(Arbitration::appeal(TaskId(1), &OWNER), Error::<Test>::NoDispute);
        assert_ok!(Arbitration::appeal(TASK, &OWNER));
        assert_eq!(Balances::free_balance(OWNER), WEALTH - 2 * BOND);
        System::assert_has_event(Event::Appealed { task: TASK, who: OWNER, bond: 2 * BOND }.into());
        assert!(matches!(stage(), Stage::Drawing { .. }));
        assert_noop!(Arbitration::appeal(TASK, &OWNER), Error::<Test>::WrongStage);
    });
    build_and_execute(|| {
        step::decided(&[GUESS; 3]);
        run_out();
        assert_noop!(Arbitration::appeal(TASK, &OWNER), Error::<Test>::TooLate);
    });
}

#[test]
fn an_appeal_that_cannot_be_paid_is_none() {
    build_and_execute(|| {
        use frame_support::traits::fungible::hold::Mutate;
        step::decided(&[GUESS; 3]);
        Balances::hold(&crate::HoldReason::VerifierBond.into(), &OWNER, WEALTH - 2 * BOND).unwrap();
        assert!(frame_support::storage::with_storage_layer(|| Arbitration::appeal(TASK, &OWNER)).is_err());
        assert!(matches!(stage(), Stage::Appealable { .. }));
        Balances::release(
            &crate::HoldReason::VerifierBond.into(),
            &OWNER,
            WEALTH - 2 * BOND,
            frame_support::traits::tokens::Precision::Exact,
        )
        .unwrap();
    });
}

#[test]
fn an_appeal_can_turn_the_verdict() {
    build_and_execute(|| {
        step::seat(30);
        for who in VERIFIER..VERIFIER + 9 {
            assert_ok!(Arbitration::give_up_seat(signed(who)));
        }
        for who in VERIFIER..VERIFIER + 9 {
            assert_ok!(Arbitration::take_seat(signed(who)));
        }
        assert_ok!(Arbitration::open(complaint(REQUESTER, ainur_support::Forum::Committee(claim()))));
        go_to(System::block_number() + DRAW_DELAY);
        let wrong = committee();
        step::commit(&[GUESS; 3]);
        assert_ok!(Arbitration::advance(TASK));
        step::reveal(&[GUESS; 3]);
        assert_ok!(Arbitration::show_receipt(signed(OWNER), receipt()));
        assert_ok!(Arbitration::advance(TASK));
        assert_ok!(Arbitration::appeal(TASK, &OWNER));
        vote_all(TRUTH);
        assert_eq!(stage(), Stage::Appealable { verdict: Side::Agent, until: System::block_number() + APPEAL });
        run_out();
        assert_eq!(Arbitration::advance(TASK), Ok(Progress::Ended(Ruling::For(Side::Agent))));
        assert_eq!(Balances::free_balance(OWNER), WEALTH + BOND / 2, "the bond is back, with half of the other side's");
        for who in wrong {
            assert_eq!(Balances::free_balance(who) + Balances::reserved_balance(who), WEALTH - PENALTY);
        }
    });
}

#[test]
fn after_two_larger_committees_governance_is_asked() {
    build_and_execute(|| {
        step::seat(40);
        assert_ok!(Arbitration::open(complaint(REQUESTER, ainur_support::Forum::Committee(claim()))));
        go_to(System::block_number() + DRAW_DELAY);
        step::commit(&[TRUTH; 3]);
        assert_ok!(Arbitration::advance(TASK));
        step::reveal(&[TRUTH; 3]);
        assert_ok!(Arbitration::show_receipt(signed(OWNER), receipt()));
        assert_ok!(Arbitration::advance(TASK));
        for round in 1..=2u8 {
            assert_ok!(Arbitration::appeal(TASK, &REQUESTER));
            vote_all(TRUTH);
            assert_eq!(Cases::<Test>::get(TASK).unwrap().round, round);
        }
        assert_ok!(Arbitration::appeal(TASK, &REQUESTER));
        let until = System::block_number() + COURT;
        assert_eq!(stage(), Stage::Court { verdict: Some(Side::Agent), until });
        System::assert_last_event(Event::BroughtToCourt { task: TASK, verdict: Some(Side::Agent), until }.into());
        assert_eq!(Balances::free_balance(REQUESTER), WEALTH - (1 + 2 + 4 + 8) * BOND);
        assert_noop!(Arbitration::advance(TASK), Error::<Test>::NotDue);
        run_out();
        assert_eq!(Arbitration::advance(TASK), Ok(Progress::Ended(Ruling::For(Side::Agent))), "silence leaves the last verdict");
        assert_eq!(Balances::free_balance(OWNER), WEALTH + 15 * BOND / 2);
    });
}

#[test]
fn governance_may_decide_otherwise() {
    build_and_execute(|| {
        step::decided(&[TRUTH; 3]);
        assert_noop!(Arbitration::rule(TASK, Side::Challenger), Error::<Test>::WrongStage);
        // No verifier is left for larger committees, so that the verdict is put before the court.
        for who in VERIFIER..VERIFIER + 9 {
            assert_ok!(Arbitration::give_up_seat(signed(who)));
        }
        assert_ok!(Arbitration::appeal(TASK, &REQUESTER));
        for _ in 0..2 {
            go_to(System::block_number() + DRAW_DELAY);
            assert_ok!(Arbitration::advance(TASK));
        }
        assert!(matches!(stage(), Stage::Court { verdict: Some(Side::Agent), .. }));
        assert_ok!(Arbitration::rule(TASK, Side::Challenger));
        assert_eq!(Balances::free_balance(REQUESTER), WEALTH + BOND / 2);
        assert_eq!(Staked::get(AGENT), Some((STAKE - BOND, 0)));
    });
}
