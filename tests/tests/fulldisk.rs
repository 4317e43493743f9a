//! A disk that is full for a while costs nobody a task, a payment or a row. Features A16, A17, A20.
#![allow(clippy::indexing_slicing, reason = "a test that fails says where")]

use std::time::{Duration, Instant};

use ainur_primitives::{TaskId, AINU};
use ainur_tests::{
    chaos::{
        database, history,
        ledger::Ledger,
        requesters::{Posted, Requesters},
    },
    disk::SmallDisk,
    market,
    orchestrator::Worker,
    outage, wait,
    world::World,
};
use anyhow::{ensure, Context, Result};
use reqwest::{Method, StatusCode};
use sqlx::{Connection, PgConnection};

/// Blocks for which bids are taken: more than become final while a disk is full and until all have recovered.
const BIDDING: u32 = 12;
/// Blocks that become final while a disk is full, at least.
const BLOCKS: u32 = 5;
/// Mebibytes: a new database takes fifty.
const DATABASE: u32 = 160;
/// Mebibytes: the modules take a few.
const CONTENT: u32 = 32;
/// How long anybody may take to run into the end of a disk.
const PATIENCE: Duration = Duration::from_secs(60);
/// What a system says whose disk is full.
const FULL: &str = "No space left on device";
/// Most lines that both processes log in a second when they can do nothing: their loops rest in between.
const LINES: u64 = 20;
/// The requester's name of the task that is worked on when the disk fills up.
const FIRST: [u8; 32] = [1; 32];

/// A market in which tasks come in all the time. One process serves, another only works.
struct Market {
    world: World,
    worker: Worker,
    requesters: Option<Requesters>,
}

impl Market {
    /// Opens it, and waits until there is work as well as tasks that wait for bids.
    async fn open(mut world: World) -> Result<Self> {
        world.start_orchestrator().await?;
        let (api, worker) = (world.api()?, world.worker("worker").await?);
        let requesters = Requesters::start(&world, &api, 1, BIDDING).await?;
        let input = market::add(&api, b"This comes first. Much follows.".to_vec()).await?;
        let spec = market::auction("Before it is full", "text.summarise", input, 5 * AINU, world.height().await?)?;
        let task: TaskId = market::post(&world.wallet("//Charlie")?, FIRST, &spec).await?;
        market::reaches(&api, task, &["running", "verifying"]).await?;
        Ok(Self { world, worker, requesters: Some(requesters) })
    }

    /// All that both processes have logged.
    fn output(&self) -> Result<String> {
        let serving = self.world.orchestrator.as_ref().context("nobody serves")?;
        Ok(serving.output()? + &self.worker.output()?)
    }

    /// Keeps the disk full until somebody has said so, and some blocks are final.
    async fn stays_full(&self, disk: &SmallDisk, complaint: &str) -> Result<()> {
        disk.fill()?;
        let last = self.world.height().await? + BLOCKS;
        wait::until("both processes to do without the disk", PATIENCE, || async {
            // Whatever they clear away is no help to them.
            disk.fill()?;
            let is_said = self.output()?.lines().any(|line| line.contains(complaint) && line.contains(FULL));
            Ok((is_said && self.world.height().await? >= last).then_some(()))
        })
        .await
    }

    /// How many lines both processes have logged, and when.
    fn lines(&self) -> Result<(usize, Instant)> {
        Ok((self.output()?.lines().count(), Instant::now()))
    }

    /// Makes sure that nobody has tried the same again and again since then without a rest.
    fn is_calm(&self, (before, began): (usize, Instant)) -> Result<()> {
        let (after, _) = self.lines()?;
        let (lines, seconds) = (u64::try_from(after - before)?, began.elapsed().as_secs());
        println!("{lines} lines were logged in {seconds} s");
        ensure!(lines <= LINES * seconds, "{lines} lines were logged in {seconds} s");
        Ok(())
    }

