//! How many biddings are decided in a second, beside the same rule in SQL.

mod book;
mod pgbench;
mod sql;

use std::{
    hint::black_box,
    iter,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use ainur_primitives::AgentId;
use ainur_test_postgres::Postgres;
use anyhow::{ensure, Context, Result};

use self::{book::Book, sql::Database};
use crate::figure::{report_aimed, Aim, Peer};

/// Biddings in the snapshot: as many decisions are compared one by one.
const BIDDINGS: usize = 100_000;
/// From which the snapshot is drawn.
const SEED: u64 = 0x0A1D;
/// How long decisions are counted; the peer's as long with each number of clients.
const SPAN: Duration = Duration::from_secs(10);
/// Decisions between two looks at the clock.
const STRETCH: usize = 1_000;
/// What the peer is given to keep tables and indices in: more than they take. The planner knows that a bidding is read from memory.
const SETTINGS: [&str; 2] = ["shared_buffers=1GB", "random_page_cost=1.1"];
/// Clients of the peer for each core; the best of the rates that come of it counts.
const CLIENTS: [usize; 3] = [1, 2, 4];
const PEER: &str = "the same rule in SQL, pgbench";
const AIM: Aim = Aim::AtLeast(100.0);
/// Decisions that are shown where the two differ.
const SHOWN: usize = 5;

/// In which order biddings are decided, here and there.
#[derive(Clone, Copy)]
enum Order {
    /// All of them in turn, each thread or client from another on: as whoever decides all that wait.
    OneAfterTheOther,
    /// Picked at random, so that hardly one is in the processor's cache: what memory takes is most of it then.
    AtRandom,
}

impl Order {
    const fn name(self) -> &'static str {
        match self {
            Self::OneAfterTheOther => "one after the other",
            Self::AtRandom => "picked at random",
        }
    }
}

/// Decides the same biddings here and there, compares every winner, and counts how fast both are.
pub async fn run() -> Result<()> {
    let book = Book::drawn(SEED, BIDDINGS);
    println!("matching: {BIDDINGS} biddings with {} bids go into Postgres", book.bids());
    let postgres = Postgres::start_with(false, &SETTINGS)?;
    let mut database = Database::fill(&postgres, &book).await?;
    let begun = Instant::now();
    let theirs = database.winners().await?;
    let whole = BIDDINGS as f64 / begun.elapsed().as_secs_f64();
    compare(&book.winners(), &theirs)?;
    println!("matching: {BIDDINGS} winners are the same; in one statement Postgres decides {whole:.0} a second");
    database.close().await?;

    let cores = thread::available_parallelism()?.get();
    let mut rates = Vec::new();
    for order in [Order::OneAfterTheOther, Order::AtRandom] {
        let mut best = 0.0_f64;
        for each in CLIENTS {
            let clients = cores.saturating_mul(each);
            let rate = pgbench::rate(&postgres, &sql::script(order, BIDDINGS, clients), clients, cores, SPAN).await?;
            println!("matching: {}, pgbench with {clients} clients: {rate:.0} decisions a second", order.name());
            best = best.max(rate);
        }
        rates.push((order, Peer { name: PEER, value: best }));
    }
    drop(postgres);
    let book = Arc::new(book);
    for (order, peer) in rates {
        let book = book.clone();
        let ours = tokio::task::spawn_blocking(move || rate(&book, order, cores)).await??;
        report_aimed("matching", &format!("decisions, {}", order.name()), ours, "1/s", peer, AIM);
    }
    Ok(())
}

/// Fails unless all decisions are the same.
fn compare(ours: &[Option<AgentId>], theirs: &[Option<AgentId>]) -> Result<()> {
    ensure!(ours.len() == theirs.len(), "{} decisions here, {} there", ours.len(), theirs.len());
    let all = ours.iter().zip(theirs).enumerate();
    let different: Vec<_> = all.filter(|(_, (ours, theirs))| ours != theirs).collect();
    let first: Vec<_> = different.iter().take(SHOWN).collect();
    ensure!(different.is_empty(), "{} decisions differ; bidding, winner here and there: {first:?}", different.len());
    Ok(())
}

/// Decisions per second of so many threads.
fn rate(book: &Book, order: Order, threads: usize) -> Result<f64> {
    let begun = Instant::now();
    let apart = BIDDINGS.checked_div(threads).unwrap_or(0);
    let decided = thread::scope(|scope| {
        let threads: Vec<_> = (0..threads)
            .map(|thread| {
                scope.spawn(move || match order {
                    Order::OneAfterTheOther => decide(book, (0..BIDDINGS).cycle().skip(thread * apart), begun),
                    Order::AtRandom => {
                        let mut random = fastrand::Rng::with_seed(thread as u64);
                        decide(book, iter::repeat_with(|| random.usize(..BIDDINGS)), begun)
                    }
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().ok()).sum::<Option<usize>>()
    });
    Ok(decided.context("a thread ended early")? as f64 / begun.elapsed().as_secs_f64())
}

/// Decides these biddings until the time is over; returns how many they were.
fn decide(book: &Book, mut biddings: impl Iterator<Item = usize>, begun: Instant) -> usize {
    let mut decided = 0;
    while begun.elapsed() < SPAN {
        for bidding in biddings.by_ref().take(STRETCH) {
            black_box(book.winner(bidding));
        }
        decided += STRETCH;
    }
    decided
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_that_differs_is_named() {
        let [one, other] = [Some(AgentId(1)), Some(AgentId(2))];
        assert!(compare(&[one, None], &[one, None]).is_ok());
        let error = compare(&[one, None, other], &[one, None, one]).unwrap_err().to_string();
        assert!(
            error.starts_with("1 decisions differ") && error.contains("(2, (Some(AgentId(2)), Some(AgentId(1))))"),
            "{error}"
        );
        assert!(compare(&[one], &[]).is_err());
    }

    #[tokio::test]
    async fn the_rule_in_sql_finds_the_winners_of_the_chain() {
        let postgres = Postgres::start(false).unwrap();
        let book = Book::drawn(1, 2_000);
        let mut database = Database::fill(&postgres, &book).await.unwrap();
        compare(&book.winners(), &database.winners().await.unwrap()).unwrap();
    }
}
