//! From delivery to payout, or to giving up.

use ainur_primitives::{limits::MAX_SETTLE_BATCH, Outcome, TaskId};
use ainur_support::{Escrow, Payment};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, Agenda, CancelReason, Error, Event, FailReason, Phase};

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

/// So many tasks that `AGENT` delivered.
fn deliver_many(count: u64) -> Vec<TaskId> {
    MockAgents::mutate_extant(AGENT, |agent| agent.places = 100);
    for task in (0..count).map(TaskId) {
        let key = ainur_primitives::ClientKey([task.0 as u8; 32]);
        assert_ok!(TaskMarket::create_task(signed(REQUESTER), key, direct()));
        assert_ok!(TaskMarket::accept_offer(signed(OWNER), task));
        assert_ok!(TaskMarket::start(signed(OWNER), task));
        assert_ok!(TaskMarket::submit_result(signed(OWNER), task, result()));
    }
    (0..count).map(TaskId).collect()
}

#[test]
fn what_a_batch_has_in_common_is_done_for_all_of_it() {
    build_and_execute(|| {
        let tasks = deliver_many(u64::from(MAX_SETTLE_BATCH));
        let cover = MockAgents::get(AGENT).unwrap().cover;
        assert!(cover > 0);
        run_out();
        assert_ok!(settle(&tasks));
        let agent = MockAgents::get(AGENT).unwrap();
        assert_eq!((agent.engaged, agent.cover, Outcomes::get().len()), (0, 0, tasks.len()));
        let forgotten = System::block_number() + HISTORY + 1 + 5;
        let noted = [forgotten, forgotten + 1].map(|block| Agenda::<Test>::get(block).to_vec());
        assert_eq!((noted[0].len(), noted.concat()), (64, tasks));
    });
}

#[test]
fn what_fails_in_a_batch_leaves_no_trace() {
    build_and_execute(|| {
        let tasks = deliver_many(2);
        Drawn::insert(TASK, (AUDITOR, Some(42), false));
        run_out();
        let lock = Locked::take(TASK).unwrap();
        let before = phase();
        assert_ok!(settle(&tasks));
        System::assert_has_event(Event::SettlementSkipped { task: TASK, error: DispatchError::Other("") }.into());
        assert_eq!((phase(), MockAgents::get(AGENT).unwrap().engaged, Outcomes::get().len()), (before, 1, 1));
        assert!(Drawn::contains_key(TASK) && Closed::get().is_empty(), "its audit goes on");
        Locked::insert(TASK, lock);
        assert_ok!(settle(&tasks));
        assert!(matches!(phase(), Phase::Finalized { .. }) && !Drawn::contains_key(TASK));
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
fn to_give_up_for_the_sake_of_the_input_refunds_and_counts() {
    build_and_execute(|| {
        step::matched();
        assert_noop!(TaskMarket::fail(signed(OWNER), TASK, FailReason::Other), Error::<Test>::WrongPhase);
        assert_ok!(TaskMarket::start(signed(OWNER), TASK));
        assert_noop!(TaskMarket::fail(signed(STRANGER), TASK, FailReason::Other), Error::<Test>::NotController);
        assert_noop!(TaskMarket::fail(RuntimeOrigin::none(), TASK, FailReason::Other), DispatchError::BadOrigin);
        assert_ok!(TaskMarket::fail(signed(OPERATOR), TASK, FailReason::InvalidInput));
        let reason = CancelReason::AgentFailed { agent: AGENT, reason: FailReason::InvalidInput };
        System::assert_last_event(Event::TaskCancelled { task: TASK, reason }.into());
        assert_eq!(Outcomes::get(), [(AGENT, REQUESTER, Outcome::Failed)]);
        assert_eq!(Locked::get(TASK), None);
        assert_eq!(MockAgents::get(AGENT).unwrap().engaged, 0);
    });
}

#[test]
#[should_panic(expected = "never made")]
fn payments_that_are_never_made_are_noticed() {
    build_and_execute(|| {
        step::verifying();
        let payment = Payment { payee: OWNER, price: 400, matcher: None, auditor: None };
        let mut payments = Default::default();
        assert_ok!(Vault::pay(TASK, payment, &mut payments));
    });
}
