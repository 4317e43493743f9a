//! The chain behind the JSON-RPC port of a node.

mod connection;
mod submission;

use std::{
    cmp::Ordering,
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use ainur_primitives::{Balance, BlockNumber, Hash};
use async_trait::async_trait;
use codec::Decode;
use futures::{future::try_join3, stream::BoxStream, StreamExt};
use subxt::config::substrate::H256;
use tokio::{sync::Mutex, time::timeout};

use crate::{
    block::{Block, BlockRef},
    call::AGENT_OPERATOR,
    chain::{Account, Chain, ChainError, SubmitError},
    reading::RawBlock,
    rpc::connection::{unreadable, Connection, Header},
    AccountId, Runtime,
};

/// How long the first connection is waited for before it is tried again.
const FIRST_RETRY: Duration = Duration::from_millis(100);

/// How patient a connection is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RpcSettings {
    /// Longest wait for one answer.
    pub request_timeout: Duration,
    /// Longest wait for a connection. One that is begun while the network fails may never come about, so this is also how long the
    /// end of a failure can go unnoticed.
    pub connect_timeout: Duration,
}

impl Default for RpcSettings {
    fn default() -> Self {
        Self { request_timeout: Duration::from_secs(10), connect_timeout: Duration::from_secs(2) }
    }
}

/// A chain read through a node's JSON-RPC port, over one connection. When it is lost, whoever asks next makes another, and sees first
/// that the chain at its other end is the same.
pub struct RpcChain {
    pub(crate) url: String,
    settings: RpcSettings,
    line: Mutex<Line>,
    genesis_hash: Hash,
    runtimes: Mutex<HashMap<u32, Arc<Runtime>>>,
}

/// The way to the node.
struct Line {
    connection: Arc<Connection>,
    /// When another could not be made last, and why.
    failure: Option<(Instant, ChainError)>,
}

impl From<Connection> for Line {
    fn from(connection: Connection) -> Self {
        Self { connection: Arc::new(connection), failure: None }
    }
}

impl RpcChain {
    /// Connects to the node at `url` (`ws://` or `wss://`).
    ///
    /// # Errors
    ///
    /// When there is no node within the settings' patience.
    pub async fn connect(url: &str, settings: RpcSettings) -> Result<Self, ChainError> {
        let (connection, genesis_hash) = first(url, settings).await?;
        Ok(Self { url: url.to_owned(), settings, line: Mutex::new(connection.into()), genesis_hash, runtimes: Mutex::default() })
    }

    /// The connection there is, or another if it is lost. Whoever comes meanwhile waits, and shares what comes of it: nobody waits
    /// for more than one attempt.
    async fn connection(&self) -> Result<Arc<Connection>, ChainError> {
        let came = Instant::now();
        let mut line = self.line.lock().await;
        if line.connection.is_open() {
            return Ok(line.connection.clone());
        }
        if let Some((_, error)) = line.failure.as_ref().filter(|(failed, _)| *failed >= came) {
            return Err(same(error));
        }
        match self.another().await {
            Ok(fresh) => {
                *line = fresh.into();
                tracing::info!("connected to the node again");
                Ok(line.connection.clone())
            }
            Err(error) => {
                line.failure = Some((Instant::now(), same(&error)));
                Err(error)
            }
        }
    }

    /// A new connection, to a node of the same chain.
    async fn another(&self) -> Result<Connection, ChainError> {
        let (fresh, genesis_hash) = open(&self.url, self.settings).await?;
        if genesis_hash != self.genesis_hash {
            return Err(unreadable("the node has another genesis block than before"));
        }
        Ok(fresh)
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

    /// The finalised head, remembered as such.
    async fn head(&self, connection: &Connection) -> Result<BlockRef, ChainError> {
        let hash = connection.finalised_hash().await?;
        if let Some(head) = connection.final_head().filter(|head| head.hash == hash) {
            return Ok(head);
        }
        let at = BlockRef { height: height_of(&connection.header(hash).await?)?, hash };
        connection.note_final(at);
        Ok(at)
    }

    /// The hash of the finalised block at the height.
    async fn final_hash(&self, connection: &Connection, height: BlockNumber) -> Result<Hash, ChainError> {
        let head = match connection.final_head().filter(|head| height <= head.height) {
            Some(head) => head,
            None => self.head(connection).await?,
        };
        match head.height.cmp(&height) {
            Ordering::Less => Err(ChainError::NotFinalised { height, head: head.height }),
            Ordering::Equal => Ok(head.hash),
            Ordering::Greater => connection.hash_at(height).await,
        }
    }
}

#[async_trait]
impl Chain for RpcChain {
    async fn finalised_head(&self) -> Result<BlockRef, ChainError> {
        self.head(&*self.connection().await?).await
    }

    async fn best_height(&self) -> Result<BlockNumber, ChainError> {
        height_of(&self.connection().await?.best_header().await?)
    }

