//! Every number of the market that governance may change without an upgrade, with its value at genesis.
//!
//! Amounts are in plancks, spans in blocks of two seconds.

use frame_support::dynamic_params::{dynamic_pallet_params, dynamic_params};
use sp_runtime::Permill;

use crate::{
    time::{DAYS, HOURS, MINUTES},
    Balance, BlockNumber, Runtime, AINU,
};

/// The parameters, by the pallet that reads them.
#[dynamic_params(RuntimeParameters, pallet_parameters::Parameters::<Runtime>)]
pub mod dynamic {
    use super::*;

    /// Read by the agent registry.
    #[dynamic_pallet_params]
    #[codec(index = 0)]
    pub mod registry {
        /// Least stake behind an agent, in plancks.
        #[codec(index = 0)]
        pub static MinStake: Balance = 100 * AINU;
        /// Blocks for which stake that is being unbonded stays held.
        #[codec(index = 1)]
        pub static UnbondingPeriod: BlockNumber = 7 * DAYS;
        /// Most tasks an agent may work on at a time.
        #[codec(index = 2)]
        pub static MaxConcurrency: u16 = 1_000;
    }

    /// Read by the escrow.
    #[dynamic_pallet_params]
    #[codec(index = 1)]
    pub mod escrow {
        /// Share of the price that goes to the treasury when a task succeeds.
        #[codec(index = 0)]
        pub static FeeShare: Permill = Permill::from_percent(2);
        /// Share of that fee that goes to whoever closed the bidding.
        #[codec(index = 1)]
        pub static TipShare: Permill = Permill::from_percent(10);
    }

    /// Read by the task market.
    #[dynamic_pallet_params]
    #[codec(index = 2)]
    pub mod market {
        /// Least budget of a task, in plancks.
        #[codec(index = 0)]
        pub static MinBudget: Balance = AINU;
        /// Shortest time for bids, in blocks.
        #[codec(index = 1)]
        pub static MinBidding: BlockNumber = 2;
        /// Longest time for bids, in blocks.
        #[codec(index = 2)]
        pub static MaxBidding: BlockNumber = 7 * DAYS;
        /// Blocks a directly hired agent has to accept.
        #[codec(index = 3)]
        pub static AcceptWindow: BlockNumber = 5 * MINUTES;
        /// Blocks a matched agent has to start.
        #[codec(index = 4)]
        pub static StartWindow: BlockNumber = 5 * MINUTES;
        /// Blocks the requester has to object to a result.
        #[codec(index = 5)]
        pub static ChallengeWindow: BlockNumber = HOURS;
        /// Blocks for which an ended task is kept.
        #[codec(index = 6)]
        pub static HistoryWindow: BlockNumber = 7 * DAYS;
        /// Furthest that a task's deadline may lie ahead, in blocks.
        #[codec(index = 7)]
        pub static MaxTaskSpan: BlockNumber = 90 * DAYS;
        /// Most tasks whose clock is served by the chain itself in one block.
        #[codec(index = 8)]
        pub static MaxIdleWork: u32 = 50;
    }
}

#[cfg(feature = "runtime-benchmarks")]
impl Default for RuntimeParameters {
    fn default() -> Self {
        Self::Registry(dynamic::registry::Parameters::MinStake(dynamic::registry::MinStake, Some(AINU)))
    }
}
