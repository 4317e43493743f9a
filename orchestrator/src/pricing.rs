//! What an agent asks for a task: its usual price, times what the task is, how the agent works and how much it has to do.
//!
//! `price = base x complexity x reputation x demand`, rounded up, at least one planck. All are integers; each factor is in basis points
//! and rounded down.
//!
//! | factor | is | range |
//! | --- | --- | --- |
//! | base | the agent's usual price, in plancks | any |
//! | complexity | `1 + (capabilities - 1) / 10 + input / largest input` | 1.0 to 3.5 |
//! | reputation | `0.5 + q` up to one half, `2q` above it, with `q = (3 x success + promptness) / 4` | 0.5 to 2.0 |
//! | demand | `1 + tasks it is hired for / tasks it takes on` | 1.0 to 2.0 |
//!
//! `success` is `(completed + 1) / (completed + failed + found wrong + 2)`; `promptness` is what the chain calls so,
//! `(2 x promised - taken) / (2 x promised)` of the blocks of completed tasks. Both are one half while nothing is known, so that a
//! newcomer asks its usual price.

use ainur_primitives::{limits::MAX_CAPABILITIES, Balance};
use ainur_sandbox::{Limit, Limits};
use ainur_store::agents::Agent;
use serde::Deserialize;
use sp_arithmetic::{helpers_128bit::multiply_by_rational_with_rounding, Rounding};

use crate::text;

/// One, in basis points.
const ONE: u128 = 10_000;

/// What the agents we operate ask.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug, Default)]
#[serde(rename_all = "snake_case")]
pub enum Pricing {
    /// Their usual price, whatever the task.
    #[default]
    Fixed,
    /// What a [`Quote`] says.
    Quoted,
}

impl Pricing {
    /// What the agent asks, in plancks; none where its usual price cannot be read.
    pub fn price(self, agent: &Agent, scope: Scope) -> Option<Balance> {
        match self {
            Self::Fixed => Some(text::parse_amount(&agent.price)?.max(1)),
            Self::Quoted => Some(Quote::of(agent, scope)?.price()),
        }
    }
}

/// How much is asked of the agent; what exceeds the limits counts as the limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Scope {
    /// How many capabilities the task needs, 1 to 16.
    pub capabilities: u32,
    /// Length of its input, in bytes.
    pub input: u64,
}

impl Scope {
    /// Longest input of a task, in bytes.
    pub fn max_input() -> u64 {
        Limits::default().get(Limit::Input)
    }

    fn complexity(self) -> Factor {
        let further = self.capabilities.clamp(1, MAX_CAPABILITIES).saturating_sub(1);
        let longest = u128::from(Self::max_input()).max(1);
        let input = share(u128::from(self.input), longest);
        Factor(ONE.saturating_add(u128::from(further).saturating_mul(ONE / 10)).saturating_add(input))
    }
}

/// What something is multiplied by, in basis points.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Factor(u128);

impl Factor {
    /// Ten thousand for one.
    pub fn basis_points(self) -> u32 {
        u32::try_from(self.0).unwrap_or(u32::MAX)
    }
}

/// What an agent asks, and how that comes about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Quote {
    /// Its usual price, in plancks.
    pub base: Balance,
    /// For what the task is: 1.0 to 3.5.
    pub complexity: Factor,
    /// For how the agent works: 0.5 to 2.0.
    pub reputation: Factor,
    /// For how much it has to do: 1.0 to 2.0.
    pub demand: Factor,
}

impl Quote {
    /// What the agent asks now; none where its usual price cannot be read.
    pub fn of(agent: &Agent, scope: Scope) -> Option<Self> {
        Some(Self {
            base: text::parse_amount(&agent.price)?,
            complexity: scope.complexity(),
            reputation: reputation(agent),
            demand: demand(agent),
        })
    }

    /// The price, in plancks: at least one, and the largest number where it would be larger.
    pub fn price(&self) -> Balance {
        // At most 3.5 x 2 x 2, in trillionths.
        let factor = self.complexity.0.saturating_mul(self.reputation.0).saturating_mul(self.demand.0);
        let price = multiply_by_rational_with_rounding(self.base, factor, ONE.pow(3), Rounding::Up);
        price.unwrap_or(Balance::MAX).max(1)
    }
}

/// From one half for an agent that fails to two for one that succeeds at once; one for a newcomer.
fn reputation(agent: &Agent) -> Factor {
    let completed = u128::from(agent.completed.unsigned_abs());
    let bad = u128::from(agent.failed.unsigned_abs()).saturating_add(agent.disputed.unsigned_abs().into());
    let success = share(completed.saturating_add(1), completed.saturating_add(bad).saturating_add(2));
    let twice = u128::from(agent.promised.unsigned_abs()).saturating_mul(2);
    let promptness = match twice {
        0 => ONE / 2,
        _ => share(twice.saturating_sub(agent.worked.unsigned_abs().into()), twice),
    };
    let quality = success.saturating_mul(3).saturating_add(promptness) / 4;
    Factor(quality.saturating_add(ONE / 2).max(quality.saturating_mul(2)))
}

