//! From being hired to starting the work, or not.

use ainur_primitives::{Outcome, TaskId};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, CancelReason, Error, Event, FailReason, Phase, TaskSpec};

#[test]
fn an_agent_accepts_a_direct_hire_for_the_whole_budget() {
    build_and_execute(|| {
        step::post(direct());
        assert_noop!(TaskMarket::accept_offer(signed(STRANGER), TASK), Error::<Test>::NotController);
        assert_noop!(TaskMarket::accept_offer(RuntimeOrigin::none(), TASK), DispatchError::BadOrigin);
        assert_ok!(TaskMarket::accept_offer(signed(OPERATOR), TASK));
        let Phase::Matched { assignment, .. } = phase() else { panic!("{:?}", phase()) };
        assert_eq!((assignment.price, assignment.duration, assignment.matcher), (1_000, 10, None));
        assert_eq!(MockAgents::get(AGENT).unwrap().engaged, 1);
        assert_noop!(TaskMarket::accept_offer(signed(OWNER), TASK), Error::<Test>::WrongPhase);
    });
}

#[test]
fn an_offer_is_checked_again_when_it_is_accepted() {
    build_and_execute(|| {
        step::post(TaskSpec { min_stake: 100, ..direct() });
        MockAgents::mutate_extant(AGENT, |agent| agent.stake = 99);
        assert_noop!(TaskMarket::accept_offer(signed(OWNER), TASK), Error::<Test>::RequirementsNotMet);
        MockAgents::mutate_extant(AGENT, |agent| (agent.stake, agent.places) = (100, 0));
        assert_noop!(TaskMarket::accept_offer(signed(OWNER), TASK), Error::<Test>::NoFreePlace);
        MockAgents::mutate_extant(AGENT, |agent| agent.places = 1);
        run_out();
        assert_noop!(TaskMarket::accept_offer(signed(OWNER), TASK), Error::<Test>::TooLate);
        assert_noop!(TaskMarket::decline(signed(OWNER), TASK), Error::<Test>::TooLate);
    });
}

#[test]
fn declining_an_offer_is_no_fault() {
    build_and_execute(|| {
        step::post(direct());
        assert_noop!(TaskMarket::decline(signed(STRANGER), TASK), Error::<Test>::NotController);
        assert_ok!(TaskMarket::decline(signed(OWNER), TASK));
        assert!(matches!(phase(), Phase::Cancelled { reason: CancelReason::Declined { agent: AGENT }, .. }));
        assert!(Outcomes::get().is_empty());
        assert_noop!(TaskMarket::decline(signed(OWNER), TASK), Error::<Test>::WrongPhase);
    });
}

#[test]
fn declining_an_assignment_counts_and_opens_the_task_again() {
    build_and_execute(|| {
        step::matched();
        let now = System::block_number();
        assert_ok!(TaskMarket::decline(signed(OPERATOR), TASK));
        assert_eq!(phase(), Phase::Bidding { commits_until: None, closes_at: now + BIDDING });
        assert_eq!(Outcomes::get(), [(AGENT, REQUESTER, Outcome::Failed)]);
        assert_eq!(MockAgents::get(AGENT).unwrap().engaged, 0);
        assert_eq!(Locked::get(TASK), Some((REQUESTER, 1_000)));
        let reason = CancelReason::Declined { agent: AGENT };
        System::assert_has_event(Event::TaskReopened { task: TASK, reason }.into());
        assert_noop!(TaskMarket::bid(signed(OWNER), TASK, AGENT, 1, 1), Error::<Test>::LetDownBefore);
        step::bid(RIVAL, 300);
    });
}

const REASONS: [FailReason; 8] = [
    FailReason::InputUnavailable,
    FailReason::InvalidInput,
    FailReason::OutOfFuel,
    FailReason::OutOfMemory,
    FailReason::Trapped,
    FailReason::OutputTooLarge,
    FailReason::ModuleUnavailable,
    FailReason::Other,
];

#[test]
fn what_an_agent_gave_up_goes_to_others_unless_they_could_do_no_better() {
    for reason in REASONS {
        build_and_execute(|| {
            step::running();
            assert_ok!(TaskMarket::fail(signed(OPERATOR), TASK, reason));
            match reason {
                FailReason::InputUnavailable | FailReason::InvalidInput => {
                    let reason = CancelReason::AgentFailed { agent: AGENT, reason };
                    assert!(matches!(phase(), Phase::Cancelled { reason: why, .. } if why == reason));
                }
                _ => assert!(matches!(phase(), Phase::Bidding { .. }), "{reason:?}"),
            }
        });
    }
}

