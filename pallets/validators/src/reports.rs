//! Which reports of signing twice are worth taking.

use alloc::vec::Vec;
use core::marker::PhantomData;

use ainur_primitives::Balance;
use frame_support::storage::{transactional::with_transaction_unchecked, TransactionOutcome};
use sp_runtime::Perbill;
use sp_staking::{
    offence::{Kind, Offence, OffenceError, ReportOffence},
    SessionIndex,
};

use crate::{Config, Pallet, Penalties, Penalty};

/// Reports of an offender in a session that are taken in any case. One more is taken where it costs somebody something: a report that is
/// taken costs no fee, and is kept for good.
pub const ENOUGH_REPORTS: u32 = 8;

/// The account that signed twice.
type Offender<T> = (<T as frame_system::Config>::AccountId, ());

/// Which session a time is in.
pub trait SessionOf<Time> {
    /// The present session, where it is in that one.
    fn if_present(time: &Time) -> Option<SessionIndex>;
}

/// Passes those reports on to `Reports` that are worth taking.
///
/// Whoever was reported often enough in a session is one of those who sign twice again and again. They are taken together, as if it had
/// been at the same time as what is reported, and are counted beside those who did that: otherwise many could make themselves known for
/// little, one by one, before they do harm together.
pub struct WorthTaking<T, Reports, Session>(PhantomData<(T, Reports, Session)>);

impl<T, Reports, Session, O> ReportOffence<T::AccountId, Offender<T>, O> for WorthTaking<T, Reports, Session>
where
    T: Config,
    O: Offence<Offender<T>>,
    Reports: ReportOffence<T::AccountId, Offender<T>, Together<O>>,
    Session: SessionOf<O::Slot>,
{
    fn report_offence(reporters: Vec<T::AccountId>, offence: O) -> Result<(), OffenceError> {
        let (session, offenders) = (offence.session_index(), offence.offenders());
        let time = offence.slot();
        let Concerned { at_once, others } = Self::concerned::<O>(session, &offenders, &time);
        let offence = Together { offence, others };
        if Pallet::<T>::is_enough(session, &offenders) {
            let before = Pallet::<T>::taken_for(session);
            with_transaction_unchecked(|| match Reports::report_offence(reporters, offence) {
                Ok(()) if Pallet::<T>::taken_for(session) > before => TransactionOutcome::Commit(Ok(())),
                Ok(()) => TransactionOutcome::Rollback(Err(OffenceError::DuplicateReport)),
                Err(error) => TransactionOutcome::Rollback(Err(error)),
            })?;
        } else {
            Reports::report_offence(reporters, offence)?;
        }
        let together = count(&at_once).saturating_add(others);
        for who in at_once {
            let is_new = offenders.iter().any(|(offender, ())| *offender == who);
            Penalties::<T>::mutate(session, who, |penalty| {
                let penalty = penalty.get_or_insert_default();
                penalty.reports = penalty.reports.saturating_add(u32::from(is_new));
                penalty.together = penalty.together.max(together);
            });
        }
        Ok(())
    }

    /// For reports of nodes, which are free as well and are not signed: of the present session also those that would cost nobody
    /// anything, as far as can be seen.
    fn is_known_offence(offenders: &[Offender<T>], time: &O::Slot) -> bool {
        let is_of_no_use = |session| {
            let Concerned { at_once, others } = Self::concerned::<O>(session, offenders, time);
            let together = count(&at_once).saturating_add(others);
            let has_paid = |who: &T::AccountId| Pallet::<T>::penalty(session, who).together >= together;
            Pallet::<T>::is_enough(session, offenders) && at_once.iter().all(has_paid)
        };
        Reports::is_known_offence(offenders, time) || Session::if_present(time).is_some_and(is_of_no_use)
    }
}

/// Of whom a fault is the fault.
struct Concerned<AccountId> {
    /// Those of the report, and those reported before who did it at the same time.
    at_once: Vec<AccountId>,
    /// How many others were reported often enough.
    others: u32,
}

impl<T: Config, Reports, Session> WorthTaking<T, Reports, Session> {
    /// Who is judged for what these did at this time, each once. There are no more of them than served in the session.
    fn concerned<O>(session: SessionIndex, offenders: &[Offender<T>], time: &O::Slot) -> Concerned<T::AccountId>
    where
        O: Offence<Offender<T>>,
        Reports: ReportOffence<T::AccountId, Offender<T>, Together<O>>,
    {
        let mut all = Concerned { at_once: offenders.iter().map(|(who, ())| who.clone()).collect(), others: 0 };
        for (who, penalty) in Penalties::<T>::iter_prefix(session) {
            if offenders.iter().any(|(offender, ())| *offender == who) {
                continue;
            }
            if Reports::is_known_offence(&[(who.clone(), ())], time) {
                all.at_once.push(who);
            } else if penalty.reports >= ENOUGH_REPORTS {
                all.others = all.others.saturating_add(1);
            }
        }
        all
    }
}

fn count<AccountId>(all: &[AccountId]) -> u32 {
    u32::try_from(all.len()).unwrap_or(u32::MAX)
}

impl<T: Config> Pallet<T> {
    fn penalty(session: SessionIndex, who: &T::AccountId) -> Penalty {
        Penalties::<T>::get(session, who).unwrap_or_default()
    }

    /// Whether each of these was reported often enough.
    fn is_enough(session: SessionIndex, offenders: &[Offender<T>]) -> bool {
        offenders.iter().all(|(who, ())| Self::penalty(session, who).reports >= ENOUGH_REPORTS)
    }

    /// What all have lost for a session, in plancks.
    fn taken_for(session: SessionIndex) -> Balance {
        Penalties::<T>::iter_prefix_values(session).fold(0, |sum: Balance, penalty| sum.saturating_add(penalty.taken))
    }
}

/// An offence of which so many take part of the blame who did not do it at that time.
pub struct Together<O> {
    offence: O,
    others: u32,
}

impl<Offender, O: Offence<Offender>> Offence<Offender> for Together<O> {
    const ID: Kind = O::ID;
    type Slot = O::Slot;

    fn offenders(&self) -> Vec<Offender> {
        self.offence.offenders()
    }

    fn session_index(&self) -> SessionIndex {
        self.offence.session_index()
    }

    fn validator_set_count(&self) -> u32 {
        self.offence.validator_set_count()
    }

    fn slot(&self) -> Self::Slot {
        self.offence.slot()
    }

    fn slash_fraction(&self, offenders: u32) -> Perbill {
        self.offence.slash_fraction(offenders.saturating_add(self.others))
    }
}
