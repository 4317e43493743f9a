//! How fast a chain comes into the database, beside a loop that only reads it.
#![allow(clippy::indexing_slicing, reason = "a key that a JSON value does not have reads as null")]

use std::time::{Duration, Instant};

use ainur_primitives::BlockNumber;
use ainur_tests::{wait, world::World};
use anyhow::{Context, Result};
use subxt::{dynamic::Value, OnlineClient, SubstrateConfig};

use crate::{
    figure::{report, Peer},
    lifecycle::Lifecycle,
};

/// Tasks whose lives make up the chain.
const TASKS: usize = 600;
/// Blocks to be indexed, at least.
const BLOCKS: BlockNumber = 60;
/// How long indexing may take.
const PATIENCE: Duration = Duration::from_secs(300);
const PEER: &str = "a bare subxt loop";

/// Makes a chain, reads it with the loop, and has the orchestrator index it from genesis.
pub async fn run() -> Result<()> {
    println!("index: a chain of {TASKS} tasks and {BLOCKS} blocks is made");
    let mut world = World::without_orchestrator().await?;
    Lifecycle::new(&world).await?.settleable(&world, TASKS).await?;
    let height = wait::until("the chain to grow", wait::slots(2 * BLOCKS), || async {
        let height = world.height().await?;
        Ok((height >= BLOCKS).then_some(height))
    })
    .await?;

    let begun = Instant::now();
    let events = read(&world.node.url(), height).await?;
    let bare = begun.elapsed().as_secs_f64();

    world.start_orchestrator().await?;
    let begun = Instant::now();
    let api = world.api()?;
    wait::until("the chain to be indexed", PATIENCE, || async {
        let status = api.get("/v1/sync/status").await?;
        Ok(status["indexed"].as_u64().filter(|indexed| *indexed >= u64::from(height)))
    })
    .await
    .context("the orchestrator did not index the chain")?;
    let indexed = begun.elapsed().as_secs_f64();

    let blocks = f64::from(height) + 1.0;
    report("index", "blocks", blocks / indexed, "1/s", Some(Peer { name: PEER, value: blocks / bare }));
    report("index", "events", events as f64 / indexed, "1/s", Some(Peer { name: PEER, value: events as f64 / bare }));
    Ok(())
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
