//! Which bid wins. The chain and every matcher run this very function, so a matcher needs no trust.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::cmp::Reverse;
use scale_info::TypeInfo;
use sp_arithmetic::{helpers_128bit::multiply_by_rational_with_rounding, PerThing, Perbill, Rounding};

use crate::{id::AgentId, reputation::Standing, Balance, BlockNumber};

/// How much each property of an offer counts. The four shares sum to one.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct ScoreWeights {
    /// Share of a low price.
    pub price: Perbill,
    /// Share of the agent's trust.
    pub reputation: Perbill,
    /// Share of a short duration.
    pub speed: Perbill,
    /// Share of the agent's ratings.
    pub quality: Perbill,
}

impl ScoreWeights {
    /// Whether the shares sum to exactly one.
    pub fn is_complete(&self) -> bool {
        let sum = [self.price, self.reputation, self.speed, self.quality]
            .iter()
            .fold(0u64, |sum, share| sum.saturating_add(u64::from(share.deconstruct())));
        sum == u64::from(Perbill::ACCURACY)
    }
}

impl Default for ScoreWeights {
    /// Price and reputation by halves.
    fn default() -> Self {
        Self {
            price: Perbill::from_percent(50),
            reputation: Perbill::from_percent(50),
            speed: Perbill::zero(),
            quality: Perbill::zero(),
        }
    }
}

/// What the requester asked for, as far as offers are measured against it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Terms {
    /// Most the requester pays, in plancks.
    pub budget: Balance,
    /// Longest duration the requester accepts, in blocks.
    pub max_duration: BlockNumber,
    /// What counts how much.
    pub weights: ScoreWeights,
}

/// One agent's offer, with the standing the chain holds for the agent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Offer {
    /// Who offers.
    pub agent: AgentId,
    /// Price asked, in plancks; at most the budget.
    pub price: Balance,
    /// Duration promised, in blocks; at most the longest accepted.
    pub duration: BlockNumber,
    /// Block in which the offer was made or last changed.
    pub placed_at: BlockNumber,
    /// What is known of the agent.
    pub standing: Standing,
}

/// A score between 0 and 10^18, which is one.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Score(pub u64);

impl Terms {
    /// What offers to these terms are measured by.
    pub fn measure(&self) -> Measure {
        let Self { budget, max_duration, weights } = *self;
        Measure { weights, budget: Whole::new(budget), max_duration: Whole::new(max_duration.into()) }
    }

    /// How good an offer is; see [`Measure::score`].
    pub fn score(&self, offer: &Offer) -> Score {
        self.measure().score(offer)
    }

    /// The highest price, up to the budget, at which `winner` would still have been preferred to `runner_up`: what the winner
    /// of a second-price auction is paid. Without a runner-up that is the budget. Never below what the winner asked.
    pub fn second_price(&self, winner: &Offer, runner_up: Option<&Offer>) -> Balance {
        let Some(rival) = runner_up else { return self.budget.max(winner.price) };
        let measure = self.measure();
        let to_beat = measure.rank(rival);
        let still_wins = |price| measure.rank(&Offer { price, ..*winner }) > to_beat;
        // The score never rises with the price, so the prices at which the winner wins are a range from its own upwards.
        let (mut wins, mut limit) = (winner.price, self.budget);
        while wins < limit {
            let middle = limit.saturating_sub(limit.saturating_sub(wins) / 2);
            if still_wins(middle) {
                wins = middle;
            } else {
                limit = middle.saturating_sub(1);
            }
        }
        wins
    }

    /// The best offer by score; ties go to the earlier offer, then to the smaller agent id.
    pub fn winner<'a>(&self, offers: impl IntoIterator<Item = &'a Offer>) -> Option<&'a Offer> {
        let measure = self.measure();
        offers.into_iter().max_by_key(|offer| measure.rank(offer))
    }
}

/// [`Terms`], with what is the same for every offer worked out once.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    weights: ScoreWeights,
    budget: Whole,
    max_duration: Whole,
}

impl Measure {
    /// `w_price (budget - price) / budget + w_reputation trust + w_speed (max - duration) / max + w_quality rating`,
    /// every term a fraction in parts per billion, rounded down. An offer beyond the terms scores zero in that term.
    pub fn score(&self, offer: &Offer) -> Score {
        let ScoreWeights { price, reputation, speed, quality } = self.weights;
        let terms = [
            (price, self.budget.saved(offer.price)),
            (reputation, offer.standing.trust),
            (speed, self.max_duration.saved(offer.duration.into())),
            (quality, offer.standing.rating),
        ];
        Score(terms.iter().fold(0u64, |sum, (weight, value)| {
            // At most 4 x 10^18, which a u64 holds.
            sum.saturating_add(u64::from(weight.deconstruct()).saturating_mul(u64::from(value.deconstruct())))
        }))
    }

