//! Every number of the market that governance may change without an upgrade, with its value at genesis.
//!
//! Amounts are in plancks, spans in blocks of two seconds, shares are written in millionths or billionths. The type of each says in
//! which range it stays.

use frame_support::dynamic_params::{dynamic_pallet_params, dynamic_params};
use sp_runtime::{Perbill, Permill};

use self::ranges::{Blocks, Few, FineShare, Many, Plancks, Share, Times};
pub use self::ranges::{InRange, ValueOf};
use crate::{
    time::{DAYS, HOURS, MINUTES},
    Runtime, AINU,
};

pub mod ranges;

/// Bond of the validators of genesis, and least bond of others at genesis, in plancks.
pub const VALIDATOR_BOND: crate::Balance = 10_000 * AINU;

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
        pub static MinStake: Plancks<AINU, { 1_000_000 * AINU }> = const { Plancks::of(100 * AINU) };
        /// Blocks for which stake that is being unbonded stays held.
        #[codec(index = 1)]
        pub static UnbondingPeriod: Blocks<1, { 90 * DAYS }> = const { Blocks::of(7 * DAYS) };
        /// Most tasks an agent may work on at a time.
        #[codec(index = 2)]
        pub static MaxConcurrency: Times<1, 10_000> = const { Times::of(1_000) };
    }

    /// Read by the escrow.
    #[dynamic_pallet_params]
    #[codec(index = 1)]
    pub mod escrow {
        /// Share of the price that goes to the treasury when a task succeeds. What is left of the least fee after the highest tip
        /// and the highest share for an audit is more than the highest reward for the same price, so that nobody gains by paying itself.
        #[codec(index = 0)]
        pub static FeeShare: Share<20_000, 100_000> = const { Share::of(Permill::from_percent(2)) };
        /// Share of that fee that goes to whoever closed the bidding.
        #[codec(index = 1)]
        pub static TipShare: Share<0, 200_000> = const { Share::of(Permill::from_percent(10)) };
        /// Share of what the tip leaves of the fee that goes to whoever earned it by an audit of the result.
        #[codec(index = 2)]
        pub static AuditReward: Share<0, 350_000> = const { Share::of(Permill::from_percent(30)) };
    }

    /// Read by the task market.
    #[dynamic_pallet_params]
    #[codec(index = 2)]
    pub mod market {
        /// Least budget of a task, in plancks.
        #[codec(index = 0)]
        pub static MinBudget: Plancks<{ AINU / 100 }, { 1_000 * AINU }> = const { Plancks::of(AINU) };
        /// Shortest time for bids, in blocks.
        #[codec(index = 1)]
        pub static MinBidding: Blocks<1, HOURS> = const { Blocks::of(2) };
        /// Longest time for bids, in blocks.
        #[codec(index = 2)]
        pub static MaxBidding: Blocks<HOURS, { 30 * DAYS }> = const { Blocks::of(7 * DAYS) };
        /// Blocks a directly hired agent has to accept.
        #[codec(index = 3)]
        pub static AcceptWindow: Blocks<1, DAYS> = const { Blocks::of(5 * MINUTES) };
        /// Blocks a matched agent has to start.
        #[codec(index = 4)]
        pub static StartWindow: Blocks<1, DAYS> = const { Blocks::of(5 * MINUTES) };
        /// Blocks the requester has to object to a result.
        #[codec(index = 5)]
        pub static ChallengeWindow: Blocks<1, { 30 * DAYS }> = const { Blocks::of(HOURS) };
        /// Blocks for which an ended task is kept.
        #[codec(index = 6)]
        pub static HistoryWindow: Blocks<1, { 365 * DAYS }> = const { Blocks::of(7 * DAYS) };
        /// Furthest that a task's deadline may lie ahead, in blocks.
        #[codec(index = 7)]
        pub static MaxTaskSpan: Blocks<HOURS, { 365 * DAYS }> = const { Blocks::of(90 * DAYS) };
        /// Most tasks whose clock is served by the chain itself in one block.
        #[codec(index = 8)]
        pub static MaxIdleWork: Many<1, 500> = const { Many::of(50) };
        /// Held for a sealed bid until it is shown, in plancks.
        #[codec(index = 9)]
        pub static BidDeposit: Plancks<{ AINU / 100 }, { 1_000 * AINU }> = const { Plancks::of(AINU) };
        /// Most generations of tasks below one that a person posted.
        #[codec(index = 10)]
        pub static MaxDepth: Few<0, { pallet_task_market::MAX_DEPTH }> = const { Few::of(3) };
        /// Most tasks that one task can pay for.
        #[codec(index = 11)]
        pub static MaxChildren: Few<0, 64> = const { Few::of(16) };
    }

    /// Read by arbitration.
    #[dynamic_pallet_params]
    #[codec(index = 3)]
    pub mod arbitration {
        /// Bond of a verifier, in plancks.
        #[codec(index = 0)]
        pub static VerifierBond: Plancks<AINU, { 1_000_000 * AINU }> = const { Plancks::of(100 * AINU) };
        /// Share of its bond that a verifier loses when it is silent or on the wrong side.
        #[codec(index = 1)]
        pub static VerifierSlash: Share<0, 500_000> = const { Share::of(Permill::from_percent(5)) };
        /// Blocks for which a verifier's bond stays held after it left.
        #[codec(index = 2)]
        pub static LeavingPeriod: Blocks<1, { 90 * DAYS }> = const { Blocks::of(7 * DAYS) };
        /// Least bond of a dispute, in plancks.
        #[codec(index = 3)]
        pub static MinBond: Plancks<{ AINU / 10 }, { 10_000 * AINU }> = const { Plancks::of(10 * AINU) };
        /// Bond of a dispute, as a share of the price.
        #[codec(index = 4)]
        pub static BondShare: Share<10_000, 1_000_000> = const { Share::of(Permill::from_percent(10)) };
        /// Members of the first committee.
        #[codec(index = 5)]
        pub static CommitteeSize: Few<3, 7> = const { Few::of(3) };
        /// Most larger committees after the first.
        #[codec(index = 6)]
        pub static MaxRepeats: Few<0, 2> = const { Few::of(2) };
        /// Blocks in which a committee runs the module and binds itself.
        #[codec(index = 7)]
        pub static CommitWindow: Blocks<2, DAYS> = const { Blocks::of(10 * MINUTES) };
        /// Blocks in which it shows its opinions.
        #[codec(index = 8)]
        pub static RevealWindow: Blocks<2, DAYS> = const { Blocks::of(5 * MINUTES) };
        /// Blocks in which a verdict can be appealed.
        #[codec(index = 9)]
        pub static AppealWindow: Blocks<1, { 30 * DAYS }> = const { Blocks::of(12 * HOURS) };
        /// Blocks that an evaluator has.
        #[codec(index = 10)]
        pub static EvaluationWindow: Blocks<1, { 30 * DAYS }> = const { Blocks::of(3 * DAYS) };
        /// Blocks that governance has; those that its track takes where that is more.
        #[codec(index = 11)]
        pub static CourtWindow: Blocks<1, { 90 * DAYS }> = const { Blocks::of(14 * DAYS) };
        /// Share of the results that can be run again that one verifier runs again before they are paid.
        #[codec(index = 12)]
        pub static AuditShare: Share<0, 200_000> = const { Share::of(Permill::from_percent(2)) };
    }

    /// Read by reputation.
    #[dynamic_pallet_params]
    #[codec(index = 4)]
    pub mod reputation {
        /// How much of what is known of a party still counts after another task of full weight.
        #[codec(index = 0)]
        pub static TrustDiscount: FineShare<500_000_000, 1_000_000_000> = const { FineShare::of(Perbill::from_percent(98)) };
        /// Blocks after which a party is no newcomer any more.
        #[codec(index = 1)]
        pub static FullAge: Blocks<1, { 3_650 * DAYS }> = const { Blocks::of(180 * DAYS) };
    }

    /// Read by slashing.
    #[dynamic_pallet_params]
    #[codec(index = 5)]
    pub mod slashing {
        /// Share of the stake that it costs not to start.
        #[codec(index = 0)]
        pub static NoShowShare: Share<0, 100_000> = const { Share::of(Permill::from_parts(5_000)) };
        /// How often in an era that leads to jail.
        #[codec(index = 1)]
        pub static NoShowsToJail: Times<1, 1_000> = const { Times::of(5) };
        /// Share of the stake that it costs not to deliver in time.
        #[codec(index = 2)]
        pub static TimeoutShare: Share<0, 100_000> = const { Share::of(Permill::from_percent(1)) };
        /// How often in an era that leads to jail.
        #[codec(index = 3)]
        pub static TimeoutsToJail: Times<1, 1_000> = const { Times::of(5) };
        /// Share of the stake that a wrong result costs; at least the task's price.
        #[codec(index = 4)]
        pub static InvalidResultShare: Share<10_000, 1_000_000> = const { Share::of(Permill::from_percent(10)) };
        /// How often in an era that leads to jail.
        #[codec(index = 5)]
        pub static InvalidResultsToJail: Times<1, 1_000> = const { Times::of(2) };
        /// Share of the stake that it costs to be judged not to have done what was asked for.
        #[codec(index = 6)]
        pub static DisputeLostShare: Share<0, 500_000> = const { Share::of(Permill::from_percent(3)) };
        /// How often in an era that leads to jail.
        #[codec(index = 7)]
        pub static DisputesLostToJail: Times<1, 1_000> = const { Times::of(3) };
        /// Share of a slash that goes to who brought the fault to light.
        #[codec(index = 8)]
        pub static ReporterShare: Share<0, 500_000> = const { Share::of(Permill::from_percent(20)) };
        /// Blocks in which a slash can be appealed.
        #[codec(index = 9)]
        pub static AppealWindow: Blocks<1, { 30 * DAYS }> = const { Blocks::of(3 * DAYS) };
        /// What an appeal costs if it fails, in plancks.
        #[codec(index = 10)]
        pub static AppealBond: Plancks<AINU, { 10_000 * AINU }> = const { Plancks::of(10 * AINU) };
        /// Blocks that governance has to decide on an appeal; those that its track takes where that is more.
        #[codec(index = 11)]
        pub static CourtWindow: Blocks<1, { 90 * DAYS }> = const { Blocks::of(14 * DAYS) };
        /// Blocks over which faults add up.
        #[codec(index = 12)]
        pub static EraLength: Blocks<10, { 30 * DAYS }> = const { Blocks::of(DAYS) };
        /// Blocks that an agent stays in jail.
        #[codec(index = 13)]
        pub static JailTerm: Blocks<1, { 365 * DAYS }> = const { Blocks::of(7 * DAYS) };
    }

    /// Read by rewards.
    #[dynamic_pallet_params]
    #[codec(index = 6)]
    pub mod rewards {
        /// Blocks of an era.
        #[codec(index = 0)]
        pub static EraLength: Blocks<10, { 30 * DAYS }> = const { Blocks::of(DAYS) };
        /// Most that is issued for an era, in plancks.
        #[codec(index = 1)]
        pub static EraReward: Plancks<0, { 100_000 * AINU }> = const { Plancks::of(1_000 * AINU) };
        /// Most that is issued for each planck of points; always less than the fee without the tip and the share for an audit.
        #[codec(index = 2)]
        pub static RewardRate: Share<0, 10_000> = const { Share::of(Permill::from_percent(1)) };
        /// Blocks over which a reward becomes free.
        #[codec(index = 3)]
        pub static VestingPeriod: Blocks<1, { 365 * DAYS }> = const { Blocks::of(30 * DAYS) };
    }

    /// Read by the validators.
    #[dynamic_pallet_params]
    #[codec(index = 7)]
    pub mod validators {
        /// Least bond of a candidate that serves, in plancks.
        #[codec(index = 0)]
        pub static MinBond: Plancks<{ 100 * AINU }, { 10_000_000 * AINU }> = const { Plancks::of(VALIDATOR_BOND) };
        /// Most candidates that serve in a session; fewer where invulnerables would not be more than two thirds.
        #[codec(index = 1)]
        pub static Seats: Few<0, 15> = const { Few::of(10) };
        /// Sessions in a row without a block after which a candidate is removed.
        #[codec(index = 2)]
        pub static AbsentSessions: Few<3, 144> = const { Few::of(3) };
        /// Share of its bond that this costs.
        #[codec(index = 3)]
        pub static AbsenceShare: Share<0, 20_000> = const { Share::of(Permill::from_parts(5_000)) };
        /// Least share of the bond that it costs to sign twice.
        #[codec(index = 4)]
        pub static EquivocationShare: FineShare<10_000_000, 1_000_000_000> = const { FineShare::of(Perbill::from_percent(10)) };
        /// Share of a slash for signing twice that goes to who reported it.
        #[codec(index = 5)]
        pub static ReporterShare: Share<0, 500_000> = const { Share::of(Permill::from_percent(20)) };
    }
}

