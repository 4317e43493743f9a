//! What settled tasks say about an agent or a requester.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_arithmetic::{PerThing, Perbill, Rounding};

use crate::{content::Cid, Balance, BlockNumber, AINU};

/// How a task ended, for the books of those who took part.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Delivered and paid.
    #[codec(index = 0)]
    Completed {
        /// Price paid, in plancks.
        value: Balance,
        /// Blocks from start to delivery.
        duration: BlockNumber,
        /// Blocks the agent had promised.
        promised: BlockNumber,
        /// Whether the requester disputed the result and lost.
        disputed: bool,
    },
    /// Not delivered: the agent stayed away, ran late, declined or gave up.
    #[codec(index = 1)]
    Failed,
    /// Delivered, disputed, and found wrong.
    #[codec(index = 2)]
    Rejected,
}

/// What the paying party thinks of the work, in stars from 1 to 5 each.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rating {
    /// All in all.
    pub stars: u8,
    /// Of the result.
    pub quality: u8,
    /// Of the delivery.
    pub speed: u8,
    /// On the way there.
    pub communication: u8,
    /// Where a comment can be had.
    pub comment: Option<Cid>,
}

impl Rating {
    /// Most stars that can be given.
    pub const MAX: u8 = 5;

    /// Whether each count of stars is between 1 and 5.
    pub fn is_valid(&self) -> bool {
        [self.stars, self.quality, self.speed, self.communication].iter().all(|stars| (1..=Self::MAX).contains(stars))
    }
}

/// The running totals of one party. Every field only grows, and saturates at its type's maximum.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct TrackRecord {
    /// Tasks delivered and paid.
    pub completed: u32,
    /// Tasks not delivered.
    pub failed: u32,
    /// Disputes lost.
    pub disputed: u32,
    /// Sum of prices of completed tasks, in plancks.
    pub value_delivered: Balance,
    /// Sum of blocks that completed tasks took.
    pub duration: u64,
    /// Sum of blocks that had been promised for completed tasks.
    pub promised: u64,
    /// Block of the first recorded task.
    pub first_seen: BlockNumber,
    /// Block of the latest recorded task.
    pub last_seen: BlockNumber,
}

impl TrackRecord {
    /// The record after one more task that ended at `now`.
    pub fn with(self, outcome: Outcome, now: BlockNumber) -> Self {
        let first_seen = if self.is_empty() { now } else { self.first_seen };
        let seen = Self { first_seen, last_seen: now, ..self };
        match outcome {
            Outcome::Completed { value, duration, promised, .. } => Self {
                completed: seen.completed.saturating_add(1),
                value_delivered: seen.value_delivered.saturating_add(value),
                duration: seen.duration.saturating_add(u64::from(duration)),
                promised: seen.promised.saturating_add(u64::from(promised)),
                ..seen
            },
            Outcome::Failed => Self { failed: seen.failed.saturating_add(1), ..seen },
            Outcome::Rejected => Self { disputed: seen.disputed.saturating_add(1), ..seen },
        }
    }

    /// Points: 10 for each completed task, -20 for each failed, -30 for each disputed, and one for each 1000 AINU
    /// delivered; never below zero.
    pub fn score(&self) -> u64 {
        let earned = u128::from(self.completed).saturating_mul(10).saturating_add(self.value_delivered / (1000 * AINU));
        let lost = u128::from(self.failed).saturating_mul(20).saturating_add(u128::from(self.disputed).saturating_mul(30));
        u64::try_from(earned.saturating_sub(lost)).unwrap_or(u64::MAX)
    }

    /// The expected share of good outcomes, `(completed + 1) / (all + 2)`: the mean of a Beta distribution that starts
    /// from no opinion, so that a newcomer stands at one half.
    pub fn trust(&self) -> Perbill {
        let good = u64::from(self.completed).saturating_add(1);
        let all = good.saturating_add(1).saturating_add(u64::from(self.failed)).saturating_add(u64::from(self.disputed));
        Perbill::from_rational_with_rounding(good, all, Rounding::Down).unwrap_or(Perbill::zero())
    }

    /// The figures by which bids are compared.
    pub fn standing(&self) -> Standing {
        Standing { score: self.score(), trust: self.trust(), ..Standing::default() }
    }

    fn is_empty(&self) -> bool {
        self.completed == 0 && self.failed == 0 && self.disputed == 0
    }
}

/// What the market knows of an agent when it compares bids.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    /// Reputation points, see [`TrackRecord::score`].
    pub score: u64,
    /// Expected share of good outcomes, see [`TrackRecord::trust`].
    pub trust: Perbill,
    /// Mean rating by paying requesters; one half while nobody has rated.
    pub rating: Perbill,
}

impl Default for Standing {
    /// A newcomer: no points, no opinion.
    fn default() -> Self {
        Self { score: 0, trust: Perbill::from_percent(50), rating: Perbill::from_percent(50) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DONE: Outcome = Outcome::Completed { value: 500 * AINU, duration: 5, promised: 10, disputed: false };

    #[test]
    fn the_score_is_the_published_formula() {
        let record = (0..6).fold(TrackRecord::default(), |record, now| record.with(DONE, now));
        assert_eq!(record.score(), 6 * 10 + 3);
        assert_eq!(record.with(Outcome::Failed, 9).score(), 6 * 10 + 3 - 20);
        assert_eq!(TrackRecord { disputed: 2, ..record }.score(), 3);
    }

    #[test]
    fn the_score_stops_at_zero() {
        assert_eq!(TrackRecord::default().with(Outcome::Failed, 1).score(), 0);
    }

    #[test]
    fn a_newcomer_stands_at_one_half() {
        assert_eq!(TrackRecord::default().standing(), Standing::default());
    }

    #[test]
    fn the_record_remembers_when_it_began() {
        let record = TrackRecord::default().with(Outcome::Failed, 0).with(DONE, 7);
        assert_eq!((record.first_seen, record.last_seen), (0, 7));
        assert_eq!((record.duration, record.promised, record.value_delivered), (5, 10, 500 * AINU));
    }

    proptest! {
        #[test]
        fn failing_never_helps(completed: u32, failed in 0..u32::MAX, disputed: u32, value: u128) {
            let record = TrackRecord { completed, failed, disputed, value_delivered: value, ..TrackRecord::default() };
            let after = record.with(Outcome::Failed, 1);
            prop_assert!(after.score() <= record.score());
            prop_assert!(after.trust() <= record.trust());
        }

        #[test]
        fn delivering_never_hurts(completed: u32, failed: u32, value: u128) {
            let record = TrackRecord { completed, failed, value_delivered: value, ..TrackRecord::default() };
            let after = record.with(DONE, 1);
            prop_assert!(after.score() >= record.score());
            prop_assert!(after.trust() >= record.trust());
        }
    }
}
