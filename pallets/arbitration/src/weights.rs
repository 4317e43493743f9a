//! Weights of `pallet_arbitration`, measured by `cargo xtask weights`. Generated, never edited.
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
// --template=scripts/xtask/templates/weights.hbs
// --pallet=pallet_arbitration
// --steps=10
// --repeat=4
// --min-duration=3
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
	/// Storage: `Arbitration::Verifiers` (r:2 w:2)
	/// Proof: `Arbitration::Verifiers` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::SeatCount` (r:1 w:1)
	/// Proof: `Arbitration::SeatCount` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Seats` (r:1 w:2)
	/// Proof: `Arbitration::Seats` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(391), added: 2866, mode: `MaxEncodedLen`)
	fn take_seat() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `619`
		//  Estimated: `6086`
		// Minimum execution time: 261_917_000 picoseconds.
		Weight::from_parts(281_688_000, 6086)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
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
		// Minimum execution time: 92_327_000 picoseconds.
		Weight::from_parts(106_393_000, 6086)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Arbitration::Verifiers` (r:1 w:1)
	/// Proof: `Arbitration::Verifiers` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(391), added: 2866, mode: `MaxEncodedLen`)
	fn withdraw_bond() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `395`
		//  Estimated: `3856`
		// Minimum execution time: 167_083_000 picoseconds.
		Weight::from_parts(187_714_000, 3856)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Arbitration::Cases` (r:1 w:1)
	/// Proof: `Arbitration::Cases` (`max_values`: None, `max_size`: Some(6292), added: 8767, mode: `MaxEncodedLen`)
	fn commit_vote() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1586`
		//  Estimated: `9757`
		// Minimum execution time: 79_317_000 picoseconds.
		Weight::from_parts(93_491_000, 9757)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Arbitration::Cases` (r:1 w:1)
	/// Proof: `Arbitration::Cases` (`max_values`: None, `max_size`: Some(6292), added: 8767, mode: `MaxEncodedLen`)
	fn reveal_vote() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1618`
		//  Estimated: `9757`
		// Minimum execution time: 85_792_000 picoseconds.
		Weight::from_parts(102_076_000, 9757)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Arbitration::Cases` (r:1 w:1)
	/// Proof: `Arbitration::Cases` (`max_values`: None, `max_size`: Some(6292), added: 8767, mode: `MaxEncodedLen`)
	fn show_receipt() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1618`
		//  Estimated: `9757`
		// Minimum execution time: 92_864_000 picoseconds.
		Weight::from_parts(105_801_000, 9757)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Arbitration::Queue` (r:1 w:1)
	/// Proof: `Arbitration::Queue` (`max_values`: Some(1), `max_size`: Some(52), added: 547, mode: `MaxEncodedLen`)
	/// Storage: `Babe::AuthorVrfRandomness` (r:1 w:0)
	/// Proof: `Babe::AuthorVrfRandomness` (`max_values`: Some(1), `max_size`: Some(33), added: 528, mode: `MaxEncodedLen`)
	/// Storage: `Babe::NextRandomness` (r:1 w:0)
	/// Proof: `Babe::NextRandomness` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	/// Storage: `Babe::EpochStart` (r:1 w:0)
	/// Proof: `Babe::EpochStart` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Draws` (r:8 w:8)
	/// Proof: `Arbitration::Draws` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Cases` (r:8 w:8)
	/// Proof: `Arbitration::Cases` (`max_values`: None, `max_size`: Some(6292), added: 8767, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:3 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::SeatCount` (r:1 w:0)
	/// Proof: `Arbitration::SeatCount` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Seats` (r:416 w:0)
	/// Proof: `Arbitration::Seats` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Verifiers` (r:248 w:248)
	/// Proof: `Arbitration::Verifiers` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Delivered` (r:1 w:0)
	/// Proof: `Arbitration::Delivered` (`max_values`: None, `max_size`: Some(4110), added: 6585, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[0, 8]`.
	fn draw_committees(n: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `27518 + n * (30310 ±0)`
		//  Estimated: `8523 + n * (130988 ±120)`
		// Minimum execution time: 15_249_000 picoseconds.
		Weight::from_parts(165_453_790, 8523)
			// Standard Error: 24_663_373
			.saturating_add(Weight::from_parts(1_450_832_461, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().reads((86_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((33_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 130988).saturating_mul(n.into()))
	}
	/// Storage: `Arbitration::Delivered` (r:1 w:1)
	/// Proof: `Arbitration::Delivered` (`max_values`: None, `max_size`: Some(4110), added: 6585, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[0, 512]`.
	fn hold_lottery(n: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `84 + n * (8 ±0)`
		//  Estimated: `7575`
		// Minimum execution time: 27_652_000 picoseconds.
		Weight::from_parts(30_273_050, 7575)
			// Standard Error: 2_639
			.saturating_add(Weight::from_parts(1_947_434, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:16 w:0)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:16 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Audits` (r:16 w:16)
	/// Proof: `Arbitration::Audits` (`max_values`: None, `max_size`: Some(95), added: 2570, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::SeatCount` (r:1 w:0)
	/// Proof: `Arbitration::SeatCount` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Seats` (r:48 w:0)
	/// Proof: `Arbitration::Seats` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Verifiers` (r:16 w:16)
	/// Proof: `Arbitration::Verifiers` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[0, 16]`.
	fn draw_audits(n: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `5434 + n * (3963 ±0)`
		//  Estimated: `6012 + n * (7557 ±0)`
		// Minimum execution time: 18_236_000 picoseconds.
		Weight::from_parts(213_066_392, 6012)
			// Standard Error: 6_021_883
			.saturating_add(Weight::from_parts(163_231_106, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().reads((7_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 7557).saturating_mul(n.into()))
	}
}
