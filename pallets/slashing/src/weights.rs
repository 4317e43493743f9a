//! Weights of `pallet_slashing`, measured by `cargo xtask weights`. Generated, never edited.
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
// --pallet=pallet_slashing
// --steps=10
// --repeat=4
// --min-duration=3
// --output=pallets/slashing/src/weights.rs

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens, unused_imports, missing_docs, clippy::unnecessary_cast)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weight functions needed by `pallet_slashing`.
pub trait WeightInfo {
	fn apply() -> Weight;
	fn appeal() -> Weight;
	fn judge() -> Weight;
	fn release() -> Weight;
	fn punish() -> Weight;
}

/// The weights, with the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Slashing::Slashes` (r:1 w:1)
	/// Proof: `Slashing::Slashes` (`max_values`: None, `max_size`: Some(185), added: 2660, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:4 w:4)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(391), added: 2866, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:1)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	fn apply() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2051`
		//  Estimated: `11402`
		// Minimum execution time: 490_262_000 picoseconds.
		Weight::from_parts(520_748_000, 11402)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `Slashing::Slashes` (r:1 w:1)
	/// Proof: `Slashing::Slashes` (`max_values`: None, `max_size`: Some(185), added: 2660, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(391), added: 2866, mode: `MaxEncodedLen`)
	/// Storage: `Origins::HourLength` (r:1 w:0)
	/// Proof: `Origins::HourLength` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	fn appeal() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1651`
		//  Estimated: `6012`
		// Minimum execution time: 275_641_000 picoseconds.
		Weight::from_parts(309_850_000, 6012)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Slashing::Slashes` (r:1 w:1)
	/// Proof: `Slashing::Slashes` (`max_values`: None, `max_size`: Some(185), added: 2660, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(391), added: 2866, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:4 w:4)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:1)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	fn judge() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2051`
		//  Estimated: `11402`
		// Minimum execution time: 495_901_000 picoseconds.
		Weight::from_parts(561_429_000, 11402)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:1)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `Slashing::JailedUntil` (r:1 w:1)
	/// Proof: `Slashing::JailedUntil` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	fn release() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1314`
		//  Estimated: `4707`
		// Minimum execution time: 116_812_000 picoseconds.
		Weight::from_parts(132_536_000, 4707)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:1)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Slashing::NextSlashId` (r:1 w:1)
	/// Proof: `Slashing::NextSlashId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Slashing::JailedUntil` (r:1 w:1)
	/// Proof: `Slashing::JailedUntil` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	/// Storage: `Slashing::Slashes` (r:0 w:1)
	/// Proof: `Slashing::Slashes` (`max_values`: None, `max_size`: Some(185), added: 2660, mode: `MaxEncodedLen`)
	fn punish() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1276`
		//  Estimated: `6012`
		// Minimum execution time: 195_409_000 picoseconds.
		Weight::from_parts(215_738_000, 6012)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
}
