//! Weights of `pallet_rewards`, measured by `cargo xtask weights`. Generated, never edited.
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
// --pallet=pallet_rewards
// --steps=10
// --repeat=4
// --min-duration=3
// --output=pallets/rewards/src/weights.rs

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens, unused_imports, missing_docs, clippy::unnecessary_cast)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weight functions needed by `pallet_rewards`.
pub trait WeightInfo {
	fn claim() -> Weight;
	fn turn_of_era(n: u32, ) -> Weight;
	fn sweep(n: u32, ) -> Weight;
}

/// The weights, with the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Rewards::Grants` (r:1 w:1)
	/// Proof: `Rewards::Grants` (`max_values`: None, `max_size`: Some(1329), added: 3804, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(391), added: 2866, mode: `MaxEncodedLen`)
	fn claim() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1667`
		//  Estimated: `4794`
		// Minimum execution time: 234_634_000 picoseconds.
		Weight::from_parts(257_406_000, 4794)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Rewards::EraStarted` (r:1 w:1)
	/// Proof: `Rewards::EraStarted` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:4 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Era` (r:1 w:1)
	/// Proof: `Rewards::Era` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Sweeping` (r:1 w:1)
	/// Proof: `Rewards::Sweeping` (`max_values`: Some(1), `max_size`: Some(37), added: 532, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::TopAgents` (r:1 w:1)
	/// Proof: `Rewards::TopAgents` (`max_values`: Some(1), `max_size`: Some(2402), added: 2897, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:100 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:100 w:100)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:100 w:100)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(391), added: 2866, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Grants` (r:100 w:100)
	/// Proof: `Rewards::Grants` (`max_values`: None, `max_size`: Some(1329), added: 3804, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Issued` (r:1 w:1)
	/// Proof: `Rewards::Issued` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::TopRequesters` (r:0 w:1)
	/// Proof: `Rewards::TopRequesters` (`max_values`: Some(1), `max_size`: Some(4802), added: 5297, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[0, 100]`.
	fn turn_of_era(n: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1665 + n * (1334 ±0)`
		//  Estimated: `10170 + n * (3804 ±0)`
		// Minimum execution time: 67_487_000 picoseconds.
		Weight::from_parts(24_017_592_987, 10170)
			// Standard Error: 140_705_653
			.saturating_add(Weight::from_parts(228_046_667, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(6_u64))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 3804).saturating_mul(n.into()))
	}
	/// Storage: `Rewards::Sweeping` (r:1 w:1)
	/// Proof: `Rewards::Sweeping` (`max_values`: Some(1), `max_size`: Some(37), added: 532, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Era` (r:1 w:0)
	/// Proof: `Rewards::Era` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::RequesterPoints` (r:17 w:16)
	/// Proof: `Rewards::RequesterPoints` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[0, 16]`.
	fn sweep(n: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `146 + n * (75 ±0)`
		//  Estimated: `3533 + n * (2543 ±0)`
		// Minimum execution time: 29_301_000 picoseconds.
		Weight::from_parts(40_757_855, 3533)
			// Standard Error: 36_541
			.saturating_add(Weight::from_parts(22_323_807, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2543).saturating_mul(n.into()))
	}
}
