//! What reading and writing one entry of the database takes, measured by `cargo xtask weights`. Generated, never edited.
//!
//! DATE: 2026-11-21 (Y/M/D)
//!
//! DATABASE: `ParityDb`, RUNTIME: `Ainur Development`, BLOCK: Number(173)
//! WARMUPS: `1`, ENTRIES WRITTEN AT ONCE: `2000`
//! WEIGHT-METRIC: `Average`, WEIGHT-MUL: `1.0`, WEIGHT-ADD: `0`
#![cfg_attr(rustfmt, rustfmt_skip)]
use frame_support::{parameter_types, weights::{constants::WEIGHT_REF_TIME_PER_NANOS, RuntimeDbWeight}};
parameter_types! {
	/// Weight of one read and of one write.
	///
	/// Nanoseconds of a read:
	///   Min, Max: 1_663, 5_420_845
	///   Average, median: 9_508, 7_690
	///   95th, 99th percentile: 9_225, 10_721
	///
	/// Nanoseconds of a write, with its part of the state root:
	///   Min, Max: 15_450, 58_965
	///   Average, median: 29_193, 28_216
	///   95th, 99th percentile: 50_499, 58_965
	pub const DatabaseWeight: RuntimeDbWeight = RuntimeDbWeight {
		read: 9_508 * WEIGHT_REF_TIME_PER_NANOS,
		write: 29_193 * WEIGHT_REF_TIME_PER_NANOS,
	};
}
