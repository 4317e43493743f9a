//! Posting a task and taking it back.

use ainur_primitives::{AgentId, ClientKey, ScoreWeights, TaskId};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, Perbill};

use crate::{
    mock::*, Auction, Award, CancelReason, ClientKeys, Error, Event, Hiring, NextTaskId, Phase, Postings, Pricing, TaskSpec,
    Tasks,
};

fn refused(spec: TaskSpec<u64>, error: Error<Test>) {
    assert_noop!(TaskMarket::create_task(signed(REQUESTER), KEY, spec), error);
}

fn auction_with(opens_at: Option<u32>, bidding: u32, weights: ScoreWeights) -> TaskSpec<u64> {
    let rules = Auction::Open { pricing: Pricing::First };
    TaskSpec { hiring: Hiring::Auction { opens_at, bidding, weights, rules, award: Award::ByScore }, ..auction() }
}

#[test]
fn a_task_is_on_record_and_its_budget_in_escrow() {
    build_and_execute(|| {
        step::post(auction());
        assert_eq!(phase(), Phase::Bidding { commits_until: None, closes_at: 1 + BIDDING });
        assert_eq!(Locked::get(TASK), Some((REQUESTER, 1_000)));
        assert_eq!(Postings::<Test>::get(TASK).unwrap().spec, auction());
        assert_eq!(ClientKeys::<Test>::get(REQUESTER, KEY), Some(TASK));
        let event = Event::TaskCreated { task: TASK, requester: REQUESTER, client_key: KEY, spec: auction(), phase: phase() };
        System::assert_has_event(event.into());
    });
}

#[test]
fn posting_again_under_the_same_key_changes_nothing() {
    build_and_execute(|| {
        step::post(auction());
        let owned = Balances::free_balance(REQUESTER);
        step::post(auction());
        assert_eq!(Balances::free_balance(REQUESTER), owned);
        assert_eq!(NextTaskId::<Test>::get(), TaskId(1));
        System::assert_last_event(Event::TaskAlreadyPosted { task: TASK, client_key: KEY }.into());
    });
}

#[test]
fn a_key_stands_for_one_task_of_one_requester() {
    build_and_execute(|| {
        step::post(auction());
        refused(TaskSpec { budget: 999, ..auction() }, Error::ClientKeyReused);
        assert_ok!(TaskMarket::create_task(signed(STRANGER), KEY, auction()));
        assert_ok!(TaskMarket::create_task(signed(REQUESTER), ClientKey([2; 32]), auction()));
        assert_eq!(NextTaskId::<Test>::get(), TaskId(3));
    });
}

#[test]
fn a_task_can_open_later() {
    build_and_execute(|| {
        step::post(auction_with(Some(5), BIDDING, ScoreWeights::default()));
        assert_eq!(phase(), Phase::Scheduled { opens_at: 5 });
    });
}

#[test]
fn a_direct_hire_asks_the_agent() {
    build_and_execute(|| {
        step::post(direct());
        assert_eq!(phase(), Phase::Offered { agent: AGENT, module: Some([9; 32]), accept_by: 1 + ACCEPT });
    });
}

#[test]
fn what_cannot_be_is_refused_by_name() {
    build_and_execute(|| {
        let weights = ScoreWeights::default();
        let incomplete = ScoreWeights { price: Perbill::from_percent(49), ..weights };
        let hire = |agent| TaskSpec { hiring: Hiring::Direct { agent }, ..auction() };
        jump_to(10);
        refused(TaskSpec { budget: 9, ..auction() }, Error::BudgetTooLow);
        refused(auction_with(None, BIDDING, incomplete), Error::WeightsIncomplete);
        refused(auction_with(None, 1, weights), Error::BadBiddingWindow);
        refused(auction_with(None, 51, weights), Error::BadBiddingWindow);
        refused(auction_with(Some(10), BIDDING, weights), Error::OpensInPast);
        refused(TaskSpec { max_duration: 0, ..auction() }, Error::NoDuration);
        refused(TaskSpec { deadline: 5, ..auction() }, Error::DeadlineTooSoon);
        refused(TaskSpec { deadline: 10 + BIDDING + 1 + START + 10 - 1, ..auction() }, Error::DeadlineTooSoon);
        refused(TaskSpec { deadline: 1_011, ..auction() }, Error::DeadlineTooFar);
        refused(hire(AgentId(77)), Error::UnknownAgent);
        refused(hire(OWN_AGENT), Error::SelfDealing);
        refused(TaskSpec { min_stake: 101, ..direct() }, Error::RequirementsNotMet);
        refused(TaskSpec { min_reputation: 11, ..direct() }, Error::RequirementsNotMet);
        refused(TaskSpec { capabilities: capabilities("image.caption"), ..direct() }, Error::RequirementsNotMet);
    });
}

