//! What happens when a phase's time is over, by whoever pokes or by the chain itself.

use ainur_primitives::{Outcome, TaskId};
use ainur_support::Fault;
use frame_support::{assert_noop, assert_ok, traits::Hooks, weights::Weight};
use sp_runtime::DispatchError;

use crate::{
    mock::*, Agenda, AgendaCursor, Auction, CancelReason, Config, Error, Event, Phase, Pricing, TaskSpec, Tasks, WeightInfo,
};

fn poke() -> sp_runtime::DispatchResult {
    plain(TaskMarket::poke(signed(STRANGER), TASK))
}

fn scheduled() -> TaskSpec<u64> {
    TaskSpec { hiring: by_auction(Some(5), Auction::Open { pricing: Pricing::First }), ..auction() }
}

#[test]
fn every_phase_waits_for_its_last_block() {
    let phases: [fn(); 7] = [
        || step::post(scheduled()),
        || step::post(direct()),
        || step::post(auction()),
        step::matched,
        step::running,
        step::verifying,
        step::cancelled,
    ];
    for reach in phases {
        build_and_execute(|| {
            reach();
            let before = phase();
            assert_eq!(TaskMarket::clock(TASK), Some(before.clock()));
            jump_to(before.clock());
            assert_noop!(poke(), Error::<Test>::NotDue);
            jump_to(before.clock() + 1);
            assert_ok!(poke());
            assert_ne!(Tasks::<Test>::get(TASK).map(|task| task.phase), Some(before));
        });
    }
}

#[test]
fn poking_needs_a_task_and_a_signature() {
    build_and_execute(|| {
        assert_noop!(poke(), Error::<Test>::UnknownTask);
        assert_eq!(TaskMarket::clock(TASK), None);
        assert_noop!(TaskMarket::poke(RuntimeOrigin::none(), TASK), DispatchError::BadOrigin);
    });
}

#[test]
fn a_scheduled_task_opens_for_its_whole_window() {
    build_and_execute(|| {
        step::post(scheduled());
        jump_to(9);
        assert_ok!(poke());
        assert_eq!(phase(), Phase::Bidding { commits_until: None, closes_at: 9 + BIDDING });
    });
}

#[test]
fn a_task_that_nobody_opened_in_time_ends() {
    build_and_execute(|| {
        step::post(scheduled());
        jump_to(190);
        assert_ok!(poke());
        assert!(matches!(phase(), Phase::Cancelled { reason: CancelReason::NoBids, .. }));
        assert_eq!(Locked::get(TASK), None);
    });
}

#[test]
fn an_unanswered_offer_is_no_fault() {
    build_and_execute(|| {
        step::post(direct());
        run_out();
        assert_ok!(poke());
        assert!(matches!(phase(), Phase::Cancelled { reason: CancelReason::OfferExpired { agent: AGENT }, .. }));
        assert!(Outcomes::get().is_empty());
    });
}

#[test]
fn whoever_closes_a_bidding_by_a_poke_is_its_matcher() {
    build_and_execute(|| {
        step::post(auction());
        step::bid(AGENT, 400);
        run_out();
        assert_ok!(poke());
        assert!(matches!(phase(), Phase::Matched { assignment, .. } if assignment.matcher == Some(STRANGER)));
    });
}

#[test]
fn who_does_not_start_is_counted_and_the_task_opens_again() {
    build_and_execute(|| {
        step::matched();
        run_out();
        assert_ok!(poke());
        assert!(matches!(phase(), Phase::Bidding { .. }));
        assert_eq!(Outcomes::get(), [(AGENT, REQUESTER, Outcome::Failed)]);
    });
}

#[test]
fn who_does_not_deliver_is_counted_and_the_task_opens_again() {
    build_and_execute(|| {
        step::running();
        run_out();
        assert_ok!(poke());
        assert!(matches!(phase(), Phase::Bidding { .. }));
        System::assert_has_event(Event::TaskReopened { task: TASK, reason: CancelReason::Timeout { agent: AGENT } }.into());
        assert_eq!(Outcomes::get(), [(AGENT, REQUESTER, Outcome::Failed)]);
        assert_eq!(Reported::get(), [(AGENT, Fault::Timeout, Some(REQUESTER), None)]);
        assert_eq!(Locked::get(TASK), Some((REQUESTER, 1_000)));
        assert_eq!(MockAgents::get(AGENT).unwrap().engaged, 0);
    });
}

