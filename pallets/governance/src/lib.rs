#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects))]

extern crate alloc;

pub use pace::Days;
pub use pallet::*;

pub mod ensure;
#[cfg(test)]
mod mock;
mod pace;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;

#[allow(clippy::expect_used, reason = "FRAME's macros expand to it")]
#[frame_support::pallet]
pub mod pallet {
    use ainur_primitives::BlockNumber;
    use frame_support::pallet_prelude::*;

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config {
        /// Blocks of an hour by the clock on the wall: the slowest that governance can be, and how fast it is where genesis says nothing.
        #[pallet::constant]
        type RealHour: Get<BlockNumber>;
    }

    /// As whom governance speaks: each of these, but for root, has a track of its own, and may do what the track is for, nothing else.
    #[pallet::origin]
    #[derive(
        Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug,
    )]
    pub enum Origin {
        /// May have dispatched, as root, a call that the technical committee vouched for.
        #[codec(index = 0)]
        WhitelistedCaller,
        /// May set every parameter of the market within its range.
        #[codec(index = 1)]
        Parameters,
        /// May punish malicious agents, set the registry's parameters, and appoint who vouches for names.
        #[codec(index = 2)]
        AgentRegistry,
        /// May decide disputes and appeals against slashes.
        #[codec(index = 3)]
        DisputeCourt,
        /// May spend large amounts of the treasury and take back what was approved.
        #[codec(index = 4)]
        Treasurer,
        /// May spend small amounts of the treasury.
        #[codec(index = 5)]
        SmallSpender,
        /// May spend amounts of the treasury that are neither small nor large.
        #[codec(index = 6)]
        MediumSpender,
        /// May end a referendum before its time; its deposits return.
        #[codec(index = 7)]
        ReferendumCanceller,
        /// May end a referendum before its time and take its deposits.
        #[codec(index = 8)]
        ReferendumKiller,
    }

    /// Blocks of what governance calls an hour. Written once, at genesis; no call changes it, because the referenda under way
    /// would change with it.
    #[pallet::storage]
    pub type HourLength<T: Config> = StorageValue<_, BlockNumber, ValueQuery, T::RealHour>;

    /// How governance begins.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// Blocks of what governance calls an hour, from one up to a real hour; none for a real one.
        pub hour: Option<BlockNumber>,
        #[serde(skip)]
        #[doc(hidden)]
        pub _config: core::marker::PhantomData<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            let Some(hour) = self.hour else { return };
            assert!((1..=T::RealHour::get()).contains(&hour), "governance cannot be slower than the clock, nor take no time");
            HourLength::<T>::put(hour);
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// Blocks of what governance calls an hour.
        pub fn hour_length() -> BlockNumber {
            Self::hour()
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<frame_system::pallet_prelude::BlockNumberFor<T>> for Pallet<T> {
        #[cfg(feature = "try-runtime")]
        fn try_state(_: frame_system::pallet_prelude::BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::check_state()
        }
    }
}
