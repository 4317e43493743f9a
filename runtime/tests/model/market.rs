//! The life of a task.

use std::cmp::Reverse;

use super::{
    agents::{Agent, Fault, ONE},
    disputes::Case,
    money::{Reason, Shares},
    reputation::End,
    Block, Model, Money, Outcome, Refusal, Who, TREASURY, UNIT,
};

const MIN_BUDGET: Money = UNIT;
const DAY: Block = 43_200;
const MIN_BIDDING: Block = 2;
const MAX_BIDDING: Block = 7 * DAY;
const MAX_SPAN: Block = 90 * DAY;
const ACCEPT_WINDOW: Block = 10;
const START_WINDOW: Block = 10;
const CHALLENGE_WINDOW: Block = 10;
const HISTORY: Block = 25;
const BID_DEPOSIT: Money = UNIT;
const MAX_DEPTH: u8 = 3;
const MAX_CHILDREN: u8 = 16;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hiring {
    Direct {
        agent: u64,
    },
    /// Where bids are sealed, they are shown in so many blocks after the bidding.
    Auction {
        opens_at: Option<Block>,
        bidding: Block,
        reveal: Option<Block>,
        rules: Rules,
        by_hand: bool,
    },
}

/// How an auction is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rules {
    /// The best score wins and is paid what it asked.
    FirstPrice,
    /// The best score wins and is paid the most it could have asked.
    SecondPrice,
    /// The price rises from here to the budget until somebody takes it.
    Dutch { floor: Money },
}

/// Who decides a dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forum {
    Committee,
    Evaluator(Who),
    Court,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    pub hiring: Hiring,
    pub budget: Money,
    pub max_duration: Block,
    pub deadline: Block,
    pub min_stake: Money,
    pub min_score: Money,
    pub forum: Forum,
    /// The task that pays for this one.
    pub parent: Option<u64>,
    /// Of the price, for parts.
    pub delegable: Money,
}

/// What was agreed with the agent that is hired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    pub agent: u64,
    pub price: Money,
    pub duration: Block,
    pub payee: Who,
    pub matcher: Option<Who>,
    /// With which it does the work.
    pub module: u8,
    /// What of its stake cannot leave before.
    pub cover: Money,
}

/// Each span names the last block that belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Scheduled {
        opens_at: Block,
    },
    Offered {
        agent: u64,
        module: u8,
        accept_by: Block,
    },
    /// Sealed bids are taken up to the first block and shown from then on.
    Bidding {
        commits_until: Option<Block>,
        closes_at: Block,
    },
    Matched {
        job: Job,
        start_by: Block,
    },
    Running {
        job: Job,
        due: Block,
    },
    Verifying {
        job: Job,
        challenge_until: Block,
    },
    Disputed {
        job: Job,
        challenger: Who,
        until: Block,
    },
    Finalized {
        agent: u64,
        paid: Money,
        kept_until: Block,
    },
    Cancelled {
        why: &'static str,
        kept_until: Block,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bid {
    pub agent: u64,
    pub price: Money,
    pub duration: Block,
    pub placed_at: Block,
    /// That the agent had then.
    pub module: u8,
}

/// What a task has to do with its parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Family {
    /// How many generations are above it.
    pub depth: u8,
    /// How many parts it has had, and how many of them have not ended.
    pub children: u8,
    pub open: u8,
    /// What they took and did not give back.
    pub spent: Money,
}

#[derive(Clone, Debug)]
pub struct Task {
    pub requester: Who,
    /// Whose money it is: of a part, who pays for the whole.
    pub payer: Who,
    /// Whose part it is, whose part that is, and so on, whether or not they are still known.
    pub above: Vec<u64>,
    pub family: Family,
    pub key: u8,
    pub spec: Spec,
    /// As they were when its budget was locked.
    pub shares: Shares,
    pub phase: Phase,
    /// Who was hired first and did not start.
    pub let_down_by: Option<u64>,
    /// From when to when.
    pub worked: (Block, Block),
    /// Whether who paid has said what it thinks of it.
    pub rated: bool,
    pub bids: Vec<Bid>,
    /// Bids that nobody can see, and who put up the deposit for each.
    pub sealed: Vec<(Bid, Who)>,
    pub case: Option<Case>,
}

