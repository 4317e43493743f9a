//! Other rules than the best open bid at its own price.

use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, Auction, CancelReason, Error, Phase, Pricing, TaskSpec};

fn price_of(phase: &Phase<u64>) -> Option<u128> {
    phase.assignment().map(|assignment| assignment.price)
}

fn second_price() -> TaskSpec<u64> {
    TaskSpec { hiring: by_auction(None, Auction::Open { pricing: Pricing::Second }), ..auction() }
}

#[test]
fn the_winner_of_a_second_price_auction_is_paid_what_the_runner_up_asked() {
    build_and_execute(|| {
        step::post(second_price());
        step::bid(AGENT, 300);
        step::bid(RIVAL, 700);
        run_out();
        assert_ok!(TaskMarket::close_bidding(signed(STRANGER), TASK));
        assert_eq!((phase().engaged(), price_of(&phase())), (Some(AGENT), Some(700)));
    });
}

#[test]
fn a_lone_bidder_of_a_second_price_auction_is_paid_the_budget() {
    build_and_execute(|| {
        step::post(second_price());
        step::bid(AGENT, 300);
        run_out();
        assert_ok!(TaskMarket::poke(signed(STRANGER), TASK));
        assert_eq!(price_of(&phase()), Some(1_000));
    });
}

#[test]
fn who_no_longer_qualifies_does_not_set_the_price() {
    build_and_execute(|| {
        step::post(second_price());
        step::bid(AGENT, 300);
        step::bid(RIVAL, 400);
        MockAgents::mutate_extant(RIVAL, |agent| agent.places = 0);
        run_out();
        assert_ok!(TaskMarket::close_bidding(signed(STRANGER), TASK));
        assert_eq!(price_of(&phase()), Some(1_000));
    });
}

#[test]
fn a_dutch_price_rises_until_somebody_takes_it() {
    build_and_execute(|| {
        step::post(dutch());
        assert_noop!(TaskMarket::bid(signed(OWNER), TASK, AGENT, 501, 10), Error::<Test>::PriceNotReached);
        jump_to(3);
        assert_noop!(TaskMarket::bid(signed(OWNER), TASK, AGENT, 701, 10), Error::<Test>::PriceNotReached);
        assert_ok!(TaskMarket::bid(signed(OWNER), TASK, AGENT, 650, 10));
        assert_eq!((phase().engaged(), price_of(&phase())), (Some(AGENT), Some(700)), "two fifths of the way up");
        assert_eq!(MockAgents::get(AGENT).unwrap().engaged, 1);
        assert_noop!(TaskMarket::bid(signed(RIVAL_OWNER), TASK, RIVAL, 650, 10), Error::<Test>::WrongPhase);
    });
}

#[test]
fn a_dutch_price_ends_at_the_budget() {
    build_and_execute(|| {
        step::post(dutch());
        jump_to(1 + BIDDING);
        assert_ok!(TaskMarket::bid(signed(OWNER), TASK, AGENT, 1_000, 10));
        assert_eq!(price_of(&phase()), Some(1_000));
    });
    build_and_execute(|| {
        step::post(dutch());
        run_out();
        assert_noop!(TaskMarket::bid(signed(OWNER), TASK, AGENT, 1_000, 10), Error::<Test>::TooLate);
        assert_ok!(TaskMarket::poke(signed(STRANGER), TASK));
        assert!(matches!(phase(), Phase::Cancelled { reason: CancelReason::NoBids, .. }));
    });
}

#[test]
fn a_dutch_floor_lies_between_nothing_and_the_budget() {
    build_and_execute(|| {
        for floor in [0, 1_001] {
            let spec = TaskSpec { hiring: by_auction(None, Auction::Dutch { floor }), ..auction() };
            assert_noop!(TaskMarket::create_task(signed(REQUESTER), KEY, spec), Error::<Test>::BadFloor);
        }
    });
}

#[test]
fn a_requester_that_asked_for_it_chooses_by_hand() {
    build_and_execute(|| {
        step::post(by_hand());
        step::bid(AGENT, 300);
        step::bid(RIVAL, 700);
        let award = |who, agent| TaskMarket::award(signed(who), TASK, agent);
        assert_noop!(award(STRANGER, RIVAL), Error::<Test>::NotRequester);
        assert_noop!(award(REQUESTER, OWN_AGENT), Error::<Test>::NoBid);
        assert_noop!(TaskMarket::award(RuntimeOrigin::root(), TASK, RIVAL), DispatchError::BadOrigin);
        MockAgents::mutate_extant(RIVAL, |agent| agent.places = 0);
        assert_noop!(award(REQUESTER, RIVAL), Error::<Test>::NoFreePlace);
        MockAgents::mutate_extant(RIVAL, |agent| (agent.places, agent.module) = (1, None));
        assert_noop!(award(REQUESTER, RIVAL), Error::<Test>::RequirementsNotMet);
        MockAgents::mutate_extant(RIVAL, |agent| agent.module = Some([9; 32]));
        assert_ok!(award(REQUESTER, RIVAL));
        let Phase::Matched { assignment, .. } = phase() else { panic!("{:?}", phase()) };
        assert_eq!((assignment.agent, assignment.price, assignment.matcher), (RIVAL, 700, None));
        assert_noop!(award(REQUESTER, AGENT), Error::<Test>::WrongPhase);
    });
}

#[test]
fn a_requester_that_does_not_choose_leaves_it_to_the_score() {
    build_and_execute(|| {
        step::post(by_hand());
        step::bid(AGENT, 300);
        step::bid(RIVAL, 700);
        run_out();
        assert_noop!(TaskMarket::award(signed(REQUESTER), TASK, RIVAL), Error::<Test>::TooLate);
        assert_ok!(TaskMarket::close_bidding(signed(STRANGER), TASK));
        assert_eq!(phase().engaged(), Some(AGENT));
    });
}

#[test]
fn where_the_score_decides_nobody_chooses() {
    build_and_execute(|| {
        step::post(auction());
        step::bid(AGENT, 300);
        assert_noop!(TaskMarket::award(signed(REQUESTER), TASK, AGENT), Error::<Test>::AwardedByScore);
    });
}

#[test]
fn work_that_is_to_be_run_again_goes_to_agents_with_a_module() {
    use crate::Verification;
    build_and_execute(|| {
        MockAgents::mutate_extant(AGENT, |agent| agent.module = None);
        step::post(TaskSpec { verification: Verification::Replayable, ..auction() });
        assert_noop!(TaskMarket::bid(signed(OWNER), TASK, AGENT, 300, 10), Error::<Test>::RequirementsNotMet);
    });
    build_and_execute(|| {
        MockAgents::mutate_extant(AGENT, |agent| agent.module = None);
        step::post(TaskSpec { verification: Verification::RequesterOnly, ..auction() });
        assert_ok!(TaskMarket::bid(signed(OWNER), TASK, AGENT, 300, 10));
    });
}

#[test]
fn a_quote_is_made_of_price_standing_and_free_places() {
    build_and_execute(|| {
        let (price, standing, free) = TaskMarket::quote_inputs(AGENT).unwrap();
        assert_eq!((price, standing.score, free), (70, 10, 2));
        assert_eq!(TaskMarket::quote_inputs(ainur_primitives::AgentId(77)), None);
    });
}
