//! Blocks in a folder, a file each, spread over 1024 folders by the end of their names.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use async_trait::async_trait;
use cid::Cid;

use crate::{
    collect, pins,
    store::{Collected, ContentError, ContentStore, Repeats},
    turns::{self, Turn},
    unixfs,
};

/// A content store in a folder.
#[derive(Clone, Debug)]
pub struct DiskStore {
    root: Arc<Path>,
    max_bytes: u64,
    chunk: usize,
}

impl DiskStore {
    /// Opens the store in `root`, which is made when it is not there. It takes files of up to `max_bytes`.
    ///
    /// # Errors
    ///
    /// When the folder cannot be made.
    pub fn open(root: impl Into<PathBuf>, max_bytes: u64) -> Result<Self, ContentError> {
        let root = root.into();
        fs::create_dir_all(&root)?;
        Ok(Self { root: root.into(), max_bytes, chunk: unixfs::CHUNK })
    }

    fn path(&self, cid: &Cid) -> PathBuf {
        let name = unixfs::normal(cid).to_string();
        let shard = name.get(name.len().saturating_sub(3)..name.len().saturating_sub(1)).unwrap_or("aa");
        self.root.join(shard).join(&name)
    }

    /// The folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Keeps a block, in the turn of whoever adds: nobody removes it meanwhile.
    fn put(&self, _turn: &Turn, cid: &Cid, bytes: &[u8]) -> Result<(), ContentError> {
        unixfs::verify(cid, bytes)?;
        match self.get(cid) {
            // As young as if it were new.
            Ok(_) => return Ok(touch(&self.path(cid))?),
            // A block that the disk has damaged is mended by whoever adds it again.
            Err(ContentError::NotFound(_) | ContentError::Corrupt(_)) => {}
            Err(error) => return Err(error),
        }
        let path = self.path(cid);
        fs::create_dir_all(path.parent().unwrap_or(&self.root))?;
        persist(&path, bytes)?;
        // The name of its folder may be new as well.
        Ok(File::open(&self.root)?.sync_all()?)
    }

    /// A block, checked.
    pub(crate) fn get(&self, cid: &Cid) -> Result<Vec<u8>, ContentError> {
        let bytes = fs::read(self.path(cid)).map_err(|error| match error.kind() {
            ErrorKind::NotFound => ContentError::NotFound(*cid),
            _ => error.into(),
        })?;
        unixfs::verify(cid, &bytes)?;
        Ok(bytes)
    }

    fn add_file(&self, bytes: &[u8]) -> Result<Cid, ContentError> {
        if bytes.len() as u64 > self.max_bytes {
            return Err(ContentError::TooLarge { limit: self.max_bytes });
        }
        let blocks = unixfs::blocks(bytes, self.chunk);
        let turn = turns::adding(&self.root)?;
        // Leaves come before the nodes that name them: what can be found is whole.
        for (cid, block) in &blocks {
            self.put(&turn, cid, block)?;
        }
        blocks.last().map(|(root, _)| *root).ok_or_else(|| ContentError::Unsupported("a file without blocks".into()))
    }
}

/// Puts a file in the place of the one before, so that after a crash either the one or the other is there.
pub(crate) fn persist(path: &Path, bytes: &[u8]) -> Result<(), ContentError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut draft = tempfile::NamedTempFile::new_in(folder)?;
    draft.write_all(bytes)?;
    draft.as_file().sync_all()?;
    draft.persist(path).map_err(|error| error.error)?;
    // A name is durable once its folder is.
    Ok(File::open(folder)?.sync_all()?)
}

/// Lets the age of a file begin now.
pub(crate) fn touch(path: &Path) -> std::io::Result<()> {
    File::options().append(true).open(path)?.set_modified(SystemTime::now())
}

/// Runs disk work where it does not keep others waiting.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ContentError> + Send + 'static,
) -> Result<T, ContentError> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(ContentError::Io(std::io::Error::other(error))))
}

#[async_trait]
impl ContentStore for DiskStore {
    async fn add(&self, bytes: Vec<u8>) -> Result<Cid, ContentError> {
        let store = self.clone();
        blocking(move || store.add_file(&bytes)).await
    }

    async fn fetch(&self, cid: &Cid, max_bytes: u64) -> Result<Vec<u8>, ContentError> {
        unixfs::check_kind(cid)?;
        let (store, cid) = (self.clone(), *cid);
        blocking(move || unixfs::assemble(&cid, max_bytes, |cid| store.get(cid))).await
    }

    async fn block(&self, cid: &Cid) -> Result<Vec<u8>, ContentError> {
        unixfs::check_kind(cid)?;
        let (store, cid) = (self.clone(), *cid);
        blocking(move || store.get(&cid)).await
    }

    async fn keep(&self, blocks: Vec<(Cid, Vec<u8>)>) -> Result<(), ContentError> {
        let store = self.clone();
        blocking(move || {
            let turn = turns::adding(&store.root)?;
            blocks.iter().try_for_each(|(cid, block)| {
                unixfs::check_kind(cid)?;
                store.put(&turn, cid, block)
            })
        })
        .await
    }

    async fn sequence(&self, root: &Cid, repeats: Repeats) -> Result<Vec<Cid>, ContentError> {
        let (store, root) = (self.clone(), *root);
        let is_here = |store: &Self, cid: &Cid| Ok(store.path(cid).try_exists()?);
        blocking(move || unixfs::sequence(&root, repeats, |cid| store.get(cid), |cid| is_here(&store, cid))).await
    }

