//! From stage to stage: the market drives, the case knows the way.

use alloc::vec::Vec;

use ainur_primitives::{BlockNumber, Side, TaskId};
use ainur_support::{Complaint, Concession, Disputes, Forum, Progress, Ruling, Stakes};
use frame_support::{
    ensure,
    traits::{fungible::hold::Mutate, Get},
};
use sp_runtime::{ArithmeticError, DispatchError, DispatchResult};

use super::settle::Ending;
use crate::{
    types::{majority, Ballot, Case, CastVote, Member, Misconduct, Stage},
    Audits, Cases, Config, Error, Event, HoldReason, Pallet, Verifiers,
};

/// Fewest members that can decide.
pub(super) const QUORUM: usize = 2;

impl<T: Config> Disputes<T::AccountId> for Pallet<T> {
    fn is_verifier(who: &T::AccountId) -> bool {
        Verifiers::<T>::get(who).is_some_and(|verifier| verifier.bond >= T::VerifierBond::get())
    }

    fn open(complaint: Complaint<T::AccountId>) -> Result<BlockNumber, DispatchError> {
        let Complaint { task, agent, defendant, operator, requester, challenger, price, forum } = complaint;
        ensure!(!Cases::<T>::contains_key(task), Error::<T>::AlreadyDisputed);
        let first_bond = Self::first_bond(price);
        // An auditor did not choose the task: it risks no more than its seat costs, however dear the work is.
        let is_auditor = Audits::<T>::get(task).is_some_and(|audit| audit.auditor == challenger);
        let bond = if is_auditor { first_bond.min(T::VerifierBond::get()) } else { first_bond };
        T::Currency::hold(&HoldReason::DisputeBond.into(), &challenger, bond)?;
        let pledge = T::Stakes::pledge(agent, bond);
        Self::deposit_event(Event::DisputeOpened { task, challenger: challenger.clone(), bond });
        let stage = match &forum {
            Forum::Committee(_) => Stage::Drawing { at: Self::schedule_draw(task, 0) },
            Forum::Evaluator(evaluator) => {
                let until = Self::now().saturating_add(T::EvaluationWindow::get());
                Stage::Evaluating { evaluator: evaluator.clone(), until }
            }
            Forum::Court => Self::court(task, None),
        };
        let until = Self::end_of(&stage);
        let votes = Self::vote_of_auditor(task, &challenger);
        let case = Case {
            agent,
            defendant,
            operator,
            requester,
            challenger,
            forum,
            bond,
            challenger_bond: bond,
            requester_bond: 0,
            defendant_bond: 0,
            pledge,
            stage,
            round: 0,
            receipt: None,
            committee: Default::default(),
            votes,
            verdict: None,
        };
        Cases::<T>::insert(task, case);
        Ok(until)
    }

    fn advance(task: TaskId) -> Result<Progress, DispatchError> {
        let case = Self::known(task)?;
        let over = |until: BlockNumber| if Self::now() > until { Ok(()) } else { Err(DispatchError::from(Error::<T>::NotDue)) };
        match case.stage {
            Stage::Drawing { .. } => {
                // Many are drawn before; nobody's turn is lost.
                over(Self::end_of(&case.stage))?;
                Ok(Progress::Until(Self::enter(task, case, Stage::Drawing { at: Self::now() })))
            }
            Stage::Committing { until } => {
                let committed = case.committee.iter().filter(|member| member.ballot != Ballot::Missing).count();
                // Nothing is left to wait for when everybody is bound, or when those drawn could never decide.
                let is_complete = committed == case.committee.len() || case.committee.len() < QUORUM;
                ensure!(Self::now() > until || is_complete, Error::<T>::NotDue);
                if committed < QUORUM {
                    Self::end_round(task, case)
                } else {
                    Self::start_revealing(task, case)
                }
            }
            Stage::Revealing { until } => {
                let pending = case.committee.iter().any(|member| matches!(member.ballot, Ballot::Committed(_)));
                let is_complete = !pending && (case.receipt.is_some() || case.is_refuted());
                ensure!(Self::now() > until || is_complete, Error::<T>::NotDue);
                Self::end_round(task, case)
            }
            Stage::Appealable { verdict, until } => {
                over(until)?;
                Self::settle(task, case, Ruling::For(verdict), Ending::Judgement).map(Progress::Ended)
            }
            Stage::Evaluating { until, .. } => {
                over(until)?;
                Self::settle(task, case, Ruling::Undecided, Ending::Judgement).map(Progress::Ended)
            }
            Stage::Court { verdict, until } => {
                over(until)?;
                let ruling = verdict.map_or(Ruling::Undecided, Ruling::For);
                Self::settle(task, case, ruling, Ending::Judgement).map(Progress::Ended)
            }
        }
    }

