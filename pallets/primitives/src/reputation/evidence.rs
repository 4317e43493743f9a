//! How much a good or a bad outcome weighs, and what follows from all of them.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_arithmetic::{PerThing, Perbill};

use super::{share, Outcome, NO_OPINION};
use crate::Balance;

/// One task of full weight, in parts per billion.
const UNIT: u64 = Perbill::ACCURACY as u64;

/// One, in parts per billion of a billionth: the product of two shares that are one.
const WHOLE: u128 = (UNIT as u128).pow(2);

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
/// This is the beta reputation of Jøsang and Ismail (The Beta Reputation System, 2002) with its forgetting factor, here the
/// `discount`, and its weights of feedback. There each piece of feedback forgets as much as any other, so that many worthless
/// successes of one's own would wash a bad record clean. Here an outcome of weight `w` leaves the share `1 - (1 - discount) x w` of
/// what is older: all of it where `w` is zero, the `discount` where it is one. Time passes, as it were, by weight and not by tasks.
///
/// With a discount of 0.98 neither sum exceeds 50 tasks, since `50 x (1 - 0.02 x w) + w = 50` for every weight. While the discount
/// stays the same, no failure raises trust and no success lowers it.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Evidence {
    /// `r`: the weight of good outcomes.
    pub good: u64,
    /// `s`: the weight of bad outcomes.
    pub bad: u64,
}

impl Evidence {
    /// After a good outcome of this weight, by which what is older fades.
    pub fn with_good(self, weight: Perbill, discount: Perbill) -> Self {
        let faded = self.faded(weight, discount);
        Self { good: faded.good.saturating_add(u64::from(weight.deconstruct())), ..faded }
    }

    /// After a bad outcome. It always has full weight, however cheap the task was.
    pub fn with_bad(self, discount: Perbill) -> Self {
        let faded = self.faded(Perbill::one(), discount);
        Self { bad: faded.bad.saturating_add(UNIT), ..faded }
    }

    /// What an outcome of this weight leaves: the share `1 - (1 - discount) x weight` of each sum. The share is exact, and only what
    /// is left of a sum is rounded down, so that nothing is ever added that the fading did not make room for.
    fn faded(self, weight: Perbill, discount: Perbill) -> Self {
        let forgotten = u128::from(discount.left_from_one().deconstruct()).saturating_mul(u128::from(weight.deconstruct()));
        let left = WHOLE.saturating_sub(forgotten);
        // At most 2^64 x 10^18, which is less than 2^124.
        let of = |sum: u64| u64::try_from(u128::from(sum).saturating_mul(left) / WHOLE).unwrap_or(u64::MAX);
        Self { good: of(self.good), bad: of(self.bad) }
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
    const HALF: Perbill = Perbill::from_percent(50);

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
        let evidence = Evidence::default().with_good(HALF, DISCOUNT);
        assert_eq!(evidence.trust(), Perbill::from_percent(60));
        let evidence = evidence.with_bad(DISCOUNT);
        assert_eq!(evidence, Evidence { good: 490_000_000, bad: 1_000_000_000 });
        // 1.49 / 3.49
        assert_eq!(evidence.trust(), Perbill::from_parts(426_934_097));
    }

    #[test]
    fn a_success_for_nothing_changes_nothing() {
        for discount in [DISCOUNT, Perbill::zero()] {
            for (good, bad) in [(10_000_000_000, 0), (0, 10_000_000_000), (u64::MAX, u64::MAX)] {
                let before = Evidence { good, bad };
                assert_eq!(before.with_good(Perbill::zero(), discount), before);
            }
        }
    }

    #[test]
    fn evidence_fades_by_the_weight_of_the_next() {
        let before = Evidence { good: 2_000_000_000, bad: 10_000_000_000 };
        // 1 - 0.02 x 0.5 of each is left, and after a failure 0.98.
        assert_eq!(before.with_good(HALF, DISCOUNT), Evidence { good: 2_480_000_000, bad: 9_900_000_000 });
        assert_eq!(before.with_bad(DISCOUNT), Evidence { good: 1_960_000_000, bad: 10_800_000_000 });
        // Many cheap ones fade it about as much as the dear one that they add up to.
        let hundredth = Perbill::from_percent(1);
        let cheap = (0..100).fold(before, |evidence, _| evidence.with_good(hundredth, DISCOUNT));
        let dear = before.with_good(Perbill::one(), DISCOUNT);
        assert!(cheap.bad.abs_diff(dear.bad) < dear.bad / 1_000, "{cheap:?} {dear:?}");
        assert!(cheap.good.abs_diff(dear.good) < dear.good / 100, "{cheap:?} {dear:?}");
    }

