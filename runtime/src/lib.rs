#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![recursion_limit = "512"]
// The macros of this crate expand to public items that carry no docs; what is written here by hand does.
#![allow(missing_docs)]

extern crate alloc;

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

pub mod apis;
mod benchmarks;
pub mod configs;
pub mod genesis_config_presets;
pub mod migrations;
pub mod params;
pub mod weights;

use alloc::{borrow::Cow, vec::Vec};
use sp_runtime::{
    generic, impl_opaque_keys,
    traits::{BlakeTwo256, IdentifyAccount, Verify},
    MultiAddress, MultiSignature,
};
use sp_version::{runtime_version, RuntimeVersion};

pub use ainur_primitives::{Balance, BlockNumber, AINU};

/// Which runtime this is, and which of its parts changed since the last one.
#[runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
    spec_name: Cow::Borrowed("ainur"),
    impl_name: Cow::Borrowed("ainur"),
    authoring_version: 1,
    spec_version: 101,
    impl_version: 1,
    apis: apis::RUNTIME_API_VERSIONS,
    transaction_version: 1,
    system_version: 1,
};

/// Slots and blocks in human time.
pub mod time {
    use super::BlockNumber;

    /// Length of a slot, in milliseconds; each slot has at most one block.
    pub const SLOT_MILLIS: u64 = 2_000;
    /// Blocks in a minute.
    pub const MINUTES: BlockNumber = 30;
    /// Blocks in an hour.
    pub const HOURS: BlockNumber = 60 * MINUTES;
    /// Blocks in a day.
    pub const DAYS: BlockNumber = 24 * HOURS;
    /// Slots in an epoch, which is also a session, unless genesis wants shorter ones.
    pub const EPOCH_SLOTS: u32 = 10 * MINUTES;
}

/// A signature by a key of any of the kinds that wallets use.
pub type Signature = MultiSignature;
/// What a signature says who signed.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// How a transaction names an account.
pub type Address = MultiAddress<AccountId, ()>;
/// How many transactions an account has signed.
pub type Nonce = u32;
/// Digest that names blocks and state.
pub type Hash = sp_core::H256;
/// A block's header.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;

/// Types for the node, which carries transactions without reading them.
pub mod opaque {
    /// A block whose transactions are bytes.
    pub type Block = sp_runtime::generic::Block<super::Header, sp_runtime::OpaqueExtrinsic>;
}

/// What a transaction carries beside its call. None is our own: hardware wallets know each of these.
pub type TxExtension = (
    frame_system::AuthorizeCall<Runtime>,
    frame_system::CheckNonZeroSender<Runtime>,
    frame_system::CheckSpecVersion<Runtime>,
    frame_system::CheckTxVersion<Runtime>,
    frame_system::CheckGenesis<Runtime>,
    frame_system::CheckMortality<Runtime>,
    frame_system::CheckNonce<Runtime>,
    frame_system::CheckWeight<Runtime>,
    pallet_transaction_payment::ChargeTransactionPayment<Runtime>,
    frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
    frame_system::WeightReclaim<Runtime>,
);

/// A transaction as it travels.
pub type UncheckedExtrinsic = generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;

/// What executes a block.
pub type Executive =
    frame_executive::Executive<Runtime, Block, frame_system::ChainContext<Runtime>, Runtime, AllPalletsWithSystem>;

impl_opaque_keys! {
    /// The keys a validator works with: one to author, one to finalise.
    pub struct SessionKeys {
        pub babe: Babe,
        pub grandpa: Grandpa,
    }
}

#[frame_support::runtime]
mod runtime {
    #[runtime::runtime]
    #[runtime::derive(
        RuntimeCall,
        RuntimeEvent,
        RuntimeError,
        RuntimeOrigin,
        RuntimeFreezeReason,
        RuntimeHoldReason,
        RuntimeSlashReason,
        RuntimeLockId,
        RuntimeTask,
        RuntimeViewFunction
    )]
    pub struct Runtime;

    #[runtime::pallet_index(0)]
    pub type System = frame_system;
    #[runtime::pallet_index(1)]
    pub type Utility = pallet_utility;
    #[runtime::pallet_index(2)]
    pub type Babe = pallet_babe;
    #[runtime::pallet_index(3)]
    pub type Timestamp = pallet_timestamp;
    #[runtime::pallet_index(4)]
    pub type Authorship = pallet_authorship;
    #[runtime::pallet_index(5)]
    pub type Balances = pallet_balances;
    #[runtime::pallet_index(6)]
    pub type TransactionPayment = pallet_transaction_payment;

    #[runtime::pallet_index(10)]
    pub type Offences = pallet_offences;
    // Before the sessions, whose genesis asks who serves.
    #[runtime::pallet_index(11)]
    pub type Validators = pallet_validators;
    #[runtime::pallet_index(12)]
    pub type Session = pallet_session;
    #[runtime::pallet_index(13)]
    pub type Grandpa = pallet_grandpa;
    #[runtime::pallet_index(14)]
    pub type Historical = pallet_session::historical;

    #[runtime::pallet_index(20)]
    pub type Sudo = pallet_sudo;
    #[runtime::pallet_index(21)]
    pub type Parameters = pallet_parameters;
    #[runtime::pallet_index(22)]
    pub type Preimage = pallet_preimage;
    #[runtime::pallet_index(23)]
    pub type Scheduler = pallet_scheduler;
    #[runtime::pallet_index(24)]
    pub type SafeMode = pallet_safe_mode;
    #[runtime::pallet_index(25)]
    pub type TxPause = pallet_tx_pause;
    #[runtime::pallet_index(26)]
    pub type MultiBlockMigrations = pallet_migrations;

    #[runtime::pallet_index(30)]
    pub type Proxy = pallet_proxy;
    #[runtime::pallet_index(31)]
    pub type Multisig = pallet_multisig;
    #[runtime::pallet_index(32)]
    pub type Identity = pallet_identity;
    #[runtime::pallet_index(33)]
    pub type Vesting = pallet_vesting;
    #[runtime::pallet_index(34)]
    pub type Recovery = pallet_recovery;

    #[runtime::pallet_index(40)]
    pub type Origins = pallet_governance;
    #[runtime::pallet_index(41)]
    pub type ConvictionVoting = pallet_conviction_voting;
    #[runtime::pallet_index(42)]
    pub type Referenda = pallet_referenda;
    #[runtime::pallet_index(43)]
    pub type Whitelist = pallet_whitelist;
    #[runtime::pallet_index(44)]
    pub type TechnicalCommittee = pallet_collective<Instance1>;
    #[runtime::pallet_index(45)]
    pub type TechnicalMembership = pallet_membership<Instance1>;
    #[runtime::pallet_index(46)]
    pub type Treasury = pallet_treasury;
    #[runtime::pallet_index(47)]
    pub type Bounties = pallet_bounties;

    #[runtime::pallet_index(50)]
    pub type AgentRegistry = pallet_agent_registry;
    #[runtime::pallet_index(51)]
    pub type Reputation = pallet_reputation;
    #[runtime::pallet_index(52)]
    pub type Escrow = pallet_escrow;
    #[runtime::pallet_index(53)]
    pub type TaskMarket = pallet_task_market;
    #[runtime::pallet_index(54)]
    pub type Arbitration = pallet_arbitration;
    #[runtime::pallet_index(55)]
    pub type Slashing = pallet_slashing;
    #[runtime::pallet_index(56)]
    pub type Rewards = pallet_rewards;
}
