//! Who gets what in the end.

use ainur_primitives::{AgentId, Opinion, Side};
use ainur_support::{Concession, Disputes, Forum, Progress, Ruling};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::TokenError;

use crate::{mock::*, Cases, Error, Event, Misconduct, Verifiers, DRAW_DELAY};

fn total(who: u64) -> u128 {
    Balances::free_balance(who) + Balances::reserved_balance(who)
}

#[test]
fn an_opened_dispute_holds_both_bonds() {
    build_and_execute(|| {
        assert_ok!(Arbitration::open(complaint(REQUESTER, Forum::Court)));
        assert_eq!(Balances::free_balance(REQUESTER), WEALTH - BOND);
        assert_eq!(Staked::get(AGENT), Some((STAKE, BOND)));
        System::assert_has_event(Event::DisputeOpened { task: TASK, challenger: REQUESTER, bond: BOND }.into());
        assert_noop!(Arbitration::open(complaint(REQUESTER, Forum::Court)), Error::<Test>::AlreadyDisputed);
        assert_eq!(Arbitration::bond_for(10), 50, "never below the least bond");
    });
}

#[test]
fn nobody_disputes_without_a_bond() {
    build_and_execute(|| {
        let poor = 777;
        assert_noop!(Arbitration::open(complaint(poor, Forum::Court)), TokenError::FundsUnavailable);
    });
}

#[test]
fn an_agent_without_enough_stake_risks_what_it_has() {
    build_and_execute(|| {
        Staked::insert(AGENT, (30, 0));
        assert_ok!(Arbitration::open(complaint(REQUESTER, Forum::Court)));
        assert_eq!(Cases::<Test>::get(TASK).unwrap().pledge, 30);
    });
    build_and_execute(|| {
        let of_nobody = ainur_support::Complaint { agent: AgentId(9), ..complaint(REQUESTER, Forum::Court) };
        assert_ok!(Arbitration::open(of_nobody));
        assert_eq!(Cases::<Test>::get(TASK).unwrap().pledge, 0);
    });
}

#[test]
fn a_frivolous_dispute_costs_its_bond() {
    build_and_execute(|| {
        step::decided(&[TRUTH; 3]);
        run_out();
        let voters: Vec<_> = Cases::<Test>::get(TASK).unwrap().votes.iter().map(|vote| vote.who).collect();
        assert_eq!(Arbitration::advance(TASK), Ok(Progress::Ended(Ruling::For(Side::Agent))));
        assert_eq!((total(REQUESTER), total(OWNER), Staked::get(AGENT)), (WEALTH - 100, WEALTH + 50, Some((STAKE, 0))));
        assert_eq!(voters.iter().map(|who| total(*who)).collect::<Vec<_>>(), [WEALTH + 8; 3]);
        assert_eq!(total(TREASURY), WEALTH + 26);
        let (to_winner, to_voters, to_treasury) = (50, 24, 26);
        let ruling = Ruling::For(Side::Agent);
        System::assert_last_event(Event::DisputeSettled { task: TASK, ruling, to_winner, to_voters, to_treasury }.into());
        assert_noop!(Arbitration::advance(TASK), Error::<Test>::NoDispute);
    });
}

#[test]
fn a_wrong_result_costs_the_agent_its_side_of_the_bond() {
    build_and_execute(|| {
        step::decided(&[GUESS; 3]);
        run_out();
        assert_eq!(Arbitration::advance(TASK), Ok(Progress::Ended(Ruling::For(Side::Challenger))));
        assert_eq!((total(REQUESTER), total(OWNER)), (WEALTH + 50, WEALTH - 100));
        assert_eq!(Staked::get(AGENT), Some((STAKE - BOND, 0)));
        assert!(Verifiers::<Test>::iter_values().all(|verifier| verifier.engaged == 0));
    });
}

