//! What the orchestrator needs of the chain.

use std::sync::Arc;

use ainur_primitives::{Balance, BlockNumber, Hash};
use async_trait::async_trait;
use futures::stream::BoxStream;

use crate::{
    block::{Block, BlockRef},
    AccountId, Runtime,
};

/// An account as it stands at a finalised block.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Account {
    /// Extrinsics of the account that are in finalised blocks; the next nonce if none is under way.
    pub nonce: u32,
    /// What the account can lock or spend, in plancks, less what must stay for it to exist.
    pub free: Balance,
    /// What is held for stakes, escrows and deposits, in plancks.
    pub held: Balance,
}

/// Why the chain could not be read.
#[derive(thiserror::Error, Debug)]
pub enum ChainError {
    /// The node did not answer, or answered with an error. Asking again later may help.
    #[error("the node cannot be reached")]
    Unreachable(#[source] BoxError),
    /// The block is above the finalised head.
    #[error("block {height} is not final yet, the finalised head is {head}")]
    NotFinalised {
        /// Height asked for.
        height: BlockNumber,
        /// Height of the finalised head.
        head: BlockNumber,
    },
    /// The node answered with something that cannot be understood. Asking again does not help.
    #[error("the node's answer cannot be read")]
    Unreadable(#[source] BoxError),
}

/// Any error, as the cause of one of ours.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Why an extrinsic was not taken.
#[derive(thiserror::Error, Debug)]
pub enum SubmitError {
    /// The node has this very extrinsic already.
    #[error("the extrinsic is known already")]
    AlreadyKnown,
    /// The nonce is used up: this extrinsic or another with the nonce is in the chain.
    #[error("the nonce is used up")]
    Stale,
    /// The nonce is too far ahead for the node to keep the extrinsic.
    #[error("the nonce is too far ahead")]
    Future,
    /// The signature is no longer good.
    #[error("the extrinsic has expired")]
    Expired,
    /// The node refuses these bytes for some time, 30 minutes by default.
    #[error("the extrinsic is banned for some time")]
    Banned,
    /// The node has another extrinsic with this nonce.
    #[error("another extrinsic has the nonce")]
    NonceTaken,
    /// The node has no room.
    #[error("the node's pool is full")]
    PoolFull,
    /// The account cannot pay the fee.
    #[error("the account cannot pay the fee")]
    Unpayable,
    /// The node failed, of overload or for another reason of its own: it may have taken the extrinsic or not. Send the same bytes again
    /// later.
    #[error("the node has trouble of its own: {0}")]
    NodeTrouble(String),
    /// The chain does not take these bytes, for the reason named. Others for the same call may fare better: after a change of
    /// the runtime, for instance.
    #[error("the extrinsic is invalid: {0}")]
    Invalid(String),
    /// Nothing is known of the extrinsic's fate: send the same bytes again.
    #[error(transparent)]
    Unreachable(#[from] ChainError),
}

/// A chain, seen through one node. Everything read is final, but for [`Chain::best_height`].
#[async_trait]
pub trait Chain: Send + Sync {
    /// The highest finalised block.
    ///
    /// # Errors
    ///
    /// When the node gives no usable answer.
    async fn finalised_head(&self) -> Result<BlockRef, ChainError>;

    /// Height of the best head. The one answer that is not final: good for showing how far the chain is, and for nothing else.
    ///
    /// # Errors
    ///
    /// When the node gives no usable answer.
    async fn best_height(&self) -> Result<BlockNumber, ChainError>;

    /// The finalised block at `height`.
    ///
    /// # Errors
    ///
    /// [`ChainError::NotFinalised`] above the finalised head, else when the node gives no usable answer.
    async fn block(&self, height: BlockNumber) -> Result<Block, ChainError>;

    /// Finalised heads as they are announced. Good for knowing when to look and how far: heads may be missing, and the stream may end or
    /// fall silent.
    ///
    /// # Errors
    ///
    /// When the node takes no subscription.
    async fn announcements(&self) -> Result<BoxStream<'static, BlockRef>, ChainError>;

    /// The account at the finalised head; an account the chain does not know is all zero.
    ///
    /// # Errors
    ///
    /// When the node gives no usable answer.
    async fn account(&self, who: &AccountId) -> Result<Account, ChainError> {
        Ok(self.head_with_account(who).await?.1)
    }

    /// The finalised head and the account there, in one view: who asks for one after the other may be answered at two heights, or by two
    /// nodes.
    ///
    /// # Errors
    ///
    /// When the node gives no usable answer.
    async fn head_with_account(&self, who: &AccountId) -> Result<(BlockRef, Account), ChainError>;

    /// Whether `account` has named `key` its proxy for the daily work of its agents, without a delay, as of the finalised head.
    ///
    /// # Errors
    ///
    /// When the node gives no usable answer.
    async fn is_agent_operator(&self, key: &AccountId, account: &AccountId) -> Result<bool, ChainError>;

    /// The runtime that will execute the block after the finalised head.
    ///
    /// # Errors
    ///
    /// When the node gives no usable answer.
    async fn runtime(&self) -> Result<Arc<Runtime>, ChainError>;

    /// Hands a signed extrinsic to the node and returns its hash. Taken is not included: only a finalised block tells.
    ///
    /// # Errors
    ///
    /// When the node does not take it.
    async fn submit(&self, extrinsic: &[u8]) -> Result<Hash, SubmitError>;

    /// Drops the connection, which may be dead without showing it, and makes another.
    ///
    /// # Errors
    ///
    /// When no connection can be made; the former one is then kept.
    async fn reconnect(&self) -> Result<(), ChainError>;
}
