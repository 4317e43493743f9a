//! Weights of `pallet_rewards`, measured by `cargo xtask weights`. Generated, never edited.
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
// --pallet=pallet_rewards
// --steps=20
// --repeat=10
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
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(229), added: 2704, mode: `MaxEncodedLen`)
	fn claim() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1713`
		//  Estimated: `4794`
		// Minimum execution time: 163_701_000 picoseconds.
		Weight::from_parts(168_730_000, 4794)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Parameters::Parameters` (r:5 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::EraStarted` (r:1 w:1)
	/// Storage: `Rewards::Sweeping` (r:1 w:1)
	/// Storage: `Rewards::Era` (r:1 w:1)
	/// Proof: `Rewards::Era` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::TopAgents` (r:1 w:1)
	/// Proof: `Rewards::TopAgents` (`max_values`: Some(1), `max_size`: Some(2402), added: 2897, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:100 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1228), added: 3703, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:100 w:100)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:100 w:100)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(229), added: 2704, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Grants` (r:100 w:100)
	/// Proof: `Rewards::Grants` (`max_values`: None, `max_size`: Some(1329), added: 3804, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Issued` (r:1 w:1)
	/// Proof: `Rewards::Issued` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::TopRequesters` (r:0 w:1)
	/// Proof: `Rewards::TopRequesters` (`max_values`: Some(1), `max_size`: Some(4802), added: 5297, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[0, 100]`.
	fn turn_of_era(n: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `572 + n * (1237 ±0)`
		//  Estimated: `12623 + n * (3804 ±7)`
		// Minimum execution time: 43_260_000 picoseconds.
		Weight::from_parts(124_022_425, 12623)
			// Standard Error: 848_976
			// Not measured yet: grants without room, and two more values.
			.saturating_add(Weight::from_parts(400_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(6_u64))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 3804).saturating_mul(n.into()))
	}
	/// Storage: `Rewards::Sweeping` (r:1 w:1)
	/// Storage: `Rewards::Era` (r:1 w:0)
	/// Storage: `Rewards::RequesterPoints` (r:16 w:16)
	/// The range of component `n` is `[0, 16]`.
	/// Not measured yet: a bound by the reads and writes.
	fn sweep(n: u32, ) -> Weight {
		Weight::from_parts(60_000_000, 5086)
			.saturating_add(Weight::from_parts(40_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2543).saturating_mul(n.into()))
	}
}
