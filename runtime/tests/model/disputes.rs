//! Who is right when somebody objects. There are no more verifiers than a committee has seats, so the lot decides nothing: whoever has a
//! seat, is no party and did not vote before is drawn.

use std::collections::BTreeMap;

use super::{
    agents::Fault,
    market::{Forum, Job, Phase, Task},
    money::Reason,
    reputation::End,
    Block, Model, Money, Outcome, Refusal, Side, Who, TREASURY, UNIT,
};

/// Who verifies.
pub const VERIFIERS: [Who; 3] = [5, 6, 7];
const MIN_BOND: Money = 10 * UNIT;
/// One part of so many of the price, rounded up.
const BOND_SHARE: Money = 10;
const VERIFIER_BOND: Money = 100 * UNIT;
/// Percent of its bond.
const VERIFIER_SLASH: Money = 5;
/// Blocks from the beginning of a round to its draw.
const DRAW: Block = 4;
const COMMIT_WINDOW: Block = 10;
const REVEAL_WINDOW: Block = 10;
const APPEAL_WINDOW: Block = 8;
const EVALUATION_WINDOW: Block = 10;
/// Whatever parameters say, a court has as long as its track takes.
pub const COURT_WINDOW: Block = 200;
/// Committees after the first.
const REPEATS: u8 = 2;
const QUORUM: usize = 2;

/// What a verifier says the module makes of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Opinion {
    /// What the agent's receipt says.
    AsClaimed,
    Different,
    Failure,
    /// Nothing can be had to run.
    Unavailable,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ballot {
    Missing,
    Committed(Opinion),
    Shown(Opinion),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Drawing { at: Block },
    Committing { until: Block },
    Revealing { until: Block },
    Evaluating { until: Block },
    Appealable { verdict: Side, until: Block },
    Court { verdict: Option<Side>, until: Block },
}

#[derive(Clone, Debug)]
pub struct Case {
    pub stage: Stage,
    job: Job,
    challenger: Who,
    round: u8,
    /// What the last appeal cost, or the dispute.
    bond: Money,
    /// Held of who objects, of the requester where that is somebody else, and of the agent's owner; and put up out of the agent's stake.
    challenger_bond: Money,
    requester_bond: Money,
    owner_bond: Money,
    pledge: Money,
    /// Whether the agent showed its receipt.
    pub receipt: bool,
    pub committee: BTreeMap<Who, Ballot>,
    /// The votes of earlier rounds.
    votes: BTreeMap<Who, Opinion>,
    verdict: Option<Side>,
}

impl Stage {
    fn until(&self) -> Block {
        match *self {
            Self::Drawing { at } => at + COMMIT_WINDOW,
            Self::Committing { until }
            | Self::Revealing { until }
            | Self::Evaluating { until }
            | Self::Appealable { until, .. }
            | Self::Court { until, .. } => until,
        }
    }
}

impl Case {
    fn side_of(&self, opinion: Opinion) -> Option<Side> {
        match opinion {
            Opinion::Unavailable => None,
            Opinion::AsClaimed if self.receipt => Some(Side::Agent),
            _ => Some(Side::Challenger),
        }
    }

    /// What more than two thirds of those who showed that they could run the module found.
    fn found(&self) -> Option<Opinion> {
        let mut shown = BTreeMap::<Opinion, usize>::new();
        for ballot in self.committee.values() {
            match ballot {
                Ballot::Shown(opinion) if *opinion != Opinion::Unavailable => *shown.entry(*opinion).or_default() += 1,
                _ => {}
            }
        }
        let all: usize = shown.values().sum();
        shown.into_iter().find(|(_, count)| *count >= QUORUM && 3 * count > 2 * all).map(|(opinion, _)| opinion)
    }
}

