//! Weights of `frame_system_extensions`, measured by `cargo xtask weights`. Generated, never edited.
//!
//! Date: 2026-11-21, steps: 10, repeat: 4, worst case map size: 1000000.
//! Processor: Intel(R) Xeon(R) Processor, wasm execution: Compiled.

// Command:
// ainur-node
// benchmark
// pallet
// --chain=dev
// --extrinsic=*
// --no-storage-info
// --no-median-slopes
// --no-min-squares
// --template=scripts/xtask/templates/extension_weights.hbs
// --pallet=frame_system_extensions
// --steps=10
// --repeat=4
// --min-duration=3
// --output=runtime/src/weights/frame_system_extensions.rs

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens, unused_imports, missing_docs, clippy::unnecessary_cast)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The weights, with the database costs of the runtime.
pub struct MeasuredWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> frame_system::ExtensionsWeightInfo for MeasuredWeight<T> {
	fn check_genesis() -> Weight {
		// Minimum execution time: 8_408_000 picoseconds.
		Weight::from_parts(9_284_000, 0)
	}
	fn check_mortality_mortal_transaction() -> Weight {
		// Minimum execution time: 17_947_000 picoseconds.
		Weight::from_parts(20_172_000, 0)
	}
	fn check_mortality_immortal_transaction() -> Weight {
		// Minimum execution time: 18_243_000 picoseconds.
		Weight::from_parts(21_052_000, 0)
	}
	fn check_non_zero_sender() -> Weight {
		// Minimum execution time: 2_650_000 picoseconds.
		Weight::from_parts(3_054_000, 0)
	}
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn check_nonce() -> Weight {
		// Minimum execution time: 26_866_000 picoseconds.
		Weight::from_parts(28_573_000, 3593)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn check_spec_version() -> Weight {
		// Minimum execution time: 2_082_000 picoseconds.
		Weight::from_parts(2_320_000, 0)
	}
	fn check_tx_version() -> Weight {
		// Minimum execution time: 2_096_000 picoseconds.
		Weight::from_parts(2_390_000, 0)
	}
	fn check_weight() -> Weight {
		// Minimum execution time: 15_165_000 picoseconds.
		Weight::from_parts(17_271_000, 0)
	}
	fn weight_reclaim() -> Weight {
		// Minimum execution time: 9_648_000 picoseconds.
		Weight::from_parts(10_538_000, 0)
	}
}
