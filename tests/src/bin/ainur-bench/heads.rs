//! When a node shows a block, and when it shows it as final.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use ainur_primitives::{receipt, Hash};
use anyhow::{Context, Result};
use codec::Encode;
use tokio::task::JoinSet;

use crate::node_view::{clock, NodeView, Subscription};

/// Blocks of one node, as it showed them.
#[derive(Clone, Default)]
pub struct Heads(Arc<Mutex<Shown>>);

#[derive(Default)]
struct Shown {
    /// Parent of each block that was once the best one, and when it was first seen.
    best: HashMap<Hash, (Hash, f64)>,
    /// When those that were not yet shown as the best one were shown as final: the two are announced side by side.
    early: HashMap<Hash, f64>,
    /// Seconds until final.
    waits: Vec<f64>,
}

impl Heads {
    /// Watches until the set is dropped.
    pub async fn watch(&self, view: &NodeView, watchers: &mut JoinSet<Result<()>>) -> Result<()> {
        let shown = self.0.clone();
        let mut best = view.best_heads().await?;
        // The one that is the best already, nobody knows since when.
        best.next().await.context("the node sends no heads")??;
        watchers.spawn(follow(view.clone(), best, move |hash, parent, seen| {
            shown.lock().unwrap_or_else(PoisonError::into_inner).show(hash, parent, seen);
        }));
        let shown = self.0.clone();
        watchers.spawn(follow(view.clone(), view.final_heads().await?, move |hash, _, seen| {
            shown.lock().unwrap_or_else(PoisonError::into_inner).finalise(hash, seen);
        }));
        Ok(())
    }

    /// Seconds from being seen to being final, of each block that was both.
    pub fn waits(&self) -> Vec<f64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).waits.clone()
    }
}

impl Shown {
    /// Notes that the block is the best one; what it waited, if it is final already.
    fn show(&mut self, hash: Hash, parent: Hash, seen: f64) {
        self.best.entry(hash).or_insert((parent, seen));
        if let Some(finalised) = self.early.remove(&hash) {
            self.finalise(hash, finalised);
        }
    }

    /// Takes the block, and those before it that were not announced by themselves, from the ones that wait.
    fn finalise(&mut self, hash: Hash, seen: f64) {
        if !self.best.contains_key(&hash) {
            self.early.insert(hash, seen);
        }
        let mut next = hash;
        while let Some((before, first_seen)) = self.best.remove(&next) {
            self.waits.push((seen - first_seen).max(0.0));
            next = before;
        }
    }
}

/// A subscription ends with the connection it was made on, which is therefore kept.
async fn follow(_connection: NodeView, mut heads: Subscription, mut note: impl FnMut(Hash, Hash, f64)) -> Result<()> {
    while let Some(header) = heads.next().await {
        let (header, seen) = (header?, clock());
        note(receipt::hash(&header.encode()), header.parent_hash.0, seen);
    }
    anyhow::bail!("the node sends no more heads")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_final_block_finalises_those_before_it() {
        let mut shown = Shown::default();
        for (hash, parent, seen) in [(1, 0, 10.0), (2, 1, 12.0), (3, 2, 14.0)] {
            shown.show([hash; 32], [parent; 32], seen);
        }
        shown.finalise([2; 32], 13.0);
        shown.finalise([3; 32], 14.5);
        assert_eq!(shown.waits, [1.0, 3.0, 0.5]);
    }

    #[test]
    fn a_block_that_was_announced_as_final_first_has_not_waited_for_the_next() {
        let mut shown = Shown::default();
        shown.show([1; 32], [0; 32], 10.0);
        shown.finalise([2; 32], 12.1);
        shown.show([2; 32], [1; 32], 12.2);
        shown.show([3; 32], [2; 32], 14.0);
        shown.finalise([3; 32], 14.5);
        assert_eq!(shown.waits.iter().map(|wait| format!("{wait:.1}")).collect::<Vec<_>>(), ["0.0", "2.1", "0.5"]);
    }

    #[test]
    fn a_block_that_was_never_the_best_one_is_not_timed() {
        let mut shown = Shown::default();
        shown.finalise([9; 32], 13.0);
        assert!(shown.waits.is_empty());
    }
}
