//! Points, the list of those with the most, and what is vested.

use ainur_primitives::{Balance, BlockNumber};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::Get, BoundedVec};
use scale_info::TypeInfo;

/// Somebody's points in an era.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Points {
    /// Which era; points of another one count nothing.
    pub era: u32,
    /// How many, in plancks of value delivered in time.
    pub points: Balance,
}

impl Points {
    /// The points in `era`.
    pub fn in_era(self, era: u32) -> Balance {
        if self.era == era {
            self.points
        } else {
            0
        }
    }
}

/// A place on a leaderboard.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Place<Who> {
    /// Whose.
    pub who: Who,
    /// With how many points.
    pub points: Balance,
}

/// Those with the most points, best first; who came to equal points earlier stands before.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(skip_type_params(Bound))]
pub struct Leaderboard<Who, Bound: Get<u32>>(pub BoundedVec<Place<Who>, Bound>);

impl<Who, Bound: Get<u32>> Default for Leaderboard<Who, Bound> {
    fn default() -> Self {
        Self(BoundedVec::default())
    }
}

impl<Who: PartialEq, Bound: Get<u32>> Leaderboard<Who, Bound> {
    /// Notes that somebody has so many points now. The last gives way when the board is full.
    pub fn note(&mut self, who: Who, points: Balance) {
        self.0.retain(|place| place.who != who);
        let rank = self.0.partition_point(|place| place.points >= points);
        if points == 0 || rank >= Bound::get() as usize {
            return;
        }
        if self.0.is_full() {
            self.0.pop();
        }
        // There is room, and the rank is no higher than the length.
        let _full = self.0.try_insert(rank, Place { who, points });
    }
}

/// What was earned and becomes free over time.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Grant {
    /// How much, in plancks.
    pub amount: Balance,
    /// How much of it is free already, in plancks.
    pub released: Balance,
    /// Block at whose beginning nothing is free yet.
    pub start: BlockNumber,
    /// First block in which all is free.
    pub end: BlockNumber,
}

impl Grant {
    /// What has become free by `now` since the last release, in plancks: linear in the blocks passed, rounded down, and all of it
    /// in the end.
    pub fn releasable(&self, now: BlockNumber) -> Balance {
        let passed = now.saturating_sub(self.start);
        let span = self.end.saturating_sub(self.start);
        let free = if passed >= span {
            self.amount
        } else {
            let share = sp_runtime::Perquintill::from_rational(u64::from(passed), u64::from(span.max(1)));
            share.mul_floor(self.amount)
        };
        free.saturating_sub(self.released)
    }

    /// What is still held, in plancks.
    pub fn held(&self) -> Balance {
        self.amount.saturating_sub(self.released)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use frame_support::traits::ConstU32;
    use proptest::prelude::*;

    type Board = Leaderboard<u8, ConstU32<5>>;

    proptest! {
        #[test]
        fn a_board_is_what_sorting_everybody_would_give(gains in proptest::collection::vec((0..12u8, 1..50u128), 0..60)) {
            let mut board = Board::default();
            let mut totals = std::collections::BTreeMap::<u8, u128>::new();
            for (who, gain) in gains {
                let points = totals.entry(who).or_default();
                *points += gain;
                board.note(who, *points);
                let listed: Vec<_> = board.0.iter().map(|place| place.points).collect();
                let mut all: Vec<_> = totals.values().copied().collect();
                all.sort_by(|a, b| b.cmp(a));
                all.truncate(5);
                // Points only grow, so whoever fell off the board comes back with the next gain that suffices.
                prop_assert_eq!(listed, all);
                prop_assert!(board.0.iter().all(|place| totals.get(&place.who) == Some(&place.points)));
            }
        }

        #[test]
        fn a_grant_is_free_bit_by_bit_and_never_more_than_it_is(amount: u128, start in 0..1_000u32, span in 0..1_000u32, mut at in proptest::collection::vec(0..3_000u32, 1..9)) {
            let mut grant = Grant { amount, released: 0, start, end: start + span };
            at.sort();
            for now in at {
                grant.released += grant.releasable(now);
                prop_assert!(grant.released <= amount);
                prop_assert_eq!(grant.releasable(now), 0);
            }
            grant.released += grant.releasable(start + span);
            prop_assert_eq!(grant.held(), 0);
        }
    }

    #[test]
    fn half_the_time_frees_half() {
        let grant = Grant { amount: 100, released: 10, start: 10, end: 30 };
        assert_eq!([5, 10, 20, 30, 99].map(|now| grant.releasable(now)), [0, 0, 40, 90, 90]);
    }

    #[test]
    fn points_of_another_era_count_nothing() {
        let points = Points { era: 3, points: 7 };
        assert_eq!([2, 3, 4].map(|era| points.in_era(era)), [0, 7, 0]);
    }

    #[test]
    fn equal_points_rank_by_who_came_first_and_none_rank_nowhere() {
        let mut board = Board::default();
        [(1, 5), (2, 5), (3, 0), (1, 5)].into_iter().for_each(|(who, points)| board.note(who, points));
        assert_eq!(board.0.iter().map(|place| place.who).collect::<Vec<_>>(), [2, 1]);
    }
}
