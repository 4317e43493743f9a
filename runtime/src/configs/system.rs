//! How large and how heavy a block may be.

use frame_support::{
    derive_impl,
    dispatch::DispatchClass,
    parameter_types,
    traits::InsideBoth,
    weights::{constants::WEIGHT_REF_TIME_PER_SECOND, Weight},
};
use frame_system::limits::{BlockLength, BlockWeights};
use sp_runtime::{traits::AccountIdLookup, Perbill};

use crate::{
    weights::{block::BlockExecutionWeight, database::DatabaseWeight, extrinsic::ExtrinsicBaseWeight},
    *,
};

/// Share of a block that ordinary calls may fill; the rest is kept for operational ones.
const NORMAL_SHARE: Perbill = Perbill::from_percent(75);

/// Most that a block may weigh.
const MAXIMUM: Weight = Weight::from_parts(WEIGHT_REF_TIME_PER_SECOND, u64::MAX);

/// Share of a block that its hooks are expected to take.
const AVERAGE_INITIALIZATION: Perbill = Perbill::from_percent(10);

parameter_types! {
    /// Headers kept, and so the longest life of a mortal transaction.
    pub const BlockHashCount: BlockNumber = 4096;
    pub const Version: RuntimeVersion = VERSION;
    /// Half of a two-second slot goes to executing the block; the other half is for spreading and importing it.
    pub Weights: BlockWeights = BlockWeights::builder()
        .base_block(BlockExecutionWeight::get())
        .for_class(DispatchClass::all(), |class| class.base_extrinsic = ExtrinsicBaseWeight::get())
        .for_class(DispatchClass::Normal, |class| class.max_total = Some(NORMAL_SHARE * MAXIMUM))
        .for_class(DispatchClass::Operational, |class| {
            class.max_total = Some(MAXIMUM);
            // What ordinary calls leave free is for operational ones alone.
            class.reserved = Some(MAXIMUM - NORMAL_SHARE * MAXIMUM);
        })
        .avg_block_initialization(AVERAGE_INITIALIZATION)
        .build_or_panic();
    /// Five MiB a block.
    pub Length: BlockLength =
        BlockLength::builder().max_length(5 * 1024 * 1024).modify_max_length_for_class(DispatchClass::Normal, |length| {
            *length = NORMAL_SHARE * *length;
        }).build();
    /// Addresses start like those of any Substrate chain, so that every wallet shows them.
    pub const SS58Prefix: u8 = 42;
}

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig)]
impl frame_system::Config for Runtime {
    type Block = Block;
    type BlockWeights = Weights;
    type BlockLength = Length;
    type AccountId = AccountId;
    type Lookup = AccountIdLookup<AccountId, ()>;
    type Nonce = Nonce;
    type Hash = Hash;
    type BlockHashCount = BlockHashCount;
    type DbWeight = DatabaseWeight;
    type Version = Version;
    type AccountData = pallet_balances::AccountData<Balance>;
    type SS58Prefix = SS58Prefix;
    type SystemWeightInfo = frame_system::weights::SubstrateWeight<Runtime>;
    type ExtensionsWeightInfo = weights::frame_system_extensions::MeasuredWeight<Runtime>;
    // Not what root does, and no hook: what began goes on.
    type BaseCallFilter = InsideBoth<SafeMode, TxPause>;
    type SingleBlockMigrations = migrations::AtOnce;
    type MultiBlockMigrator = MultiBlockMigrations;
    type MaxConsumers = frame_support::traits::ConstU32<128>;
}

impl pallet_utility::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type PalletsOrigin = OriginCaller;
    type WeightInfo = pallet_utility::weights::SubstrateWeight<Runtime>;
}
