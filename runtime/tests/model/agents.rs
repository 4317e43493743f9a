//! Agents: the stake behind them, what is known of them, and what their faults cost.

use std::cmp::Reverse;

use super::{millionths, money::Reason, reputation::Record, Block, Model, Money, Outcome, Refusal, Who, TREASURY, UNIT};

const MIN_STAKE: Money = 100 * UNIT;
const UNBONDING: Block = 10;
const MAX_PORTIONS: usize = 8;
const PLACES: u16 = 2;
const FAULTS_ERA: Block = 40;
const JAIL_TERM: Block = 10;
/// Blocks in which a slash can be appealed, and governance can decide on that.
const SLASH_WINDOW: Block = 10;
const SLASH_COURT: Block = super::disputes::COURT_WINDOW;
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
    /// Which module it runs.
    pub module: u8,
    /// How many tasks it works on, and how much must stay held for them.
    pub engaged: u16,
    pub cover: Money,
    pub stake: Money,
    /// On its way out: how much, and from when it may leave.
    pub unbonding: Vec<(Money, Block)>,
    /// What is to be lost for faults; may be more than there is.
    pub claims: Money,
    /// What is put up as bonds.
    pub pledges: Money,
    pub jailed_until: Option<Block>,
    pub record: Record,
    /// How often which fault in which era.
    faults: (u32, [u16; 4]),
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
            module: 1,
            engaged: 0,
            cover: 0,
            stake,
            unbonding: Vec::new(),
            claims: 0,
            pledges: 0,
            jailed_until: None,
            record: Record::default(),
            faults: (0, [0; 4]),
        }
    }

    pub fn free_places(&self) -> u16 {
        let works = self.availability == Availability::Active && self.unencumbered() >= MIN_STAKE;
        if works {
            PLACES.saturating_sub(self.engaged)
        } else {
            0
        }
    }

    fn held(&self) -> Money {
        self.stake + self.unbonding.iter().map(|portion| portion.0).sum::<Money>()
    }

    /// What stands behind its next task.
    pub fn unencumbered(&self) -> Money {
        self.stake.saturating_sub(self.claims)
    }

    /// What is neither claimed nor put up yet can be put up.
    pub fn pledge(&mut self, amount: Money) -> Money {
        let pledged = amount.min(self.held().saturating_sub(self.claims + self.pledges));
        self.pledges += pledged;
        pledged
    }

    /// Out of what is bonded first, then out of what would leave last.
    fn lose(&mut self, amount: Money) {
        let mut missing = amount;
        let mut portions: Vec<_> = self.unbonding.iter_mut().collect();
        portions.sort_by_key(|portion| Reverse(portion.1));
        for part in std::iter::once(&mut self.stake).chain(portions.into_iter().map(|portion| &mut portion.0)) {
            let lost = missing.min(*part);
            *part -= lost;
            missing -= lost;
        }
        self.unbonding.retain(|portion| portion.0 > 0);
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
        if amount == 0 {
            return Err("NothingToChange");
        }
        self.hold(who, Reason::Stake, amount)
    }

    pub fn unbond(&mut self, who: Who, agent: u64, amount: Money) -> Outcome {
        let ripe = self.now + UNBONDING;
        let agent = self.owned(who, agent)?;
        if amount == 0 {
            return Err("NothingToChange");
        }
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
        let kept = agent.claims + agent.pledges + agent.cover;
        let (owner, mut free, mut withdrawn) = (agent.owner, agent.held().saturating_sub(kept), 0);
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

    /// Its owner may give an agent another module at any time.
    pub fn update(&mut self, who: Who, agent: u64, module: u8) -> Outcome {
        self.owned(who, agent)?.module = module;
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

    /// Counts a fault, and claims the share of the stake that it costs; repeated faults lead to jail.
    pub fn report(&mut self, agent: u64, fault: Fault, (victim, price): (Who, Money), reporter: Option<Who>) {
        let compensation = if victim == TREASURY { 0 } else { price };
        let (share, jail_after) = [(5_000, 5), (10_000, 5), (100_000, 2), (30_000, 3)][fault as usize];
        let Some(record) = self.agents.get_mut(&agent) else { return };
        // An era turns with the first fault after its end.
        if self.now - self.faults_era.1 >= FAULTS_ERA {
            self.faults_era = (self.faults_era.0 + 1, self.now);
        }
        if record.faults.0 != self.faults_era.0 {
            record.faults = (self.faults_era.0, [0; 4]);
        }
        record.faults.1[fault as usize] += 1;
        let is_too_often = record.faults.1[fault as usize] >= jail_after;
        let least = if matches!(fault, Fault::InvalidResult) { price } else { 0 };
        let amount = millionths(share, record.held()).max(least).min(record.held());
        if is_too_often {
            self.jail(agent);
        }
        self.open_slash(agent, amount, (victim, compensation), reporter);
    }

    /// By governance, for what it found by itself: nobody is compensated, and the agent goes to jail at once.
    pub fn punish_agent(&mut self, agent: u64, percent: Money) -> Outcome {
        let amount = millionths(10_000 * percent, self.agent(agent)?.held());
        self.open_slash(agent, amount, (TREASURY, 0), None);
        self.jail(agent);
        Ok(())
    }

    fn jail(&mut self, agent: u64) {
        let until = self.now + JAIL_TERM;
        if let Some(record) = self.agents.get_mut(&agent) {
            record.jailed_until = record.jailed_until.max(Some(until));
            record.availability = Availability::Jailed;
        }
    }

    fn open_slash(&mut self, agent: u64, amount: Money, victim: (Who, Money), reporter: Option<Who>) {
        let Some(record) = self.agents.get_mut(&agent).filter(|_| amount > 0) else { return };
        record.claims += amount;
        if record.claims > record.held() {
            self.mark("more is claimed than there is");
        }
        let slash = Slash { agent, amount, appealed_until: None, from: self.now + SLASH_WINDOW, victim, reporter };
        self.slashes.insert(self.next_slash, slash);
        self.next_slash += 1;
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
        if self.now > slash.appealed_until.ok_or("NotAppealed")? {
            return Err("TooLate");
        }
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

    /// As much as is met of it: a share to the reporter, up to the price to the victim, the rest to the treasury.
    fn execute_slash(&mut self, id: u64) {
        let Some(Slash { agent, amount, victim, reporter, .. }) = self.slashes.remove(&id) else { return };
        let lost = self.meet(agent, amount);
        let for_reporter = reporter.map_or(0, |_| millionths(REPORTER, lost));
        let for_victim = victim.1.min(lost - for_reporter);
        self.take_stake(agent, reporter.unwrap_or(TREASURY), for_reporter);
        self.take_stake(agent, victim.0, for_victim);
        self.take_stake(agent, TREASURY, lost - for_reporter - for_victim);
    }

    /// A claim has its part of what there is, where all of them are more than that.
    fn meet(&mut self, agent: u64, amount: Money) -> Money {
        let Some(record) = self.agents.get_mut(&agent) else { return 0 };
        let (held, claims) = (record.held(), record.claims);
        record.claims -= amount;
        if claims <= held {
            return amount;
        }
        self.mark("a claim is met in part");
        amount * held / claims
    }

    /// What was put up is lost as far as the claims leave any; returns how much that is.
    pub fn take_pledge(&mut self, agent: u64, amount: Money) -> Money {
        let Some(record) = self.agents.get_mut(&agent) else { return 0 };
        let lost = amount.min(record.held().saturating_sub(record.claims));
        record.pledges -= amount;
        if lost < amount {
            self.mark("claims leave less than was put up");
        }
        self.take_stake(agent, TREASURY, lost);
        lost
    }

    /// Some of the stake goes to somebody else.
    fn take_stake(&mut self, agent: u64, to: Who, amount: Money) {
        let Some(record) = self.agents.get_mut(&agent) else { return };
        record.lose(amount);
        let owner = record.owner;
        self.transfer_held(owner, Reason::Stake, to, amount);
    }
}
