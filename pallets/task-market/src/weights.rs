//! Weights of `pallet_task_market`, measured by `cargo xtask weights`. Generated, never edited.
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
// --pallet=pallet_task_market
// --steps=10
// --repeat=4
// --min-duration=3
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
	fn settle_for_one(n: u32, ) -> Weight;
	fn settle_alike(n: u32, ) -> Weight;
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
	/// Storage: `Parameters::Parameters` (r:6 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:2 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Tasks` (r:1 w:2)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:1 w:0)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::NextTaskId` (r:1 w:1)
	/// Proof: `TaskMarket::NextTaskId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:1)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1262), added: 3737, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Locks` (r:2 w:2)
	/// Proof: `Escrow::Locks` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(391), added: 2866, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn create_task() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `4481`
		//  Estimated: `16056`
		// Minimum execution time: 497_644_000 picoseconds.
		Weight::from_parts(627_898_000, 16056)
			.saturating_add(T::DbWeight::get().reads(18_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:0)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1262), added: 3737, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::SealedBids` (r:1 w:0)
	/// Proof: `TaskMarket::SealedBids` (`max_values`: None, `max_size`: Some(2833), added: 5308, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:3 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Bids` (r:1 w:1)
	/// Proof: `TaskMarket::Bids` (`max_values`: None, `max_size`: Some(2097), added: 4572, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:32 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::Workloads` (r:32 w:0)
	/// Proof: `AgentRegistry::Workloads` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Locks` (r:1 w:1)
	/// Proof: `Escrow::Locks` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(391), added: 2866, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn cancel() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `38483`
		//  Estimated: `119934`
		// Minimum execution time: 1_785_737_000 picoseconds.
		Weight::from_parts(2_087_440_000, 119934)
			.saturating_add(T::DbWeight::get().reads(75_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:0)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:0)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1262), added: 3737, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::Workloads` (r:1 w:0)
	/// Proof: `AgentRegistry::Workloads` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:33 w:0)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Bids` (r:1 w:1)
	/// Proof: `TaskMarket::Bids` (`max_values`: None, `max_size`: Some(2097), added: 4572, mode: `MaxEncodedLen`)
	fn bid() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `5379`
		//  Estimated: `86757`
		// Minimum execution time: 424_647_000 picoseconds.
		Weight::from_parts(467_194_000, 86757)
			.saturating_add(T::DbWeight::get().reads(39_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:0)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Bids` (r:1 w:1)
	/// Proof: `TaskMarket::Bids` (`max_values`: None, `max_size`: Some(2097), added: 4572, mode: `MaxEncodedLen`)
	fn withdraw_bid() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `3867`
		//  Estimated: `5562`
		// Minimum execution time: 153_648_000 picoseconds.
		Weight::from_parts(169_413_000, 5562)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:0)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1262), added: 3737, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Bids` (r:1 w:1)
	/// Proof: `TaskMarket::Bids` (`max_values`: None, `max_size`: Some(2097), added: 4572, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:32 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::Workloads` (r:32 w:1)
	/// Proof: `AgentRegistry::Workloads` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:32 w:0)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::SealedBids` (r:1 w:0)
	/// Proof: `TaskMarket::SealedBids` (`max_values`: None, `max_size`: Some(2833), added: 5308, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn close_bidding() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `37587`
		//  Estimated: `119934`
		// Minimum execution time: 1_891_418_000 picoseconds.
		Weight::from_parts(2_046_312_000, 119934)
			.saturating_add(T::DbWeight::get().reads(103_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:0)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1262), added: 3737, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Bids` (r:1 w:1)
	/// Proof: `TaskMarket::Bids` (`max_values`: None, `max_size`: Some(2097), added: 4572, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::SealedBids` (r:1 w:1)
	/// Proof: `TaskMarket::SealedBids` (`max_values`: None, `max_size`: Some(2833), added: 5308, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:33 w:33)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(391), added: 2866, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:34 w:34)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Locks` (r:1 w:1)
	/// Proof: `Escrow::Locks` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn forfeit_bids() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `10204`
		//  Estimated: `95568`
		// Minimum execution time: 4_670_434_000 picoseconds.
		Weight::from_parts(5_043_895_000, 95568)
			.saturating_add(T::DbWeight::get().reads(75_u64))
			.saturating_add(T::DbWeight::get().writes(72_u64))
	}
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:0)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1262), added: 3737, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Bids` (r:1 w:1)
	/// Proof: `TaskMarket::Bids` (`max_values`: None, `max_size`: Some(2097), added: 4572, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::Workloads` (r:1 w:1)
	/// Proof: `AgentRegistry::Workloads` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
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
		//  Measured:  `5526`
		//  Estimated: `6298`
		// Minimum execution time: 470_949_000 picoseconds.
		Weight::from_parts(513_122_000, 6298)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:0)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:0)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1262), added: 3737, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::Workloads` (r:1 w:0)
	/// Proof: `AgentRegistry::Workloads` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:1 w:0)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::SealedBids` (r:1 w:1)
	/// Proof: `TaskMarket::SealedBids` (`max_values`: None, `max_size`: Some(2833), added: 5308, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(391), added: 2866, mode: `MaxEncodedLen`)
	fn commit_bid() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `6722`
		//  Estimated: `6298`
		// Minimum execution time: 420_333_000 picoseconds.
		Weight::from_parts(509_637_000, 6298)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:0)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::SealedBids` (r:1 w:1)
	/// Proof: `TaskMarket::SealedBids` (`max_values`: None, `max_size`: Some(2833), added: 5308, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(391), added: 2866, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:0)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1262), added: 3737, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Bids` (r:1 w:1)
	/// Proof: `TaskMarket::Bids` (`max_values`: None, `max_size`: Some(2097), added: 4572, mode: `MaxEncodedLen`)
	fn reveal_bid() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `6109`
		//  Estimated: `6298`
		// Minimum execution time: 356_002_000 picoseconds.
		Weight::from_parts(397_820_000, 6298)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `System::Account` (r:3 w:3)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:0)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1262), added: 3737, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:1)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Cases` (r:1 w:1)
	/// Proof: `Arbitration::Cases` (`max_values`: None, `max_size`: Some(6292), added: 8767, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:6 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Audits` (r:1 w:1)
	/// Proof: `Arbitration::Audits` (`max_values`: None, `max_size`: Some(95), added: 2570, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(391), added: 2866, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Queue` (r:1 w:1)
	/// Proof: `Arbitration::Queue` (`max_values`: Some(1), `max_size`: Some(52), added: 547, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Verifiers` (r:2 w:2)
	/// Proof: `Arbitration::Verifiers` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::SeatCount` (r:1 w:1)
	/// Proof: `Arbitration::SeatCount` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Seats` (r:1 w:2)
	/// Proof: `Arbitration::Seats` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Draws` (r:0 w:1)
	/// Proof: `Arbitration::Draws` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `MaxEncodedLen`)
	fn dispute() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `4112`
		//  Estimated: `16056`
		// Minimum execution time: 763_242_000 picoseconds.
		Weight::from_parts(945_512_000, 16056)
			.saturating_add(T::DbWeight::get().reads(22_u64))
			.saturating_add(T::DbWeight::get().writes(17_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Cases` (r:1 w:1)
	/// Proof: `Arbitration::Cases` (`max_values`: None, `max_size`: Some(6292), added: 8767, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(391), added: 2866, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Queue` (r:1 w:1)
	/// Proof: `Arbitration::Queue` (`max_values`: Some(1), `max_size`: Some(52), added: 547, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Draws` (r:0 w:1)
	/// Proof: `Arbitration::Draws` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `MaxEncodedLen`)
	fn appeal() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `3691`
		//  Estimated: `9757`
		// Minimum execution time: 361_574_000 picoseconds.
		Weight::from_parts(410_889_000, 9757)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Cases` (r:1 w:1)
	/// Proof: `Arbitration::Cases` (`max_values`: None, `max_size`: Some(6292), added: 8767, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn evaluate() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `903`
		//  Estimated: `9757`
		// Minimum execution time: 119_386_000 picoseconds.
		Weight::from_parts(131_924_000, 9757)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Cases` (r:1 w:1)
	/// Proof: `Arbitration::Cases` (`max_values`: None, `max_size`: Some(6292), added: 8767, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Verifiers` (r:48 w:48)
	/// Proof: `Arbitration::Verifiers` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:5 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:50 w:50)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(391), added: 2866, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:52 w:52)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::SeatCount` (r:1 w:1)
	/// Proof: `Arbitration::SeatCount` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Seats` (r:24 w:48)
	/// Proof: `Arbitration::Seats` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:1)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Audits` (r:1 w:0)
	/// Proof: `Arbitration::Audits` (`max_values`: None, `max_size`: Some(95), added: 2570, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Locks` (r:1 w:1)
	/// Proof: `Escrow::Locks` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::Workloads` (r:1 w:1)
	/// Proof: `AgentRegistry::Workloads` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfMarket` (r:1 w:1)
	/// Proof: `Reputation::OfMarket` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:1 w:1)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfRequester` (r:1 w:1)
	/// Proof: `Reputation::OfRequester` (`max_values`: None, `max_size`: Some(156), added: 2631, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Era` (r:1 w:0)
	/// Proof: `Rewards::Era` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::TopAgents` (r:1 w:1)
	/// Proof: `Rewards::TopAgents` (`max_values`: Some(1), `max_size`: Some(2402), added: 2897, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::AgentPoints` (r:1 w:1)
	/// Proof: `Rewards::AgentPoints` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::TopRequesters` (r:1 w:1)
	/// Proof: `Rewards::TopRequesters` (`max_values`: Some(1), `max_size`: Some(4802), added: 5297, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::RequesterPoints` (r:1 w:1)
	/// Proof: `Rewards::RequesterPoints` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn end_dispute() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `18433`
		//  Estimated: `144290`
		// Minimum execution time: 11_406_454_000 picoseconds.
		Weight::from_parts(11_990_947_000, 144290)
			.saturating_add(T::DbWeight::get().reads(195_u64))
			.saturating_add(T::DbWeight::get().writes(212_u64))
	}
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:1 w:1)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	fn rate() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `757`
		//  Estimated: `3834`
		// Minimum execution time: 223_589_000 picoseconds.
		Weight::from_parts(262_990_000, 3834)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:3 w:3)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Locks` (r:9 w:9)
	/// Proof: `Escrow::Locks` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:2 w:2)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	fn leave_family() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1877`
		//  Estimated: `24075`
		// Minimum execution time: 272_586_000 picoseconds.
		Weight::from_parts(302_042_000, 24075)
			.saturating_add(T::DbWeight::get().reads(15_u64))
			.saturating_add(T::DbWeight::get().writes(14_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::Workloads` (r:1 w:1)
	/// Proof: `AgentRegistry::Workloads` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
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
		//  Measured:  `2686`
		//  Estimated: `6012`
		// Minimum execution time: 189_451_000 picoseconds.
		Weight::from_parts(214_775_000, 6012)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:1)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::Workloads` (r:1 w:1)
	/// Proof: `AgentRegistry::Workloads` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:6 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfMarket` (r:1 w:1)
	/// Proof: `Reputation::OfMarket` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:1 w:1)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfRequester` (r:1 w:1)
	/// Proof: `Reputation::OfRequester` (`max_values`: None, `max_size`: Some(156), added: 2631, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Era` (r:1 w:0)
	/// Proof: `Rewards::Era` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Slashing::FaultsOf` (r:1 w:1)
	/// Proof: `Slashing::FaultsOf` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Slashing::PresentEra` (r:1 w:1)
	/// Proof: `Slashing::PresentEra` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
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
		//  Measured:  `2966`
		//  Estimated: `16056`
		// Minimum execution time: 356_554_000 picoseconds.
		Weight::from_parts(421_292_000, 16056)
			.saturating_add(T::DbWeight::get().reads(18_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:0)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1262), added: 3737, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn start() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2785`
		//  Estimated: `4727`
		// Minimum execution time: 135_791_000 picoseconds.
		Weight::from_parts(179_804_000, 4727)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:0)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1262), added: 3737, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Delivered` (r:1 w:1)
	/// Proof: `Arbitration::Delivered` (`max_values`: None, `max_size`: Some(4110), added: 6585, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Queue` (r:1 w:1)
	/// Proof: `Arbitration::Queue` (`max_values`: Some(1), `max_size`: Some(52), added: 547, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn submit_result() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `7025`
		//  Estimated: `7575`
		// Minimum execution time: 182_982_000 picoseconds.
		Weight::from_parts(240_639_000, 7575)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::Workloads` (r:1 w:1)
	/// Proof: `AgentRegistry::Workloads` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfMarket` (r:1 w:1)
	/// Proof: `Reputation::OfMarket` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:1 w:1)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfRequester` (r:1 w:1)
	/// Proof: `Reputation::OfRequester` (`max_values`: None, `max_size`: Some(156), added: 2631, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Era` (r:1 w:0)
	/// Proof: `Rewards::Era` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Locks` (r:1 w:1)
	/// Proof: `Escrow::Locks` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(391), added: 2866, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn fail() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2237`
		//  Estimated: `6012`
		// Minimum execution time: 358_150_000 picoseconds.
		Weight::from_parts(484_009_000, 6012)
			.saturating_add(T::DbWeight::get().reads(13_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// Storage: `System::Account` (r:4 w:4)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Audits` (r:1 w:0)
	/// Proof: `Arbitration::Audits` (`max_values`: None, `max_size`: Some(95), added: 2570, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Locks` (r:1 w:1)
	/// Proof: `Escrow::Locks` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(391), added: 2866, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::Workloads` (r:1 w:1)
	/// Proof: `AgentRegistry::Workloads` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfMarket` (r:1 w:1)
	/// Proof: `Reputation::OfMarket` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:1 w:1)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfRequester` (r:1 w:1)
	/// Proof: `Reputation::OfRequester` (`max_values`: None, `max_size`: Some(156), added: 2631, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Era` (r:1 w:0)
	/// Proof: `Rewards::Era` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::TopAgents` (r:1 w:1)
	/// Proof: `Rewards::TopAgents` (`max_values`: Some(1), `max_size`: Some(2402), added: 2897, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::AgentPoints` (r:1 w:1)
	/// Proof: `Rewards::AgentPoints` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::TopRequesters` (r:1 w:1)
	/// Proof: `Rewards::TopRequesters` (`max_values`: Some(1), `max_size`: Some(4802), added: 5297, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::RequesterPoints` (r:1 w:1)
	/// Proof: `Rewards::RequesterPoints` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn accept_result() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1742`
		//  Estimated: `11402`
		// Minimum execution time: 700_382_000 picoseconds.
		Weight::from_parts(864_365_000, 11402)
			.saturating_add(T::DbWeight::get().reads(21_u64))
			.saturating_add(T::DbWeight::get().writes(16_u64))
	}
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Tasks` (r:100 w:100)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Audits` (r:100 w:0)
	/// Proof: `Arbitration::Audits` (`max_values`: None, `max_size`: Some(95), added: 2570, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Locks` (r:100 w:100)
	/// Proof: `Escrow::Locks` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:100 w:100)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(391), added: 2866, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:301 w:301)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::Workloads` (r:100 w:100)
	/// Proof: `AgentRegistry::Workloads` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfMarket` (r:1 w:1)
	/// Proof: `Reputation::OfMarket` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:100 w:100)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfRequester` (r:100 w:100)
	/// Proof: `Reputation::OfRequester` (`max_values`: None, `max_size`: Some(156), added: 2631, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Era` (r:1 w:0)
	/// Proof: `Rewards::Era` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:100 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::TopAgents` (r:1 w:1)
	/// Proof: `Rewards::TopAgents` (`max_values`: Some(1), `max_size`: Some(2402), added: 2897, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::AgentPoints` (r:100 w:100)
	/// Proof: `Rewards::AgentPoints` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::TopRequesters` (r:1 w:1)
	/// Proof: `Rewards::TopRequesters` (`max_values`: Some(1), `max_size`: Some(4802), added: 5297, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::RequesterPoints` (r:100 w:100)
	/// Proof: `Rewards::RequesterPoints` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:2 w:2)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 100]`.
	fn settle(n: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1029 + n * (887 ±0)`
		//  Estimated: `6287 + n * (7809 ±0)`
		// Minimum execution time: 739_511_000 picoseconds.
		Weight::from_parts(756_226_000, 6287)
			// Standard Error: 18_712_763
			.saturating_add(Weight::from_parts(464_146_149, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().reads((13_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(5_u64))
			.saturating_add(T::DbWeight::get().writes((11_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 7809).saturating_mul(n.into()))
	}
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Tasks` (r:100 w:100)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Audits` (r:100 w:0)
	/// Proof: `Arbitration::Audits` (`max_values`: None, `max_size`: Some(95), added: 2570, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Locks` (r:100 w:100)
	/// Proof: `Escrow::Locks` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(391), added: 2866, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:103 w:103)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::Workloads` (r:100 w:100)
	/// Proof: `AgentRegistry::Workloads` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfMarket` (r:1 w:1)
	/// Proof: `Reputation::OfMarket` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:100 w:100)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfRequester` (r:1 w:1)
	/// Proof: `Reputation::OfRequester` (`max_values`: None, `max_size`: Some(156), added: 2631, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Era` (r:1 w:0)
	/// Proof: `Rewards::Era` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:100 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::TopAgents` (r:1 w:1)
	/// Proof: `Rewards::TopAgents` (`max_values`: Some(1), `max_size`: Some(2402), added: 2897, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::AgentPoints` (r:100 w:100)
	/// Proof: `Rewards::AgentPoints` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::TopRequesters` (r:1 w:1)
	/// Proof: `Rewards::TopRequesters` (`max_values`: Some(1), `max_size`: Some(4802), added: 5297, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::RequesterPoints` (r:1 w:1)
	/// Proof: `Rewards::RequesterPoints` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:2 w:2)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 100]`.
	fn settle_for_one(n: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `19353 + n * (615 ±0)`
		//  Estimated: `8799 + n * (3717 ±8)`
		// Minimum execution time: 1_031_736_000 picoseconds.
		Weight::from_parts(2_681_031_239, 8799)
			// Standard Error: 27_271_204
			.saturating_add(Weight::from_parts(218_904_987, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(13_u64))
			.saturating_add(T::DbWeight::get().reads((8_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(10_u64))
			.saturating_add(T::DbWeight::get().writes((6_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 3717).saturating_mul(n.into()))
	}
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Tasks` (r:100 w:100)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Audits` (r:100 w:0)
	/// Proof: `Arbitration::Audits` (`max_values`: None, `max_size`: Some(95), added: 2570, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Locks` (r:100 w:100)
	/// Proof: `Escrow::Locks` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(391), added: 2866, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:4 w:4)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::Workloads` (r:1 w:1)
	/// Proof: `AgentRegistry::Workloads` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfMarket` (r:1 w:1)
	/// Proof: `Reputation::OfMarket` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:1 w:1)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfRequester` (r:1 w:1)
	/// Proof: `Reputation::OfRequester` (`max_values`: None, `max_size`: Some(156), added: 2631, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Era` (r:1 w:0)
	/// Proof: `Rewards::Era` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::TopAgents` (r:1 w:1)
	/// Proof: `Rewards::TopAgents` (`max_values`: Some(1), `max_size`: Some(2402), added: 2897, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::AgentPoints` (r:1 w:1)
	/// Proof: `Rewards::AgentPoints` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::TopRequesters` (r:1 w:1)
	/// Proof: `Rewards::TopRequesters` (`max_values`: Some(1), `max_size`: Some(4802), added: 5297, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::RequesterPoints` (r:1 w:1)
	/// Proof: `Rewards::RequesterPoints` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:2 w:2)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 100]`.
	fn settle_alike(n: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `13670 + n * (390 ±0)`
		//  Estimated: `11402 + n * (2844 ±8)`
		// Minimum execution time: 764_457_000 picoseconds.
		Weight::from_parts(755_756_061, 11402)
			// Standard Error: 663_378
			.saturating_add(Weight::from_parts(68_996_029, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(18_u64))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(14_u64))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2844).saturating_mul(n.into()))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:0)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1262), added: 3737, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Bids` (r:1 w:1)
	/// Proof: `TaskMarket::Bids` (`max_values`: None, `max_size`: Some(2097), added: 4572, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:32 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::Workloads` (r:32 w:1)
	/// Proof: `AgentRegistry::Workloads` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:32 w:0)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::SealedBids` (r:1 w:0)
	/// Proof: `TaskMarket::SealedBids` (`max_values`: None, `max_size`: Some(2833), added: 5308, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn poke() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `37587`
		//  Estimated: `119934`
		// Minimum execution time: 1_930_415_000 picoseconds.
		Weight::from_parts(2_078_825_000, 119934)
			.saturating_add(T::DbWeight::get().reads(103_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::AgendaCursor` (r:1 w:1)
	/// Proof: `TaskMarket::AgendaCursor` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:0)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Tasks` (r:1 w:0)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	fn look_at_agenda() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `584`
		//  Estimated: `3991`
		// Minimum execution time: 36_603_000 picoseconds.
		Weight::from_parts(43_763_000, 3991)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Audits` (r:1 w:1)
	/// Proof: `Arbitration::Audits` (`max_values`: None, `max_size`: Some(95), added: 2570, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:0)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1262), added: 3737, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Verifiers` (r:1 w:1)
	/// Proof: `Arbitration::Verifiers` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:4 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:1)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Cases` (r:1 w:1)
	/// Proof: `Arbitration::Cases` (`max_values`: None, `max_size`: Some(6292), added: 8767, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(391), added: 2866, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Queue` (r:1 w:1)
	/// Proof: `Arbitration::Queue` (`max_values`: Some(1), `max_size`: Some(52), added: 547, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Draws` (r:0 w:1)
	/// Proof: `Arbitration::Draws` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `MaxEncodedLen`)
	fn audit() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `3711`
		//  Estimated: `11034`
		// Minimum execution time: 508_386_000 picoseconds.
		Weight::from_parts(599_313_000, 11034)
			.saturating_add(T::DbWeight::get().reads(14_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Postings` (r:1 w:0)
	/// Proof: `TaskMarket::Postings` (`max_values`: None, `max_size`: Some(1262), added: 3737, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Audits` (r:1 w:1)
	/// Proof: `Arbitration::Audits` (`max_values`: None, `max_size`: Some(95), added: 2570, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn contradict_audit() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `3203`
		//  Estimated: `4727`
		// Minimum execution time: 191_736_000 picoseconds.
		Weight::from_parts(203_186_000, 4727)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `TaskMarket::Tasks` (r:1 w:1)
	/// Proof: `TaskMarket::Tasks` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:5 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Audits` (r:1 w:1)
	/// Proof: `Arbitration::Audits` (`max_values`: None, `max_size`: Some(95), added: 2570, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Locks` (r:1 w:1)
	/// Proof: `Escrow::Locks` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(391), added: 2866, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:5 w:5)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Verifiers` (r:2 w:2)
	/// Proof: `Arbitration::Verifiers` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::SeatCount` (r:1 w:1)
	/// Proof: `Arbitration::SeatCount` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Arbitration::Seats` (r:1 w:2)
	/// Proof: `Arbitration::Seats` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::Workloads` (r:1 w:1)
	/// Proof: `AgentRegistry::Workloads` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfMarket` (r:1 w:1)
	/// Proof: `Reputation::OfMarket` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfAgent` (r:1 w:1)
	/// Proof: `Reputation::OfAgent` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Reputation::OfRequester` (r:1 w:1)
	/// Proof: `Reputation::OfRequester` (`max_values`: None, `max_size`: Some(156), added: 2631, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Era` (r:1 w:0)
	/// Proof: `Rewards::Era` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `AgentRegistry::AgentsById` (r:1 w:0)
	/// Proof: `AgentRegistry::AgentsById` (`max_values`: None, `max_size`: Some(1242), added: 3717, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::TopAgents` (r:1 w:1)
	/// Proof: `Rewards::TopAgents` (`max_values`: Some(1), `max_size`: Some(2402), added: 2897, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::AgentPoints` (r:1 w:1)
	/// Proof: `Rewards::AgentPoints` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::TopRequesters` (r:1 w:1)
	/// Proof: `Rewards::TopRequesters` (`max_values`: Some(1), `max_size`: Some(4802), added: 5297, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::RequesterPoints` (r:1 w:1)
	/// Proof: `Rewards::RequesterPoints` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: `TaskMarket::Agenda` (r:1 w:1)
	/// Proof: `TaskMarket::Agenda` (`max_values`: None, `max_size`: Some(526), added: 3001, mode: `MaxEncodedLen`)
	fn end_audit() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2450`
		//  Estimated: `14005`
		// Minimum execution time: 764_760_000 picoseconds.
		Weight::from_parts(854_539_000, 14005)
			.saturating_add(T::DbWeight::get().reads(30_u64))
			.saturating_add(T::DbWeight::get().writes(24_u64))
	}
}
