//! What it costs at worst: full leaderboards, as many grants as one account may have.
#![allow(clippy::expect_used, reason = "where the setting cannot be built there is nothing to measure")]

use ainur_primitives::{AgentId, Balance, Capabilities, Capability, Outcome};
use ainur_support::{Agents, RecordOutcome};
use alloc::{collections::BTreeSet, format};
use frame_benchmarking::v2::*;
use frame_support::{
    traits::{
        fungible::{hold::Mutate, Balanced},
        tokens::Precision,
        Get,
    },
    weights::Weight,
};
use frame_system::RawOrigin;
use sp_runtime::traits::BlockNumberProvider;

use crate::{
    AgentPoints, Call, Config, Era, Grant, Grants, HoldReason, Issued, Pallet, Points, RequesterPoints, Sweep, Sweeping,
    MAX_GRANTS, MAX_PLACES, MAX_SWEPT,
};

/// An agent with every capability there is room for, and its owner.
fn agent<T: Config>(number: u32) -> (T::AccountId, AgentId) {
    let owner = account("owner", number, 0);
    let names = (0..ainur_primitives::limits::MAX_CAPABILITIES).map(|index| format!("{index:048}"));
    let set: BTreeSet<Capability> = names.filter_map(|name| name.parse().ok()).collect();
    let capabilities = Capabilities::try_from(set).unwrap_or_default();
    let agent = T::Agents::register_for_benchmark(&owner, capabilities);
    (owner, agent)
}

fn deliver<T: Config>(agent: AgentId) {
    let outcome = Outcome::Completed { value: Balance::from(u64::MAX), duration: 1, promised: 1, disputed: false };
    Pallet::<T>::record(agent, &account("requester", 0, 0), outcome);
}

/// As many grants as there is room for, each of another end, of which a part is free and nothing is released.
fn fill<T: Config>(owner: &T::AccountId) {
    let amount = Balance::from(u32::MAX).saturating_mul(1_000_000);
    let now = T::BlockNumberProvider::current_block_number();
    for number in 0..MAX_GRANTS {
        drop(T::Currency::deposit(owner, amount, Precision::Exact).expect("an account"));
        T::Currency::hold(&HoldReason::Vesting.into(), owner, amount).expect("what it has just received");
        let grant =
            Grant { amount, released: 0, start: now, end: now + 2 * T::EraLength::get() + T::VestingPeriod::get() + number };
        Grants::<T>::mutate(owner, |grants| grants.try_push(grant)).expect("room");
    }
}

fn next_era<T: Config>() {
    let now = T::BlockNumberProvider::current_block_number();
    T::BlockNumberProvider::set_block_number(now + T::EraLength::get());
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn claim() -> Result<(), BenchmarkError> {
        let (caller, _) = agent::<T>(0);
        fill::<T>(&caller);
        next_era::<T>();
        assert_eq!(Grants::<T>::get(&caller).len(), MAX_GRANTS as usize);
        #[extrinsic_call]
        _(RawOrigin::Signed(caller.clone()));
        assert_eq!(Pallet::<T>::releasable(&caller), 0);
        Ok(())
    }

    #[benchmark]
    fn turn_of_era(n: Linear<0, MAX_PLACES>) -> Result<(), BenchmarkError> {
        // Every agent has an owner of its own, who has no room for another grant: what is free is released, and two become one.
        for number in 0..n {
            let (owner, agent) = agent::<T>(number);
            deliver::<T>(agent);
            fill::<T>(&owner);
        }
        next_era::<T>();
        let (era, issued) = (Era::<T>::get(), Issued::<T>::get());
        #[block]
        {
            Pallet::<T>::turn_of_era();
        }
        assert!(Era::<T>::get() > era);
        assert_eq!(Issued::<T>::get() > issued, n > 0);
        assert_eq!(AgentPoints::<T>::iter_keys().count(), n as usize);
        Ok(())
    }

    #[benchmark]
    fn sweep(n: Linear<0, MAX_SWEPT>) -> Result<(), BenchmarkError> {
        // All that it finds is old.
        for number in 0..n {
            RequesterPoints::<T>::insert(account::<T::AccountId>("requester", number, 0), Points { era: 0, points: 1 });
        }
        Era::<T>::put(1);
        Sweeping::<T>::put(Sweep { era: 1, last: None });
        #[block]
        {
            Pallet::<T>::sweep(Weight::MAX);
        }
        assert_eq!(RequesterPoints::<T>::iter_keys().count(), 0);
        Ok(())
    }
}
