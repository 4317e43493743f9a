//! Agents: the stake behind them, what is known of them, and what their faults cost.

use super::{market::Task, millionths, money::Reason, Block, Model, Money, Outcome, Refusal, Who, TREASURY, UNIT};

const MIN_STAKE: Money = 100 * UNIT;
const UNBONDING: Block = 10;
const MAX_PORTIONS: usize = 8;
const PLACES: u16 = 2;
const FAULTS_ERA: Block = 40;
const JAIL_TERM: Block = 10;
/// Blocks in which a slash can be appealed, and governance can decide on that.
const SLASH_WINDOW: Block = 10;
const SLASH_COURT: Block = 6;
const APPEAL_BOND: Money = 10 * UNIT;
/// Of a slash, to who brought the fault to light.
const REPORTER: Money = 200_000;
/// One, in the fixed point of trust and scores.
pub const ONE: Money = 1_000_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Availability {
    Active,
    Paused,
    Jailed,
}

#[derive(Clone, Debug)]
pub struct Agent {
    pub owner: Who,
    pub availability: Availability,
    pub engaged: u16,
    pub stake: Money,
    /// On its way out: how much, and from when it may leave.
    pub unbonding: Vec<(Money, Block)>,
    /// What may be lost and cannot leave.
    pub claims: Money,
    pub jailed_until: Option<Block>,
    /// Good and bad outcomes, in billionths of a task.
    evidence: (Money, Money),
    /// Tasks completed, failed, disputed, and the value delivered.
    record: (Money, Money, Money, Money),
    /// How often which fault in which era.
    faults: (Block, [u16; 4]),
}

#[derive(Clone, Copy, Debug)]
pub enum Fault {
    NoShow,
    Timeout,
    InvalidResult,
    DisputeLost,
}

/// Stake that is about to be lost.
#[derive(Clone, Debug)]
pub struct Slash {
    pub agent: u64,
    pub amount: Money,
    /// Until when governance may decide on an appeal; else when it is applied.
    pub appealed_until: Option<Block>,
    pub from: Block,
    victim: (Who, Money),
    reporter: Option<Who>,
}

impl Agent {
    pub fn new(owner: Who, stake: Money) -> Self {
        Self {
            owner,
            availability: Availability::Active,
            engaged: 0,
            stake,
            unbonding: Vec::new(),
            claims: 0,
            jailed_until: None,
            evidence: (0, 0),
            record: (0, 0, 0, 0),
            faults: (0, [0; 4]),
        }
    }

    pub fn free_places(&self) -> u16 {
        let works = self.availability == Availability::Active && self.stake >= MIN_STAKE;
        if works {
            PLACES.saturating_sub(self.engaged)
        } else {
            0
        }
    }

    /// `(r + 1) / (r + s + 2)`.
    pub fn trust(&self) -> Money {
        (self.evidence.0 + ONE) * ONE / (self.evidence.0 + self.evidence.1 + 2 * ONE)
    }

    /// Ten points for each success and one for each thousand tokens; minus twenty for a failure, thirty for a lost dispute.
    pub fn score(&self) -> Money {
        let (completed, failed, disputed, value) = self.record;
        (10 * completed + value / (1_000 * UNIT)).saturating_sub(20 * failed + 30 * disputed)
    }

    fn held(&self) -> Money {
        self.stake + self.unbonding.iter().map(|portion| portion.0).sum::<Money>()
    }

    /// What is not claimed yet can be.
    pub fn claim(&mut self, amount: Money) -> Money {
        let claimed = amount.min(self.held() - self.claims);
        self.claims += claimed;
        claimed
    }

    /// Out of what is bonded first, then out of what would leave last.
    fn lose(&mut self, amount: Money) {
        self.claims -= amount;
        let mut missing = amount;
        for part in std::iter::once(&mut self.stake).chain(self.unbonding.iter_mut().rev().map(|portion| &mut portion.0)) {
            let lost = missing.min(*part);
            *part -= lost;
            missing -= lost;
        }
    }

    /// Older evidence fades by a tenth.
    fn fade(&mut self) {
        self.evidence = (self.evidence.0 * 9 / 10, self.evidence.1 * 9 / 10);
    }
}

