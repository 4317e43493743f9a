//! What is on record of an agent, and how the record may change.

use alloc::vec::Vec;
use core::cmp::Reverse;

use ainur_primitives::{Balance, BlockNumber, Capabilities, Cid, Hash, Slug};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use sp_runtime::{helpers_128bit::multiply_by_rational_with_rounding, Rounding};

/// Most portions of stake that can be on their way out at a time.
pub const MAX_UNBONDING: u32 = 8;

/// How an agent's work is done.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub enum Execution {
    /// By a WebAssembly module that anyone can run again.
    #[codec(index = 0)]
    Module {
        /// Where the module can be had.
        module: Cid,
        /// blake2-256 of the module's bytes.
        hash: Hash,
    },
    /// By a service of the owner's.
    #[codec(index = 1)]
    Endpoint {
        /// Where the description of the service can be had.
        descriptor: Cid,
    },
}

/// What an agent offers.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct AgentSpec {
    /// Where the agent's manifest can be had.
    pub manifest: Cid,
    /// What it can do; at least one thing.
    pub capabilities: Capabilities,
    /// What it usually asks for a task, in plancks.
    pub price: Balance,
    /// How it works.
    pub execution: Execution,
    /// How many tasks it takes on at a time; at least one.
    pub concurrency: u16,
}

/// Whether an agent takes on work.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Availability {
    /// It does.
    #[codec(index = 0)]
    Active,
    /// Not at the moment.
    #[codec(index = 1)]
    Paused,
    /// Never again: its stake is on its way out.
    #[codec(index = 2)]
    Retired,
    /// Not until whoever put it in jail lets it out.
    #[codec(index = 3)]
    Jailed,
}

/// A portion of stake on its way out.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unbonding {
    /// How much, in plancks.
    pub amount: Balance,
    /// First block in which it can be withdrawn.
    pub withdrawable_at: BlockNumber,
}

/// An agent on record.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Agent<AccountId, Ticket> {
    /// Who answers for it and is paid.
    pub owner: AccountId,
    /// Who may bid and deliver for it beside the owner.
    pub operator: Option<AccountId>,
    /// Its name.
    pub slug: Slug,
    /// What it offers.
    pub spec: AgentSpec,
    /// Whether it takes on work.
    pub availability: Availability,
    /// What stands behind it, in plancks.
    pub stake: Balance,
    /// What no longer stands behind it but is still held.
    pub unbonding: BoundedVec<Unbonding, ConstU32<MAX_UNBONDING>>,
    /// How much of both is to be taken for faults, in plancks; may be more than there is.
    pub claims: Balance,
    /// How much of both is put up as bonds, in plancks.
    pub pledges: Balance,
    /// The deposit for this record.
    pub ticket: Ticket,
}

impl<AccountId, Ticket> Agent<AccountId, Ticket> {
    /// All that is held for it, in plancks; `None` when that exceeds all money.
    pub fn held(&self) -> Option<Balance> {
        self.unbonding.iter().try_fold(self.stake, |sum, portion| sum.checked_add(portion.amount))
    }

    /// What stands behind its next task, in plancks: its stake without what is to be taken for faults. Bonds count: whoever disputes
    /// a result must not keep the agent from other work by that.
    pub fn unencumbered(&self) -> Balance {
        self.stake.saturating_sub(self.claims)
    }

    /// Takes out what can be withdrawn by `now` and neither a claim, a pledge nor `cover` plancks for the work in hand keep; returns
    /// how much that is, in plancks.
    pub fn withdraw(&mut self, now: BlockNumber, cover: Balance) -> Balance {
        let kept = self.claims.saturating_add(self.pledges).saturating_add(cover);
        let mut free = self.total().saturating_sub(kept);
        let mut withdrawn: Balance = 0;
        for portion in self.unbonding.iter_mut().filter(|portion| portion.withdrawable_at <= now) {
            let part = portion.amount.min(free);
            portion.amount = portion.amount.saturating_sub(part);
            free = free.saturating_sub(part);
            withdrawn = withdrawn.saturating_add(part);
        }
        self.unbonding.retain(|portion| portion.amount > 0 || portion.withdrawable_at > now);
        withdrawn
    }

    /// Puts up to `amount` plancks up as a bond; returns how much nothing else lay on.
    pub fn pledge(&mut self, amount: Balance) -> Balance {
        let pledged = self.total().saturating_sub(self.claims).saturating_sub(self.pledges).min(amount);
        self.pledges = self.pledges.saturating_add(pledged);
        pledged
    }

    /// What a claim of `amount` plancks comes to, in plancks: all of it, or its part of what there is when all claims together are
    /// more.
    pub fn met(&self, amount: Balance) -> Balance {
        let total = self.total();
        if self.claims <= total {
            return amount;
        }
        multiply_by_rational_with_rounding(amount, total, self.claims, Rounding::Down).unwrap_or(0)
    }

    /// Takes `amount` plancks out: of what is bonded first, then of what would leave last.
    pub fn take(&mut self, amount: Balance) {
        let bonded = self.stake.min(amount);
        self.stake = self.stake.saturating_sub(bonded);
        let mut missing = amount.saturating_sub(bonded);
        // Where the period was shortened in between, the last to come is not the last to leave.
        let mut portions: Vec<&mut Unbonding> = self.unbonding.iter_mut().collect();
        portions.sort_by_key(|portion| Reverse(portion.withdrawable_at));
        for portion in portions {
            let part = portion.amount.min(missing);
            portion.amount = portion.amount.saturating_sub(part);
            missing = missing.saturating_sub(part);
        }
        self.unbonding.retain(|portion| portion.amount > 0);
    }

