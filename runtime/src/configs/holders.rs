//! What belongs to who holds an account: several keys, a name, money that becomes free with time, a way back after a loss.

use frame_support::{
    parameter_types,
    traits::{fungible::HoldConsideration, tokens::imbalance::ResolveTo, ConstU32, WithdrawReasons},
};
use frame_system::EnsureRoot;
use pallet_governance::Days;
use sp_runtime::traits::{ConvertInto, Verify};

use super::{balances::TreasuryAccount, deposit, governance::origins::Guardian, market::StoragePrice};
use crate::*;

parameter_types! {
    /// Reserved while signatures are collected, in plancks.
    pub const MultisigDeposit: Balance = deposit(1, 88);
    /// Reserved for each who may sign, in plancks.
    pub const MultisigDepositFactor: Balance = deposit(0, 32);
    /// Reserved for an identity, in plancks.
    pub const IdentityDeposit: Balance = deposit(1, 17);
    /// Reserved for each byte of an identity, in plancks.
    pub const IdentityDepositByte: Balance = deposit(0, 1);
    /// Reserved for each account that is named as a part of another, in plancks.
    pub const SubAccountDeposit: Balance = deposit(1, 53);
    /// Reserved by an authority for each name it gives, in plancks.
    pub const UsernameDeposit: Balance = deposit(0, 32);
    /// Least that can be given bit by bit, in plancks.
    pub const MinVestedTransfer: Balance = AINU;
    /// What is not free yet pays fees, and nobody else.
    pub UnvestedMayLeaveFor: WithdrawReasons = WithdrawReasons::except(WithdrawReasons::TRANSFER | WithdrawReasons::RESERVE);
    pub const FriendsDeposit: RuntimeHoldReason = RuntimeHoldReason::Recovery(pallet_recovery::HoldReason::FriendGroupsStorage);
    pub const AttemptDeposit: RuntimeHoldReason = RuntimeHoldReason::Recovery(pallet_recovery::HoldReason::AttemptStorage);
    pub const HeirDeposit: RuntimeHoldReason = RuntimeHoldReason::Recovery(pallet_recovery::HoldReason::InheritorStorage);
    /// Held of who tries to recover an account, and lost when the account objects, in plancks.
    pub const RecoveryDeposit: Balance = 10 * AINU;
}

impl pallet_multisig::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type Currency = Balances;
    type DepositBase = MultisigDeposit;
    type DepositFactor = MultisigDepositFactor;
    type MaxSignatories = ConstU32<100>;
    type WeightInfo = pallet_multisig::weights::SubstrateWeight<Runtime>;
    type BlockNumberProvider = System;
}

impl pallet_identity::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type Currency = Balances;
    type BasicDeposit = IdentityDeposit;
    type ByteDeposit = IdentityDepositByte;
    type UsernameDeposit = UsernameDeposit;
    type SubAccountDeposit = SubAccountDeposit;
    type MaxSubAccounts = ConstU32<100>;
    type IdentityInformation = pallet_identity::legacy::IdentityInfo<ConstU32<16>>;
    type MaxRegistrars = ConstU32<20>;
    type Slashed = Treasury;
    type ForceOrigin = EnsureRoot<AccountId>;
    // Who vouches for people vouches for the owners of agents.
    type RegistrarOrigin = Guardian;
    type OffchainSignature = Signature;
    type SigningPublicKey = <Signature as Verify>::Signer;
    type UsernameAuthorityOrigin = Guardian;
    type PendingUsernameExpiration = Days<Runtime, 7>;
    type UsernameGracePeriod = Days<Runtime, 30>;
    type MaxSuffixLength = ConstU32<7>;
    type MaxUsernameLength = ConstU32<32>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = ();
    type WeightInfo = pallet_identity::weights::SubstrateWeight<Runtime>;
}

impl pallet_vesting::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type Currency = Balances;
    type BlockNumberToBalance = ConvertInto;
    type MinVestedTransfer = MinVestedTransfer;
    type WeightInfo = pallet_vesting::weights::SubstrateWeight<Runtime>;
    type UnvestedFundsAllowedWithdrawReasons = UnvestedMayLeaveFor;
    type BlockNumberProvider = System;
    const MAX_VESTING_SCHEDULES: u32 = 28;
}

impl pallet_recovery::Config for Runtime {
    type RuntimeCall = RuntimeCall;
    type RuntimeHoldReason = RuntimeHoldReason;
    type BlockNumberProvider = System;
    type Currency = Balances;
    type FriendGroupsConsideration = HoldConsideration<AccountId, Balances, FriendsDeposit, StoragePrice>;
    type AttemptConsideration = HoldConsideration<AccountId, Balances, AttemptDeposit, StoragePrice>;
    type InheritorConsideration = HoldConsideration<AccountId, Balances, HeirDeposit, StoragePrice>;
    type SecurityDeposit = RecoveryDeposit;
    type Slash = ResolveTo<TreasuryAccount, Balances>;
    type MaxFriendsPerConfig = ConstU32<16>;
    type WeightInfo = pallet_recovery::weights::SubstrateWeight<Runtime>;
}
