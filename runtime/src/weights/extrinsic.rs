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
	///   Min, Max: 183_602, 329_156
	///   Average:  226_601
	///   Median:   226_276
	///   Std-Dev:  24269.79
	///
	/// Percentiles nanoseconds:
	///   99th: 321_879
	///   95th: 259_735
	///   75th: 237_436
	pub const ExtrinsicBaseWeight: Weight =
		Weight::from_parts(WEIGHT_REF_TIME_PER_NANOS.saturating_mul(226_601), 0);
}