    /// Makes sure that both processes live on as they were and catch up with the chain, and that every task comes to its one end.
    async fn ends_well(&mut self) -> Result<()> {
        let requesters = self.requesters.take().context("it has ended")?;
        let (api, height) = (self.world.api()?, self.world.height().await?);
        let (posted, ()) = tokio::try_join!(requesters.stop(), outage::catches_up(&api, height))?;
        let Posted { mut keys, .. } = posted;
        keys.insert(FIRST);
        database::comes_to_rest(&self.world.postgres, keys.len()).await?;
        let faults = Ledger::read(&self.world.chain, self.world.height().await?).await?.faults(&keys);
        ensure!(faults.is_empty(), "the chain's events tell otherwise:\n{}", faults.join("\n"));
        let World { postgres, node, .. } = &self.world;
        let rows = history::is_the_same_again(postgres, self.world.folder(), &node.url()).await?;
        println!("{} tasks were paid once each, {rows} rows are as they should be", keys.len());
        self.world.orchestrator.as_mut().context("nobody serves")?.lives()?;
        self.worker.lives()
    }

    /// Leaves the logs where something went wrong.
    fn judge(mut self, story: Result<()>) -> Result<()> {
        if story.is_err() {
            self.world.keep_folder();
        }
        story.with_context(|| format!("logs in {}", self.world.folder().display()))
    }
}

/// Has Postgres begin segments of its log until it has no room for another, and ends.
async fn ends_for_want_of_room(world: &mut World, disk: &SmallDisk) -> Result<()> {
    let url = &world.postgres.url();
    wait::until("Postgres to end", PATIENCE, || {
        let is_running = disk.fill().and_then(|()| world.postgres.is_running());
        async move {
            let is_running = is_running?;
            // It fails in the end, as it should.
            let _outcome = async {
                let mut connection = PgConnection::connect(url).await?;
                sqlx::raw_sql("SELECT txid_current(); SELECT pg_switch_wal()").execute(&mut connection).await
            }
            .await;
            Ok((!is_running).then_some(()))
        }
    })
    .await
}

async fn fills_the_disk_of_the_database(market: &mut Market, disk: &SmallDisk) -> Result<()> {
    let before = market.lines()?;
    market.stays_full(disk, "the block is taken again").await?;
    ends_for_want_of_room(&mut market.world, disk).await?;
    market.is_calm(before)?;
    disk.free()?;
    market.world.postgres.start_again()?;
    market.ends_well().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_of_the_database_costs_nobody_a_task_or_a_row() -> Result<()> {
    let disk = SmallDisk::for_postgres(DATABASE)?;
    let mut market = Market::open(World::with_database_on(&disk).await?).await?;
    let story = fills_the_disk_of_the_database(&mut market, &disk).await;
    market.judge(story)
}

/// Adds something new.
async fn add(market: &Market, bytes: &'static [u8]) -> Result<(StatusCode, String)> {
    let answer = market.world.api()?.authorised(Method::POST, "/v1/content").body(bytes).send().await?;
    Ok((answer.status(), answer.text().await?))
}

async fn fills_the_disk_of_the_content(market: &mut Market, disk: &SmallDisk) -> Result<()> {
    let before = market.lines()?;
    let known = market.world.api()?.add(b"known".to_vec()).await?;
    market.stays_full(disk, "a disk is full").await?;
    let (status, problem) = add(market, b"new").await?;
    ensure!(status == StatusCode::INSUFFICIENT_STORAGE, "{status}: {problem}");
    let known = known["cid"].as_str().context("no identifier")?;
    ensure!(market.world.api()?.content(known).await? == b"known");
    market.is_calm(before)?;
    disk.free()?;
    let (status, problem) = add(market, b"new").await?;
    ensure!(status == StatusCode::CREATED, "{status}: {problem}");
    market.ends_well().await?;
    // Who waits for room has not failed.
    let mut connection = PgConnection::connect(&market.world.postgres.url()).await?;
    let attempts: Option<i32> = sqlx::query_scalar("SELECT max(attempts) FROM jobs").fetch_one(&mut connection).await?;
    ensure!(attempts == Some(1), "some job took {attempts:?} attempts");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_of_the_content_costs_nobody_a_task_or_a_row() -> Result<()> {
    let (disk, world) = (SmallDisk::for_ourselves(CONTENT)?, World::without_orchestrator().await?);
    world.put_content_on(&disk)?;
    let mut market = Market::open(world).await?;
    let story = fills_the_disk_of_the_content(&mut market, &disk).await;
    market.judge(story)
}