#[test]
fn the_earliest_possible_deadline_is_enough() {
    build_and_execute(|| {
        step::post(TaskSpec { deadline: 1 + BIDDING + 1 + START + 10, ..auction() });
    });
}

#[test]
fn nobody_posts_what_they_cannot_pay() {
    build_and_execute(|| {
        let too_much = TaskSpec { budget: WEALTH, ..auction() };
        let balances = || (Balances::free_balance(REQUESTER), NextTaskId::<Test>::get());
        let before = balances();
        assert!(TaskMarket::create_task(signed(REQUESTER), KEY, too_much).is_err());
        assert_eq!(balances(), before);
        assert_noop!(TaskMarket::create_task(RuntimeOrigin::none(), KEY, auction()), DispatchError::BadOrigin);
    });
}

#[test]
fn the_last_number_is_not_given_out() {
    build_and_execute(|| {
        NextTaskId::<Test>::put(TaskId(u64::MAX));
        refused(auction(), Error::OutOfIds);
    });
}

#[test]
fn a_task_is_taken_back_with_all_its_money() {
    for spec in [auction(), direct(), auction_with(Some(5), BIDDING, ScoreWeights::default())] {
        build_and_execute(|| {
            step::post(spec);
            assert_ok!(TaskMarket::cancel(signed(REQUESTER), TASK));
            assert_eq!(phase(), Phase::Cancelled { reason: CancelReason::ByRequester, kept_until: 1 + HISTORY });
            assert_eq!(Locked::get(TASK), None);
            assert!(Outcomes::get().is_empty());
            run_out();
            assert_ok!(TaskMarket::poke(signed(STRANGER), TASK));
            assert_eq!(Balances::free_balance(REQUESTER), WEALTH, "budget and deposit are back");
        });
    }
}

#[test]
fn a_task_with_a_valid_bid_is_a_promise() {
    build_and_execute(|| {
        step::post(auction());
        assert_noop!(TaskMarket::cancel(signed(STRANGER), TASK), Error::<Test>::NotRequester);
        assert_noop!(TaskMarket::cancel(signed(REQUESTER), TaskId(7)), Error::<Test>::UnknownTask);
        step::bid(AGENT, 400);
        assert_noop!(TaskMarket::cancel(signed(REQUESTER), TASK), Error::<Test>::BidsStand);
        // A bid of an agent that no longer qualifies promises nothing.
        MockAgents::mutate_extant(AGENT, |agent| agent.places = 0);
        assert_ok!(TaskMarket::cancel(signed(REQUESTER), TASK));
    });
}

#[test]
fn a_hired_agent_cannot_be_cancelled_away() {
    build_and_execute(|| {
        step::matched();
        assert_noop!(TaskMarket::cancel(signed(REQUESTER), TASK), Error::<Test>::WrongPhase);
    });
}

#[test]
fn a_record_is_removed_after_its_time_and_its_deposit_returns() {
    build_and_execute(|| {
        step::finalized();
        assert_noop!(plain(TaskMarket::poke(signed(STRANGER), TASK)), Error::<Test>::NotDue);
        run_out();
        assert_ok!(TaskMarket::poke(signed(STRANGER), TASK));
        assert!(!Tasks::<Test>::contains_key(TASK) && !Postings::<Test>::contains_key(TASK));
        assert_eq!(ClientKeys::<Test>::get(REQUESTER, KEY), None);
        assert_eq!(Balances::free_balance(REQUESTER), WEALTH - 400);
        System::assert_last_event(Event::TaskPruned { task: TASK }.into());
    });
}
