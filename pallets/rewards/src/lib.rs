#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects))]

extern crate alloc;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod impls;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
mod types;
pub mod weights;

#[allow(clippy::expect_used, reason = "FRAME's macros expand to it")]
#[frame_support::pallet]
pub mod pallet {
    use ainur_primitives::{AgentId, Balance, BlockNumber};
    use ainur_support::Agents;
    use frame_support::{
        pallet_prelude::*,
        traits::fungible::{hold::Mutate, Balanced},
    };
    use frame_system::pallet_prelude::*;
    use sp_runtime::traits::BlockNumberProvider;

    use crate::{types::*, WeightInfo};

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    /// Places on each leaderboard, and so the most agents that are rewarded in an era.
    pub const MAX_PLACES: u32 = 100;

    /// Most grants of one account at a time; beyond that, the two that end nearest to each other become one.
    pub const MAX_GRANTS: u32 = 32;

    /// Most requesters whose points of eras past are looked for in a block.
    pub const MAX_SWEPT: u32 = 16;

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// The money that is issued.
        type Currency: Mutate<Self::AccountId, Balance = Balance, Reason = Self::RuntimeHoldReason>
            + Balanced<Self::AccountId, Balance = Balance>;

        /// The runtime's reasons to hold money.
        type RuntimeHoldReason: From<HoldReason>;

        /// Whose owners are rewarded.
        type Agents: Agents<Self::AccountId>;

        /// The clock.
        type BlockNumberProvider: BlockNumberProvider<BlockNumber = BlockNumber>;

        /// Blocks of an era; zero counts as 1. A change counts from the beginning of the present era.
        type EraLength: Get<BlockNumber>;

        /// Most that is issued for an era, in plancks.
        type EraReward: Get<Balance>;

        /// Most that is issued, in plancks, for each planck of points: what an agent earns here never exceeds this share of what it
        /// was paid, so that paying oneself is no business as long as the fee is higher.
        type RewardRate: Get<sp_runtime::Permill>;

        /// Blocks over which a reward becomes free.
        type VestingPeriod: Get<BlockNumber>;

        /// What the calls weigh.
        type WeightInfo: WeightInfo;
    }

    /// Why money is held.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// A reward that is not free yet.
        #[codec(index = 0)]
        Vesting,
    }

    /// The era of the present leaderboards: how many were before it.
    #[pallet::storage]
    pub type Era<T: Config> = StorageValue<_, u32, ValueQuery>;

    /// Block in which the present era began.
    #[pallet::storage]
    pub type EraStarted<T: Config> = StorageValue<_, BlockNumber, ValueQuery>;

    /// How far the search for points of eras past has come; none when all of them are gone.
    #[pallet::storage]
    pub type Sweeping<T: Config> = StorageValue<_, Sweep<T::AccountId>>;

    /// Each agent's points in the last era in which it had any. They go with the agent.
    #[pallet::storage]
    pub type AgentPoints<T: Config> = StorageMap<_, Twox64Concat, AgentId, Points, ValueQuery>;

    /// Each requester's points in the last era in which it had any. When that is over, they go bit by bit.
    #[pallet::storage]
    pub type RequesterPoints<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Points, ValueQuery>;

    /// The agents with the most points of this era.
    #[pallet::storage]
    pub type TopAgents<T: Config> = StorageValue<_, Leaderboard<AgentId, ConstU32<MAX_PLACES>>, ValueQuery>;

    /// The requesters with the most points of this era.
    #[pallet::storage]
    pub type TopRequesters<T: Config> = StorageValue<_, Leaderboard<T::AccountId, ConstU32<MAX_PLACES>>, ValueQuery>;

    /// What becomes free for whom.
    #[pallet::storage]
    pub type Grants<T: Config> =
        StorageMap<_, Blake2_128Concat, T::AccountId, BoundedVec<Grant, ConstU32<MAX_GRANTS>>, ValueQuery>;

    /// All that was ever issued here, in plancks.
    #[pallet::storage]
    pub type Issued<T: Config> = StorageValue<_, Balance, ValueQuery>;

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    #[allow(missing_docs, reason = "the fields are named as in the calls and records they come from")]
    pub enum Event<T: Config> {
        /// An era is over, and so much was issued for so many agents.
        EraRewarded { era: u32, agents: u32, issued: Balance },
        /// The owner of an agent earned a reward that becomes free up to block `end`.
        Rewarded { era: u32, agent: AgentId, owner: T::AccountId, amount: Balance, end: BlockNumber },
        /// A part of somebody's rewards became free.
        Claimed { who: T::AccountId, amount: Balance },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// Nothing has become free since the last time.
        NothingVested,
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Frees what the caller earned and time has freed.
        ///
        /// # Errors
        ///
        /// `NothingVested`.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::claim())]
        pub fn claim(origin: OriginFor<T>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_claim(who)
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// The agents with the most points of this era, best first.
        pub fn agent_leaderboard() -> alloc::vec::Vec<Place<AgentId>> {
            TopAgents::<T>::get().0.into_inner()
        }

        /// The requesters with the most points of this era, best first.
        pub fn requester_leaderboard() -> alloc::vec::Vec<Place<T::AccountId>> {
            TopRequesters::<T>::get().0.into_inner()
        }

        /// What somebody could claim now, in plancks.
        pub fn claimable(who: T::AccountId) -> Balance {
            Self::releasable(&who)
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_initialize(_: BlockNumberFor<T>) -> Weight {
            Self::turn_of_era()
        }

        fn on_idle(_: BlockNumberFor<T>, spare: Weight) -> Weight {
            Self::sweep(spare)
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::check_state()
        }
    }
}
