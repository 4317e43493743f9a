//! What must hold at the end of every block.

use frame_support::{ensure, traits::Get};
use sp_runtime::TryRuntimeError;

use crate::{Config, HourLength, Pallet};

impl<T: Config> Pallet<T> {
    /// Governance takes some time, and is not slower than the clock.
    pub fn check_state() -> Result<(), TryRuntimeError> {
        let hour = HourLength::<T>::get();
        ensure!(hour > 0, "governance takes no time");
        ensure!(hour <= T::RealHour::get(), "governance is slower than the clock");
        Ok(())
    }
}