impl Model {
    pub fn dispute(&mut self, who: Who, id: u64) -> Outcome {
        let task = self.task(id)?;
        let Phase::Verifying { job, challenge_until } = task.phase else { return Err("WrongPhase") };
        if self.now > challenge_until {
            return Err("TooLate");
        }
        let is_public = task.spec.forum == Forum::Committee && task.spec.parent.is_none();
        let by_verifier = is_public && self.verifier_bond(who) >= VERIFIER_BOND;
        if job.payee == who || !(task.requester == who || by_verifier) {
            return Err("MayNotDispute");
        }
        let bond = MIN_BOND.max(job.price.div_ceil(BOND_SHARE));
        self.hold(who, Reason::DisputeBond, bond)?;
        let pledge = self.agent(job.agent)?.pledge(bond);
        if pledge < bond {
            self.mark("an agent cannot put up all of its bond");
        }
        let stage = match task.spec.forum {
            Forum::Committee => Stage::Drawing { at: self.now + DRAW },
            Forum::Evaluator(_) => Stage::Evaluating { until: self.now + EVALUATION_WINDOW },
            Forum::Court => Stage::Court { verdict: None, until: self.now + COURT_WINDOW },
        };
        let case = Case {
            stage,
            job,
            challenger: who,
            round: 0,
            bond,
            challenger_bond: bond,
            requester_bond: 0,
            owner_bond: 0,
            pledge,
            receipt: false,
            committee: BTreeMap::new(),
            votes: BTreeMap::new(),
            verdict: None,
        };
        self.enter(id, task, case);
        Ok(())
    }

    fn enter(&mut self, id: u64, task: Task, case: Case) {
        let phase = Phase::Disputed { job: case.job, challenger: case.challenger, until: case.stage.until() };
        self.advance(id, Task { case: Some(case), ..task }, phase);
    }

    fn in_dispute(&self, id: u64) -> Result<(Task, Case), Refusal> {
        let task = self.task(id)?;
        let case = task.case.clone().ok_or("WrongPhase")?;
        Ok((task, case))
    }

    /// At the beginning of a block.
    pub fn draw_committees(&mut self) {
        let (now, seats) = (self.now, self.seats.clone());
        for task in self.tasks.values_mut() {
            let requester = task.requester;
            let Some(case) = task.case.as_mut().filter(|case| case.stage == Stage::Drawing { at: now }) else { continue };
            case.stage = Stage::Committing { until: now + COMMIT_WINDOW };
            let parties = [requester, case.challenger, case.job.payee];
            let members = seats.iter().filter(|who| !parties.contains(who) && !case.votes.contains_key(who));
            case.committee = members.map(|who| (*who, Ballot::Missing)).collect();
        }
    }

    fn verifier_bond(&self, who: Who) -> Money {
        self.accounts[who].held.get(&Reason::VerifierBond).copied().unwrap_or(0)
    }

    /// Puts up the bond, or what a slash took of it.
    pub fn take_seat(&mut self, who: Who) -> Outcome {
        let bond = self.verifier_bond(who);
        if self.seats.contains(&who) && bond >= VERIFIER_BOND {
            return Err("AlreadySeated");
        }
        self.hold(who, Reason::VerifierBond, VERIFIER_BOND - bond)?;
        self.seats.insert(who);
        Ok(())
    }

    /// Whose bond is no longer whole loses its seat.
    fn punish(&mut self, who: Who) {
        let lost = (self.verifier_bond(who) * VERIFIER_SLASH).div_ceil(100);
        self.transfer_held(who, Reason::VerifierBond, TREASURY, lost);
        self.seats.remove(&who);
    }

    /// A case in this stage, for somebody who may still speak.
    fn case_of(&mut self, id: u64) -> Result<&mut Case, Refusal> {
        self.tasks.get_mut(&id).and_then(|task| task.case.as_mut()).ok_or("NoDispute")
    }

