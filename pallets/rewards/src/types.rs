//! Points, the list of those with the most, and what is vested.

use ainur_primitives::{Balance, BlockNumber};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::Get, BoundedVec};
use scale_info::TypeInfo;
use sp_runtime::{helpers_128bit::multiply_by_rational_with_rounding, Rounding};

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

/// A search for points of eras past, account by account.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Sweep<Who> {
    /// The era in which it began: it finds all points of eras before.
    pub era: u32,
    /// Who was looked at last, in the order of the map.
    pub last: Option<Who>,
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

    /// One grant for the rest of both, of which nothing is releasable at `now`. It frees in each block what both would have freed
    /// together, and keeps to that until all is free, even after the first of them would have ended: never less is free than with
    /// both, but for what is lost in rounding, and never anything after the later end.
    pub fn merged_with(self, other: Self, now: BlockNumber) -> Self {
        let amount = self.held().saturating_add(other.held());
        let [a, b] = [self, other].map(|grant| Balance::from(grant.end.saturating_sub(now)));
        // amount / (self.held() / a + other.held() / b), which lies between a and b.
        let rate = self.held().checked_mul(b).zip(other.held().checked_mul(a)).and_then(|(x, y)| x.checked_add(y));
        let span = rate.and_then(|rate| multiply_by_rational_with_rounding(amount, a.saturating_mul(b), rate, Rounding::Down));
        // Where the numbers are too large or there is nothing to divide, the earlier end keeps the promise too.
        let span = span.unwrap_or(0).clamp(a.min(b), a.max(b));
        let end = now.saturating_add(span.try_into().unwrap_or(BlockNumber::MAX));
        Self { amount, released: 0, start: now, end }
    }
}

/// Makes one of the two grants that end nearest to each other, of which nothing is releasable at `now`.
pub fn merge_nearest(grants: &mut Vec<Grant>, now: BlockNumber) {
    grants.sort_by_key(|grant| grant.end);
    let distances = grants.iter().zip(grants.iter().skip(1)).map(|(a, b)| b.end.saturating_sub(a.end));
    let nearest = distances.enumerate().min_by_key(|(_, distance)| *distance).map(|(index, _)| index);
    if let Some([first, second]) = nearest.and_then(|index| grants.get_mut(index..)?.first_chunk_mut()) {
        (*first, *second) = (first.merged_with(*second, now), Grant { amount: 0, ..*second });
        grants.retain(|grant| grant.amount > 0);
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

    proptest! {
        #[test]
        fn two_grants_in_one_free_no_less_at_any_time_and_no_later(
            amounts in proptest::array::uniform2(0..1_000_000_000_000_000u128),
            ends in proptest::array::uniform2(1..1_000u32),
            now in 0..1_000u32,
        ) {
            let mut both = [0, 1].map(|index| Grant { amount: amounts[index], released: 0, start: 0, end: now + ends[index] });
            for grant in &mut both {
                grant.released = grant.releasable(now);
            }
            let merged = both[0].merged_with(both[1], now);
            prop_assert_eq!((merged.held(), merged.releasable(now)), (both[0].held() + both[1].held(), 0));
            prop_assert!(merged.end >= now + ends[0].min(ends[1]) && merged.end <= now + ends[0].max(ends[1]));
            for then in now..now + 1_000 {
                // Each of the three is rounded down.
                let promised = both[0].releasable(then) + both[1].releasable(then);
                prop_assert!(merged.releasable(then) + 2 >= promised, "{promised} at {then}");
            }
        }
    }

    #[test]
    fn what_is_too_much_to_reckon_with_is_free_at_the_earlier_end() {
        let grants = [20, 30].map(|end| Grant { amount: Balance::MAX / 2, released: 0, start: 10, end });
        assert_eq!(grants[0].merged_with(grants[1], 10), Grant { amount: Balance::MAX - 1, released: 0, start: 10, end: 20 });
    }

    #[test]
    fn the_nearest_of_many_become_one() {
        let grant = |amount, end| Grant { amount, released: 0, start: 0, end };
        let mut grants = vec![grant(5, 90), grant(3, 30), grant(30, 100), grant(4, 10)];
        merge_nearest(&mut grants, 0);
        assert_eq!(grants, [grant(4, 10), grant(3, 30), grant(35, 98)]);
        let mut one = vec![grant(1, 1)];
        merge_nearest(&mut one, 0);
        assert_eq!(one, [grant(1, 1)]);
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
