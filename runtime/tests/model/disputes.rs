//! Who is right when somebody objects. There is one verifier, and one alone decides nothing: committees end without a verdict.

use super::{
    agents::Fault,
    market::{Forum, Job, Phase, Task},
    money::Reason,
    Block, Model, Money, Outcome, Refusal, Side, Who, TREASURY, UNIT,
};

/// Who has the only seat.
pub const VERIFIER: Who = 5;
const MIN_BOND: Money = 10 * UNIT;
/// One part of so many of the price, rounded up.
const BOND_SHARE: Money = 10;
/// Blocks from the beginning of a round to its draw.
const DRAW: Block = 2;
const COMMIT_WINDOW: Block = 10;
const APPEAL_WINDOW: Block = 8;
const EVALUATION_WINDOW: Block = 10;
const COURT_WINDOW: Block = 12;
/// Committees after the first.
const REPEATS: u8 = 2;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The committee is drawn at that block; too small a one can be dismissed at once.
    Drawing {
        at: Block,
    },
    Evaluating {
        until: Block,
    },
    Appealable {
        verdict: Side,
        until: Block,
    },
    Court {
        verdict: Option<Side>,
        until: Block,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    pub stage: Stage,
    round: u8,
    /// What the last appeal cost, or the dispute.
    bond: Money,
    /// Held of who objects, held of the agent's owner, and claimed of the agent's stake.
    challenger_bond: Money,
    owner_bond: Money,
    stake: Money,
}

impl Stage {
    fn until(&self) -> Block {
        match *self {
            Self::Drawing { at } => at + COMMIT_WINDOW,
            Self::Evaluating { until } | Self::Appealable { until, .. } | Self::Court { until, .. } => until,
        }
    }
}

impl Model {
    pub fn dispute(&mut self, who: Who, id: u64) -> Outcome {
        let task = self.task(id)?;
        let Phase::Verifying { job, challenge_until } = task.phase else { return Err("WrongPhase") };
        if self.now > challenge_until {
            return Err("TooLate");
        }
        let by_verifier = who == VERIFIER && task.spec.forum == Forum::Committee;
        if job.payee == who || !(task.requester == who || by_verifier) {
            return Err("MayNotDispute");
        }
        let bond = MIN_BOND.max(job.price.div_ceil(BOND_SHARE));
        self.hold(who, Reason::DisputeBond, bond)?;
        let stake = self.agent(job.agent)?.claim(bond);
        let stage = match task.spec.forum {
            Forum::Committee => Stage::Drawing { at: self.now + DRAW },
            Forum::Evaluator(_) => Stage::Evaluating { until: self.now + EVALUATION_WINDOW },
            Forum::Court => Stage::Court { verdict: None, until: self.now + COURT_WINDOW },
        };
        let case = Case { stage, round: 0, bond, challenger_bond: bond, owner_bond: 0, stake };
        self.enter(id, task, (job, who), case);
        Ok(())
    }

    fn enter(&mut self, id: u64, task: Task, (job, challenger): (Job, Who), case: Case) {
        let phase = Phase::Disputed { job, challenger, until: case.stage.until() };
        self.advance(id, Task { case: Some(case), ..task }, phase);
    }

    fn in_dispute(&self, id: u64) -> Result<(Task, (Job, Who), Case), Refusal> {
        let task = self.task(id)?;
        match (task.phase, task.case) {
            (Phase::Disputed { job, challenger, .. }, Some(case)) => Ok((task, (job, challenger), case)),
            _ => Err("WrongPhase"),
        }
    }

    pub fn concede(&mut self, who: Who, id: u64) -> Outcome {
        let (task, parties, case) = self.in_dispute(id)?;
        let right = match parties {
            (_, challenger) if challenger == who => Side::Agent,
            (job, _) if job.payee == who => Side::Challenger,
            _ => return Err("NotParty"),
        };
        self.end_dispute(id, task, parties, case, Some(right));
        Ok(())
    }

