//! What the calls do: read, change the record, write, report.

use ainur_primitives::{AgentId, Balance, BlockNumber, Slug};
use ainur_support::{Agents, OnAgentRemoved, Profile};
use frame_support::{
    ensure,
    traits::{fungible::hold::Mutate, tokens::Precision, Consideration, Footprint, Get},
};
use sp_runtime::{traits::BlockNumberProvider, ArithmeticError, DispatchError, DispatchResult};

use crate::{
    pallet::{AgentBySlug, AgentOf, AgentsById, NextAgentId, Workloads},
    types::{Agent, AgentSpec, Availability, Execution, Unbonding, Workload},
    Config, Error, Event, HoldReason, Pallet,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_register(
        owner: T::AccountId,
        slug: Slug,
        spec: AgentSpec,
        operator: Option<T::AccountId>,
        stake: Balance,
    ) -> Result<AgentId, DispatchError> {
        Self::check_spec(&spec)?;
        ensure!(stake >= T::MinStake::get(), Error::<T>::StakeTooLow);
        ensure!(!AgentBySlug::<T>::contains_key(&slug), Error::<T>::SlugTaken);
        let agent = NextAgentId::<T>::get();
        NextAgentId::<T>::put(agent.next().ok_or(Error::<T>::OutOfIds)?);
        T::Currency::hold(&HoldReason::AgentStake.into(), &owner, stake)?;
        let ticket = T::Consideration::new(&owner, Footprint::from_mel::<AgentOf<T>>())?;
        let record = Agent {
            owner: owner.clone(),
            operator: operator.clone(),
            slug: slug.clone(),
            spec: spec.clone(),
            availability: Availability::Active,
            stake,
            unbonding: Default::default(),
            claims: 0,
            pledges: 0,
            ticket,
        };
        AgentsById::<T>::insert(agent, record);
        AgentBySlug::<T>::insert(&slug, agent);
        Self::deposit_event(Event::AgentRegistered { agent, owner, operator, slug, spec, stake });
        Ok(agent)
    }

    pub(crate) fn do_update(who: T::AccountId, agent: AgentId, spec: AgentSpec) -> DispatchResult {
        Self::check_spec(&spec)?;
        Self::change(agent, |record| {
            ensure!(record.owner == who, Error::<T>::NotOwner);
            ensure!(record.availability != Availability::Retired, Error::<T>::Retired);
            record.spec = spec.clone();
            Ok(Event::AgentUpdated { agent, spec })
        })
    }

    pub(crate) fn do_set_operator(who: T::AccountId, agent: AgentId, operator: Option<T::AccountId>) -> DispatchResult {
        Self::change(agent, |record| {
            ensure!(record.owner == who, Error::<T>::NotOwner);
            record.operator.clone_from(&operator);
            Ok(Event::OperatorSet { agent, operator })
        })
    }

    pub(crate) fn do_set_availability(who: T::AccountId, agent: AgentId, availability: Availability) -> DispatchResult {
        Self::change(agent, |record| {
            ensure!(record.owner == who || record.operator.as_ref() == Some(&who), Error::<T>::NotController);
            ensure!(record.availability != Availability::Retired, Error::<T>::Retired);
            ensure!(record.availability != Availability::Jailed, Error::<T>::Jailed);
            ensure!(record.availability != availability, Error::<T>::NothingToChange);
            record.availability = availability;
            Ok(Event::AvailabilityChanged { agent, availability })
        })
    }

    pub(crate) fn do_bond(who: T::AccountId, agent: AgentId, amount: Balance) -> DispatchResult {
        Self::change(agent, |record| {
            ensure!(record.owner == who, Error::<T>::NotOwner);
            ensure!(record.availability != Availability::Retired, Error::<T>::Retired);
            ensure!(amount > 0, Error::<T>::NothingToChange);
            T::Currency::hold(&HoldReason::AgentStake.into(), &who, amount)?;
            record.stake = record.stake.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
            Ok(Event::Bonded { agent, amount, stake: record.stake })
        })
    }

    pub(crate) fn do_unbond(who: T::AccountId, agent: AgentId, amount: Balance) -> DispatchResult {
        Self::change(agent, |record| {
            ensure!(record.owner == who, Error::<T>::NotOwner);
            ensure!(record.availability != Availability::Retired, Error::<T>::Retired);
            ensure!(amount > 0, Error::<T>::NothingToChange);
            let stake = record.stake.checked_sub(amount).ok_or(Error::<T>::StakeTooLow)?;
            ensure!(stake >= T::MinStake::get(), Error::<T>::StakeTooLow);
            record.stake = stake;
            let withdrawable_at = Self::start_unbonding(record, amount)?;
            Ok(Event::Unbonded { agent, amount, stake, withdrawable_at })
        })
    }

    pub(crate) fn do_retire(who: T::AccountId, agent: AgentId) -> DispatchResult {
        Self::change(agent, |record| {
            ensure!(record.owner == who, Error::<T>::NotOwner);
            ensure!(record.availability != Availability::Retired, Error::<T>::Retired);
            ensure!(Workloads::<T>::get(agent).tasks == 0, Error::<T>::Engaged);
            let amount = core::mem::take(&mut record.stake);
            record.availability = Availability::Retired;
            let withdrawable_at = Self::start_unbonding(record, amount)?;
            Self::deposit_event(Event::Unbonded { agent, amount, stake: 0, withdrawable_at });
            Ok(Event::AvailabilityChanged { agent, availability: Availability::Retired })
        })
    }

    pub(crate) fn do_withdraw_unbonded(agent: AgentId) -> DispatchResult {
        let mut record = AgentsById::<T>::get(agent).ok_or(Error::<T>::UnknownAgent)?;
        let amount = record.withdraw(Self::now(), Workloads::<T>::get(agent).cover);
        ensure!(amount > 0 || record.is_gone(), Error::<T>::NothingToWithdraw);
        T::Currency::release(&HoldReason::AgentStake.into(), &record.owner, amount, Precision::Exact)?;
        Self::deposit_event(Event::Withdrawn { agent, amount });
        if !record.is_gone() {
            AgentsById::<T>::insert(agent, record);
            return Ok(());
        }
        AgentsById::<T>::remove(agent);
        AgentBySlug::<T>::remove(&record.slug);
        record.ticket.drop(&record.owner)?;
        T::OnAgentRemoved::on_agent_removed(agent);
        Self::deposit_event(Event::AgentRemoved { agent });
        Ok(())
    }

    /// Changes a record and reports it; on an error nothing is written.
    fn change(agent: AgentId, change: impl FnOnce(&mut AgentOf<T>) -> Result<Event<T>, DispatchError>) -> DispatchResult {
        AgentsById::<T>::try_mutate(agent, |record| {
            let record = record.as_mut().ok_or(Error::<T>::UnknownAgent)?;
            let event = change(record)?;
            Self::deposit_event(event);
            Ok(())
        })
    }

    fn check_spec(spec: &AgentSpec) -> DispatchResult {
        ensure!(!spec.capabilities.is_empty(), Error::<T>::NoCapabilities);
        ensure!((1..=T::MaxConcurrency::get()).contains(&spec.concurrency), Error::<T>::BadConcurrency);
        Ok(())
    }

    fn start_unbonding(record: &mut AgentOf<T>, amount: Balance) -> Result<BlockNumber, DispatchError> {
        let withdrawable_at = Self::now().checked_add(T::UnbondingPeriod::get()).ok_or(ArithmeticError::Overflow)?;
        let portion = Unbonding { amount, withdrawable_at };
        record.unbonding.try_push(portion).map_err(|_| Error::<T>::TooManyUnbonding)?;
        Ok(withdrawable_at)
    }

    /// Tasks an agent can still take on: none while less stands behind it than the chain asks for.
    fn free_places(record: &AgentOf<T>, workload: Workload) -> u16 {
        if record.availability != Availability::Active || record.unencumbered() < T::MinStake::get() {
            return 0;
        }
        record.spec.concurrency.saturating_sub(workload.tasks)
    }

    fn now() -> BlockNumber {
        T::BlockNumberProvider::current_block_number()
    }

    fn profile_of(record: AgentOf<T>) -> Profile<T::AccountId> {
        let stake = record.unencumbered();
        let module = match record.spec.execution {
            Execution::Module { hash, .. } => Some(hash),
            Execution::Endpoint { .. } => None,
        };
        let AgentSpec { capabilities, price, .. } = record.spec;
        Profile { owner: record.owner, operator: record.operator, capabilities, module, price, stake }
    }
}