    /// Whether nobody has a claim on it.
    fn is_free(&self) -> bool {
        self.claims == 0 && self.pledges == 0
    }

    fn total(&self) -> Balance {
        self.held().unwrap_or(Balance::MAX)
    }

    /// Whether nothing is left that the record is needed for.
    pub fn is_gone(&self) -> bool {
        self.availability == Availability::Retired && self.held() == Some(0) && self.unbonding.is_empty() && self.is_free()
    }
}

/// What an agent is busy with.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Workload {
    /// How many tasks.
    pub tasks: u16,
    /// What must stay held for them, in plancks, as far as it is there.
    pub cover: Balance,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mock::spec;

    fn agent(availability: Availability, portions: &[(Balance, BlockNumber)]) -> Agent<u64, ()> {
        let portions: Vec<_> = portions.iter().map(|&(amount, withdrawable_at)| Unbonding { amount, withdrawable_at }).collect();
        Agent {
            owner: 1,
            operator: None,
            slug: "echo".parse().unwrap(),
            spec: spec(),
            availability,
            stake: 100,
            unbonding: portions.try_into().unwrap(),
            claims: 0,
            pledges: 0,
            ticket: (),
        }
    }

    fn active(portions: &[(Balance, BlockNumber)]) -> Agent<u64, ()> {
        agent(Availability::Active, portions)
    }

    #[test]
    fn what_is_unbonding_is_held_too() {
        assert_eq!(active(&[(20, 5), (3, 6)]).held(), Some(123));
        assert_eq!(active(&[(Balance::MAX, 5)]).held(), None);
    }

    #[test]
    fn ripe_portions_are_taken_out_once() {
        let mut agent = active(&[(20, 5), (3, 7), (1, 6)]);
        assert_eq!(agent.withdraw(4, 0), 0);
        assert_eq!(agent.withdraw(6, 0), 21);
        assert_eq!(agent.withdraw(6, 0), 0);
        assert_eq!(agent.unbonding.to_vec(), [Unbonding { amount: 3, withdrawable_at: 7 }]);
    }

    #[test]
    fn what_may_be_lost_does_not_leave() {
        let mut agent = Agent { stake: 10, claims: 20, pledges: 15, ..active(&[(20, 5), (30, 5)]) };
        assert_eq!(agent.withdraw(5, 25), 0);
        assert_eq!(agent.withdraw(5, 10), 15);
        assert_eq!(agent.held(), Some(45));
        assert_eq!((agent.withdraw(5, 0), agent.withdraw(5, 0)), (10, 0));
    }

    #[test]
    fn only_what_nothing_lies_on_is_put_up() {
        let mut agent = Agent { claims: 30, ..active(&[(20, 5)]) };
        assert_eq!([agent.pledge(60), agent.pledge(60), agent.pledge(1)], [60, 30, 0]);
        assert_eq!((agent.pledges, agent.unencumbered()), (90, 70));
        // Claims come first, whatever was put up before.
        agent.claims = 200;
        assert_eq!((agent.pledge(1), agent.met(100)), (0, 60));
    }

    #[test]
    fn claims_are_met_in_proportion_in_whichever_order() {
        let agent = Agent { claims: 300, ..active(&[(50, 5)]) };
        assert_eq!((agent.met(100), agent.met(200), agent.met(300)), (50, 100, 150));
        let mut first = agent.clone();
        first.take(first.met(200));
        first.claims -= 200;
        assert_eq!(first.met(100), 50);
        let enough = Agent { claims: 150, ..agent };
        assert_eq!(enough.met(60), 60);
    }

    #[test]
    fn what_is_bonded_is_taken_first_and_then_what_leaves_last() {
        let mut agent = active(&[(20, 5), (30, 7)]);
        agent.take(135);
        assert_eq!(agent.stake, 0);
        assert_eq!(agent.unbonding.to_vec(), [Unbonding { amount: 15, withdrawable_at: 5 }]);
    }

    #[test]
    fn what_leaves_last_is_taken_first_also_when_the_period_was_shortened() {
        let mut agent = Agent { stake: 0, ..active(&[(20, 9), (30, 5)]) };
        agent.take(25);
        assert_eq!(agent.unbonding.to_vec(), [Unbonding { amount: 25, withdrawable_at: 5 }]);
    }

    #[test]
    fn a_record_is_gone_when_nothing_is_left() {
        let retired = |stake, portions| Agent { stake, ..agent(Availability::Retired, portions) };
        assert!(retired(0, &[]).is_gone());
        assert!(!retired(0, &[(1, 1)]).is_gone());
        assert!(!retired(1, &[]).is_gone());
        assert!(!Agent { claims: 1, ..retired(0, &[]) }.is_gone() && !Agent { pledges: 1, ..retired(0, &[]) }.is_gone());
        assert!(!Agent { stake: 0, ..agent(Availability::Paused, &[]) }.is_gone());
    }
}