fn ensure(condition: bool, refusal: Refusal) -> Outcome {
    if condition {
        Ok(())
    } else {
        Err(refusal)
    }
}

impl Phase {
    pub fn clock(&self) -> Block {
        match *self {
            Self::Scheduled { opens_at } => opens_at - 1,
            Self::Offered { accept_by: last, .. }
            | Self::Bidding { closes_at: last, .. }
            | Self::Matched { start_by: last, .. }
            | Self::Running { due: last, .. }
            | Self::Verifying { challenge_until: last, .. }
            | Self::Disputed { until: last, .. }
            | Self::Finalized { kept_until: last, .. }
            | Self::Cancelled { kept_until: last, .. } => last,
        }
    }

    pub fn job(&self) -> Option<Job> {
        match *self {
            Self::Matched { job, .. } | Self::Running { job, .. } | Self::Verifying { job, .. } | Self::Disputed { job, .. } => {
                Some(job)
            }
            _ => None,
        }
    }

    pub fn is_terminal(&self) -> bool {
        matches!(self, Self::Finalized { .. } | Self::Cancelled { .. })
    }
}

impl Hiring {
    /// Bidding that begins now; none for a direct hire.
    fn bidding_from(&self, now: Block) -> Option<Phase> {
        let Self::Auction { bidding, reveal, .. } = *self else { return None };
        let (commits_until, end) = (reveal.map(|_| now + bidding), now + bidding);
        Some(Phase::Bidding { commits_until, closes_at: end + reveal.unwrap_or(0) })
    }
}

impl Spec {
    /// Whether who is hired by then has the time to start and to do the work before the deadline.
    fn leaves_time(&self, hired_by: Block) -> bool {
        hired_by + 1 + START_WINDOW + self.max_duration <= self.deadline
    }

    /// Nobody is hired for a part of something that is not being worked on any more.
    fn is_met_by(&self, agent: &Agent, whole: Option<&Task>) -> bool {
        self.is_wanted(whole) && self.can_be_done_by(agent)
    }

    fn is_wanted(&self, whole: Option<&Task>) -> bool {
        self.parent.is_none() || matches!(whole.map(|whole| whole.phase), Some(Phase::Running { .. }))
    }

    fn can_be_done_by(&self, agent: &Agent) -> bool {
        agent.unencumbered() >= self.min_stake && agent.record.agent_score() >= self.min_score
    }

    /// Nobody works for itself, judges itself, or does parts of its own work.
    fn is_fair_for(&self, agent: &Agent, requester: Who, whole: Option<&Task>) -> Outcome {
        let works_on_whole = whole.and_then(|whole| whole.phase.job()).is_some_and(|job| job.payee == agent.owner);
        let is_fair = agent.owner != requester && self.forum != Forum::Evaluator(agent.owner) && !works_on_whole;
        ensure(is_fair, "SelfDealing")
    }

    /// Price and trust by halves.
    fn score(&self, price: Money, trust: Money) -> Money {
        (self.budget - price) * ONE / self.budget + trust
    }
}

impl Task {
    pub fn is_over(&self, now: Block) -> bool {
        now > self.phase.clock()
    }
}

impl Model {
    pub fn task(&self, id: u64) -> Result<Task, Refusal> {
        self.tasks.get(&id).cloned().ok_or("UnknownTask")
    }

    /// Enters a phase, whose end the chain is to look after.
    pub fn advance(&mut self, id: u64, task: Task, phase: Phase) {
        self.remind(id, phase.clock());
        self.tasks.insert(id, Task { phase, ..task });
    }