    pub fn commit_vote(&mut self, who: Who, id: u64, opinion: Opinion) -> Outcome {
        let (now, case) = (self.now, self.case_of(id)?);
        match case.stage {
            Stage::Committing { until } if now > until => return Err("TooLate"),
            Stage::Committing { .. } => *case.committee.get_mut(&who).ok_or("NotMember")? = Ballot::Committed(opinion),
            _ => return Err("WrongStage"),
        }
        Ok(())
    }

    pub fn reveal_vote(&mut self, who: Who, id: u64, opinion: Opinion) -> Outcome {
        let (now, case) = (self.now, self.case_of(id)?);
        match case.stage {
            Stage::Revealing { until } if now > until => return Err("TooLate"),
            Stage::Revealing { .. } => {}
            _ => return Err("WrongStage"),
        }
        let ballot = case.committee.get_mut(&who).ok_or("NotMember")?;
        match *ballot {
            Ballot::Committed(bound) if bound == opinion => *ballot = Ballot::Shown(opinion),
            Ballot::Committed(_) => return Err("NotTheVote"),
            _ => return Err("NoCommitment"),
        }
        Ok(())
    }

    pub fn show_receipt(&mut self, who: Who, id: u64) -> Outcome {
        let (now, case) = (self.now, self.case_of(id)?);
        match case.stage {
            _ if case.job.payee != who => return Err("NotForAgent"),
            Stage::Revealing { until } if now > until => return Err("TooLate"),
            Stage::Revealing { .. } if case.receipt => return Err("ReceiptKnown"),
            // What is shown always names the first module.
            Stage::Revealing { .. } if case.job.module != 1 => return Err("NotTheReceipt"),
            Stage::Revealing { .. } => case.receipt = true,
            _ => return Err("WrongStage"),
        }
        Ok(())
    }

    /// Who objects for somebody else has nothing to give away. To give in to a verdict is to make it final.
    pub fn concede(&mut self, who: Who, id: u64) -> Outcome {
        let (task, case) = self.in_dispute(id)?;
        let right = match who {
            who if who == case.challenger && who == task.requester => Side::Agent,
            who if who == case.job.payee => Side::Challenger,
            _ => return Err("NotParty"),
        };
        let conceded = case.verdict != Some(right);
        if !conceded {
            self.mark("a party gives in to a verdict");
        }
        self.end_dispute(id, task, case, Some(right), conceded);
        Ok(())
    }

    /// The losing side may ask for another verdict for twice the bond: of a larger committee, or else of governance. So may the
    /// requester where somebody else objected.
    pub fn appeal(&mut self, who: Who, id: u64) -> Outcome {
        let (task, mut case) = self.in_dispute(id)?;
        let Stage::Appealable { verdict, until } = case.stage else { return Err("WrongStage") };
        if self.now > until {
            return Err("TooLate");
        }
        case.bond *= 2;
        *match verdict {
            Side::Agent if who == case.challenger => &mut case.challenger_bond,
            Side::Agent if who == task.requester => &mut case.requester_bond,
            Side::Challenger if who == case.job.payee => &mut case.owner_bond,
            _ => return Err("NotTheLoser"),
        } += case.bond;
        self.hold(who, Reason::DisputeBond, case.bond)?;
        if case.requester_bond > 0 {
            self.mark("a requester appeals for who objected");
        }
        if task.spec.forum == Forum::Committee && case.round < REPEATS {
            self.next_round(id, task, case);
        } else {
            case.stage = Stage::Court { verdict: Some(verdict), until: self.now + COURT_WINDOW };
            self.enter(id, task, case);
        }
        Ok(())
    }

    fn next_round(&mut self, id: u64, task: Task, case: Case) {
        let stage = Stage::Drawing { at: self.now + DRAW };
        self.enter(id, task, Case { stage, round: case.round + 1, ..case });
    }