impl Model {
    pub fn agent(&mut self, agent: u64) -> Result<&mut Agent, Refusal> {
        self.agents.get_mut(&agent).ok_or("UnknownAgent")
    }

    fn owned(&mut self, who: Who, agent: u64) -> Result<&mut Agent, Refusal> {
        self.agent(agent).and_then(|agent| if agent.owner == who { Ok(agent) } else { Err("NotOwner") })
    }

    pub fn bond(&mut self, who: Who, agent: u64, amount: Money) -> Outcome {
        self.owned(who, agent)?.stake += amount;
        self.hold(who, Reason::Stake, amount)
    }

    pub fn unbond(&mut self, who: Who, agent: u64, amount: Money) -> Outcome {
        let ripe = self.now + UNBONDING;
        let agent = self.owned(who, agent)?;
        agent.stake = agent.stake.checked_sub(amount).filter(|left| *left >= MIN_STAKE).ok_or("StakeTooLow")?;
        agent.unbonding.push((amount, ripe));
        if agent.unbonding.len() > MAX_PORTIONS {
            Err("TooManyUnbonding")
        } else {
            Ok(())
        }
    }

    pub fn withdraw_unbonded(&mut self, agent: u64) -> Outcome {
        let now = self.now;
        let agent = self.agent(agent)?;
        let (owner, mut free, mut withdrawn) = (agent.owner, agent.held() - agent.claims, 0);
        for portion in agent.unbonding.iter_mut().filter(|portion| portion.1 <= now) {
            let part = portion.0.min(free);
            (portion.0, free, withdrawn) = (portion.0 - part, free - part, withdrawn + part);
        }
        agent.unbonding.retain(|portion| portion.0 > 0 || portion.1 > now);
        if withdrawn == 0 {
            return Err("NothingToWithdraw");
        }
        self.release(owner, Reason::Stake, withdrawn);
        Ok(())
    }

    pub fn set_active(&mut self, who: Who, agent: u64, active: bool) -> Outcome {
        let agent = self.agent(agent)?;
        let wanted = if active { Availability::Active } else { Availability::Paused };
        match agent.availability {
            _ if agent.owner != who => return Err("NotController"),
            Availability::Jailed => return Err("Jailed"),
            present if present == wanted => return Err("NothingToChange"),
            _ => agent.availability = wanted,
        }
        Ok(())
    }

    /// Who leaves jail takes on work, also if it was paused before.
    pub fn release_from_jail(&mut self, who: Who, agent: u64) -> Outcome {
        let now = self.now;
        let agent = self.owned(who, agent)?;
        if now < agent.jailed_until.ok_or("NotJailed")? {
            return Err("NotDue");
        }
        (agent.jailed_until, agent.availability) = (None, Availability::Active);
        Ok(())
    }

    /// A success weighs `price / (average price + price)`.
    pub fn record_success(&mut self, agent: u64, price: Money) {
        let (count, value) = self.paid;
        let average = value.checked_div(count.into()).unwrap_or(price);
        self.paid = (count + 1, value + price);
        *self.points.entry(agent).or_default() += price;
        let Some(agent) = self.agents.get_mut(&agent) else { return };
        agent.fade();
        agent.evidence.0 += price * ONE / (average + price);
        agent.record.0 += 1;
        agent.record.3 += price;
    }

    /// A failure counts in full. Who delivered something wrong loses what it has earned of the era's rewards so far.
    pub fn record_failure(&mut self, agent: u64, rejected: bool) {
        if rejected {
            self.points.remove(&agent);
        }
        let Some(agent) = self.agents.get_mut(&agent) else { return };
        agent.fade();
        agent.evidence.1 += ONE;
        *(if rejected { &mut agent.record.2 } else { &mut agent.record.1 }) += 1;
    }