    /// The order of offers, best last: by score, then the earlier one, then the smaller agent id.
    pub fn rank(&self, offer: &Offer) -> (Score, Reverse<BlockNumber>, Reverse<AgentId>) {
        (self.score(offer), Reverse(offer.placed_at), Reverse(offer.agent))
    }
}

/// Something that offers save a part of.
#[derive(Clone, Copy, Debug)]
struct Whole {
    amount: u128,
    /// `10^9 x 2^64 / amount`, rounded down, of an amount from 1 to 2^64 - 1: one division does for all that is measured by it.
    inverse: Option<u128>,
}

impl Whole {
    fn new(amount: u128) -> Self {
        let fits_64_bits = u64::try_from(amount).is_ok();
        Self { amount, inverse: if fits_64_bits { (PARTS << u64::BITS).checked_div(amount) } else { None } }
    }

    /// `(amount - part) / amount`, rounded down; zero when `part` is larger or the amount is nothing.
    fn saved(&self, part: u128) -> Perbill {
        let saved = self.amount.saturating_sub(part);
        let parts = match self.inverse {
            Some(inverse) => {
                // Nothing wraps: `saved` is at most the amount, so that no product is above 10^9 x 2^64. The inverse is too small by
                // less than one and `saved` is below 2^64, so that the estimate is too small by less than one before it is rounded down,
                // and by one or nothing after that.
                let estimate = saved.wrapping_mul(inverse) >> u64::BITS;
                let rest = saved.wrapping_mul(PARTS).wrapping_sub(estimate.wrapping_mul(self.amount));
                Some(if rest < self.amount { estimate } else { estimate.wrapping_add(1) })
            }
            None => saved.checked_mul(PARTS).and_then(|parts| parts.checked_div(self.amount)),
        };
        let by_library = || Perbill::from_rational_with_rounding(saved, self.amount, Rounding::Down).unwrap_or(Perbill::zero());
        parts.and_then(|parts| parts.try_into().ok()).map_or_else(by_library, Perbill::from_parts)
    }
}

/// Parts in one.
const PARTS: u128 = Perbill::ACCURACY as u128;