    pub fn evaluate(&mut self, who: Who, id: u64, verdict: Side) -> Outcome {
        let (task, case) = self.in_dispute(id)?;
        let Stage::Evaluating { until } = case.stage else { return Err("WrongStage") };
        if task.spec.forum != Forum::Evaluator(who) {
            return Err("NotEvaluator");
        }
        if self.now > until {
            return Err("TooLate");
        }
        self.decide(id, task, case, verdict);
        Ok(())
    }

    fn decide(&mut self, id: u64, task: Task, case: Case, verdict: Side) {
        let stage = Stage::Appealable { verdict, until: self.now + APPEAL_WINDOW };
        self.enter(id, task, Case { stage, verdict: Some(verdict), ..case });
    }

    pub fn rule(&mut self, id: u64, right: Side) -> Outcome {
        let (task, case) = self.in_dispute(id)?;
        if !matches!(case.stage, Stage::Court { .. }) {
            return Err("WrongStage");
        }
        self.end_dispute(id, task, case, Some(right), false);
        Ok(())
    }

    pub fn move_dispute(&mut self, id: u64) -> Outcome {
        let (task, case) = self.in_dispute(id)?;
        let (is_over, members) = (self.now > case.stage.until(), case.committee.len());
        let count = |wanted: fn(&Ballot) -> bool| case.committee.values().filter(|ballot| wanted(ballot)).count();
        let bound = count(|ballot| *ballot != Ballot::Missing);
        let hidden = count(|ballot| matches!(ballot, Ballot::Committed(_)));
        match case.stage {
            // Nobody need wait for a committee that is too small, or that has said all it has to say.
            Stage::Committing { .. } if is_over || bound == members || members < QUORUM => {
                if bound < QUORUM {
                    self.end_round(id, task, case);
                } else {
                    let stage = Stage::Revealing { until: self.now + REVEAL_WINDOW };
                    self.enter(id, task, Case { stage, ..case });
                }
            }
            // The receipt could not make a failure of the module an output.
            Stage::Revealing { .. } if is_over || (hidden == 0 && (case.receipt || case.found() == Some(Opinion::Failure))) => {
                self.end_round(id, task, case);
            }
            Stage::Evaluating { .. } if is_over => self.end_dispute(id, task, case, None, false),
            Stage::Appealable { verdict, .. } if is_over => self.end_dispute(id, task, case, Some(verdict), false),
            Stage::Court { verdict, .. } if is_over => self.end_dispute(id, task, case, verdict, false),
            _ => return Err("NotDue"),
        }
        Ok(())
    }

    /// More than two thirds of those who could run the module, and at least two, make a verdict. Who was silent is punished. An agent
    /// that was asked for its receipt and did not show it loses.
    fn end_round(&mut self, id: u64, task: Task, mut case: Case) {
        let was_revealing = matches!(case.stage, Stage::Revealing { .. });
        let found = case.found();
        let committee = std::mem::take(&mut case.committee);
        let could_decide = committee.len() >= QUORUM;
        for (who, ballot) in committee {
            match ballot {
                Ballot::Shown(opinion) => {
                    case.votes.insert(who, opinion);
                }
                Ballot::Committed(_) if !was_revealing => {}
                _ if could_decide => self.punish(who),
                _ => {}
            }
        }
        let verdict = if was_revealing && !case.receipt { Some(Side::Challenger) } else { found.and_then(|o| case.side_of(o)) };
        match verdict {
            Some(verdict) => self.decide(id, task, case, verdict),
            None if case.round < REPEATS => self.next_round(id, task, case),
            None if case.verdict.is_some() => {
                let stage = Stage::Court { verdict: case.verdict, until: self.now + COURT_WINDOW };
                self.enter(id, task, Case { stage, ..case });
            }
            None => self.end_dispute(id, task, case, None, false),
        }
    }