    fn appeal(task: TaskId, who: &T::AccountId) -> Result<BlockNumber, DispatchError> {
        let mut case = Self::known(task)?;
        let Stage::Appealable { verdict, until } = case.stage else { return Err(Error::<T>::WrongStage.into()) };
        ensure!(Self::now() <= until, Error::<T>::TooLate);
        let held = match verdict {
            Side::Agent if *who == case.challenger => &mut case.challenger_bond,
            // Whoever disputed it, the money is the requester's.
            Side::Agent if *who == case.requester => &mut case.requester_bond,
            Side::Challenger if *who == case.defendant => &mut case.defendant_bond,
            _ => return Err(Error::<T>::NotTheLoser.into()),
        };
        let bond = case.bond.checked_mul(2).ok_or(ArithmeticError::Overflow)?;
        T::Currency::hold(&HoldReason::DisputeBond.into(), who, bond)?;
        *held = held.checked_add(bond).ok_or(ArithmeticError::Overflow)?;
        case.bond = bond;
        Self::deposit_event(Event::Appealed { task, who: who.clone(), bond });
        let may_repeat = matches!(case.forum, Forum::Committee(_)) && case.round < T::MaxRepeats::get();
        let stage = if may_repeat { Self::next_round(task, &mut case)? } else { Self::court(task, Some(verdict)) };
        Ok(Self::enter(task, case, stage))
    }

    fn concede(task: TaskId, who: &T::AccountId) -> Result<Concession, DispatchError> {
        let case = Self::known(task)?;
        let winner = match who {
            // A stranger that disputed it cannot give the requester's money away.
            who if *who == case.challenger && *who == case.requester => Side::Agent,
            who if *who == case.defendant => Side::Challenger,
            _ => return Err(Error::<T>::NotParty.into()),
        };
        // Giving in to a verdict makes it final; it does not spare those who had voted against it.
        let is_proven = case.verdict == Some(winner);
        let ending = if is_proven { Ending::Judgement } else { Ending::Concession };
        let ruling = Self::settle(task, case, Ruling::For(winner), ending)?;
        Ok(Concession { ruling, is_proven })
    }

    fn evaluate(task: TaskId, who: &T::AccountId, side: Side) -> Result<BlockNumber, DispatchError> {
        let case = Self::known(task)?;
        let Stage::Evaluating { evaluator, until } = &case.stage else { return Err(Error::<T>::WrongStage.into()) };
        ensure!(evaluator == who, Error::<T>::NotEvaluator);
        ensure!(Self::now() <= *until, Error::<T>::TooLate);
        Ok(Self::decide(task, case, side))
    }

    fn rule(task: TaskId, side: Side) -> DispatchResult {
        let case = Self::known(task)?;
        ensure!(matches!(case.stage, Stage::Court { .. }), Error::<T>::WrongStage);
        Self::settle(task, case, Ruling::For(side), Ending::Judgement).map(drop)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn set_scene_for_benchmark(task: TaskId, scene: ainur_support::Scene) {
        crate::benchmarking::set_scene::<T>(task, scene);
    }
}

impl<T: Config> Pallet<T> {
    fn start_revealing(task: TaskId, case: Case<T::AccountId>) -> Result<Progress, DispatchError> {
        let until = Self::now().saturating_add(T::RevealWindow::get());
        let round = case.round;
        Self::deposit_event(Event::RevealStarted { task, round, until });
        Ok(Progress::Until(Self::enter(task, case, Stage::Revealing { until })))
    }

