//! Weights of `pallet_task_market`, measured by `cargo xtask weights`. Generated, never edited.
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
// --pallet=pallet_task_market
// --steps=20
// --repeat=10
// --output=pallets/task-market/src/weights.rs

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens, unused_imports, missing_docs, clippy::unnecessary_cast)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weight functions needed by `pallet_task_market`.
pub trait WeightInfo {
	fn create_task() -> Weight;
	fn cancel() -> Weight;
	fn bid() -> Weight;
	fn withdraw_bid() -> Weight;
	fn close_bidding() -> Weight;
	fn accept_offer() -> Weight;
	fn decline() -> Weight;
	fn start() -> Weight;
	fn submit_result() -> Weight;
	fn fail() -> Weight;
	fn accept_result() -> Weight;
	fn settle(n: u32, ) -> Weight;
	fn poke() -> Weight;
	fn forfeit_bids() -> Weight;
	fn award() -> Weight;
	fn commit_bid() -> Weight;
	fn reveal_bid() -> Weight;
	fn dispute() -> Weight;
	fn appeal() -> Weight;
	fn end_dispute() -> Weight;
	fn evaluate() -> Weight;
	fn leave_family() -> Weight;
	fn rate() -> Weight;
	fn look_at_agenda() -> Weight;
}