#[test]
fn who_does_not_deliver_when_it_is_too_late_for_others_is_counted_and_everything_returns() {
    build_and_execute(|| {
        step::post(TaskSpec { deadline: 1 + BIDDING + 1 + START + 10, ..auction() });
        step::bid(AGENT, 400);
        run_out();
        assert_ok!(poke());
        assert_ok!(TaskMarket::start(signed(OPERATOR), TASK));
        run_out();
        assert_ok!(poke());
        assert!(matches!(phase(), Phase::Cancelled { reason: CancelReason::Timeout { agent: AGENT }, .. }));
        assert_eq!(Outcomes::get(), [(AGENT, REQUESTER, Outcome::Failed)]);
        assert_eq!(Locked::get(TASK), None);
        assert_eq!(MockAgents::get(AGENT).unwrap().engaged, 0);
    });
}

#[test]
fn the_chain_alone_brings_a_task_to_its_end() {
    build_and_execute(|| {
        step::verifying();
        for block in System::block_number()..System::block_number() + CHALLENGE + HISTORY + 20 {
            jump_to(block);
            idle();
        }
        assert!(!Tasks::<Test>::contains_key(TASK), "settled, kept for its time, removed");
        assert_eq!(Balances::free_balance(OWNER), WEALTH + 360);
    });
}

#[test]
fn the_chain_leaves_the_first_blocks_to_those_who_earn_by_it() {
    build_and_execute(|| {
        step::post(auction());
        step::bid(AGENT, 400);
        run_out();
        idle();
        assert!(matches!(phase(), Phase::Bidding { .. }));
        jump_to(System::block_number() + 5);
        idle();
        assert!(matches!(phase(), Phase::Matched { assignment, .. } if assignment.matcher.is_none()));
    });
}

#[test]
fn the_chain_works_within_its_spare_weight_and_goes_on_later() {
    build_and_execute(|| {
        step::post(direct());
        jump_to(100);
        assert_eq!(TaskMarket::on_idle(100, Weight::zero()), Weight::zero());
        assert!(matches!(phase(), Phase::Offered { .. }));
        let spare = <Test as Config>::WeightInfo::look_at_agenda() + TaskMarket::weight_of_poke(TASK);
        for _ in 0..100 {
            assert!(TaskMarket::on_idle(100, spare).all_lte(spare));
        }
        assert!(matches!(phase(), Phase::Cancelled { .. }));
    });
}

#[test]
fn what_has_moved_on_costs_the_chain_a_look() {
    build_and_execute(|| {
        step::post(direct());
        assert_ok!(TaskMarket::cancel(signed(REQUESTER), TASK));
        let due = 1 + ACCEPT + 1 + 5;
        assert_eq!(Agenda::<Test>::get(due).to_vec(), [TASK], "noted when it was offered");
        jump_to(due);
        let looks = u64::from(due - AgendaCursor::<Test>::get() + 1) + 1;
        let look = <Test as Config>::WeightInfo::look_at_agenda();
        assert_eq!(TaskMarket::on_idle(due, Weight::MAX), look.saturating_mul(looks), "each block, and the task");
        assert!(Agenda::<Test>::get(due).is_empty());
        assert!(Tasks::<Test>::contains_key(TASK));
    });
}

#[test]
fn a_crowded_block_is_worked_off_over_several() {
    build_and_execute(|| {
        for number in 0..30u8 {
            let key = ainur_primitives::ClientKey([number; 32]);
            assert_ok!(TaskMarket::create_task(signed(REQUESTER), key, TaskSpec { budget: 10, ..direct() }));
        }
        jump_to(1 + ACCEPT + 1 + 5);
        for _ in 0..3 {
            idle();
        }
        let cancelled = |id| matches!(Tasks::<Test>::get(TaskId(id)).unwrap().phase, Phase::Cancelled { .. });
        assert!((0..30).all(cancelled), "ten a block");
        idle();
        assert_eq!(AgendaCursor::<Test>::get(), System::block_number() + 1);
    });
}

#[test]
fn an_agenda_without_room_loses_nothing() {
    build_and_execute(|| {
        let due = 1 + ACCEPT + 1 + 5;
        for block in due..=due + 4 {
            Agenda::<Test>::insert(block, frame_support::BoundedVec::truncate_from(vec![TaskId(99); 64]));
        }
        step::post(direct());
        run_out();
        assert_ok!(poke());
        assert!(matches!(phase(), Phase::Cancelled { .. }));
    });
}
