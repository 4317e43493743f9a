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
		// Minimum execution time: 8_986_000 picoseconds.
		Weight::from_parts(10_819_000, 0)
	}
	fn check_mortality_mortal_transaction() -> Weight {
		// Minimum execution time: 19_750_000 picoseconds.
		Weight::from_parts(26_083_000, 0)
	}
	fn check_mortality_immortal_transaction() -> Weight {
		// Minimum execution time: 18_891_000 picoseconds.
		Weight::from_parts(28_917_000, 0)
	}
	fn check_non_zero_sender() -> Weight {
		// Minimum execution time: 2_753_000 picoseconds.
		Weight::from_parts(3_904_000, 0)
	}
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn check_nonce() -> Weight {
		// Minimum execution time: 28_507_000 picoseconds.
		Weight::from_parts(40_875_000, 3593)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn check_spec_version() -> Weight {
		// Minimum execution time: 2_175_000 picoseconds.
		Weight::from_parts(2_991_000, 0)
	}
	fn check_tx_version() -> Weight {
		// Minimum execution time: 2_235_000 picoseconds.
		Weight::from_parts(3_103_000, 0)
	}
	fn check_weight() -> Weight {
		// Minimum execution time: 16_077_000 picoseconds.
		Weight::from_parts(19_862_000, 0)
	}
	fn weight_reclaim() -> Weight {
		// Minimum execution time: 10_428_000 picoseconds.
		Weight::from_parts(12_992_000, 0)
	}
}
