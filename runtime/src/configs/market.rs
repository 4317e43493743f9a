//! Which pallet of ours hears which: the one place where they meet.

use core::marker::PhantomData;

use frame_support::{
    parameter_types,
    traits::{fungible::HoldConsideration, tokens::imbalance::ResolveTo, Get, LinearStoragePrice, Randomness},
};
use pallet_slashing::Penalty;
use sp_runtime::{
    traits::{BlakeTwo256, Hash as _},
    Permill,
};

use super::{
    balances::TreasuryAccount,
    deposit,
    governance::{
        origins::{Court, Guardian, MayTune},
        CourtTime, FrozenOf,
    },
};
use crate::{
    params::{dynamic, RuntimeParameters, ValueOf},
    *,
};

parameter_types! {
    /// Held for a record, whatever its size, in plancks.
    pub const DepositBase: Balance = deposit(1, 0);
    /// Held for each byte of a record, in plancks.
    pub const DepositByte: Balance = deposit(0, 1);
    pub const AgentDeposit: RuntimeHoldReason = RuntimeHoldReason::AgentRegistry(pallet_agent_registry::HoldReason::AgentDeposit);
    pub const TaskDeposit: RuntimeHoldReason = RuntimeHoldReason::TaskMarket(pallet_task_market::HoldReason::TaskDeposit);
}

/// What is held for a record of some size.
pub type StoragePrice = LinearStoragePrice<DepositBase, DepositByte, Balance>;

impl pallet_agent_registry::Config for Runtime {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type Consideration = HoldConsideration<AccountId, Balances, AgentDeposit, StoragePrice>;
    type BlockNumberProvider = System;
    type MinStake = ValueOf<dynamic::registry::MinStake>;
    type UnbondingPeriod = ValueOf<dynamic::registry::UnbondingPeriod>;
    type MaxConcurrency = ValueOf<dynamic::registry::MaxConcurrency>;
    type OnAgentRemoved = (Slashing, Rewards);
    type WeightInfo = pallet_agent_registry::weights::SubstrateWeight<Runtime>;
}

impl pallet_reputation::Config for Runtime {
    type BlockNumberProvider = System;
    type TrustDiscount = ValueOf<dynamic::reputation::TrustDiscount>;
    type FullAge = ValueOf<dynamic::reputation::FullAge>;
}

impl pallet_escrow::Config for Runtime {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type FeeShare = ValueOf<dynamic::escrow::FeeShare>;
    type TipShare = ValueOf<dynamic::escrow::TipShare>;
    type AuditReward = ValueOf<dynamic::escrow::AuditReward>;
    type OnFee = ResolveTo<TreasuryAccount, Balances>;
    type Frozen = FrozenOf;
}

impl pallet_task_market::Config for Runtime {
    type Agents = AgentRegistry;
    type Standings = Reputation;
    type Reputation = (Reputation, Rewards);
    type Ratings = Reputation;
    type Faults = Slashing;
    type Disputes = Arbitration;
    type Audits = Arbitration;
    type CourtOrigin = Court;
    type Escrow = Escrow;
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type OnForfeit = ResolveTo<TreasuryAccount, Balances>;
    type Consideration = HoldConsideration<AccountId, Balances, TaskDeposit, StoragePrice>;
    type BlockNumberProvider = System;
    type MinBudget = ValueOf<dynamic::market::MinBudget>;
    type MinBidding = ValueOf<dynamic::market::MinBidding>;
    type MaxBidding = ValueOf<dynamic::market::MaxBidding>;
    type AcceptWindow = ValueOf<dynamic::market::AcceptWindow>;
    type StartWindow = ValueOf<dynamic::market::StartWindow>;
    type ChallengeWindow = ValueOf<dynamic::market::ChallengeWindow>;
    type HistoryWindow = ValueOf<dynamic::market::HistoryWindow>;
    type MaxTaskSpan = ValueOf<dynamic::market::MaxTaskSpan>;
    type BidDeposit = ValueOf<dynamic::market::BidDeposit>;
    type MaxDepth = ValueOf<dynamic::market::MaxDepth>;
    type MaxChildren = ValueOf<dynamic::market::MaxChildren>;
    type MaxIdleWork = ValueOf<dynamic::market::MaxIdleWork>;
    type WeightInfo = pallet_task_market::weights::SubstrateWeight<Runtime>;
}

