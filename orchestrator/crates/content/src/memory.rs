//! A store for tests.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    io::ErrorKind,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use cid::Cid;

use crate::{
    store::{Collected, ContentError, ContentStore, Repeats},
    unixfs,
};

/// Keeps blocks in memory, without a limit unless it is said to be full.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    blocks: HashMap<Cid, Kept>,
    pins: BTreeSet<Cid>,
    is_full: bool,
}

#[derive(Debug)]
struct Kept {
    bytes: Vec<u8>,
    /// When it was added, or a collection found it reached.
    since: Instant,
}

impl State {
    fn keep(&mut self, cid: &Cid, bytes: Vec<u8>) -> Result<(), ContentError> {
        let cid = unixfs::normal(cid);
        // What is there already takes no room.
        if self.is_full && !self.blocks.contains_key(&cid) {
            return Err(ContentError::Io(ErrorKind::StorageFull.into()));
        }
        self.blocks.insert(cid, Kept { bytes, since: Instant::now() });
        Ok(())
    }

    fn reach(&self, spared: &BTreeSet<Cid>) -> Result<HashSet<Cid>, ContentError> {
        let (mut reached, mut waiting) = (HashSet::new(), self.pins.union(spared).map(unixfs::normal).collect::<Vec<_>>());
        while let Some(cid) = waiting.pop() {
            let block = self.blocks.get(&cid).filter(|_| reached.insert(cid));
            let links = block.map(|kept| unixfs::links(&cid, &kept.bytes)).transpose()?;
            waiting.extend(links.iter().flatten().map(unixfs::normal));
        }
        Ok(reached)
    }
}

impl MemoryStore {
    /// Loses everything.
    pub fn clear(&self) {
        self.state().blocks.clear();
    }

    /// From now on there is no room for anything new, or there is again.
    pub fn set_full(&self, is_full: bool) {
        self.state().is_full = is_full;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, cid: &Cid) -> Result<Vec<u8>, ContentError> {
        let state = self.state();
        state.blocks.get(&unixfs::normal(cid)).map(|kept| kept.bytes.clone()).ok_or(ContentError::NotFound(*cid))
    }
}

#[async_trait]
impl ContentStore for MemoryStore {
    async fn add(&self, bytes: Vec<u8>) -> Result<Cid, ContentError> {
        let new = unixfs::blocks(&bytes, unixfs::CHUNK);
        let root = new.last().map(|(root, _)| *root);
        let mut state = self.state();
        new.into_iter().try_for_each(|(cid, block)| state.keep(&cid, block))?;
        root.ok_or_else(|| ContentError::Unsupported("a file without blocks".into()))
    }

    async fn fetch(&self, cid: &Cid, max_bytes: u64) -> Result<Vec<u8>, ContentError> {
        unixfs::check_kind(cid)?;
        unixfs::assemble(cid, max_bytes, |cid| self.get(cid))
    }

    async fn block(&self, cid: &Cid) -> Result<Vec<u8>, ContentError> {
        unixfs::check_kind(cid)?;
        self.get(cid)
    }

    async fn keep(&self, blocks: Vec<(Cid, Vec<u8>)>) -> Result<(), ContentError> {
        for (cid, block) in blocks {
            unixfs::check_kind(&cid)?;
            unixfs::verify(&cid, &block)?;
            self.state().keep(&cid, block)?;
        }
        Ok(())
    }

    async fn sequence(&self, root: &Cid, repeats: Repeats) -> Result<Vec<Cid>, ContentError> {
        unixfs::sequence(root, repeats, |cid| self.get(cid), |cid| Ok(self.get(cid).is_ok()))
    }

    async fn pin(&self, roots: BTreeSet<Cid>) -> Result<(), ContentError> {
        let mut state = self.state();
        if state.is_full && state.pins != roots {
            return Err(ContentError::Io(ErrorKind::StorageFull.into()));
        }
        state.pins = roots;
        Ok(())
    }

    async fn pins(&self) -> Result<BTreeSet<Cid>, ContentError> {
        Ok(self.state().pins.clone())
    }

    async fn collect(&self, spared: BTreeSet<Cid>, min_age: Duration) -> Result<Collected, ContentError> {
        let mut state = self.state();
        let reached = state.reach(&spared)?;
        let mut collected = Collected::default();
        state.blocks.retain(|cid, kept| {
            if reached.contains(cid) {
                kept.since = Instant::now();
            }
            let stays = reached.contains(cid) || kept.since.elapsed() < min_age;
            if !stays {
                collected.blocks += 1;
                collected.bytes += kept.bytes.len() as u64;
            }
            stays
        });
        Ok(collected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_behaves_like_the_real_one() {
        let store = MemoryStore::default();
        let bytes = vec![3; 2 * unixfs::CHUNK + 1];
        let cid = store.add(bytes.clone()).await.unwrap();
        assert!(store.contains(&cid).await.unwrap());
        assert_eq!(store.fetch(&cid, bytes.len() as u64).await.unwrap(), bytes);
        assert!(matches!(store.fetch(&cid, 1).await, Err(ContentError::TooLarge { limit: 1 })));
    }
}