/// The weights, with the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `TaskMarket::ClientKeys` (r:1 w:1)
	/// Proof: `TaskMarket::ClientKeys` (`max_values`: None, `max_size`: Some(104), added: 2579, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:4 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1212), added: 3687, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:1 w:0)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::NextTaskId` (r:1 w:1)
	/// Proof: `TaskMarket::NextTaskId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Locks` (r:1 w:1)
	/// Proof: `Escrow::Locks` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(139), added: 2614, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:0 w:1)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1152), added: 3627, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Tasks` (r:0 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(293), added: 2768, mode: `MaxEncodedLen`)
	fn create_task() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1410`
		//  Estimated: `11034`
		// Minimum execution time: 458_145_000 picoseconds.
		Weight::from_parts(485_115_000, 11034)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(293), added: 2768, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:0)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1152), added: 3627, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Bids` (r:1 w:1)
	/// Proof: `TaskMarket::Bids` (`max_values`: None, `max_size`: Some(1041), added: 3516, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Locks` (r:1 w:1)
	/// Proof: `Escrow::Locks` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(139), added: 2614, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn cancel() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2318`
		//  Estimated: `4617`
		// Minimum execution time: 432_968_000 picoseconds.
		Weight::from_parts(464_951_000, 4617)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:0)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(293), added: 2768, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1212), added: 3687, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:0)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1152), added: 3627, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:33 w:0)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Bids` (r:1 w:1)
	/// Proof: `TaskMarket::Bids` (`max_values`: None, `max_size`: Some(1041), added: 3516, mode: `MaxEncodedLen`)
	fn bid() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `4213`
		//  Estimated: `84909`
		// Minimum execution time: 357_044_000 picoseconds.
		Weight::from_parts(381_852_000, 84909)
			.saturating_add(T::DbWeight::get().reads(37_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:0)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(293), added: 2768, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1212), added: 3687, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Bids` (r:1 w:1)
	/// Proof: `TaskMarket::Bids` (`max_values`: None, `max_size`: Some(1041), added: 3516, mode: `MaxEncodedLen`)
	fn withdraw_bid() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2862`
		//  Estimated: `4677`
		// Minimum execution time: 128_024_000 picoseconds.
		Weight::from_parts(146_107_000, 4677)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(293), added: 2768, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:0)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1152), added: 3627, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Bids` (r:1 w:1)
	/// Proof: `TaskMarket::Bids` (`max_values`: None, `max_size`: Some(1041), added: 3516, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:32 w:1)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1212), added: 3687, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:32 w:0)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn close_bidding() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `35494`
		//  Estimated: `118974`
		// Minimum execution time: 1_314_723_000 picoseconds.
		Weight::from_parts(1_387_200_000, 118974)
			.saturating_add(T::DbWeight::get().reads(69_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(293), added: 2768, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:1)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1212), added: 3687, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:0)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1152), added: 3627, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:1 w:0)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn accept_offer() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2549`
		//  Estimated: `4677`
		// Minimum execution time: 169_099_000 picoseconds.
		Weight::from_parts(186_814_000, 4677)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(293), added: 2768, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:1)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1212), added: 3687, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:1 w:1)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfRequester` (r:1 w:1)
	/// Proof: `Reputation::OfRequester` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:0)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1152), added: 3627, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn decline() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2710`
		//  Estimated: `4677`
		// Minimum execution time: 201_060_000 picoseconds.
		Weight::from_parts(213_995_000, 4677)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(293), added: 2768, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1212), added: 3687, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:0)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1152), added: 3627, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn start() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2631`
		//  Estimated: `4677`
		// Minimum execution time: 128_104_000 picoseconds.
		Weight::from_parts(134_936_000, 4677)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(293), added: 2768, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1212), added: 3687, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn submit_result() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1525`
		//  Estimated: `4677`
		// Minimum execution time: 112_714_000 picoseconds.
		Weight::from_parts(119_441_000, 4677)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(293), added: 2768, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:1)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1212), added: 3687, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:1 w:1)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfRequester` (r:1 w:1)
	/// Proof: `Reputation::OfRequester` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Locks` (r:1 w:1)
	/// Proof: `Escrow::Locks` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(139), added: 2614, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn fail() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1949`
		//  Estimated: `4677`
		// Minimum execution time: 309_860_000 picoseconds.
		Weight::from_parts(324_874_000, 4677)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	/// Storage: `System::Account` (r:4 w:4)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(293), added: 2768, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Locks` (r:1 w:1)
	/// Proof: `Escrow::Locks` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:3 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(139), added: 2614, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:1)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1212), added: 3687, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:1 w:1)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfRequester` (r:1 w:1)
	/// Proof: `Reputation::OfRequester` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn accept_result() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2383`
		//  Estimated: `11402`
		// Minimum execution time: 716_179_000 picoseconds.
		Weight::from_parts(746_795_000, 11402)
			.saturating_add(T::DbWeight::get().reads(14_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:100 w:100)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(293), added: 2768, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Locks` (r:100 w:100)
	/// Proof: `Escrow::Locks` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:3 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:100 w:100)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(139), added: 2614, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:301 w:301)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:100 w:100)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1212), added: 3687, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:100 w:100)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfRequester` (r:100 w:100)
	/// Proof: `Reputation::OfRequester` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:2 w:2)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 100]`.
	fn settle(n: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `844 + n * (1769 ±0)`
		//  Estimated: `8523 + n * (7809 ±0)`
		// Minimum execution time: 638_424_000 picoseconds.
		Weight::from_parts(643_506_000, 8523)
			// Standard Error: 843_039
			.saturating_add(Weight::from_parts(578_434_118, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().reads((9_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
			.saturating_add(T::DbWeight::get().writes((9_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 7809).saturating_mul(n.into()))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(293), added: 2768, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:0)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1152), added: 3627, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Bids` (r:1 w:1)
	/// Proof: `TaskMarket::Bids` (`max_values`: None, `max_size`: Some(1041), added: 3516, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:32 w:1)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1212), added: 3687, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:32 w:0)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn poke() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `35494`
		//  Estimated: `118974`
		// Minimum execution time: 1_340_181_000 picoseconds.
		Weight::from_parts(1_425_268_000, 118974)
			.saturating_add(T::DbWeight::get().reads(69_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	fn forfeit_bids() -> Weight {
		Self::close_bidding().saturating_mul(2)
	}
	fn award() -> Weight {
		Self::close_bidding().saturating_mul(2)
	}
	fn commit_bid() -> Weight {
		Self::close_bidding().saturating_mul(2)
	}
	fn reveal_bid() -> Weight {
		Self::close_bidding().saturating_mul(2)
	}
	fn dispute() -> Weight {
		Self::close_bidding().saturating_mul(2)
	}
	fn appeal() -> Weight {
		Self::close_bidding().saturating_mul(2)
	}
	fn end_dispute() -> Weight {
		Self::close_bidding().saturating_mul(2)
	}
	fn evaluate() -> Weight {
		Self::close_bidding().saturating_mul(2)
	}
	fn leave_family() -> Weight {
		Self::close_bidding().saturating_mul(2)
	}
	fn rate() -> Weight {
		Self::close_bidding().saturating_mul(2)
	}
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::AgendaCursor` (r:1 w:1)
	/// Proof: `TaskMarket::AgendaCursor` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:0)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn look_at_agenda() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `583`
		//  Estimated: `3991`
		// Minimum execution time: 31_068_000 picoseconds.
		Weight::from_parts(33_502_000, 3991)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}
