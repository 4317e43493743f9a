use ainur_primitives::AgentId;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::traits::BadOrigin;

use crate::{mock::*, AgentBySlug, AgentsById, Error, Event, HoldReason};

#[test]
fn anyone_may_pay_out_to_the_owner_from_the_named_block_on() {
    ExtBuilder::default().agent(ALICE, "echo", 2 * MIN_STAKE).build_and_execute(|| {
        assert_ok!(AgentRegistry::unbond(signed(ALICE), FIRST, 300));
        events();
        System::set_block_number(UNBONDING);
        assert_noop!(AgentRegistry::withdraw_unbonded(signed(BOB), FIRST), Error::<Test>::NothingToWithdraw);
        System::set_block_number(1 + UNBONDING);
        assert_ok!(AgentRegistry::withdraw_unbonded(signed(BOB), FIRST));
        assert_eq!(held(HoldReason::AgentStake, ALICE), 2 * MIN_STAKE - 300);
        assert_eq!(Balances::free_balance(BOB), WEALTH);
        assert_eq!(events(), [Event::Withdrawn { agent: FIRST, amount: 300 }]);
    });
}

#[test]
fn only_what_is_ripe_is_paid_out() {
    ExtBuilder::default().agent(ALICE, "echo", 2 * MIN_STAKE).build_and_execute(|| {
        for (block, amount) in [(1, 100), (2, 200), (5, 400)] {
            System::set_block_number(block);
            assert_ok!(AgentRegistry::unbond(signed(ALICE), FIRST, amount));
        }
        System::set_block_number(2 + UNBONDING);
        assert_ok!(AgentRegistry::withdraw_unbonded(signed(ALICE), FIRST));
        assert_eq!(held(HoldReason::AgentStake, ALICE), 2 * MIN_STAKE - 300);
        assert_eq!(record(FIRST).unbonding.iter().map(|portion| portion.amount).collect::<Vec<_>>(), [400]);
        assert_noop!(AgentRegistry::withdraw_unbonded(signed(ALICE), FIRST), Error::<Test>::NothingToWithdraw);
    });
}

#[test]
fn the_last_withdrawal_of_a_retired_agent_leaves_nothing() {
    ExtBuilder::default().agent(ALICE, "echo", MIN_STAKE).build_and_execute(|| {
        assert_ok!(AgentRegistry::retire(signed(ALICE), FIRST));
        System::set_block_number(1 + UNBONDING);
        events();
        assert_ok!(AgentRegistry::withdraw_unbonded(signed(BOB), FIRST));
        assert_eq!(RemovedAgents::get(), [FIRST]);
        assert!(!AgentsById::<Test>::contains_key(FIRST));
        assert!(!AgentBySlug::<Test>::contains_key(slug("echo")));
        assert_eq!(Balances::free_balance(ALICE), WEALTH);
        assert_eq!((held(HoldReason::AgentStake, ALICE), held(HoldReason::AgentDeposit, ALICE)), (0, 0));
        assert_eq!(events(), [Event::Withdrawn { agent: FIRST, amount: MIN_STAKE }, Event::AgentRemoved { agent: FIRST }]);
        assert_noop!(AgentRegistry::withdraw_unbonded(signed(BOB), FIRST), Error::<Test>::UnknownAgent);
    });
}

#[test]
fn a_freed_name_can_be_had_again_under_another_number() {
    ExtBuilder::default().agent(ALICE, "echo", MIN_STAKE).build_and_execute(|| {
        assert_ok!(AgentRegistry::retire(signed(ALICE), FIRST));
        let take = || AgentRegistry::register(signed(BOB), slug("echo"), spec(), None, MIN_STAKE);
        assert_noop!(take(), Error::<Test>::SlugTaken);
        System::set_block_number(1 + UNBONDING);
        assert_ok!(AgentRegistry::withdraw_unbonded(signed(ALICE), FIRST));
        assert_ok!(take());
        assert_eq!(AgentRegistry::agent_by_slug(slug("echo")), Some(AgentId(1)));
    });
}

#[test]
fn a_retired_agent_stays_while_some_stake_is_not_ripe() {
    ExtBuilder::default().agent(ALICE, "echo", 2 * MIN_STAKE).build_and_execute(|| {
        assert_ok!(AgentRegistry::unbond(signed(ALICE), FIRST, MIN_STAKE));
        System::set_block_number(2);
        assert_ok!(AgentRegistry::retire(signed(ALICE), FIRST));
        System::set_block_number(1 + UNBONDING);
        assert_ok!(AgentRegistry::withdraw_unbonded(signed(ALICE), FIRST));
        assert_eq!(held(HoldReason::AgentDeposit, ALICE), DEPOSIT);
        System::set_block_number(2 + UNBONDING);
        assert_ok!(AgentRegistry::withdraw_unbonded(signed(ALICE), FIRST));
        assert_eq!(AgentsById::<Test>::get(FIRST), None);
    });
}

#[test]
fn an_agent_without_stake_can_be_removed_too() {
    ExtBuilder::default().build_and_execute(|| {
        MinStake::set(&0);
        assert_ok!(AgentRegistry::register(signed(ALICE), slug("echo"), spec(), None, 0));
        assert_ok!(AgentRegistry::retire(signed(ALICE), FIRST));
        assert_noop!(AgentRegistry::withdraw_unbonded(signed(ALICE), FIRST), Error::<Test>::NothingToWithdraw);
        System::set_block_number(1 + UNBONDING);
        assert_ok!(AgentRegistry::withdraw_unbonded(signed(ALICE), FIRST));
        assert_eq!(Balances::free_balance(ALICE), WEALTH);
    });
}

#[test]
fn nothing_is_paid_out_for_an_agent_that_unbonds_nothing() {
    ExtBuilder::default().agent(ALICE, "echo", MIN_STAKE).build_and_execute(|| {
        assert_noop!(AgentRegistry::withdraw_unbonded(signed(ALICE), FIRST), Error::<Test>::NothingToWithdraw);
        assert_noop!(AgentRegistry::withdraw_unbonded(signed(ALICE), AgentId(1)), Error::<Test>::UnknownAgent);
        assert_noop!(AgentRegistry::withdraw_unbonded(RuntimeOrigin::root(), FIRST), BadOrigin);
    });
}
