//! What each call costs at worst: everybody gets a part.
#![allow(clippy::expect_used, reason = "where the setting cannot be built there is nothing to measure")]

use ainur_primitives::{AgentId, Balance, TaskId};
use ainur_support::{Fault, FaultReport, Faults as _, Stakes};
use frame_benchmarking::v2::*;
use frame_support::traits::{fungible::Balanced, tokens::Precision, EnsureOrigin, Get};
use frame_system::RawOrigin;
use sp_runtime::{traits::BlockNumberProvider, Permill};

use crate::{types::*, Call, Config, JailedUntil, NextSlashId, Pallet, Slashes};

fn funded<T: Config>(name: &'static str) -> T::AccountId {
    let who = account(name, 0, 0);
    let wealth = Balance::from(u32::MAX).saturating_mul(1_000_000_000);
    drop(T::Currency::deposit(&who, wealth, Precision::Exact).expect("an account with money"));
    who
}

/// A slash with a reporter and a victim of its own; returns the agent and its owner.
fn slash<T: Config>() -> (SlashId, AgentId, T::AccountId) {
    let owner = funded::<T>("owner");
    let agent = T::Stakes::staked_agent_for_benchmark(&owner);
    let id = NextSlashId::<T>::get();
    Pallet::<T>::report(FaultReport {
        agent,
        fault: Fault::InvalidResult,
        task: TaskId(1),
        price: T::Stakes::at_stake(agent) / 100,
        victim: Some(funded::<T>("victim")),
        reporter: Some(funded::<T>("reporter")),
    });
    (id, agent, owner)
}

fn wait<T: Config>(blocks: u32) {
    T::BlockNumberProvider::set_block_number(T::BlockNumberProvider::current_block_number() + blocks);
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn apply() -> Result<(), BenchmarkError> {
        // Of an appeal on which governance was silent: the bond returns too.
        let (id, _, owner) = slash::<T>();
        Pallet::<T>::do_appeal(owner, id)?;
        wait::<T>(T::CourtWindow::get() + 1);
        #[extrinsic_call]
        _(RawOrigin::Signed(account("anyone", 0, 0)), id);
        assert!(!Slashes::<T>::contains_key(id));
        Ok(())
    }

    #[benchmark]
    fn appeal() -> Result<(), BenchmarkError> {
        let (id, _, owner) = slash::<T>();
        #[extrinsic_call]
        _(RawOrigin::Signed(owner), id);
        assert!(matches!(Slashes::<T>::get(id).map(|slash| slash.state), Some(State::Appealed { .. })));
        Ok(())
    }

    #[benchmark]
    fn judge() -> Result<(), BenchmarkError> {
        let (id, _, owner) = slash::<T>();
        Pallet::<T>::do_appeal(owner, id)?;
        let origin = T::CourtOrigin::try_successful_origin().map_err(|()| "governance cannot speak")?;
        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, id, Judgement::Upheld);
        assert!(!Slashes::<T>::contains_key(id));
        Ok(())
    }

    #[benchmark]
    fn release() -> Result<(), BenchmarkError> {
        let (_, agent, owner) = slash::<T>();
        Pallet::<T>::do_punish(agent, Permill::from_percent(1))?;
        wait::<T>(T::JailTerm::get());
        #[extrinsic_call]
        _(RawOrigin::Signed(owner), agent);
        assert!(!JailedUntil::<T>::contains_key(agent));
        Ok(())
    }

    #[benchmark]
    fn punish() -> Result<(), BenchmarkError> {
        let (_, agent, _) = slash::<T>();
        let origin = T::MaliceOrigin::try_successful_origin().map_err(|()| "governance cannot speak")?;
        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, agent, Permill::from_percent(1));
        assert!(JailedUntil::<T>::contains_key(agent));
        Ok(())
    }
}