    /// Counts the votes of a round. The silent are punished; the others are judged when all is over.
    fn end_round(task: TaskId, mut case: Case<T::AccountId>) -> Result<Progress, DispatchError> {
        let was_revealing = matches!(case.stage, Stage::Revealing { .. });
        let could_decide = case.committee.len() >= QUORUM;
        let committee = core::mem::take(&mut case.committee);
        let mut shown = Vec::new();
        for Member { who, ballot } in committee {
            if let Ballot::Shown(opinion) = ballot {
                shown.push(opinion);
                case.votes.try_push(CastVote { who, opinion, is_audit: false }).map_err(|_| ArithmeticError::Overflow)?;
            } else {
                // A member is silent when it was given its time; one that bound itself in vain did its part.
                if could_decide && (was_revealing || ballot == Ballot::Missing) {
                    Self::punish(task, &who, Misconduct::Silence);
                }
                Self::disengage(&who);
            }
        }
        let found = majority(shown).and_then(|opinion| case.side_of(opinion));
        // An agent that was asked for its receipt and kept it loses, whatever was found.
        let verdict = if was_revealing && case.receipt.is_none() { Some(Side::Challenger) } else { found };
        match verdict {
            Some(side) => Ok(Progress::Until(Self::decide(task, case, side))),
            None => Self::repeat(task, case),
        }
    }

    /// A verdict that can be appealed.
    fn decide(task: TaskId, mut case: Case<T::AccountId>, side: Side) -> BlockNumber {
        let appeal_until = Self::now().saturating_add(T::AppealWindow::get());
        case.verdict = Some(side);
        Self::deposit_event(Event::VerdictReached { task, round: case.round, side, appeal_until });
        Self::enter(task, case, Stage::Appealable { verdict: side, until: appeal_until })
    }

    /// A round without a verdict leads to a larger one. After the last, an earlier verdict is put before the court; without one
    /// the result stands.
    fn repeat(task: TaskId, mut case: Case<T::AccountId>) -> Result<Progress, DispatchError> {
        Self::deposit_event(Event::NoQuorum { task, round: case.round });
        if case.round < T::MaxRepeats::get() {
            let stage = Self::next_round(task, &mut case)?;
            return Ok(Progress::Until(Self::enter(task, case, stage)));
        }
        match case.verdict {
            Some(verdict) => {
                let stage = Self::court(task, Some(verdict));
                Ok(Progress::Until(Self::enter(task, case, stage)))
            }
            None => Self::settle(task, case, Ruling::Undecided, Ending::Judgement).map(Progress::Ended),
        }
    }

    fn next_round(task: TaskId, case: &mut Case<T::AccountId>) -> Result<Stage<T::AccountId>, DispatchError> {
        case.round = case.round.checked_add(1).ok_or(ArithmeticError::Overflow)?;
        Ok(Stage::Drawing { at: Self::schedule_draw(task, case.round) })
    }

    fn court(task: TaskId, verdict: Option<Side>) -> Stage<T::AccountId> {
        let until = Self::now().saturating_add(T::CourtWindow::get());
        Self::deposit_event(Event::BroughtToCourt { task, verdict, until });
        Stage::Court { verdict, until }
    }

    /// Writes the case in its next stage; returns the stage's last block.
    fn enter(task: TaskId, case: Case<T::AccountId>, stage: Stage<T::AccountId>) -> BlockNumber {
        let until = Self::end_of(&stage);
        Cases::<T>::insert(task, Case { stage, ..case });
        until
    }

    /// The last block of a stage; a draw leads to the votes without anybody's help.
    pub(crate) fn end_of(stage: &Stage<T::AccountId>) -> BlockNumber {
        match stage {
            Stage::Drawing { at } => at.saturating_add(T::CommitWindow::get()),
            Stage::Committing { until }
            | Stage::Revealing { until }
            | Stage::Appealable { until, .. }
            | Stage::Evaluating { until, .. }
            | Stage::Court { until, .. } => *until,
        }
    }
}