    async fn pin(&self, roots: BTreeSet<Cid>) -> Result<(), ContentError> {
        let store = self.clone();
        blocking(move || pins::write(&store.root, &roots)).await
    }

    async fn pins(&self) -> Result<BTreeSet<Cid>, ContentError> {
        let store = self.clone();
        blocking(move || pins::read(&store.root)).await
    }

    async fn collect(&self, spared: BTreeSet<Cid>, min_age: Duration) -> Result<Collected, ContentError> {
        let store = self.clone();
        blocking(move || collect::collect(&store, &spared, min_age)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn store(chunk: usize) -> (tempfile::TempDir, DiskStore) {
        let folder = tempfile::tempdir().unwrap();
        let store = DiskStore { chunk, ..DiskStore::open(folder.path(), 10_000).unwrap() };
        (folder, store)
    }

    fn read(store: &DiskStore, cid: &Cid, limit: u64) -> Result<Vec<u8>, ContentError> {
        unixfs::assemble(cid, limit, |cid| store.get(cid))
    }

    proptest! {
        #[test]
        fn a_file_comes_back_as_it_was(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
            let (_folder, store) = store(64);
            let cid = store.add_file(&bytes).unwrap();
            prop_assert_eq!(store.add_file(&bytes).unwrap(), cid);
            prop_assert_eq!(read(&store, &cid, 2_000).unwrap(), bytes);
        }
    }

    #[test]
    fn sizes_around_a_chunk_come_back() {
        let (_folder, store) = store(64);
        for size in [0, 1, 63, 64, 65, 127, 128, 129] {
            let bytes = vec![7; size];
            let cid = store.add_file(&bytes).unwrap();
            assert_eq!(read(&store, &cid, 129).unwrap(), bytes, "{size}");
            assert_eq!(cid.codec() == 0x55, size <= 64, "{size}");
        }
    }

    #[test]
    fn damage_is_found() {
        let (_folder, store) = store(64);
        let cid = store.add_file(b"some text").unwrap();
        fs::write(store.path(&cid), b"some tent").unwrap();
        assert!(matches!(read(&store, &cid, 100), Err(ContentError::Corrupt(found)) if found == cid));
        fs::write(store.path(&cid), b"some").unwrap();
        assert!(matches!(read(&store, &cid, 100), Err(ContentError::Corrupt(_))));
    }

    #[test]
    fn damage_is_mended_by_adding_the_content_again() {
        let (_folder, store) = store(64);
        let cid = store.add_file(b"some text").unwrap();
        fs::write(store.path(&cid), b"some tent").unwrap();
        assert_eq!(store.add_file(b"some text").unwrap(), cid);
        assert_eq!(read(&store, &cid, 100).unwrap(), b"some text");
    }

    #[test]
    fn a_missing_block_is_named() {
        let (_folder, store) = store(64);
        let bytes: Vec<u8> = (0..=199).collect();
        let cid = store.add_file(&bytes).unwrap();
        let (leaf, _) = unixfs::blocks(&bytes, 64).remove(1);
        fs::remove_file(store.path(&leaf)).unwrap();
        assert!(matches!(read(&store, &cid, 1_000), Err(ContentError::NotFound(missing)) if missing == leaf));
    }

    #[test]
    fn what_is_too_large_is_neither_kept_nor_read() {
        let (_folder, store) = store(64);
        assert!(matches!(store.add_file(&[0; 10_001]), Err(ContentError::TooLarge { limit: 10_000 })));
        for size in [64, 200] {
            let cid = store.add_file(&vec![1; size]).unwrap();
            assert!(matches!(read(&store, &cid, size as u64 - 1), Err(ContentError::TooLarge { .. })));
        }
    }

    #[test]
    fn bytes_are_kept_under_their_own_name_only() {
        let (_folder, store) = store(64);
        let (cid, _) = unixfs::blocks(b"one", 64).remove(0);
        let turn = turns::adding(store.root()).unwrap();
        assert!(matches!(store.put(&turn, &cid, b"two"), Err(ContentError::Corrupt(_))));
        assert!(matches!(store.get(&cid), Err(ContentError::NotFound(_))));
    }

    #[tokio::test]
    async fn a_file_without_one_of_its_leaves_is_not_here() {
        let (_folder, store) = store(64);
        let bytes: Vec<u8> = (0..=199).collect();
        let cid = store.add(bytes.clone()).await.unwrap();
        assert!(store.contains(&cid).await.unwrap());
        fs::remove_file(store.path(&unixfs::blocks(&bytes, 64)[2].0)).unwrap();
        assert!(!store.contains(&cid).await.unwrap());
    }

    #[tokio::test]
    async fn a_block_answers_to_the_old_form_of_its_name() {
        let (_folder, store) = store(64);
        let cid = store.add(vec![1; 65]).await.unwrap();
        let old = Cid::new_v0(*cid.hash()).unwrap();
        assert_eq!(store.block(&old).await.unwrap(), store.block(&cid).await.unwrap());
        assert_eq!(store.fetch(&old, 65).await.unwrap(), vec![1; 65]);
    }

    #[tokio::test]
    async fn other_kinds_are_refused() {
        let (_folder, store) = store(64);
        let v0 = Cid::try_from("QmbFMke1KXqnYyBBWxB74N4c5SBnJMVAiMNRcGu6x1AwQH").unwrap();
        assert!(!store.contains(&v0).await.unwrap());
        let cbor = Cid::new_v1(0x71, *v0.hash());
        assert!(matches!(store.fetch(&cbor, 1).await, Err(ContentError::Unsupported(_))));
    }
}