fn demand(agent: &Agent) -> Factor {
    let places = u128::from(agent.concurrency.unsigned_abs()).max(1);
    Factor(ONE.saturating_add(share(agent.engaged.unsigned_abs().into(), places)))
}

/// `part / whole` in basis points, rounded down, at most one. The numbers are of 65 bits at most.
fn share(part: u128, whole: u128) -> u128 {
    part.min(whole).saturating_mul(ONE).checked_div(whole).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::matching::examples::agent;

    const LEAST: Scope = Scope { capabilities: 1, input: 0 };

    fn quote(agent: &Agent, scope: Scope) -> Quote {
        Quote::of(agent, scope).unwrap()
    }

    #[test]
    fn a_newcomer_asks_its_usual_price_for_a_simple_task() {
        let quote = quote(&agent(), LEAST);
        assert_eq!([quote.complexity, quote.reputation, quote.demand].map(Factor::basis_points), [10_000; 3]);
        assert_eq!(quote.price(), 40);
    }

    #[test]
    fn known_factors() {
        let reputation = |row: Agent| reputation(&row).basis_points();
        // 9 of 10 with the newcomer's two, in half the time that was promised: q = (3 x 0.9 + 0.75) / 4.
        assert_eq!(reputation(Agent { completed: 8, worked: 40, promised: 80, ..agent() }), 17_250);
        // 1 of 10, and nothing was delivered: q = (3 x 0.1 + 0.5) / 4.
        assert_eq!(reputation(Agent { failed: 5, disputed: 3, ..agent() }), 7_000);
        let large = Scope { capabilities: 3, input: Scope::max_input() / 2 };
        let busy = Agent { engaged: 1, concurrency: 2, completed: 8, worked: 40, promised: 80, price: "1000".into(), ..agent() };
        let quote = quote(&busy, large);
        assert_eq!((quote.complexity.basis_points(), quote.demand.basis_points()), (17_000, 15_000));
        // 1000 x 1.7 x 1.725 x 1.5 = 4398.75
        assert_eq!(quote.price(), 4_399);
    }

    #[test]
    fn the_largest_price_is_the_largest_number() {
        let dear = Agent { price: Balance::MAX.to_string(), engaged: 1, ..agent() };
        assert_eq!(quote(&dear, LEAST).price(), Balance::MAX);
        assert_eq!(quote(&Agent { price: "0".into(), ..agent() }, LEAST).price(), 1);
    }

    prop_compose! {
        fn any_agent()(
            price: u128, (completed, failed, disputed) in (0..=i64::MAX, 0..=i64::MAX, 0..=i64::MAX),
            (worked, promised) in prop_oneof![(0..100i64, 0..100i64), (0..=i64::MAX, 0..=i64::MAX)],
            (engaged, concurrency) in (0..100i64, 0..100i32),
        ) -> Agent {
            Agent { price: price.to_string(), completed, failed, disputed, worked, promised, engaged, concurrency, ..agent() }
        }
    }

    proptest! {
        #[test]
        fn every_factor_keeps_to_its_range(agent in any_agent(), capabilities: u32, input: u64) {
            let quote = quote(&agent, Scope { capabilities, input });
            prop_assert!((10_000..=35_000).contains(&quote.complexity.basis_points()));
            prop_assert!((5_000..=20_000).contains(&quote.reputation.basis_points()));
            prop_assert!((10_000..=20_000).contains(&quote.demand.basis_points()));
            prop_assert!(quote.price() >= quote.base.div_ceil(2).max(1));
            prop_assert!(quote.price() <= quote.base.saturating_mul(14).max(1));
        }

        #[test]
        fn a_price_is_the_product_rounded_up(agent in any_agent(), price: u64, capabilities: u32, input: u64) {
            let quote = quote(&Agent { price: price.to_string(), ..agent }, Scope { capabilities, input });
            let factors = [quote.complexity, quote.reputation, quote.demand].map(|factor| u128::from(factor.basis_points()));
            let product = factors.iter().fold(u128::from(price), |product, factor| product * factor);
            prop_assert_eq!(quote.price(), product.div_ceil(1_000_000_000_000).max(1));
        }

        #[test]
        fn who_does_better_asks_no_less(agent in any_agent(), more in 0..1_000i64) {
            let better = Agent { completed: agent.completed.saturating_add(more), ..agent.clone() };
            let worse = [
                Agent { failed: agent.failed.saturating_add(more), ..agent.clone() },
                Agent { disputed: agent.disputed.saturating_add(more), ..agent.clone() },
                Agent { worked: agent.worked.saturating_add(more), ..agent.clone() },
            ];
            prop_assert!(reputation(&better) >= reputation(&agent));
            prop_assert!(worse.iter().all(|worse| reputation(worse) <= reputation(&agent)));
            let busier = Agent { engaged: agent.engaged.saturating_add(more), ..agent.clone() };
            prop_assert!(demand(&busier) >= demand(&agent));
        }

        #[test]
        fn what_is_more_work_costs_no_less(agent in any_agent(), (less, more) in (0..20u32, 0..20u32), short: u64, long: u64) {
            let price = |capabilities, input| quote(&agent, Scope { capabilities, input }).price();
            prop_assert!(price(less.min(more), short.min(long)) <= price(less.max(more), short.max(long)));
        }
    }
}