/// The price that a Dutch auction has reached after `elapsed` of `span` blocks: it rises linearly from `floor` to
/// `budget`, rounded down, and stays there.
pub fn rising_price(floor: Balance, budget: Balance, elapsed: BlockNumber, span: BlockNumber) -> Balance {
    let rise = budget.saturating_sub(floor);
    let gained = multiply_by_rational_with_rounding(rise, elapsed.min(span).into(), span.max(1).into(), Rounding::Down);
    // The share is at most one, so the product fits.
    floor.saturating_add(gained.unwrap_or(rise)).min(budget)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    fn offer(agent: u64, price: Balance) -> Offer {
        Offer { agent: AgentId(agent), price, duration: 10, placed_at: 1, standing: Standing::default() }
    }

    fn terms() -> Terms {
        Terms { budget: 100, max_duration: 100, weights: ScoreWeights::default() }
    }

    #[test]
    fn the_cheaper_of_equals_wins() {
        assert_eq!(terms().winner(&[offer(1, 60), offer(2, 40), offer(3, 50)]).map(|o| o.agent), Some(AgentId(2)));
    }

    #[test]
    fn trust_can_outweigh_price() {
        let trusted = Offer { standing: Standing { trust: Perbill::from_percent(90), ..Standing::default() }, ..offer(1, 60) };
        assert_eq!(terms().winner(&[trusted, offer(2, 40)]).map(|o| o.agent), Some(AgentId(1)));
    }

    #[test]
    fn ties_go_to_the_earlier_then_to_the_smaller_id() {
        let late = Offer { placed_at: 2, ..offer(1, 50) };
        assert_eq!(terms().winner(&[late, offer(3, 50), offer(2, 50)]).map(|o| o.agent), Some(AgentId(2)));
    }

    #[test]
    fn nobody_wins_without_an_offer() {
        assert_eq!(terms().winner(&[]), None);
    }

    #[test]
    fn known_scores() {
        let whole = Offer { standing: Standing { trust: Perbill::one(), ..Standing::default() }, ..offer(1, 0) };
        assert_eq!(terms().score(&whole), Score(1_000_000_000_000_000_000));
        let third = Terms { budget: 3, ..terms() };
        let none = Offer { standing: Standing { trust: Perbill::zero(), ..Standing::default() }, ..offer(1, 2) };
        assert_eq!(third.score(&none), Score(500_000_000 * 333_333_333));
    }

    #[test]
    fn the_second_price_is_that_of_the_runner_up_among_equals() {
        assert_eq!(terms().second_price(&offer(1, 40), Some(&offer(2, 60))), 60);
        assert_eq!(terms().second_price(&offer(2, 40), Some(&offer(1, 60))), 59, "a tie would have gone to the smaller id");
        assert_eq!(terms().second_price(&offer(1, 40), None), 100);
    }

    #[test]
    fn a_share_of_any_amount_is_what_the_library_says() {
        let most = u128::from(u64::MAX);
        for whole in [0, 1, 2, 3, 7, 999_999_999, 1_000_000_000, most - 1, most, most + 1, u128::MAX] {
            for part in [0, 1, whole / 3, whole / 2, whole.saturating_sub(1), whole, whole.saturating_add(1)] {
                shares_agree(part, whole).unwrap();
            }
        }
    }

    #[test]
    fn weights_must_sum_to_one() {
        assert!(ScoreWeights::default().is_complete());
        assert!(!ScoreWeights { speed: Perbill::from_parts(1), ..ScoreWeights::default() }.is_complete());
        let all = Perbill::one();
        assert!(!ScoreWeights { price: all, reputation: all, speed: all, quality: all }.is_complete());
    }

    prop_compose! {
        fn any_offer()(agent: u64, price: u128, duration: u32, placed_at: u32, trust in 0..=1_000_000_000u32, rating in 0..=1_000_000_000u32) -> Offer {
            let standing = Standing { score: 0, trust: Perbill::from_parts(trust), rating: Perbill::from_parts(rating) };
            Offer { agent: AgentId(agent), price, duration, placed_at, standing }
        }
    }

    /// The share as it is worked out beside what the library says.
    fn shares_agree(part: u128, whole: u128) -> Result<(), TestCaseError> {
        let share =
            if whole > part { Perbill::from_rational_with_rounding(whole - part, whole, Rounding::Down) } else { Err(()) };
        prop_assert_eq!(Whole::new(whole).saved(part), share.unwrap_or(Perbill::zero()));
        Ok(())
    }

    proptest! {
        #[test]
        fn a_score_never_exceeds_one(offer in any_offer(), budget: u128, max_duration: u32) {
            let terms = Terms { budget, max_duration, weights: ScoreWeights::default() };
            prop_assert!(terms.score(&offer) <= Score(1_000_000_000_000_000_000));
        }

        #[test]
        fn the_order_of_bids_does_not_matter(offers in proptest::collection::vec(any_offer(), 1..16), budget: u128) {
            let terms = Terms { budget, max_duration: 1_000, weights: ScoreWeights::default() };
            let reversed: Vec<_> = offers.iter().rev().copied().collect();
            let key = |o: &Offer| (terms.score(o), o.placed_at, o.agent);
            prop_assert_eq!(terms.winner(&offers).map(key), terms.winner(&reversed).map(key));
        }

        #[test]
        fn a_second_price_is_the_last_that_wins(first in any_offer(), second in any_offer(), budget in 1..u128::MAX) {
            let terms = Terms { budget, max_duration: 1_000, weights: ScoreWeights::default() };
            let offers = [Offer { price: first.price % budget, ..first }, Offer { price: second.price % budget, ..second }];
            let winner = *terms.winner(&offers).unwrap();
            let rival = offers.into_iter().find(|offer| offer != &winner);
            let price = terms.second_price(&winner, rival.as_ref());
            prop_assert!((winner.price..=budget).contains(&price));
            if let Some(rival) = rival {
                let still = |price| terms.winner(&[Offer { price, ..winner }, rival]).map(|best| best.agent) == Some(winner.agent);
                prop_assert!(still(price));
                prop_assert!(price == budget || rival.agent == winner.agent || !still(price + 1));
            }
        }

        #[test]
        fn a_share_is_the_same_however_it_is_worked_out(part: u128, whole: u128, bits in 0..128u32) {
            let (part, whole) = (part >> bits, whole >> bits);
            shares_agree(part, whole)?;
        }

        #[test]
        fn a_share_at_the_edge_of_a_part_is_the_same(billionth in 0..=1_000_000_000u128, whole: u64, bits in 0..u64::BITS, off in 0..3u128) {
            let whole = u128::from(whole >> bits).max(1);
            // The last amount saved that is not yet this many billionths, the first that is, and the next.
            let saved = (billionth * whole).div_ceil(PARTS).saturating_add(off).saturating_sub(1);
            shares_agree(whole.saturating_sub(saved), whole)?;
        }

        #[test]
        fn a_price_rises_from_floor_to_budget(floor: u128, budget: u128, elapsed: u32, span in 1..u32::MAX) {
            let budget = budget.max(floor);
            let price = rising_price(floor, budget, elapsed, span);
            prop_assert!((floor..=budget).contains(&price));
            prop_assert!(price <= rising_price(floor, budget, elapsed.saturating_add(1), span));
            prop_assert_eq!(rising_price(floor, budget, 0, span), floor);
            prop_assert_eq!(rising_price(floor, budget, span, span), budget);
        }

        #[test]
        fn a_lower_price_never_scores_worse(offer in any_offer(), lower: u128, budget: u128) {
            let terms = Terms { budget, max_duration: 1_000, weights: ScoreWeights::default() };
            let cheaper = Offer { price: lower.min(offer.price), ..offer };
            prop_assert!(terms.score(&cheaper) >= terms.score(&offer));
        }
    }
}
