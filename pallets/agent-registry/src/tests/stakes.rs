//! What others may do with the stake behind an agent.

use ainur_primitives::{AgentId, Balance};
use ainur_support::{Agents, Stakes};
use frame_support::{assert_noop, assert_ok, traits::Imbalance};

use crate::{mock::*, types::MAX_UNBONDING, Availability, Error, Event, HoldReason};

const NOBODY: AgentId = AgentId(99);

fn one_agent(stake: Balance, test: impl FnOnce()) {
    ExtBuilder::default().agent(ALICE, "one", stake).build_and_execute(test);
}

/// Unbonds all but the least stake and waits until it could be withdrawn.
fn unbonded(amount: Balance) {
    assert_ok!(AgentRegistry::unbond(signed(ALICE), FIRST, amount));
    System::set_block_number(System::block_number() + UNBONDING);
}

#[test]
fn what_may_be_lost_keeps_stake_from_leaving() {
    one_agent(3 * MIN_STAKE, || {
        unbonded(2 * MIN_STAKE);
        AgentRegistry::claim(FIRST, MIN_STAKE);
        assert_eq!(AgentRegistry::pledge(FIRST, MIN_STAKE / 2), MIN_STAKE / 2);
        assert_ok!(AgentRegistry::withdraw_unbonded(signed(ALICE), FIRST));
        assert_eq!(AgentRegistry::at_stake(FIRST), 3 * MIN_STAKE / 2, "only what nothing lies on has left");
        assert_noop!(AgentRegistry::withdraw_unbonded(signed(ALICE), FIRST), Error::<Test>::NothingToWithdraw);
        AgentRegistry::release_claim(FIRST, MIN_STAKE);
        AgentRegistry::release_pledge(FIRST, MIN_STAKE / 2);
        assert_ok!(AgentRegistry::withdraw_unbonded(signed(ALICE), FIRST));
        assert_eq!(AgentRegistry::at_stake(FIRST), MIN_STAKE);
    });
}

#[test]
fn what_covers_the_work_in_hand_does_not_leave() {
    one_agent(3 * MIN_STAKE, || {
        assert_ok!(AgentRegistry::engage(FIRST, 2 * MIN_STAKE));
        assert_ok!(AgentRegistry::engage(FIRST, MIN_STAKE));
        unbonded(2 * MIN_STAKE);
        assert_noop!(AgentRegistry::withdraw_unbonded(signed(ALICE), FIRST), Error::<Test>::NothingToWithdraw);
        AgentRegistry::release(FIRST, 1, MIN_STAKE);
        assert_ok!(AgentRegistry::withdraw_unbonded(signed(ALICE), FIRST));
        assert_eq!(AgentRegistry::at_stake(FIRST), 2 * MIN_STAKE);
        AgentRegistry::release(FIRST, 1, 2 * MIN_STAKE);
        assert_ok!(AgentRegistry::withdraw_unbonded(signed(ALICE), FIRST));
    });
}

#[test]
fn a_pledge_does_not_shield_from_claims() {
    one_agent(MIN_STAKE, || {
        assert_eq!(AgentRegistry::pledge(FIRST, 2 * MIN_STAKE), MIN_STAKE);
        AgentRegistry::claim(FIRST, MIN_STAKE);
        assert_eq!(AgentRegistry::pledge(FIRST, 1), 0);
        assert_eq!(AgentRegistry::take_pledge(FIRST, MIN_STAKE / 2).peek(), 0);
        assert_eq!(AgentRegistry::take_claim(FIRST, MIN_STAKE / 4).peek(), MIN_STAKE / 4);
        AgentRegistry::release_claim(FIRST, MIN_STAKE / 2);
        assert_eq!(AgentRegistry::take_pledge(FIRST, MIN_STAKE).peek(), MIN_STAKE / 2, "what the last claim leaves");
        assert_eq!(AgentRegistry::claims(FIRST), MIN_STAKE / 4);
    });
}

#[test]
fn many_claims_share_what_there_is() {
    one_agent(MIN_STAKE, || {
        AgentRegistry::claim(FIRST, MIN_STAKE);
        AgentRegistry::claim(FIRST, 3 * MIN_STAKE);
        assert_eq!(AgentRegistry::take_claim(FIRST, 3 * MIN_STAKE).peek(), 3 * MIN_STAKE / 4);
        assert_eq!(AgentRegistry::take_claim(FIRST, MIN_STAKE).peek(), MIN_STAKE / 4);
        assert_eq!((AgentRegistry::at_stake(FIRST), AgentRegistry::claims(FIRST)), (0, 0));
        AgentRegistry::claim(NOBODY, 1);
        assert_eq!((AgentRegistry::claims(NOBODY), AgentRegistry::pledge(NOBODY, 1)), (0, 0));
    });
}