impl<T: Config> Agents<T::AccountId> for Pallet<T> {
    fn profile(agent: AgentId) -> Option<Profile<T::AccountId>> {
        AgentsById::<T>::get(agent).map(Self::profile_of)
    }

    fn candidate(agent: AgentId) -> Option<(Profile<T::AccountId>, u16)> {
        let record = AgentsById::<T>::get(agent)?;
        let free_places = Self::free_places(&record, Workloads::<T>::get(agent));
        Some((Self::profile_of(record), free_places))
    }

    fn exists(agent: AgentId) -> bool {
        AgentsById::<T>::contains_key(agent)
    }

    fn engage(agent: AgentId, cover: Balance) -> Result<(), DispatchError> {
        let record = AgentsById::<T>::get(agent).ok_or(Error::<T>::UnknownAgent)?;
        Workloads::<T>::try_mutate(agent, |workload| {
            match record.availability {
                Availability::Active => ensure!(Self::free_places(&record, *workload) > 0, Error::<T>::NoFreePlace),
                Availability::Paused => return Err(Error::<T>::Paused.into()),
                Availability::Jailed => return Err(Error::<T>::Jailed.into()),
                Availability::Retired => return Err(Error::<T>::Retired.into()),
            }
            workload.tasks = workload.tasks.checked_add(1).ok_or(ArithmeticError::Overflow)?;
            workload.cover = workload.cover.checked_add(cover).ok_or(ArithmeticError::Overflow)?;
            Ok(())
        })
    }

    fn release(agent: AgentId, places: u16, cover: Balance) {
        Workloads::<T>::mutate_exists(agent, |workload| {
            let Some(Workload { tasks, cover: covered }) = *workload else { return };
            let left = Workload { tasks: tasks.saturating_sub(places), cover: covered.saturating_sub(cover) };
            *workload = Some(left).filter(|left| left.tasks > 0);
        });
    }

    fn engagements(agent: AgentId) -> Option<u32> {
        AgentsById::<T>::contains_key(agent).then(|| Workloads::<T>::get(agent).tasks.into())
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn register_for_benchmark(owner: &T::AccountId, capabilities: ainur_primitives::Capabilities) -> AgentId {
        crate::benchmarking::register::<T>(owner, capabilities)
    }
}
