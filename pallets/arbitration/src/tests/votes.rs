//! Secret votes, and the receipt that is as secret.

use ainur_primitives::{Opinion, Receipt, Side, TaskId, Vote};
use ainur_support::{Disputes, Forum, Progress};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, Cases, Error, Event, Misconduct, Stage, DRAW_DELAY};

const ALL: [Opinion; 3] = [TRUTH; 3];

#[test]
fn votes_are_secret_until_everybody_is_bound() {
    build_and_execute(|| {
        step::drawn();
        let [first, second, third] = committee()[..] else { panic!("not three") };
        assert_ok!(Arbitration::commit_vote(signed(first), TASK, [0; 32]));
        assert_ok!(Arbitration::commit_vote(signed(first), TASK, vote(first, TRUTH).commitment()));
        assert_ok!(Arbitration::commit_vote(signed(second), TASK, vote(second, TRUTH).commitment()));
        assert_noop!(Arbitration::reveal_vote(signed(first), TASK, TRUTH, SALT), Error::<Test>::WrongStage);
        assert_noop!(Arbitration::show_receipt(signed(OWNER), receipt()), Error::<Test>::WrongStage);
        assert_noop!(Arbitration::advance(TASK), Error::<Test>::NotDue);
        assert_ok!(Arbitration::commit_vote(signed(third), TASK, vote(third, TRUTH).commitment()));
        System::assert_last_event(Event::VoteCommitted { task: TASK, round: 0, who: third }.into());
        assert_eq!(Arbitration::advance(TASK), Ok(Progress::Until(1 + DRAW_DELAY + REVEAL)), "no need to wait any longer");
        assert_noop!(Arbitration::commit_vote(signed(first), TASK, [0; 32]), Error::<Test>::WrongStage);
    });
}

#[test]
fn only_members_vote_in_time_on_what_is_disputed() {
    build_and_execute(|| {
        step::drawn();
        assert_noop!(Arbitration::commit_vote(signed(STRANGER), TASK, [0; 32]), Error::<Test>::NotMember);
        assert_noop!(Arbitration::commit_vote(signed(STRANGER), TaskId(1), [0; 32]), Error::<Test>::NoDispute);
        assert_noop!(Arbitration::commit_vote(RuntimeOrigin::root(), TASK, [0; 32]), DispatchError::BadOrigin);
        let member = committee()[0];
        run_out();
        assert_noop!(Arbitration::commit_vote(signed(member), TASK, [0; 32]), Error::<Test>::TooLate);
    });
}

#[test]
fn a_vote_that_was_shown_is_the_one_that_was_committed() {
    build_and_execute(|| {
        step::revealing(&ALL);
        let member = committee()[0];
        assert_noop!(Arbitration::reveal_vote(signed(member), TASK, GUESS, SALT), Error::<Test>::NotTheVote);
        assert_noop!(Arbitration::reveal_vote(signed(member), TASK, TRUTH, [0; 32]), Error::<Test>::NotTheVote);
        assert_noop!(Arbitration::reveal_vote(signed(STRANGER), TASK, TRUTH, SALT), Error::<Test>::NotMember);
        assert_noop!(Arbitration::reveal_vote(RuntimeOrigin::none(), TASK, TRUTH, SALT), DispatchError::BadOrigin);
        assert_ok!(Arbitration::reveal_vote(signed(member), TASK, TRUTH, SALT));
        System::assert_last_event(Event::VoteRevealed { task: TASK, round: 0, who: member, opinion: TRUTH }.into());
        assert_noop!(Arbitration::reveal_vote(signed(member), TASK, TRUTH, SALT), Error::<Test>::NoCommitment);
        let late = committee()[1];
        run_out();
        assert_noop!(Arbitration::reveal_vote(signed(late), TASK, TRUTH, SALT), Error::<Test>::TooLate);
    });
}

#[test]
fn a_copied_commitment_cannot_be_shown() {
    build_and_execute(|| {
        step::drawn();
        let [first, second, ..] = committee()[..] else { panic!("not three") };
        let copied = vote(first, TRUTH).commitment();
        for who in [first, second] {
            assert_ok!(Arbitration::commit_vote(signed(who), TASK, copied));
        }
        run_out();
        assert_ok!(Arbitration::advance(TASK));
        assert_ok!(Arbitration::reveal_vote(signed(first), TASK, TRUTH, SALT));
        assert_noop!(Arbitration::reveal_vote(signed(second), TASK, TRUTH, SALT), Error::<Test>::NotTheVote);
    });
}

#[test]
fn the_agent_shows_the_receipt_it_delivered_and_no_other() {
    build_and_execute(|| {
        step::revealing(&ALL);
        assert_noop!(Arbitration::show_receipt(signed(REQUESTER), receipt()), Error::<Test>::NotForAgent);
        assert_noop!(Arbitration::show_receipt(RuntimeOrigin::root(), receipt()), DispatchError::BadOrigin);
        let other = Receipt { fuel_used: 41, ..receipt() };
        assert_noop!(Arbitration::show_receipt(signed(OWNER), other), Error::<Test>::NotTheReceipt);
        let of_no_dispute = Receipt { task: TaskId(1), ..receipt() };
        assert_noop!(Arbitration::show_receipt(signed(OWNER), of_no_dispute), Error::<Test>::NoDispute);
        assert_ok!(Arbitration::show_receipt(signed(OPERATOR), receipt()));
        System::assert_last_event(Event::ReceiptShown { task: TASK, receipt: receipt() }.into());
        assert_noop!(Arbitration::show_receipt(signed(OWNER), receipt()), Error::<Test>::ReceiptKnown);
    });
}

