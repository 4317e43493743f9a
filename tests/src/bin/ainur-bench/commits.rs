//! How long a final block takes to be on record while the chain is busy, and how far an indexer is.

use std::time::{Duration, Instant};

use ainur_chain::{Chain, Mortality, Signer};
use ainur_primitives::BlockNumber;
use ainur_test_postgres::Postgres;
use ainur_tests::{
    orchestrator::Orchestrator,
    world::{World, OPERATOR},
};
use anyhow::{ensure, Context, Result};
use sqlx::{Connection, PgConnection};

use crate::{
    figure::{quantile, report},
    lifecycle::Lifecycle,
    node_view::{clock, NodeView},
};

/// Blocks whose way into the database is timed.
const BLOCKS: usize = 100;
/// Tasks that are posted meanwhile, at most.
pub const TASKS: usize = BLOCKS * POSTS * 4;
/// How long they may take.
const PATIENCE: Duration = Duration::from_secs(600);
/// Between two batches of posts: about three a slot, and not in step with it.
const INTERVAL: Duration = Duration::from_millis(730);
/// Tasks in each batch.
const POSTS: usize = 40;
/// For how many blocks a signature is good.
const MORTALITY: u32 = 64;
/// Between two looks at the database.
const LOOK: Duration = Duration::from_millis(1);
/// What Postgres says of a table that is not there.
const UNDEFINED_TABLE: &str = "42P01";

/// Has an orchestrator catch up and then follow the chain while tasks are posted all the time.
pub async fn run(world: &World, lifecycle: &mut Lifecycle) -> Result<()> {
    println!("index: {BLOCKS} blocks full of new tasks are followed");
    let postgres = Postgres::start(true)?;
    let orchestrator = Orchestrator::start(world.folder(), &world.node, &postgres.url(), OPERATOR).await?;
    let mut record = Record::of_ours(&postgres).await?;
    record.reaches(world.height().await?, PATIENCE, || Ok(())).await?;
    let waits = tokio::select! {
        waits = waits(world, &mut record) => waits?,
        failure = load(world, lifecycle) => failure.and(Err(anyhow::anyhow!("no more tasks are posted")))?,
    };
    let first = i64::from(world.height().await?).saturating_sub(BLOCKS as i64);
    println!("index: {:.0} events in a block on average", record.events_in_a_block_since(first).await?);
    for (name, share) in [("median", 0.5), ("p99", 0.99)] {
        report("index", &format!("final to committed, {name}"), quantile(&waits.seen, share) * 1e3, "ms", None);
    }
    report("index", "final to committed, p99 of what that is too much at most", quantile(&waits.error, 0.99) * 1e3, "ms", None);
    orchestrator.kill()
}

/// Seconds from the node's announcement of a final block to the look that found it on record, and from the look before to that one.
#[derive(Default)]
struct Waits {
    seen: Vec<f64>,
    error: Vec<f64>,
}

/// Times so many blocks. The announcement comes by a subscription of this program, like that of the indexer; what several blocks share is
/// counted once.
async fn waits(world: &World, record: &mut Record) -> Result<Waits> {
    let view = NodeView::connect(&world.node.url()).await?;
    let mut heads = view.final_heads().await?;
    let mut waits = Waits::default();
    let deadline = Instant::now() + PATIENCE;
    // The one that is final already, nobody knows since when.
    heads.next().await.context("the node sends no heads")??;
    while waits.seen.len() < BLOCKS {
        ensure!(Instant::now() < deadline, "{} of {BLOCKS} blocks were timed", waits.seen.len());
        let head = heads.next().await.context("the node sends no more heads")??;
        let announced = clock();
        let awaited = i64::try_from(head.number)?;
        let (mut before, mut height) = (announced, record.height().await?);
        while height < awaited {
            ensure!(Instant::now() < deadline, "block {awaited} is not put on record");
            tokio::time::sleep(LOOK).await;
            before = clock();
            height = record.height().await?;
        }
        let found = clock();
        waits.seen.push(found - announced);
        waits.error.push(found - before + LOOK.as_secs_f64());
    }
    Ok(waits)
}

/// Posts tasks without end, without waiting for what becomes of them.
async fn load(world: &World, lifecycle: &mut Lifecycle) -> Result<()> {
    let signer = Signer::from_secret(&"//Alice".to_owned().into())?;
    let mut nonce = world.chain.account(&signer.account()).await?.nonce;
    let runtime = world.chain.runtime().await?;
    let mut interval = tokio::time::interval(INTERVAL);
    loop {
        interval.tick().await;
        let head = world.chain.finalised_head().await?;
        let batch = runtime.encode_batch(&lifecycle.posts(POSTS, head.height.saturating_add(1_000))?)?;
        let extrinsic = signer.sign(&runtime, &batch, nonce, Mortality::new(head, MORTALITY))?;
        world.chain.submit(&extrinsic.bytes).await.context("a batch of posts was refused")?;
        nonce = nonce.saturating_add(1);
    }
}

/// What an indexer has put into its database.
pub struct Record {
    database: PgConnection,
    /// The greatest height on record.
    height: &'static str,
}

impl Record {
    /// That of our own indexer.
    pub async fn of_ours(postgres: &Postgres) -> Result<Self> {
        let database = PgConnection::connect(&postgres.url()).await?;
        Ok(Self { database, height: "SELECT coalesce(max(height), -1) FROM blocks" })
    }

    /// That of the processor of Subsquid.
    pub async fn of_subsquid(postgres: &Postgres) -> Result<Self> {
        let database = PgConnection::connect(&postgres.url()).await?;
        Ok(Self { database, height: "SELECT height::int8 FROM squid_processor.status" })
    }

    /// The greatest height on record; -1 before the first.
    pub async fn height(&mut self) -> Result<i64> {
        match sqlx::query_scalar(self.height).fetch_optional(&mut self.database).await {
            Ok(height) => Ok(height.unwrap_or(-1)),
            Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some(UNDEFINED_TABLE) => Ok(-1),
            Err(error) => Err(error.into()),
        }
    }

    /// When the height was first seen on record, in seconds since the Unix epoch; looks every millisecond, while `is_well`.
    pub async fn reaches(
        &mut self,
        height: BlockNumber,
        patience: Duration,
        mut is_well: impl FnMut() -> Result<()>,
    ) -> Result<f64> {
        let deadline = Instant::now() + patience;
        while self.height().await? < i64::from(height) {
            is_well()?;
            ensure!(Instant::now() < deadline, "block {height} is not put on record");
            tokio::time::sleep(LOOK).await;
        }
        Ok(clock())
    }

    /// When our indexer had made its tables, in seconds since the Unix epoch.
    pub async fn schema_made_at(&mut self) -> Result<f64> {
        let query = "SELECT extract(epoch FROM max(installed_on))::float8 FROM _sqlx_migrations";
        Ok(sqlx::query_scalar(query).fetch_one(&mut self.database).await?)
    }

    /// Events that our indexer has put on record for each block from this height on.
    async fn events_in_a_block_since(&mut self, height: i64) -> Result<f64> {
        let query = "SELECT count(*)::float8 / greatest(count(DISTINCT height), 1) FROM events WHERE height >= $1";
        Ok(sqlx::query_scalar(query).bind(height).fetch_one(&mut self.database).await?)
    }
}
