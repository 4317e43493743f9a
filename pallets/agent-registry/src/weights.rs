//! Weights of `pallet_agent_registry`, measured by `cargo xtask weights`. Generated, never edited.
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
// --pallet=pallet_agent_registry
// --steps=10
// --repeat=4
// --min-duration=3
// --output=pallets/agent-registry/src/weights.rs

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens, unused_imports, missing_docs, clippy::unnecessary_cast)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weight functions needed by `pallet_agent_registry`.
pub trait WeightInfo {
	fn register() -> Weight;
	fn update() -> Weight;
	fn set_operator() -> Weight;
	fn pause() -> Weight;
	fn resume() -> Weight;
	fn bond() -> Weight;
	fn unbond() -> Weight;
	fn withdraw_unbonded() -> Weight;
	fn retire() -> Weight;
}

/// The weights, with the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentBySlug` (r:1 w:1)
	/// Proof: `AgentRegistry::AgentBySlug` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::NextAgentId` (r:1 w:1)
	/// Proof: `AgentRegistry::NextAgentId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(391), added: 2866, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:0 w:1)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	fn register() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `168`
		//  Estimated: `6012`
		// Minimum execution time: 374_810_000 picoseconds.
		Weight::from_parts(448_096_000, 6012)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:1)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	fn update() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1308`
		//  Estimated: `4707`
		// Minimum execution time: 97_614_000 picoseconds.
		Weight::from_parts(119_953_000, 4707)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:1)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	fn set_operator() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1304`
		//  Estimated: `4707`
		// Minimum execution time: 62_677_000 picoseconds.
		Weight::from_parts(75_818_000, 4707)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:1)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	fn pause() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1304`
		//  Estimated: `4707`
		// Minimum execution time: 67_024_000 picoseconds.
		Weight::from_parts(79_679_000, 4707)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:1)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	fn resume() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1304`
		//  Estimated: `4707`
		// Minimum execution time: 67_201_000 picoseconds.
		Weight::from_parts(79_494_000, 4707)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:1)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(391), added: 2866, mode: `MaxEncodedLen`)
	fn bond() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1519`
		//  Estimated: `4707`
		// Minimum execution time: 223_984_000 picoseconds.
		Weight::from_parts(241_908_000, 4707)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:1)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	fn unbond() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1288`
		//  Estimated: `6012`
		// Minimum execution time: 85_288_000 picoseconds.
		Weight::from_parts(96_263_000, 6012)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:1)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::Workloads` (r:1 w:0)
	/// Proof: `AgentRegistry::Workloads` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(391), added: 2866, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::AgentPoints` (r:0 w:1)
	/// Proof: `Rewards::AgentPoints` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentBySlug` (r:0 w:1)
	/// Proof: `AgentRegistry::AgentBySlug` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	/// Storage: `Slashing::JailedUntil` (r:0 w:1)
	/// Proof: `Slashing::JailedUntil` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	/// Storage: `Slashing::FaultsOf` (r:0 w:1)
	/// Proof: `Slashing::FaultsOf` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn withdraw_unbonded() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1519`
		//  Estimated: `4707`
		// Minimum execution time: 339_648_000 picoseconds.
		Weight::from_parts(368_043_000, 4707)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:1)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::Workloads` (r:1 w:0)
	/// Proof: `AgentRegistry::Workloads` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	fn retire() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1288`
		//  Estimated: `4707`
		// Minimum execution time: 89_503_000 picoseconds.
		Weight::from_parts(102_909_000, 4707)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}
