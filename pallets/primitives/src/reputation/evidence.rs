//! How much a good or a bad outcome weighs, and what follows from all of them.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_arithmetic::{PerThing, Perbill};

use super::{share, Outcome, NO_OPINION};
use crate::Balance;

/// One task of full weight, in parts per billion.
const UNIT: u64 = Perbill::ACCURACY as u64;

/// Highest price that is told from a higher one when a task is weighed, in plancks: half of the largest number, so that the sum
/// of two prices is a number too. No issuance comes near it.
const MAX_PRICE: Balance = Balance::MAX / 2;

/// All completed tasks of the market. Both totals only grow, and saturate at their type's maximum.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct MarketTotals {
    /// How many there are.
    pub completed: u64,
    /// Sum of their prices, in plancks.
    pub value: Balance,
}

impl MarketTotals {
    /// The totals after one more task; only a completed one counts.
    pub fn with(self, outcome: Outcome) -> Self {
        let Outcome::Completed { value, .. } = outcome else { return self };
        Self { completed: self.completed.saturating_add(1), value: self.value.saturating_add(value) }
    }

    /// Mean price in plancks, rounded down; `None` before the first completed task.
    pub fn average_price(&self) -> Option<Balance> {
        self.value.checked_div(u128::from(self.completed))
    }

    /// What a success at `price` plancks weighs, `price / (average price + price)` rounded down: one half at the average price,
    /// more above it, less below it, and next to nothing for a price that is next to nothing.
    ///
    /// One half also for the market's first completed task, and where both prices are zero. What exceeds 2^127 - 1 plancks, price
    /// or average, counts as that much.
    pub fn weight(&self, price: Balance) -> Perbill {
        let price = price.min(MAX_PRICE);
        let average = self.average_price().map_or(price, |average| average.min(MAX_PRICE));
        match average.saturating_add(price) {
            0 => NO_OPINION,
            sum => share(price, sum),
        }
    }
}

/// What outcomes say for and against a party, the older the less. Each is a sum of weights in parts per billion, where
/// 1,000,000,000 is one recent task of full weight, and saturates at its type's maximum.
///
/// With a discount of 0.98 neither exceeds 50 tasks, since 0.98 x 50 + 1 = 50. While the discount stays the same, no failure raises
/// trust. A success that is too cheap to make up for the fading draws trust towards one half, from above as from below.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Evidence {
    /// `r`: the weight of good outcomes.
    pub good: u64,
    /// `s`: the weight of bad outcomes.
    pub bad: u64,
}

impl Evidence {
    /// What is left when another task is about to be counted: the share `discount` of each sum, rounded down.
    pub fn faded(self, discount: Perbill) -> Self {
        Self { good: discount.mul_floor(self.good), bad: discount.mul_floor(self.bad) }
    }

    /// With a good outcome of this weight.
    pub fn with_good(self, weight: Perbill) -> Self {
        Self { good: self.good.saturating_add(u64::from(weight.deconstruct())), ..self }
    }

    /// With a bad outcome. It always has full weight, however cheap the task was.
    pub fn with_bad(self) -> Self {
        Self { bad: self.bad.saturating_add(UNIT), ..self }
    }

