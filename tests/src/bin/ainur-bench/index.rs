//! How fast a chain comes into the database: from genesis, beside a loop that only reads it and beside the processor of Subsquid; and
//! then block by block, see `commits`.

use std::time::{Duration, Instant};

use ainur_primitives::BlockNumber;
use ainur_test_postgres::Postgres;
use ainur_tests::{
    orchestrator::Orchestrator,
    peer::Peer,
    wait,
    world::{World, OPERATOR},
};
use anyhow::Result;
use subxt::{dynamic::Value, OnlineClient, SubstrateConfig};

use crate::{
    commits::{self, Record},
    figure::{quantile, report, Peer as Beside},
    lifecycle::Lifecycle,
};

/// Tasks whose lives make up the chain.
const TASKS: usize = 600;
/// Blocks to be indexed, at least.
const BLOCKS: BlockNumber = 60;
/// How often the chain is read by each, in turns; the median counts.
const ROUNDS: usize = 3;
/// How long indexing may take.
const PATIENCE: Duration = Duration::from_secs(300);
const LOOP: &str = "a bare subxt loop";
const SUBSQUID: &str = "@subsquid/substrate-processor 8.5.1";

/// Makes a chain, has each read it from genesis, and then has the orchestrator follow it.
pub async fn run() -> Result<()> {
    println!("index: a chain of {TASKS} tasks and {BLOCKS} blocks is made");
    let world = World::for_floods().await?;
    let mut lifecycle = Lifecycle::with_agents(&world, TASKS + commits::TASKS).await?;
    lifecycle.settleable(&world, TASKS).await?;
    let height = wait::until("the chain to grow", wait::slots(2 * BLOCKS), || async {
        let height = world.height().await?;
        Ok((height >= BLOCKS).then_some(height))
    })
    .await?;

    let (mut ours, mut bare, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
    // Once before the clock runs: nobody is to find a node that has read nothing yet.
    let events = read(&world.node.url(), height).await? as f64;
    for round in 1..=ROUNDS {
        let begun = Instant::now();
        read(&world.node.url(), height).await?;
        bare.push(begun.elapsed().as_secs_f64());
        ours.push(orchestrator(&world, height).await?);
        theirs.push(subsquid(&world, height).await?);
        println!("index: round {round}, seconds: ours {ours:.2?}, {LOOP} {bare:.2?}, {SUBSQUID} {theirs:.2?}");
    }
    let blocks = f64::from(height) + 1.0;
    for (name, seconds) in [(LOOP, &bare), (SUBSQUID, &theirs)] {
        for (metric, count) in [("blocks", blocks), ("events", events)] {
            let beside = Beside { name, value: count / quantile(seconds, 0.5) };
            report("index", metric, count / quantile(&ours, 0.5), "1/s", Some(beside));
        }
    }
    commits::run(&world, &mut lifecycle).await
}

/// Seconds that a new orchestrator takes to have all blocks in a new database, from when the schema is there.
async fn orchestrator(world: &World, height: BlockNumber) -> Result<f64> {
    let postgres = Postgres::start(true)?;
    let orchestrator = Orchestrator::start(world.folder(), &world.node, &postgres.url(), OPERATOR).await?;
    let mut record = Record::of_ours(&postgres).await?;
    let ended = record.reaches(height, PATIENCE, || Ok(())).await?;
    let begun = record.schema_made_at().await?;
    orchestrator.kill()?;
    Ok(ended - begun)
}

/// Seconds that the processor of Subsquid takes to have all blocks in a new database, from when all of it is loaded.
async fn subsquid(world: &World, height: BlockNumber) -> Result<f64> {
    let postgres = Postgres::start(true)?;
    let mut peer = Peer::start("subsquid", world.folder(), |command| {
        command.args([world.node.url(), height.to_string()]).env("DB_URL", postgres.url());
    })?;
    let begun = peer.begins().await?;
    let mut record = Record::of_subsquid(&postgres).await?;
    Ok(record.reaches(height, PATIENCE, || peer.is_well()).await? - begun)
}

/// Fetches and decodes every extrinsic and event up to a block; returns the number of events.
async fn read(url: &str, height: BlockNumber) -> Result<usize> {
    let client = OnlineClient::<SubstrateConfig>::from_insecure_url(url).await?;
    let mut events = 0;
    for number in 0..=height {
        let block = client.at_block(number).await?;
        for extrinsic in block.extrinsics().fetch().await?.iter() {
            extrinsic?.decode_call_data_fields_unchecked_as::<Value>()?;
        }
        for event in block.events().fetch().await?.iter() {
            event?.decode_fields_unchecked_as::<Value>()?;
            events += 1;
        }
    }
    Ok(events)
}
