//! How one of several candidates is picked.

use std::cmp::Ordering;

use ainur_primitives::{AgentId, Terms};
use serde::Deserialize;

use super::Candidate;

/// By what an agent is picked. Only one with a place free is; ties go to the smaller agent id.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// Whom the chain would hire if all of them bid.
    BestScore,
    /// The lowest price.
    Cheapest,
    /// The fewest blocks for a task.
    Fastest,
    /// The smallest share of its places taken.
    LeastLoaded,
    /// Whoever was not picked for longest.
    RoundRobin,
    /// Whose description is most like the task's; whom the chain would hire of those that are equally like it.
    Similar,
    /// Whoever worked for the requester last; whom the chain would hire where nobody did or that one has no place.
    Sticky,
}

impl Strategy {
    /// The candidate to be picked; none where none has a place. `usual` is who worked for the requester last.
    pub fn pick(self, terms: &Terms, usual: Option<AgentId>, candidates: &[Candidate]) -> Option<AgentId> {
        let free = candidates.iter().filter(|candidate| candidate.has_place());
        let picked = match self {
            Self::BestScore => return best_score(terms, free),
            Self::Similar => {
                let most = free.clone().map(|candidate| candidate.similarity).max()?;
                return best_score(terms, free.filter(|candidate| candidate.similarity == most));
            }
            Self::Sticky => match free.clone().find(|candidate| Some(candidate.offer.agent) == usual) {
                Some(usual) => Some(usual),
                None => return best_score(terms, free),
            },
            Self::Cheapest => free.min_by_key(|candidate| (candidate.offer.price, candidate.offer.agent)),
            Self::Fastest => free.min_by_key(|candidate| (candidate.pace, candidate.offer.agent)),
            Self::LeastLoaded => free.min_by(|one, other| by_load(one, other)),
            Self::RoundRobin => free.min_by_key(|candidate| (candidate.last_pick, candidate.offer.agent)),
        };
        picked.map(|candidate| candidate.offer.agent)
    }
}

fn best_score<'a>(terms: &Terms, candidates: impl Iterator<Item = &'a Candidate>) -> Option<AgentId> {
    terms.winner(candidates.map(|candidate| &candidate.offer)).map(|winner| winner.agent)
}

/// The order of candidates that have capacity, by the share of it that is taken: `a / b < c / d` is `a x d < c x b`, and no product
/// of two 32-bit numbers exceeds 64 bits.
fn by_load(one: &Candidate, other: &Candidate) -> Ordering {
    let share = |load: u32, whole: u32| u64::from(load).saturating_mul(u64::from(whole));
    share(one.load, other.capacity).cmp(&share(other.load, one.capacity)).then(one.offer.agent.cmp(&other.offer.agent))
}

#[cfg(test)]
mod tests {
    use ainur_embeddings::Similarity;
    use ainur_primitives::{Offer, ScoreWeights, Standing};
    use proptest::{prelude::*, strategy::Strategy as Generator};
    use sp_arithmetic::Perbill;

    use super::{AgentId, Candidate, Strategy, Terms};
    use crate::matching::Rota;

    const ALL: [Strategy; 7] = [
        Strategy::BestScore,
        Strategy::Cheapest,
        Strategy::Fastest,
        Strategy::LeastLoaded,
        Strategy::RoundRobin,
        Strategy::Similar,
        Strategy::Sticky,
    ];

    /// Few values, so that ties are common.
    fn any_number() -> impl Generator<Value = u32> {
        prop_oneof![0..4u32, any::<u32>()]
    }

    prop_compose! {
        fn any_terms()(
            budget in prop_oneof![0..10u128, any::<u128>()],
            max_duration in any_number(),
            cuts in proptest::array::uniform3(0..=1_000_000_000u32),
        ) -> Terms {
            let mut cuts = cuts;
            cuts.sort_unstable();
            let [one, two, three] = cuts;
            let parts = [one, two - one, three - two, 1_000_000_000 - three].map(Perbill::from_parts);
            let [price, reputation, speed, quality] = parts;
            Terms { budget, max_duration, weights: ScoreWeights { price, reputation, speed, quality } }
        }
    }

    prop_compose! {
        fn any_candidate()(
            price in prop_oneof![0..4u128, any::<u128>()],
            (duration, placed_at, pace) in (any_number(), any_number(), any_number()),
            (load, capacity) in (any_number(), any_number()),
            (trust, rating) in (0..=1_000_000_000u32, 0..=1_000_000_000u32),
            last_pick in proptest::option::of(0..4u64),
            // Few values, as above.
            similarity in prop_oneof![0..3u8, 0..=100u8],
        ) -> Candidate {
            let standing = Standing { score: 0, trust: Perbill::from_parts(trust), rating: Perbill::from_parts(rating) };
            let offer = Offer { agent: AgentId(0), price, duration, placed_at, standing };
            Candidate { offer, pace, load, capacity, last_pick, similarity: Similarity::hundredths(similarity) }
        }
    }

    prop_compose! {
        /// A book: each agent once, in any order.
        fn any_book()(candidates in proptest::collection::vec(any_candidate(), 0..24))(
            book in Just((0..).map(AgentId).zip(candidates).map(|(agent, candidate)| {
                Candidate { offer: Offer { agent, ..candidate.offer }, ..candidate }
            }).collect::<Vec<_>>()).prop_shuffle()
        ) -> Vec<Candidate> {
            book
        }
    }

    /// One that has a place.
    fn example(offer: Offer) -> Candidate {
        Candidate { offer, pace: 1, load: 0, capacity: 1, last_pick: None, similarity: Similarity::default() }
    }