#[test]
fn who_takes_over_from_an_agent_that_gave_up_is_paid() {
    build_and_execute(|| {
        step::running();
        assert_ok!(TaskMarket::fail(signed(OPERATOR), TASK, FailReason::Trapped));
        let reason = CancelReason::AgentFailed { agent: AGENT, reason: FailReason::Trapped };
        System::assert_has_event(Event::TaskReopened { task: TASK, reason }.into());
        assert_eq!(Outcomes::get(), [(AGENT, REQUESTER, Outcome::Failed)]);
        assert!(Reported::get().is_empty(), "to give up is no fault");
        assert_eq!(MockAgents::get(AGENT).unwrap().engaged, 0);
        assert_noop!(TaskMarket::bid(signed(OWNER), TASK, AGENT, 1, 1), Error::<Test>::LetDownBefore);
        step::bid(RIVAL, 300);
        run_out();
        assert_ok!(TaskMarket::close_bidding(signed(STRANGER), TASK));
        assert_noop!(TaskMarket::start(signed(OWNER), TASK), Error::<Test>::NotController);
        assert_ok!(TaskMarket::start(signed(RIVAL_OWNER), TASK));
        assert_noop!(TaskMarket::submit_result(signed(OWNER), TASK, result()), Error::<Test>::NotController);
        assert_ok!(TaskMarket::submit_result(signed(RIVAL_OWNER), TASK, result()));
        assert_ok!(TaskMarket::accept_result(signed(REQUESTER), TASK));
        assert!(matches!(phase(), Phase::Finalized { agent: RIVAL, paid: 270, .. }));
        assert_eq!(Locked::get(TASK), None);
        assert_eq!(Balances::free_balance(RIVAL_OWNER), WEALTH + 270, "nine tenths of its price");
    });
}

#[test]
fn an_agent_that_takes_over_and_gives_up_as_well_ends_the_task() {
    build_and_execute(|| {
        step::running();
        assert_ok!(TaskMarket::fail(signed(OPERATOR), TASK, FailReason::Other));
        step::bid(RIVAL, 300);
        run_out();
        assert_ok!(TaskMarket::close_bidding(signed(STRANGER), TASK));
        assert_ok!(TaskMarket::start(signed(RIVAL_OWNER), TASK));
        assert_ok!(TaskMarket::fail(signed(RIVAL_OWNER), TASK, FailReason::Other));
        let reason = CancelReason::AgentFailed { agent: RIVAL, reason: FailReason::Other };
        assert!(matches!(phase(), Phase::Cancelled { reason: why, .. } if why == reason));
        assert_eq!(Locked::get(TASK), None);
        assert_eq!(Outcomes::get().len(), 2);
    });
}

#[test]
fn there_is_no_third_chance() {
    build_and_execute(|| {
        step::matched();
        assert_ok!(TaskMarket::decline(signed(OWNER), TASK));
        step::bid(RIVAL, 300);
        run_out();
        assert_ok!(TaskMarket::close_bidding(signed(STRANGER), TASK));
        assert_ok!(TaskMarket::decline(signed(RIVAL_OWNER), TASK));
        assert!(matches!(phase(), Phase::Cancelled { reason: CancelReason::Declined { agent: RIVAL }, .. }));
        assert_eq!(Locked::get(TASK), None);
        assert_eq!(Outcomes::get().len(), 2);
    });
}

#[test]
fn a_task_without_time_for_another_try_ends() {
    build_and_execute(|| {
        let deadline = 1 + BIDDING + 1 + START + 10;
        step::post(TaskSpec { deadline, ..auction() });
        step::bid(AGENT, 400);
        run_out();
        assert_ok!(TaskMarket::close_bidding(signed(STRANGER), TASK));
        assert_ok!(TaskMarket::decline(signed(OWNER), TASK));
        assert!(matches!(phase(), Phase::Cancelled { .. }));
    });
}

#[test]
fn a_direct_hire_that_falls_through_ends() {
    build_and_execute(|| {
        step::post(direct());
        assert_ok!(TaskMarket::accept_offer(signed(OWNER), TASK));
        run_out();
        assert_ok!(TaskMarket::poke(signed(STRANGER), TASK));
        assert!(matches!(phase(), Phase::Cancelled { reason: CancelReason::NoShow { agent: AGENT }, .. }));
    });
}

#[test]
fn the_agent_starts_in_time() {
    build_and_execute(|| {
        step::matched();
        assert_noop!(TaskMarket::start(signed(STRANGER), TASK), Error::<Test>::NotController);
        assert_noop!(TaskMarket::start(signed(OWNER), TaskId(7)), Error::<Test>::UnknownTask);
        assert_noop!(TaskMarket::start(RuntimeOrigin::none(), TASK), DispatchError::BadOrigin);
        let now = System::block_number();
        assert_ok!(TaskMarket::start(signed(OPERATOR), TASK));
        System::assert_last_event(Event::TaskStarted { task: TASK, agent: AGENT, due: now + 10 }.into());
        assert_noop!(TaskMarket::start(signed(OPERATOR), TASK), Error::<Test>::WrongPhase);
    });
}

#[test]
fn the_agent_does_not_start_late() {
    build_and_execute(|| {
        step::matched();
        run_out();
        assert_noop!(TaskMarket::start(signed(OPERATOR), TASK), Error::<Test>::TooLate);
        assert_noop!(TaskMarket::decline(signed(OPERATOR), TASK), Error::<Test>::TooLate);
    });
}
