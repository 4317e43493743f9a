//! How the holders of money decide, and who carries it out: upstream pallets with voices, tracks and bounds of our own.

use frame_support::{
    parameter_types,
    traits::{
        fungible::HoldConsideration,
        tokens::{currency::ActiveIssuanceOf, pay::PayFromAccount, UnityAssetBalanceConversion},
        ConstU32, EqualPrivilegeOnly,
    },
    weights::Weight,
};
use frame_system::EnsureRoot;
use pallet_governance::{ensure, Days};
use sp_runtime::{traits::AccountIdLookup, Perbill, Permill};

use self::{
    agenda::NextWithRoom,
    origins::{Committee, MayCancel, MayPropose, MaySpend, RootOr, SilenceIsNay, TechnicalCollective},
    tracks::Tracks,
    votes::Votable,
};
pub use self::{tracks::CourtTime, votes::FrozenOf};
use super::{
    balances::{TreasuryAccount, TreasuryPallet},
    deposit,
    market::StoragePrice,
    system::Weights,
};
use crate::*;

mod agenda;
pub mod origins;
mod tracks;
mod votes;

/// Most members of the technical committee.
const MAX_MEMBERS: u32 = 21;

parameter_types! {
    /// Held for the text of a proposal.
    pub const PreimageDeposit: RuntimeHoldReason = RuntimeHoldReason::Preimage(pallet_preimage::HoldReason::Preimage);
    /// What may be executed in a block because it was scheduled. While a migration takes its steps it still is, in the same blocks: both leave
    /// room for inherents and for what pallets do by themselves.
    pub MaxScheduledWeight: Weight = Perbill::from_percent(50) * Weights::get().max_block;
    /// Reserved for a referendum, in plancks, and returned only when it is approved or cancelled. Each takes a place in the agenda of
    /// a block, which must be dear to fill.
    pub const SubmissionDeposit: Balance = 50 * AINU;
    /// The treasury burns nothing: what is not spent stays.
    pub const Burn: Permill = Permill::zero();
    /// What a motion of the committee may weigh.
    pub MaxMotionWeight: Weight = Perbill::from_percent(50) * Weights::get().max_block;
    /// Reserved for a proposed bounty, in plancks.
    pub const BountyDeposit: Balance = deposit(1, 0);
    /// Reserved for each byte of a bounty's description, in plancks.
    pub const BountyDepositByte: Balance = deposit(0, 1);
    /// Least value of a bounty, in plancks.
    pub const BountyMinimum: Balance = 10 * AINU;
    /// Share of its fee that a curator puts down.
    pub const CuratorShare: Permill = Permill::from_percent(50);
    /// Most that a curator puts down, in plancks.
    pub const CuratorMost: Option<Balance> = Some(1_000 * AINU);
    /// Least that a curator puts down, in plancks.
    pub const CuratorLeast: Option<Balance> = Some(AINU);
}

impl pallet_governance::Config for Runtime {
    type RealHour = ConstU32<{ time::HOURS }>;
}

impl pallet_preimage::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type WeightInfo = pallet_preimage::weights::SubstrateWeight<Runtime>;
    type Currency = Balances;
    type ManagerOrigin = EnsureRoot<AccountId>;
    type Consideration = HoldConsideration<AccountId, Balances, PreimageDeposit, StoragePrice>;
}

impl pallet_scheduler::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeOrigin = RuntimeOrigin;
    type PalletsOrigin = OriginCaller;
    type RuntimeCall = RuntimeCall;
    type MaximumWeight = MaxScheduledWeight;
    type ScheduleOrigin = EnsureRoot<AccountId>;
    type OriginPrivilegeCmp = EqualPrivilegeOnly;
    // Every referendum takes a place in one.
    type MaxScheduledPerBlock = ConstU32<512>;
    type WeightInfo = pallet_scheduler::weights::SubstrateWeight<Runtime>;
    type Preimages = Preimage;
    type BlockNumberProvider = System;
}

impl pallet_conviction_voting::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type WeightInfo = pallet_conviction_voting::weights::SubstrateWeight<Runtime>;
    type Currency = Votable;
    type Polls = Referenda;
    type MaxTurnout = ActiveIssuanceOf<Balances, AccountId>;
    type MaxVotes = ConstU32<128>;
    type VoteLockingPeriod = Days<Runtime, 7>;
    type BlockNumberProvider = System;
    type VotingHooks = ();
}

