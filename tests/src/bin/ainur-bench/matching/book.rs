//! Biddings as they may be: most of them usual, some at the edges of what the chain allows.

use ainur_primitives::{AgentId, Balance, BlockNumber, Offer, ScoreWeights, Standing, Terms, AINU};
use fastrand::Rng;
use sp_arithmetic::{PerThing, Perbill};

/// Most bids on a task.
const MOST_BIDS: usize = 32;
const ONE: u32 = Perbill::ACCURACY;

/// One task and who bid on it.
pub struct Bidding {
    pub terms: Terms,
    pub offers: Vec<Offer>,
}

/// All biddings that wait for a decision.
pub struct Book {
    pub biddings: Vec<Bidding>,
}

impl Book {
    /// The same number and seed always give the same book.
    pub fn drawn(seed: u64, biddings: usize) -> Self {
        let mut random = Rng::with_seed(seed);
        Self { biddings: (0..biddings).map(|_| Bidding::drawn(&mut random)).collect() }
    }

    /// Bids on all tasks.
    pub fn bids(&self) -> usize {
        self.biddings.iter().map(|bidding| bidding.offers.len()).sum()
    }

    /// Who wins the bidding, if anybody bid; nobody where there is no such bidding.
    pub fn winner(&self, number: usize) -> Option<AgentId> {
        let Bidding { terms, offers } = self.biddings.get(number)?;
        terms.winner(offers).map(|winner| winner.agent)
    }

    /// Who wins each bidding.
    pub fn winners(&self) -> Vec<Option<AgentId>> {
        (0..self.biddings.len()).map(|number| self.winner(number)).collect()
    }
}

impl Bidding {
    fn drawn(random: &mut Rng) -> Self {
        let terms = Terms { budget: budget(random), max_duration: blocks(random), weights: weights(random) };
        let opened = random.u32(1..1_000_000);
        let mut agent = random.u64(..1_000);
        let mut offers: Vec<Offer> = Vec::new();
        for _ in 0..random.usize(..=MOST_BIDS) {
            agent += random.u64(1..100);
            // One in eight bids as another did: only the block or the id decides between them.
            let copied = if random.u8(..8) == 0 { random.choice(&offers).copied() } else { None };
            let offer = copied.unwrap_or_else(|| offer(random, &terms));
            let placed_at = opened + random.u32(..20);
            offers.push(Offer { agent: AgentId(agent), placed_at, ..offer });
        }
        random.shuffle(&mut offers);
        Self { terms, offers }
    }
}

/// Some AINU; in one of eight anything that the chain can hold.
fn budget(random: &mut Rng) -> Balance {
    match random.u8(..16) {
        0 => random.u128(..4),
        1 => Balance::MAX - random.u128(..4),
        _ => random.u128(AINU..1_000 * AINU),
    }
}

/// Minutes to days; in one of eight anything that the chain can hold.
fn blocks(random: &mut Rng) -> BlockNumber {
    match random.u8(..16) {
        0 => random.u32(..4),
        1 => BlockNumber::MAX - random.u32(..4),
        _ => random.u32(10..100_000),
    }
}

/// The usual halves, one property alone, or any four shares, zeros among them.
fn weights(random: &mut Rng) -> ScoreWeights {
    let mut cuts = match random.u8(..4) {
        0 => return ScoreWeights::default(),
        1 => [0; 3].map(|_| if random.bool() { ONE } else { 0 }),
        _ => [0; 3].map(|_| random.u32(..=ONE)),
    };
    cuts.sort_unstable();
    let [one, two, three] = cuts;
    let [price, reputation, speed, quality] = [one, two - one, three - two, ONE - three].map(Perbill::from_parts);
    ScoreWeights { price, reputation, speed, quality }
}

/// A bid within the terms; one in sixteen is at their edge or beyond it.
fn offer(random: &mut Rng, terms: &Terms) -> Offer {
    let (price, duration) = match random.u8(..16) {
        0 => (terms.budget.saturating_add(random.u128(..2)), terms.max_duration.saturating_add(random.u32(..2))),
        1 => (random.u128(..=terms.budget.min(3)), random.u32(..=terms.max_duration.min(3))),
        _ => (random.u128(..=terms.budget), random.u32(..=terms.max_duration)),
    };
    let standing = if random.u8(..8) == 0 {
        Standing::default()
    } else {
        let [trust, rating] = [0; 2].map(|_| Perbill::from_parts(random.u32(..=ONE)));
        Standing { score: random.u64(..1_000_000), trust, rating }
    };
    Offer { agent: AgentId(0), price, duration, placed_at: 0, standing }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_book_holds_what_decisions_turn_on() {
        let book = Book::drawn(1, 10_000);
        let any = |wanted: fn(&Bidding) -> bool| book.biddings.iter().any(wanted);
        assert!(any(|bidding| bidding.offers.is_empty()));
        assert!(any(|bidding| bidding.offers.len() == MOST_BIDS));
        assert!(any(|bidding| bidding.terms.budget == 0));
        assert!(any(|bidding| bidding.terms.budget == Balance::MAX));
        assert!(any(|bidding| bidding.terms.max_duration == 0));
        assert!(any(|bidding| bidding.terms.weights.price.is_zero()));
        assert!(any(|bidding| bidding.terms.weights.price.is_one()));
        assert!(any(|bidding| bidding.offers.iter().any(|offer| offer.price > bidding.terms.budget)));
        let ties = |bidding: &Bidding, within_a_block: bool| {
            let Some(winner) = bidding.terms.winner(&bidding.offers) else { return false };
            let score = bidding.terms.score(winner);
            let mut rivals = bidding.offers.iter().filter(|offer| offer.agent != winner.agent);
            rivals.any(|rival| bidding.terms.score(rival) == score && (rival.placed_at == winner.placed_at) == within_a_block)
        };
        assert!([true, false].map(|within| book.biddings.iter().any(|bidding| ties(bidding, within))) == [true, true]);
        assert!(book.biddings.iter().all(|bidding| bidding.terms.weights.is_complete()));
    }

    #[test]
    fn a_book_can_be_drawn_again() {
        assert_eq!(Book::drawn(7, 100).winners(), Book::drawn(7, 100).winners());
        assert_ne!(Book::drawn(7, 100).winners(), Book::drawn(8, 100).winners());
    }
}