impl pallet_arbitration::Config for Runtime {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type Stakes = AgentRegistry;
    type Tasks = TaskMarket;
    type Randomness = BlockRandomness;
    type OnForfeit = ResolveTo<TreasuryAccount, Balances>;
    type BlockNumberProvider = System;
    type VerifierBond = ValueOf<dynamic::arbitration::VerifierBond>;
    type VerifierSlash = ValueOf<dynamic::arbitration::VerifierSlash>;
    type LeavingPeriod = ValueOf<dynamic::arbitration::LeavingPeriod>;
    type MinBond = ValueOf<dynamic::arbitration::MinBond>;
    type BondShare = ValueOf<dynamic::arbitration::BondShare>;
    type CommitteeSize = ValueOf<dynamic::arbitration::CommitteeSize>;
    type MaxRepeats = ValueOf<dynamic::arbitration::MaxRepeats>;
    type CommitWindow = ValueOf<dynamic::arbitration::CommitWindow>;
    type RevealWindow = ValueOf<dynamic::arbitration::RevealWindow>;
    type AppealWindow = ValueOf<dynamic::arbitration::AppealWindow>;
    type EvaluationWindow = ValueOf<dynamic::arbitration::EvaluationWindow>;
    type CourtWindow = CourtTime<dynamic::arbitration::CourtWindow>;
    type AuditShare = ValueOf<dynamic::arbitration::AuditShare>;
    type WeightInfo = pallet_arbitration::weights::SubstrateWeight<Runtime>;
}

/// What a kind of fault costs: two of governance's numbers.
pub struct PenaltyOf<Share, JailAfter>(PhantomData<(Share, JailAfter)>);

impl<Share, JailAfter> Get<Penalty> for PenaltyOf<Share, JailAfter>
where
    ValueOf<Share>: Get<Permill>,
    ValueOf<JailAfter>: Get<u16>,
{
    fn get() -> Penalty {
        Penalty { share: ValueOf::<Share>::get(), jail_after: ValueOf::<JailAfter>::get() }
    }
}

impl pallet_slashing::Config for Runtime {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type Stakes = AgentRegistry;
    type OnSlash = ResolveTo<TreasuryAccount, Balances>;
    type CourtOrigin = Court;
    type MaliceOrigin = Guardian;
    type BlockNumberProvider = System;
    type NoShow = PenaltyOf<dynamic::slashing::NoShowShare, dynamic::slashing::NoShowsToJail>;
    type Timeout = PenaltyOf<dynamic::slashing::TimeoutShare, dynamic::slashing::TimeoutsToJail>;
    type InvalidResult = PenaltyOf<dynamic::slashing::InvalidResultShare, dynamic::slashing::InvalidResultsToJail>;
    type DisputeLost = PenaltyOf<dynamic::slashing::DisputeLostShare, dynamic::slashing::DisputesLostToJail>;
    type ReporterShare = ValueOf<dynamic::slashing::ReporterShare>;
    type AppealWindow = ValueOf<dynamic::slashing::AppealWindow>;
    type AppealBond = ValueOf<dynamic::slashing::AppealBond>;
    type CourtWindow = CourtTime<dynamic::slashing::CourtWindow>;
    type EraLength = ValueOf<dynamic::slashing::EraLength>;
    type JailTerm = ValueOf<dynamic::slashing::JailTerm>;
    type WeightInfo = pallet_slashing::weights::SubstrateWeight<Runtime>;
}

impl pallet_rewards::Config for Runtime {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type Agents = AgentRegistry;
    type BlockNumberProvider = System;
    type EraLength = ValueOf<dynamic::rewards::EraLength>;
    type EraReward = ValueOf<dynamic::rewards::EraReward>;
    type RewardRate = ValueOf<dynamic::rewards::RewardRate>;
    type VestingPeriod = ValueOf<dynamic::rewards::VestingPeriod>;
    type WeightInfo = pallet_rewards::weights::SubstrateWeight<Runtime>;
}

/// What the author of the last block could not choose, mixed with what nobody could: its VRF output and the epoch's randomness.
pub struct BlockRandomness;

impl Randomness<Hash, BlockNumber> for BlockRandomness {
    fn random(subject: &[u8]) -> (Hash, BlockNumber) {
        let (of_block, known_since) = pallet_babe::ParentBlockRandomness::<Runtime>::random(subject);
        let (of_epoch, _) = pallet_babe::RandomnessFromOneEpochAgo::<Runtime>::random(subject);
        (BlakeTwo256::hash_of(&(of_block, of_epoch)), known_since)
    }
}

impl pallet_parameters::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeParameters = RuntimeParameters;
    type AdminOrigin = MayTune;
    // The pallet exports no weights but these, measured with RocksDB.
    type WeightInfo = ();
}
