//! A chain with this pallet, real balances, and a double of the agents.

use ainur_primitives::{AgentId, Balance, BlockNumber, Capabilities, Outcome};
use ainur_support::{Agents, OnAgentRemoved, Profile, RecordOutcome};
use frame_support::{
    derive_impl, parameter_types, storage_alias,
    traits::{ConstU128, Hooks},
    Twox64Concat,
};
use sp_runtime::{BuildStorage, DispatchError, Permill};

use crate as pallet_rewards;

pub type AccountId = u64;

pub const REQUESTER: AccountId = 1;
/// Owns every agent whose number is even.
pub const EVEN: AccountId = 2;
/// Owns every agent whose number is odd.
pub const ODD: AccountId = 3;
pub const WEALTH: Balance = 1_000;

pub const ERA: BlockNumber = 10;
pub const REWARD: Balance = 10_000;
pub const VESTING: BlockNumber = 100;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Balances: pallet_balances,
        Rewards: pallet_rewards,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlockU32<Test>;
    type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type AccountStore = System;
    type Balance = Balance;
    type ExistentialDeposit = ConstU128<1>;
}

parameter_types! {
    pub storage EraLength: BlockNumber = ERA;
    pub storage VestingPeriod: BlockNumber = VESTING;
    pub const Rate: Permill = Permill::from_percent(1);
}

impl pallet_rewards::Config for Test {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type Agents = Registry;
    type BlockNumberProvider = System;
    type EraLength = EraLength;
    type EraReward = ConstU128<REWARD>;
    type RewardRate = Rate;
    type VestingPeriod = VestingPeriod;
    type WeightInfo = pallet_rewards::weights::SubstrateWeight<Test>;
}

/// Agents that are no more.
#[storage_alias]
pub type Gone = StorageMap<Mock, Twox64Concat, AgentId, ()>;

/// The registry's double: owners by the number of the agent.
pub struct Registry;

impl Agents<AccountId> for Registry {
    fn profile(agent: AgentId) -> Option<Profile<AccountId>> {
        let owner = if agent.0.is_multiple_of(2) { EVEN } else { ODD };
        let profile = Profile { owner, operator: None, capabilities: Capabilities::default(), module: None, price: 0, stake: 0 };
        (!Gone::contains_key(agent)).then_some(profile)
    }

    fn candidate(agent: AgentId) -> Option<(Profile<AccountId>, u16)> {
        Self::profile(agent).map(|profile| (profile, 0))
    }

    fn engage(_: AgentId, _: Balance) -> Result<(), DispatchError> {
        Ok(())
    }

    fn release(_: AgentId, _: u16, _: Balance) {}

    fn engagements(_: AgentId) -> Option<u32> {
        None
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn register_for_benchmark(_: &AccountId, _: Capabilities) -> AgentId {
        AgentId(0)
    }
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
    RuntimeOrigin::signed(who)
}

/// An agent delivers work of this value, in time, to `REQUESTER`.
pub fn deliver(agent: u64, value: Balance) {
    Rewards::record(AgentId(agent), &REQUESTER, Outcome::Completed { value, duration: 5, promised: 5, disputed: false });
}

/// The record of an agent goes for good.
pub fn remove(agent: u64) {
    Gone::insert(AgentId(agent), ());
    Rewards::on_agent_removed(AgentId(agent));
}

pub fn go_to(block: BlockNumber) {
    while System::block_number() < block {
        System::set_block_number(System::block_number() + 1);
        Rewards::on_initialize(System::block_number());
    }
}

pub fn held(who: AccountId) -> Balance {
    Balances::reserved_balance(who)
}

/// Runs a test on a chain at block 1; checks in the end that exactly what was recorded was issued, and all invariants.
pub fn build_and_execute(test: impl FnOnce()) {
    let balances = vec![(REQUESTER, WEALTH), (EVEN, WEALTH), (ODD, WEALTH)];
    let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
    pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }.assimilate_storage(&mut storage).unwrap();
    sp_io::TestExternalities::from(storage).execute_with(|| {
        System::set_block_number(1);
        let before = Balances::total_issuance();
        test();
        assert_eq!(Balances::total_issuance(), before + pallet_rewards::Issued::<Test>::get());
        Rewards::check_state().unwrap();
    });
}