    fn controlled(&self, who: Who, agent: u64) -> Result<&Agent, Refusal> {
        self.agents.get(&agent).ok_or("UnknownAgent").and_then(|a| if a.owner == who { Ok(a) } else { Err("NotController") })
    }

    pub fn create(&mut self, who: Who, key: u8, spec: &Spec) -> Outcome {
        if let Some(task) = self.tasks.values().find(|task| task.requester == who && task.key == key) {
            return ensure(task.spec == *spec, "ClientKeyReused");
        }
        let now = self.now;
        ensure(spec.budget >= MIN_BUDGET, "BudgetTooLow")?;
        ensure(spec.max_duration > 0, "NoDuration")?;
        ensure(spec.delegable <= spec.budget, "DelegatesTooMuch")?;
        ensure(spec.forum != Forum::Evaluator(who), "BadEvaluator")?;
        ensure(spec.deadline <= now + MAX_SPAN, "DeadlineTooFar")?;
        let (phase, hired_by) = match spec.hiring {
            Hiring::Direct { agent } => {
                let agent_record = self.agents.get(&agent).ok_or("UnknownAgent")?;
                spec.is_fair_for(agent_record, who, self.whole_of(spec))?;
                ensure(spec.can_be_done_by(agent_record), "RequirementsNotMet")?;
                let (module, accept_by) = (agent_record.module, now + ACCEPT_WINDOW);
                (Phase::Offered { agent, module, accept_by }, accept_by)
            }
            Hiring::Auction { opens_at, bidding, reveal, rules, .. } => {
                let allowed = MIN_BIDDING..=MAX_BIDDING;
                let spans = allowed.contains(&bidding) && reveal.is_none_or(|reveal| allowed.contains(&reveal));
                ensure(spans, "BadBiddingWindow")?;
                ensure(!matches!(rules, Rules::Dutch { floor } if floor == 0 || floor > spec.budget), "BadFloor")?;
                ensure(opens_at.is_none_or(|opens_at| opens_at > now), "OpensInPast")?;
                let bidding = spec.hiring.bidding_from(opens_at.unwrap_or(now)).ok_or("WrongPhase")?;
                (opens_at.map_or(bidding, |opens_at| Phase::Scheduled { opens_at }), bidding.clock())
            }
        };
        ensure(spec.leaves_time(hired_by), "DeadlineTooSoon")?;
        let (payer, shares, above) = self.fund(who, spec)?;
        self.hold(who, Reason::TaskDeposit, self.task_deposit)?;
        let task = Task {
            requester: who,
            payer,
            family: Family { depth: above.len() as u8, ..Family::default() },
            above,
            key,
            spec: spec.clone(),
            shares,
            phase,
            let_down_by: None,
            worked: (0, 0),
            rated: false,
            bids: Vec::new(),
            sealed: Vec::new(),
            case: None,
        };
        self.advance(self.next_task, task, phase);
        self.next_task += 1;
        Ok(())
    }

    fn whole_of(&self, spec: &Spec) -> Option<&Task> {
        spec.parent.and_then(|parent| self.tasks.get(&parent))
    }

    /// A part is paid out of what is locked for the whole, on the terms of that time. Who works on the whole posts it, and it ends before
    /// the whole does.
    fn fund(&mut self, who: Who, spec: &Spec) -> Result<(Who, Shares, Vec<u64>), Refusal> {
        let Some(parent) = spec.parent else {
            self.hold(who, Reason::Budget, spec.budget)?;
            return Ok((who, self.shares, Vec::new()));
        };
        let mut whole = self.task(parent)?;
        let Phase::Running { job, due } = whole.phase else { return Err("NotWorkingOnParent") };
        ensure(self.controlled(who, job.agent).is_ok(), "NotWorkingOnParent")?;
        ensure(self.now <= due, "TooLate")?;
        ensure(spec.deadline <= due, "OutlivesParent")?;
        let family = &mut whole.family;
        ensure(family.depth < MAX_DEPTH && family.children < MAX_CHILDREN, "TooManyParts")?;
        *family = Family { children: family.children + 1, open: family.open + 1, spent: family.spent + spec.budget, ..*family };
        ensure(family.spent <= whole.spec.delegable.min(job.price), "DelegatesTooMuch")?;
        let (payer, shares, above) = (whole.payer, whole.shares, [&[parent][..], &whole.above].concat());
        self.mark("a part is posted");
        self.tasks.insert(parent, whole);
        Ok((payer, shares, above))
    }

