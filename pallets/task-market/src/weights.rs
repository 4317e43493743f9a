//! What the calls weigh: upper bounds, not measurements.
//!
//! Each bound counts the storage items the call may touch at worst and adds a wide margin for the computation between them.
//! `cargo xtask weights` replaces this file by measured weights; until somebody has run it on the reference machine, calls
//! cost more than they need to, and no block holds more than it can.

use core::marker::PhantomData;

use ainur_primitives::limits::MAX_BIDS;
use frame_support::{traits::Get, weights::Weight};

/// What each call, and each look of the chain at its agenda, weighs.
#[allow(missing_docs, reason = "one function for each call, of the same name")]
pub trait WeightInfo {
    fn create_task() -> Weight;
    fn cancel() -> Weight;
    fn bid() -> Weight;
    fn withdraw_bid() -> Weight;
    fn close_bidding() -> Weight;
    fn accept_offer() -> Weight;
    fn decline() -> Weight;
    fn start() -> Weight;
    fn submit_result() -> Weight;
    fn fail() -> Weight;
    fn accept_result() -> Weight;
    fn settle(n: u32) -> Weight;
    fn poke() -> Weight;
    fn look_at_agenda() -> Weight;
}

/// The bounds, with the cost of storage on this chain.
pub struct SubstrateWeight<T>(PhantomData<T>);

/// Margin for the computation of one call: a fifth of a millisecond.
const COMPUTATION: Weight = Weight::from_parts(200_000_000, 0);
/// Storage items that one step of one task may touch at worst: its records, its agenda, both accounts and their holds, the
/// treasury, the agent, both track records.
const ITEMS: u64 = 16;

impl<T: frame_system::Config> SubstrateWeight<T> {
    /// One step of one task.
    fn step() -> Weight {
        COMPUTATION.saturating_add(T::DbWeight::get().reads_writes(ITEMS, ITEMS))
    }

    /// One step in which every bid, with its agent and its standing, is looked at.
    fn step_over_book() -> Weight {
        let bid = COMPUTATION.saturating_div(4).saturating_add(T::DbWeight::get().reads(4));
        Self::step().saturating_add(bid.saturating_mul(u64::from(MAX_BIDS)))
    }
}

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
    fn create_task() -> Weight {
        Self::step()
    }

    fn cancel() -> Weight {
        Self::step_over_book()
    }

    fn bid() -> Weight {
        Self::step_over_book()
    }

    fn withdraw_bid() -> Weight {
        Self::step()
    }

    fn close_bidding() -> Weight {
        Self::step_over_book()
    }

    fn accept_offer() -> Weight {
        Self::step()
    }

    fn decline() -> Weight {
        Self::step()
    }

    fn start() -> Weight {
        Self::step()
    }

    fn submit_result() -> Weight {
        Self::step()
    }

    fn fail() -> Weight {
        Self::step()
    }

    fn accept_result() -> Weight {
        Self::step()
    }

    fn settle(n: u32) -> Weight {
        COMPUTATION.saturating_add(Self::step().saturating_mul(u64::from(n)))
    }

    fn poke() -> Weight {
        Self::step_over_book()
    }

    fn look_at_agenda() -> Weight {
        COMPUTATION.saturating_add(T::DbWeight::get().reads_writes(2, 2))
    }
}
