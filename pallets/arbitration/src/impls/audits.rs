//! Spot audits: who is drawn, what they say, and what comes of it.

use alloc::vec::Vec;

use ainur_primitives::{receipt::hash, BlockNumber, Hash, Opinion, TaskId};
use ainur_support::{Auditable, Audited};
use codec::Encode;
use frame_support::{ensure, traits::Get, weights::Weight, BoundedVec};
use sp_runtime::{DispatchResult, Permill};

use super::draw::below;
use crate::{
    types::{Audit, CastVote, Misconduct, MAX_VOTES},
    Audits, Config, Delivered, Error, Event, Pallet, Queue, WeightInfo, DRAW_DELAY, MAX_AUDITS,
};

/// A task concerns three accounts at most, so that four seats are enough to find a stranger.
pub(crate) const LOOKS: u32 = 4;

/// The votes that a dispute begins with.
type Votes<AccountId> = BoundedVec<CastVote<AccountId>, frame_support::traits::ConstU32<MAX_VOTES>>;

impl<T: Config> ainur_support::Audits<T::AccountId> for Pallet<T> {
    fn delivered(task: TaskId) {
        // A result that finds no room takes no part.
        if Delivered::<T>::try_append(Self::now(), task).is_err() {
            return;
        }
        let at = Self::now().saturating_add(DRAW_DELAY);
        let mut queue = Queue::<T>::get();
        if queue.lottery_at < at {
            queue.lottery_at = at;
            Queue::<T>::put(queue);
        }
    }

    fn auditor(task: TaskId) -> Option<T::AccountId> {
        Audits::<T>::get(task).map(|audit| audit.auditor)
    }

    fn finding(task: TaskId) -> Option<Audited<T::AccountId>> {
        let audit = Audits::<T>::get(task)?;
        Some(match audit.finding {
            Some(_) if audit.contradicted => Audited::Contradicted,
            Some(_) => Audited::Agreed(audit.auditor),
            None => Audited::Silent,
        })
    }

    fn report(task: TaskId, who: &T::AccountId, opinion: Opinion) -> DispatchResult {
        let mut audit = Audits::<T>::get(task).filter(|audit| audit.auditor == *who).ok_or(Error::<T>::NotAuditor)?;
        ensure!(audit.finding.is_none(), Error::<T>::ReportedBefore);
        ensure!(Self::now() <= audit.until, Error::<T>::TooLate);
        if opinion == Opinion::Unavailable {
            Audits::<T>::remove(task);
            Self::disengage(who);
        } else {
            audit.finding = Some(opinion);
            Audits::<T>::insert(task, audit);
        }
        Self::deposit_event(Event::AuditReported { task, auditor: who.clone(), opinion });
        Ok(())
    }

    fn contradict(task: TaskId, receipt_fuel: u64) -> DispatchResult {
        let mut audit = Audits::<T>::get(task).ok_or(Error::<T>::NothingReported)?;
        let Some(Opinion::Output { fuel_used, .. }) = audit.finding else { return Err(Error::<T>::NothingReported.into()) };
        ensure!(fuel_used != receipt_fuel, Error::<T>::SameFuel);
        ensure!(!audit.contradicted, Error::<T>::ContradictedBefore);
        audit.contradicted = true;
        let auditor = audit.auditor.clone();
        Audits::<T>::insert(task, audit);
        Self::deposit_event(Event::AuditContradicted { task, auditor, fuel_used: receipt_fuel });
        Ok(())
    }

    fn close(task: TaskId, run_out: bool) {
        let Some(audit) = Audits::<T>::take(task) else { return };
        let auditor = &audit.auditor;
        if audit.finding.is_none() && Self::now() > audit.until {
            Self::punish(task, auditor, Misconduct::Silence);
        }
        if audit.contradicted && run_out {
            Self::punish(task, auditor, Misconduct::WrongOpinion);
        }
        Self::disengage(auditor);
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn draw_for_benchmark(task: TaskId, fuel: Option<u64>) -> T::AccountId {
        crate::benchmarking::draw_auditor::<T>(task, fuel)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn deliver_for_benchmark() {
        crate::benchmarking::deliver::<T>(crate::MAX_DELIVERED.saturating_sub(1));
    }
}

/// What a result's lot is, and its auditor drawn by.
pub(crate) fn audit_seed(mix: Hash, task: TaskId) -> Hash {
    hash(&(mix, b"audit", task).encode())
}

impl<T: Config> Pallet<T> {
    /// Draws lots among the results whose turn it is; returns the weight used.
    pub(super) fn hold_lottery(mix: Hash) -> Weight {
        let tasks = Self::due_for_lottery();
        let drawn = Self::draw_lots(&tasks, T::AuditShare::get(), mix);
        T::WeightInfo::hold_lottery(tasks.len() as u32).saturating_add(T::WeightInfo::draw_audits(drawn))
    }

    /// Takes out the results whose turn it is.
    pub(crate) fn due_for_lottery() -> Vec<TaskId> {
        Self::now().checked_sub(DRAW_DELAY).map(|block| Delivered::<T>::take(block).into_inner()).unwrap_or_default()
    }

    /// Draws an auditor for that share of the tasks; returns for how many one was looked for.
    pub(crate) fn draw_lots(tasks: &[TaskId], share: Permill, mix: Hash) -> u32 {
        // Where more are found than can be audited, nobody can know beforehand which are left out.
        let start = below(tasks.len() as u32, &(mix, b"audits")) as usize;
        let all = tasks.iter().cycle().skip(start).take(tasks.len());
        let seeds = all.map(|task| (*task, audit_seed(mix, *task)));
        let found = seeds.filter(|(_, seed)| below(Permill::one().deconstruct(), seed) < share.deconstruct());
        let mut drawn = 0u32;
        for (task, seed) in found.take(MAX_AUDITS as usize) {
            drawn = drawn.saturating_add(1);
            Self::draw_auditor(task, seed);
        }
        drawn
    }

    /// An auditor has as long to run the module as a committee, and the agent as long to contradict it as to show its receipt in a
    /// dispute; where there is less time, nobody is drawn.
    fn draw_auditor(task: TaskId, seed: Hash) {
        let Some(parties) = T::Tasks::parties(task) else { return };
        let until: BlockNumber = Self::now().saturating_add(T::CommitWindow::get());
        let is_too_late = until.saturating_add(T::RevealWindow::get()) > parties.until;
        if is_too_late || Audits::<T>::contains_key(task) {
            return;
        }
        let Some(auditor) = Self::shuffle(seed, LOOKS).find(|who| !parties.include(who)) else { return };
        Self::engage(&auditor);
        Audits::<T>::insert(task, Audit { auditor: auditor.clone(), until, finding: None, contradicted: false });
        Self::deposit_event(Event::AuditDrawn { task, auditor, until });
    }

    /// What an auditor reported is its vote when another disputes the result: it is judged with the others, though it does not
    /// decide. One that disputes the result itself is free.
    pub(super) fn vote_of_auditor(task: TaskId, challenger: &T::AccountId) -> Votes<T::AccountId> {
        let mut votes = Votes::default();
        let Some(audit) = Audits::<T>::get(task) else { return votes };
        match audit.finding {
            _ if audit.auditor == *challenger => Self::disengage(challenger),
            // The first of many.
            Some(opinion) => drop(votes.try_push(CastVote { who: audit.auditor, opinion, is_audit: true })),
            // Whether it was silent is for the one that closes the audit.
            None => return votes,
        }
        Audits::<T>::remove(task);
        votes
    }
}
