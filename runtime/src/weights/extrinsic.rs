//! What one empty extrinsic weighs, measured by `cargo xtask weights`. Generated, never edited.
//!
//! DATE: 2026-11-21 (Y/M/D)
//!
//! SHORT-NAME: `extrinsic`, LONG-NAME: `ExtrinsicBase`, RUNTIME: `ainur`
//! WARMUPS: `10`, REPEAT: `100`
//! WEIGHT-METRIC: `Average`, WEIGHT-MUL: `1.0`, WEIGHT-ADD: `0`
#![cfg_attr(rustfmt, rustfmt_skip)]
use frame_support::parameter_types;
use frame_support::weights::{constants::WEIGHT_REF_TIME_PER_NANOS, Weight};
parameter_types! {
	/// Weight of executing a NO-OP extrinsic, for example `System::remark`.
	/// Calculated by multiplying the *Average* with `1.0` and adding `0`.
	///
	/// Stats nanoseconds:
	///   Min, Max: 161_727, 179_446
	///   Average:  168_102
	///   Median:   167_859
	///   Std-Dev:  4153.31
	///
	/// Percentiles nanoseconds:
	///   99th: 177_861
	///   95th: 175_870
	///   75th: 170_964
	pub const ExtrinsicBaseWeight: Weight =
		Weight::from_parts(WEIGHT_REF_TIME_PER_NANOS.saturating_mul(168_102), 0);
}
