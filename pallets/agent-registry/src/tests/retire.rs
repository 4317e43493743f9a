use ainur_primitives::AgentId;
use ainur_support::Agents;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::traits::BadOrigin;

use crate::{mock::*, Availability, Error, Event, HoldReason};

#[test]
fn all_stake_is_on_its_way_out_and_still_held() {
    ExtBuilder::default().agent(ALICE, "echo", 3 * MIN_STAKE).build_and_execute(|| {
        events();
        assert_ok!(AgentRegistry::retire(signed(ALICE), FIRST));
        let agent = record(FIRST);
        assert_eq!((agent.availability, agent.stake, agent.held()), (Availability::Retired, 0, Some(3 * MIN_STAKE)));
        assert_eq!(held(HoldReason::AgentStake, ALICE), 3 * MIN_STAKE);
        assert_eq!(AgentRegistry::candidate(FIRST).unwrap().1, 0);
        assert_eq!(
            events(),
            [
                Event::Unbonded { agent: FIRST, amount: 3 * MIN_STAKE, stake: 0, withdrawable_at: 1 + UNBONDING },
                Event::AvailabilityChanged { agent: FIRST, availability: Availability::Retired },
            ]
        );
    });
}

#[test]
fn a_busy_agent_finishes_first() {
    ExtBuilder::default().agent(ALICE, "echo", MIN_STAKE).build_and_execute(|| {
        assert_ok!(AgentRegistry::engage(FIRST, 5));
        assert_noop!(AgentRegistry::retire(signed(ALICE), FIRST), Error::<Test>::Engaged);
        AgentRegistry::release(FIRST, 1, 5);
        assert_ok!(AgentRegistry::retire(signed(ALICE), FIRST));
    });
}

#[test]
fn a_paused_agent_may_retire() {
    ExtBuilder::default().agent(ALICE, "echo", MIN_STAKE).build_and_execute(|| {
        assert_ok!(AgentRegistry::pause(signed(ALICE), FIRST));
        assert_ok!(AgentRegistry::retire(signed(ALICE), FIRST));
    });
}

#[test]
fn only_the_owner_retires_and_only_once() {
    ExtBuilder::default().agent(ALICE, "echo", MIN_STAKE).build_and_execute(|| {
        assert_noop!(AgentRegistry::retire(signed(BOB), FIRST), Error::<Test>::NotOwner);
        assert_noop!(AgentRegistry::retire(signed(OPERATOR), FIRST), Error::<Test>::NotOwner);
        assert_noop!(AgentRegistry::retire(RuntimeOrigin::root(), FIRST), BadOrigin);
        assert_noop!(AgentRegistry::retire(signed(ALICE), AgentId(1)), Error::<Test>::UnknownAgent);
        assert_ok!(AgentRegistry::retire(signed(ALICE), FIRST));
        assert_noop!(AgentRegistry::retire(signed(ALICE), FIRST), Error::<Test>::Retired);
    });
}
