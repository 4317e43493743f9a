//! What each call costs at worst: full capabilities, the longest name, as many portions unbonding as there may be.
#![allow(clippy::expect_used, reason = "where the setting cannot be built there is nothing to measure")]

use ainur_primitives::{
    limits::{MAX_CAPABILITIES, MAX_CAPABILITY, MAX_SLUG},
    AgentId, Balance, Capabilities, Capability, Cid, ContentCodec, Slug,
};
use alloc::{collections::BTreeSet, format};
use frame_benchmarking::v2::*;
use frame_support::traits::{
    fungible::{Inspect, Unbalanced},
    tokens::Precision,
    Consideration, Footprint, Get,
};
use frame_system::RawOrigin;
use sp_runtime::traits::BlockNumberProvider;

use crate::{types::*, AgentOf, AgentsById, Call, Config, NextAgentId, Pallet};

const SEED: u32 = 0;

/// Registers an agent that can do what is asked for, has all places free and the least stake; pays for it as well.
pub fn register<T: Config>(owner: &T::AccountId, capabilities: Capabilities) -> AgentId {
    let agent = NextAgentId::<T>::get();
    let stake = T::MinStake::get();
    endow::<T>(owner, stake);
    let spec = AgentSpec { capabilities, ..spec::<T>() };
    let registered = slug(agent).and_then(|slug| Ok(Pallet::<T>::do_register(owner.clone(), slug, spec, None, stake)?));
    registered.expect("money, name and offer are in order")
}

/// Gives money for a deposit and `stake`, in plancks.
fn endow<T: Config>(who: &T::AccountId, stake: Balance) {
    T::Consideration::ensure_successful(who, Footprint::from_mel::<AgentOf<T>>());
    let amount = stake.saturating_add(T::Currency::minimum_balance());
    // The issuance grows along, so that what is later taken out of it was in it.
    T::Currency::set_total_issuance(T::Currency::total_issuance().saturating_add(amount));
    let _ = T::Currency::increase_balance(who, amount, Precision::Exact);
}

/// The longest name, another one for each agent.
fn slug(agent: AgentId) -> Result<Slug, BenchmarkError> {
    let name = format!("{:0width$}", agent.0, width = MAX_SLUG as usize);
    name.parse().map_err(|_| BenchmarkError::Stop("no such slug"))
}

/// As many capabilities as an agent may have, each as long as it may be.
pub fn all_capabilities() -> Capabilities {
    let names = (0..MAX_CAPABILITIES).map(|index| format!("{index:0width$}", width = MAX_CAPABILITY as usize));
    let set: BTreeSet<Capability> = names.filter_map(|name| name.parse().ok()).collect();
    set.try_into().unwrap_or_default()
}

fn spec<T: Config>() -> AgentSpec {
    let cid = Cid { codec: ContentCodec::Raw, digest: [7; 32] };
    AgentSpec {
        manifest: cid,
        capabilities: all_capabilities(),
        price: Balance::MAX,
        execution: Execution::Module { module: cid, hash: [7; 32] },
        concurrency: T::MaxConcurrency::get(),
    }
}

/// An agent with more than the least stake, and its owner.
fn agent<T: Config>() -> (T::AccountId, AgentId) {
    let owner: T::AccountId = account("owner", 0, SEED);
    let agent = register::<T>(&owner, all_capabilities());
    endow::<T>(&owner, 1_000);
    (owner, agent)
}

/// The agent with `portions` of stake on their way out.
fn unbonding<T: Config>(portions: u32) -> Result<(T::AccountId, AgentId), BenchmarkError> {
    let (owner, agent) = agent::<T>();
    Pallet::<T>::do_bond(owner.clone(), agent, 1_000)?;
    for _ in 0..portions {
        Pallet::<T>::do_unbond(owner.clone(), agent, 1)?;
    }
    Ok((owner, agent))
}

fn availability<T: Config>(agent: AgentId) -> Option<Availability> {
    AgentsById::<T>::get(agent).map(|record| record.availability)
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn register() -> Result<(), BenchmarkError> {
        let owner: T::AccountId = account("owner", 0, SEED);
        let operator: T::AccountId = account("operator", 0, SEED);
        let stake = T::MinStake::get();
        endow::<T>(&owner, stake);
        let agent = NextAgentId::<T>::get();

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), slug(agent)?, spec::<T>(), Some(operator), stake);

        assert_eq!(availability::<T>(agent), Some(Availability::Active));
        Ok(())
    }

    #[benchmark]
    fn update() -> Result<(), BenchmarkError> {
        let (owner, agent) = unbonding::<T>(MAX_UNBONDING)?;
        let changed = AgentSpec { price: 1, ..spec::<T>() };

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), agent, changed);

        assert_eq!(AgentsById::<T>::get(agent).map(|record| record.spec.price), Some(1));
        Ok(())
    }

    #[benchmark]
    fn set_operator() -> Result<(), BenchmarkError> {
        let (owner, agent) = unbonding::<T>(MAX_UNBONDING)?;
        let operator: T::AccountId = account("operator", 0, SEED);

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), agent, Some(operator.clone()));

        assert_eq!(AgentsById::<T>::get(agent).and_then(|record| record.operator), Some(operator));
        Ok(())
    }

    #[benchmark]
    fn pause() -> Result<(), BenchmarkError> {
        let (owner, agent) = unbonding::<T>(MAX_UNBONDING)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), agent);

        assert_eq!(availability::<T>(agent), Some(Availability::Paused));
        Ok(())
    }

    #[benchmark]
    fn resume() -> Result<(), BenchmarkError> {
        let (owner, agent) = unbonding::<T>(MAX_UNBONDING)?;
        Pallet::<T>::do_set_availability(owner.clone(), agent, Availability::Paused)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), agent);

        assert_eq!(availability::<T>(agent), Some(Availability::Active));
        Ok(())
    }

    #[benchmark]
    fn bond() -> Result<(), BenchmarkError> {
        let (owner, agent) = unbonding::<T>(MAX_UNBONDING)?;
        let stake = AgentsById::<T>::get(agent).map(|record| record.stake.saturating_add(1));

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), agent, 1);

        assert_eq!(AgentsById::<T>::get(agent).map(|record| record.stake), stake);
        Ok(())
    }

    #[benchmark]
    fn unbond() -> Result<(), BenchmarkError> {
        let (owner, agent) = unbonding::<T>(MAX_UNBONDING.saturating_sub(1))?;

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), agent, 1);

        assert_eq!(AgentsById::<T>::get(agent).map(|record| record.unbonding.is_full()), Some(true));
        Ok(())
    }

    /// Worst when the record goes with the last of the stake.
    #[benchmark]
    fn withdraw_unbonded() -> Result<(), BenchmarkError> {
        let (owner, agent) = unbonding::<T>(MAX_UNBONDING.saturating_sub(1))?;
        Pallet::<T>::do_retire(owner, agent)?;
        let now = T::BlockNumberProvider::current_block_number();
        T::BlockNumberProvider::set_block_number(now.saturating_add(T::UnbondingPeriod::get()));
        let caller: T::AccountId = whitelisted_caller();

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), agent);

        assert_eq!(availability::<T>(agent), None);
        Ok(())
    }

    #[benchmark]
    fn retire() -> Result<(), BenchmarkError> {
        let (owner, agent) = unbonding::<T>(MAX_UNBONDING.saturating_sub(1))?;

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), agent);

        assert_eq!(availability::<T>(agent), Some(Availability::Retired));
        Ok(())
    }
}
