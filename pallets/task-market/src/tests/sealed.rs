//! Bids that are committed to first and shown later.

use ainur_primitives::{limits::MAX_BIDS, AgentId, TaskId};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, TokenError};

use crate::{mock::*, sealed_bid, Bids, Error, Event, Phase, Pricing, SealedBids, TaskSpec};

fn free(who: u64) -> u128 {
    Balances::free_balance(who)
}

fn reveal(agent: AgentId, price: u128) -> sp_runtime::DispatchResult {
    TaskMarket::reveal_bid(signed(STRANGER), TASK, agent, price, 10, SALT)
}

/// Goes to the first block in which bids are shown.
fn sealed_time_is_over() {
    jump_to(1 + BIDDING + 1);
}

#[test]
fn the_best_of_the_bids_that_were_shown_wins() {
    build_and_execute(|| {
        step::post(sealed(Pricing::First));
        step::commit(AGENT, 400);
        step::commit(RIVAL, 300);
        assert_eq!(free(OWNER), WEALTH - DEPOSIT);
        assert_noop!(reveal(AGENT, 400), Error::<Test>::StillSealed);
        sealed_time_is_over();
        step::reveal(AGENT, 400);
        assert_eq!(free(OWNER), WEALTH, "the deposit is back");
        System::assert_has_event(Event::SealedBidShown { task: TASK, agent: AGENT, valid: true }.into());
        step::reveal(RIVAL, 300);
        run_out();
        assert_ok!(TaskMarket::close_bidding(signed(STRANGER), TASK));
        assert_eq!(phase().assignment().map(|hired| (hired.agent, hired.price)), Some((RIVAL, 300)));
    });
}

#[test]
fn sealed_bids_can_be_paid_the_second_price() {
    build_and_execute(|| {
        step::post(sealed(Pricing::Second));
        step::commit(AGENT, 400);
        step::commit(RIVAL, 300);
        sealed_time_is_over();
        step::reveal(AGENT, 400);
        step::reveal(RIVAL, 300);
        run_out();
        assert_ok!(TaskMarket::close_bidding(signed(STRANGER), TASK));
        let price = phase().assignment().map(|hired| (hired.agent, hired.price));
        assert_eq!(price, Some((RIVAL, 399)), "at 400 the other would have won by its smaller number");
    });
}

#[test]
fn a_bid_that_is_never_shown_costs_its_deposit_and_does_not_count() {
    build_and_execute(|| {
        step::post(sealed(Pricing::First));
        step::commit(AGENT, 400);
        step::commit(RIVAL, 300);
        sealed_time_is_over();
        step::reveal(AGENT, 400);
        run_out();
        assert_ok!(TaskMarket::close_bidding(signed(STRANGER), TASK));
        assert_eq!(phase().engaged(), Some(AGENT));
        assert_eq!((free(RIVAL_OWNER), Balances::reserved_balance(RIVAL_OWNER)), (WEALTH - DEPOSIT, 0));
        let event = Event::BidDepositForfeited { task: TASK, agent: RIVAL, depositor: RIVAL_OWNER, amount: DEPOSIT };
        System::assert_has_event(event.into());
        assert!(!SealedBids::<Test>::contains_key(TASK));
    });
}

#[test]
fn a_requester_that_does_not_wait_for_all_bids_takes_nobodys_deposit() {
    build_and_execute(|| {
        let mut spec = sealed(Pricing::First);
        if let crate::Hiring::Auction { award, .. } = &mut spec.hiring {
            *award = crate::Award::ByHand;
        }
        step::post(spec);
        step::commit(AGENT, 400);
        step::commit(RIVAL, 300);
        sealed_time_is_over();
        step::reveal(AGENT, 400);
        assert_ok!(TaskMarket::award(signed(REQUESTER), TASK, AGENT));
        assert_eq!((free(OWNER), free(RIVAL_OWNER)), (WEALTH, WEALTH));
        assert!(!SealedBids::<Test>::contains_key(TASK));
    });
}

