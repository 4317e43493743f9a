//! Results that somebody objects to.

use ainur_primitives::{Outcome, Side, TaskId};
use ainur_support::{Fault, Ruling};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, Approval, CancelReason, Error, Event, Phase, TaskSpec, Verification};

fn delivered(verification: Verification<u64>) {
    step::post(TaskSpec { verification, ..auction() });
    step::bid(AGENT, 400);
    run_out();
    assert_ok!(TaskMarket::close_bidding(signed(STRANGER), TASK));
    assert_ok!(TaskMarket::start(signed(OPERATOR), TASK));
    assert_ok!(TaskMarket::submit_result(signed(OPERATOR), TASK, result()));
}

fn decided(ruling: Ruling) {
    step::disputed();
    Court::will_say(ruling);
    run_out();
    assert_ok!(TaskMarket::poke(signed(STRANGER), TASK));
    System::assert_has_event(Event::DisputeEnded { task: TASK, ruling }.into());
}

#[test]
fn a_requester_disputes_in_time() {
    build_and_execute(|| {
        step::verifying();
        assert_noop!(TaskMarket::dispute(RuntimeOrigin::none(), TASK), DispatchError::BadOrigin);
        assert_noop!(TaskMarket::dispute(signed(REQUESTER), TaskId(7)), Error::<Test>::UnknownTask);
        let until = System::block_number() + STAGE;
        assert_ok!(TaskMarket::dispute(signed(REQUESTER), TASK));
        System::assert_last_event(Event::ResultDisputed { task: TASK, agent: AGENT, challenger: REQUESTER, until }.into());
        assert_eq!((phase().clock(), phase().engaged()), (until, Some(AGENT)));
        assert_noop!(TaskMarket::dispute(signed(REQUESTER), TASK), Error::<Test>::WrongPhase);
        assert_noop!(TaskMarket::accept_result(signed(REQUESTER), TASK), Error::<Test>::WrongPhase);
    });
    build_and_execute(|| {
        step::verifying();
        run_out();
        assert_noop!(TaskMarket::dispute(signed(REQUESTER), TASK), Error::<Test>::TooLate);
    });
}

#[test]
fn others_than_the_requester_dispute_only_what_they_can_run_again() {
    build_and_execute(|| {
        delivered(Verification::Deterministic);
        for who in [STRANGER, OWNER, OPERATOR] {
            assert_noop!(TaskMarket::dispute(signed(who), TASK), Error::<Test>::MayNotDispute);
        }
        assert_ok!(TaskMarket::dispute(signed(VERIFIER), TASK));
    });
    for verification in [Verification::RequesterOnly, Verification::Evaluator(EVALUATOR)] {
        build_and_execute(|| {
            delivered(verification);
            assert_noop!(TaskMarket::dispute(signed(VERIFIER), TASK), Error::<Test>::MayNotDispute);
            assert_ok!(TaskMarket::dispute(signed(REQUESTER), TASK));
        });
    }
}

#[test]
fn a_wrong_result_is_not_paid_and_is_a_fault() {
    build_and_execute(|| {
        decided(Ruling::For(Side::Challenger));
        assert!(matches!(phase(), Phase::Cancelled { reason: CancelReason::ResultRejected { agent: AGENT }, .. }));
        assert_eq!((Locked::get(TASK), MockAgents::get(AGENT).unwrap().engaged), (None, 0));
        assert_eq!(Outcomes::get(), [(AGENT, REQUESTER, Outcome::Rejected)]);
        assert_eq!(Reported::get(), [(AGENT, Fault::InvalidResult, Some(REQUESTER), Some(REQUESTER))]);
    });
}

#[test]
fn a_result_that_was_not_what_was_asked_for_is_a_lesser_fault() {
    build_and_execute(|| {
        delivered(Verification::Evaluator(EVALUATOR));
        assert_ok!(TaskMarket::dispute(signed(REQUESTER), TASK));
        assert_noop!(TaskMarket::evaluate(signed(STRANGER), TASK, Side::Agent), DispatchError::Other("not the evaluator"));
        assert_noop!(TaskMarket::evaluate(RuntimeOrigin::root(), TASK, Side::Agent), DispatchError::BadOrigin);
        assert_ok!(TaskMarket::evaluate(signed(EVALUATOR), TASK, Side::Challenger));
        run_out();
        assert_ok!(TaskMarket::poke(signed(STRANGER), TASK));
        assert_eq!(Reported::get(), [(AGENT, Fault::DisputeLost, Some(REQUESTER), Some(REQUESTER))]);
    });
}

#[test]
fn a_result_that_stands_is_paid_and_the_requesters_objection_is_counted() {
    build_and_execute(|| {
        decided(Ruling::For(Side::Agent));
        assert_eq!(Balances::free_balance(OWNER), WEALTH + 360);
        assert_eq!(
            Outcomes::get(),
            [(AGENT, REQUESTER, Outcome::Completed { value: 400, duration: 0, promised: 10, disputed: true })]
        );
        assert!(Reported::get().is_empty());
    });
}

#[test]
fn a_verifiers_objection_in_vain_is_not_counted_against_the_requester() {
    build_and_execute(|| {
        delivered(Verification::Deterministic);
        assert_ok!(TaskMarket::dispute(signed(VERIFIER), TASK));
        Court::will_say(Ruling::For(Side::Agent));
        run_out();
        assert_ok!(TaskMarket::poke(signed(STRANGER), TASK));
        assert_eq!(
            Outcomes::get(),
            [(AGENT, REQUESTER, Outcome::Completed { value: 400, duration: 0, promised: 10, disputed: false })]
        );
    });
}

