//! What is not needed goes; what is pinned, new or being added stays.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::{
    collections::BTreeSet,
    fs::{self, File},
    path::PathBuf,
    time::{Duration, SystemTime},
};

use ainur_content::{ContentError, ContentStore, DiskStore, MemoryStore, Repeats};
use cid::Cid;
use proptest::prelude::*;
use tempfile::TempDir;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn store() -> (TempDir, DiskStore) {
    let folder = tempfile::tempdir().unwrap();
    let store = DiskStore::open(folder.path(), 8 << 20).unwrap();
    (folder, store)
}

/// A file of three different chunks that differs from others by its seed.
fn file(seed: u8) -> Vec<u8> {
    [vec![seed; 1 << 20], vec![seed ^ 0x80; 1 << 20], vec![seed; 5]].concat()
}

/// Every file in the folders of the store.
fn kept(folder: &TempDir) -> Vec<PathBuf> {
    let folders = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    folders.flat_map(|folder| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path())).collect()
}

/// Lets all blocks be two days old.
fn age(folder: &TempDir) {
    for path in kept(folder) {
        File::options().append(true).open(path).unwrap().set_modified(SystemTime::now() - 2 * DAY).unwrap();
    }
}

async fn pin(store: &dyn ContentStore, pins: &[Cid]) {
    store.pin(pins.iter().copied().collect()).await.unwrap();
}

#[tokio::test]
async fn what_no_pin_reaches_goes_and_what_one_reaches_stays() {
    let (folder, store) = store();
    let (pinned, other) = (store.add(file(1)).await.unwrap(), store.add(file(2)).await.unwrap());
    pin(&store, &[pinned]).await;
    age(&folder);
    let collected = store.collect(BTreeSet::new(), DAY).await.unwrap();
    assert_eq!(collected.blocks, 4);
    assert!(collected.bytes > 2 << 20);
    assert_eq!(store.fetch(&pinned, 8 << 20).await.unwrap(), file(1));
    assert!(matches!(store.block(&other).await, Err(ContentError::NotFound(_))));
    assert_eq!(kept(&folder).len(), 4);
}

#[tokio::test]
async fn leaves_that_two_files_share_stay_for_the_one_that_is_pinned() {
    let (folder, store) = store();
    let longer = store.add([file(1), vec![9; 1 << 20]].concat()).await.unwrap();
    let pinned = store.add(file(1)).await.unwrap();
    pin(&store, &[pinned]).await;
    age(&folder);
    assert!(store.collect(BTreeSet::new(), DAY).await.unwrap().blocks > 0);
    assert!(store.contains(&pinned).await.unwrap());
    assert!(!store.contains(&longer).await.unwrap());
}

#[tokio::test]
async fn what_is_new_or_added_again_stays() {
    let (folder, store) = store();
    let (old, new) = (store.add(b"old".to_vec()).await.unwrap(), store.add(b"again".to_vec()).await.unwrap());
    age(&folder);
    store.add(b"again".to_vec()).await.unwrap();
    assert_eq!(store.collect(BTreeSet::new(), DAY).await.unwrap().blocks, 1);
    assert!(store.contains(&new).await.unwrap());
    assert!(!store.contains(&old).await.unwrap());
}

#[tokio::test]
async fn what_is_spared_stays_as_if_it_were_pinned() {
    let (folder, store) = store();
    let (pinned, spared) = (store.add(file(1)).await.unwrap(), store.add(file(2)).await.unwrap());
    store.add(file(3)).await.unwrap();
    pin(&store, &[pinned]).await;
    age(&folder);
    assert_eq!(store.collect(BTreeSet::from([spared]), DAY).await.unwrap().blocks, 4);
    assert!(store.contains(&pinned).await.unwrap() && store.contains(&spared).await.unwrap());
    assert_eq!(store.pins().await.unwrap(), BTreeSet::from([pinned]));
}

