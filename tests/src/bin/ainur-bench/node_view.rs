//! What a node shows of blocks that are not final yet, and when it shows it.

use std::{
    collections::HashMap,
    future::Future,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use ainur_primitives::{receipt, BlockNumber, Hash};
use anyhow::{Context, Result};
use codec::{Compact, Decode, Encode};
use subxt::{
    config::{
        substrate::{DigestItem, SubstrateConfig, SubstrateHeader, H256},
        RpcConfigFor,
    },
    rpcs::{client::RpcSubscription, LegacyRpcMethods, RpcClient},
};
use tokio::task::JoinSet;

/// Longest wait for one answer of the node.
const PATIENCE: Duration = Duration::from_secs(60);

type Header = SubstrateHeader<H256>;
/// Headers as the node announces them.
pub type Subscription = RpcSubscription<Header>;

/// The node's JSON-RPC, where the adapter of the orchestrator would not look: it reads only what is final.
#[derive(Clone)]
pub struct NodeView {
    methods: LegacyRpcMethods<RpcConfigFor<SubstrateConfig>>,
}

impl NodeView {
    /// Connects to a node.
    pub async fn connect(url: &str) -> Result<Self> {
        Ok(Self { methods: LegacyRpcMethods::new(RpcClient::from_insecure_url(url).await?) })
    }

    /// Each block that becomes the best one, from now on.
    pub async fn best_heads(&self) -> Result<Subscription> {
        answered(self.methods.chain_subscribe_new_heads()).await
    }

    /// Final blocks from now on; of several that become final at once only the last one.
    pub async fn final_heads(&self) -> Result<Subscription> {
        answered(self.methods.chain_subscribe_finalized_heads()).await
    }

    /// Extrinsics of a block, as they stand in it.
    async fn body(&self, hash: H256) -> Result<(Header, Vec<Vec<u8>>)> {
        let block = answered(self.methods.chain_get_block(Some(hash))).await?.context("the node has no such block")?.block;
        Ok((block.header, block.extrinsics.into_iter().map(|bytes| bytes.0).collect()))
    }

    /// Lets the node execute a block again on the state before it; the least time of several tries.
    pub async fn execution(&self, height: BlockNumber, tries: u32) -> Result<Duration> {
        let hash = answered(self.methods.chain_get_block_hash(Some(height.into()))).await?.context("no such block")?;
        let (mut header, extrinsics) = self.body(hash).await?;
        // The seal is put on by the author after the execution: the runtime has never seen it.
        header.digest.logs.retain(|item| !matches!(item, DigestItem::Seal(..)));
        let parent = header.parent_hash;
        let mut block = header.encode();
        Compact(u32::try_from(extrinsics.len())?).encode_to(&mut block);
        extrinsics.iter().for_each(|bytes| block.extend(bytes));
        let mut least = Duration::MAX;
        for _ in 0..tries {
            let begun = Instant::now();
            answered(self.methods.state_call("Core_execute_block", Some(&block), Some(parent))).await?;
            least = least.min(begun.elapsed());
        }
        Ok(least)
    }
}

impl NodeView {
    /// What a block was said to weigh, by the chain's own count.
    pub async fn weight(&self, height: BlockNumber) -> Result<DeclaredWeight> {
        let hash = answered(self.methods.chain_get_block_hash(Some(height.into()))).await?.context("no such block")?;
        let bytes = answered(self.methods.state_get_storage(&BLOCK_WEIGHT, Some(hash))).await?.unwrap_or_default();
        // Execution time and proof size, of normal, operational and mandatory calls.
        let classes = <[(Compact<u64>, Compact<u64>); 3]>::decode(&mut &bytes[..])?;
        Ok(DeclaredWeight(classes.iter().map(|(time, _)| time.0).sum()))
    }

    /// Number and size, in bytes, of all entries of the state at its best block, keys included.
    pub async fn state_size(&self) -> Result<StateSize> {
        let hash = answered(self.methods.chain_get_block_hash(None)).await?.context("no best block")?;
        let mut size = StateSize::default();
        let mut last: Option<Vec<u8>> = None;
        loop {
            let keys = answered(self.methods.state_get_keys_paged(&[], PAGE, last.as_deref(), Some(hash))).await?;
            let Some(end) = keys.last() else { return Ok(size) };
            last = Some(end.clone());
            let changes = answered(self.methods.state_query_storage_at(keys.iter().map(Vec::as_slice), Some(hash))).await?;
            for (key, value) in changes.into_iter().flat_map(|set| set.changes) {
                size.entries = size.entries.saturating_add(1);
                size.bytes = size.bytes.saturating_add(key.0.len()).saturating_add(value.map_or(0, |value| value.0.len()));
            }
        }
    }
}

/// The storage key of `System.BlockWeight`: both names, hashed by twox-128.
const BLOCK_WEIGHT: [u8; 32] = [
    0x26, 0xaa, 0x39, 0x4e, 0xea, 0x56, 0x30, 0xe0, 0x7c, 0x48, 0xae, 0x0c, 0x95, 0x58, 0xce, 0xf7, 0x34, 0xab, 0xf5, 0xcb, 0x34,
    0xd6, 0x24, 0x43, 0x78, 0xcd, 0xdb, 0xf1, 0x8e, 0x84, 0x9d, 0x96,
];
/// Entries asked for at a time.
const PAGE: u32 = 512;
/// What a block may weigh, in picoseconds: half a slot.
const FULL: u64 = 1_000_000_000_000;

/// What a block was said to weigh, in picoseconds.
#[derive(Clone, Copy)]
pub struct DeclaredWeight(u64);

impl DeclaredWeight {
    /// Whether at least half of what a block may weigh was used.
    pub fn is_half_full(self) -> bool {
        self.0 >= FULL / 2
    }

    /// As a share of what a block may weigh.
    pub fn share(self) -> f64 {
        self.0 as f64 / FULL as f64
    }

    /// In seconds.
    pub fn seconds(self) -> f64 {
        self.0 as f64 / 1e12
    }
}

/// How much state there is.
#[derive(Clone, Copy, Default)]
pub struct StateSize {
    /// Entries.
    pub entries: usize,
    /// Bytes of their keys and values.
    pub bytes: usize,
}

async fn answered<T, E: std::error::Error + Send + Sync + 'static>(question: impl Future<Output = Result<T, E>>) -> Result<T> {
    Ok(tokio::time::timeout(PATIENCE, question).await.context("the node does not answer")??)
}

