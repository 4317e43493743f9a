//! What must hold at the end of every block.

use alloc::collections::{BTreeMap, BTreeSet};

use ainur_primitives::Balance;
use ainur_support::Auditable;
use frame_support::{ensure, traits::fungible::hold::Inspect};
use sp_runtime::TryRuntimeError;

use crate::{
    types::{DrawQueue, Stage, Standing},
    Audits, Cases, Config, Delivered, Draws, HoldReason, Pallet, Queue, SeatCount, Seats, Verifiers, DRAW_DELAY,
};

impl<T: Config> Pallet<T> {
    /// Checks all invariants.
    pub fn check_state() -> Result<(), TryRuntimeError> {
        Self::check_verifiers()?;
        Self::check_bonds()?;
        Self::check_draws()?;
        Self::check_audits()
    }

    /// Every verifier's bond is what is held of it; the seats are numbered without gaps; each verifier is engaged for exactly the
    /// disputes and audits it was drawn for.
    fn check_verifiers() -> Result<(), TryRuntimeError> {
        let mut engaged = BTreeMap::<T::AccountId, u32>::new();
        for case in Cases::<T>::iter_values() {
            let members = case.committee.iter().map(|member| &member.who).chain(case.votes.iter().map(|vote| &vote.who));
            for who in members {
                let count = engaged.entry(who.clone()).or_default();
                *count = count.saturating_add(1);
            }
        }
        for audit in Audits::<T>::iter_values() {
            let count = engaged.entry(audit.auditor).or_default();
            *count = count.saturating_add(1);
        }
        let mut seated = 0u32;
        for (who, verifier) in Verifiers::<T>::iter() {
            let held = T::Currency::balance_on_hold(&HoldReason::VerifierBond.into(), &who);
            ensure!(held == verifier.bond, "a verifier's bond differs from what is on hold");
            ensure!(engaged.remove(&who).unwrap_or(0) == verifier.engaged, "a verifier is engaged for other disputes");
            if let Standing::Seated(seat) = verifier.standing {
                ensure!(seat < SeatCount::<T>::get(), "a seat has a number that was not given out");
                ensure!(Seats::<T>::get(seat).as_ref() == Some(&who), "a seat is somebody else's");
                seated = seated.saturating_add(1);
            }
        }
        ensure!(engaged.is_empty(), "a member of a committee is no verifier");
        ensure!(seated == SeatCount::<T>::get(), "the seats have a gap");
        ensure!(Seats::<T>::iter_keys().count() as u32 == seated, "a seat is taken by nobody");
        Ok(())
    }

    /// For each party, the bonds of its disputes are exactly what is held of it.
    fn check_bonds() -> Result<(), TryRuntimeError> {
        let mut bonds = BTreeMap::<T::AccountId, Balance>::new();
        for case in Cases::<T>::iter_values() {
            let held = [
                (case.challenger, case.challenger_bond),
                (case.requester, case.requester_bond),
                (case.defendant, case.defendant_bond),
            ];
            for (who, bond) in held {
                let sum = bonds.entry(who).or_default();
                *sum = sum.saturating_add(bond);
            }
        }
        for (who, sum) in bonds {
            let held = T::Currency::balance_on_hold(&HoldReason::DisputeBond.into(), &who);
            ensure!(held == sum, "the bonds of a party differ from what is on hold");
        }
        Ok(())
    }

    /// The draws are numbered without gaps and in the order in which they are due, and every dispute that waits for its committee is
    /// among them.
    fn check_draws() -> Result<(), TryRuntimeError> {
        let DrawQueue { first, next, .. } = Queue::<T>::get();
        let mut waiting = BTreeSet::new();
        let mut last = 0;
        for number in first..next {
            let draw = Draws::<T>::get(number).ok_or("a draw is missing")?;
            ensure!(draw.due >= last, "a draw is due before the one before it");
            last = draw.due;
            waiting.insert((draw.task, draw.round));
        }
        ensure!(Draws::<T>::iter_keys().count() as u64 == next.saturating_sub(first), "a draw is left over");
        for (task, case) in Cases::<T>::iter() {
            let is_drawn = !matches!(case.stage, Stage::Drawing { .. }) || waiting.contains(&(task, case.round));
            ensure!(is_drawn, "a committee is never drawn");
        }
        Ok(())
    }

    /// Only a result that somebody can still object to is audited, never by whom it concerns. Every result that waits for the
    /// lottery has it in a block that is to come.
    fn check_audits() -> Result<(), TryRuntimeError> {
        for (task, audit) in Audits::<T>::iter() {
            let parties = T::Tasks::parties(task).ok_or("an audited task is not open to objections")?;
            // Who speaks for the agent may have changed since.
            let is_party = [&parties.defendant, &parties.requester].contains(&&audit.auditor);
            ensure!(!is_party, "somebody audits its own task");
            ensure!(audit.finding.is_some() || !audit.contradicted, "an auditor is contradicted that said nothing");
        }
        let lottery_at = Queue::<T>::get().lottery_at;
        for block in Delivered::<T>::iter_keys() {
            let at = block.saturating_add(DRAW_DELAY);
            ensure!(at > Self::now() && at <= lottery_at, "a result has no lottery");
        }
        Ok(())
    }
}
