//! One connection to a node and the few questions that are asked over it, each with a time limit.

use std::{
    future::Future,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use ainur_primitives::{receipt, Balance, BlockNumber, Hash};
use codec::{Decode, Encode};
use jsonrpsee_ws_client::{PingConfig, WsClient, WsClientBuilder};
use subxt::{
    config::{
        substrate::{SubstrateConfig, SubstrateHeader, H256},
        RpcConfigFor,
    },
    rpcs::{client::RpcSubscription, Error as RpcError, LegacyRpcMethods, RpcClient, UserError},
};
use tokio::time::timeout;

use super::RpcSettings;
use crate::{
    block::BlockRef,
    chain::{BoxError, ChainError},
    AccountId,
};

/// The metadata format that is asked for: that of the committed metadata, which the tests read.
const METADATA_FORMAT: u32 = 15;
/// How often the node is asked for a sign of life.
const PING_INTERVAL: Duration = Duration::from_secs(1);
/// Without one for this long the connection is given up. It is looked at in steps of the same length.
const INACTIVE_LIMIT: Duration = Duration::from_secs(3);
/// Largest answer, in bytes: a block with its events.
const MAX_RESPONSE: u32 = 50 * 1024 * 1024;
/// Announcements that nobody has listened to yet; with more of them the subscription ends.
const UNHEARD: usize = 64;

pub(super) type Header = SubstrateHeader<H256>;

/// `frame_system::AccountInfo` with the balances pallet's account data.
#[derive(Decode)]
pub(super) struct AccountInfo {
    pub nonce: u32,
    _consumers: u32,
    _providers: u32,
    _sufficients: u32,
    pub free: Balance,
    pub reserved: Balance,
    pub frozen: Balance,
}

/// `pallet_proxy::ProxyDefinition`.
#[derive(Decode)]
pub(super) struct Proxy {
    pub delegate: [u8; 32],
    /// The runtime's `ProxyType`, by its codec index.
    pub kind: u8,
    /// Blocks for which a call has to be announced.
    pub delay: BlockNumber,
}

/// A connection to the one node that was there when it was made. It is never made again under the hand: another node may answer then.
pub(super) struct Connection {
    client: Arc<WsClient>,
    methods: LegacyRpcMethods<RpcConfigFor<SubstrateConfig>>,
    request_timeout: Duration,
    /// The highest block that the node at the other end called final. Another node may be behind it, and show a fork there.
    final_head: Mutex<Option<BlockRef>>,
}

impl Connection {
    pub(super) async fn open(url: &str, settings: RpcSettings) -> Result<Self, ChainError> {
        let ping = PingConfig::new().ping_interval(PING_INTERVAL).inactive_limit(INACTIVE_LIMIT);
        let client = WsClientBuilder::new()
            .request_timeout(settings.request_timeout)
            .connection_timeout(settings.connect_timeout)
            .max_response_size(MAX_RESPONSE)
            .max_buffer_capacity_per_subscription(UNHEARD)
            .set_tcp_no_delay(true)
            .enable_ws_ping(ping)
            .build(url);
        let client = Arc::new(client.await.map_err(unreachable)?);
        Ok(Self {
            methods: LegacyRpcMethods::new(RpcClient::new(client.clone())),
            client,
            request_timeout: settings.request_timeout,
            final_head: Mutex::default(),
        })
    }

    /// Whether the node has given a sign of life lately.
    pub(super) fn is_open(&self) -> bool {
        self.client.is_connected()
    }

    /// The highest block that the node has called final so far.
    pub(super) fn final_head(&self) -> Option<BlockRef> {
        *self.final_head.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that the node has called the block final.
    pub(super) fn note_final(&self, at: BlockRef) {
        let mut head = self.final_head.lock().unwrap_or_else(PoisonError::into_inner);
        if head.is_none_or(|head| head.height < at.height) {
            *head = Some(at);
        }
    }

    pub(super) async fn finalised_hash(&self) -> Result<Hash, ChainError> {
        Ok(self.ask(self.methods.chain_get_finalized_head()).await?.0)
    }

    pub(super) async fn header(&self, at: Hash) -> Result<Header, ChainError> {
        let header = self.ask(self.methods.chain_get_header(Some(H256(at)))).await?;
        let header = header.ok_or_else(|| missing("header"))?;
        checked(header, at)
    }

    /// Header of the best head, which may be replaced.
    pub(super) async fn best_header(&self) -> Result<Header, ChainError> {
        self.ask(self.methods.chain_get_header(None)).await?.ok_or_else(|| missing("header"))
    }

    /// Hash of the block at a height that is known to be final. Never asks without a height: the answer would be the best block.
    pub(super) async fn hash_at(&self, height: BlockNumber) -> Result<Hash, ChainError> {
        let hash = self.ask(self.methods.chain_get_block_hash(Some(height.into()))).await?;
        Ok(hash.ok_or_else(|| missing("block hash"))?.0)
    }

    /// Header and encoded extrinsics.
    pub(super) async fn body(&self, at: Hash) -> Result<(Header, Vec<Vec<u8>>), ChainError> {
        let found = self.ask(self.methods.chain_get_block(Some(H256(at)))).await?;
        let block = found.ok_or_else(|| missing("block"))?.block;
        Ok((checked(block.header, at)?, block.extrinsics.into_iter().map(|bytes| bytes.0).collect()))
    }

    /// Version of the runtime in force after the block.
    pub(super) async fn spec_version(&self, at: Hash) -> Result<u32, ChainError> {
        Ok(self.ask(self.methods.state_get_runtime_version(Some(H256(at)))).await?.spec_version)
    }

    /// Metadata of the runtime in force after the block.
    pub(super) async fn metadata(&self, at: Hash) -> Result<Vec<u8>, ChainError> {
        let format = METADATA_FORMAT.encode();
        let asked = self.methods.state_call("Metadata_metadata_at_version", Some(&format), Some(H256(at)));
        let answer = self.ask(asked).await?;
        let metadata = Option::<Vec<u8>>::decode(&mut answer.as_slice()).map_err(unreadable)?;
        metadata.ok_or_else(|| missing("metadata"))
    }

    pub(super) async fn events(&self, at: Hash) -> Result<Vec<u8>, ChainError> {
        Ok(self.storage(&storage_prefix("System", "Events"), at).await?.unwrap_or_default())
    }

    /// The block's clock in milliseconds; zero for genesis, which has none.
    pub(super) async fn timestamp(&self, at: Hash) -> Result<u64, ChainError> {
        match self.storage(&storage_prefix("Timestamp", "Now"), at).await? {
            Some(now) => u64::decode(&mut now.as_slice()).map_err(unreadable),
            None => Ok(0),
        }
    }

    pub(super) async fn account(&self, who: &AccountId, at: Hash) -> Result<Option<Vec<u8>>, ChainError> {
        let mut key = storage_prefix("System", "Account");
        key.extend(sp_crypto_hashing::blake2_128(&who.0));
        key.extend(who.0);
        self.storage(&key, at).await
    }

    /// The account's proxies and the deposit for them; none when it has none.
    pub(super) async fn proxies(&self, of: &AccountId, at: Hash) -> Result<Option<Vec<u8>>, ChainError> {
        let mut key = storage_prefix("Proxy", "Proxies");
        key.extend(sp_crypto_hashing::twox_64(&of.0));
        key.extend(of.0);
        self.storage(&key, at).await
    }

    pub(super) async fn finalised_headers(&self) -> Result<RpcSubscription<Header>, ChainError> {
        self.ask(self.methods.chain_subscribe_finalized_heads()).await
    }

    /// The node's own answer: the extrinsic's hash, or why it was refused.
    pub(super) async fn submit(&self, extrinsic: &[u8]) -> Result<Result<H256, UserError>, ChainError> {
        match timeout(self.request_timeout, self.methods.author_submit_extrinsic(extrinsic)).await.map_err(unreachable)? {
            Ok(hash) => Ok(Ok(hash)),
            Err(RpcError::User(refusal)) => Ok(Err(refusal)),
            Err(error) => Err(unreachable(error)),
        }
    }

    async fn storage(&self, key: &[u8], at: Hash) -> Result<Option<Vec<u8>>, ChainError> {
        self.ask(self.methods.state_get_storage(key, Some(H256(at)))).await
    }

    async fn ask<T>(&self, question: impl Future<Output = Result<T, RpcError>>) -> Result<T, ChainError> {
        match timeout(self.request_timeout, question).await.map_err(unreachable)? {
            Ok(answer) => Ok(answer),
            Err(error @ (RpcError::Deserialization(_) | RpcError::Decode(_))) => Err(unreadable(error)),
            Err(error) => Err(unreachable(error)),
        }
    }
}

/// blake2-256 of the header's encoding: the block's hash.
pub(super) fn hash_of(header: &Header) -> Hash {
    receipt::hash(&header.encode())
}

/// The header, if it is that of the block asked for.
fn checked(header: Header, at: Hash) -> Result<Header, ChainError> {
    if hash_of(&header) == at {
        return Ok(header);
    }
    Err(unreadable("the node's header does not have the hash that was asked for"))
}

fn storage_prefix(pallet: &str, item: &str) -> Vec<u8> {
    [sp_crypto_hashing::twox_128(pallet.as_bytes()), sp_crypto_hashing::twox_128(item.as_bytes())].concat()
}

fn missing(what: &str) -> ChainError {
    unreachable(format!("the node has no such {what}, or no longer"))
}

fn unreachable(cause: impl Into<BoxError>) -> ChainError {
    ChainError::Unreachable(cause.into())
}

pub(super) fn unreadable(cause: impl Into<BoxError>) -> ChainError {
    ChainError::Unreadable(cause.into())
}
