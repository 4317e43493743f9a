//! What others may do with the stake behind an agent.

use ainur_primitives::{AgentId, Balance};
use ainur_support::Stakes;
use frame_support::traits::{
    fungible::{hold::Balanced, Credit},
    Imbalance,
};

use crate::{
    pallet::{AgentOf, AgentsById},
    types::Availability,
    Config, Event, HoldReason, Pallet,
};

impl<T: Config> Stakes<T::AccountId> for Pallet<T> {
    type Currency = T::Currency;

    fn owner(agent: AgentId) -> Option<T::AccountId> {
        AgentsById::<T>::get(agent).map(|record| record.owner)
    }

    fn at_stake(agent: AgentId) -> Balance {
        AgentsById::<T>::get(agent).and_then(|record| record.held()).unwrap_or(0)
    }

    fn claim(agent: AgentId, amount: Balance) {
        let _unknown = Self::change_stake(agent, |record| record.claims = record.claims.saturating_add(amount));
    }

    fn release_claim(agent: AgentId, amount: Balance) {
        let _unknown = Self::change_stake(agent, |record| record.claims = record.claims.saturating_sub(amount));
    }

    fn take_claim(agent: AgentId, amount: Balance) -> Credit<T::AccountId, T::Currency> {
        let taken = Self::change_stake(agent, |record| {
            let amount = amount.min(record.claims);
            let met = record.met(amount);
            record.claims = record.claims.saturating_sub(amount);
            Self::slash(agent, record, met)
        });
        taken.unwrap_or_else(Credit::<T::AccountId, T::Currency>::zero)
    }

    fn claims(agent: AgentId) -> Balance {
        AgentsById::<T>::get(agent).map_or(0, |record| record.claims)
    }

    fn pledge(agent: AgentId, amount: Balance) -> Balance {
        Self::change_stake(agent, |record| record.pledge(amount)).unwrap_or(0)
    }

    fn release_pledge(agent: AgentId, amount: Balance) {
        let _unknown = Self::change_stake(agent, |record| record.pledges = record.pledges.saturating_sub(amount));
    }

    fn take_pledge(agent: AgentId, amount: Balance) -> Credit<T::AccountId, T::Currency> {
        let taken = Self::change_stake(agent, |record| {
            let amount = amount.min(record.pledges);
            let left = record.held().unwrap_or(Balance::MAX).saturating_sub(record.claims);
            record.pledges = record.pledges.saturating_sub(amount);
            Self::slash(agent, record, amount.min(left))
        });
        taken.unwrap_or_else(Credit::<T::AccountId, T::Currency>::zero)
    }

    fn jail(agent: AgentId) {
        let _unknown = Self::change_stake(agent, |record| {
            if matches!(record.availability, Availability::Active | Availability::Paused) {
                Self::set_availability(agent, record, Availability::Jailed);
            }
        });
    }

    fn leave_jail(agent: AgentId) {
        let _unknown = Self::change_stake(agent, |record| {
            if record.availability == Availability::Jailed {
                Self::set_availability(agent, record, Availability::Active);
            }
        });
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn staked_agent_for_benchmark(owner: &T::AccountId) -> AgentId {
        crate::benchmarking::register::<T>(owner, crate::benchmarking::all_capabilities())
    }
}

impl<T: Config> Pallet<T> {
    /// Changes the record of an agent; `None` when there is no such agent.
    fn change_stake<R>(agent: AgentId, change: impl FnOnce(&mut AgentOf<T>) -> R) -> Option<R> {
        AgentsById::<T>::try_mutate(agent, |record| record.as_mut().map(change).ok_or(())).ok()
    }

    /// Takes plancks that are held for the agent from its owner.
    fn slash(agent: AgentId, record: &mut AgentOf<T>, amount: Balance) -> Credit<T::AccountId, T::Currency> {
        let (credit, missing) = T::Currency::slash(&HoldReason::AgentStake.into(), &record.owner, amount);
        record.take(amount.saturating_sub(missing));
        if credit.peek() > 0 {
            Self::deposit_event(Event::Slashed { agent, amount: credit.peek(), stake: record.stake });
        }
        credit
    }

    fn set_availability(agent: AgentId, record: &mut AgentOf<T>, availability: Availability) {
        record.availability = availability;
        Self::deposit_event(Event::AvailabilityChanged { agent, availability });
    }
}