    /// Counts a fault, and claims the share of the stake that it costs; repeated faults lead to jail.
    pub fn report(&mut self, agent: u64, fault: Fault, task: &Task, price: Money, reporter: Option<Who>) {
        let (now, victim) = (self.now, (task.requester, price));
        let (share, jail_after) = [(5_000, 5), (10_000, 5), (100_000, 2), (30_000, 3)][fault as usize];
        let Some(record) = self.agents.get_mut(&agent) else { return };
        if record.faults.0 != now / FAULTS_ERA {
            record.faults = (now / FAULTS_ERA, [0; 4]);
        }
        record.faults.1[fault as usize] += 1;
        if record.faults.1[fault as usize] >= jail_after {
            (record.jailed_until, record.availability) = (Some(now + JAIL_TERM), Availability::Jailed);
        }
        let least = if matches!(fault, Fault::InvalidResult) { price } else { 0 };
        let amount = record.claim(millionths(share, record.held()).max(least));
        if amount > 0 {
            let slash = Slash { agent, amount, appealed_until: None, from: now + SLASH_WINDOW, victim, reporter };
            self.slashes.insert(self.next_slash, slash);
            self.next_slash += 1;
        }
    }

    /// In their order; an appeal is passed over, once and for all.
    pub fn apply_due_slashes(&mut self) {
        while self.slash_cursor < self.next_slash {
            match self.slashes.get(&self.slash_cursor) {
                Some(slash) if slash.appealed_until.is_none() && self.now < slash.from => break,
                Some(slash) if slash.appealed_until.is_none() => self.execute_slash(self.slash_cursor),
                _ => {}
            }
            self.slash_cursor += 1;
        }
    }

    pub fn appeal_slash(&mut self, who: Who, id: u64) -> Outcome {
        let (now, slash) = (self.now, self.slashes.get_mut(&id).ok_or("UnknownSlash")?);
        match slash.appealed_until {
            _ if self.agents[&slash.agent].owner != who => return Err("NotOwner"),
            Some(_) => return Err("AppealedBefore"),
            None if now >= slash.from => return Err("TooLate"),
            None => slash.appealed_until = Some(now + SLASH_COURT),
        }
        self.hold(who, Reason::SlashAppeal, APPEAL_BOND)
    }

    pub fn judge_slash(&mut self, id: u64, upheld: bool) -> Outcome {
        let slash = self.slashes.get(&id).ok_or("UnknownSlash")?;
        slash.appealed_until.ok_or("NotAppealed")?;
        let (agent, amount) = (slash.agent, slash.amount);
        let owner = self.agent(agent)?.owner;
        if upheld {
            self.transfer_held(owner, Reason::SlashAppeal, TREASURY, APPEAL_BOND);
            self.execute_slash(id);
        } else {
            self.release(owner, Reason::SlashAppeal, APPEAL_BOND);
            self.agent(agent)?.claims -= amount;
            self.slashes.remove(&id);
        }
        Ok(())
    }

    /// By anyone, when its time has come; where governance was silent the appeal's bond returns.
    pub fn apply_slash(&mut self, id: u64) -> Outcome {
        let slash = self.slashes.get(&id).ok_or("UnknownSlash")?;
        let (agent, appealed) = (slash.agent, slash.appealed_until);
        if appealed.map_or(self.now < slash.from, |until| self.now <= until) {
            return Err("NotDue");
        }
        if appealed.is_some() {
            let owner = self.agent(agent)?.owner;
            self.release(owner, Reason::SlashAppeal, APPEAL_BOND);
        }
        self.execute_slash(id);
        Ok(())
    }

    /// A share to the reporter, up to the price to the victim, the rest to the treasury.
    fn execute_slash(&mut self, id: u64) {
        let Some(Slash { agent, amount, victim, reporter, .. }) = self.slashes.remove(&id) else { return };
        let for_reporter = reporter.map_or(0, |_| millionths(REPORTER, amount));
        let for_victim = victim.1.min(amount - for_reporter);
        self.take_stake(agent, reporter.unwrap_or(TREASURY), for_reporter);
        self.take_stake(agent, victim.0, for_victim);
        self.take_stake(agent, TREASURY, amount - for_reporter - for_victim);
    }

    /// What was claimed goes to somebody else.
    pub fn take_stake(&mut self, agent: u64, to: Who, amount: Money) {
        let Some(record) = self.agents.get_mut(&agent) else { return };
        record.lose(amount);
        let owner = record.owner;
        self.transfer_held(owner, Reason::Stake, to, amount);
    }
}