    /// What a part did not need is for the nearest task above that is still worked on, or its payer's where there is none.
    fn give_back(&mut self, task: &Task, amount: Money) {
        let Some(parent) = task.spec.parent else { return self.release(task.payer, Reason::Budget, amount) };
        let now = self.now;
        let mut waited = false;
        if let Some(whole) = self.tasks.get_mut(&parent) {
            whole.family.open -= 1;
            waited = whole.family.open == 0 && whole.is_over(now);
        }
        if waited {
            self.remind(parent, now);
        }
        let is_worked_on = |id: &u64| self.tasks.get(id).is_some_and(|whole| !whole.phase.is_terminal());
        let Some(steps) = task.above.iter().position(is_worked_on) else {
            self.release(task.payer, Reason::Budget, amount);
            return self.mark("a part outlives its whole");
        };
        if task.above[..steps].iter().any(|id| !self.tasks.contains_key(id)) {
            self.mark("what comes back climbs over a task that is gone");
        }
        if let Some(heir) = self.tasks.get_mut(&task.above[steps]) {
            heir.family.spent -= amount;
        }
        self.mark(["a part ends", "what comes back climbs over one task", "what comes back climbs over two tasks"][steps]);
    }

    pub fn cancel(&mut self, who: Who, id: u64) -> Outcome {
        let task = self.task(id)?;
        ensure(task.requester == who, "NotRequester")?;
        match task.phase {
            Phase::Scheduled { .. } | Phase::Offered { .. } => {}
            Phase::Bidding { .. } => ensure(self.ranked(&task).is_empty() && task.sealed.is_empty(), "BidsStand")?,
            _ => return Err("WrongPhase"),
        }
        self.end_unpaid(id, task, "ByRequester");
        Ok(())
    }

    fn in_bidding(&self, id: u64) -> Result<(Task, Block), Refusal> {
        let task = self.task(id)?;
        let Phase::Bidding { closes_at, .. } = task.phase else { return Err("WrongPhase") };
        ensure(self.now <= closes_at, "TooLate")?;
        Ok((task, closes_at))
    }

    pub fn bid(&mut self, who: Who, id: u64, agent: u64, price: Money, duration: Block) -> Outcome {
        let (mut task, closes_at) = self.in_bidding(id)?;
        self.ensure_fit(who, &task, agent)?;
        ensure((1..=task.spec.budget).contains(&price), "BadPrice")?;
        ensure((1..=task.spec.max_duration).contains(&duration), "BadDuration")?;
        ensure(!matches!(task.spec.hiring, Hiring::Auction { reveal: Some(_), .. }), "BidsAreSealed")?;
        let bid = Bid { agent, price, duration, placed_at: self.now, module: self.agents[&agent].module };
        if let Hiring::Auction { rules: Rules::Dutch { floor }, bidding, .. } = task.spec.hiring {
            let elapsed = Money::from(bidding - (closes_at - self.now));
            let offered = floor + (task.spec.budget - floor) * elapsed / Money::from(bidding);
            ensure(offered >= price, "PriceNotReached")?;
            self.hire(id, task, Bid { price: offered, ..bid }, None);
            return Ok(());
        }
        task.bids.retain(|standing| standing.agent != agent);
        task.bids.push(bid);
        self.tasks.insert(id, task);
        Ok(())
    }

