use ainur_primitives::{AgentId, Capabilities};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{traits::BadOrigin, TokenError};

use crate::{mock::*, AgentBySlug, AgentSpec, AgentsById, Availability, Error, Event, HoldReason, NextAgentId, Workload};

#[test]
fn the_record_holds_what_was_asked_for() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(AgentRegistry::register(signed(ALICE), slug("echo"), spec(), Some(OPERATOR), MIN_STAKE));
        let agent = record(FIRST);
        assert_eq!((agent.owner, agent.operator, agent.slug.clone()), (ALICE, Some(OPERATOR), slug("echo")));
        assert_eq!((agent.spec, agent.availability), (spec(), Availability::Active));
        assert_eq!(AgentRegistry::workload(FIRST), Workload::default());
        assert_eq!((agent.stake, agent.unbonding.len()), (MIN_STAKE, 0));
        assert_eq!(AgentRegistry::agent_by_slug(slug("echo")), Some(FIRST));
        assert_eq!(AgentRegistry::agent(FIRST), Some(record(FIRST)));
    });
}

#[test]
fn stake_and_deposit_are_held_on_the_owner() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(AgentRegistry::register(signed(ALICE), slug("echo"), spec(), None, 5_000));
        assert_eq!(held(HoldReason::AgentStake, ALICE), 5_000);
        assert_eq!(held(HoldReason::AgentDeposit, ALICE), DEPOSIT);
        assert_eq!(Balances::free_balance(ALICE), WEALTH - 5_000 - DEPOSIT);
    });
}

#[test]
fn the_event_says_everything() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(AgentRegistry::register(signed(ALICE), slug("echo"), spec(), Some(OPERATOR), MIN_STAKE));
        let operator = Some(OPERATOR);
        let expected =
            Event::AgentRegistered { agent: FIRST, owner: ALICE, operator, slug: slug("echo"), spec: spec(), stake: MIN_STAKE };
        assert_eq!(events(), [expected]);
    });
}

#[test]
fn numbers_are_given_out_in_order() {
    ExtBuilder::default().agent(ALICE, "one", MIN_STAKE).agent(BOB, "two", MIN_STAKE).build_and_execute(|| {
        assert_eq!((record(AgentId(0)).owner, record(AgentId(1)).owner), (ALICE, BOB));
        assert_eq!(NextAgentId::<Test>::get(), AgentId(2));
    });
}

#[test]
fn an_owner_may_have_several_agents() {
    ExtBuilder::default().agent(ALICE, "one", MIN_STAKE).agent(ALICE, "two", 2 * MIN_STAKE).build_and_execute(|| {
        assert_eq!(held(HoldReason::AgentStake, ALICE), 3 * MIN_STAKE);
        assert_eq!(held(HoldReason::AgentDeposit, ALICE), 2 * DEPOSIT);
    });
}

#[test]
fn a_name_is_given_once() {
    ExtBuilder::default().agent(ALICE, "echo", MIN_STAKE).build_and_execute(|| {
        let again = AgentRegistry::register(signed(BOB), slug("echo"), spec(), None, MIN_STAKE);
        assert_noop!(again, Error::<Test>::SlugTaken);
    });
}

#[test]
fn an_agent_without_capabilities_is_refused() {
    ExtBuilder::default().build_and_execute(|| {
        let idle = AgentSpec { capabilities: Capabilities::new(), ..spec() };
        let call = AgentRegistry::register(signed(ALICE), slug("idle"), idle, None, MIN_STAKE);
        assert_noop!(call, Error::<Test>::NoCapabilities);
    });
}

#[test]
fn concurrency_has_both_bounds() {
    ExtBuilder::default().build_and_execute(|| {
        let register = |name, concurrency| {
            AgentRegistry::register(signed(ALICE), slug(name), AgentSpec { concurrency, ..spec() }, None, MIN_STAKE)
        };
        assert_noop!(register("none", 0), Error::<Test>::BadConcurrency);
        assert_noop!(register("many", MAX_CONCURRENCY + 1), Error::<Test>::BadConcurrency);
        assert_ok!(register("least", 1));
        assert_ok!(register("most", MAX_CONCURRENCY));
    });
}

#[test]
fn the_stake_has_a_floor() {
    ExtBuilder::default().build_and_execute(|| {
        let call = AgentRegistry::register(signed(ALICE), slug("echo"), spec(), None, MIN_STAKE - 1);
        assert_noop!(call, Error::<Test>::StakeTooLow);
    });
}

#[test]
fn an_owner_who_cannot_pay_the_stake_is_refused() {
    ExtBuilder::default().build_and_execute(|| {
        let call = AgentRegistry::register(signed(ALICE), slug("echo"), spec(), None, WEALTH + 1);
        assert_noop!(call, TokenError::FundsUnavailable);
    });
}

#[test]
fn an_owner_who_can_pay_the_stake_but_not_the_deposit_keeps_everything() {
    ExtBuilder::default().build_and_execute(|| {
        let all_but_the_deposit = WEALTH - DEPOSIT;
        let call = AgentRegistry::register(signed(ALICE), slug("echo"), spec(), None, all_but_the_deposit);
        assert_noop!(call, TokenError::FundsUnavailable);
        assert_eq!(held(HoldReason::AgentStake, ALICE), 0);
        assert!(!AgentBySlug::<Test>::contains_key(slug("echo")));
    });
}

#[test]
fn a_chain_that_is_out_of_numbers_refuses() {
    ExtBuilder::default().build_and_execute(|| {
        NextAgentId::<Test>::put(AgentId(u64::MAX));
        let call = AgentRegistry::register(signed(ALICE), slug("echo"), spec(), None, MIN_STAKE);
        assert_noop!(call, Error::<Test>::OutOfIds);
    });
}

#[test]
fn only_accounts_register() {
    ExtBuilder::default().build_and_execute(|| {
        for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
            let call = AgentRegistry::register(origin, slug("echo"), spec(), None, MIN_STAKE);
            assert_noop!(call, BadOrigin);
        }
        assert_eq!(AgentsById::<Test>::iter().count(), 0);
    });
}
