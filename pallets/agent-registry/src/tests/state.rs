//! The check of the state finds what it is there to find.

use ainur_primitives::AgentId;
use frame_support::{
    assert_ok,
    traits::{fungible::hold::Mutate, tokens::Precision},
};

use crate::{mock::*, AgentBySlug, AgentsById, Availability, HoldReason, NextAgentId};

/// The agents are sound before `harm` and not after.
fn is_noticed(harm: impl FnOnce()) {
    ExtBuilder::default().agent(ALICE, "one", MIN_STAKE).agent(ALICE, "two", MIN_STAKE).build().execute_with(|| {
        assert_ok!(AgentRegistry::check_state());
        harm();
        assert!(AgentRegistry::check_state().is_err());
    });
}

#[test]
fn stake_that_is_not_held_is_noticed() {
    is_noticed(|| {
        assert_ok!(Balances::release(&HoldReason::AgentStake.into(), &ALICE, 1, Precision::Exact));
    });
}

#[test]
fn stake_that_is_not_on_record_is_noticed() {
    is_noticed(|| AgentsById::<Test>::mutate_extant(FIRST, |agent| agent.stake -= 1));
}

#[test]
fn a_name_that_leads_elsewhere_is_noticed() {
    is_noticed(|| AgentBySlug::<Test>::insert(slug("one"), AgentId(1)));
}

#[test]
fn a_name_without_an_agent_is_noticed() {
    is_noticed(|| AgentBySlug::<Test>::insert(slug("three"), FIRST));
}

#[test]
fn a_number_that_was_not_given_out_is_noticed() {
    is_noticed(|| NextAgentId::<Test>::put(AgentId(1)));
}

#[test]
fn a_retired_agent_with_stake_is_noticed() {
    is_noticed(|| AgentsById::<Test>::mutate_extant(FIRST, |agent| agent.availability = Availability::Retired));
}