    /// Who bids must speak for an agent that may be hired for the task as it stands.
    fn ensure_fit(&self, who: Who, task: &Task, agent: u64) -> Outcome {
        let bidder = self.controlled(who, agent)?;
        task.spec.is_fair_for(bidder, task.requester, self.whole_of(&task.spec))?;
        ensure(task.let_down_by != Some(agent), "LetDownBefore")?;
        ensure(task.spec.is_met_by(bidder, self.whole_of(&task.spec)), "RequirementsNotMet")?;
        ensure(bidder.free_places() > 0, "NoFreePlace")?;
        Ok(())
    }

    /// For a deposit an agent is bound to a bid that nobody can see, or to another in its place.
    pub fn commit_bid(&mut self, who: Who, id: u64, agent: u64, price: Money, duration: Block) -> Outcome {
        let (mut task, _) = self.in_bidding(id)?;
        let Phase::Bidding { commits_until: Some(until), .. } = task.phase else { return Err("BidsAreOpen") };
        ensure(self.now <= until, "TooLate")?;
        self.ensure_fit(who, &task, agent)?;
        let bid = Bid { agent, price, duration, placed_at: 0, module: 0 };
        if let Some(standing) = task.sealed.iter_mut().find(|standing| standing.0.agent == agent) {
            standing.0 = bid;
        } else {
            self.hold(who, Reason::BidDeposit, BID_DEPOSIT)?;
            task.sealed.push((bid, who));
        }
        self.tasks.insert(id, task);
        Ok(())
    }

    /// Anyone may show what an agent is bound to; the deposit returns. A bid beyond the terms does not count.
    pub fn reveal_bid(&mut self, id: u64, agent: u64, price: Money, duration: Block) -> Outcome {
        let (mut task, _) = self.in_bidding(id)?;
        let Phase::Bidding { commits_until: Some(until), .. } = task.phase else { return Err("BidsAreOpen") };
        ensure(self.now > until, "StillSealed")?;
        let at = task.sealed.iter().position(|sealed| sealed.0.agent == agent).ok_or("NoBid")?;
        let (bid, depositor) = task.sealed.remove(at);
        ensure((bid.price, bid.duration) == (price, duration), "NotTheSealedBid")?;
        self.release(depositor, Reason::BidDeposit, BID_DEPOSIT);
        if (1..=task.spec.budget).contains(&price) && (1..=task.spec.max_duration).contains(&duration) {
            task.bids.retain(|standing| standing.agent != agent);
            task.bids.push(Bid { placed_at: self.now, module: self.agents[&agent].module, ..bid });
        }
        self.tasks.insert(id, task);
        Ok(())
    }

    /// When bidding is over no bid is left; what was not shown costs its deposit, unless there was still time to show it.
    fn without_bids(&mut self, task: Task) -> Task {
        let is_excused = !task.is_over(self.now);
        for (_, depositor) in &task.sealed {
            let to = if is_excused { *depositor } else { TREASURY };
            self.transfer_held(*depositor, Reason::BidDeposit, to, BID_DEPOSIT);
            self.mark(if is_excused { "an unshown bid is excused" } else { "an unshown bid costs its deposit" });
        }
        Task { bids: Vec::new(), sealed: Vec::new(), ..task }
    }

    /// Only where bids were never sealed.
    pub fn withdraw_bid(&mut self, who: Who, id: u64, agent: u64) -> Outcome {
        let (mut task, _) = self.in_bidding(id)?;
        self.controlled(who, agent)?;
        ensure(matches!(task.phase, Phase::Bidding { commits_until: None, .. }), "BidsAreSealed")?;
        let standing = task.bids.iter().position(|bid| bid.agent == agent).ok_or("NoBid")?;
        task.bids.remove(standing);
        self.tasks.insert(id, task);
        Ok(())
    }

