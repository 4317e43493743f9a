#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects))]

extern crate alloc;

pub use pallet::*;
pub use payments::Payments;

mod impls;
#[cfg(test)]
mod mock;
mod payments;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;

#[allow(clippy::expect_used, reason = "FRAME's macros expand to it")]
#[frame_support::pallet]
pub mod pallet {
    use ainur_primitives::{Balance, TaskId};
    use ainur_support::Settlement;
    use codec::{Decode, Encode, MaxEncodedLen};
    use frame_support::{
        pallet_prelude::*,
        traits::{
            fungible::{
                hold::{Balanced, Mutate},
                Credit,
            },
            OnUnbalanced,
        },
    };
    use sp_runtime::{traits::Convert, Permill};

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// The money that is locked.
        type Currency: Mutate<Self::AccountId, Balance = Balance, Reason = Self::RuntimeHoldReason>
            + Balanced<Self::AccountId, Balance = Balance>;

        /// The runtime's reasons to hold money.
        type RuntimeHoldReason: From<HoldReason>;

        /// Share of the price that is taken when a task succeeds.
        type FeeShare: Get<Permill>;

        /// Share of the fee that goes to whoever closed the bidding.
        type TipShare: Get<Permill>;

        /// Share of what the tip leaves of the fee that goes to whoever earned it by an audit of the result.
        type AuditReward: Get<Permill>;

        /// What may not leave an account although it is on it, in plancks: what votes or is not vested. No budget is taken of it, because a
        /// budget leaves whatever happens.
        type Frozen: Convert<Self::AccountId, Balance>;

        /// Where the fee goes.
        type OnFee: OnUnbalanced<Credit<Self::AccountId, Self::Currency>>;
    }

    /// Why money is held.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// The budget of a task that has not ended.
        #[codec(index = 0)]
        TaskBudget,
    }

    /// What is locked for one task.
    #[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
    pub struct Lock<AccountId> {
        /// Whose money it is.
        pub payer: AccountId,
        /// How much, in plancks.
        pub amount: Balance,
        /// The task out of whose lock it came.
        pub parent: Option<TaskId>,
        /// How many locks that came out of this one have a record. With the last of them the record of an ended lock goes.
        pub parts: u32,
        /// Whether it has ended; what comes back of its parts is for the nearest lock above that has not.
        pub has_ended: bool,
        /// What is taken of the price, as it was promised when the money was locked.
        pub shares: Shares,
    }

    /// What is taken of a price.
    #[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
    pub struct Shares {
        /// Of the price, for the treasury.
        pub fee: Permill,
        /// Of the fee, for whoever closed the bidding.
        pub tip: Permill,
        /// Of what the tip leaves of the fee, for an audit of the result.
        pub audit: Permill,
    }

    /// What is locked, by task. A lock ends exactly once, by payment or by refund; its entry stays as long as those of its parts.
    #[pallet::storage]
    pub type Locks<T: Config> = StorageMap<_, Twox64Concat, TaskId, Lock<T::AccountId>>;

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    #[allow(missing_docs, reason = "the fields are named as in the calls and records they come from")]
    pub enum Event<T: Config> {
        /// A task's budget was locked.
        Locked { task: TaskId, payer: T::AccountId, amount: Balance },
        /// A part of what was locked for one task was locked for another.
        Split { parent: TaskId, child: TaskId, amount: Balance },
        /// A task was paid; the parts of the settlement sum to what had been locked.
        Paid { task: TaskId, payer: T::AccountId, payee: T::AccountId, settlement: Settlement },
        /// What was locked for a task went back whole.
        Refunded { task: TaskId, payer: T::AccountId, amount: Balance },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// Money is locked for this task already.
        AlreadyLocked,
        /// Nothing is locked for this task: it was settled before, or never funded.
        NothingLocked,
        /// What would be left of the payer's money is less than what may not leave it.
        Frozen,
        /// The price is higher than what is locked.
        PriceAboveLock,
        /// Less is locked for the parent than the child is to get.
        ParentLacksFunds,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<frame_system::pallet_prelude::BlockNumberFor<T>> for Pallet<T> {
        #[cfg(feature = "try-runtime")]
        fn try_state(_: frame_system::pallet_prelude::BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::check_state()
        }
    }
}
