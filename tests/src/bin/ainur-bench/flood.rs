//! More transactions at once than a block holds.

use std::{collections::HashSet, time::Duration};

use ainur_chain::{Chain, Mortality, Signer};
use ainur_primitives::Hash;
use ainur_tests::{market, wait, world::World};
use anyhow::{ensure, Context, Result};

use crate::node_view::{NodeView, Sightings};

/// For how many blocks a signature is good.
const MORTALITY: u32 = 128;
/// How long all of them may take to be final.
const PATIENCE: Duration = Duration::from_secs(240);
/// How often a block is executed to find out how long that takes.
const TRIES: u32 = 5;

/// What became of a flood.
pub struct Flood {
    /// How many transactions did what they were sent for.
    pub count: usize,
    /// How many tasks they paid.
    pub finalised: usize,
    /// From the first one seen in a block to the last one seen final, in seconds. How fast they can be handed in is no part of it, but
    /// where they come in more slowly than blocks take them.
    pub seconds: f64,
    /// The first and the last block that may hold one.
    pub blocks: std::ops::RangeInclusive<u32>,
}

/// What the blocks of a flood took.
pub struct Effort {
    /// Of the node, for each transaction, in microseconds, without what an empty block takes.
    pub each: f64,
    /// For each block that was at least half full: what it was said to weigh, as a multiple of what it took.
    pub declared: Vec<f64>,
}

impl Flood {
    /// Signs all calls, sends them at once and waits until all are final. Few of them may be refused, which are not counted.
    pub async fn send(world: &World, sightings: &Sightings, secret: &str, calls: &[Vec<u8>]) -> Result<Self> {
        let signer = Signer::from_secret(&secret.to_owned().into())?;
        let head = world.chain.finalised_head().await?;
        let first = world.chain.account(&signer.account()).await?.nonce;
        let runtime = world.chain.runtime().await?;
        let signed =
            (first..).zip(calls).map(|(nonce, call)| signer.sign(&runtime, call, nonce, Mortality::new(head, MORTALITY)));
        let signed = signed.collect::<Result<Vec<_>, _>>()?;
        for extrinsic in &signed {
            world.chain.submit(&extrinsic.bytes).await.context("a transaction was refused")?;
        }
        let hashes: Vec<Hash> = signed.iter().map(|extrinsic| extrinsic.hash).collect();
        let seen = wait::until("every transaction to be final", PATIENCE, || async {
            // The last first: it is what one waits for.
            Ok(hashes.iter().rev().map(|hash| sightings.of(hash)).collect::<Option<Vec<_>>>())
        })
        .await?;
        let begun = seen.iter().map(|(in_block, _)| *in_block).fold(f64::INFINITY, f64::min);
        let ended = seen.iter().map(|(_, finalised)| *finalised).fold(f64::NEG_INFINITY, f64::max);
        let seconds = ended - begun;
        let blocks = head.height.saturating_add(1)..=world.chain.finalised_head().await?.height;
        let (mut waiting, mut refused, mut finalised): (HashSet<Hash>, _, _) = (hashes.into_iter().collect(), 0_usize, 0_usize);
        for height in blocks.clone() {
            let block = world.chain.block(height).await?;
            let ours = block.extrinsics.iter().filter(|extrinsic| waiting.remove(&extrinsic.hash));
            refused = refused.saturating_add(ours.filter(|extrinsic| extrinsic.outcome.is_err()).count());
            finalised = finalised.saturating_add(market::finalised_by_calls(&block).count());
        }
        ensure!(waiting.is_empty(), "{} transactions are in no block", waiting.len());
        // The chain may have come to a task before its turn.
        ensure!(refused.saturating_mul(20) <= calls.len(), "{refused} of {} calls were refused", calls.len());
        Ok(Self { count: calls.len().saturating_sub(refused), finalised, seconds, blocks })
    }

    /// Transactions per second.
    pub fn rate(&self) -> f64 {
        self.count as f64 / self.seconds
    }

    /// Executes the blocks again.
    pub async fn effort(&self, view: &NodeView, empty: Duration) -> Result<Effort> {
        let mut effort = Effort { each: 0.0, declared: Vec::new() };
        for height in self.blocks.clone() {
            let took = view.execution(height, TRIES).await?;
            let weight = view.weight(height).await?;
            effort.each += took.saturating_sub(empty).as_secs_f64() * 1e6 / self.count as f64;
            if weight.is_half_full() {
                effort.declared.push(weight.seconds() / took.as_secs_f64());
            }
        }
        Ok(effort)
    }
}

/// What a block without transactions takes: the next one.
pub async fn empty_block(world: &World, view: &NodeView) -> Result<Duration> {
    let height = world.height().await?.saturating_add(1);
    wait::until("an empty block", wait::slots(4), || async { Ok((world.height().await? >= height).then_some(())) }).await?;
    ensure!(
        world.chain.block(height).await?.extrinsics.iter().all(|extrinsic| extrinsic.index == 0),
        "block {height} is not empty"
    );
    view.execution(height, TRIES).await
}
