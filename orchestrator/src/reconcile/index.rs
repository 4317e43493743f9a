//! Brings the finalised chain into the database, block by block.

use std::time::Duration;

use ainur_chain::{Block, BlockRef, Walker};
use ainur_store::{
    blocks::{self, NewBlock, NewEvent},
    outbox::{self, Included},
    settlements, PgConnection, StoreError,
};
use anyhow::Result;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{project, settle, Context};

/// After three slots without a finalised head the connection is mistrusted.
const SILENCE: Duration = Duration::from_secs(6);

/// Most blocks that are held in memory before they are written.
const AHEAD: usize = 8;

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

/// Indexes all blocks that are final: some are fetched ahead while others are written.
pub async fn catch_up(context: &Context, walker: &mut Walker) -> Result<()> {
    let mut cursor = context.store.cursor().await?.map(|(height, hash)| BlockRef { height, hash });
    let (sender, mut fetched) = mpsc::channel::<Block>(AHEAD);
    let fetch = async move {
        while let Some(block) = walker.block_after(cursor).await? {
            cursor = Some(block.at);
            sender.send(block).await?;
        }
        Ok(())
    };
    let store = async move {
        while let Some(block) = fetched.recv().await {
            let height = block.at.height;
            context.store.transaction(move |connection| Box::pin(async move { write(connection, &block).await })).await?;
            tracing::debug!(height, "block indexed");
        }
        Ok(())
    };
    tokio::try_join!(fetch, store).map(drop)
}

/// Writes the block, its events, what they change, and what became of our own submissions.
async fn write(connection: &mut PgConnection, block: &Block) -> Result<(), StoreError> {
    let new = NewBlock {
        height: block.at.height,
        hash: block.at.hash,
        parent_hash: block.parent_hash,
        timestamp_ms: block.timestamp_ms,
    };
    let events: Vec<NewEvent> = block
        .events
        .iter()
        .map(|event| NewEvent {
            index: event.index,
            pallet: event.pallet.clone(),
            name: event.name.clone(),
            fields: event.fields.clone(),
        })
        .collect();
    blocks::insert(connection, &new, &events).await?;
    for event in &block.events {
        if let Some(market) = &event.market {
            project::apply(connection, market, (block.at.height, event.index)).await?;
        }
    }
    let included = block
        .extrinsics
        .iter()
        .map(|extrinsic| Included { hash: extrinsic.hash, error: extrinsic.outcome.as_ref().err().map(ToString::to_string) });
    let batches = outbox::confirm(connection, block.at.height, &included.collect::<Vec<_>>(), settle::PREFIX).await?;
    // What else became of their tasks is on record by now. No event is asked: a batch of which nothing is settled leaves none, and what
    // others pass over, for whatever reason, costs us nothing.
    let tasks: Vec<u64> = batches.iter().flat_map(|call| settle::batch(call)).map(|task| task.0).collect();
    settlements::rest(connection, &tasks, block.at.height).await
}
