//! A store for tests.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use cid::Cid;

use crate::{
    store::{ContentError, ContentStore, Repeats},
    unixfs,
};

/// Keeps blocks in memory, without a limit.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    blocks: Arc<Mutex<HashMap<Cid, Vec<u8>>>>,
}

impl MemoryStore {
    /// Loses everything.
    pub fn clear(&self) {
        self.blocks.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn get(&self, cid: &Cid) -> Result<Vec<u8>, ContentError> {
        let blocks = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        blocks.get(&unixfs::normal(cid)).cloned().ok_or(ContentError::NotFound(*cid))
    }
}

#[async_trait]
impl ContentStore for MemoryStore {
    async fn add(&self, bytes: Vec<u8>) -> Result<Cid, ContentError> {
        let new = unixfs::blocks(&bytes, unixfs::CHUNK);
        let root = new.last().map(|(root, _)| *root);
        self.blocks.lock().unwrap_or_else(PoisonError::into_inner).extend(new);
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
            self.blocks.lock().unwrap_or_else(PoisonError::into_inner).insert(unixfs::normal(&cid), block);
        }
        Ok(())
    }

    async fn sequence(&self, root: &Cid, repeats: Repeats) -> Result<Vec<Cid>, ContentError> {
        unixfs::sequence(root, repeats, |cid| self.get(cid), |cid| Ok(self.get(cid).is_ok()))
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
