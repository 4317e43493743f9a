//! What the calls weigh: upper bounds, not measurements.
//!
//! Each bound counts the storage items the call may touch at worst and adds a wide margin for the computation between them.
//! `cargo xtask weights` replaces this file by measured weights; until somebody has run it on the reference machine, calls
//! cost more than they need to, and no block holds more than it can.

use core::marker::PhantomData;

use frame_support::{traits::Get, weights::Weight};

/// What each call weighs.
#[allow(missing_docs, reason = "one function for each call, of the same name")]
pub trait WeightInfo {
    fn register() -> Weight;
    fn update() -> Weight;
    fn set_operator() -> Weight;
    fn pause() -> Weight;
    fn resume() -> Weight;
    fn bond() -> Weight;
    fn unbond() -> Weight;
    fn withdraw_unbonded() -> Weight;
    fn retire() -> Weight;
}

/// The bounds, with the cost of storage on this chain.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> SubstrateWeight<T> {
    /// Any call: the record, its name, the count of agents, the owner's account and holds, and a fifth of a millisecond.
    fn bound() -> Weight {
        Weight::from_parts(200_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(6, 6))
    }
}

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
    fn register() -> Weight {
        Self::bound()
    }

    fn update() -> Weight {
        Self::bound()
    }

    fn set_operator() -> Weight {
        Self::bound()
    }

    fn pause() -> Weight {
        Self::bound()
    }

    fn resume() -> Weight {
        Self::bound()
    }

    fn bond() -> Weight {
        Self::bound()
    }

    fn unbond() -> Weight {
        Self::bound()
    }

    fn withdraw_unbonded() -> Weight {
        Self::bound()
    }

    fn retire() -> Weight {
        Self::bound()
    }
}