#[test]
fn a_receipt_that_contradicts_the_claim_cannot_be_shown() {
    build_and_execute(|| {
        step::seat(9);
        let receipt = Receipt { input_hash: [9; 32], ..receipt() };
        let claim = ainur_primitives::Claim { receipt_hash: receipt.hash(), ..claim() };
        assert_ok!(Arbitration::open(complaint(REQUESTER, Forum::Committee(claim))));
        go_to(1 + DRAW_DELAY);
        step::commit(&ALL);
        assert_ok!(Arbitration::advance(TASK));
        assert_noop!(Arbitration::show_receipt(signed(OWNER), receipt), Error::<Test>::NotTheReceipt);
    });
}

#[test]
fn agreement_with_the_receipt_is_for_the_agent_and_anything_else_against_it() {
    for (found, side) in [(TRUTH, Side::Agent), (GUESS, Side::Challenger), (Opinion::Failure, Side::Challenger)] {
        build_and_execute(|| {
            step::decided(&[found; 3]);
            assert_eq!(Cases::<Test>::get(TASK).unwrap().verdict, Some(side));
            let event = Event::VerdictReached { task: TASK, round: 0, side, appeal_until: 1 + DRAW_DELAY + APPEAL };
            System::assert_last_event(event.into());
        });
    }
}

#[test]
fn an_agent_that_keeps_its_receipt_loses() {
    build_and_execute(|| {
        step::revealing(&ALL);
        step::reveal(&ALL);
        assert_noop!(Arbitration::advance(TASK), Error::<Test>::NotDue);
        run_out();
        assert_ok!(Arbitration::advance(TASK));
        assert_eq!(Cases::<Test>::get(TASK).unwrap().verdict, Some(Side::Challenger));
    });
}

#[test]
fn nobody_waits_for_a_receipt_that_could_not_save_the_result() {
    let other = Opinion::Output { output_hash: [9; 32], fuel_used: 42 };
    for (shown, is_over) in [
        ([other; 3], true),
        ([Opinion::Failure; 3], true),
        ([Opinion::Unavailable, other, other], true),
        // Other fuel, but the output that was delivered: the receipt says which is right.
        ([GUESS; 3], false),
        // No verdict, but for the receipt.
        ([TRUTH, other, other], false),
    ] {
        build_and_execute(|| {
            step::revealing(&shown);
            let [first, ref others @ ..] = committee()[..] else { panic!("nobody") };
            for (who, opinion) in others.iter().zip(&shown[1..]) {
                assert_ok!(Arbitration::reveal_vote(signed(*who), TASK, *opinion, SALT));
            }
            assert_noop!(Arbitration::advance(TASK), Error::<Test>::NotDue);
            assert_ok!(Arbitration::reveal_vote(signed(first), TASK, shown[0], SALT));
            if is_over {
                assert_ok!(Arbitration::advance(TASK));
                assert_eq!(Cases::<Test>::get(TASK).unwrap().verdict, Some(Side::Challenger));
            } else {
                assert_noop!(Arbitration::advance(TASK), Error::<Test>::NotDue);
            }
        });
    }
}

#[test]
fn the_silent_are_punished_and_lose_their_seats() {
    build_and_execute(|| {
        step::drawn();
        let [first, second, third] = committee()[..] else { panic!("not three") };
        for who in [first, second] {
            assert_ok!(Arbitration::commit_vote(signed(who), TASK, vote(who, TRUTH).commitment()));
        }
        run_out();
        assert_ok!(Arbitration::advance(TASK));
        assert_ok!(Arbitration::reveal_vote(signed(first), TASK, TRUTH, SALT));
        run_out();
        assert_ok!(Arbitration::advance(TASK));
        let owned = |who: u64| Balances::free_balance(who) + Balances::reserved_balance(who);
        assert_eq!([first, second, third].map(owned), [WEALTH, WEALTH - PENALTY, WEALTH - PENALTY]);
        for who in [second, third] {
            let event = Event::VerifierSlashed { task: TASK, who, amount: PENALTY, reason: Misconduct::Silence };
            System::assert_has_event(event.into());
            assert!(!Arbitration::is_verifier(&who));
        }
        assert_eq!(Balances::free_balance(TREASURY), WEALTH + 2 * PENALTY);
        // What the slash took is what a seat costs now.
        assert_ok!(Arbitration::take_seat(signed(second)));
        assert_eq!(owned(second), WEALTH - PENALTY);
        assert!(Arbitration::is_verifier(&second));
    });
}

#[test]
fn a_committee_that_cannot_agree_makes_room_for_a_larger_one() {
    build_and_execute(|| {
        step::decided(&[TRUTH, GUESS, Opinion::Failure]);
        System::assert_has_event(Event::NoQuorum { task: TASK, round: 0 }.into());
        let before = Cases::<Test>::get(TASK).unwrap();
        assert_eq!((before.round, before.votes.len()), (1, 3));
        assert!(matches!(before.stage, Stage::Drawing { .. }));
        go_to(System::block_number() + DRAW_DELAY);
        assert_eq!(committee().len(), 6, "of nine verifiers three have voted");
        let second = Vote { round: 1, ..vote(committee()[0], TRUTH) };
        assert_eq!(second, vote(committee()[0], TRUTH));
    });
}

#[test]
fn who_cannot_run_the_module_is_on_no_side() {
    build_and_execute(|| {
        step::decided(&[Opinion::Unavailable; 3]);
        assert_eq!(Cases::<Test>::get(TASK).unwrap().verdict, None);
        System::assert_has_event(Event::NoQuorum { task: TASK, round: 0 }.into());
    });
}
