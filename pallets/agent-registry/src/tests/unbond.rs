use ainur_primitives::{AgentId, Balance};
use ainur_support::Agents;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{traits::BadOrigin, ArithmeticError};

use crate::{mock::*, types::MAX_UNBONDING, Error, Event, HoldReason, Unbonding};

#[test]
fn what_is_unbonded_counts_no_more_but_stays_held() {
    ExtBuilder::default().agent(ALICE, "echo", 3 * MIN_STAKE).build_and_execute(|| {
        events();
        assert_ok!(AgentRegistry::unbond(signed(ALICE), FIRST, MIN_STAKE));
        let withdrawable_at = 1 + UNBONDING;
        assert_eq!(AgentRegistry::profile(FIRST).unwrap().stake, 2 * MIN_STAKE);
        assert_eq!(record(FIRST).unbonding.to_vec(), [Unbonding { amount: MIN_STAKE, withdrawable_at }]);
        assert_eq!(held(HoldReason::AgentStake, ALICE), 3 * MIN_STAKE);
        assert_eq!(events(), [Event::Unbonded { agent: FIRST, amount: MIN_STAKE, stake: 2 * MIN_STAKE, withdrawable_at }]);
    });
}

#[test]
fn the_least_stake_stays() {
    ExtBuilder::default().agent(ALICE, "echo", 2 * MIN_STAKE).build_and_execute(|| {
        assert_noop!(AgentRegistry::unbond(signed(ALICE), FIRST, MIN_STAKE + 1), Error::<Test>::StakeTooLow);
        assert_noop!(AgentRegistry::unbond(signed(ALICE), FIRST, Balance::MAX), Error::<Test>::StakeTooLow);
        assert_noop!(AgentRegistry::unbond(signed(ALICE), FIRST, 0), Error::<Test>::NothingToChange);
        assert_ok!(AgentRegistry::unbond(signed(ALICE), FIRST, MIN_STAKE));
    });
}

#[test]
fn portions_are_limited() {
    ExtBuilder::default().agent(ALICE, "echo", 2 * MIN_STAKE).build_and_execute(|| {
        for _ in 0..MAX_UNBONDING {
            assert_ok!(AgentRegistry::unbond(signed(ALICE), FIRST, 1));
        }
        assert_noop!(AgentRegistry::unbond(signed(ALICE), FIRST, 1), Error::<Test>::TooManyUnbonding);
        assert_noop!(AgentRegistry::retire(signed(ALICE), FIRST), Error::<Test>::TooManyUnbonding);
        System::set_block_number(1 + UNBONDING);
        assert_ok!(AgentRegistry::withdraw_unbonded(signed(BOB), FIRST));
        assert_ok!(AgentRegistry::unbond(signed(ALICE), FIRST, 1));
    });
}

#[test]
fn a_period_beyond_all_blocks_is_refused() {
    ExtBuilder::default().agent(ALICE, "echo", 2 * MIN_STAKE).build_and_execute(|| {
        UnbondingPeriod::set(&u32::MAX);
        assert_noop!(AgentRegistry::unbond(signed(ALICE), FIRST, 1), ArithmeticError::Overflow);
    });
}

#[test]
fn only_the_owner_unbonds() {
    ExtBuilder::default().agent(ALICE, "echo", 2 * MIN_STAKE).build_and_execute(|| {
        assert_noop!(AgentRegistry::unbond(signed(BOB), FIRST, 1), Error::<Test>::NotOwner);
        assert_noop!(AgentRegistry::unbond(signed(OPERATOR), FIRST, 1), Error::<Test>::NotOwner);
        assert_noop!(AgentRegistry::unbond(RuntimeOrigin::root(), FIRST, 1), BadOrigin);
        assert_noop!(AgentRegistry::unbond(signed(ALICE), AgentId(1), 1), Error::<Test>::UnknownAgent);
    });
}

#[test]
fn a_retired_agent_has_unbonded_everything() {
    ExtBuilder::default().agent(ALICE, "echo", 2 * MIN_STAKE).build_and_execute(|| {
        assert_ok!(AgentRegistry::retire(signed(ALICE), FIRST));
        assert_noop!(AgentRegistry::unbond(signed(ALICE), FIRST, 0), Error::<Test>::Retired);
    });
}
