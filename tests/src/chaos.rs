//! Chaos: whatever is killed, in whatever order, while tasks come in all the time, each task ends with its one payment and every
//! database tells the same story.

pub mod database;
pub mod history;
pub mod ledger;
mod plan;
pub mod requesters;
mod town;

use std::{
    collections::BTreeMap,
    fmt,
    time::{Duration, Instant},
};

use anyhow::{ensure, Context, Result};

use self::{
    ledger::Ledger,
    plan::Strike,
    requesters::{Posted, Requesters},
    town::Town,
};

/// Blocks for which bids are taken: nobody may be able to bid for a while.
const BIDDING: u32 = 15;
/// After how many kills it is said how far things are.
const NEWS: usize = 20;

/// What came of it.
pub struct Figures {
    /// How often each kind of process was killed.
    pub kills: BTreeMap<&'static str, usize>,
    /// How often another process led after the one that did had been killed.
    pub handovers: usize,
    /// Tasks that were posted, and paid once each.
    pub tasks: usize,
    /// How often posting them was tried.
    pub tries: u64,
    /// How many of them each process worked on.
    pub work: BTreeMap<String, usize>,
    /// The longest time from a kill until a block, made after everything was up again, was known to all who serve.
    pub longest_recovery: Duration,
    /// Rows that a second reader of the chain has as well, each the same.
    pub rows: usize,
    /// Height of the chain by then.
    pub height: u32,
    /// How long everything took.
    pub took: Duration,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |counts: Vec<String>| counts.join(", ");
        let kills = list(self.kills.iter().map(|(kind, times)| format!("{kind} {times}")).collect());
        let work = list(self.work.iter().map(|(process, tasks)| format!("{process} {tasks}")).collect());
        writeln!(f, "kills: {kills}; led by another afterwards: {}", self.handovers)?;
        writeln!(f, "tasks: {}, each paid once, posted in {} tries; worked on by {work}", self.tasks, self.tries)?;
        writeln!(f, "longest recovery: {:.1} s", self.longest_recovery.as_secs_f64())?;
        write!(
            f,
            "{} rows of {} blocks are the same in a fresh database; all took {} s",
            self.rows,
            self.height,
            self.took.as_secs()
        )
    }
}

/// Kills so many processes as the seed says, and sees what becomes of the tasks.
///
/// # Errors
///
/// When anything is not as it should be in the end: what exactly, and where the logs are.
pub async fn run(seed: u64, kills: usize) -> Result<Figures> {
    println!("chaos: {kills} kills, seed {seed}");
    let began = Instant::now();
    let mut town = Town::start().await?;
    let figures = lead(&mut town, seed, kills, began).await;
    if figures.is_err() {
        town.world.keep_folder();
    }
    figures.with_context(|| format!("seed {seed}, logs in {}", town.world.folder().display()))
}

async fn lead(town: &mut Town, seed: u64, kills: usize, began: Instant) -> Result<Figures> {
    let requesters = Requesters::start(&town.world, &town.api()?, seed, BIDDING).await?;
    println!("{:>5} s: everything runs, tasks come in", began.elapsed().as_secs());
    rage(town, &plan::strikes(seed, kills), began).await?;
    let Posted { keys, tries } = requesters.stop().await?;
    println!("{:>5} s: {} tasks were posted, all kills are over", began.elapsed().as_secs(), keys.len());
    database::comes_to_rest(&town.world.postgres, keys.len()).await?;
    town.live()?;
    println!("{:>5} s: nothing is open any more", began.elapsed().as_secs());
    let height = town.world.height().await?;
    let faults = Ledger::read(&town.world.chain, height).await?.faults(&keys);
    ensure!(faults.is_empty(), "the chain's events from block 0 to {height} tell otherwise:\n{}", faults.join("\n"));
    println!("{:>5} s: each task was paid once", began.elapsed().as_secs());
    let rows = history::is_the_same_again(&town.world.postgres, town.world.folder(), &town.world.node.url()).await?;
    let work = database::work(&town.world.postgres, keys.len()).await?;
    database::comes_to_rest(&town.world.postgres, keys.len()).await?;
    town.live()?;
    ensure!(town.handovers > 0 || kills < plan::ROUND, "nobody led after the one who did had been killed");
    ensure!(work.len() > 1, "one process did all the work: {work:?}");
    Ok(Figures {
        kills: town.kills.clone(),
        handovers: town.handovers,
        tasks: keys.len(),
        tries,
        work,
        longest_recovery: town.longest_recovery,
        rows,
        height,
        took: began.elapsed(),
    })
}

/// Strikes, and has everything started again, strike by strike.
async fn rage(town: &mut Town, strikes: &[Strike], began: Instant) -> Result<()> {
    let (mut killed, mut told) = (0, 0);
    for strike in strikes {
        town.live()?;
        town.strike(strike).await?;
        tokio::time::sleep(strike.downtime).await;
        town.heal(&strike.victims).await.with_context(|| format!("after the kills of {:?}", strike.victims))?;
        town.recovers_within(strike.respite).await?;
        killed += strike.victims.len();
        if killed - told >= NEWS {
            told = killed;
            println!("{:>5} s: {killed} kills", began.elapsed().as_secs());
        }
    }
    town.recovers().await
}
