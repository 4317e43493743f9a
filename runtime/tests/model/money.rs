//! Whose money is where.

use std::collections::BTreeMap;

use super::{
    market::{Job, Task},
    millionths, Block, Model, Money, Outcome, Who, TREASURY, UNIT,
};

const REWARDS_ERA: Block = 30;
const ERA_REWARD: Money = 1_000 * UNIT;
const REWARD_RATE: Money = 10_000;
const VESTING: Block = 20;

/// Why money is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    Budget,
    TaskDeposit,
    BidDeposit,
    Stake,
    AgentDeposit,
    DisputeBond,
    VerifierBond,
    SlashAppeal,
    Vesting,
    Other,
}

/// What is taken of the price of a task that succeeds, in millionths.
#[derive(Clone, Copy, Debug)]
pub struct Shares {
    /// To the treasury.
    pub fee: Money,
    /// Of that fee, to whoever closed the bidding.
    pub tip: Money,
}

impl Shares {
    pub const FIRST: Self = Self { fee: 20_000, tip: 100_000 };
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    pub free: Money,
    /// No reason with nothing.
    pub held: BTreeMap<Reason, Money>,
}

/// A reward that becomes free block by block.
#[derive(Clone, Debug)]
pub struct Grant {
    amount: Money,
    released: Money,
    start: Block,
}

impl Model {
    pub fn hold(&mut self, who: Who, reason: Reason, amount: Money) -> Outcome {
        let account = &mut self.accounts[who];
        account.free = account.free.checked_sub(amount).ok_or("FundsUnavailable")?;
        account.change(reason, |held| held + amount);
        Ok(())
    }

    pub fn release(&mut self, who: Who, reason: Reason, amount: Money) {
        self.transfer_held(who, reason, who, amount);
    }

    /// From what is held of one to what another is free to spend.
    pub fn transfer_held(&mut self, from: Who, reason: Reason, to: Who, amount: Money) {
        self.accounts[from].change(reason, |held| held - amount);
        self.accounts[to].free += amount;
    }

    /// Price less fee to the payee, a tip out of the fee to the matcher.
    pub fn pay_price(&mut self, task: &Task, job: Job, price: Money) -> Money {
        let (payer, Job { payee, matcher, .. }) = (task.payer, job);
        let fee = millionths(task.shares.fee, price);
        let tip = matcher.map_or(0, |_| millionths(task.shares.tip, fee));
        self.transfer_held(payer, Reason::Budget, payee, price - fee);
        self.transfer_held(payer, Reason::Budget, matcher.unwrap_or(TREASURY), tip);
        self.transfer_held(payer, Reason::Budget, TREASURY, fee - tip);
        price - fee
    }

    /// The agents of an era earn new money in proportion to what they delivered, up to a share of that and to a fixed sum.
    pub fn turn_of_rewards_era(&mut self) {
        if !self.now.is_multiple_of(REWARDS_ERA) {
            return;
        }
        let points = std::mem::take(&mut self.points);
        let sum: Money = points.values().sum();
        let pot = ERA_REWARD.min(millionths(REWARD_RATE, sum));
        for (agent, earned) in points {
            let (owner, amount) = (self.agents[&agent].owner, pot * earned / sum);
            self.accounts[owner].change(Reason::Vesting, |held| held + amount);
            self.grants.entry(owner).or_default().push(Grant { amount, released: 0, start: self.now });
        }
    }

    pub fn claim(&mut self, who: Who) -> Outcome {
        let now = self.now;
        let grants = self.grants.entry(who).or_default();
        let mut claimed = 0;
        for grant in grants.iter_mut() {
            let vested = grant.amount * Money::from(VESTING.min(now - grant.start)) / Money::from(VESTING);
            claimed += vested - grant.released;
            grant.released = vested;
        }
        grants.retain(|grant| grant.released < grant.amount);
        if claimed == 0 {
            return Err("NothingVested");
        }
        self.release(who, Reason::Vesting, claimed);
        Ok(())
    }
}

impl Account {
    fn change(&mut self, reason: Reason, to: impl FnOnce(Money) -> Money) {
        let held = to(self.held.remove(&reason).unwrap_or(0));
        if held > 0 {
            self.held.insert(reason, held);
        }
    }
}
