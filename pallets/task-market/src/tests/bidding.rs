//! Bids, and who wins.

use ainur_primitives::{limits::MAX_BIDS, AgentId, TaskId};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, Bids, CancelReason, Error, Event, Phase, TaskSpec};

fn refused(who: u64, agent: AgentId, price: u128, duration: u32, error: Error<Test>) {
    assert_noop!(TaskMarket::bid(signed(who), TASK, agent, price, duration), error);
}

#[test]
fn owner_and_operator_bid_for_their_agent() {
    build_and_execute(|| {
        step::post(auction());
        assert_ok!(TaskMarket::bid(signed(OWNER), TASK, AGENT, 500, 10));
        assert_ok!(TaskMarket::bid(signed(OPERATOR), TASK, AGENT, 300, 9));
        let bids = Bids::<Test>::get(TASK);
        assert_eq!(bids.iter().map(|bid| (bid.agent, bid.price, bid.duration)).collect::<Vec<_>>(), [(AGENT, 300, 9)]);
        System::assert_last_event(Event::BidPlaced { task: TASK, agent: AGENT, price: 300, duration: 9 }.into());
    });
}

#[test]
fn what_cannot_be_bid_is_refused_by_name() {
    build_and_execute(|| {
        step::post(auction());
        refused(STRANGER, AGENT, 400, 10, Error::NotController);
        refused(OWNER, AgentId(77), 400, 10, Error::UnknownAgent);
        refused(REQUESTER, OWN_AGENT, 400, 10, Error::SelfDealing);
        refused(OWNER, AGENT, 0, 10, Error::BadPrice);
        refused(OWNER, AGENT, 1_001, 10, Error::BadPrice);
        refused(OWNER, AGENT, 400, 0, Error::BadDuration);
        refused(OWNER, AGENT, 400, 11, Error::BadDuration);
        assert_noop!(TaskMarket::bid(signed(OWNER), TaskId(7), AGENT, 1, 1), Error::<Test>::UnknownTask);
        assert_noop!(TaskMarket::bid(RuntimeOrigin::root(), TASK, AGENT, 1, 1), DispatchError::BadOrigin);
        MockAgents::mutate_extant(AGENT, |agent| agent.places = 0);
        refused(OWNER, AGENT, 400, 10, Error::NoFreePlace);
        run_out();
        refused(OWNER, AGENT, 400, 10, Error::TooLate);
    });
}

#[test]
fn requirements_are_checked_when_bidding() {
    for spec in [
        TaskSpec { min_stake: 101, ..auction() },
        TaskSpec { min_reputation: 11, ..auction() },
        TaskSpec { capabilities: capabilities("image.caption"), ..auction() },
    ] {
        build_and_execute(|| {
            step::post(spec);
            refused(OWNER, AGENT, 400, 10, Error::RequirementsNotMet);
        });
    }
}

#[test]
fn a_bid_can_be_taken_back_while_bids_are_taken() {
    build_and_execute(|| {
        step::post(auction());
        assert_noop!(TaskMarket::withdraw_bid(signed(OWNER), TASK, AGENT), Error::<Test>::NoBid);
        step::bid(AGENT, 400);
        assert_noop!(TaskMarket::withdraw_bid(signed(STRANGER), TASK, AGENT), Error::<Test>::NotController);
        assert_noop!(TaskMarket::withdraw_bid(signed(OWNER), TASK, AgentId(77)), Error::<Test>::UnknownAgent);
        assert_noop!(TaskMarket::withdraw_bid(RuntimeOrigin::none(), TASK, AGENT), DispatchError::BadOrigin);
        assert_ok!(TaskMarket::withdraw_bid(signed(OPERATOR), TASK, AGENT));
        assert!(Bids::<Test>::get(TASK).is_empty());
        System::assert_last_event(Event::BidWithdrawn { task: TASK, agent: AGENT }.into());
        step::bid(AGENT, 400);
        run_out();
        assert_noop!(TaskMarket::withdraw_bid(signed(OWNER), TASK, AGENT), Error::<Test>::TooLate);
    });
}

#[test]
fn the_best_bid_wins_and_the_closer_is_the_matcher() {
    build_and_execute(|| {
        step::post(auction());
        step::bid(AGENT, 400);
        step::bid(RIVAL, 300);
        jump_to(1 + BIDDING);
        assert_noop!(TaskMarket::close_bidding(signed(STRANGER), TASK), Error::<Test>::NotDue);
        run_out();
        assert_ok!(TaskMarket::close_bidding(signed(STRANGER), TASK));
        let Phase::Matched { assignment, start_by } = phase() else { panic!("{:?}", phase()) };
        assert_eq!((assignment.agent, assignment.price, assignment.payee), (RIVAL, 300, RIVAL_OWNER));
        assert_eq!((assignment.matcher, assignment.module), (Some(STRANGER), Some([9; 32])));
        assert_eq!(start_by, 2 + BIDDING + START);
        assert!(!Bids::<Test>::contains_key(TASK));
        assert_eq!(MockAgents::get(RIVAL).unwrap().engaged, 1);
        assert_noop!(TaskMarket::close_bidding(signed(STRANGER), TASK), Error::<Test>::WrongPhase);
        assert_noop!(TaskMarket::close_bidding(signed(STRANGER), TaskId(7)), Error::<Test>::UnknownTask);
    });
}