/// Seconds since the Unix epoch: the clock that the database shows too.
pub fn clock() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64()
}

/// When each extrinsic was first seen in a best block, and in a final one, by its hash.
#[derive(Clone, Default)]
pub struct Sightings {
    best: Arc<Mutex<HashMap<Hash, f64>>>,
    finalised: Arc<Mutex<HashMap<Hash, f64>>>,
}

impl Sightings {
    /// Watches until the set is dropped.
    pub async fn watch(&self, view: &NodeView, watchers: &mut JoinSet<Result<()>>) -> Result<()> {
        watchers.spawn(note(view.clone(), view.best_heads().await?, self.best.clone()));
        watchers.spawn(note(view.clone(), view.final_heads().await?, self.finalised.clone()));
        Ok(())
    }

    /// When the extrinsic was seen in a best block and in a final one.
    pub fn of(&self, extrinsic: &Hash) -> Option<(f64, f64)> {
        let seen =
            |place: &Mutex<HashMap<Hash, f64>>| place.lock().unwrap_or_else(PoisonError::into_inner).get(extrinsic).copied();
        Some((seen(&self.best)?, seen(&self.finalised)?))
    }
}

async fn note(view: NodeView, mut heads: Subscription, into: Arc<Mutex<HashMap<Hash, f64>>>) -> Result<()> {
    while let Some(header) = heads.next().await {
        let seen = clock();
        let (_, extrinsics) = view.body(H256(receipt::hash(&header?.encode()))).await?;
        let mut into = into.lock().unwrap_or_else(PoisonError::into_inner);
        for bytes in extrinsics {
            into.entry(receipt::hash(&bytes)).or_insert(seen);
        }
    }
    anyhow::bail!("the node sends no more heads")
}