    pub fn award(&mut self, who: Who, id: u64, agent: u64) -> Outcome {
        ensure(self.task(id)?.requester == who, "NotRequester")?;
        let (task, _) = self.in_bidding(id)?;
        ensure(matches!(task.spec.hiring, Hiring::Auction { by_hand: true, .. }), "AwardedByScore")?;
        let is_sealed = matches!(task.phase, Phase::Bidding { commits_until: Some(until), .. } if self.now <= until);
        ensure(!is_sealed, "StillSealed")?;
        let bid = *task.bids.iter().find(|bid| bid.agent == agent).ok_or("NoBid")?;
        ensure(task.spec.is_met_by(&self.agents[&agent], self.whole_of(&task.spec)), "RequirementsNotMet")?;
        ensure(self.agents[&agent].module == bid.module, "ModuleChanged")?;
        ensure(self.agents[&agent].free_places() > 0, "NoFreePlace")?;
        self.hire(id, task, bid, None);
        Ok(())
    }

    pub fn close_bidding(&mut self, who: Who, id: u64) -> Outcome {
        let task = self.task(id)?;
        ensure(matches!(task.phase, Phase::Bidding { .. }), "WrongPhase")?;
        ensure(task.is_over(self.now), "NotDue")?;
        self.hire_best(id, task, Some(who));
        Ok(())
    }

    /// The bids of agents that qualify as they bid and have the time they ask for, best first: by score, then the earlier one, then the
    /// smaller number of the agent.
    fn ranked(&self, task: &Task) -> Vec<Bid> {
        let mut bids = task.bids.clone();
        bids.retain(|bid| {
            let agent = &self.agents[&bid.agent];
            self.has_time(task, bid)
                && task.spec.is_met_by(agent, self.whole_of(&task.spec))
                && agent.module == bid.module
                && agent.free_places() > 0
        });
        bids.sort_by_key(|bid| self.rank(&task.spec, bid));
        bids
    }

    fn has_time(&self, task: &Task, bid: &Bid) -> bool {
        self.now + START_WINDOW + bid.duration <= task.spec.deadline
    }

    fn rank(&self, spec: &Spec, bid: &Bid) -> (Reverse<Money>, Block, u64) {
        (Reverse(spec.score(bid.price, self.agents[&bid.agent].record.trust())), bid.placed_at, bid.agent)
    }

    fn hire_best(&mut self, id: u64, task: Task, matcher: Option<Who>) {
        let ranked = self.ranked(&task);
        if task.bids.iter().any(|bid| !self.has_time(&task, bid)) {
            self.mark("a bidder has no time left");
        }
        if task.bids.iter().any(|bid| self.agents[&bid.agent].module != bid.module) {
            self.mark("a bidder has another module");
        }
        let Some(best) = ranked.first() else { return self.end_unpaid(id, task, "NoBids") };
        let mut price = best.price;
        if matches!(task.spec.hiring, Hiring::Auction { rules: Rules::SecondPrice, .. }) {
            // The most it could have asked: the last price, up to the budget, at which it is ahead of the next.
            let is_ahead = |price| match ranked.get(1) {
                Some(next) => self.rank(&task.spec, &Bid { price, ..*best }) < self.rank(&task.spec, next),
                None => true,
            };
            let mut step = task.spec.budget.next_power_of_two();
            while step > 0 {
                while price + step <= task.spec.budget && is_ahead(price + step) {
                    price += step;
                }
                step /= 2;
            }
        }
        self.hire(id, task, Bid { price, ..*best }, matcher);
    }

    fn hire(&mut self, id: u64, task: Task, Bid { agent, price, duration, .. }: Bid, matcher: Option<Who>) {
        let Some(hired) = self.agents.get_mut(&agent) else { return };
        let cover = price.max(task.spec.min_stake);
        (hired.engaged, hired.cover) = (hired.engaged + 1, hired.cover + cover);
        let job = Job { agent, price, duration, payee: hired.owner, matcher, module: hired.module, cover };
        let start_by = self.now + START_WINDOW;
        let task = self.without_bids(task);
        self.advance(id, task, Phase::Matched { job, start_by });
    }

