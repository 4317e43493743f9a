//! What those who paid think of the work.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_arithmetic::Perbill;

use super::{share, NO_OPINION};
use crate::content::Cid;

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

/// All valid ratings of one agent, as sums of stars. Once there are 2^32 - 1 of them, no further one counts.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Ratings {
    /// How many there are.
    pub count: u32,
    /// Stars all in all.
    pub stars: u64,
    /// Stars for results.
    pub quality: u64,
    /// Stars for deliveries.
    pub speed: u64,
    /// Stars for communication.
    pub communication: u64,
}

impl Ratings {
    /// The sums after one more rating; unchanged by one that is not valid.
    pub fn with(self, rating: &Rating) -> Self {
        let Some(count) = self.count.checked_add(1).filter(|_| rating.is_valid()) else { return self };
        Self {
            count,
            stars: self.stars.saturating_add(u64::from(rating.stars)),
            quality: self.quality.saturating_add(u64::from(rating.quality)),
            speed: self.speed.saturating_add(u64::from(rating.speed)),
            communication: self.communication.saturating_add(u64::from(rating.communication)),
        }
    }

    /// `(mean stars - 1) / 4`, rounded down, so that one star is zero and five are one; one half while nobody has rated.
    pub fn mean(&self) -> Perbill {
        if self.count == 0 {
            return NO_OPINION;
        }
        let count = u128::from(self.count);
        share(u128::from(self.stars).saturating_sub(count), count.saturating_mul(u128::from(Rating::MAX).saturating_sub(1)))
    }

    /// How many ratings there are and what they come to.
    pub fn summary(&self) -> RatingSummary {
        let average = self.stars.saturating_mul(100).checked_div(u64::from(self.count));
        RatingSummary { count: self.count, average: average.and_then(|average| u16::try_from(average).ok()).unwrap_or(0) }
    }
}

/// The ratings of one agent in two figures.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct RatingSummary {
    /// How many there are.
    pub count: u32,
    /// Mean stars in hundredths, rounded down: from 100 to 500, and zero while nobody has rated.
    pub average: u16,
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    fn rating(stars: u8) -> Rating {
        Rating { stars, quality: 2, speed: 3, communication: 4, comment: None }
    }

    fn rated(stars: &[u8]) -> Ratings {
        stars.iter().fold(Ratings::default(), |ratings, stars| ratings.with(&rating(*stars)))
    }

    #[test]
    fn each_kind_of_star_is_summed() {
        assert_eq!(rated(&[5, 1]), Ratings { count: 2, stars: 6, quality: 4, speed: 6, communication: 8 });
    }

    #[test]
    fn the_mean_goes_from_zero_to_one() {
        assert_eq!(rated(&[1, 1]).mean(), Perbill::zero());
        assert_eq!(rated(&[5]).mean(), Perbill::one());
        assert_eq!(rated(&[2]).mean(), Perbill::from_percent(25));
        assert_eq!(rated(&[1, 2, 1]).mean(), Perbill::from_parts(83_333_333));
        assert_eq!(rated(&[]).mean(), Perbill::from_percent(50));
    }

    #[test]
    fn the_summary_is_in_hundredths() {
        assert_eq!(rated(&[5, 4, 5]).summary(), RatingSummary { count: 3, average: 466 });
        assert_eq!(rated(&[]).summary(), RatingSummary::default());
    }

    #[test]
    fn what_is_no_rating_does_not_count() {
        for stars in [0, 6, u8::MAX] {
            assert!(!rating(stars).is_valid());
            assert_eq!(rated(&[stars]), Ratings::default());
        }
        let late = Rating { speed: 0, ..rating(5) };
        assert_eq!(Ratings::default().with(&late), Ratings::default());
    }

    #[test]
    fn the_last_rating_that_can_be_counted_stays_the_last() {
        let full = Ratings { count: u32::MAX, stars: 5 * u64::from(u32::MAX), ..Ratings::default() };
        assert_eq!(full.with(&rating(1)), full);
        assert_eq!(full.summary(), RatingSummary { count: u32::MAX, average: 500 });
        assert_eq!(full.mean(), Perbill::one());
    }

    #[test]
    fn the_encoding_is_fixed() {
        let sums = [1u64, 2, 3, 4].map(u64::to_le_bytes).concat();
        let ratings = Ratings { count: 9, stars: 1, quality: 2, speed: 3, communication: 4 };
        assert_eq!(ratings.encode(), [&9u32.to_le_bytes()[..], &sums].concat());
        let summary = RatingSummary { count: 3, average: 466 };
        assert_eq!(summary.encode(), (3u32, 466u16).encode());
    }

    proptest! {
        #[test]
        fn the_mean_is_that_of_the_stars(stars in proptest::collection::vec(1..=5u8, 1..200)) {
            let sum: u64 = stars.iter().map(|stars| u64::from(*stars)).sum();
            let count = stars.len() as u64;
            let ratings = rated(&stars);
            prop_assert_eq!(u64::from(ratings.mean().deconstruct()), (sum - count) * 1_000_000_000 / (4 * count));
            prop_assert_eq!(u64::from(ratings.summary().average), sum * 100 / count);
        }

        #[test]
        fn the_order_of_ratings_does_not_matter(stars in proptest::collection::vec(1..=5u8, 0..20)) {
            let backwards: Vec<u8> = stars.iter().rev().copied().collect();
            prop_assert_eq!(rated(&stars), rated(&backwards));
        }
    }
}
