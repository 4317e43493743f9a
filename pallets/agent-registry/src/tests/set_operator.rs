use ainur_primitives::AgentId;
use ainur_support::Agents;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::traits::BadOrigin;

use crate::{mock::*, Error, Event};

#[test]
fn another_operator_takes_over_at_once() {
    ExtBuilder::default().agent(ALICE, "echo", MIN_STAKE).build_and_execute(|| {
        events();
        assert_ok!(AgentRegistry::set_operator(signed(ALICE), FIRST, Some(BOB)));
        let profile = AgentRegistry::profile(FIRST).unwrap();
        assert!(profile.is_controlled_by(&BOB) && profile.is_controlled_by(&ALICE));
        assert!(!profile.is_controlled_by(&OPERATOR));
        assert_eq!(events(), [Event::OperatorSet { agent: FIRST, operator: Some(BOB) }]);
    });
}

#[test]
fn an_agent_may_have_no_operator() {
    ExtBuilder::default().agent(ALICE, "echo", MIN_STAKE).build_and_execute(|| {
        assert_ok!(AgentRegistry::set_operator(signed(ALICE), FIRST, None));
        assert_eq!(record(FIRST).operator, None);
        assert_noop!(AgentRegistry::pause(signed(OPERATOR), FIRST), Error::<Test>::NotController);
    });
}

#[test]
fn only_the_owner_names_an_operator() {
    ExtBuilder::default().agent(ALICE, "echo", MIN_STAKE).build_and_execute(|| {
        for who in [BOB, OPERATOR] {
            assert_noop!(AgentRegistry::set_operator(signed(who), FIRST, Some(who)), Error::<Test>::NotOwner);
        }
        assert_noop!(AgentRegistry::set_operator(RuntimeOrigin::none(), FIRST, None), BadOrigin);
        assert_noop!(AgentRegistry::set_operator(signed(ALICE), AgentId(1), None), Error::<Test>::UnknownAgent);
    });
}