    /// The expected share of good outcomes, `(r + 1) / (r + s + 2)` rounded down: the mean of a Beta distribution that starts
    /// from no opinion, so that a newcomer stands at one half.
    pub fn trust(&self) -> Perbill {
        let good = u128::from(self.good).saturating_add(u128::from(UNIT));
        let bad = u128::from(self.bad).saturating_add(u128::from(UNIT));
        share(good, good.saturating_add(bad))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DISCOUNT: Perbill = Perbill::from_percent(98);

    fn completed(value: Balance) -> Outcome {
        Outcome::Completed { value, duration: 1, promised: 1, disputed: false }
    }

    fn any_discount() -> impl Strategy<Value = Perbill> {
        prop_oneof![Just(DISCOUNT), Just(Perbill::one()), (0..=Perbill::ACCURACY).prop_map(Perbill::from_parts)]
    }

    #[test]
    fn only_completed_tasks_count_in_the_market() {
        let market = [completed(10), Outcome::Failed, completed(5), Outcome::Rejected];
        let market = market.into_iter().fold(MarketTotals::default(), MarketTotals::with);
        assert_eq!(market, MarketTotals { completed: 2, value: 15 });
        assert_eq!(market.average_price(), Some(7));
    }

    #[test]
    fn the_market_saturates() {
        let full = MarketTotals { completed: u64::MAX, value: Balance::MAX };
        assert_eq!(full.with(completed(1)), full);
    }

    #[test]
    fn a_success_weighs_by_its_price() {
        let market = MarketTotals { completed: 2, value: 200 };
        assert_eq!(market.weight(100), Perbill::from_percent(50));
        assert_eq!(market.weight(300), Perbill::from_percent(75));
        assert_eq!(market.weight(50), Perbill::from_parts(333_333_333));
        assert_eq!(market.weight(0), Perbill::zero());
    }

    #[test]
    fn the_first_success_weighs_one_half() {
        for price in [0, 1, 100, Balance::MAX] {
            assert_eq!(MarketTotals::default().weight(price), Perbill::from_percent(50));
        }
        assert_eq!(MarketTotals { completed: 3, value: 0 }.weight(0), Perbill::from_percent(50));
        assert_eq!(MarketTotals { completed: 3, value: 0 }.weight(1), Perbill::one());
    }

    #[test]
    fn the_highest_prices_are_equal() {
        let market = MarketTotals { completed: 1, value: Balance::MAX };
        assert_eq!(market.weight(Balance::MAX), Perbill::from_percent(50));
        assert_eq!(market.weight(Balance::MAX / 2), Perbill::from_percent(50));
    }

    #[test]
    fn known_trust() {
        let evidence = Evidence::default().with_good(Perbill::from_percent(50));
        assert_eq!(evidence.trust(), Perbill::from_percent(60));
        let evidence = evidence.faded(DISCOUNT).with_bad();
        assert_eq!(evidence, Evidence { good: 490_000_000, bad: 1_000_000_000 });
        // 1.49 / 3.49
        assert_eq!(evidence.trust(), Perbill::from_parts(426_934_097));
    }

    #[test]
    fn a_success_for_nothing_draws_trust_towards_one_half() {
        let distance = |evidence: &Evidence| evidence.trust().deconstruct().abs_diff(500_000_000);
        for (good, bad) in [(10_000_000_000, 0), (0, 10_000_000_000)] {
            let before = Evidence { good, bad };
            let after = before.faded(DISCOUNT).with_good(Perbill::zero());
            assert!(distance(&after) < distance(&before));
        }
    }

    #[test]
    fn evidence_settles_at_fifty_tasks() {
        let (good, bad) = (0..2_000).fold((Evidence::default(), Evidence::default()), |(good, bad), _| {
            (good.faded(DISCOUNT).with_good(Perbill::one()), bad.faded(DISCOUNT).with_bad())
        });
        assert!((49_999_999_000..=50_000_000_000).contains(&good.good), "{good:?}");
        assert_eq!((good.bad, bad.bad, bad.good), (0, good.good, 0));
    }

    #[test]
    fn nothing_fades_without_a_discount_and_all_with_a_full_one() {
        let evidence = Evidence { good: u64::MAX, bad: 7 };
        assert_eq!(evidence.faded(Perbill::one()), evidence);
        assert_eq!(evidence.faded(Perbill::zero()), Evidence::default());
    }

    #[test]
    fn the_encoding_is_fixed() {
        let market = MarketTotals { completed: 1, value: 2 };
        assert_eq!(market.encode(), [&1u64.to_le_bytes()[..], &2u128.to_le_bytes()].concat());
        let evidence = Evidence { good: 3, bad: 4 };
        assert_eq!(evidence.encode(), [3u64.to_le_bytes(), 4u64.to_le_bytes()].concat());
    }

    proptest! {
        #[test]
        fn no_number_is_too_large(good: u64, bad: u64, completed: u64, value: u128, price: u128, discount in any_discount()) {
            let weight = MarketTotals { completed, value }.weight(price);
            let evidence = Evidence { good, bad }.faded(discount);
            prop_assert!(evidence.good <= good && evidence.bad <= bad);
            let after = evidence.with_good(weight).with_bad();
            prop_assert!(after.trust() > Perbill::zero() && after.trust() < Perbill::one());
        }

        #[test]
        fn a_higher_price_weighs_no_less(completed: u64, value: u128, one: u128, other: u128) {
            let market = MarketTotals { completed, value };
            prop_assume!(completed > 0);
            prop_assert!(market.weight(one.min(other)) <= market.weight(one.max(other)));
        }

        #[test]
        fn a_good_outcome_is_better_than_a_bad_one(good: u64, bad: u64, weight in 0..=Perbill::ACCURACY, discount in any_discount()) {
            let evidence = Evidence { good, bad }.faded(discount);
            prop_assert!(evidence.with_good(Perbill::from_parts(weight)).trust() >= evidence.with_bad().trust());
        }

        /// Bad evidence that grew under one discount is at most `1 / (1 - discount)` tasks, and then fading never outweighs a
        /// further failure.
        #[test]
        fn failing_never_helps(good: u64, failures in 0..200u32, discount in any_discount()) {
            let mut evidence = Evidence { good, bad: 0 };
            for _ in 0..failures {
                let after = evidence.faded(discount).with_bad();
                prop_assert!(after.bad >= evidence.bad);
                prop_assert!(after.trust() <= evidence.trust());
                evidence = after;
            }
        }
    }
}
