//! What a node shows of blocks that are not final yet, and when it shows it.

use std::{
    collections::HashMap,
    future::Future,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use ainur_primitives::{receipt, BlockNumber, Hash};
use anyhow::{Context, Result};
use codec::{Compact, Encode};
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
        let best = answered(view.methods.chain_subscribe_new_heads()).await?;
        watchers.spawn(note(view.clone(), best, self.best.clone()));
        let finalised = answered(view.methods.chain_subscribe_finalized_heads()).await?;
        watchers.spawn(note(view.clone(), finalised, self.finalised.clone()));
        Ok(())
    }

    /// When the extrinsic was seen in a best block and in a final one.
    pub fn of(&self, extrinsic: &Hash) -> Option<(f64, f64)> {
        let seen =
            |place: &Mutex<HashMap<Hash, f64>>| place.lock().unwrap_or_else(PoisonError::into_inner).get(extrinsic).copied();
        Some((seen(&self.best)?, seen(&self.finalised)?))
    }
}

async fn note(view: NodeView, mut heads: RpcSubscription<Header>, into: Arc<Mutex<HashMap<Hash, f64>>>) -> Result<()> {
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