    #[test]
    fn a_hundred_worthless_successes_do_not_hide_ten_failures() {
        let market = MarketTotals { completed: 1_000, value: 1_000_000 };
        let after =
            (0..100).fold(Evidence { good: 0, bad: 10 * UNIT }, |evidence, _| evidence.with_good(market.weight(1), DISCOUNT));
        assert!(after.bad > 9_900_000_000, "{after:?}");
        assert!(after.trust() < Perbill::from_percent(10), "{:?}", after.trust());
    }

    #[test]
    fn evidence_settles_at_fifty_tasks() {
        for weight in [Perbill::one(), HALF, Perbill::from_percent(10)] {
            let good = (0..20_000).fold(Evidence::default(), |evidence, _| evidence.with_good(weight, DISCOUNT));
            assert!((49_999_999_000..=50_000_000_000).contains(&good.good), "{good:?}");
            assert_eq!(good.bad, 0);
        }
        let bad = (0..2_000).fold(Evidence::default(), |evidence, _| evidence.with_bad(DISCOUNT));
        assert!((49_999_999_000..=50_000_000_000).contains(&bad.bad), "{bad:?}");
        assert_eq!(bad.good, 0);
    }

    #[test]
    fn nothing_fades_without_a_discount_and_all_with_a_full_one() {
        let evidence = Evidence { good: u64::MAX, bad: 7 };
        assert_eq!(evidence.with_bad(Perbill::one()), Evidence { bad: UNIT + 7, ..evidence });
        assert_eq!(evidence.with_bad(Perbill::zero()), Evidence { good: 0, bad: UNIT });
        assert_eq!(evidence.with_good(Perbill::one(), Perbill::zero()), Evidence { good: UNIT, bad: 0 });
    }

    /// Evidence of outcomes that were all counted under one discount: the weight of each good one, `None` for a bad one.
    fn grown(outcomes: &[Option<u32>], discount: Perbill) -> Evidence {
        outcomes.iter().fold(Evidence::default(), |evidence, outcome| match outcome {
            Some(weight) => evidence.with_good(Perbill::from_parts(*weight), discount),
            None => evidence.with_bad(discount),
        })
    }

    /// Of every magnitude, since rounding is worst for the least.
    fn any_weight() -> impl Strategy<Value = u32> {
        (0..=Perbill::ACCURACY, 0..30u32).prop_map(|(parts, bits)| parts >> bits)
    }

    fn any_outcomes() -> impl Strategy<Value = alloc::vec::Vec<Option<u32>>> {
        proptest::collection::vec(proptest::option::of(any_weight()), 0..200)
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
            let before = Evidence { good, bad };
            let (succeeded, failed) = (before.with_good(weight, discount), before.with_bad(discount));
            prop_assert!(succeeded.bad <= bad && failed.good <= good);
            for after in [succeeded, failed, succeeded.with_bad(discount)] {
                prop_assert!(after.trust() > Perbill::zero() && after.trust() < Perbill::one());
            }
        }

        #[test]
        fn a_higher_price_weighs_no_less(completed: u64, value: u128, one: u128, other: u128) {
            let market = MarketTotals { completed, value };
            prop_assume!(completed > 0);
            prop_assert!(market.weight(one.min(other)) <= market.weight(one.max(other)));
        }

        #[test]
        fn a_dearer_success_is_no_worse(outcomes in any_outcomes(), one in any_weight(), other in any_weight(), discount in any_discount()) {
            let evidence = grown(&outcomes, discount);
            let trust = |weight| evidence.with_good(Perbill::from_parts(weight), discount).trust();
            prop_assert!(trust(one.min(other)) <= trust(one.max(other)));
        }

        /// Evidence that grew under one discount is at most `1 / (1 - discount)` tasks, and then fading never outweighs what is
        /// added, rounding included.
        #[test]
        fn failing_never_helps_and_succeeding_never_harms(outcomes in any_outcomes(), weight in any_weight(), discount in any_discount()) {
            let before = grown(&outcomes, discount);
            let failed = before.with_bad(discount);
            prop_assert!(failed.bad >= before.bad && failed.good <= before.good);
            prop_assert!(failed.trust() <= before.trust());
            let succeeded = before.with_good(Perbill::from_parts(weight), discount);
            prop_assert!(succeeded.good >= before.good && succeeded.bad <= before.bad);
            prop_assert!(succeeded.trust() >= before.trust());
        }

        #[test]
        fn evidence_never_outgrows_its_discount(outcomes in any_outcomes(), discount in any_discount()) {
            let Evidence { good, bad } = grown(&outcomes, discount);
            let forgotten = u128::from(discount.left_from_one().deconstruct());
            let most = u128::from(UNIT).pow(2);
            prop_assert!(u128::from(good.max(bad)) * forgotten <= most);
        }
    }
}
