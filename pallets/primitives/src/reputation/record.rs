//! The totals of one party, and the figures that follow from them.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_arithmetic::{PerThing, Perbill};

use super::{share, Evidence, MarketTotals, Outcome, Rating, Ratings, Standing, NO_OPINION};
use crate::{Balance, BlockNumber, AINU};

/// Under which circumstances a task is counted; the same for both sides.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Circumstances {
    /// The present block.
    pub now: BlockNumber,
    /// Share of older evidence that is left after another task of full weight.
    pub discount: Perbill,
    /// All tasks that were completed before this one.
    pub market: MarketTotals,
}

impl Circumstances {
    fn good(&self, before: Evidence, price: Balance) -> Evidence {
        before.with_good(self.market.weight(price), self.discount)
    }

    fn bad(&self, before: Evidence) -> Evidence {
        before.with_bad(self.discount)
    }
}

/// The running totals of one party. All but the evidence only grow, and each saturates at its type's maximum.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct TrackRecord {
    /// Tasks delivered and paid.
    pub completed: u32,
    /// Tasks not delivered. On a requester's record too, though it is the agent's fault and counts in no figure there.
    pub failed: u32,
    /// Disputes this party lost.
    pub disputed: u32,
    /// A requester's tasks whose result was found wrong, whoever objected to it. Always zero for an agent.
    pub rejected: u32,
    /// Sum of prices of completed tasks, in plancks.
    pub value_delivered: Balance,
    /// Sum of blocks that completed tasks took.
    pub duration: u64,
    /// Sum of blocks that had been promised for completed tasks.
    pub promised: u64,
    /// What speaks for and against the party.
    pub evidence: Evidence,
    /// What requesters think of an agent. Always empty for a requester.
    pub ratings: Ratings,
    /// Block of the first recorded task.
    pub first_seen: BlockNumber,
    /// Block of the latest recorded task.
    pub last_seen: BlockNumber,
}

impl TrackRecord {
    /// The agent's record after one more task. A task that was paid speaks for the agent with the weight of its price, also when
    /// the requester had disputed it in vain; every other one speaks against it.
    pub fn with_agent(self, outcome: Outcome, circumstances: &Circumstances) -> Self {
        let seen = self.seen(circumstances.now);
        match outcome {
            Outcome::Completed { value, duration, promised, .. } => {
                let evidence = circumstances.good(self.evidence, value);
                Self { evidence, ..seen.delivered(value, duration, promised) }
            }
            Outcome::Failed => Self { failed: seen.failed.saturating_add(1), evidence: circumstances.bad(self.evidence), ..seen },
            Outcome::Rejected => {
                Self { disputed: seen.disputed.saturating_add(1), evidence: circumstances.bad(self.evidence), ..seen }
            }
        }
    }

    /// The requester's record after one more task. A task that was paid speaks for the requester with the weight of its price,
    /// unless it was paid only after a dispute, which speaks against it. What the agent did wrong is counted and leaves the
    /// requester's evidence as it is.
    pub fn with_requester(self, outcome: Outcome, circumstances: &Circumstances) -> Self {
        let seen = self.seen(circumstances.now);
        match outcome {
            Outcome::Completed { value, duration, promised, disputed: false } => {
                let evidence = circumstances.good(self.evidence, value);
                Self { evidence, ..seen.delivered(value, duration, promised) }
            }
            Outcome::Completed { value, duration, promised, disputed: true } => {
                let paid = seen.delivered(value, duration, promised);
                Self { disputed: paid.disputed.saturating_add(1), evidence: circumstances.bad(self.evidence), ..paid }
            }
            Outcome::Failed => Self { failed: seen.failed.saturating_add(1), ..seen },
            Outcome::Rejected => Self { rejected: seen.rejected.saturating_add(1), ..seen },
        }
    }

    /// The agent's record after one more rating; unchanged by one that is not valid.
    pub fn with_rating(self, rating: &Rating) -> Self {
        Self { ratings: self.ratings.with(rating), ..self }
    }

    /// An agent's points: 10 for each completed task, -20 for each failed, -30 for each disputed, and one for each 1000 AINU
    /// delivered; never below zero.
    pub fn agent_score(&self) -> u64 {
        self.points(self.failed)
    }

    /// A requester's points: as an agent's, but for what it did itself. Tasks that agents failed cost it nothing, so that they are 10
    /// for each task it paid, -30 for each dispute it lost, and one for each 1000 AINU paid; never below zero.
    pub fn requester_score(&self) -> u64 {
        self.points(0)
    }

