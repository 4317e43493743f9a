use ainur_primitives::{AgentId, Balance};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{traits::BadOrigin, TokenError};

use crate::{mock::*, Error, Event, HoldReason};

#[test]
fn what_is_added_is_held() {
    ExtBuilder::default().agent(ALICE, "echo", MIN_STAKE).build_and_execute(|| {
        events();
        assert_ok!(AgentRegistry::bond(signed(ALICE), FIRST, 500));
        assert_eq!(record(FIRST).stake, MIN_STAKE + 500);
        assert_eq!(held(HoldReason::AgentStake, ALICE), MIN_STAKE + 500);
        assert_eq!(events(), [Event::Bonded { agent: FIRST, amount: 500, stake: MIN_STAKE + 500 }]);
    });
}

#[test]
fn an_owner_bonds_what_it_has() {
    ExtBuilder::default().agent(ALICE, "echo", MIN_STAKE).build_and_execute(|| {
        assert_noop!(AgentRegistry::bond(signed(ALICE), FIRST, WEALTH), TokenError::FundsUnavailable);
        assert_noop!(AgentRegistry::bond(signed(ALICE), FIRST, Balance::MAX), TokenError::FundsUnavailable);
        assert_noop!(AgentRegistry::bond(signed(ALICE), FIRST, 0), Error::<Test>::NothingToChange);
    });
}

#[test]
fn only_the_owner_bonds() {
    ExtBuilder::default().agent(ALICE, "echo", MIN_STAKE).build_and_execute(|| {
        assert_noop!(AgentRegistry::bond(signed(BOB), FIRST, 1), Error::<Test>::NotOwner);
        assert_noop!(AgentRegistry::bond(signed(OPERATOR), FIRST, 1), Error::<Test>::NotOwner);
        assert_noop!(AgentRegistry::bond(RuntimeOrigin::root(), FIRST, 1), BadOrigin);
        assert_noop!(AgentRegistry::bond(signed(ALICE), AgentId(1), 1), Error::<Test>::UnknownAgent);
    });
}

#[test]
fn nothing_is_bonded_to_a_retired_agent() {
    ExtBuilder::default().agent(ALICE, "echo", MIN_STAKE).build_and_execute(|| {
        assert_ok!(AgentRegistry::retire(signed(ALICE), FIRST));
        assert_noop!(AgentRegistry::bond(signed(ALICE), FIRST, 1), Error::<Test>::Retired);
    });
}
