//! From delivery to payout, or to giving up.

use ainur_primitives::{Outcome, TaskId};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, CancelReason, Error, Event, FailReason, Phase};

const COMPLETED: Outcome = Outcome::Completed { value: 400, duration: 3, promised: 10, disputed: false };

/// Started, and delivered three blocks later.
fn delivered() {
    step::running();
    jump_to(System::block_number() + 3);
    assert_ok!(TaskMarket::submit_result(signed(OPERATOR), TASK, result()));
}

fn settle(tasks: &[TaskId]) -> sp_runtime::DispatchResult {
    plain(TaskMarket::settle(signed(STRANGER), tasks.to_vec().try_into().unwrap()))
}

#[test]
fn silence_pays_the_agent() {
    build_and_execute(|| {
        delivered();
        run_out();
        let [requester, owner, matcher] = [REQUESTER, OWNER, STRANGER].map(Balances::free_balance);
        assert_ok!(settle(&[TASK]));
        assert!(matches!(phase(), Phase::Finalized { agent: AGENT, paid: 360, .. }));
        assert_eq!(Balances::free_balance(OWNER), owner + 360);
        assert_eq!(Balances::free_balance(STRANGER), matcher + 20);
        assert_eq!(Balances::free_balance(REQUESTER), requester + 600);
        assert_eq!(Outcomes::get(), [(AGENT, REQUESTER, COMPLETED)]);
        assert_eq!(MockAgents::get(AGENT).unwrap().engaged, 0);
    });
}

#[test]
fn the_requester_can_accept_early_and_nobody_else() {
    build_and_execute(|| {
        delivered();
        assert_noop!(TaskMarket::accept_result(signed(OWNER), TASK), Error::<Test>::NotRequester);
        assert_noop!(TaskMarket::accept_result(RuntimeOrigin::none(), TASK), DispatchError::BadOrigin);
        assert_ok!(TaskMarket::accept_result(signed(REQUESTER), TASK));
        assert_eq!(Outcomes::get(), [(AGENT, REQUESTER, COMPLETED)]);
        assert_noop!(TaskMarket::accept_result(signed(REQUESTER), TASK), Error::<Test>::WrongPhase);
    });
}

#[test]
fn nothing_is_settled_early_or_twice() {
    build_and_execute(|| {
        delivered();
        jump_to(phase().clock());
        assert_noop!(settle(&[TASK]), Error::<Test>::NothingToSettle);
        run_out();
        assert_ok!(settle(&[TASK]));
        let owned = Balances::free_balance(OWNER);
        assert_noop!(settle(&[TASK, TASK]), Error::<Test>::NothingToSettle);
        assert_noop!(settle(&[]), Error::<Test>::NothingToSettle);
        assert_eq!(Balances::free_balance(OWNER), owned);
        assert_noop!(TaskMarket::settle(RuntimeOrigin::none(), Default::default()), DispatchError::BadOrigin);
    });
}

#[test]
fn a_batch_settles_what_it_can_and_names_the_rest() {
    build_and_execute(|| {
        delivered();
        run_out();
        assert_ok!(settle(&[TaskId(7), TASK, TASK]));
        let skipped = |task, error: Error<Test>| Event::SettlementSkipped { task, error: error.into() };
        System::assert_has_event(skipped(TaskId(7), Error::UnknownTask).into());
        System::assert_has_event(skipped(TASK, Error::WrongPhase).into());
        assert!(matches!(phase(), Phase::Finalized { .. }));
    });
}

#[test]
fn only_the_hired_agent_delivers_and_only_in_time() {
    build_and_execute(|| {
        step::matched();
        assert_noop!(TaskMarket::submit_result(signed(OWNER), TASK, result()), Error::<Test>::WrongPhase);
        assert_ok!(TaskMarket::start(signed(OWNER), TASK));
        assert_noop!(TaskMarket::submit_result(signed(RIVAL_OWNER), TASK, result()), Error::<Test>::NotController);
        assert_noop!(TaskMarket::submit_result(signed(OWNER), TaskId(7), result()), Error::<Test>::UnknownTask);
        assert_noop!(TaskMarket::submit_result(RuntimeOrigin::none(), TASK, result()), DispatchError::BadOrigin);
        run_out();
        assert_noop!(TaskMarket::submit_result(signed(OWNER), TASK, result()), Error::<Test>::TooLate);
        assert_noop!(TaskMarket::fail(signed(OWNER), TASK, FailReason::Other), Error::<Test>::TooLate);
    });
}

#[test]
fn giving_up_refunds_and_counts() {
    build_and_execute(|| {
        step::matched();
        assert_noop!(TaskMarket::fail(signed(OWNER), TASK, FailReason::Other), Error::<Test>::WrongPhase);
        assert_ok!(TaskMarket::start(signed(OWNER), TASK));
        assert_noop!(TaskMarket::fail(signed(STRANGER), TASK, FailReason::Other), Error::<Test>::NotController);
        assert_noop!(TaskMarket::fail(RuntimeOrigin::none(), TASK, FailReason::Other), DispatchError::BadOrigin);
        assert_ok!(TaskMarket::fail(signed(OPERATOR), TASK, FailReason::OutOfFuel));
        let reason = CancelReason::AgentFailed { agent: AGENT, reason: FailReason::OutOfFuel };
        System::assert_last_event(Event::TaskCancelled { task: TASK, reason }.into());
        assert_eq!(Outcomes::get(), [(AGENT, REQUESTER, Outcome::Failed)]);
        assert_eq!(Locked::get(TASK), None);
        assert_eq!(MockAgents::get(AGENT).unwrap().engaged, 0);
    });
}