    pub fn accept_offer(&mut self, who: Who, id: u64) -> Outcome {
        let task = self.task(id)?;
        let Phase::Offered { agent, module, accept_by } = task.phase else { return Err("WrongPhase") };
        let asked = self.controlled(who, agent)?;
        ensure(self.now <= accept_by, "TooLate")?;
        ensure(task.spec.is_met_by(asked, self.whole_of(&task.spec)), "RequirementsNotMet")?;
        ensure(asked.module == module, "ModuleChanged")?;
        ensure(asked.free_places() > 0, "NoFreePlace")?;
        let bid = Bid { agent, price: task.spec.budget, duration: task.spec.max_duration, placed_at: self.now, module };
        self.hire(id, task, bid, None);
        Ok(())
    }

    pub fn decline(&mut self, who: Who, id: u64) -> Outcome {
        let task = self.task(id)?;
        let (Phase::Offered { agent, .. } | Phase::Matched { job: Job { agent, .. }, .. }) = task.phase else {
            return Err("WrongPhase");
        };
        self.controlled(who, agent)?;
        ensure(!task.is_over(self.now), "TooLate")?;
        match task.phase {
            Phase::Matched { job, .. } => self.let_down(id, task, job, "Declined"),
            _ => self.end_unpaid(id, task, "Declined"),
        }
        Ok(())
    }

    /// A hired agent does not start: a fault.
    fn let_down(&mut self, id: u64, task: Task, job: Job, why: &'static str) {
        self.blame(&task, job, Fault::NoShow);
        self.hand_on(id, task, job, why);
    }

    /// Bids are taken once more where the deadline allows, unless the agent that is freed has had others do a part, or the whole has ended.
    fn hand_on(&mut self, id: u64, task: Task, job: Job, why: &'static str) {
        let is_untouched = task.let_down_by.is_none() && task.family.children == 0;
        let may_be = is_untouched && task.spec.is_wanted(self.whole_of(&task.spec));
        let again = task.spec.hiring.bidding_from(self.now).filter(|_| may_be);
        match again.filter(|bidding| task.spec.leaves_time(bidding.clock())) {
            Some(bidding) => self.advance(id, Task { let_down_by: Some(job.agent), ..task }, bidding),
            None => self.end_unpaid(id, task, why),
        }
    }

    fn blame(&mut self, task: &Task, job: Job, fault: Fault) {
        self.free(job);
        self.record(job.agent, task.requester, End::Failed);
        self.report(job.agent, fault, (task.requester, job.price), None);
    }

    pub fn free(&mut self, job: Job) {
        if let Some(agent) = self.agents.get_mut(&job.agent) {
            (agent.engaged, agent.cover) = (agent.engaged - 1, agent.cover - job.cover);
        }
    }

    /// The task, if `who` speaks for the agent that is hired for it.
    fn hired(&self, who: Who, id: u64) -> Result<(Task, Job), Refusal> {
        let task = self.task(id)?;
        let job = task.phase.job().ok_or("WrongPhase")?;
        self.controlled(who, job.agent)?;
        Ok((task, job))
    }

    pub fn start(&mut self, who: Who, id: u64) -> Outcome {
        let (task, job) = self.hired(who, id)?;
        ensure(matches!(task.phase, Phase::Matched { .. }), "WrongPhase")?;
        ensure(!task.is_over(self.now), "TooLate")?;
        let due = task.spec.deadline.min(self.now + job.duration);
        let task = Task { worked: (self.now, self.now), ..task };
        self.advance(id, task, Phase::Running { job, due });
        Ok(())
    }

