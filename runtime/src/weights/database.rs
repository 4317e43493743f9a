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
	///   Min, Max: 1_582, 2_473_982
	///   Average, median: 7_859, 7_695
	///   95th, 99th percentile: 9_114, 9_982
	///
	/// Nanoseconds of a write, with its part of the state root:
	///   Min, Max: 15_649, 41_090
	///   Average, median: 22_184, 22_083
	///   95th, 99th percentile: 25_571, 41_090
	pub const DatabaseWeight: RuntimeDbWeight = RuntimeDbWeight {
		read: 7_859 * WEIGHT_REF_TIME_PER_NANOS,
		write: 22_184 * WEIGHT_REF_TIME_PER_NANOS,
	};
}