#[test]
fn what_was_sealed_stands() {
    build_and_execute(|| {
        step::post(sealed(Pricing::First));
        step::commit(AGENT, 400);
        assert_noop!(TaskMarket::withdraw_bid(signed(OWNER), TASK, AGENT), Error::<Test>::BidsAreSealed);
        sealed_time_is_over();
        step::reveal(AGENT, 400);
        assert_noop!(TaskMarket::withdraw_bid(signed(OWNER), TASK, AGENT), Error::<Test>::BidsAreSealed);
    });
}

#[test]
fn what_is_shown_is_what_was_committed_to() {
    build_and_execute(|| {
        step::post(sealed(Pricing::First));
        step::commit(AGENT, 400);
        sealed_time_is_over();
        assert_noop!(reveal(AGENT, 399), Error::<Test>::NotTheSealedBid);
        assert_noop!(reveal(RIVAL, 400), Error::<Test>::NoBid);
        let other_salt = TaskMarket::reveal_bid(signed(STRANGER), TASK, AGENT, 400, 10, [0; 32]);
        assert_noop!(other_salt, Error::<Test>::NotTheSealedBid);
        assert_noop!(TaskMarket::reveal_bid(RuntimeOrigin::none(), TASK, AGENT, 400, 10, SALT), DispatchError::BadOrigin);
        step::reveal(AGENT, 400);
        assert_noop!(reveal(AGENT, 400), Error::<Test>::NoBid);
        run_out();
        assert_noop!(reveal(AGENT, 400), Error::<Test>::TooLate);
    });
}

#[test]
fn a_bid_that_is_none_returns_its_deposit_and_does_not_count() {
    build_and_execute(|| {
        step::post(sealed(Pricing::First));
        step::commit(AGENT, 1_001);
        sealed_time_is_over();
        step::reveal(AGENT, 1_001);
        System::assert_has_event(Event::SealedBidShown { task: TASK, agent: AGENT, valid: false }.into());
        assert!(Bids::<Test>::get(TASK).is_empty());
        assert_eq!(free(OWNER), WEALTH);
    });
}

#[test]
fn a_bidder_may_change_its_mind_while_bids_are_sealed() {
    build_and_execute(|| {
        step::post(sealed(Pricing::First));
        step::commit(AGENT, 400);
        step::commit(AGENT, 350);
        assert_eq!(free(OWNER), WEALTH - DEPOSIT, "one deposit for one bid");
        sealed_time_is_over();
        assert_noop!(reveal(AGENT, 400), Error::<Test>::NotTheSealedBid);
        step::reveal(AGENT, 350);
    });
}

#[test]
fn only_who_may_bid_commits_in_time() {
    build_and_execute(|| {
        let commit = |who, agent| TaskMarket::commit_bid(signed(who), TASK, agent, [1; 32]);
        assert_noop!(commit(OWNER, AGENT), Error::<Test>::UnknownTask);
        step::post(sealed(Pricing::First));
        assert_noop!(commit(STRANGER, AGENT), Error::<Test>::NotController);
        assert_noop!(commit(OWNER, AgentId(77)), Error::<Test>::UnknownAgent);
        assert_noop!(commit(REQUESTER, OWN_AGENT), Error::<Test>::SelfDealing);
        assert_noop!(TaskMarket::commit_bid(RuntimeOrigin::root(), TASK, AGENT, [1; 32]), DispatchError::BadOrigin);
        assert_noop!(TaskMarket::bid(signed(OWNER), TASK, AGENT, 400, 10), Error::<Test>::BidsAreSealed);
        MockAgents::mutate_extant(AGENT, |agent| agent.places = 0);
        assert_noop!(commit(OWNER, AGENT), Error::<Test>::NoFreePlace);
        MockAgents::mutate_extant(AGENT, |agent| agent.owner = 777);
        assert_noop!(commit(777, AGENT), Error::<Test>::NoFreePlace);
        MockAgents::mutate_extant(AGENT, |agent| agent.places = 1);
        assert_noop!(commit(777, AGENT), TokenError::FundsUnavailable);
        sealed_time_is_over();
        assert_noop!(commit(RIVAL_OWNER, RIVAL), Error::<Test>::TooLate);
    });
}

