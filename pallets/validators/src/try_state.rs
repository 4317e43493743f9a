//! What must hold at the end of every block.

use alloc::{collections::BTreeSet, vec::Vec};

use frame_support::{ensure, traits::fungible::hold::Inspect};
use sp_runtime::TryRuntimeError;

use crate::{Candidates, Config, HoldReason, Invulnerables, Members, Pallet, Penalties, Standing};

impl<T: Config> Pallet<T> {
    /// Each bond on record is exactly what is held. Who stands as invulnerable or candidate is in that list, once, and nobody else
    /// is; candidates are in the order of their bonds. Nobody lost more for a session than it had.
    pub fn check_state() -> Result<(), TryRuntimeError> {
        let (mut invulnerables, mut candidates) = (0usize, 0usize);
        for (who, member) in Members::<T>::iter() {
            let held = T::Currency::balance_on_hold(&HoldReason::ValidatorBond.into(), &who);
            ensure!(held == member.bond, "a bond differs from what is on hold");
            match member.standing {
                Standing::Invulnerable => invulnerables = invulnerables.saturating_add(1),
                Standing::Candidate => candidates = candidates.saturating_add(1),
                Standing::Leaving { .. } | Standing::Barred { .. } => {}
            }
        }
        let listed = Invulnerables::<T>::get();
        let is_listed = Self::are_all(&listed, Standing::Invulnerable, invulnerables);
        ensure!(is_listed, "the list of invulnerables differs from the records");
        let listed = Candidates::<T>::get();
        let is_listed = Self::are_all(&listed, Standing::Candidate, candidates);
        ensure!(is_listed, "the list of candidates differs from the records");
        let bonds: Vec<_> = listed.iter().map(Self::bond_of).collect();
        ensure!(bonds.is_sorted_by(|higher, lower| higher >= lower), "the candidates are out of order");
        ensure!(Penalties::<T>::iter_values().all(|penalty| penalty.taken <= penalty.bond), "more was taken than there was");
        Ok(())
    }

    /// Nothing is held for a bond from any of these accounts without a record of it. The pallet cannot ask who they are: whoever knows
    /// all accounts with something on hold checks them.
    pub fn check_held(accounts: impl IntoIterator<Item = T::AccountId>) -> Result<(), TryRuntimeError> {
        let held = |who: &T::AccountId| T::Currency::balance_on_hold(&HoldReason::ValidatorBond.into(), who);
        let is_known = |who: &T::AccountId| Members::<T>::contains_key(who) || held(who) == 0;
        ensure!(accounts.into_iter().all(|who| is_known(&who)), "something is on hold for a bond that is not on record");
        Ok(())
    }

    /// Whether these are all who stand like this, of whom there are so many, each once.
    fn are_all(listed: &[T::AccountId], standing: Standing, count: usize) -> bool {
        let different: BTreeSet<_> = listed.iter().collect();
        let is_one = |who: &T::AccountId| Members::<T>::get(who).is_some_and(|member| member.standing == standing);
        (listed.len(), different.len()) == (count, count) && listed.iter().all(is_one)
    }
}