#[cfg(feature = "runtime-benchmarks")]
impl Default for RuntimeParameters {
    fn default() -> Self {
        Self::Registry(dynamic::registry::Parameters::MinStake(dynamic::registry::MinStake, Some(Plancks::of(AINU))))
    }
}

#[cfg(test)]
mod tests {
    use codec::{Decode, Encode};
    use frame_support::traits::dynamic_params::Key;
    use sp_runtime::Permill;

    use super::{dynamic, Blocks, RuntimeParameters, Share};
    use crate::RuntimeCall;

    /// A call whose last four bytes are a number.
    fn with_number(key_value: RuntimeParameters, number: u32) -> Vec<u8> {
        let mut call = RuntimeCall::Parameters(pallet_parameters::Call::set_parameter { key_value }).encode();
        let start = call.len() - 4;
        call.splice(start.., number.encode());
        call
    }

    #[test]
    fn a_call_that_sets_a_value_out_of_its_range_is_no_call() {
        use dynamic::{escrow, slashing};
        let fee = |share: Permill| {
            let fee = escrow::Parameters::FeeShare(escrow::FeeShare, Some(Share::of(Permill::from_percent(2))));
            RuntimeCall::decode(&mut &with_number(RuntimeParameters::Escrow(fee), share.deconstruct())[..]).is_ok()
        };
        assert_eq!([1, 2, 10, 11, 100].map(Permill::from_percent).map(fee), [false, true, true, false, false]);
        let era = |blocks: u32| {
            let era = slashing::Parameters::EraLength(slashing::EraLength, Some(Blocks::of(10)));
            RuntimeCall::decode(&mut &with_number(RuntimeParameters::Slashing(era), blocks)[..]).is_ok()
        };
        assert_eq!([0, 9, 10, u32::MAX].map(era), [false, false, true, false]);
    }

    #[test]
    fn nobody_gains_by_paying_itself_whatever_governance_sets() {
        fn accepts<P: Key<Value: Decode>>(_: P, share: Permill) -> bool {
            P::Value::decode(&mut &share.encode()[..]).is_ok()
        }
        let thousandths = || (0..=1_000u16).map(|share| Permill::from_parts(u32::from(share) * 1_000));
        let least_fee = thousandths().find(|share| accepts(dynamic::escrow::FeeShare, *share)).unwrap();
        let highest_tip = thousandths().rev().find(|share| accepts(dynamic::escrow::TipShare, *share)).unwrap();
        let highest_audit = thousandths().rev().find(|share| accepts(dynamic::escrow::AuditReward, *share)).unwrap();
        let highest_reward = thousandths().rev().find(|share| accepts(dynamic::rewards::RewardRate, *share)).unwrap();
        let lost = |price: u128| {
            let fee = least_fee.mul_floor(price);
            let untipped = fee - highest_tip.mul_floor(fee);
            untipped - highest_audit.mul_floor(untipped)
        };
        assert!(lost(1_000_000) > highest_reward.mul_floor(1_000_000));
    }
}