#[test]
fn open_auctions_take_no_sealed_bids() {
    build_and_execute(|| {
        step::post(auction());
        assert_noop!(TaskMarket::commit_bid(signed(OWNER), TASK, AGENT, [1; 32]), Error::<Test>::BidsAreOpen);
        assert_noop!(reveal(AGENT, 400), Error::<Test>::BidsAreOpen);
    });
}

#[test]
fn a_book_has_room_for_so_many_sealed_bids() {
    build_and_execute(|| {
        step::post(sealed(Pricing::First));
        for number in 0..u64::from(MAX_BIDS) {
            MockAgents::insert(AgentId(100 + number), MockAgent { places: 1, ..MockAgent::of(OWNER, None) });
            step::commit(AgentId(100 + number), 400);
        }
        assert_noop!(TaskMarket::commit_bid(signed(OWNER), TASK, AGENT, [1; 32]), Error::<Test>::BookFull);
        run_out();
        assert_ok!(TaskMarket::poke(signed(STRANGER), TASK));
        assert_eq!(owned(OWNER), WEALTH - DEPOSIT * u128::from(MAX_BIDS));
    });
}

#[test]
fn a_requester_cannot_turn_away_from_sealed_bids() {
    build_and_execute(|| {
        step::post(sealed(Pricing::First));
        step::commit(AGENT, 400);
        assert_noop!(TaskMarket::cancel(signed(REQUESTER), TASK), Error::<Test>::BidsStand);
        let by_hand = TaskMarket::award(signed(REQUESTER), TASK, AGENT);
        assert_noop!(by_hand, Error::<Test>::AwardedByScore);
    });
}

#[test]
fn what_is_sealed_cannot_be_chosen_by_hand() {
    build_and_execute(|| {
        let mut spec = sealed(Pricing::First);
        if let crate::Hiring::Auction { award, .. } = &mut spec.hiring {
            *award = crate::Award::ByHand;
        }
        step::post(spec);
        step::commit(AGENT, 400);
        assert_noop!(TaskMarket::award(signed(REQUESTER), TASK, AGENT), Error::<Test>::StillSealed);
        sealed_time_is_over();
        assert_noop!(TaskMarket::award(signed(REQUESTER), TASK, AGENT), Error::<Test>::NoBid);
        step::reveal(AGENT, 400);
        assert_ok!(TaskMarket::award(signed(REQUESTER), TASK, AGENT));
    });
}

#[test]
fn the_window_to_show_bids_has_limits_too() {
    build_and_execute(|| {
        let hiring = by_auction(None, crate::Auction::Sealed { pricing: Pricing::First, reveal: 1 });
        let spec = TaskSpec { hiring, ..auction() };
        assert_noop!(TaskMarket::create_task(signed(REQUESTER), KEY, spec), Error::<Test>::BadBiddingWindow);
    });
}

#[test]
fn bidding_is_sealed_again_when_the_hired_agent_does_not_come() {
    build_and_execute(|| {
        step::post(sealed(Pricing::First));
        step::commit(AGENT, 400);
        sealed_time_is_over();
        step::reveal(AGENT, 400);
        run_out();
        assert_ok!(TaskMarket::poke(signed(STRANGER), TASK));
        run_out();
        assert_ok!(TaskMarket::poke(signed(STRANGER), TASK));
        let now = System::block_number();
        assert_eq!(phase(), Phase::Bidding { commits_until: Some(now + BIDDING), closes_at: now + 2 * BIDDING });
    });
}

#[test]
fn a_commitment_names_the_task_and_the_agent() {
    let of = |task, agent| sealed_bid(TaskId(task), AgentId(agent), 400, 10, SALT);
    assert_ne!(of(1, 1), of(2, 1));
    assert_ne!(of(1, 1), of(1, 2));
}
