//! What the market sees of agents, and how it takes and frees their places.

use ainur_primitives::AgentId;
use ainur_support::{Agents, Profile};
use frame_support::{assert_noop, assert_ok};

use crate::{mock::*, AgentSpec, Error, Execution, Workload, Workloads};

#[test]
fn the_profile_is_the_record_as_the_market_needs_it() {
    ExtBuilder::default().agent(ALICE, "echo", 5 * MIN_STAKE).build_and_execute(|| {
        let profile = Profile {
            owner: ALICE,
            operator: Some(OPERATOR),
            capabilities: spec().capabilities,
            module: Some([3; 32]),
            price: 50,
            stake: 5 * MIN_STAKE,
        };
        assert_eq!(AgentRegistry::profile(FIRST), Some(profile.clone()));
        assert_eq!(AgentRegistry::candidate(FIRST), Some((profile, 2)));
        assert_eq!(AgentRegistry::candidate(AgentId(1)), None);
        assert_eq!(AgentRegistry::profile(AgentId(1)), None);
        assert_eq!((AgentRegistry::exists(FIRST), AgentRegistry::exists(AgentId(1))), (true, false));
    });
}

#[test]
fn an_agent_behind_an_endpoint_has_no_module() {
    ExtBuilder::default().agent(ALICE, "echo", MIN_STAKE).build_and_execute(|| {
        let spec = AgentSpec { execution: Execution::Endpoint { descriptor: cid(1) }, ..spec() };
        assert_ok!(AgentRegistry::update(signed(ALICE), FIRST, spec));
        assert_eq!(AgentRegistry::profile(FIRST).unwrap().module, None);
    });
}

#[test]
fn places_are_taken_and_freed() {
    ExtBuilder::default().agent(ALICE, "echo", MIN_STAKE).build_and_execute(|| {
        assert_ok!(AgentRegistry::engage(FIRST, 5));
        assert_ok!(AgentRegistry::engage(FIRST, 5));
        assert_eq!(AgentRegistry::engagements(FIRST), Some(2));
        assert_noop!(AgentRegistry::engage(FIRST, 5), Error::<Test>::NoFreePlace);
        AgentRegistry::release(FIRST, 1, 5);
        assert_eq!(AgentRegistry::engagements(FIRST), Some(1));
        assert_ok!(AgentRegistry::engage(FIRST, 7));
        assert_eq!(Workloads::<Test>::get(FIRST), Workload { tasks: 2, cover: 12 });
        AgentRegistry::release(FIRST, 2, 12);
        assert!(!Workloads::<Test>::contains_key(FIRST), "nothing is kept of one that has nothing to do");
    });
}

#[test]
fn freeing_more_than_was_taken_changes_nothing() {
    ExtBuilder::default().agent(ALICE, "echo", MIN_STAKE).build_and_execute(|| {
        AgentRegistry::release(FIRST, 1, 5);
        AgentRegistry::release(AgentId(1), 1, 5);
        assert_eq!((AgentRegistry::engagements(FIRST), AgentRegistry::engagements(AgentId(1))), (Some(0), None));
    });
}

#[test]
fn an_agent_that_takes_on_no_work_is_not_engaged() {
    ExtBuilder::default().agent(ALICE, "echo", MIN_STAKE).build_and_execute(|| {
        assert_noop!(AgentRegistry::engage(AgentId(1), 5), Error::<Test>::UnknownAgent);
        assert_ok!(AgentRegistry::pause(signed(ALICE), FIRST));
        assert_noop!(AgentRegistry::engage(FIRST, 5), Error::<Test>::Paused);
        assert_ok!(AgentRegistry::retire(signed(ALICE), FIRST));
        assert_noop!(AgentRegistry::engage(FIRST, 5), Error::<Test>::Retired);
    });
}
