//! Every number of the market that governance may change without an upgrade, with its value at genesis.
//!
//! Amounts are in plancks, spans in blocks of two seconds.

use frame_support::dynamic_params::{dynamic_pallet_params, dynamic_params};
use sp_runtime::{Perbill, Permill};

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
        /// Held for a sealed bid until it is shown, in plancks.
        #[codec(index = 9)]
        pub static BidDeposit: Balance = AINU;
        /// Most generations of tasks below one that a person posted.
        #[codec(index = 10)]
        pub static MaxDepth: u8 = 3;
        /// Most tasks that one task can pay for.
        #[codec(index = 11)]
        pub static MaxChildren: u8 = 16;
    }

    /// Read by arbitration.
    #[dynamic_pallet_params]
    #[codec(index = 3)]
    pub mod arbitration {
        /// Bond of a verifier, in plancks.
        #[codec(index = 0)]
        pub static VerifierBond: Balance = 100 * AINU;
        /// Share of its bond that a verifier loses when it is silent or on the wrong side.
        #[codec(index = 1)]
        pub static VerifierSlash: Permill = Permill::from_percent(5);
        /// Blocks for which a verifier's bond stays held after it left.
        #[codec(index = 2)]
        pub static LeavingPeriod: BlockNumber = 7 * DAYS;
        /// Least bond of a dispute, in plancks.
        #[codec(index = 3)]
        pub static MinBond: Balance = 10 * AINU;
        /// Bond of a dispute, as a share of the price.
        #[codec(index = 4)]
        pub static BondShare: Permill = Permill::from_percent(10);
        /// Members of the first committee.
        #[codec(index = 5)]
        pub static CommitteeSize: u8 = 3;
        /// Most larger committees after the first.
        #[codec(index = 6)]
        pub static MaxRepeats: u8 = 2;
        /// Blocks in which a committee runs the module and binds itself.
        #[codec(index = 7)]
        pub static CommitWindow: BlockNumber = 10 * MINUTES;
        /// Blocks in which it shows its opinions.
        #[codec(index = 8)]
        pub static RevealWindow: BlockNumber = 5 * MINUTES;
        /// Blocks in which a verdict can be appealed.
        #[codec(index = 9)]
        pub static AppealWindow: BlockNumber = 12 * HOURS;
        /// Blocks that an evaluator has.
        #[codec(index = 10)]
        pub static EvaluationWindow: BlockNumber = 3 * DAYS;
        /// Blocks that governance has.
        #[codec(index = 11)]
        pub static CourtWindow: BlockNumber = 14 * DAYS;
    }

    /// Read by reputation.
    #[dynamic_pallet_params]
    #[codec(index = 4)]
    pub mod reputation {
        /// How much of what is known of a party still counts after another task of full weight.
        #[codec(index = 0)]
        pub static TrustDiscount: Perbill = Perbill::from_percent(98);
        /// Blocks after which a party is no newcomer any more.
        #[codec(index = 1)]
        pub static FullAge: BlockNumber = 180 * DAYS;
    }

    /// Read by slashing.
    #[dynamic_pallet_params]
    #[codec(index = 5)]
    pub mod slashing {
        /// Share of the stake that it costs not to start.
        #[codec(index = 0)]
        pub static NoShowShare: Permill = Permill::from_parts(5_000);
        /// How often in an era that leads to jail.
        #[codec(index = 1)]
        pub static NoShowsToJail: u16 = 5;
        /// Share of the stake that it costs not to deliver in time.
        #[codec(index = 2)]
        pub static TimeoutShare: Permill = Permill::from_percent(1);
        /// How often in an era that leads to jail.
        #[codec(index = 3)]
        pub static TimeoutsToJail: u16 = 5;
        /// Share of the stake that a wrong result costs; at least the task's price.
        #[codec(index = 4)]
        pub static InvalidResultShare: Permill = Permill::from_percent(10);
        /// How often in an era that leads to jail.
        #[codec(index = 5)]
        pub static InvalidResultsToJail: u16 = 2;
        /// Share of the stake that it costs to be judged not to have done what was asked for.
        #[codec(index = 6)]
        pub static DisputeLostShare: Permill = Permill::from_percent(3);
        /// How often in an era that leads to jail.
        #[codec(index = 7)]
        pub static DisputesLostToJail: u16 = 3;
        /// Share of a slash that goes to who brought the fault to light.
        #[codec(index = 8)]
        pub static ReporterShare: Permill = Permill::from_percent(20);
        /// Blocks in which a slash can be appealed.
        #[codec(index = 9)]
        pub static AppealWindow: BlockNumber = 3 * DAYS;
        /// What an appeal costs if it fails, in plancks.
        #[codec(index = 10)]
        pub static AppealBond: Balance = 10 * AINU;
        /// Blocks that governance has to decide on an appeal.
        #[codec(index = 11)]
        pub static CourtWindow: BlockNumber = 14 * DAYS;
        /// Blocks over which faults add up.
        #[codec(index = 12)]
        pub static EraLength: BlockNumber = DAYS;
        /// Blocks that an agent stays in jail.
        #[codec(index = 13)]
        pub static JailTerm: BlockNumber = 7 * DAYS;
    }

    /// Read by rewards.
    #[dynamic_pallet_params]
    #[codec(index = 6)]
    pub mod rewards {
        /// Blocks of an era.
        #[codec(index = 0)]
        pub static EraLength: BlockNumber = DAYS;
        /// Most that is issued for an era, in plancks.
        #[codec(index = 1)]
        pub static EraReward: Balance = 1_000 * AINU;
        /// Most that is issued for each planck of points; less than the fee, so that nobody gains by paying itself.
        #[codec(index = 2)]
        pub static RewardRate: Permill = Permill::from_percent(1);
        /// Blocks over which a reward becomes free.
        #[codec(index = 3)]
        pub static VestingPeriod: BlockNumber = 30 * DAYS;
    }
}

#[cfg(feature = "runtime-benchmarks")]
impl Default for RuntimeParameters {
    fn default() -> Self {
        Self::Registry(dynamic::registry::Parameters::MinStake(dynamic::registry::MinStake, Some(AINU)))
    }
}
