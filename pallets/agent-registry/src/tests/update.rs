use ainur_primitives::{AgentId, Capabilities};
use ainur_support::Agents;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::traits::BadOrigin;

use crate::{mock::*, AgentSpec, Error, Event, Execution};

fn other() -> AgentSpec {
    AgentSpec {
        manifest: cid(8),
        capabilities: capabilities(&["text.translate", "text.summarise"]),
        price: 70,
        execution: Execution::Endpoint { descriptor: cid(9) },
        concurrency: 1,
    }
}

#[test]
fn the_offer_changes_and_nothing_else() {
    ExtBuilder::default().agent(ALICE, "echo", MIN_STAKE).build_and_execute(|| {
        let before = record(FIRST);
        events();
        assert_ok!(AgentRegistry::update(signed(ALICE), FIRST, other()));
        assert_eq!(record(FIRST), crate::Agent { spec: other(), ..before });
        assert_eq!(events(), [Event::AgentUpdated { agent: FIRST, spec: other() }]);
    });
}

#[test]
fn a_busy_agent_may_lower_its_concurrency_below_its_work() {
    ExtBuilder::default().agent(ALICE, "echo", MIN_STAKE).build_and_execute(|| {
        assert_ok!(AgentRegistry::engage(FIRST, 5));
        assert_ok!(AgentRegistry::engage(FIRST, 5));
        assert_ok!(AgentRegistry::update(signed(ALICE), FIRST, other()));
        assert_eq!((AgentRegistry::workload(FIRST).tasks, AgentRegistry::candidate(FIRST).unwrap().1), (2, 0));
        AgentRegistry::release(FIRST, 1, 5);
        assert_eq!(AgentRegistry::candidate(FIRST).unwrap().1, 0);
        AgentRegistry::release(FIRST, 1, 5);
        assert_eq!(AgentRegistry::candidate(FIRST).unwrap().1, 1);
    });
}

#[test]
fn a_lower_bound_set_later_binds_only_the_next_change() {
    ExtBuilder::default().agent(ALICE, "echo", MIN_STAKE).build_and_execute(|| {
        MaxConcurrency::set(&1);
        AgentRegistry::check_state().unwrap();
        assert_noop!(AgentRegistry::update(signed(ALICE), FIRST, spec()), Error::<Test>::BadConcurrency);
    });
}

#[test]
fn an_offer_that_is_not_in_order_is_refused() {
    ExtBuilder::default().agent(ALICE, "echo", MIN_STAKE).build_and_execute(|| {
        let idle = AgentSpec { capabilities: Capabilities::new(), ..other() };
        assert_noop!(AgentRegistry::update(signed(ALICE), FIRST, idle), Error::<Test>::NoCapabilities);
        let closed = AgentSpec { concurrency: 0, ..other() };
        assert_noop!(AgentRegistry::update(signed(ALICE), FIRST, closed), Error::<Test>::BadConcurrency);
    });
}

#[test]
fn only_the_owner_updates() {
    ExtBuilder::default().agent(ALICE, "echo", MIN_STAKE).build_and_execute(|| {
        assert_noop!(AgentRegistry::update(signed(BOB), FIRST, other()), Error::<Test>::NotOwner);
        assert_noop!(AgentRegistry::update(signed(OPERATOR), FIRST, other()), Error::<Test>::NotOwner);
        assert_noop!(AgentRegistry::update(RuntimeOrigin::root(), FIRST, other()), BadOrigin);
        assert_noop!(AgentRegistry::update(signed(ALICE), AgentId(1), other()), Error::<Test>::UnknownAgent);
    });
}

#[test]
fn a_retired_agent_offers_nothing_new() {
    ExtBuilder::default().agent(ALICE, "echo", MIN_STAKE).build_and_execute(|| {
        assert_ok!(AgentRegistry::retire(signed(ALICE), FIRST));
        assert_noop!(AgentRegistry::update(signed(ALICE), FIRST, other()), Error::<Test>::Retired);
    });
}