    /// Of what the loser put up, half goes to the winner, a quarter to who voted for it, the rest to the treasury. A result that nobody
    /// found wrong is paid; who objected to it pays half of its bond to those who looked into it.
    fn end_dispute(&mut self, id: u64, task: Task, case: Case, right: Option<Side>, conceded: bool) {
        let (job, challenger, owner) = (case.job, case.challenger, case.job.payee);
        let task = Task { case: None, ..task };
        let voters = self.judge(&case, right, conceded);
        if right == Some(Side::Challenger) {
            self.release(challenger, Reason::DisputeBond, case.challenger_bond);
            self.release(task.requester, Reason::DisputeBond, case.requester_bond);
            self.transfer_held(owner, Reason::DisputeBond, TREASURY, case.owner_bond);
            let lost = case.owner_bond + self.take_pledge(job.agent, case.pledge);
            let most_at_risk = if case.requester_bond > case.challenger_bond { task.requester } else { challenger };
            self.share(lost, most_at_risk, &voters);
            self.free(job);
            self.record(job.agent, task.requester, End::Rejected);
            let fault = if task.spec.forum == Forum::Committee { Fault::InvalidResult } else { Fault::DisputeLost };
            // What was only admitted compensates nobody.
            let (victim, reporter) = if conceded { (TREASURY, None) } else { (task.requester, Some(challenger)) };
            self.report(job.agent, fault, (victim, job.price), reporter);
            return self.end_unpaid(id, task, "ResultRejected");
        }
        self.release(owner, Reason::DisputeBond, case.owner_bond);
        if let Some(agent) = self.agents.get_mut(&job.agent) {
            agent.pledges -= case.pledge;
        }
        if right.is_some() {
            self.transfer_held(challenger, Reason::DisputeBond, TREASURY, case.challenger_bond);
            self.transfer_held(task.requester, Reason::DisputeBond, TREASURY, case.requester_bond);
            self.share(case.challenger_bond + case.requester_bond, owner, &voters);
        } else {
            self.release(task.requester, Reason::DisputeBond, case.requester_bond);
            if !case.votes.is_empty() {
                self.mark("voters are paid though nobody decided");
            }
            let costs = if case.votes.is_empty() { 0 } else { case.challenger_bond / 2 };
            self.release(challenger, Reason::DisputeBond, case.challenger_bond - costs);
            self.transfer_held(challenger, Reason::DisputeBond, TREASURY, costs);
            self.give_each(costs, &case.votes.keys().copied().collect::<Vec<_>>());
        }
        let disputed = right.is_some() && challenger == task.requester;
        self.pay(id, task, job, disputed);
    }

    /// Who voted for the side that is right. Where that is proven, who voted for the other is punished, and who could not run what at
    /// least two others could.
    fn judge(&mut self, case: &Case, right: Option<Side>, conceded: bool) -> Vec<Who> {
        let sides = case.votes.iter().map(|(voter, opinion)| (*voter, case.side_of(*opinion)));
        let (right_ones, others): (Vec<_>, Vec<_>) = sides.partition(|(_, side)| side.is_some() && *side == right);
        let is_proven = right.is_some() && !conceded && (case.receipt || right == Some(Side::Challenger));
        for (voter, side) in others {
            if is_proven && (side.is_some() || right_ones.len() >= QUORUM) {
                self.mark(if side.is_some() { "a wrong vote is punished" } else { "an idle vote is punished" });
                self.punish(voter);
            }
        }
        right_ones.into_iter().map(|(voter, _)| voter).collect()
    }

    /// Divides what was lost and is the treasury's for a moment.
    fn share(&mut self, lost: Money, winner: Who, voters: &[Who]) {
        self.give_each(lost / 4, voters);
        self.give_each(lost / 2, &[winner]);
    }

    /// What is the treasury's for a moment, in equal parts.
    fn give_each(&mut self, amount: Money, among: &[Who]) {
        let each = amount.checked_div(among.len() as Money).unwrap_or(0);
        for who in among {
            self.accounts[TREASURY].free -= each;
            self.accounts[*who].free += each;
        }
    }
}
