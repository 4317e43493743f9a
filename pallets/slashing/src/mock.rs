//! A chain with this pallet, real balances, and a double of the stake behind agents.

use std::collections::BTreeSet;

use ainur_primitives::{AgentId, Balance, BlockNumber, TaskId};
use ainur_support::{Fault, FaultReport, Faults, Stakes};
use frame_support::{
    derive_impl, ord_parameter_types, parameter_types, storage_alias,
    traits::{
        fungible::{Balanced, Credit},
        tokens::{imbalance::ResolveTo, Fortitude, Precision, Preservation},
        ConstU128, ConstU32, Imbalance as _,
    },
    Twox64Concat,
};
use sp_runtime::{BuildStorage, Permill};

use crate::{self as pallet_slashing, Penalty, SlashId, Slashes};

pub type AccountId = u64;

pub const REQUESTER: AccountId = 1;
/// Owns `AGENT`.
pub const OWNER: AccountId = 2;
pub const STRANGER: AccountId = 4;
pub const VERIFIER: AccountId = 5;
pub const TREASURY: AccountId = 9;
/// Speaks for governance where it accuses.
pub const ACCUSER: AccountId = 10;
/// Has no account, and less than it needs for one.
pub const NOBODY: AccountId = 77;
pub const AGENT: AgentId = AgentId(0);
pub const TASK: TaskId = TaskId(7);
pub const FIRST: SlashId = 0;

pub const WEALTH: Balance = 100_000;
pub const STAKE: Balance = 10_000;
pub const PRICE: Balance = 400;
pub const BOND: Balance = 30;
pub const EXISTENTIAL: Balance = 10;

pub const APPEAL: BlockNumber = 10;
pub const COURT: BlockNumber = 20;
pub const ERA: BlockNumber = 100;
pub const TERM: BlockNumber = 50;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Balances: pallet_balances,
        Slashing: pallet_slashing,
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
    type ExistentialDeposit = ConstU128<EXISTENTIAL>;
}

parameter_types! {
    pub storage EraLength: BlockNumber = ERA;
    pub storage JailTerm: BlockNumber = TERM;
    pub const Treasury: AccountId = TREASURY;
    pub const ReporterShare: Permill = Permill::from_percent(20);
    pub const NoShow: Penalty = Penalty { share: Permill::from_parts(5_000), jail_after: 5 };
    pub const Timeout: Penalty = Penalty { share: Permill::from_percent(1), jail_after: 5 };
    pub const InvalidResult: Penalty = Penalty { share: Permill::from_percent(10), jail_after: 2 };
    pub const DisputeLost: Penalty = Penalty { share: Permill::from_percent(3), jail_after: 3 };
}

ord_parameter_types! {
    pub const Accuser: AccountId = ACCUSER;
}

impl pallet_slashing::Config for Test {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type Stakes = Stake;
    type OnSlash = ResolveTo<Treasury, Balances>;
    type CourtOrigin = frame_system::EnsureRoot<AccountId>;
    type MaliceOrigin = frame_system::EnsureSignedBy<Accuser, AccountId>;
    type BlockNumberProvider = System;
    type NoShow = NoShow;
    type Timeout = Timeout;
    type InvalidResult = InvalidResult;
    type DisputeLost = DisputeLost;
    type ReporterShare = ReporterShare;
    type AppealWindow = ConstU32<APPEAL>;
    type AppealBond = ConstU128<BOND>;
    type CourtWindow = ConstU32<COURT>;
    type EraLength = EraLength;
    type JailTerm = JailTerm;
    type WeightInfo = pallet_slashing::weights::SubstrateWeight<Test>;
}

/// Stake and claims of agents; all of them are owned by `OWNER`.
#[storage_alias]
pub type Staked = StorageMap<Mock, Twox64Concat, AgentId, (Balance, Balance)>;
#[storage_alias]
pub type Jailed = StorageValue<Mock, BTreeSet<AgentId>, frame_support::pallet_prelude::ValueQuery>;

/// The stake's double: money on the owner's account.
pub struct Stake;

impl Stakes<AccountId> for Stake {
    type Currency = Balances;

    fn owner(agent: AgentId) -> Option<AccountId> {
        Staked::contains_key(agent).then_some(OWNER)
    }

    fn at_stake(agent: AgentId) -> Balance {
        Staked::get(agent).map_or(0, |(stake, _)| stake)
    }

    fn claim(agent: AgentId, amount: Balance) {
        Staked::mutate_extant(agent, |(_, claims)| *claims += amount);
    }

    fn release_claim(agent: AgentId, amount: Balance) {
        Staked::mutate_extant(agent, |(_, claims)| *claims -= amount);
    }

    fn take_claim(agent: AgentId, amount: Balance) -> Credit<AccountId, Balances> {
        let met = Staked::mutate_extant(agent, |(stake, claims)| {
            let met = amount.min(*stake);
            (*stake, *claims) = (*stake - met, *claims - amount);
            met
        });
        Balances::withdraw(&OWNER, met, Precision::Exact, Preservation::Preserve, Fortitude::Force).unwrap()
    }

    fn claims(agent: AgentId) -> Balance {
        Staked::get(agent).map_or(0, |(_, claims)| claims)
    }

    fn pledge(_: AgentId, _: Balance) -> Balance {
        0
    }

    fn release_pledge(_: AgentId, _: Balance) {}

    fn take_pledge(_: AgentId, _: Balance) -> Credit<AccountId, Balances> {
        Credit::<AccountId, Balances>::zero()
    }

    fn jail(agent: AgentId) {
        Jailed::mutate(|jailed| jailed.insert(agent));
    }

    fn leave_jail(agent: AgentId) {
        Jailed::mutate(|jailed| jailed.remove(&agent));
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn staked_agent_for_benchmark(_: &AccountId) -> AgentId {
        AGENT
    }
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
    RuntimeOrigin::signed(who)
}

/// `AGENT` does something wrong in a task of `REQUESTER`'s.
pub fn fault(fault: Fault, reporter: Option<AccountId>) {
    let report = FaultReport { agent: AGENT, fault, task: TASK, price: PRICE, victim: Some(REQUESTER), reporter };
    Slashing::report(report);
}

pub fn amount(slash: SlashId) -> Option<Balance> {
    Slashes::<Test>::get(slash).map(|slash| slash.amount)
}

pub fn free(who: AccountId) -> Balance {
    Balances::free_balance(who)
}

/// Runs a test on a chain at block 1; checks in the end that no money was made or lost and that all invariants hold.
pub fn build_and_execute(test: impl FnOnce()) {
    let accounts = [REQUESTER, OWNER, STRANGER, VERIFIER, TREASURY];
    let balances = accounts.iter().map(|account| (*account, WEALTH)).collect();
    let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
    pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }.assimilate_storage(&mut storage).unwrap();
    sp_io::TestExternalities::from(storage).execute_with(|| {
        System::set_block_number(1);
        Staked::insert(AGENT, (STAKE, 0));
        let before = Balances::total_issuance();
        test();
        assert_eq!(Balances::total_issuance(), before, "money was made or lost");
        Slashing::check_state().unwrap();
    });
}