/// A larger committee is of one opinion; in the first, one of three was of another, so that there was no quorum. Returns who.
fn outvoted(all: Opinion, one: Opinion) -> u64 {
    step::seat(40);
    assert_ok!(Arbitration::open(complaint(REQUESTER, Forum::Committee(claim()))));
    go_to(1 + DRAW_DELAY);
    let opinions = [all, one, all];
    let outvoted = committee()[1];
    step::commit(&opinions);
    assert_ok!(Arbitration::advance(TASK));
    step::reveal(&opinions);
    assert_ok!(Arbitration::show_receipt(signed(OWNER), receipt()));
    assert_ok!(Arbitration::advance(TASK));
    go_to(System::block_number() + DRAW_DELAY);
    let second = vec![all; committee().len()];
    step::commit(&second);
    assert_ok!(Arbitration::advance(TASK));
    step::reveal(&second);
    assert_ok!(Arbitration::advance(TASK));
    outvoted
}

#[test]
fn who_voted_for_the_losing_side_is_punished() {
    build_and_execute(|| {
        let wrong = outvoted(TRUTH, GUESS);
        assert_eq!(total(wrong), WEALTH, "not before all is over");
        run_out();
        assert_ok!(Arbitration::advance(TASK));
        assert_eq!(total(wrong), WEALTH - PENALTY);
        let event = Event::VerifierSlashed { task: TASK, who: wrong, amount: PENALTY, reason: Misconduct::WrongOpinion };
        System::assert_has_event(event.into());
    });
}

#[test]
fn giving_in_ends_a_dispute_at_once() {
    for (who, winner) in [(REQUESTER, Side::Agent), (OWNER, Side::Challenger)] {
        build_and_execute(|| {
            step::drawn();
            assert_noop!(Arbitration::concede(TASK, &STRANGER), Error::<Test>::NotParty);
            assert_eq!(Arbitration::concede(TASK, &who), Ok(Concession { ruling: Ruling::For(winner), is_proven: false }));
            assert_eq!(Cases::<Test>::get(TASK), None);
            assert_noop!(Arbitration::concede(TASK, &who), Error::<Test>::NoDispute);
        });
    }
}

#[test]
fn a_stranger_cannot_give_in_for_the_requester_nor_keep_it_from_appealing() {
    build_and_execute(|| {
        step::seat(9);
        assert_ok!(Arbitration::open(complaint(STRANGER, Forum::Committee(claim()))));
        assert_noop!(Arbitration::concede(TASK, &STRANGER), Error::<Test>::NotParty);
        assert_noop!(Arbitration::concede(TASK, &REQUESTER), Error::<Test>::NotParty);
        go_to(1 + DRAW_DELAY);
        let opinions = [TRUTH; 3];
        step::commit(&opinions);
        assert_ok!(Arbitration::advance(TASK));
        step::reveal(&opinions);
        assert_ok!(Arbitration::show_receipt(signed(OWNER), receipt()));
        assert_ok!(Arbitration::advance(TASK));
        assert_ok!(Arbitration::appeal(TASK, &REQUESTER));
        assert_eq!((total(REQUESTER), Balances::free_balance(REQUESTER)), (WEALTH, WEALTH - 2 * BOND));
        assert_eq!(Balances::free_balance(STRANGER), WEALTH - BOND);
        assert_ok!(Arbitration::concede(TASK, &OWNER));
        // The larger part of the other side's bond is for who risked more.
        assert_eq!((total(REQUESTER), total(STRANGER)), (WEALTH + BOND / 2, WEALTH));
    });
}

#[test]
fn an_appeal_that_the_requester_lost_costs_its_bond_too() {
    build_and_execute(|| {
        step::seat(40);
        assert_ok!(Arbitration::open(complaint(STRANGER, Forum::Committee(claim()))));
        for round in 0..2 {
            go_to(System::block_number() + DRAW_DELAY);
            let opinions = vec![TRUTH; committee().len()];
            step::commit(&opinions);
            assert_ok!(Arbitration::advance(TASK));
            step::reveal(&opinions);
            if round == 0 {
                assert_ok!(Arbitration::show_receipt(signed(OWNER), receipt()));
            }
            assert_ok!(Arbitration::advance(TASK));
            if round == 0 {
                assert_ok!(Arbitration::appeal(TASK, &REQUESTER));
            }
        }
        run_out();
        assert_ok!(Arbitration::advance(TASK));
        assert_eq!((total(REQUESTER), total(STRANGER)), (WEALTH - 2 * BOND, WEALTH - BOND));
        assert_eq!(total(OWNER), WEALTH + 3 * BOND / 2);
    });
}

