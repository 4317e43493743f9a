//! Brings the finalised chain into the database, block by block, and many at a time where many are to be read.

use std::{borrow::Cow, sync::Arc, time::Duration};

use ainur_chain::{Block, BlockRef, DispatchError, Event, Extrinsic, Walker};
use ainur_store::{
    blocks::{self, NewBlock},
    events::NewEvent,
    outbox::{self, Included},
    projection, settlements, PgConnection, StoreError,
};
use anyhow::Result;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{bidding, project, settle, Context};
use crate::http;

/// After three slots without a finalised head the connection is mistrusted.
const SILENCE: Duration = Duration::from_secs(6);

/// Most blocks that are written at a time. As many wait for them in memory at most, beside those that the walker reads ahead.
const BATCH: usize = 16;

/// Why a bid is refused of an agent that was hired for something else in the meantime: it may bid again when that has ended.
const NO_FREE_PLACE: &str = ".NoFreePlace";

/// Why the chain refuses a call that it would take at another time: an account has taken back what it named our key for, or calls are
/// paused.
const FOR_NOW: [&str; 3] = ["Proxy.NotProxy", "Proxy.Unannounced", "System.CallFiltered"];

/// How the business keys of calls begin that are not made again by themselves: settlements are queued under other keys, and whoever asked
/// for a call over HTTP is told.
const ONCE: [&str; 2] = [settle::PREFIX, http::PREFIX];

/// How long to wait after an error.
const AFTER_ERROR: Duration = Duration::from_secs(1);

/// Indexes until the shutdown.
pub async fn run(context: Context, shutdown: CancellationToken) {
    let mut walker = Walker::new(context.chain.clone(), SILENCE);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = follow(&context, &mut walker) => {}
        }
    }
}

/// Indexes all there is, and returns when there may be more.
async fn follow(context: &Context, walker: &mut Walker) {
    match catch_up(context, walker).await {
        Ok(()) => {
            context.wake.ring();
            walker.wait().await;
        }
        Err(error) => {
            tracing::warn!(reconciler = "index", error = format!("{error:#}"), "the block is taken again");
            tokio::time::sleep(AFTER_ERROR).await;
        }
    }
}

/// Indexes all blocks that are final: some are fetched ahead while others are written. What waits is written together.
pub async fn catch_up(context: &Context, walker: &mut Walker) -> Result<()> {
    let mut cursor = context.store.cursor().await?.map(|(height, hash)| BlockRef { height, hash });
    let (sender, mut fetched) = mpsc::channel::<Block>(BATCH);
    let fetch = async move {
        while let Some(block) = walker.block_after(cursor).await? {
            cursor = Some(block.at);
            sender.send(block).await?;
        }
        Ok(())
    };
    let store = async move {
        let mut blocks = Vec::new();
        while fetched.recv_many(&mut blocks, BATCH).await > 0 {
            put_on_record(context, std::mem::take(&mut blocks)).await?;
        }
        Ok(())
    };
    tokio::try_join!(fetch, store).map(drop)
}

/// Writes blocks in one transaction. One that cannot be written does not keep those before it off the record.
pub(super) async fn put_on_record(context: &Context, blocks: Vec<Block>) -> Result<(), StoreError> {
    let blocks = Arc::new(blocks);
    match write(context, blocks.clone()).await {
        Err(error) if blocks.len() > 1 => {
            tracing::warn!(error = &error as &dyn std::error::Error, blocks = blocks.len(), "the blocks are written one by one");
            for block in blocks.iter() {
                write(context, Arc::new(vec![block.clone()])).await?;
            }
            Ok(())
        }
        outcome => outcome,
    }
}

async fn write(context: &Context, blocks: Arc<Vec<Block>>) -> Result<(), StoreError> {
    let (count, last) = (blocks.len(), blocks.last().map(|block| block.at.height));
    let written = context.store.transaction(move |connection| {
        let blocks = blocks.clone();
        Box::pin(async move { write_all(connection, &blocks).await })
    });
    written.await?;
    tracing::debug!(count, last, "blocks indexed");
    Ok(())
}

/// Writes the blocks, their events, what they change, and what became of our own submissions.
async fn write_all(connection: &mut PgConnection, blocks: &[Block]) -> Result<(), StoreError> {
    let new: Vec<_> = blocks.iter().map(new_block).collect();
    blocks::insert(connection, &new).await?;
    let hashes: Vec<_> = blocks.iter().flat_map(|block| &block.extrinsics).map(|extrinsic| extrinsic.hash.as_slice()).collect();
    let awaited = outbox::awaited(connection, &hashes).await?;
    let mut changes = Vec::new();
    for block in blocks {
        for event in &block.events {
            changes.extend(event.market.iter().flat_map(|market| project::changes(market, (block.at.height, event.index))));
        }
        if block.extrinsics.iter().any(|extrinsic| awaited.contains(extrinsic.hash.as_slice())) {
            // What our own batches have passed over is told by how it stands just then.
            projection::write(connection, &std::mem::take(&mut changes)).await?;
            confirm(connection, block).await?;
        }
    }
    projection::write(connection, &changes).await
}

/// Notes what became of our own submissions that are in the block.
async fn confirm(connection: &mut PgConnection, block: &Block) -> Result<(), StoreError> {
    let included = |extrinsic: &Extrinsic| Included {
        hash: extrinsic.hash,
        error: extrinsic.outcome.as_ref().err().map(ToString::to_string),
    };
    let is_for_now = |error: &DispatchError| FOR_NOW.contains(&error.name.as_str());
    let for_now = block.extrinsics.iter().filter(|extrinsic| extrinsic.outcome.as_ref().err().is_some_and(is_for_now));
    outbox::put_off(connection, block.at.height, &for_now.map(included).collect::<Vec<_>>(), &ONCE).await?;
    let has_no_place = |error: &DispatchError| error.name.ends_with(NO_FREE_PLACE);
    let passing = block.extrinsics.iter().filter(|extrinsic| extrinsic.outcome.as_ref().err().is_some_and(has_no_place));
    let passing: Vec<_> = passing.map(|extrinsic| extrinsic.hash.as_slice()).collect();
    let included: Vec<_> = block.extrinsics.iter().map(included).collect();
    let batches = outbox::confirm(connection, block.at.height, &included, settle::PREFIX).await?;
    outbox::free_keys(connection, &passing, bidding::PREFIX).await?;
    // What else became of their tasks is on record by now. No event is asked: a batch of which nothing is settled leaves none, and what
    // others pass over, for whatever reason, costs us nothing.
    let tasks: Vec<u64> = batches.iter().flat_map(|call| settle::batch(call)).map(|task| task.0).collect();
    settlements::rest(connection, &tasks, block.at.height).await
}

fn new_block(block: &Block) -> NewBlock<'_> {
    NewBlock {
        height: block.at.height,
        hash: block.at.hash,
        parent_hash: block.parent_hash,
        timestamp_ms: block.timestamp_ms,
        events: block.events.iter().map(new_event).collect(),
    }
}

fn new_event(event: &Event) -> NewEvent<'_> {
    NewEvent { index: event.index, pallet: &event.pallet, name: &event.name, fields: Cow::Borrowed(&event.fields) }
}
