//! What is on record of an agent, and how the record may change.

use alloc::vec::Vec;
use core::cmp::Reverse;

use ainur_primitives::{Balance, BlockNumber, Capabilities, Cid, Hash, Slug};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;

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
    /// Tasks it is busy with.
    pub engaged: u16,
    /// What stands behind it, in plancks.
    pub stake: Balance,
    /// What no longer stands behind it but is still held.
    pub unbonding: BoundedVec<Unbonding, ConstU32<MAX_UNBONDING>>,
    /// How much of both cannot leave because it may be lost, in plancks.
    pub claims: Balance,
    /// The deposit for this record.
    pub ticket: Ticket,
}

impl<AccountId, Ticket> Agent<AccountId, Ticket> {
    /// Tasks it can still take on.
    pub fn free_places(&self) -> u16 {
        match self.availability {
            Availability::Active => self.spec.concurrency.saturating_sub(self.engaged),
            Availability::Paused | Availability::Retired | Availability::Jailed => 0,
        }
    }

    /// All that is held for it, in plancks; `None` when that exceeds all money.
    pub fn held(&self) -> Option<Balance> {
        self.unbonding.iter().try_fold(self.stake, |sum, portion| sum.checked_add(portion.amount))
    }

    /// Takes out what can be withdrawn by `now` and no claim lies on; returns how much that is, in plancks.
    pub fn withdraw(&mut self, now: BlockNumber) -> Balance {
        let mut free = self.held().unwrap_or(Balance::MAX).saturating_sub(self.claims);
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

    /// Keeps up to `amount` plancks from leaving; returns how much no other claim lay on.
    pub fn claim(&mut self, amount: Balance) -> Balance {
        let claimed = self.held().unwrap_or(Balance::MAX).saturating_sub(self.claims).min(amount);
        self.claims = self.claims.saturating_add(claimed);
        claimed
    }

    /// Takes `amount` plancks and their claim out: of what is bonded first, then of what would leave last.
    pub fn take(&mut self, amount: Balance) {
        self.claims = self.claims.saturating_sub(amount);
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

    /// Whether nothing is left that the record is needed for.
    pub fn is_gone(&self) -> bool {
        self.availability == Availability::Retired && self.stake == 0 && self.unbonding.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mock::spec;

    fn agent(availability: Availability, engaged: u16, portions: &[(Balance, BlockNumber)]) -> Agent<u64, ()> {
        let portions: Vec<_> = portions.iter().map(|&(amount, withdrawable_at)| Unbonding { amount, withdrawable_at }).collect();
        Agent {
            owner: 1,
            operator: None,
            slug: "echo".parse().unwrap(),
            spec: AgentSpec { concurrency: 3, ..spec() },
            availability,
            engaged,
            stake: 100,
            unbonding: portions.try_into().unwrap(),
            claims: 0,
            ticket: (),
        }
    }

    #[test]
    fn only_an_active_agent_has_free_places() {
        assert_eq!(agent(Availability::Active, 1, &[]).free_places(), 2);
        assert_eq!(agent(Availability::Active, 4, &[]).free_places(), 0);
        assert_eq!(agent(Availability::Paused, 0, &[]).free_places(), 0);
        assert_eq!(agent(Availability::Retired, 0, &[]).free_places(), 0);
        assert_eq!(agent(Availability::Jailed, 0, &[]).free_places(), 0);
    }

    #[test]
    fn what_is_unbonding_is_held_too() {
        assert_eq!(agent(Availability::Active, 0, &[(20, 5), (3, 6)]).held(), Some(123));
        assert_eq!(agent(Availability::Active, 0, &[(Balance::MAX, 5)]).held(), None);
    }

    #[test]
    fn ripe_portions_are_taken_out_once() {
        let mut agent = agent(Availability::Active, 0, &[(20, 5), (3, 7), (1, 6)]);
        assert_eq!(agent.withdraw(4), 0);
        assert_eq!(agent.withdraw(6), 21);
        assert_eq!(agent.withdraw(6), 0);
        assert_eq!(agent.unbonding.to_vec(), [Unbonding { amount: 3, withdrawable_at: 7 }]);
    }

    #[test]
    fn what_a_claim_lies_on_does_not_leave() {
        let mut agent = Agent { stake: 10, ..agent(Availability::Retired, 0, &[(20, 5), (30, 5)]) };
        assert_eq!((agent.claim(45), agent.claim(100), agent.claims), (45, 15, 60));
        assert_eq!(agent.withdraw(5), 0);
        agent.claims = 45;
        assert_eq!((agent.withdraw(5), agent.held()), (15, Some(45)));
    }

    #[test]
    fn what_is_bonded_is_taken_first_and_then_what_leaves_last() {
        let mut agent = Agent { claims: 135, ..agent(Availability::Active, 0, &[(20, 5), (30, 7)]) };
        agent.take(135);
        assert_eq!((agent.stake, agent.claims), (0, 0));
        assert_eq!(agent.unbonding.to_vec(), [Unbonding { amount: 15, withdrawable_at: 5 }]);
    }

    #[test]
    fn what_leaves_last_is_taken_first_also_when_the_period_was_shortened() {
        let mut agent = Agent { stake: 0, claims: 25, ..agent(Availability::Active, 0, &[(20, 9), (30, 5)]) };
        agent.take(25);
        assert_eq!(agent.unbonding.to_vec(), [Unbonding { amount: 25, withdrawable_at: 5 }]);
    }

    #[test]
    fn a_record_is_gone_when_nothing_is_left() {
        let retired = |stake, portions| Agent { stake, ..agent(Availability::Retired, 0, portions) };
        assert!(retired(0, &[]).is_gone());
        assert!(!retired(0, &[(1, 1)]).is_gone());
        assert!(!retired(1, &[]).is_gone());
        assert!(!Agent { stake: 0, ..agent(Availability::Paused, 0, &[]) }.is_gone());
    }
}