    pub fn submit(&mut self, who: Who, id: u64) -> Outcome {
        let (task, job) = self.hired(who, id)?;
        ensure(task.family.open == 0, "PartsOpen")?;
        ensure(matches!(task.phase, Phase::Running { .. }), "WrongPhase")?;
        ensure(!task.is_over(self.now), "TooLate")?;
        let task = Task { worked: (task.worked.0, self.now), ..task };
        self.advance(id, task, Phase::Verifying { job, challenge_until: self.now + CHALLENGE_WINDOW });
        Ok(())
    }

    pub fn fail(&mut self, who: Who, id: u64) -> Outcome {
        ensure(matches!(self.task(id)?.phase, Phase::Running { .. }), "WrongPhase")?;
        let (task, job) = self.hired(who, id)?;
        ensure(!task.is_over(self.now), "TooLate")?;
        self.free(job);
        self.record(job.agent, task.requester, End::Failed);
        self.hand_on(id, task, job, "AgentFailed");
        Ok(())
    }

    pub fn accept_result(&mut self, who: Who, id: u64) -> Outcome {
        let task = self.task(id)?;
        ensure(task.requester == who, "NotRequester")?;
        let Phase::Verifying { job, .. } = task.phase else { return Err("WrongPhase") };
        self.pay(id, task, job, false);
        Ok(())
    }

    pub fn settle(&mut self, tasks: &[u64]) -> Outcome {
        let mut settled = Err("NothingToSettle");
        for &id in tasks {
            let Ok(task) = self.task(id) else { continue };
            if let (Phase::Verifying { job, .. }, true) = (task.phase, task.is_over(self.now)) {
                self.pay(id, task, job, false);
                settled = Ok(());
            }
        }
        settled
    }

    pub fn pay(&mut self, id: u64, task: Task, job: Job, disputed: bool) {
        let price = job.price - task.family.spent;
        let paid = self.pay_price(&task, job, price);
        self.give_back(&task, task.spec.budget - job.price);
        self.free(job);
        let (started, delivered) = task.worked;
        let end = End::Paid { price, took: delivered - started, promised: job.duration, disputed };
        self.record(job.agent, task.requester, end);
        self.advance(id, task, Phase::Finalized { agent: job.agent, paid, kept_until: self.now + HISTORY });
    }

    pub fn end_unpaid(&mut self, id: u64, task: Task, why: &'static str) {
        self.give_back(&task, task.spec.budget - task.family.spent);
        let kept_until = self.now + HISTORY;
        let task = self.without_bids(task);
        self.advance(id, task, Phase::Cancelled { why, kept_until });
    }

    /// Whatever the clock allows; a dispute may move on before its time.
    pub fn poke(&mut self, who: Option<Who>, id: u64) -> Outcome {
        let task = self.task(id)?;
        ensure(task.is_over(self.now) || task.case.is_some(), "NotDue")?;
        match task.phase {
            Phase::Scheduled { opens_at } => {
                let bidding = task.spec.hiring.bidding_from(opens_at.max(self.now)).ok_or("WrongPhase")?;
                match task.spec.leaves_time(bidding.clock()) {
                    true => self.advance(id, task, bidding),
                    false => self.end_unpaid(id, task, "NoBids"),
                }
            }
            Phase::Offered { .. } => self.end_unpaid(id, task, "OfferExpired"),
            Phase::Bidding { .. } => self.hire_best(id, task, who),
            Phase::Matched { job, .. } => self.let_down(id, task, job, "NoShow"),
            Phase::Running { job, .. } => {
                self.blame(&task, job, Fault::Timeout);
                self.hand_on(id, task, job, "Timeout");
            }
            Phase::Verifying { job, .. } => self.pay(id, task, job, false),
            Phase::Disputed { .. } => return self.move_dispute(id),
            Phase::Finalized { .. } | Phase::Cancelled { .. } => {
                ensure(task.family.open == 0, "PartsOpen")?;
                self.release(task.requester, Reason::TaskDeposit, self.task_deposit);
                self.tasks.remove(&id);
            }
        }
        Ok(())
    }
}