impl pallet_referenda::Config for Runtime {
    type RuntimeCall = RuntimeCall;
    type RuntimeEvent = RuntimeEvent;
    type WeightInfo = pallet_referenda::weights::SubstrateWeight<Runtime>;
    type Scheduler = NextWithRoom;
    type Currency = Balances;
    type SubmitOrigin = MayPropose;
    type CancelOrigin = MayCancel;
    type KillOrigin = RootOr<ensure::ReferendumKiller>;
    type Slash = Treasury;
    type Votes = pallet_conviction_voting::VotesOf<Runtime>;
    type Tally = pallet_conviction_voting::TallyOf<Runtime>;
    type SubmissionDeposit = SubmissionDeposit;
    type MaxQueued = ConstU32<100>;
    type UndecidingTimeout = Days<Runtime, 14>;
    type AlarmInterval = ConstU32<1>;
    type Tracks = Tracks;
    type Preimages = Preimage;
    type BlockNumberProvider = System;
}

impl pallet_whitelist::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type WhitelistOrigin = RootOr<Committee>;
    type DispatchWhitelistedOrigin = RootOr<ensure::WhitelistedCaller>;
    type Preimages = Preimage;
    type DeferredDispatchExpiration = Days<Runtime, 28>;
    type BlockNumberProvider = System;
    type WeightInfo = pallet_whitelist::weights::SubstrateWeight<Runtime>;
}

impl pallet_collective::Config<TechnicalCollective> for Runtime {
    type RuntimeOrigin = RuntimeOrigin;
    type Proposal = RuntimeCall;
    type RuntimeEvent = RuntimeEvent;
    type MotionDuration = Days<Runtime, 3>;
    type MaxProposals = ConstU32<20>;
    type MaxMembers = ConstU32<MAX_MEMBERS>;
    type DefaultVote = SilenceIsNay;
    type WeightInfo = pallet_collective::weights::SubstrateWeight<Runtime>;
    type SetMembersOrigin = EnsureRoot<AccountId>;
    type MaxProposalWeight = MaxMotionWeight;
    type DisapproveOrigin = EnsureRoot<AccountId>;
    type KillOrigin = EnsureRoot<AccountId>;
    // Members are few and known.
    type Consideration = ();
}

impl pallet_membership::Config<TechnicalCollective> for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type AddOrigin = EnsureRoot<AccountId>;
    type RemoveOrigin = EnsureRoot<AccountId>;
    type SwapOrigin = EnsureRoot<AccountId>;
    type ResetOrigin = EnsureRoot<AccountId>;
    type PrimeOrigin = EnsureRoot<AccountId>;
    type MembershipInitialized = TechnicalCommittee;
    type MembershipChanged = TechnicalCommittee;
    type MaxMembers = ConstU32<MAX_MEMBERS>;
    type WeightInfo = pallet_membership::weights::SubstrateWeight<Runtime>;
}

impl pallet_treasury::Config for Runtime {
    type Currency = Balances;
    type RejectOrigin = RootOr<ensure::Treasurer>;
    type RuntimeEvent = RuntimeEvent;
    type SpendPeriod = Days<Runtime, 1>;
    type Burn = Burn;
    type PalletId = TreasuryPallet;
    type BurnDestination = ();
    type WeightInfo = pallet_treasury::weights::SubstrateWeight<Runtime>;
    type SpendFunds = Bounties;
    type MaxApprovals = ConstU32<100>;
    type SpendOrigin = MaySpend;
    type AssetKind = ();
    type Beneficiary = AccountId;
    type BeneficiaryLookup = AccountIdLookup<AccountId, ()>;
    type Paymaster = PayFromAccount<Balances, TreasuryAccount>;
    type BalanceConverter = UnityAssetBalanceConversion;
    type PayoutPeriod = Days<Runtime, 30>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = ();
    type BlockNumberProvider = System;
}

impl pallet_bounties::Config for Runtime {
    type BountyDepositBase = BountyDeposit;
    type BountyDepositPayoutDelay = Days<Runtime, 4>;
    type BountyUpdatePeriod = Days<Runtime, 90>;
    type CuratorDepositMultiplier = CuratorShare;
    type CuratorDepositMax = CuratorMost;
    type CuratorDepositMin = CuratorLeast;
    type BountyValueMinimum = BountyMinimum;
    type DataDepositPerByte = BountyDepositByte;
    type RuntimeEvent = RuntimeEvent;
    type MaximumReasonLength = ConstU32<1_024>;
    type WeightInfo = pallet_bounties::weights::SubstrateWeight<Runtime>;
    type ChildBountyManager = ();
    type OnSlash = Treasury;
    type TransferAllAssets = pallet_bounties::TransferFungible<AccountId, Balances>;
}
