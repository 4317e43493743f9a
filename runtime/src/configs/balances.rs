//! What an account and a transaction cost, and where the fees go.

use frame_support::{
    parameter_types,
    traits::{fungible::hold::DoneSlash, tokens::imbalance::ResolveTo, ConstU32, ConstU8, VariantCountOf},
    weights::{ConstantMultiplier, IdentityFee},
    PalletId,
};
use pallet_transaction_payment::{FungibleAdapter, Multiplier, TargetedFeeAdjustment};
use sp_runtime::{
    traits::{AccountIdConversion, Bounded},
    FixedPointNumber, Perquintill,
};

use crate::*;

parameter_types! {
    /// The treasury's name, from which its account follows: the one wallets know.
    pub const TreasuryPallet: PalletId = PalletId(*b"py/trsry");
    /// Fullness of a block at which fees stay as they are.
    pub const TargetFullness: Perquintill = Perquintill::from_percent(25);
    /// How fast fees follow demand: by at most some 30% a day.
    pub AdjustmentSpeed: Multiplier = Multiplier::saturating_from_rational(75, 1_000_000);
    /// Fees never fall below a tenth of their base.
    pub MinimumMultiplier: Multiplier = Multiplier::saturating_from_rational(1, 10);
    pub MaximumMultiplier: Multiplier = Multiplier::max_value();
    /// Least an account may hold, in plancks.
    pub const ExistentialDeposit: Balance = AINU / 100;
    /// Fee for each byte of a transaction, in plancks.
    pub const ByteFee: Balance = AINU / 1_000_000;
    /// Where fees and what is taken from wrongdoers go: what the treasury spends.
    pub TreasuryAccount: AccountId = TreasuryPallet::get().into_account_truncating();
}

impl pallet_balances::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeHoldReason = RuntimeHoldReason;
    type RuntimeFreezeReason = RuntimeFreezeReason;
    type WeightInfo = pallet_balances::weights::SubstrateWeight<Runtime>;
    type Balance = Balance;
    type DustRemoval = ResolveTo<TreasuryAccount, Balances>;
    type ExistentialDeposit = ExistentialDeposit;
    type AccountStore = System;
    type ReserveIdentifier = [u8; 8];
    type FreezeIdentifier = RuntimeFreezeReason;
    type MaxLocks = ConstU32<50>;
    type MaxReserves = ConstU32<50>;
    type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
    type DoneSlashHandler = TellTaken;
}

/// Tells of what is taken out of a hold, of which `Balances` itself says nothing, in the words that it has for it: that it is no longer
/// held, and that it has left the account. Whoever gets it, the next events tell.
pub struct TellTaken;

impl DoneSlash<RuntimeHoldReason, AccountId, Balance> for TellTaken {
    fn done_slash(reason: &RuntimeHoldReason, who: &AccountId, amount: Balance) {
        if amount > 0 {
            let (reason, who) = (*reason, who.clone());
            System::deposit_event(pallet_balances::Event::<Runtime>::Released { reason, who: who.clone(), amount });
            System::deposit_event(pallet_balances::Event::<Runtime>::Withdraw { who, amount });
        }
    }
}

impl pallet_transaction_payment::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type OnChargeTransaction = FungibleAdapter<Balances, ResolveTo<TreasuryAccount, Balances>>;
    // One planck a picosecond of execution: a millisecond costs a thousandth of an AINU.
    type WeightToFee = IdentityFee<Balance>;
    type LengthToFee = ConstantMultiplier<Balance, ByteFee>;
    type FeeMultiplierUpdate = TargetedFeeAdjustment<Self, TargetFullness, AdjustmentSpeed, MinimumMultiplier, MaximumMultiplier>;
    type OperationalFeeMultiplier = ConstU8<5>;
    type WeightInfo = weights::pallet_transaction_payment::MeasuredWeight<Runtime>;
}