#[tokio::test]
async fn what_was_pinned_until_now_is_spared_for_its_time() {
    let (folder, store) = store();
    let cid = store.add(file(1)).await.unwrap();
    pin(&store, &[cid]).await;
    age(&folder);
    store.collect(BTreeSet::new(), DAY).await.unwrap();
    pin(&store, &[]).await;
    assert_eq!(store.collect(BTreeSet::new(), DAY).await.unwrap().blocks, 0);
    age(&folder);
    assert_eq!(store.collect(BTreeSet::new(), DAY).await.unwrap().blocks, 4);
    assert!(kept(&folder).is_empty());
}

#[tokio::test]
async fn pins_outlive_the_process() {
    let (folder, store) = store();
    let cid = store.add(file(1)).await.unwrap();
    pin(&store, &[cid]).await;
    drop(store);
    age(&folder);
    let store = DiskStore::open(folder.path(), 8 << 20).unwrap();
    assert_eq!(store.pins().await.unwrap(), BTreeSet::from([cid]));
    assert_eq!(store.collect(BTreeSet::new(), DAY).await.unwrap().blocks, 0);
}

#[tokio::test]
async fn nothing_goes_while_it_is_not_known_what_is_pinned() {
    let (folder, store) = store();
    let (pinned, _other) = (store.add(file(1)).await.unwrap(), store.add(file(2)).await.unwrap());
    pin(&store, &[pinned]).await;
    let node = kept(&folder).into_iter().find(|path| path.ends_with(pinned.to_string())).unwrap();
    fs::write(node, b"damage").unwrap();
    age(&folder);
    assert!(matches!(store.collect(BTreeSet::new(), DAY).await, Err(ContentError::Corrupt(cid)) if cid == pinned));
    store.add(file(1)).await.unwrap();
    fs::write(folder.path().join("pins"), "nonsense").unwrap();
    age(&folder);
    assert!(matches!(store.collect(BTreeSet::new(), DAY).await, Err(ContentError::Io(_))));
    assert_eq!(kept(&folder).len(), 8);
}

#[tokio::test]
async fn what_a_crash_has_left_goes_and_what_is_not_ours_stays() {
    let (folder, store) = store();
    store.add(b"one".to_vec()).await.unwrap();
    let shard = kept(&folder)[0].parent().unwrap().to_owned();
    fs::write(shard.join(".tmpAbC123"), b"half").unwrap();
    fs::write(shard.join("notes.txt"), b"of somebody").unwrap();
    age(&folder);
    assert_eq!(store.collect(BTreeSet::new(), DAY).await.unwrap().blocks, 2);
    assert_eq!(kept(&folder), [shard.join("notes.txt")]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_adds_while_others_collect_loses_nothing() {
    let (folder, store) = store();
    for round in 0..20u8 {
        // Old blocks that are needed again just when they are about to go.
        store.add(vec![round; 100]).await.unwrap();
        age(&folder);
        let (adding, collecting) = (store.clone(), store.clone());
        let (cid, _) = tokio::join!(async move { adding.add(vec![round; 100]).await.unwrap() }, async move {
            collecting.collect(BTreeSet::new(), DAY).await.unwrap()
        });
        assert!(store.contains(&cid).await.unwrap(), "{round}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn both_stores_keep_exactly_what_pins_reach(pinned in proptest::collection::vec(any::<bool>(), 1..6)) {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let (folder, disk) = store();
            let memory = MemoryStore::default();
            let stores: [&dyn ContentStore; 2] = [&disk, &memory];
            for store in stores {
                let mut files = Vec::new();
                for (seed, pinned) in (0u8..).zip(&pinned) {
                    files.push((store.add(file(seed)).await.unwrap(), *pinned));
                }
                let pins: Vec<_> = files.iter().filter(|(_, pinned)| *pinned).map(|(cid, _)| *cid).collect();
                pin(store, &pins).await;
                age(&folder);
                let before = store.collect(BTreeSet::new(), Duration::ZERO).await.unwrap().blocks;
                let gone = files.iter().filter(|(_, pinned)| !pinned).count();
                assert_eq!(before, 4 * u64::try_from(gone).unwrap());
                for (cid, pinned) in files {
                    assert_eq!(store.contains(&cid).await.unwrap(), pinned);
                    assert_eq!(store.sequence(&cid, Repeats::Once).await.is_ok(), pinned);
                }
            }
        });
    }
}
