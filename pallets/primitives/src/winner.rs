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
    /// `w_price (budget - price) / budget + w_reputation trust + w_speed (max - duration) / max + w_quality rating`,
    /// every term a fraction in parts per billion, rounded down. An offer beyond the terms scores zero in that term.
    pub fn score(&self, offer: &Offer) -> Score {
        let ScoreWeights { price, reputation, speed, quality } = self.weights;
        // What does not count is not worked out: divisions are most of the work.
        let saved = |weight: Perbill, part, whole| if weight.is_zero() { Perbill::zero() } else { saved_share(part, whole) };
        let terms = [
            (price, saved(price, offer.price, self.budget)),
            (reputation, offer.standing.trust),
            (speed, saved(speed, offer.duration.into(), self.max_duration.into())),
            (quality, offer.standing.rating),
        ];
        Score(terms.iter().fold(0u64, |sum, (weight, value)| {
            // At most 4 x 10^18, which a u64 holds.
            sum.saturating_add(u64::from(weight.deconstruct()).saturating_mul(u64::from(value.deconstruct())))
        }))
    }

    /// The highest price, up to the budget, at which `winner` would still have been preferred to `runner_up`: what the winner
    /// of a second-price auction is paid. Without a runner-up that is the budget. Never below what the winner asked.
    pub fn second_price(&self, winner: &Offer, runner_up: Option<&Offer>) -> Balance {
        let Some(rival) = runner_up else { return self.budget.max(winner.price) };
        let still_wins = |price| self.rank(&Offer { price, ..*winner }) > self.rank(rival);
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

    /// The order of offers, best last: by score, then the earlier one, then the smaller agent id.
    fn rank(&self, offer: &Offer) -> (Score, Reverse<BlockNumber>, Reverse<AgentId>) {
        (self.score(offer), Reverse(offer.placed_at), Reverse(offer.agent))
    }

    /// The best offer by score; ties go to the earlier offer, then to the smaller agent id.
    pub fn winner<'a>(&self, offers: impl IntoIterator<Item = &'a Offer>) -> Option<&'a Offer> {
        offers.into_iter().max_by_key(|offer| self.rank(offer))
    }
}

/// The price that a Dutch auction has reached after `elapsed` of `span` blocks: it rises linearly from `floor` to
/// `budget`, rounded down, and stays there.
pub fn rising_price(floor: Balance, budget: Balance, elapsed: BlockNumber, span: BlockNumber) -> Balance {
    let rise = budget.saturating_sub(floor);
    let gained = multiply_by_rational_with_rounding(rise, elapsed.min(span).into(), span.max(1).into(), Rounding::Down);
    // The share is at most one, so the product fits.
    floor.saturating_add(gained.unwrap_or(rise)).min(budget)
}

/// `(whole - part) / whole`, rounded down; zero when `part` is larger or `whole` is nothing.
fn saved_share(part: u128, whole: u128) -> Perbill {
    let saved = whole.saturating_sub(part);
    // One division does for all that a market is likely to see: a bidding is decided by hundreds of these.
    let in_one = saved.checked_mul(Perbill::ACCURACY.into()).and_then(|parts| parts.checked_div(whole)?.try_into().ok());
    let exact = || Perbill::from_rational_with_rounding(saved, whole, Rounding::Down).unwrap_or(Perbill::zero());
    in_one.map_or_else(exact, Perbill::from_parts)
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
        fn a_share_is_divided_for_once_and_is_the_same(part: u128, whole: u128, bits in 0..128u32) {
            let (part, whole) = (part >> bits, whole >> bits);
            let share = if whole > part { Perbill::from_rational_with_rounding(whole - part, whole, Rounding::Down) } else { Err(()) };
            prop_assert_eq!(saved_share(part, whole), share.unwrap_or(Perbill::zero()));
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