    fn any_strategy() -> impl Generator<Value = Strategy> {
        proptest::sample::select(ALL.to_vec())
    }

    fn any_usual() -> impl Generator<Value = Option<AgentId>> {
        proptest::option::of((0..30u64).prop_map(AgentId))
    }

    /// Whether the first is preferred, told the long way.
    fn beats(strategy: Strategy, terms: &Terms, usual: Option<AgentId>, one: &Candidate, other: &Candidate) -> bool {
        let is_usual = |candidate: &Candidate| usual == Some(candidate.offer.agent);
        let score = |candidate: &Candidate| terms.score(&candidate.offer);
        let by_score = || score(other).cmp(&score(one)).then(one.offer.placed_at.cmp(&other.offer.placed_at));
        let order = match strategy {
            Strategy::BestScore => by_score(),
            Strategy::Cheapest => one.offer.price.cmp(&other.offer.price),
            Strategy::Fastest => one.pace.cmp(&other.pace),
            Strategy::LeastLoaded => {
                let taken = |candidate: &Candidate, by: &Candidate| u128::from(candidate.load) * u128::from(by.capacity);
                taken(one, other).cmp(&taken(other, one))
            }
            Strategy::RoundRobin => one.last_pick.cmp(&other.last_pick),
            Strategy::Similar => other.similarity.cmp(&one.similarity).then_with(by_score),
            Strategy::Sticky => is_usual(other).cmp(&is_usual(one)).then_with(by_score),
        };
        order.then(one.offer.agent.cmp(&other.offer.agent)).is_lt()
    }

    proptest! {
        #[test]
        fn nobody_is_preferred_to_who_is_picked(
            strategy in any_strategy(), terms in any_terms(), usual in any_usual(), book in any_book(),
        ) {
            let free: Vec<_> = book.iter().filter(|candidate| candidate.load < candidate.capacity).collect();
            match strategy.pick(&terms, usual, &book) {
                None => prop_assert!(free.is_empty()),
                Some(agent) => {
                    // Among the free, so never beyond its capacity.
                    let picked = free.iter().find(|candidate| candidate.offer.agent == agent);
                    prop_assert!(picked.is_some());
                    for other in free.iter().filter(|candidate| candidate.offer.agent != agent) {
                        prop_assert!(beats(strategy, &terms, usual, picked.unwrap(), other));
                    }
                }
            }
        }

        #[test]
        fn the_order_of_candidates_does_not_matter(
            strategy in any_strategy(), terms in any_terms(), usual in any_usual(),
            (book, shuffled) in any_book().prop_flat_map(|book| (Just(book.clone()), Just(book).prop_shuffle())),
        ) {
            prop_assert_eq!(strategy.pick(&terms, usual, &book), strategy.pick(&terms, usual, &shuffled));
        }

        #[test]
        fn the_best_score_is_the_winner_of_the_chain(terms in any_terms(), book in any_book()) {
            // As the pallet does it: sort the book of those that have a place, and take the first.
            let mut ranked: Vec<_> = book.iter().filter(|candidate| candidate.has_place()).map(|candidate| candidate.offer).collect();
            let winner = terms.winner(&ranked).map(|offer| offer.agent);
            ranked.sort_by_key(|offer| (std::cmp::Reverse(terms.score(offer)), offer.placed_at, offer.agent));
            prop_assert_eq!(winner, ranked.first().map(|offer| offer.agent));
            prop_assert_eq!(Strategy::BestScore.pick(&terms, None, &book), winner);
        }

        #[test]
        fn whoever_worked_last_is_kept_while_it_has_a_place(terms in any_terms(), usual in 0..30u64, book in any_book()) {
            let usual = AgentId(usual);
            let has_place = book.iter().any(|candidate| candidate.offer.agent == usual && candidate.has_place());
            let picked = Strategy::Sticky.pick(&terms, Some(usual), &book);
            prop_assert_eq!(picked == Some(usual), has_place || Strategy::BestScore.pick(&terms, None, &book) == Some(usual));
        }

        #[test]
        fn each_has_its_turn_in_every_round(terms in any_terms(), agents in 1..12u64, rounds in 1..6i64) {
            let mut rota = Rota::default();
            let mut turns = vec![0; agents as usize];
            for task in 0..rounds * agents as i64 {
                let candidates: Vec<_> = (0..agents).map(AgentId).map(|agent| {
                    let offer = Offer { agent, price: 1, duration: 1, placed_at: 1, standing: Standing::default() };
                    Candidate { last_pick: rota.last_pick(agent), ..example(offer) }
                }).collect();
                let picked = Strategy::RoundRobin.pick(&terms, None, &candidates).unwrap();
                rota.note((task, 0), "requester", picked);
                turns[picked.0 as usize] += 1;
            }
            prop_assert!(turns.iter().all(|turns| *turns == rounds));
        }
    }

    #[test]
    fn a_place_of_ten_weighs_less_than_one_of_two() {
        let offer = |agent| Offer { agent: AgentId(agent), price: 1, duration: 1, placed_at: 1, standing: Standing::default() };
        let of = |agent, load, capacity| Candidate { load, capacity, ..example(offer(agent)) };
        let terms = Terms { budget: 1, max_duration: 1, weights: ScoreWeights::default() };
        let pick = |candidates: &[Candidate]| Strategy::LeastLoaded.pick(&terms, None, candidates);
        assert_eq!(pick(&[of(1, 1, 2), of(2, 2, 10)]), Some(AgentId(2)));
        assert_eq!(pick(&[of(2, 1, 2), of(1, 5, 10)]), Some(AgentId(1)), "a tie goes to the smaller id");
        assert_eq!(pick(&[of(1, 10, 10), of(2, 0, 0)]), None);
    }
}