    /// The losing side may ask for another verdict for twice the bond: of a larger committee, or else of governance.
    pub fn appeal(&mut self, who: Who, id: u64) -> Outcome {
        let (task, parties, mut case) = self.in_dispute(id)?;
        let Stage::Appealable { verdict, until } = case.stage else { return Err("WrongStage") };
        if self.now > until {
            return Err("TooLate");
        }
        let (loser, held) = match verdict {
            Side::Agent => (parties.1, &mut case.challenger_bond),
            Side::Challenger => (parties.0.payee, &mut case.owner_bond),
        };
        if loser != who {
            return Err("NotTheLoser");
        }
        case.bond *= 2;
        *held += case.bond;
        self.hold(who, Reason::DisputeBond, case.bond)?;
        // Committees reach no verdict here, so what is appealed is an evaluator's.
        case.stage = Stage::Court { verdict: Some(verdict), until: self.now + COURT_WINDOW };
        self.enter(id, task, parties, case);
        Ok(())
    }

    pub fn evaluate(&mut self, who: Who, id: u64, verdict: Side) -> Outcome {
        let (task, parties, case) = self.in_dispute(id)?;
        let Stage::Evaluating { until } = case.stage else { return Err("WrongStage") };
        if task.spec.forum != Forum::Evaluator(who) {
            return Err("NotEvaluator");
        }
        if self.now > until {
            return Err("TooLate");
        }
        let stage = Stage::Appealable { verdict, until: self.now + APPEAL_WINDOW };
        self.enter(id, task, parties, Case { stage, ..case });
        Ok(())
    }

    pub fn rule(&mut self, id: u64, right: Side) -> Outcome {
        let (task, parties, case) = self.in_dispute(id)?;
        if !matches!(case.stage, Stage::Court { .. }) {
            return Err("WrongStage");
        }
        self.end_dispute(id, task, parties, case, Some(right));
        Ok(())
    }

    pub fn move_dispute(&mut self, id: u64, task: Task) -> Outcome {
        let (_, parties, case) = self.in_dispute(id)?;
        let right = match case.stage {
            Stage::Drawing { at } if self.now < at => return Err("NotDue"),
            Stage::Drawing { .. } if case.round < REPEATS => {
                let stage = Stage::Drawing { at: self.now + DRAW };
                self.enter(id, task, parties, Case { stage, round: case.round + 1, ..case });
                return Ok(());
            }
            Stage::Drawing { .. } => None,
            stage if self.now <= stage.until() => return Err("NotDue"),
            Stage::Evaluating { .. } => None,
            Stage::Appealable { verdict, .. } => Some(verdict),
            Stage::Court { verdict, .. } => verdict,
        };
        self.end_dispute(id, task, parties, case, right);
        Ok(())
    }

    /// Half of what the loser put up goes to the winner, the rest to the treasury. A result that nobody found wrong is paid.
    fn end_dispute(&mut self, id: u64, task: Task, (job, challenger): (Job, Who), case: Case, right: Option<Side>) {
        let (reason, payee) = (Reason::DisputeBond, job.payee);
        let task = Task { case: None, ..task };
        if right != Some(Side::Challenger) {
            self.release(payee, reason, case.owner_bond);
            if let Some(agent) = self.agents.get_mut(&job.agent) {
                agent.claims -= case.stake;
            }
            let lost = if right.is_some() { case.challenger_bond } else { 0 };
            self.release(challenger, reason, case.challenger_bond - lost);
            self.transfer_held(challenger, reason, payee, lost / 2);
            self.transfer_held(challenger, reason, TREASURY, lost - lost / 2);
            return self.pay(id, task, job);
        }
        self.release(challenger, reason, case.challenger_bond);
        self.transfer_held(payee, reason, TREASURY, case.owner_bond);
        self.take_stake(job.agent, TREASURY, case.stake);
        let half = (case.owner_bond + case.stake) / 2;
        self.accounts[TREASURY].free -= half;
        self.accounts[challenger].free += half;
        self.free(job);
        self.record_failure(job.agent, true);
        let fault = if task.spec.forum == Forum::Committee { Fault::InvalidResult } else { Fault::DisputeLost };
        self.report(job.agent, fault, &task, job.price, Some(challenger));
        self.end_unpaid(id, task, "ResultRejected");
    }
}
