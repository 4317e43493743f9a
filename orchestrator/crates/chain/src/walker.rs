//! Reads finalised blocks in order, without gaps, and wakes up when there may be more.
//!
//! The walker keeps no position: the caller keeps it where it keeps what it made of the blocks, so that the two never
//! differ. Announcements say when to look, how far, and which block is the last; what is read must fit the block before.

use std::{sync::Arc, time::Duration};

use ainur_primitives::{BlockNumber, Hash};
use futures::{
    future::BoxFuture,
    stream::{BoxStream, FuturesOrdered},
    FutureExt, StreamExt,
};
use tokio::time::timeout;

use crate::{
    block::{Block, BlockRef},
    chain::{Chain, ChainError},
};

/// Blocks that are asked for at a time.
const AHEAD: u32 = 8;

/// How long to wait after a subscription that was not taken.
const AFTER_ERROR: Duration = Duration::from_secs(1);

/// Why the next block could not be had.
#[derive(thiserror::Error, Debug)]
pub enum WalkError {
    /// The chain could not be read.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The node answered with another block than the one asked for.
    #[error("block {asked} was asked for and block {got} came")]
    Misplaced {
        /// Height asked for.
        asked: BlockNumber,
        /// Height of the block that came.
        got: BlockNumber,
    },
    /// The block does not follow the caller's: the node is on another chain than the caller's records.
    #[error("block {height} does not follow the block before it in the records")]
    Forked {
        /// Height of the block that does not fit.
        height: BlockNumber,
        /// Hash of the last block in the caller's records.
        recorded: Hash,
        /// Hash the block gives as its parent's.
        parent: Hash,
    },
}

/// Reads a chain block by block.
pub struct Walker {
    chain: Arc<dyn Chain>,
    silence: Duration,
    announcements: Option<BoxStream<'static, BlockRef>>,
    ahead: Ahead,
}

/// Blocks that are asked for before they are wanted, in order.
#[derive(Default)]
struct Ahead {
    asked: FuturesOrdered<BoxFuture<'static, Result<Block, ChainError>>>,
    /// Height of the first block that is asked for.
    first: BlockNumber,
    /// The finalised head when it was last looked at, or announced.
    head: Option<BlockNumber>,
}

impl Ahead {
    /// The block at `height`; none when it is not final.
    async fn block(&mut self, chain: &Arc<dyn Chain>, height: BlockNumber) -> Result<Option<Block>, ChainError> {
        if height != self.first {
            *self = Self { first: height, head: self.head, ..Self::default() };
        }
        if self.head.is_none_or(|head| head < height) {
            self.head = Some(chain.finalised_head().await?.height);
        }
        let asked = BlockNumber::try_from(self.asked.len()).unwrap_or(AHEAD);
        let wanted = height.saturating_add(asked)..height.saturating_add(AHEAD);
        for height in wanted.take_while(|height| self.head.is_some_and(|head| *height <= head)) {
            let chain = chain.clone();
            self.asked.push_back(async move { chain.block(height).await }.boxed());
        }
        match self.asked.next().await.transpose() {
            Ok(block) => {
                self.first = height.saturating_add(BlockNumber::from(block.is_some()));
                Ok(block)
            }
            Err(error) => {
                *self = Self::default();
                Err(error)
            }
        }
    }
}

impl Walker {
    /// A walker over `chain` that mistrusts the connection after `silence` without an announcement: about three slots.
    pub fn new(chain: Arc<dyn Chain>, silence: Duration) -> Self {
        Self { chain, silence, announcements: None, ahead: Ahead::default() }
    }

    /// The finalised block after `cursor`, genesis after none; `None` when `cursor` is the finalised head. Far behind it, the
    /// blocks that come next are asked for as well.
    ///
    /// # Errors
    ///
    /// When the chain cannot be read, or what was read does not follow `cursor`.
    pub async fn block_after(&mut self, cursor: Option<BlockRef>) -> Result<Option<Block>, WalkError> {
        let Some(height) = cursor.map_or(Some(0), |at| at.height.checked_add(1)) else { return Ok(None) };
        let block = match self.ahead.block(&self.chain, height).await {
            Ok(Some(block)) => block,
            Ok(None) | Err(ChainError::NotFinalised { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        if block.at.height != height {
            return Err(WalkError::Misplaced { asked: height, got: block.at.height });
        }
        match cursor {
            Some(last) if last.hash != block.parent_hash => {
                Err(WalkError::Forked { height, recorded: last.hash, parent: block.parent_hash })
            }
            _ => Ok(Some(block)),
        }
    }

    /// Returns when a finalised head has been announced, or after the time of silence at the latest. Silence, and an
    /// end of the announcements, cost the connection: the next wait is on a new one.
    pub async fn wait(&mut self) {
        let silence = self.silence;
        match timeout(silence, self.announced()).await {
            Ok(Ok(Some(head))) => self.ahead.head = self.ahead.head.max(Some(head.height)),
            Ok(Ok(None)) => self.announcements = None,
            Ok(Err(error)) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "cannot subscribe to finalised heads");
                self.rebuild().await;
                tokio::time::sleep(silence.min(AFTER_ERROR)).await;
            }
            Err(_) => {
                tracing::warn!(?silence, "no finalised head announced, making a new connection");
                self.rebuild().await;
            }
        }
    }

    async fn announced(&mut self) -> Result<Option<BlockRef>, ChainError> {
        let announcements = match self.announcements.take() {
            Some(running) => running,
            None => self.chain.announcements().await?,
        };
        Ok(self.announcements.insert(announcements).next().await)
    }

    async fn rebuild(&mut self) {
        self.announcements = None;
        // Another node may be at the other end, and another head.
        self.ahead = Ahead::default();
        if let Err(error) = self.chain.reconnect().await {
            tracing::warn!(error = &error as &dyn std::error::Error, "cannot make a new connection");
        }
    }
}
