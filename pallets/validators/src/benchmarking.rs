//! What each call costs at worst: full lists.
#![allow(clippy::expect_used, reason = "where the setting cannot be built there is nothing to measure")]

use ainur_primitives::Balance;
use alloc::vec::Vec;
use frame_benchmarking::v2::*;
use frame_support::traits::{fungible::Balanced, tokens::Precision, EnsureOrigin, Get};
use frame_system::RawOrigin;
use sp_runtime::Perbill;
use sp_staking::offence::{OffenceDetails, OnOffenceHandler};

use crate::{seats, Authored, Call, Candidates, Config, Invulnerables, Members, Pallet, Sessions, Standing};

/// An account with session keys, and with money for several bonds.
fn prepared<T: Config>(name: &'static str, index: u32) -> T::AccountId {
    let who = account(name, index, 0);
    let wealth = T::MinBond::get().saturating_mul(100);
    drop(T::Currency::deposit(&who, wealth, Precision::Exact).expect("an account with money"));
    T::Sessions::set_keys_for_benchmark(&who);
    who
}

/// Twice the least bond, which all have who are there already.
fn bond<T: Config>() -> Balance {
    T::MinBond::get().saturating_mul(2)
}

/// A candidate among so many.
fn candidates<T: Config>(count: u32) -> Result<T::AccountId, BenchmarkError> {
    for index in 0..count {
        Pallet::<T>::do_join(prepared::<T>("candidate", index), bond::<T>())?;
    }
    Ok(account("candidate", count.saturating_sub(1), 0))
}

fn standing<T: Config>(who: &T::AccountId) -> Option<Standing> {
    Members::<T>::get(who).map(|member| member.standing)
}

#[benchmarks]
mod benchmarks {
    use super::*;

    /// Worst when another has to leave for it.
    #[benchmark]
    fn join() -> Result<(), BenchmarkError> {
        let last = candidates::<T>(T::MaxCandidates::get())?;
        let who = prepared::<T>("newcomer", 0);
        let amount = bond::<T>().saturating_add(1);

        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()), amount);

        assert_eq!(Candidates::<T>::get().first(), Some(&who));
        assert!(matches!(standing::<T>(&last), Some(Standing::Leaving { .. })));
        Ok(())
    }

    /// Worst for a candidate: it gets another place in the full list.
    #[benchmark]
    fn bond_more() -> Result<(), BenchmarkError> {
        let who = candidates::<T>(T::MaxCandidates::get())?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()), 1);

        assert_eq!(Candidates::<T>::get().first(), Some(&who));
        Ok(())
    }

    #[benchmark]
    fn leave() -> Result<(), BenchmarkError> {
        let who = candidates::<T>(T::MaxCandidates::get())?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()));

        assert!(matches!(standing::<T>(&who), Some(Standing::Leaving { .. })));
        Ok(())
    }

    #[benchmark]
    fn withdraw() -> Result<(), BenchmarkError> {
        let who = candidates::<T>(1)?;
        Pallet::<T>::do_leave(who.clone())?;
        T::Sessions::set_current_for_benchmark(Pallet::<T>::free_at());

        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()));

        assert_eq!(standing::<T>(&who), None);
        Ok(())
    }

    #[benchmark]
    fn add_invulnerable() -> Result<(), BenchmarkError> {
        let who = candidates::<T>(T::MaxCandidates::get())?;
        let origin = T::AdminOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)?;

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, who.clone());

        assert_eq!(standing::<T>(&who), Some(Standing::Invulnerable));
        Ok(())
    }

    /// Worst when it becomes the last of the candidates, looked for among all.
    #[benchmark]
    fn remove_invulnerable() -> Result<(), BenchmarkError> {
        for index in 0..2 {
            let who = prepared::<T>("chosen", index);
            Pallet::<T>::do_join(who.clone(), bond::<T>())?;
            Pallet::<T>::do_add_invulnerable(who)?;
        }
        candidates::<T>(T::MaxCandidates::get().saturating_sub(1))?;
        let who: T::AccountId = account("chosen", 1, 0);
        let origin = T::AdminOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)?;

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, who.clone());

        assert_eq!(Candidates::<T>::get().last(), Some(&who));
        assert!(!Invulnerables::<T>::get().contains(&who));
        Ok(())
    }

    /// Worst with a full set to find the author in.
    #[benchmark]
    fn note_author() -> Result<(), BenchmarkError> {
        let most = T::MaxInvulnerables::get();
        let set: Vec<T::AccountId> = (0..most.saturating_add(seats(most))).map(|index| account("candidate", index, 0)).collect();
        let author = set.first().cloned().ok_or(BenchmarkError::Weightless)?;
        T::Sessions::set_validators_for_benchmark(set);
        frame_system::Pallet::<T>::deposit_log(T::ByFirst::get());
        let before = Authored::<T>::get(&author);

        #[block]
        {
            Pallet::<T>::note_author();
        }

        assert_eq!(Authored::<T>::get(&author), before.saturating_add(1));
        Ok(())
    }

    /// Worst when all are candidates who have to be taken out of a full list, serve, and were reported by somebody.
    #[benchmark]
    fn on_offence(n: Linear<1, { T::MaxCandidates::get() }>) -> Result<(), BenchmarkError> {
        candidates::<T>(T::MaxCandidates::get())?;
        let reporter = prepared::<T>("reporter", 0);
        let set: Vec<T::AccountId> = (0..n).map(|index| account("candidate", index, 0)).collect();
        T::Sessions::set_validators_for_benchmark(set.clone());
        let offence = |who: T::AccountId| OffenceDetails { offender: (who, ()), reporters: Vec::from([reporter.clone()]) };
        let offenders: Vec<_> = set.iter().cloned().map(offence).collect();
        let shares: Vec<_> = set.iter().map(|_| Perbill::one()).collect();
        let session = T::Sessions::current();

        #[block]
        {
            Pallet::<T>::on_offence(&offenders, &shares, session);
        }

        assert!(set.iter().all(|who| matches!(standing::<T>(who), Some(Standing::Barred { .. }))));
        Ok(())
    }
}
