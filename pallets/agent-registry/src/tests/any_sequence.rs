//! Whatever is called in whatever order, the invariants hold and no money appears or is lost.

use ainur_primitives::{AgentId, Balance};
use ainur_support::{Agents, Stakes};
use frame_support::traits::{fungible::Inspect, Imbalance};
use proptest::prelude::*;

use crate::{mock::*, AgentSpec};

#[derive(Clone, Debug)]
enum Step {
    Register { name: usize, stake: Balance },
    Update { agent: AgentId, concurrency: u16 },
    Pause(AgentId),
    Resume(AgentId),
    Bond { agent: AgentId, amount: Balance },
    Unbond { agent: AgentId, amount: Balance },
    Withdraw(AgentId),
    Retire(AgentId),
    Engage(AgentId),
    Release(AgentId),
    Claim { agent: AgentId, amount: Balance },
    ReleaseClaim { agent: AgentId, amount: Balance },
    Take { agent: AgentId, amount: Balance },
    Pledge { agent: AgentId, amount: Balance },
    ReleasePledge { agent: AgentId, amount: Balance },
    TakePledge { agent: AgentId, amount: Balance },
    Jail(AgentId),
    LeaveJail(AgentId),
    Wait(u32),
    MinStake(Balance),
}

fn any_step() -> impl Strategy<Value = Step> {
    let agent = || (0..4u64).prop_map(AgentId);
    let amount = || 0..4 * MIN_STAKE;
    prop_oneof![
        (0..4usize, amount()).prop_map(|(name, stake)| Step::Register { name, stake }),
        (agent(), 0..6u16).prop_map(|(agent, concurrency)| Step::Update { agent, concurrency }),
        agent().prop_map(Step::Pause),
        agent().prop_map(Step::Resume),
        (agent(), amount()).prop_map(|(agent, amount)| Step::Bond { agent, amount }),
        (agent(), amount()).prop_map(|(agent, amount)| Step::Unbond { agent, amount }),
        agent().prop_map(Step::Withdraw),
        agent().prop_map(Step::Retire),
        agent().prop_map(Step::Engage),
        agent().prop_map(Step::Release),
        (agent(), amount()).prop_map(|(agent, amount)| Step::Claim { agent, amount }),
        (agent(), amount()).prop_map(|(agent, amount)| Step::ReleaseClaim { agent, amount }),
        (agent(), amount()).prop_map(|(agent, amount)| Step::Take { agent, amount }),
        (agent(), amount()).prop_map(|(agent, amount)| Step::Pledge { agent, amount }),
        (agent(), amount()).prop_map(|(agent, amount)| Step::ReleasePledge { agent, amount }),
        (agent(), amount()).prop_map(|(agent, amount)| Step::TakePledge { agent, amount }),
        agent().prop_map(Step::Jail),
        agent().prop_map(Step::LeaveJail),
        (1..2 * UNBONDING).prop_map(Step::Wait),
        (0..2 * MIN_STAKE).prop_map(Step::MinStake),
    ]
}

/// Takes the step as `who`, a refusal is as good as a success; returns what was taken of a stake.
fn take(step: Step, who: AccountId) -> Balance {
    let _ = match step {
        Step::Take { agent, amount } => return AgentRegistry::take_claim(agent, amount).peek(),
        Step::TakePledge { agent, amount } => return AgentRegistry::take_pledge(agent, amount).peek(),
        Step::Pledge { agent, amount } => {
            AgentRegistry::pledge(agent, amount);
            Ok(())
        }
        Step::ReleasePledge { agent, amount } => {
            AgentRegistry::release_pledge(agent, amount);
            Ok(())
        }
        Step::Claim { agent, amount } => {
            AgentRegistry::claim(agent, amount);
            Ok(())
        }
        Step::ReleaseClaim { agent, amount } => {
            AgentRegistry::release_claim(agent, amount);
            Ok(())
        }
        Step::Jail(agent) => {
            AgentRegistry::jail(agent);
            Ok(())
        }
        Step::LeaveJail(agent) => {
            AgentRegistry::leave_jail(agent);
            Ok(())
        }
        Step::Register { name, stake } => {
            AgentRegistry::register(signed(who), slug(["one", "two", "three", "four"][name]), spec(), None, stake)
        }
        Step::Update { agent, concurrency } => AgentRegistry::update(signed(who), agent, AgentSpec { concurrency, ..spec() }),
        Step::Pause(agent) => AgentRegistry::pause(signed(who), agent),
        Step::Resume(agent) => AgentRegistry::resume(signed(who), agent),
        Step::Bond { agent, amount } => AgentRegistry::bond(signed(who), agent, amount),
        Step::Unbond { agent, amount } => AgentRegistry::unbond(signed(who), agent, amount),
        Step::Withdraw(agent) => AgentRegistry::withdraw_unbonded(signed(who), agent),
        Step::Retire(agent) => AgentRegistry::retire(signed(who), agent),
        Step::Engage(agent) => AgentRegistry::engage(agent, 5),
        Step::Release(agent) => {
            AgentRegistry::release(agent, 1, 5);
            Ok(())
        }
        Step::Wait(blocks) => {
            System::set_block_number(System::block_number() + blocks);
            Ok(())
        }
        Step::MinStake(stake) => {
            MinStake::set(&stake);
            Ok(())
        }
    };
    0
}

proptest! {
    #[test]
    fn the_invariants_hold(steps in proptest::collection::vec((any_step(), prop_oneof![Just(ALICE), Just(BOB)]), 1..80)) {
        ExtBuilder::default().agent(ALICE, "one", 2 * MIN_STAKE).agent(BOB, "two", 2 * MIN_STAKE).build().execute_with(|| {
            let mut lost = 0;
            for (step, who) in steps {
                lost += take(step.clone(), who);
                prop_assert!(AgentRegistry::check_state().is_ok(), "after {:?}: {:?}", step, AgentRegistry::check_state());
                prop_assert_eq!(Balances::total_balance(&ALICE) + Balances::total_balance(&BOB) + lost, 2 * WEALTH);
            }
            Ok(())
        })?;
    }
}
