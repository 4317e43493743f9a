//! What one empty block weighs, measured by `cargo xtask weights`. Generated, never edited.
//!
//! DATE: 2026-11-21 (Y/M/D)
//!
//! SHORT-NAME: `block`, LONG-NAME: `BlockExecution`, RUNTIME: `ainur`
//! WARMUPS: `10`, REPEAT: `100`
//! WEIGHT-METRIC: `Average`, WEIGHT-MUL: `1.0`, WEIGHT-ADD: `0`
#![cfg_attr(rustfmt, rustfmt_skip)]
use frame_support::parameter_types;
use frame_support::weights::{constants::WEIGHT_REF_TIME_PER_NANOS, Weight};
parameter_types! {
	/// Weight of executing an empty block.
	/// Calculated by multiplying the *Average* with `1.0` and adding `0`.
	///
	/// Stats nanoseconds:
	///   Min, Max: 475_558, 790_756
	///   Average:  591_034
	///   Median:   608_654
	///   Std-Dev:  80035.33
	///
	/// Percentiles nanoseconds:
	///   99th: 763_508
	///   95th: 713_962
	///   75th: 654_064
	pub const BlockExecutionWeight: Weight =
		Weight::from_parts(WEIGHT_REF_TIME_PER_NANOS.saturating_mul(591_034), 0);
}