#[test]
fn a_bidder_that_no_longer_qualifies_is_passed_over() {
    build_and_execute(|| {
        step::post(TaskSpec { min_stake: 50, ..auction() });
        step::bid(AGENT, 400);
        step::bid(RIVAL, 300);
        MockAgents::mutate_extant(RIVAL, |agent| agent.stake = 49);
        assert_eq!(TaskMarket::leading_bid(TASK).map(|bid| bid.agent), Some(AGENT));
        run_out();
        assert_ok!(TaskMarket::close_bidding(signed(STRANGER), TASK));
        assert_eq!(phase().engaged(), Some(AGENT));
    });
}

#[test]
fn without_a_valid_bid_everything_returns() {
    build_and_execute(|| {
        step::post(auction());
        step::bid(AGENT, 400);
        MockAgents::mutate_extant(AGENT, |agent| agent.places = 0);
        run_out();
        assert_ok!(TaskMarket::close_bidding(signed(STRANGER), TASK));
        assert!(matches!(phase(), Phase::Cancelled { reason: CancelReason::NoBids, .. }));
        assert_eq!(Locked::get(TASK), None);
    });
}

/// As many bids as the book holds, at 500 and more.
fn fill_the_book() {
    for number in 0..u64::from(MAX_BIDS) {
        let (agent, owner) = (AgentId(100 + number), 100 + number);
        MockAgents::insert(agent, MockAgent { places: 1, ..MockAgent::of(owner, None) });
        step::bid(agent, 500 + u128::from(number));
    }
}

#[test]
fn a_full_book_takes_only_better_bids() {
    build_and_execute(|| {
        step::post(auction());
        fill_the_book();
        refused(OWNER, AGENT, 600, 10, Error::BookFull);
        assert_ok!(TaskMarket::bid(signed(OWNER), TASK, AGENT, 400, 10));
        let evicted = AgentId(100 + u64::from(MAX_BIDS) - 1);
        System::assert_has_event(Event::BidEvicted { task: TASK, agent: evicted }.into());
        let bids = Bids::<Test>::get(TASK);
        assert_eq!(bids.len(), MAX_BIDS as usize);
        assert!(bids.iter().all(|bid| bid.agent != evicted));
    });
}

#[test]
fn nobody_keeps_others_out_by_bids_it_does_not_mean() {
    build_and_execute(|| {
        step::post(auction());
        fill_the_book();
        let (agent, owner) = (AgentId(105), 105);
        assert_noop!(TaskMarket::withdraw_bid(signed(owner), TASK, agent), Error::<Test>::BookFull);
        refused(owner, agent, 506, 10, Error::BookFull);
        assert_ok!(TaskMarket::bid(signed(owner), TASK, agent, 499, 10));
    });
}

#[test]
fn an_agent_with_another_module_is_not_the_one_that_bid() {
    build_and_execute(|| {
        step::post(by_hand());
        step::bid(AGENT, 400);
        step::bid(RIVAL, 300);
        MockAgents::mutate_extant(RIVAL, |agent| agent.module = Some([8; 32]));
        assert_noop!(TaskMarket::award(signed(REQUESTER), TASK, RIVAL), Error::<Test>::ModuleChanged);
        run_out();
        assert_ok!(TaskMarket::close_bidding(signed(STRANGER), TASK));
        assert_eq!(phase().engaged(), Some(AGENT));
    });
    build_and_execute(|| {
        step::post(direct());
        MockAgents::mutate_extant(AGENT, |agent| agent.module = Some([8; 32]));
        assert_noop!(TaskMarket::accept_offer(signed(OWNER), TASK), Error::<Test>::ModuleChanged);
    });
}

#[test]
fn nobody_is_hired_too_late_to_deliver_in_time() {
    build_and_execute(|| {
        step::post(auction());
        assert_ok!(TaskMarket::bid(signed(OWNER), TASK, AGENT, 100, 10));
        assert_ok!(TaskMarket::bid(signed(RIVAL_OWNER), TASK, RIVAL, 900, 5));
        jump_to(200 - START - 5);
        assert_ok!(TaskMarket::close_bidding(signed(STRANGER), TASK));
        assert_eq!(phase().engaged(), Some(RIVAL), "the other asked for more time than is left");
    });
    build_and_execute(|| {
        step::post(auction());
        step::bid(AGENT, 100);
        jump_to(200);
        assert_ok!(TaskMarket::close_bidding(signed(STRANGER), TASK));
        assert!(matches!(phase(), Phase::Cancelled { reason: CancelReason::NoBids, .. }));
    });
}

#[test]
fn the_price_or_what_was_asked_for_stays_at_stake_while_the_agent_works() {
    for (min_stake, cover) in [(0, 400), (100, 400), (0, 50)] {
        build_and_execute(|| {
            step::post(TaskSpec { min_stake, ..auction() });
            step::bid(AGENT, cover);
            run_out();
            assert_ok!(TaskMarket::close_bidding(signed(STRANGER), TASK));
            assert_eq!(MockAgents::get(AGENT).unwrap().cover, cover.max(min_stake));
        });
    }
}