#[test]
fn a_dispute_nobody_decides_pays_the_agent_and_blames_nobody() {
    build_and_execute(|| {
        decided(Ruling::Undecided);
        assert_eq!(Balances::free_balance(OWNER), WEALTH + 360);
        assert_eq!(
            Outcomes::get(),
            [(AGENT, REQUESTER, Outcome::Completed { value: 400, duration: 0, promised: 10, disputed: false })]
        );
        let finalized = |record: &frame_system::EventRecord<RuntimeEvent, _>| {
            let RuntimeEvent::TaskMarket(Event::TaskFinalized { approval, .. }) = &record.event else { return false };
            *approval == Approval::Ruling(Ruling::Undecided)
        };
        assert!(System::events().iter().any(finalized));
    });
}

#[test]
fn a_dispute_moves_when_the_court_says_so() {
    build_and_execute(|| {
        step::disputed();
        assert_noop!(plain(TaskMarket::poke(signed(STRANGER), TASK)), DispatchError::Other("not over"));
        jump_to(System::block_number() + 3);
        assert_noop!(TaskMarket::appeal(signed(STRANGER), TASK), DispatchError::Other("no party"));
        assert_noop!(TaskMarket::appeal(RuntimeOrigin::none(), TASK), DispatchError::BadOrigin);
        assert_ok!(TaskMarket::appeal(signed(OWNER), TASK));
        let until = System::block_number() + STAGE;
        System::assert_last_event(Event::DisputeProlonged { task: TASK, until }.into());
        assert_eq!(phase().clock(), until);
    });
}

#[test]
fn giving_in_ends_a_dispute_at_once() {
    for (who, paid) in [(REQUESTER, true), (OWNER, false)] {
        build_and_execute(|| {
            step::disputed();
            assert_noop!(TaskMarket::concede(signed(STRANGER), TASK), DispatchError::Other("no party"));
            assert_noop!(TaskMarket::concede(RuntimeOrigin::none(), TASK), DispatchError::BadOrigin);
            assert_ok!(TaskMarket::concede(signed(who), TASK));
            assert_eq!(matches!(phase(), Phase::Finalized { .. }), paid);
        });
    }
}

#[test]
fn nobody_judges_its_own_work_or_its_own_order() {
    build_and_execute(|| {
        let by_requester = TaskSpec { verification: Verification::Evaluator(REQUESTER), ..auction() };
        assert_noop!(TaskMarket::create_task(signed(REQUESTER), KEY, by_requester), Error::<Test>::BadEvaluator);
        for judge in [OWNER, OPERATOR] {
            step::post(TaskSpec { verification: Verification::Evaluator(judge), ..auction() });
            assert_noop!(TaskMarket::bid(signed(OWNER), TASK, AGENT, 400, 10), Error::<Test>::SelfDealing);
            assert_ok!(TaskMarket::cancel(signed(REQUESTER), TASK));
            run_out();
            assert_ok!(TaskMarket::poke(signed(STRANGER), TASK));
            crate::NextTaskId::<Test>::put(TASK);
        }
    });
}

#[test]
fn governance_decides_where_nobody_else_does() {
    build_and_execute(|| {
        delivered(Verification::RequesterOnly);
        assert_noop!(TaskMarket::rule(RuntimeOrigin::root(), TASK, Side::Agent), Error::<Test>::WrongPhase);
        assert_ok!(TaskMarket::dispute(signed(REQUESTER), TASK));
        assert_noop!(TaskMarket::rule(signed(REQUESTER), TASK, Side::Challenger), DispatchError::BadOrigin);
        assert_ok!(TaskMarket::rule(RuntimeOrigin::root(), TASK, Side::Challenger));
        assert!(matches!(phase(), Phase::Cancelled { .. }));
    });
}

#[test]
fn where_nothing_is_disputed_nothing_is_decided() {
    build_and_execute(|| {
        step::verifying();
        assert_noop!(TaskMarket::appeal(signed(OWNER), TASK), Error::<Test>::WrongPhase);
        assert_noop!(TaskMarket::concede(signed(OWNER), TASK), Error::<Test>::WrongPhase);
        assert_noop!(TaskMarket::evaluate(signed(EVALUATOR), TASK, Side::Agent), Error::<Test>::WrongPhase);
    });
}

#[test]
fn agents_that_stay_away_or_run_late_are_reported() {
    build_and_execute(|| {
        step::matched();
        run_out();
        assert_ok!(TaskMarket::poke(signed(STRANGER), TASK));
        assert_eq!(Reported::get(), [(AGENT, Fault::NoShow, Some(REQUESTER), None)]);
    });
    build_and_execute(|| {
        step::running();
        run_out();
        assert_ok!(TaskMarket::poke(signed(STRANGER), TASK));
        assert_eq!(Reported::get(), [(AGENT, Fault::Timeout, Some(REQUESTER), None)]);
    });
}

#[test]
fn what_was_only_admitted_costs_the_agent_and_pays_nobody() {
    build_and_execute(|| {
        step::disputed();
        assert_ok!(TaskMarket::concede(signed(OWNER), TASK));
        assert!(matches!(phase(), Phase::Cancelled { reason: CancelReason::ResultRejected { agent: AGENT }, .. }));
        assert_eq!(Reported::get(), [(AGENT, Fault::InvalidResult, None, None)]);
    });
}