#[test]
fn what_is_taken_is_gone_also_when_it_was_on_its_way_out() {
    one_agent(3 * MIN_STAKE, || {
        unbonded(2 * MIN_STAKE);
        AgentRegistry::claim(FIRST, 2 * MIN_STAKE);
        events();
        let taken = AgentRegistry::take_claim(FIRST, 2 * MIN_STAKE);
        assert_eq!(taken.peek(), 2 * MIN_STAKE);
        assert_eq!((AgentRegistry::at_stake(FIRST), held(HoldReason::AgentStake, ALICE)), (MIN_STAKE, MIN_STAKE));
        assert_eq!(events(), [Event::Slashed { agent: FIRST, amount: 2 * MIN_STAKE, stake: 0 }]);
        assert_eq!(AgentRegistry::take_claim(FIRST, 1).peek(), 0, "nothing is taken without a claim");
        assert_eq!(AgentRegistry::take_claim(NOBODY, 1).peek() + AgentRegistry::take_pledge(NOBODY, 1).peek(), 0);
    });
}

#[test]
fn an_agent_with_too_little_stake_takes_on_no_work() {
    let takes_on = |wanted: bool| {
        assert_eq!(AgentRegistry::candidate(FIRST).unwrap().1 > 0, wanted);
        assert_eq!(AgentRegistry::engage(FIRST, 0).is_ok(), wanted);
    };
    one_agent(MIN_STAKE, || {
        takes_on(true);
        AgentRegistry::claim(FIRST, 1);
        takes_on(false);
        assert_noop!(AgentRegistry::engage(FIRST, 0), Error::<Test>::NoFreePlace);
        drop(AgentRegistry::take_claim(FIRST, 1));
        takes_on(false);
        assert_ok!(AgentRegistry::bond(signed(ALICE), FIRST, 1));
        takes_on(true);
        AgentRegistry::release(FIRST, 1, 0);
        AgentRegistry::pledge(FIRST, MIN_STAKE);
        assert_eq!(AgentRegistry::profile(FIRST).unwrap().stake, MIN_STAKE);
        takes_on(true);
    });
}

#[test]
fn an_agent_in_jail_takes_on_no_work_and_does_not_let_itself_out() {
    one_agent(MIN_STAKE, || {
        AgentRegistry::jail(FIRST);
        assert_eq!(events().last(), Some(&Event::AvailabilityChanged { agent: FIRST, availability: Availability::Jailed }));
        assert_noop!(AgentRegistry::engage(FIRST, 5), Error::<Test>::Jailed);
        assert_noop!(AgentRegistry::resume(signed(ALICE), FIRST), Error::<Test>::Jailed);
        assert_noop!(AgentRegistry::pause(signed(ALICE), FIRST), Error::<Test>::Jailed);
        AgentRegistry::leave_jail(FIRST);
        assert_eq!(record(FIRST).availability, Availability::Active);
        AgentRegistry::leave_jail(FIRST);
        AgentRegistry::jail(NOBODY);
        assert_eq!(events().len(), 1, "nothing else happened");
    });
}

#[test]
fn who_has_retired_stays_retired() {
    one_agent(MIN_STAKE, || {
        AgentRegistry::jail(FIRST);
        assert_ok!(AgentRegistry::retire(signed(ALICE), FIRST));
        AgentRegistry::jail(FIRST);
        AgentRegistry::leave_jail(FIRST);
        assert_eq!(record(FIRST).availability, Availability::Retired);
        assert_eq!(AgentRegistry::owner(FIRST), Some(ALICE));
    });
}

#[test]
fn a_record_stays_as_long_as_a_claim_lies_on_it() {
    one_agent(MIN_STAKE, || {
        assert_ok!(AgentRegistry::retire(signed(ALICE), FIRST));
        AgentRegistry::claim(FIRST, 5);
        System::set_block_number(System::block_number() + UNBONDING);
        assert_ok!(AgentRegistry::withdraw_unbonded(signed(ALICE), FIRST));
        assert_eq!(AgentRegistry::at_stake(FIRST), 5);
        drop(AgentRegistry::take_claim(FIRST, 5));
        assert_ok!(AgentRegistry::withdraw_unbonded(signed(ALICE), FIRST));
        assert_eq!(AgentRegistry::owner(FIRST), None);
    });
}

#[test]
fn what_was_taken_of_portions_on_their_way_out_makes_room_for_others() {
    one_agent(2 * MIN_STAKE, || {
        for _ in 0..MAX_UNBONDING {
            assert_ok!(AgentRegistry::unbond(signed(ALICE), FIRST, 1));
        }
        AgentRegistry::claim(FIRST, 2 * MIN_STAKE);
        drop(AgentRegistry::take_claim(FIRST, 2 * MIN_STAKE));
        assert_ok!(AgentRegistry::bond(signed(ALICE), FIRST, 2 * MIN_STAKE));
        assert_ok!(AgentRegistry::unbond(signed(ALICE), FIRST, 1));
        assert_ok!(AgentRegistry::retire(signed(ALICE), FIRST));
    });
}