#[test]
fn where_nobody_was_right_the_challenger_pays_those_who_looked() {
    build_and_execute(|| {
        step::decided(&[Opinion::Unavailable; 3]);
        let voters: Vec<_> = Cases::<Test>::get(TASK).unwrap().votes.iter().map(|vote| vote.who).collect();
        for who in VERIFIER..VERIFIER + 9 {
            assert_ok!(Arbitration::give_up_seat(signed(who)));
        }
        for _ in 0..2 {
            go_to(System::block_number() + DRAW_DELAY);
            assert_ok!(Arbitration::advance(TASK));
        }
        assert_eq!(Cases::<Test>::get(TASK), None);
        assert_eq!((total(REQUESTER), total(OWNER), Staked::get(AGENT)), (WEALTH - BOND / 2, WEALTH, Some((STAKE, 0))));
        assert_eq!(voters.iter().map(|who| total(*who)).collect::<Vec<_>>(), [WEALTH + BOND / 6; 3]);
    });
}

#[test]
fn who_cannot_run_what_others_can_is_punished() {
    build_and_execute(|| {
        let opinions = [TRUTH, Opinion::Unavailable, TRUTH];
        step::decided(&opinions);
        let idle = Cases::<Test>::get(TASK).unwrap().votes[1].who;
        assert_eq!(Cases::<Test>::get(TASK).unwrap().verdict, Some(Side::Agent), "two of two that could");
        run_out();
        assert_ok!(Arbitration::advance(TASK));
        assert_eq!(total(idle), WEALTH - PENALTY);
        let event = Event::VerifierSlashed { task: TASK, who: idle, amount: PENALTY, reason: Misconduct::Unavailable };
        System::assert_has_event(event.into());
    });
}

#[test]
fn giving_in_to_a_verdict_does_not_spare_those_who_voted_against_it() {
    build_and_execute(|| {
        let bribed = outvoted(GUESS, TRUTH);
        assert_ok!(Arbitration::concede(TASK, &OWNER));
        assert_eq!(total(bribed), WEALTH - PENALTY);
    });
}

#[test]
fn parties_in_league_cannot_harm_those_who_voted() {
    for (found, traitor) in [(TRUTH, OWNER), (GUESS, REQUESTER)] {
        build_and_execute(|| {
            step::decided(&[found; 3]);
            let voters: Vec<_> = Cases::<Test>::get(TASK).unwrap().votes.iter().map(|vote| vote.who).collect();
            assert_ok!(Arbitration::concede(TASK, &traitor));
            assert!(voters.iter().all(|who| total(*who) >= WEALTH));
        });
    }
}

#[test]
fn who_voted_while_the_agent_kept_its_receipt_is_not_punished_when_the_agent_wins() {
    build_and_execute(|| {
        step::revealing(&[TRUTH; 3]);
        step::reveal(&[TRUTH; 3]);
        run_out();
        assert_ok!(Arbitration::advance(TASK));
        let voters: Vec<_> = Cases::<Test>::get(TASK).unwrap().votes.iter().map(|vote| vote.who).collect();
        for who in VERIFIER..VERIFIER + 9 {
            assert_ok!(Arbitration::give_up_seat(signed(who)));
        }
        assert_ok!(Arbitration::appeal(TASK, &OWNER));
        for _ in 0..2 {
            go_to(System::block_number() + DRAW_DELAY);
            assert_ok!(Arbitration::advance(TASK));
        }
        assert_ok!(Arbitration::rule(TASK, Side::Agent));
        assert_eq!(voters.iter().map(|who| total(*who)).collect::<Vec<_>>(), [WEALTH; 3]);
    });
}
