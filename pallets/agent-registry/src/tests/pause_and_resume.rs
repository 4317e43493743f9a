use ainur_primitives::AgentId;
use ainur_support::Agents;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::traits::BadOrigin;

use crate::{mock::*, Availability, Error, Event};

#[test]
fn a_paused_agent_has_no_free_place_until_it_resumes() {
    ExtBuilder::default().agent(ALICE, "echo", MIN_STAKE).build_and_execute(|| {
        events();
        assert_ok!(AgentRegistry::pause(signed(ALICE), FIRST));
        assert_eq!(AgentRegistry::candidate(FIRST).unwrap().1, 0);
        assert_ok!(AgentRegistry::resume(signed(ALICE), FIRST));
        assert_eq!(AgentRegistry::candidate(FIRST).unwrap().1, 2);
        assert_eq!(
            events(),
            [Availability::Paused, Availability::Active]
                .map(|availability| Event::AvailabilityChanged { agent: FIRST, availability })
        );
    });
}

#[test]
fn the_operator_may_pause_and_resume() {
    ExtBuilder::default().agent(ALICE, "echo", MIN_STAKE).build_and_execute(|| {
        assert_ok!(AgentRegistry::pause(signed(OPERATOR), FIRST));
        assert_ok!(AgentRegistry::resume(signed(OPERATOR), FIRST));
    });
}

#[test]
fn pausing_leaves_work_in_hand_alone() {
    ExtBuilder::default().agent(ALICE, "echo", MIN_STAKE).build_and_execute(|| {
        assert_ok!(AgentRegistry::engage(FIRST, 5));
        assert_ok!(AgentRegistry::pause(signed(ALICE), FIRST));
        assert_eq!(AgentRegistry::workload(FIRST).tasks, 1);
        AgentRegistry::release(FIRST, 1, 5);
        assert_eq!(AgentRegistry::workload(FIRST).tasks, 0);
    });
}

#[test]
fn doing_it_twice_is_an_error() {
    ExtBuilder::default().agent(ALICE, "echo", MIN_STAKE).build_and_execute(|| {
        assert_noop!(AgentRegistry::resume(signed(ALICE), FIRST), Error::<Test>::NothingToChange);
        assert_ok!(AgentRegistry::pause(signed(ALICE), FIRST));
        assert_noop!(AgentRegistry::pause(signed(ALICE), FIRST), Error::<Test>::NothingToChange);
    });
}

#[test]
fn others_may_not() {
    ExtBuilder::default().agent(ALICE, "echo", MIN_STAKE).build_and_execute(|| {
        for call in [AgentRegistry::pause, AgentRegistry::resume] {
            assert_noop!(call(signed(BOB), FIRST), Error::<Test>::NotController);
            assert_noop!(call(RuntimeOrigin::root(), FIRST), BadOrigin);
            assert_noop!(call(signed(ALICE), AgentId(1)), Error::<Test>::UnknownAgent);
        }
    });
}

#[test]
fn retirement_is_for_good() {
    ExtBuilder::default().agent(ALICE, "echo", MIN_STAKE).build_and_execute(|| {
        assert_ok!(AgentRegistry::retire(signed(ALICE), FIRST));
        for call in [AgentRegistry::pause, AgentRegistry::resume] {
            assert_noop!(call(signed(ALICE), FIRST), Error::<Test>::Retired);
        }
    });
}
