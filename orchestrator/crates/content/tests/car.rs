//! Files travel as CARs and arrive as they were, or not at all.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::sync::Arc;

use ainur_content::{export, import, CarError, ContentError, ContentStore, DiskStore, Imported, MemoryStore, Repeats};
use cid::Cid;
use futures::{StreamExt, TryStreamExt};
use proptest::prelude::*;

/// Bytes of a chunk.
const CHUNK: usize = 1024 * 1024;

/// A store with this file.
async fn with(bytes: &[u8]) -> (Arc<MemoryStore>, Cid) {
    let store = Arc::new(MemoryStore::default());
    let cid = store.add(bytes.to_vec()).await.unwrap();
    (store, cid)
}

/// The CAR of a file.
async fn car(store: Arc<MemoryStore>, root: Cid, repeats: Repeats) -> Vec<u8> {
    let blocks = store.sequence(&root, repeats).await.unwrap();
    let parts: Vec<_> = export(store, root, blocks).unwrap().try_collect().await.unwrap();
    parts.concat()
}

/// A file of three different chunks.
fn three_chunks() -> Vec<u8> {
    (0..2 * CHUNK + 5).map(|index| u8::try_from(index % 251).unwrap()).collect()
}

fn run<T>(work: impl std::future::Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work)
}

#[tokio::test]
async fn a_file_arrives_as_it_was() {
    for bytes in [Vec::new(), b"hello world\n".to_vec(), three_chunks(), vec![7; 3 * CHUNK]] {
        for repeats in [Repeats::Once, Repeats::Always] {
            let (here, cid) = with(&bytes).await;
            let there = MemoryStore::default();
            let travelled = car(here, cid, repeats).await;
            assert_eq!(import(&there, &travelled, 4 << 20).await.unwrap(), Imported { cid, bytes: bytes.clone() });
            assert_eq!(there.fetch(&cid, 4 << 20).await.unwrap(), bytes);
        }
    }
}

#[tokio::test]
async fn the_car_of_a_block_has_the_bytes_that_the_format_says() {
    let (store, cid) = with(b"hello world\n").await;
    let header = [&[0xa2, 0x65][..], b"roots", &[0x81, 0xd8, 0x2a, 0x58, 0x25, 0x00], &cid.to_bytes(), &[0x67], b"version", &[1]];
    let header = header.concat();
    let block = [&cid.to_bytes()[..], b"hello world\n"].concat();
    let expected = [&[u8::try_from(header.len()).unwrap()], &header[..], &[u8::try_from(block.len()).unwrap()], &block].concat();
    assert_eq!(car(store, cid, Repeats::Once).await, expected);
}

#[tokio::test]
async fn the_root_comes_first_and_leaves_as_they_are_read() {
    let (store, cid) = with(&vec![7; 3 * CHUNK]).await;
    let once = store.sequence(&cid, Repeats::Once).await.unwrap();
    let always = store.sequence(&cid, Repeats::Always).await.unwrap();
    assert_eq!((once[0], once.len(), always.len()), (cid, 2, 4));
    assert_eq!(always[1..], [once[1]; 3]);
}

#[tokio::test]
async fn a_block_that_lies_is_refused_and_nothing_kept() {
    let (here, cid) = with(&three_chunks()).await;
    let mut travelled = car(here, cid, Repeats::Once).await;
    *travelled.last_mut().unwrap() ^= 1;
    let there = MemoryStore::default();
    let refused = import(&there, &travelled, 4 << 20).await;
    assert!(matches!(refused, Err(CarError::Content(ContentError::Corrupt(_)))), "{refused:?}");
    assert!(!there.contains(&cid).await.unwrap());
}

#[tokio::test]
async fn a_car_breaks_off_where_the_disk_has_damaged_a_block() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(DiskStore::open(folder.path(), 4 << 20).unwrap());
    let cid = store.add(three_chunks()).await.unwrap();
    let blocks = store.sequence(&cid, Repeats::Once).await.unwrap();
    let name = blocks[2].to_string();
    let path = folder.path().join(&name[name.len() - 3..name.len() - 1]).join(&name);
    std::fs::write(path, b"damage").unwrap();
    let parts: Vec<_> = export(store, cid, blocks.clone()).unwrap().collect().await;
    assert_eq!(parts.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, true, true, false, true]);
    assert!(matches!(parts[3], Err(ContentError::Corrupt(cid)) if cid == blocks[2]));
}

#[tokio::test]
async fn a_file_that_is_not_whole_is_refused() {
    let (here, cid) = with(&three_chunks()).await;
    let mut blocks = here.sequence(&cid, Repeats::Once).await.unwrap();
    let missing = blocks.remove(2);
    let parts: Vec<_> = export(here, cid, blocks).unwrap().try_collect().await.unwrap();
    let refused = import(&MemoryStore::default(), &parts.concat(), 4 << 20).await;
    assert!(matches!(refused, Err(CarError::Content(ContentError::NotFound(cid))) if cid == missing), "{refused:?}");
}

#[tokio::test]
async fn blocks_that_are_no_part_of_the_file_are_refused() {
    let (here, cid) = with(b"one").await;
    let stray = here.add(b"two".to_vec()).await.unwrap();
    let parts: Vec<_> = export(here, cid, vec![cid, stray]).unwrap().try_collect().await.unwrap();
    let refused = import(&MemoryStore::default(), &parts.concat(), 100).await;
    assert!(
        matches!(&refused, Err(CarError::Content(ContentError::Unsupported(why))) if why.contains(&stray.to_string())),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_file_that_is_too_large_is_refused() {
    let (here, cid) = with(b"hello").await;
    let travelled = car(here, cid, Repeats::Once).await;
    let refused = import(&MemoryStore::default(), &travelled, 4).await;
    assert!(matches!(refused, Err(CarError::Content(ContentError::TooLarge { limit: 4 }))), "{refused:?}");
}

proptest! {
    #[test]
    fn no_bytes_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let kept = run(import(&MemoryStore::default(), &bytes, 1_000));
        prop_assert!(kept.is_err());
    }

    #[test]
    fn a_damaged_car_gives_the_same_file_or_none(at in any::<prop::sample::Index>(), bits in 1u8.., cut in any::<bool>()) {
        let (here, cid) = run(with(b"some bytes that travel"));
        let mut travelled = run(car(here, cid, Repeats::Once));
        let at = at.index(travelled.len());
        if cut {
            travelled.truncate(at);
        } else {
            travelled[at] ^= bits;
        }
        if let Ok(imported) = run(import(&MemoryStore::default(), &travelled, 1_000)) {
            let known = run(with(&imported.bytes)).1;
            // Another root can only be another file that is what its name says.
            prop_assert_eq!(known.hash(), imported.cid.hash());
        }
    }
}