    /// The expected share of good outcomes, recent and valuable ones above all, see [`Evidence::trust`].
    pub fn trust(&self) -> Perbill {
        self.evidence.trust()
    }

    /// How far to trust an agent all in all: the sum of five terms by their shares. Each term is rounded down to parts per
    /// billion, and so is the sum.
    ///
    /// | share | term | value | without any task |
    /// | --- | --- | --- | --- |
    /// | 40% | success | [`trust`](Self::trust) | one half |
    /// | 20% | latency | [`promptness`](Self::promptness) | one half |
    /// | 20% | ratings | [`Ratings::mean`] | one half |
    /// | 10% | age | [`age`](Self::age), which reaches one after `full_age` blocks | zero |
    /// | 10% | disputes | [`harmony`](Self::harmony) | one |
    ///
    /// So a newcomer stands at one half here too.
    pub fn trust_score(&self, now: BlockNumber, full_age: BlockNumber) -> Perbill {
        let terms = [
            (40, self.trust()),
            (20, self.promptness()),
            (20, self.ratings.mean()),
            (10, self.age(now, full_age)),
            (10, self.harmony()),
        ];
        let sum = terms.iter().fold(0u64, |sum, (percent, term)| {
            // At most 10^11 in all.
            sum.saturating_add(u64::saturating_mul(*percent, u64::from(term.deconstruct())))
        });
        Perbill::from_parts(u32::try_from(sum / 100).unwrap_or(Perbill::ACCURACY))
    }

    /// How fast completed tasks were against their promise, taken together: one when they took no time, one half when they took
    /// just as long as promised, zero when they took twice as long or longer, and in between
    /// `(2 x promised - duration) / (2 x promised)` rounded down. One half while no task is completed, or nothing was promised.
    ///
    /// The market takes no result that is late, so of its tasks none counts less than one half; whoever keeps its promises to the
    /// block is no worse than one of whom nothing is known. What was not delivered at all is left to [`trust`](Self::trust).
    pub fn promptness(&self) -> Perbill {
        let twice = u128::from(self.promised).saturating_mul(2);
        if self.completed == 0 || twice == 0 {
            return NO_OPINION;
        }
        share(twice.saturating_sub(u128::from(self.duration)), twice)
    }

    /// The blocks since the first task as a share of `full_age`, rounded down and never above one; one at once where `full_age` is
    /// zero, and zero without any task.
    pub fn age(&self, now: BlockNumber, full_age: BlockNumber) -> Perbill {
        if self.is_empty() {
            return Perbill::zero();
        }
        share(u128::from(now.saturating_sub(self.first_seen)), u128::from(full_age))
    }

    /// The share of an agent's tasks that ended without a dispute it lost,
    /// `1 - disputed / (completed + failed + disputed)` rounded down; one without any task.
    pub fn harmony(&self) -> Perbill {
        let good = u128::from(self.completed).saturating_add(u128::from(self.failed));
        share(good, good.saturating_add(u128::from(self.disputed)))
    }

    /// The figures by which an agent's bids are compared.
    pub fn standing(&self) -> Standing {
        Standing { score: self.agent_score(), trust: self.trust(), rating: self.ratings.mean() }
    }

    fn points(&self, failed: u32) -> u64 {
        let earned = u128::from(self.completed).saturating_mul(10).saturating_add(self.value_delivered / (1000 * AINU));
        let lost = u128::from(failed).saturating_mul(20).saturating_add(u128::from(self.disputed).saturating_mul(30));
        u64::try_from(earned.saturating_sub(lost)).unwrap_or(u64::MAX)
    }

    fn seen(self, now: BlockNumber) -> Self {
        let first_seen = if self.is_empty() { now } else { self.first_seen };
        Self { first_seen, last_seen: now, ..self }
    }

    fn delivered(self, value: Balance, duration: BlockNumber, promised: BlockNumber) -> Self {
        Self {
            completed: self.completed.saturating_add(1),
            value_delivered: self.value_delivered.saturating_add(value),
            duration: self.duration.saturating_add(u64::from(duration)),
            promised: self.promised.saturating_add(u64::from(promised)),
            ..self
        }
    }

    fn is_empty(&self) -> bool {
        [self.completed, self.failed, self.disputed, self.rejected] == [0; 4]
    }
}