    async fn block(&self, height: BlockNumber) -> Result<Block, ChainError> {
        let connection = self.connection().await?;
        let hash = self.final_hash(&connection, height).await?;
        let body = async {
            let (header, extrinsics) = connection.body(hash).await?;
            if height_of(&header)? != height {
                return Err(unreadable(format!("the node's block {height} has the number {}", header.number)));
            }
            // A block that replaces the runtime is itself executed by the one in force after its parent.
            let parent_hash = header.parent_hash.0;
            let runtime = self.runtime_after(&connection, if height == 0 { hash } else { parent_hash }).await?;
            Ok((parent_hash, extrinsics, runtime))
        };
        let asked = try_join3(body, connection.events(hash), connection.timestamp(hash));
        let ((parent_hash, extrinsics, runtime), events, timestamp_ms) = asked.await?;
        let raw = RawBlock { at: BlockRef { height, hash }, parent_hash, timestamp_ms, extrinsics, events };
        // Thousands of events take their time: whatever else this task waits for goes on meanwhile.
        let read = tokio::task::spawn_blocking(move || runtime.read_block(raw));
        read.await.map_err(unreadable)?.map_err(unreadable)
    }

    async fn announcements(&self) -> Result<BoxStream<'static, BlockRef>, ChainError> {
        let connection = self.connection().await?;
        let headers = connection.finalised_headers().await?;
        // An error is the end of the subscription, and the end is all a listener needs to know.
        let heads = headers.scan(connection, |connection, header| {
            let announced = header
                .ok()
                .and_then(|header| Some(BlockRef { height: height_of(&header).ok()?, hash: connection::hash_of(&header) }));
            if let Some(head) = announced {
                connection.note_final(head);
            }
            futures::future::ready(announced)
        });
        Ok(heads.boxed())
    }

    async fn head_with_account(&self, who: &AccountId) -> Result<(BlockRef, Account), ChainError> {
        let connection = self.connection().await?;
        let at = self.head(&connection).await?;
        let Some(bytes) = connection.account(who, at.hash).await? else { return Ok((at, Account::default())) };
        let info = connection::AccountInfo::decode(&mut bytes.as_slice()).map_err(unreadable)?;
        Ok((at, Account { nonce: info.nonce, free: info.free.saturating_sub(info.frozen), held: info.reserved }))
    }

    async fn is_agent_operator(&self, key: &AccountId, account: &AccountId) -> Result<bool, ChainError> {
        let connection = self.connection().await?;
        let at = connection.finalised_hash().await?;
        let Some(bytes) = connection.proxies(account, at).await? else { return Ok(false) };
        let (proxies, _): (Vec<connection::Proxy>, Balance) = Decode::decode(&mut bytes.as_slice()).map_err(unreadable)?;
        let is_key = |proxy: &connection::Proxy| proxy.delegate == key.0 && proxy.kind == AGENT_OPERATOR && proxy.delay == 0;
        Ok(proxies.iter().any(is_key))
    }

    async fn runtime(&self) -> Result<Arc<Runtime>, ChainError> {
        let connection = self.connection().await?;
        let at = connection.finalised_hash().await?;
        self.runtime_after(&connection, at).await
    }

    async fn submit(&self, extrinsic: &[u8]) -> Result<Hash, SubmitError> {
        let answer = self.connection().await?.submit(extrinsic).await?;
        match answer {
            Ok(H256(hash)) => Ok(hash),
            Err(refusal) => Err(submission::reason(&refusal)),
        }
    }

    async fn reconnect(&self) -> Result<(), ChainError> {
        let fresh = self.another().await?;
        *self.line.lock().await = fresh.into();
        Ok(())
    }
}

/// A connection, and the hash of the genesis block at its other end.
async fn open(url: &str, settings: RpcSettings) -> Result<(Connection, Hash), ChainError> {
    let opening = async {
        let connection = Connection::open(url, settings).await?;
        let genesis_hash = connection.hash_at(0).await?;
        Ok((connection, genesis_hash))
    };
    timeout(settings.connect_timeout, opening).await.unwrap_or_else(|late| Err(ChainError::Unreachable(late.into())))
}

/// As [`open`], tried again for five times as long: the node may be starting.
async fn first(url: &str, settings: RpcSettings) -> Result<(Connection, Hash), ChainError> {
    let deadline = Instant::now().checked_add(settings.connect_timeout.saturating_mul(5));
    loop {
        match open(url, settings).await {
            Err(ChainError::Unreachable(_)) if deadline.is_some_and(|deadline| Instant::now() < deadline) => {
                tokio::time::sleep(FIRST_RETRY).await;
            }
            outcome => return outcome,
        }
    }
}

/// The error once more, for another who waited for what came of an attempt.
fn same(error: &ChainError) -> ChainError {
    match error {
        ChainError::Unreachable(cause) => ChainError::Unreachable(cause.to_string().into()),
        ChainError::Unreadable(cause) => ChainError::Unreadable(cause.to_string().into()),
        ChainError::NotFinalised { height, head } => ChainError::NotFinalised { height: *height, head: *head },
    }
}

fn height_of(header: &Header) -> Result<BlockNumber, ChainError> {
    BlockNumber::try_from(header.number).map_err(unreadable)
}
