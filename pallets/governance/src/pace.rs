//! Days of governance, in blocks.

use core::marker::PhantomData;

use ainur_primitives::BlockNumber;
use ainur_support::has_chain;
use frame_support::traits::{Get, TypedGet};

use crate::{Config, HourLength, Pallet};

/// Hours of a day.
const HOURS_A_DAY: BlockNumber = 24;

impl<T: Config> Pallet<T> {
    /// Blocks of what governance calls an hour; a real hour where there is no chain to ask.
    pub fn hour() -> BlockNumber {
        // The periods are among the constants of the metadata, which tools also ask for without any chain.
        if has_chain() {
            HourLength::<T>::get()
        } else {
            T::RealHour::get()
        }
    }
}

/// `N` days of governance, in blocks.
pub struct Days<T, const N: u32>(PhantomData<T>);

impl<T: Config, const N: u32> Get<BlockNumber> for Days<T, N> {
    fn get() -> BlockNumber {
        Pallet::<T>::hour().saturating_mul(HOURS_A_DAY).saturating_mul(N)
    }
}

impl<T: Config, const N: u32> TypedGet for Days<T, N> {
    type Type = BlockNumber;

    fn get() -> BlockNumber {
        <Self as Get<BlockNumber>>::get()
    }
}
