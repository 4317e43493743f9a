//! A chain with this pallet and balances alone.

use ainur_primitives::{AgentId, Balance, Capabilities, Capability, Cid, ContentCodec, Slug};
use ainur_support::OnAgentRemoved;
use frame_support::{
    derive_impl, parameter_types, storage_alias,
    traits::{
        fungible::{hold::Inspect as _, HoldConsideration},
        ConstU128, LinearStoragePrice,
    },
};
use sp_runtime::BuildStorage;

use crate::{self as pallet_agent_registry, AgentOf, AgentSpec, AgentsById, Event, Execution, HoldReason};

pub type AccountId = u64;
type Block = frame_system::mocking::MockBlockU32<Test>;

pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
/// Operates agents and owns none.
pub const OPERATOR: AccountId = 3;
/// Owns less than an agent costs.
pub const POOR: AccountId = 4;

/// What each account but the poor one starts with, in plancks.
pub const WEALTH: Balance = 1_000_000;
pub const MIN_STAKE: Balance = 1_000;
pub const UNBONDING: u32 = 10;
pub const MAX_CONCURRENCY: u16 = 4;
/// Held for each record, in plancks.
pub const DEPOSIT: Balance = 20;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Balances: pallet_balances,
        AgentRegistry: pallet_agent_registry,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = Block;
    type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type Balance = Balance;
    type ExistentialDeposit = ConstU128<10>;
    type AccountStore = System;
}

parameter_types! {
    pub const RecordDeposit: RuntimeHoldReason = RuntimeHoldReason::AgentRegistry(HoldReason::AgentDeposit);
    pub storage MinStake: Balance = MIN_STAKE;
    pub storage UnbondingPeriod: u32 = UNBONDING;
    pub storage MaxConcurrency: u16 = MAX_CONCURRENCY;
}

impl pallet_agent_registry::Config for Test {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type Consideration =
        HoldConsideration<AccountId, Balances, RecordDeposit, LinearStoragePrice<ConstU128<DEPOSIT>, ConstU128<0>, Balance>>;
    type BlockNumberProvider = System;
    type MinStake = MinStake;
    type UnbondingPeriod = UnbondingPeriod;
    type MaxConcurrency = MaxConcurrency;
    type OnAgentRemoved = Removed;
    type WeightInfo = pallet_agent_registry::weights::SubstrateWeight<Test>;
}

/// The agents whose removal was told, in order.
#[storage_alias]
pub type RemovedAgents = StorageValue<Mock, Vec<AgentId>, frame_support::pallet_prelude::ValueQuery>;

/// Remembers whose removal it was told.
pub struct Removed;

impl OnAgentRemoved for Removed {
    fn on_agent_removed(agent: AgentId) {
        RemovedAgents::append(agent);
    }
}

/// Sets up a chain on which agents are registered already.
#[derive(Default)]
pub struct ExtBuilder {
    agents: Vec<(AccountId, &'static str, Balance)>,
}

impl ExtBuilder {
    /// Registers an agent; numbers are given out from zero. Its operator is [`OPERATOR`].
    pub fn agent(mut self, owner: AccountId, name: &'static str, stake: Balance) -> Self {
        self.agents.push((owner, name, stake));
        self
    }

    /// Runs `test`, then checks every invariant.
    pub fn build_and_execute(self, test: impl FnOnce()) {
        self.build().execute_with(|| {
            test();
            AgentRegistry::check_state().unwrap();
        });
    }

    pub fn build(self) -> sp_io::TestExternalities {
        let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
        let balances = vec![(ALICE, WEALTH), (BOB, WEALTH), (OPERATOR, WEALTH), (POOR, MIN_STAKE)];
        pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }.assimilate_storage(&mut storage).unwrap();
        let mut ext = sp_io::TestExternalities::from(storage);
        ext.execute_with(|| {
            System::set_block_number(1);
            for (owner, name, stake) in self.agents {
                AgentRegistry::do_register(owner, slug(name), spec(), Some(OPERATOR), stake).unwrap();
            }
        });
        ext
    }
}

/// The agent that is registered first.
pub const FIRST: AgentId = AgentId(0);

pub fn signed(who: AccountId) -> RuntimeOrigin {
    RuntimeOrigin::signed(who)
}

pub fn slug(name: &str) -> Slug {
    name.parse().unwrap()
}

pub fn capabilities(names: &[&str]) -> Capabilities {
    let set: std::collections::BTreeSet<Capability> = names.iter().map(|name| name.parse().unwrap()).collect();
    set.try_into().unwrap()
}

pub fn cid(byte: u8) -> Cid {
    Cid { codec: ContentCodec::Raw, digest: [byte; 32] }
}

/// An offer that is in order.
pub fn spec() -> AgentSpec {
    AgentSpec {
        manifest: cid(1),
        capabilities: capabilities(&["text.summarise"]),
        price: 50,
        execution: Execution::Module { module: cid(2), hash: [3; 32] },
        concurrency: 2,
    }
}

pub fn record(agent: AgentId) -> AgentOf<Test> {
    AgentsById::<Test>::get(agent).unwrap()
}

pub fn held(reason: HoldReason, who: AccountId) -> Balance {
    Balances::balance_on_hold(&reason.into(), &who)
}

/// The events of this pallet so far, oldest first; forgets them.
pub fn events() -> Vec<Event<Test>> {
    let events = System::events().into_iter().filter_map(|record| match record.event {
        RuntimeEvent::AgentRegistry(event) => Some(event),
        _ => None,
    });
    let events = events.collect();
    System::reset_events();
    events
}
