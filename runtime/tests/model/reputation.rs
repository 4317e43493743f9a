//! What settled tasks say of those who did them, and of those who paid.

use super::{agents::ONE, market::Phase, Block, Model, Money, Outcome, Who, UNIT};

const FULL_AGE: Block = 180 * 43_200;

/// How a task ended for the agent that was hired.
#[derive(Clone, Copy, Debug)]
pub enum End {
    /// Paid; the requester had disputed it in vain, or not.
    Paid {
        price: Money,
        took: Block,
        promised: Block,
        disputed: bool,
    },
    Failed,
    Rejected,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record {
    pub completed: Money,
    pub failed: Money,
    pub disputed: Money,
    pub rejected: Money,
    pub value: Money,
    pub took: Money,
    pub promised: Money,
    /// In billionths of a task.
    pub good: Money,
    pub bad: Money,
    /// How many ratings, and their stars.
    pub ratings: (Money, Money),
    pub first_seen: Option<Block>,
}

/// A part of a whole in billionths.
fn share(part: Money, whole: Money) -> Money {
    (part * ONE).checked_div(whole).unwrap_or(ONE).min(ONE)
}

impl Record {
    /// `(r + 1) / (r + s + 2)`.
    pub fn trust(&self) -> Money {
        (self.good + ONE) * ONE / (self.good + self.bad + 2 * ONE)
    }

    /// Ten points for each success and one for each thousand tokens; minus thirty for a lost dispute, and twenty for a failure of one's
    /// own.
    fn points(&self, failed: Money) -> Money {
        let earned = 10 * self.completed + self.value / (1_000 * UNIT);
        earned.saturating_sub(20 * failed + 30 * self.disputed)
    }

    pub fn agent_score(&self) -> Money {
        self.points(self.failed)
    }

    pub fn requester_score(&self) -> Money {
        self.points(0)
    }

    /// Trust, promptness, ratings, age and harmony by 40, 20, 20, 10 and 10 percent.
    pub fn trust_score(&self, now: Block) -> Money {
        let (count, stars) = self.ratings;
        let mean = if count == 0 { ONE / 2 } else { share(stars - count, 4 * count) };
        let twice = 2 * self.promised;
        let promptness = if twice == 0 { ONE / 2 } else { share(twice - self.took.min(twice), twice) };
        let age = self.first_seen.map_or(0, |first| share((now - first).into(), FULL_AGE.into()));
        let peaceful = self.completed + self.failed;
        let harmony = share(peaceful, peaceful + self.disputed);
        (40 * self.trust() + 20 * promptness + 20 * mean + 10 * age + 10 * harmony) / 100
    }

    /// What is older fades by a tenth of the weight of what is added.
    fn weigh(&mut self, good: bool, weight: Money) {
        let left = ONE * ONE - ONE / 10 * weight;
        self.good = self.good * left / (ONE * ONE);
        self.bad = self.bad * left / (ONE * ONE);
        *(if good { &mut self.good } else { &mut self.bad }) += weight;
    }

    fn deliver(&mut self, price: Money, took: Block, promised: Block) {
        self.completed += 1;
        self.value += price;
        self.took += Money::from(took);
        self.promised += Money::from(promised);
    }
}

impl Model {
    /// A success weighs `price / (average price + price)`, a failure counts in full. A requester answers for its own disputes only. Who
    /// delivered something wrong loses what it has earned of the era's rewards so far.
    pub fn record(&mut self, agent: u64, requester: Who, end: End) {
        let now = self.now;
        let Some(of_agent) = self.agents.get_mut(&agent).map(|agent| &mut agent.record) else { return };
        let of_requester = &mut self.requesters[requester];
        for record in [&mut *of_agent, &mut *of_requester] {
            record.first_seen.get_or_insert(now);
        }
        match end {
            End::Paid { price, took, promised, disputed } => {
                let (count, value) = self.paid;
                let average = value.checked_div(count.into()).unwrap_or(price);
                let weight = price * ONE / (average + price);
                self.paid = (count + 1, value + price);
                *self.points.entry(agent).or_default() += price;
                of_agent.deliver(price, took, promised);
                of_agent.weigh(true, weight);
                of_requester.deliver(price, took, promised);
                if disputed {
                    of_requester.disputed += 1;
                }
                of_requester.weigh(!disputed, if disputed { ONE } else { weight });
            }
            End::Failed => {
                of_agent.failed += 1;
                of_agent.weigh(false, ONE);
                of_requester.failed += 1;
            }
            End::Rejected => {
                self.points.remove(&agent);
                of_agent.disputed += 1;
                of_agent.weigh(false, ONE);
                of_requester.rejected += 1;
            }
        }
    }

    /// By who paid, once, in one to five stars.
    pub fn rate(&mut self, who: Who, id: u64, stars: u8) -> Outcome {
        let mut task = self.task(id)?;
        let agent = match task.phase {
            Phase::Finalized { agent, .. } if task.requester == who => agent,
            _ => return Err("NotPayer"),
        };
        if task.rated {
            return Err("RatedBefore");
        }
        if !(1..=5).contains(&stars) {
            return Err("BadRating");
        }
        task.rated = true;
        self.tasks.insert(id, task);
        let ratings = &mut self.agent(agent)?.record.ratings;
        *ratings = (ratings.0 + 1, ratings.1 + Money::from(stars));
        Ok(())
    }
}
