//! Who serves in each session, and who did not.

use alloc::vec::Vec;

use frame_support::{
    traits::{FindAuthor, Get, OnUnbalanced},
    Parameter,
};
use pallet_session::{historical, SessionInterface};
use sp_runtime::{traits::OpaqueKeys, Perbill};
use sp_staking::{offence::OffenceSeverity, SessionIndex};

use crate::{
    types::{seats, telling, Standing, Validator},
    Authored, Candidates, Config, Event, Invulnerables, KeysInForce, Members, Pallet, Penalties,
};

/// What this pallet asks of whoever keeps sessions and their keys.
pub trait Sessions<AccountId> {
    /// What a validator works with.
    type Keys: Parameter;

    /// The present session.
    fn current() -> SessionIndex;

    /// Who serves in it.
    fn validators() -> Vec<AccountId>;

    /// The keys of those who serve in the session that begins, when it does.
    fn beginning() -> Vec<(AccountId, Self::Keys)>;

    /// Whether the account can serve in a session that is planned now.
    fn has_keys(who: &AccountId) -> bool;

    /// Gives the keys that are in force in the session that begins back to those of its validators who have none. Whoever has set them
    /// for itself meanwhile loses its own.
    fn give_keys_back();

    /// Accepts no more blocks of this validator in the present session, if it serves, and as far as that does not stop the chain.
    fn disable(who: AccountId, share: Perbill);

    /// Gives the account session keys of its own.
    #[cfg(feature = "runtime-benchmarks")]
    fn set_keys_for_benchmark(who: &AccountId);

    /// Makes these serve in the present session.
    #[cfg(feature = "runtime-benchmarks")]
    fn set_validators_for_benchmark(validators: Vec<AccountId>);

    /// Makes this the present session.
    #[cfg(feature = "runtime-benchmarks")]
    fn set_current_for_benchmark(session: SessionIndex);
}

impl<AccountId: Parameter + 'static, T> Sessions<AccountId> for pallet_session::Pallet<T>
where
    T: frame_system::Config<AccountId = AccountId> + pallet_session::Config<ValidatorId = AccountId> + historical::Config,
{
    type Keys = T::Keys;

    fn current() -> SessionIndex {
        Self::current_index()
    }

    fn validators() -> Vec<AccountId> {
        pallet_session::Validators::<T>::get()
    }

    fn beginning() -> Vec<(AccountId, T::Keys)> {
        Self::queued_keys()
    }

    fn has_keys(who: &AccountId) -> bool {
        pallet_session::NextKeys::<T>::contains_key(who)
    }

    fn give_keys_back() {
        for (who, keys) in Self::queued_keys() {
            if Self::has_keys(&who) {
                continue;
            }
            for owner in T::Keys::key_ids().iter().filter_map(|id| Self::key_owner(*id, keys.get_raw(*id))) {
                let _ = <Self as SessionInterface>::purge_keys(&owner);
            }
            // Asks for no deposit, which may not be there.
            let given = <Self as SessionInterface>::set_keys(&who, keys);
            debug_assert!(given.is_ok(), "nobody else has these keys");
        }
    }

    fn disable(who: AccountId, share: Perbill) {
        Self::report_offence(who, OffenceSeverity(share));
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn set_keys_for_benchmark(who: &AccountId) {
        use codec::Decode;
        if let Ok(keys) = T::Keys::decode(&mut sp_runtime::traits::TrailingZeroInput::zeroes()) {
            pallet_session::NextKeys::<T>::insert(who, keys);
        }
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn set_validators_for_benchmark(validators: Vec<AccountId>) {
        pallet_session::Validators::<T>::put(validators);
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn set_current_for_benchmark(session: SessionIndex) {
        pallet_session::CurrentIndex::<T>::put(session);
    }
}

impl<T: Config> pallet_session::SessionManager<T::AccountId> for Pallet<T> {
    fn new_session(_: SessionIndex) -> Option<Vec<T::AccountId>> {
        Some(Self::planned()).filter(|set| !set.is_empty()).or_else(Self::kept)
    }

    fn start_session(_: SessionIndex) {
        // From here on those of the next session are written over them.
        KeysInForce::<T>::put(T::Sessions::beginning());
        // Whoever was caught after this session had been planned is in it all the same, and was enabled again with the change.
        for who in T::Sessions::validators().into_iter().filter(Self::is_barred) {
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
    /// Who is to serve in a session that is planned now: where no invulnerable can, the highest bonds alone, at least one.
    pub(crate) fn planned() -> Vec<T::AccountId> {
        let set = Self::fit_to_serve();
        if set.is_empty() {
            return Self::fit_candidates(T::Seats::get().max(1).into()).collect();
        }
        set
    }

    /// Who serves on because nobody else can, with keys again: those of the session that begins, but not those who are barred where
    /// others are left. A session without validators would be the last one. None where there was no session yet.
    fn kept() -> Option<Vec<T::AccountId>> {
        T::Sessions::give_keys_back();
        let all = T::Sessions::validators().into_iter().filter(T::Sessions::has_keys);
        let (barred, others): (Vec<_>, Vec<_>) = all.partition(Self::is_barred);
        [others, barred].into_iter().find(|set| !set.is_empty())
    }

    fn is_barred(who: &T::AccountId) -> bool {
        Members::<T>::get(who).is_some_and(|member| matches!(member.standing, Standing::Barred { .. }))
    }

    /// The candidates who could serve, the highest bonds first, up to so many.
    fn fit_candidates(seats: u32) -> impl Iterator<Item = T::AccountId> {
        let least = T::MinBond::get();
        let is_fit = move |who: &T::AccountId| T::Sessions::has_keys(who) && Self::bond_of(who) >= least;
        Candidates::<T>::get().into_iter().filter(is_fit).take(usize::try_from(seats).unwrap_or(0))
    }

    /// The invulnerables, and the highest bonds as far as there are seats. An account without keys is left out: it could not serve,
    /// and proofs of ownership about the session would not fit the number of its validators.
    pub(crate) fn fit_to_serve() -> Vec<T::AccountId> {
        let mut set: Vec<_> = Invulnerables::<T>::get().into_iter().filter(T::Sessions::has_keys).collect();
        let seats = seats(u32::try_from(set.len()).unwrap_or(0)).min(T::Seats::get().into());
        set.extend(Self::fit_candidates(seats));
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
        let least = telling(u32::try_from(serving.len()).unwrap_or(u32::MAX), Self::session_length());
        let counts: Vec<_> = serving.into_iter().map(|who| (Authored::<T>::take(&who), who)).collect();
        if counts.iter().fold(0, |sum: u32, (blocks, _)| sum.saturating_add(*blocks)) < least {
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
