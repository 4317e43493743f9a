//! What is compared: rows of the projection as the chain compares them.

use ainur_embeddings::Similarity;
use ainur_primitives::{BlockNumber, Offer, Ratings, ScoreWeights, Standing, Terms};
use ainur_store::{agents::Agent, tasks::Task};
use sp_arithmetic::Perbill;

use crate::text;

/// An agent that could take a task.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Candidate {
    /// What it would offer, and how it stands on chain.
    pub offer: Offer,
    /// Blocks that its completed tasks took on average, or that it promises while there is none.
    pub pace: BlockNumber,
    /// Tasks that it is hired for or was picked for.
    pub load: u32,
    /// Most tasks that it takes on at a time.
    pub capacity: u32,
    /// When it was picked last, the larger the later; none for one that never was.
    pub last_pick: Option<u64>,
    /// How alike what it does and what is asked for are; 0 where nobody says.
    pub similarity: Similarity,
}

impl Candidate {
    /// Whether it can take one more task.
    pub fn has_place(&self) -> bool {
        self.load < self.capacity
    }
}

/// How an agent stands on chain, exactly as the chain reckons it.
pub fn standing(agent: &Agent) -> Standing {
    let count = u32::try_from(agent.ratings).unwrap_or(u32::MAX);
    let ratings = Ratings { count, stars: agent.stars.unsigned_abs(), ..Ratings::default() };
    Standing {
        score: agent.score.unsigned_abs(),
        trust: Perbill::from_parts(u32::try_from(agent.trust).unwrap_or_default()),
        rating: ratings.mean(),
    }
}

/// Blocks that the agent's completed tasks took on average, rounded up, at least one; `promised` while there is none.
pub fn pace(agent: &Agent, promised: BlockNumber) -> BlockNumber {
    let (worked, completed) = (agent.worked.unsigned_abs(), agent.completed.unsigned_abs());
    match completed {
        0 => promised,
        _ => BlockNumber::try_from(worked.div_ceil(completed).max(1)).unwrap_or(BlockNumber::MAX),
    }
}

/// By what the chain compares bids on the task; none where it compares none.
pub fn terms(task: &Task) -> Option<Terms> {
    let weights = task.hiring.pointer("/auction/weights")?;
    let share = |name| Some(Perbill::from_parts(u32::try_from(weights.get(name)?.as_u64()?).ok()?));
    Some(Terms {
        budget: text::parse_amount(&task.budget)?,
        max_duration: BlockNumber::try_from(task.max_duration).ok()?,
        weights: ScoreWeights {
            price: share("price")?,
            reputation: share("reputation")?,
            speed: share("speed")?,
            quality: share("quality")?,
        },
    })
}

#[cfg(test)]
mod tests {
    use ainur_primitives::Rating;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::matching::bid::examples::{agent, task};

    #[test]
    fn whoever_has_done_nothing_works_at_the_pace_it_promises() {
        assert_eq!(pace(&agent(), 30), 30);
        assert_eq!(pace(&Agent { completed: 2, worked: 9, ..agent() }, 30), 5);
        assert_eq!(pace(&Agent { completed: 2, worked: 0, ..agent() }, 30), 1);
    }

    #[test]
    fn a_newcomer_stands_where_the_chain_puts_it() {
        assert_eq!(standing(&Agent { score: 0, ..agent() }), Standing::default());
    }

    #[test]
    fn the_terms_are_those_of_the_auction() {
        let weights = json!({ "price": 400_000_000, "reputation": 300_000_000, "speed": 200_000_000, "quality": 100_000_000 });
        let auctioned = Task { hiring: json!({ "auction": { "weights": weights } }), ..task() };
        let [price, reputation, speed, quality] = [40, 30, 20, 10].map(Perbill::from_percent);
        let expected = Terms { budget: 50, max_duration: 20, weights: ScoreWeights { price, reputation, speed, quality } };
        assert_eq!(terms(&auctioned), Some(expected));
        assert_eq!(terms(&Task { hiring: json!({ "direct": { "agent": 1 } }), ..task() }), None);
    }

    proptest! {
        #[test]
        fn an_agents_rating_is_that_of_the_chain(stars in proptest::collection::vec(1..=5u8, 0..50), trust in 0..=1_000_000_000u32) {
            let rating = |stars| Rating { stars, quality: 1, speed: 1, communication: 1, comment: None };
            let on_chain = stars.iter().fold(Ratings::default(), |ratings, stars| ratings.with(&rating(*stars)));
            let row = Agent {
                ratings: stars.len() as i64,
                stars: stars.iter().map(|stars| i64::from(*stars)).sum(),
                trust: trust.into(),
                ..agent()
            };
            prop_assert_eq!(standing(&row).rating, on_chain.mean());
            prop_assert_eq!(standing(&row).trust, Perbill::from_parts(trust));
        }
    }
}
