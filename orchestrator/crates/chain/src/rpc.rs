//! The chain behind the JSON-RPC port of a node.

mod connection;
mod submission;

use std::{
    collections::HashMap,
    sync::{atomic::Ordering, Arc},
    time::Duration,
};

use ainur_primitives::{BlockNumber, Hash};
use async_trait::async_trait;
use codec::Decode;
use futures::{future::try_join, stream::BoxStream, StreamExt};
use subxt::config::substrate::H256;
use tokio::sync::{Mutex, RwLock};

use crate::{
    block::{Block, BlockRef},
    chain::{Account, Chain, ChainError, SubmitError},
    reading::RawBlock,
    rpc::connection::{unreadable, Connection, Header},
    AccountId, Runtime,
};

/// How patient a connection is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RpcSettings {
    /// Longest wait for one answer.
    pub request_timeout: Duration,
    /// Longest wait for a connection.
    pub connect_timeout: Duration,
}

impl Default for RpcSettings {
    fn default() -> Self {
        Self { request_timeout: Duration::from_secs(10), connect_timeout: Duration::from_secs(10) }
    }
}

/// A chain read through a node's JSON-RPC port, over one connection that is made anew when it is lost.
pub struct RpcChain {
    pub(crate) url: String,
    settings: RpcSettings,
    connection: RwLock<Arc<Connection>>,
    genesis_hash: Hash,
    runtimes: Mutex<HashMap<u32, Arc<Runtime>>>,
}

impl RpcChain {
    /// Connects to the node at `url` (`ws://` or `wss://`).
    ///
    /// # Errors
    ///
    /// When there is no node within the settings' patience.
    pub async fn connect(url: &str, settings: RpcSettings) -> Result<Self, ChainError> {
        let connection = Connection::open(url, settings).await?;
        let genesis_hash = connection.hash_at(0).await?;
        Ok(Self {
            url: url.to_owned(),
            settings,
            connection: RwLock::new(Arc::new(connection)),
            genesis_hash,
            runtimes: Mutex::default(),
        })
    }

    async fn connection(&self) -> Arc<Connection> {
        self.connection.read().await.clone()
    }

    /// The runtime in force after the block `at`, from the cache when its version is known.
    async fn runtime_after(&self, connection: &Connection, at: Hash) -> Result<Arc<Runtime>, ChainError> {
        let version = connection.spec_version(at).await?;
        if let Some(known) = self.runtimes.lock().await.get(&version) {
            return Ok(known.clone());
        }
        // Not under the lock: everybody else may go on with the versions that are known.
        let metadata = connection.metadata(at).await?;
        let runtime = Arc::new(Runtime::new(&metadata, self.genesis_hash).map_err(unreadable)?);
        Ok(self.runtimes.lock().await.entry(version).or_insert(runtime).clone())
    }

    /// The finalised head with its header, remembered as final.
    async fn head(&self, connection: &Connection) -> Result<(BlockRef, Header), ChainError> {
        let hash = connection.finalised_hash().await?;
        let header = connection.header(hash).await?;
        let at = BlockRef { height: height_of(&header)?, hash };
        connection.final_height.fetch_max(at.height, Ordering::Relaxed);
        Ok((at, header))
    }

    async fn require_final(&self, connection: &Connection, height: BlockNumber) -> Result<(), ChainError> {
        if height <= connection.final_height.load(Ordering::Relaxed) {
            return Ok(());
        }
        let (head, _) = self.head(connection).await?;
        if height > head.height {
            return Err(ChainError::NotFinalised { height, head: head.height });
        }
        Ok(())
    }
}

#[async_trait]
impl Chain for RpcChain {
    async fn finalised_head(&self) -> Result<BlockRef, ChainError> {
        Ok(self.head(&*self.connection().await).await?.0)
    }

    async fn best_height(&self) -> Result<BlockNumber, ChainError> {
        height_of(&self.connection().await.best_header().await?)
    }

    async fn block(&self, height: BlockNumber) -> Result<Block, ChainError> {
        let connection = self.connection().await;
        self.require_final(&connection, height).await?;
        let hash = connection.hash_at(height).await?;
        let (header, extrinsics) = connection.body(hash).await?;
        if height_of(&header)? != height {
            return Err(unreadable(format!("the node's block {height} has the number {}", header.number)));
        }
        // A block that replaces the runtime is itself executed by the one in force after its parent.
        let parent_hash = header.parent_hash.0;
        let executed_after = if height == 0 { hash } else { parent_hash };
        let runtime = self.runtime_after(&connection, executed_after).await?;
        let (events, timestamp_ms) = try_join(connection.events(hash), connection.timestamp(hash)).await?;
        let raw = RawBlock { at: BlockRef { height, hash }, parent_hash, timestamp_ms, extrinsics, events };
        runtime.read_block(raw).map_err(unreadable)
    }

    async fn announcements(&self) -> Result<BoxStream<'static, BlockRef>, ChainError> {
        let headers = self.connection().await.finalised_headers().await?;
        // An error is the end of the subscription, and the end is all a listener needs to know.
        let heads = headers.scan((), |(), header| {
            let announced = header
                .ok()
                .and_then(|header| Some(BlockRef { height: height_of(&header).ok()?, hash: connection::hash_of(&header) }));
            futures::future::ready(announced)
        });
        Ok(heads.boxed())
    }

    async fn account(&self, who: &AccountId) -> Result<Account, ChainError> {
        let connection = self.connection().await;
        let at = connection.finalised_hash().await?;
        let Some(bytes) = connection.account(who, at).await? else { return Ok(Account::default()) };
        let info = connection::AccountInfo::decode(&mut bytes.as_slice()).map_err(unreadable)?;
        Ok(Account { nonce: info.nonce, free: info.free.saturating_sub(info.frozen), held: info.reserved })
    }

    async fn runtime(&self) -> Result<Arc<Runtime>, ChainError> {
        let connection = self.connection().await;
        let at = connection.finalised_hash().await?;
        self.runtime_after(&connection, at).await
    }

    async fn submit(&self, extrinsic: &[u8]) -> Result<Hash, SubmitError> {
        let answer = self.connection().await.submit(extrinsic).await?;
        match answer {
            Ok(H256(hash)) => Ok(hash),
            Err(refusal) => Err(submission::reason(&refusal)),
        }
    }

    async fn reconnect(&self) -> Result<(), ChainError> {
        let fresh = Connection::open(&self.url, self.settings).await?;
        if fresh.hash_at(0).await? != self.genesis_hash {
            return Err(unreadable("the node has another genesis block than before"));
        }
        *self.connection.write().await = Arc::new(fresh);
        Ok(())
    }
}

fn height_of(header: &Header) -> Result<BlockNumber, ChainError> {
    BlockNumber::try_from(header.number).map_err(unreadable)
}
