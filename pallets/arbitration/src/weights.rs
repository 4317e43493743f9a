//! Weights of `pallet_arbitration`, measured by `cargo xtask weights`. Generated, never edited;
//! but `hold_lottery` and `draw_audits`, which are bounds by hand until the next measurement.
//!
//! Date: 2026-11-21, steps: 20, repeat: 10, worst case map size: 1000000.
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
// --template=scripts/xtask/templates/weights.hbs
// --pallet=pallet_arbitration
// --steps=20
// --repeat=10
// --output=pallets/arbitration/src/weights.rs

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens, unused_imports, missing_docs, clippy::unnecessary_cast)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weight functions needed by `pallet_arbitration`.
pub trait WeightInfo {
	fn take_seat() -> Weight;
	fn give_up_seat() -> Weight;
	fn withdraw_bond() -> Weight;
	fn commit_vote() -> Weight;
	fn reveal_vote() -> Weight;
	fn show_receipt() -> Weight;
	fn draw_committees(n: u32, ) -> Weight;
	fn hold_lottery(n: u32, ) -> Weight;
	fn draw_audits(n: u32, ) -> Weight;
}

/// The weights, with the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Verifiers` (r:1 w:1)
	/// Proof: `Arbitration::Verifiers` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:0)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(229), added: 2704, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::SeatCount` (r:1 w:1)
	/// Proof: `Arbitration::SeatCount` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Seats` (r:0 w:1)
	/// Proof: `Arbitration::Seats` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	fn take_seat() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `470`
		//  Estimated: `3694`
		// Minimum execution time: 154_427_000 picoseconds.
		Weight::from_parts(160_711_000, 3694)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Arbitration::Verifiers` (r:2 w:2)
	/// Proof: `Arbitration::Verifiers` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::SeatCount` (r:1 w:1)
	/// Proof: `Arbitration::SeatCount` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Seats` (r:1 w:2)
	/// Proof: `Arbitration::Seats` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	fn give_up_seat() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `318`
		//  Estimated: `6086`
		// Minimum execution time: 78_088_000 picoseconds.
		Weight::from_parts(82_558_000, 6086)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Arbitration::Verifiers` (r:1 w:1)
	/// Proof: `Arbitration::Verifiers` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(229), added: 2704, mode: `MaxEncodedLen`)
	fn withdraw_bond() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `357`
		//  Estimated: `3694`
		// Minimum execution time: 149_390_000 picoseconds.
		Weight::from_parts(154_356_000, 3694)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Arbitration::Cases` (r:1 w:1)
	/// Proof: `Arbitration::Cases` (`max_values`: None, `max_size`: Some(6228), added: 8703, mode: `MaxEncodedLen`)
	fn commit_vote() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1537`
		//  Estimated: `9693`
		// Minimum execution time: 64_233_000 picoseconds.
		Weight::from_parts(68_452_000, 9693)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Arbitration::Cases` (r:1 w:1)
	/// Proof: `Arbitration::Cases` (`max_values`: None, `max_size`: Some(6228), added: 8703, mode: `MaxEncodedLen`)
	fn reveal_vote() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1569`
		//  Estimated: `9693`
		// Minimum execution time: 66_509_000 picoseconds.
		Weight::from_parts(70_587_000, 9693)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Arbitration::Cases` (r:1 w:1)
	/// Proof: `Arbitration::Cases` (`max_values`: None, `max_size`: Some(6228), added: 8703, mode: `MaxEncodedLen`)
	fn show_receipt() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1569`
		//  Estimated: `9693`
		// Minimum execution time: 72_799_000 picoseconds.
		Weight::from_parts(78_048_000, 9693)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Arbitration::Draws` (r:1 w:1)
	/// Proof: `Arbitration::Draws` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Cases` (r:8 w:8)
	/// Proof: `Arbitration::Cases` (`max_values`: None, `max_size`: Some(6228), added: 8703, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Babe::AuthorVrfRandomness` (r:1 w:0)
	/// Proof: `Babe::AuthorVrfRandomness` (`max_values`: Some(1), `max_size`: Some(33), added: 528, mode: `MaxEncodedLen`)
	/// Storage: `Babe::NextRandomness` (r:1 w:0)
	/// Proof: `Babe::NextRandomness` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	/// Storage: `Babe::EpochStart` (r:1 w:0)
	/// Proof: `Babe::EpochStart` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::SeatCount` (r:1 w:0)
	/// Proof: `Arbitration::SeatCount` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Seats` (r:64 w:0)
	/// Proof: `Arbitration::Seats` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Verifiers` (r:64 w:64)
	/// Proof: `Arbitration::Verifiers` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[0, 8]`.
	fn draw_committees(n: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `4622 + n * (1145 ±0)`
		//  Estimated: `34336 + n * (17073 ±0)`
		// Minimum execution time: 17_566_000 picoseconds.
		Weight::from_parts(104_257_991, 34336)
			// Standard Error: 1_518_719
			.saturating_add(Weight::from_parts(314_694_269, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(17_u64))
			.saturating_add(T::DbWeight::get().reads((17_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(7_u64))
			.saturating_add(T::DbWeight::get().writes((9_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 17073).saturating_mul(n.into()))
	}
	/// A bound by hand, not measured: a lot takes three hashes.
	/// The range of component `n` is `[0, 512]`.
	fn hold_lottery(n: u32, ) -> Weight {
		Weight::from_parts(60_000_000, 12_000)
			.saturating_add(Weight::from_parts(10_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// A bound by hand, not measured: a task, its agent, four seats, a verifier and an audit each.
	/// The range of component `n` is `[0, 16]`.
	fn draw_audits(n: u32, ) -> Weight {
		Weight::from_parts(50_000_000, 8_000)
			.saturating_add(Weight::from_parts(250_000_000, 22_000).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().reads((8_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(n.into())))
	}
}
