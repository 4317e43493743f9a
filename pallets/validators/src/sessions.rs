//! Who serves in each session, and who did not.

use alloc::vec::Vec;

use frame_support::traits::{FindAuthor, Get, OnUnbalanced};
use sp_runtime::Perbill;
use sp_staking::{offence::OffenceSeverity, SessionIndex};

use crate::{
    types::{seats, Standing, Validator},
    Authored, Candidates, Config, Event, Invulnerables, Members, Pallet, Penalties,
};

/// Blocks a head below which a session says nothing about anybody: with six, one in 400 who does its duty has none.
const FAIR_SHARE: u32 = 6;

/// What this pallet asks of whoever keeps sessions and their keys.
pub trait Sessions<AccountId> {
    /// The present session.
    fn current() -> SessionIndex;

    /// Who serves in it.
    fn validators() -> Vec<AccountId>;

    /// Whether the account can serve in a session that is planned now.
    fn has_keys(who: &AccountId) -> bool;

    /// Accepts no more blocks of this validator in the present session, if it serves, and as far as that does not stop the chain.
    fn disable(who: AccountId, share: Perbill);

    /// Gives the account session keys of its own.
    #[cfg(feature = "runtime-benchmarks")]
    fn set_keys_for_benchmark(who: &AccountId);

    /// Makes this the present session.
    #[cfg(feature = "runtime-benchmarks")]
    fn set_current_for_benchmark(session: SessionIndex);
}

impl<T: pallet_session::Config> Sessions<T::ValidatorId> for pallet_session::Pallet<T> {
    fn current() -> SessionIndex {
        Self::current_index()
    }

    fn validators() -> Vec<T::ValidatorId> {
        pallet_session::Validators::<T>::get()
    }

    fn has_keys(who: &T::ValidatorId) -> bool {
        pallet_session::NextKeys::<T>::contains_key(who)
    }

    fn disable(who: T::ValidatorId, share: Perbill) {
        Self::report_offence(who, OffenceSeverity(share));
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn set_keys_for_benchmark(who: &T::ValidatorId) {
        use codec::Decode;
        if let Ok(keys) = T::Keys::decode(&mut sp_runtime::traits::TrailingZeroInput::zeroes()) {
            pallet_session::NextKeys::<T>::insert(who, keys);
        }
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn set_current_for_benchmark(session: SessionIndex) {
        pallet_session::CurrentIndex::<T>::put(session);
    }
}

impl<T: Config> pallet_session::SessionManager<T::AccountId> for Pallet<T> {
    fn new_session(_: SessionIndex) -> Option<Vec<T::AccountId>> {
        // With nobody left the session pallet keeps whom it has: anything is better than a chain that stops.
        Some(Self::fit_to_serve()).filter(|set| !set.is_empty())
    }

    fn start_session(_: SessionIndex) {
        // Whoever was caught after this session had been planned is in it all the same, and was enabled again with the change.
        let is_barred =
            |who: &T::AccountId| Members::<T>::get(who).is_some_and(|member| matches!(member.standing, Standing::Barred { .. }));
        for who in <T::Sessions as Sessions<_>>::validators().into_iter().filter(is_barred) {
            T::Sessions::disable(who, Perbill::one());
        }
    }

    fn end_session(ended: SessionIndex) {
        Self::judge_absence();
        if let Some(forgotten) = ended.checked_sub(T::BondingSessions::get()) {
            // At most as many as served then.
            let limit = T::MaxInvulnerables::get().saturating_add(T::MaxCandidates::get());
            let _ = Penalties::<T>::clear_prefix(forgotten, limit, None);
        }
    }
}

impl<T: Config> Pallet<T> {
    /// The invulnerables, and the highest bonds as far as there are seats. An account without keys is left out: it could not serve,
    /// and proofs of ownership about the session would not fit the number of its validators.
    pub(crate) fn fit_to_serve() -> Vec<T::AccountId> {
        let mut set: Vec<_> = Invulnerables::<T>::get().into_iter().filter(T::Sessions::has_keys).collect();
        let seats = seats(u32::try_from(set.len()).unwrap_or(0)).min(T::Seats::get().into());
        let least = T::MinBond::get();
        let candidates =
            Candidates::<T>::get().into_iter().filter(|who| T::Sessions::has_keys(who) && Self::bond_of(who) >= least);
        set.extend(candidates.take(usize::try_from(seats).unwrap_or(0)));
        set
    }

    /// Counts the present block for its author.
    pub(crate) fn note_author() {
        let digest = frame_system::Pallet::<T>::digest();
        let author = T::FindAuthor::find_author(digest.logs.iter().filter_map(|item| item.as_pre_runtime()));
        if let Some(author) = author {
            Authored::<T>::mutate(author, |blocks| *blocks = blocks.saturating_add(1));
        }
    }

    /// Looks who authored nothing in the session that ends. Every validator has its share of the slots, so that nobody lacks a chance.
    fn judge_absence() {
        let serving = T::Sessions::validators();
        let fair = u32::try_from(serving.len()).unwrap_or(u32::MAX).saturating_mul(FAIR_SHARE);
        let counts: Vec<_> = serving.into_iter().map(|who| (Authored::<T>::take(&who), who)).collect();
        if counts.iter().fold(0, |sum: u32, (blocks, _)| sum.saturating_add(*blocks)) < fair {
            return;
        }
        for (blocks, who) in counts {
            let Some(member) = Members::<T>::get(&who) else { continue };
            match member.standing {
                // Nobody accepts its blocks.
                Standing::Barred { .. } => {}
                _ if blocks == 0 => Self::note_absence(who, member),
                _ if member.absent > 0 => Members::<T>::insert(who, Validator { absent: 0, ..member }),
                _ => {}
            }
        }
    }

    /// Counts a session for who was absent from it. Whoever leaves has to serve to the end of what was planned, and coming back makes
    /// nobody forget: otherwise one could keep a seat and do nothing.
    fn note_absence(who: T::AccountId, mut member: Validator) {
        member.absent = member.absent.saturating_add(1);
        Self::deposit_event(Event::Absent { who: who.clone(), sessions: member.absent });
        if member.standing == Standing::Invulnerable || member.absent < T::AbsentSessions::get() {
            return Members::<T>::insert(who, member);
        }
        let cost = T::AbsenceShare::get().mul_floor(member.bond);
        let (credit, slashed) = Self::take(&who, &mut member, cost);
        T::OnSlash::on_unbalanced(credit);
        member.absent = 0;
        Self::deposit_event(Event::Fined { who: who.clone(), slashed });
        if member.standing == Standing::Candidate {
            Self::strike(&who);
            return Self::depart(who, member);
        }
        Members::<T>::insert(who, member);
    }
}
