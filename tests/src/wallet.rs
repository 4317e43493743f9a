//! An account that signs, sends, and waits for finality, as a user with a wallet does.

use std::{collections::HashSet, sync::Arc, time::Duration};

use ainur_chain::{AccountId, Block, BlockRef, Call, Chain, DispatchError, Mortality, RpcChain, Signer};
use ainur_primitives::Hash;
use anyhow::{ensure, Context, Result};
use tokio::time::timeout;

use crate::wait;

/// How long a transaction may take to be final.
const PATIENCE: Duration = Duration::from_secs(120);
/// How long a transaction is waited for before it is sent again, where the node may have lost it.
const ONE_TRY: Duration = Duration::from_secs(15);
/// For how many blocks a signature is good.
const MORTALITY: u32 = 64;

/// An account with its key.
#[derive(Clone)]
pub struct Wallet {
    chain: Arc<RpcChain>,
    signer: Signer,
}

/// What became of a transaction, in the finalised block that holds it.
pub struct Receipt {
    /// The block.
    pub block: Block,
    /// Whether the call succeeded.
    pub outcome: Result<(), DispatchError>,
}

impl Wallet {
    /// The account of a secret URI such as `//Alice`.
    pub fn new(chain: Arc<RpcChain>, secret: &str) -> Result<Self> {
        Ok(Self { chain, signer: Signer::from_secret(&secret.to_owned().into())? })
    }

    /// Its address.
    pub fn account(&self) -> AccountId {
        self.signer.account()
    }

    /// Height of the chain's finalised head.
    pub async fn height(&self) -> Result<u32> {
        Ok(self.chain.finalised_head().await?.height)
    }

    /// What it can spend, in plancks.
    pub async fn free(&self) -> Result<u128> {
        Ok(self.chain.account(&self.account()).await?.free)
    }

    /// What is held of it, in plancks.
    pub async fn held(&self) -> Result<u128> {
        Ok(self.chain.account(&self.account()).await?.held)
    }

    /// Sends a call and waits until it is final; the chain's refusal is an error.
    pub async fn call(&self, call: &Call) -> Result<Block> {
        let receipt = self.try_call(call).await?;
        receipt.outcome.with_context(|| format!("the chain refused {call:?}"))?;
        Ok(receipt.block)
    }

    /// Sends a call and waits until it is final, whatever became of it.
    pub async fn try_call(&self, call: &Call) -> Result<Receipt> {
        let bytes = self.chain.runtime().await?.encode(call)?;
        self.send(&bytes).await
    }

    /// Sends a call that may be made any number of times, again and again until it is final; how often.
    ///
    /// # Errors
    ///
    /// When the chain refuses it, or it is not final within `patience`.
    pub async fn insist(&self, call: &Call, patience: Duration) -> Result<u64> {
        let mut tries = 0;
        wait::until("the chain to take the call", patience, || {
            tries += 1;
            async move {
                // Whatever else comes of a try, nothing is known of the call.
                let Ok(Ok(receipt)) = timeout(ONE_TRY, self.try_call(call)).await else { return Ok(None) };
                receipt.outcome.with_context(|| format!("the chain refuses {call:?}"))?;
                Ok(Some(tries))
            }
        })
        .await
    }

    /// Signs and sends a call and waits for nothing; the hash by which it is found in a block.
    pub async fn submit(&self, call: &Call) -> Result<Hash> {
        let bytes = self.chain.runtime().await?.encode(call)?;
        let sent = self.submit_all(self.chain.finalised_head().await?, &[bytes]).await?;
        sent.into_iter().next().context("nothing was sent")
    }

    /// Signs and sends a call that was prepared by somebody else.
    pub async fn send(&self, call: &[u8]) -> Result<Receipt> {
        let head = self.chain.finalised_head().await?;
        let nonce = self.chain.account(&self.account()).await?.nonce;
        let runtime = self.chain.runtime().await?;
        let extrinsic = self.signer.sign(&runtime, call, nonce, Mortality::new(head, MORTALITY))?;
        self.chain.submit(&extrinsic.bytes).await?;
        let mut height = head.height;
        loop {
            let block = self.block_after(height).await?;
            height = block.at.height;
            if let Some(found) = block.extrinsics.iter().find(|candidate| candidate.hash == extrinsic.hash) {
                let outcome = found.outcome.clone();
                return Ok(Receipt { block, outcome });
            }
            ensure!(height < head.height + MORTALITY, "the transaction is in no block");
        }
    }

    /// Signs and sends encoded calls, all at once, and waits until all are final and have succeeded. Returns the blocks that
    /// hold them.
    pub async fn send_all(&self, calls: &[Vec<u8>]) -> Result<Vec<Block>> {
        let head = self.chain.finalised_head().await?;
        let waiting = self.submit_all(head, calls).await?;
        self.all_final(head.height, waiting).await
    }

    /// Does the same for a call of each of several accounts, and waits for all together.
    pub async fn send_of_each(calls: &[(&Self, Vec<u8>)]) -> Result<Vec<Block>> {
        let Some((any, _)) = calls.first() else { return Ok(Vec::new()) };
        let head = any.chain.finalised_head().await?;
        let mut waiting = HashSet::new();
        for (wallet, call) in calls {
            waiting.extend(wallet.submit_all(head, std::slice::from_ref(call)).await?);
        }
        any.all_final(head.height, waiting).await
    }

    /// Signs and sends encoded calls, good from this block on; returns their hashes.
    async fn submit_all(&self, head: BlockRef, calls: &[Vec<u8>]) -> Result<HashSet<Hash>> {
        let first = self.chain.account(&self.account()).await?.nonce;
        let runtime = self.chain.runtime().await?;
        let mut waiting = HashSet::new();
        for (nonce, call) in (first..).zip(calls) {
            let extrinsic = self.signer.sign(&runtime, call, nonce, Mortality::new(head, MORTALITY))?;
            self.chain.submit(&extrinsic.bytes).await?;
            waiting.insert(extrinsic.hash);
        }
        Ok(waiting)
    }

    /// Waits until all these are final, which are in blocks after `first`, and have succeeded; returns the blocks.
    async fn all_final(&self, first: u32, mut waiting: HashSet<Hash>) -> Result<Vec<Block>> {
        let (mut blocks, mut height) = (Vec::new(), first);
        while !waiting.is_empty() {
            ensure!(height < first + MORTALITY, "{} transactions are in no block", waiting.len());
            let block = self.block_after(height).await?;
            height = block.at.height;
            let mut holds = false;
            for extrinsic in block.extrinsics.iter().filter(|extrinsic| waiting.remove(&extrinsic.hash)) {
                extrinsic.outcome.clone().with_context(|| format!("the chain refused a call in block {height}"))?;
                holds = true;
            }
            blocks.extend(holds.then_some(block));
        }
        Ok(blocks)
    }

    async fn block_after(&self, height: u32) -> Result<Block> {
        wait::until("the next final block", PATIENCE, || async move {
            if self.chain.finalised_head().await?.height <= height {
                return Ok(None);
            }
            Ok(Some(self.chain.block(height + 1).await?))
        })
        .await
    }
}
