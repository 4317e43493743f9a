//! Weights of `pallet_task_market`, measured by `cargo xtask weights`. Generated, never edited;
//! but what audits add, which is a bound by hand until the next measurement: each place says so.
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
	fn forfeit_bids() -> Weight;
	fn award() -> Weight;
	fn commit_bid() -> Weight;
	fn reveal_bid() -> Weight;
	fn dispute() -> Weight;
	fn appeal() -> Weight;
	fn evaluate() -> Weight;
	fn end_dispute() -> Weight;
	fn rate() -> Weight;
	fn leave_family() -> Weight;
	fn accept_offer() -> Weight;
	fn decline() -> Weight;
	fn start() -> Weight;
	fn submit_result() -> Weight;
	fn fail() -> Weight;
	fn accept_result() -> Weight;
	fn settle(n: u32, ) -> Weight;
	fn poke() -> Weight;
	fn look_at_agenda() -> Weight;
	fn audit() -> Weight;
	fn contradict_audit() -> Weight;
	fn end_audit() -> Weight;
}

/// The weights, with the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `TaskMarket::ClientKeys` (r:1 w:1)
	/// Proof: `TaskMarket::ClientKeys` (`max_values`: None, `max_size`: Some(104), added: 2579, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:7 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:2 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1228), added: 3703, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:1 w:0)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::NextTaskId` (r:1 w:1)
	/// Proof: `TaskMarket::NextTaskId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Tasks` (r:1 w:2)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:1)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1262), added: 3737, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Locks` (r:2 w:2)
	/// Proof: `Escrow::Locks` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(229), added: 2704, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn create_task() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `4316`
		//  Estimated: `18567`
		// Minimum execution time: 433_243_000 picoseconds.
		Weight::from_parts(449_700_000, 18567)
			.saturating_add(T::DbWeight::get().reads(19_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:0)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1262), added: 3737, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::SealedBids` (r:1 w:0)
	/// Proof: `TaskMarket::SealedBids` (`max_values`: None, `max_size`: Some(2833), added: 5308, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Bids` (r:1 w:1)
	/// Proof: `TaskMarket::Bids` (`max_values`: None, `max_size`: Some(1041), added: 3516, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Locks` (r:1 w:1)
	/// Proof: `Escrow::Locks` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(229), added: 2704, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn cancel() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2396`
		//  Estimated: `6298`
		// Minimum execution time: 399_235_000 picoseconds.
		Weight::from_parts(411_271_000, 6298)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:0)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:0)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1262), added: 3737, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1228), added: 3703, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:33 w:0)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Bids` (r:1 w:1)
	/// Proof: `TaskMarket::Bids` (`max_values`: None, `max_size`: Some(1041), added: 3516, mode: `MaxEncodedLen`)
	fn bid() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `4309`
		//  Estimated: `86757`
		// Minimum execution time: 330_113_000 picoseconds.
		Weight::from_parts(339_198_000, 86757)
			.saturating_add(T::DbWeight::get().reads(38_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:0)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1228), added: 3703, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Bids` (r:1 w:1)
	/// Proof: `TaskMarket::Bids` (`max_values`: None, `max_size`: Some(1041), added: 3516, mode: `MaxEncodedLen`)
	fn withdraw_bid() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2903`
		//  Estimated: `4693`
		// Minimum execution time: 107_634_000 picoseconds.
		Weight::from_parts(114_692_000, 4693)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:0)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1262), added: 3737, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Bids` (r:1 w:1)
	/// Proof: `TaskMarket::Bids` (`max_values`: None, `max_size`: Some(1041), added: 3516, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:32 w:1)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1228), added: 3703, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:32 w:0)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::SealedBids` (r:1 w:0)
	/// Proof: `TaskMarket::SealedBids` (`max_values`: None, `max_size`: Some(2833), added: 5308, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn close_bidding() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `36083`
		//  Estimated: `119486`
		// Minimum execution time: 1_424_664_000 picoseconds.
		Weight::from_parts(1_464_740_000, 119486)
			.saturating_add(T::DbWeight::get().reads(71_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:0)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1262), added: 3737, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Bids` (r:1 w:1)
	/// Proof: `TaskMarket::Bids` (`max_values`: None, `max_size`: Some(1041), added: 3516, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::SealedBids` (r:1 w:1)
	/// Proof: `TaskMarket::SealedBids` (`max_values`: None, `max_size`: Some(2833), added: 5308, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:33 w:33)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(229), added: 2704, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:34 w:34)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Locks` (r:1 w:1)
	/// Proof: `Escrow::Locks` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn forfeit_bids() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `10116`
		//  Estimated: `90222`
		// Minimum execution time: 3_673_031_000 picoseconds.
		Weight::from_parts(3_780_033_000, 90222)
			.saturating_add(T::DbWeight::get().reads(74_u64))
			.saturating_add(T::DbWeight::get().writes(72_u64))
	}
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:0)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1262), added: 3737, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Bids` (r:1 w:1)
	/// Proof: `TaskMarket::Bids` (`max_values`: None, `max_size`: Some(1041), added: 3516, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:1)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1228), added: 3703, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:1 w:0)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::SealedBids` (r:1 w:0)
	/// Proof: `TaskMarket::SealedBids` (`max_values`: None, `max_size`: Some(2833), added: 5308, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn award() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `4456`
		//  Estimated: `6298`
		// Minimum execution time: 349_006_000 picoseconds.
		Weight::from_parts(367_355_000, 6298)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:0)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:0)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1262), added: 3737, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1228), added: 3703, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:1 w:0)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::SealedBids` (r:1 w:1)
	/// Proof: `TaskMarket::SealedBids` (`max_values`: None, `max_size`: Some(2833), added: 5308, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(229), added: 2704, mode: `MaxEncodedLen`)
	fn commit_bid() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `6708`
		//  Estimated: `6298`
		// Minimum execution time: 307_469_000 picoseconds.
		Weight::from_parts(318_437_000, 6298)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:0)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::SealedBids` (r:1 w:1)
	/// Proof: `TaskMarket::SealedBids` (`max_values`: None, `max_size`: Some(2833), added: 5308, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(229), added: 2704, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:0)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1262), added: 3737, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Bids` (r:1 w:1)
	/// Proof: `TaskMarket::Bids` (`max_values`: None, `max_size`: Some(1041), added: 3516, mode: `MaxEncodedLen`)
	fn reveal_bid() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `3438`
		//  Estimated: `6298`
		// Minimum execution time: 258_139_000 picoseconds.
		Weight::from_parts(269_744_000, 6298)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:0)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1262), added: 3737, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:1)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1228), added: 3703, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:4 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Cases` (r:1 w:1)
	/// Proof: `Arbitration::Cases` (`max_values`: None, `max_size`: Some(6228), added: 8703, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(229), added: 2704, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Draws` (r:1 w:1)
	/// Proof: `Arbitration::Draws` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn dispute() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `3137`
		//  Estimated: `11034`
		// Minimum execution time: 457_857_000 picoseconds.
		// By hand, until the next measurement: an auditor that was silent is punished.
		Weight::from_parts(874_253_000, 31034)
			.saturating_add(T::DbWeight::get().reads(24_u64))
			.saturating_add(T::DbWeight::get().writes(16_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Cases` (r:1 w:1)
	/// Proof: `Arbitration::Cases` (`max_values`: None, `max_size`: Some(6228), added: 8703, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(229), added: 2704, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Draws` (r:1 w:1)
	/// Proof: `Arbitration::Draws` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn appeal() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `3535`
		//  Estimated: `9693`
		// Minimum execution time: 290_848_000 picoseconds.
		Weight::from_parts(301_677_000, 9693)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Cases` (r:1 w:1)
	/// Proof: `Arbitration::Cases` (`max_values`: None, `max_size`: Some(6228), added: 8703, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn evaluate() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `871`
		//  Estimated: `9693`
		// Minimum execution time: 100_947_000 picoseconds.
		Weight::from_parts(107_404_000, 9693)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Cases` (r:1 w:1)
	/// Proof: `Arbitration::Cases` (`max_values`: None, `max_size`: Some(6228), added: 8703, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Verifiers` (r:48 w:48)
	/// Proof: `Arbitration::Verifiers` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:7 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:50 w:50)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(229), added: 2704, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:52 w:52)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::SeatCount` (r:1 w:1)
	/// Proof: `Arbitration::SeatCount` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Seats` (r:24 w:48)
	/// Proof: `Arbitration::Seats` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:1)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1228), added: 3703, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Locks` (r:1 w:1)
	/// Proof: `Escrow::Locks` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfMarket` (r:1 w:1)
	/// Proof: `Reputation::OfMarket` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:1 w:1)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfRequester` (r:1 w:1)
	/// Proof: `Reputation::OfRequester` (`max_values`: None, `max_size`: Some(156), added: 2631, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Era` (r:1 w:0)
	/// Proof: `Rewards::Era` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::AgentPoints` (r:1 w:1)
	/// Proof: `Rewards::AgentPoints` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::TopAgents` (r:1 w:1)
	/// Proof: `Rewards::TopAgents` (`max_values`: Some(1), `max_size`: Some(2402), added: 2897, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::RequesterPoints` (r:1 w:1)
	/// Proof: `Rewards::RequesterPoints` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::TopRequesters` (r:1 w:1)
	/// Proof: `Rewards::TopRequesters` (`max_values`: Some(1), `max_size`: Some(4802), added: 5297, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn end_dispute() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `18125`
		//  Estimated: `136346`
		// Minimum execution time: 9_158_749_000 picoseconds.
		Weight::from_parts(9_262_750_000, 136346)
			.saturating_add(T::DbWeight::get().reads(195_u64))
			.saturating_add(T::DbWeight::get().writes(211_u64))
	}
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:1 w:1)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	fn rate() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `757`
		//  Estimated: `3818`
		// Minimum execution time: 185_255_000 picoseconds.
		Weight::from_parts(191_494_000, 3818)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn leave_family() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `428`
		//  Estimated: `3991`
		// Minimum execution time: 37_321_000 picoseconds.
		Weight::from_parts(39_371_000, 3991)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:1)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1228), added: 3703, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:0)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1262), added: 3737, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:1 w:0)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn accept_offer() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2639`
		//  Estimated: `6012`
		// Minimum execution time: 166_302_000 picoseconds.
		Weight::from_parts(176_242_000, 6012)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:1)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1228), added: 3703, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:7 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfMarket` (r:1 w:1)
	/// Proof: `Reputation::OfMarket` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:1 w:1)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfRequester` (r:1 w:1)
	/// Proof: `Reputation::OfRequester` (`max_values`: None, `max_size`: Some(156), added: 2631, mode: `MaxEncodedLen`)
	/// Storage: `Slashing::FaultsOf` (r:1 w:1)
	/// Proof: `Slashing::FaultsOf` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Slashing::NextSlashId` (r:1 w:1)
	/// Proof: `Slashing::NextSlashId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:0)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1262), added: 3737, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	/// Storage: `Slashing::Slashes` (r:0 w:1)
	/// Proof: `Slashing::Slashes` (`max_values`: None, `max_size`: Some(185), added: 2660, mode: `MaxEncodedLen`)
	fn decline() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2805`
		//  Estimated: `18567`
		// Minimum execution time: 303_975_000 picoseconds.
		Weight::from_parts(314_803_000, 18567)
			.saturating_add(T::DbWeight::get().reads(16_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1228), added: 3703, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:0)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1262), added: 3737, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn start() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2726`
		//  Estimated: `4727`
		// Minimum execution time: 122_184_000 picoseconds.
		Weight::from_parts(127_501_000, 4727)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1228), added: 3703, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn submit_result() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1562`
		//  Estimated: `6012`
		// Minimum execution time: 105_746_000 picoseconds.
		// By hand, until the next measurement: the result is entered for the lottery.
		Weight::from_parts(231_161_000, 24012)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:1)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1228), added: 3703, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:3 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfMarket` (r:1 w:1)
	/// Proof: `Reputation::OfMarket` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:1 w:1)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfRequester` (r:1 w:1)
	/// Proof: `Reputation::OfRequester` (`max_values`: None, `max_size`: Some(156), added: 2631, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Locks` (r:1 w:1)
	/// Proof: `Escrow::Locks` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(229), added: 2704, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn fail() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1987`
		//  Estimated: `8523`
		// Minimum execution time: 309_028_000 picoseconds.
		Weight::from_parts(318_222_000, 8523)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// Storage: `System::Account` (r:4 w:4)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Locks` (r:1 w:1)
	/// Proof: `Escrow::Locks` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:4 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(229), added: 2704, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:1)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1228), added: 3703, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfMarket` (r:1 w:1)
	/// Proof: `Reputation::OfMarket` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:1 w:1)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfRequester` (r:1 w:1)
	/// Proof: `Reputation::OfRequester` (`max_values`: None, `max_size`: Some(156), added: 2631, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Era` (r:1 w:0)
	/// Proof: `Rewards::Era` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::AgentPoints` (r:1 w:1)
	/// Proof: `Rewards::AgentPoints` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::TopAgents` (r:1 w:1)
	/// Proof: `Rewards::TopAgents` (`max_values`: Some(1), `max_size`: Some(2402), added: 2897, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::RequesterPoints` (r:1 w:1)
	/// Proof: `Rewards::RequesterPoints` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::TopRequesters` (r:1 w:1)
	/// Proof: `Rewards::TopRequesters` (`max_values`: Some(1), `max_size`: Some(4802), added: 5297, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn accept_result() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2497`
		//  Estimated: `11402`
		// Minimum execution time: 739_714_000 picoseconds.
		// By hand, until the next measurement: whether there is an audit is read.
		Weight::from_parts(777_618_000, 14102)
			.saturating_add(T::DbWeight::get().reads(22_u64))
			.saturating_add(T::DbWeight::get().writes(16_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:100 w:100)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Locks` (r:100 w:100)
	/// Proof: `Escrow::Locks` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:4 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:100 w:100)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(229), added: 2704, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:301 w:301)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:100 w:100)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1228), added: 3703, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfMarket` (r:1 w:1)
	/// Proof: `Reputation::OfMarket` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:100 w:100)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfRequester` (r:100 w:100)
	/// Proof: `Reputation::OfRequester` (`max_values`: None, `max_size`: Some(156), added: 2631, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Era` (r:1 w:0)
	/// Proof: `Rewards::Era` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::AgentPoints` (r:100 w:100)
	/// Proof: `Rewards::AgentPoints` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::TopAgents` (r:1 w:1)
	/// Proof: `Rewards::TopAgents` (`max_values`: Some(1), `max_size`: Some(2402), added: 2897, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::RequesterPoints` (r:100 w:100)
	/// Proof: `Rewards::RequesterPoints` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::TopRequesters` (r:1 w:1)
	/// Proof: `Rewards::TopRequesters` (`max_values`: Some(1), `max_size`: Some(4802), added: 5297, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:2 w:2)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 100]`.
	fn settle(n: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `921 + n * (1806 ±0)`
		//  Estimated: `11034 + n * (7809 ±0)`
		// Minimum execution time: 648_292_000 picoseconds.
		Weight::from_parts(650_363_000, 11034)
			// Standard Error: 831_891
			// By hand, until the next measurement: whether there is an audit is read.
			.saturating_add(Weight::from_parts(612_426_049, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().reads((12_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(5_u64))
			.saturating_add(T::DbWeight::get().writes((11_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 10509).saturating_mul(n.into()))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:0)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1262), added: 3737, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Bids` (r:1 w:1)
	/// Proof: `TaskMarket::Bids` (`max_values`: None, `max_size`: Some(1041), added: 3516, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:32 w:1)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1228), added: 3703, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:32 w:0)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::SealedBids` (r:1 w:0)
	/// Proof: `TaskMarket::SealedBids` (`max_values`: None, `max_size`: Some(2833), added: 5308, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn poke() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `36083`
		//  Estimated: `119486`
		// Minimum execution time: 1_430_568_000 picoseconds.
		Weight::from_parts(1_488_800_000, 119486)
			.saturating_add(T::DbWeight::get().reads(71_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::AgendaCursor` (r:1 w:1)
	/// Proof: `TaskMarket::AgendaCursor` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:0)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Tasks` (r:1 w:0)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	fn look_at_agenda() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `584`
		//  Estimated: `3991`
		// Minimum execution time: 31_773_000 picoseconds.
		Weight::from_parts(33_344_000, 3991)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// A bound by hand, not measured: the auditor disputes the result.
	fn audit() -> Weight {
		Weight::from_parts(900_000_000, 36_000)
			.saturating_add(T::DbWeight::get().reads(24_u64))
			.saturating_add(T::DbWeight::get().writes(16_u64))
	}
	/// A bound by hand, not measured: the agenda has to be looked through for room.
	fn contradict_audit() -> Weight {
		Weight::from_parts(400_000_000, 36_000)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// A bound by hand, not measured: a payment, and an auditor that is punished and loses its seat.
	fn end_audit() -> Weight {
		Weight::from_parts(1_600_000_000, 45_000)
			.saturating_add(T::DbWeight::get().reads(38_u64))
			.saturating_add(T::DbWeight::get().writes(30_u64))
	}
}
