//! What is on its way to the chain: one row a key, one open row a nonce.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod common;

use ainur_store::{
    outbox::{confirm, Included, Signed},
    Store, StoreError,
};

const SIGNER: &str = "signer";

fn signed(nonce: u32, hash: u8) -> Signed {
    Signed { nonce, expires_at: 64, bytes: vec![hash], hash: [hash; 32] }
}

async fn include(store: &Store, height: u32, extrinsics: Vec<Included>) {
    let confirmed: Result<(), StoreError> =
        store.transaction(move |connection| Box::pin(async move { confirm(connection, height, &extrinsics).await })).await;
    confirmed.unwrap();
}

async fn state(store: &Store, key: &str) -> (String, Option<i64>) {
    let row = store.submission_by_key(key).await.unwrap().unwrap();
    (row.state, row.height)
}

#[tokio::test]
async fn a_key_keeps_the_call_it_was_first_queued_with() {
    let (_postgres, store) = common::store().await;
    let first = store.enqueue("key", SIGNER, b"one").await.unwrap();
    let second = store.enqueue("key", SIGNER, b"other").await.unwrap();
    assert_eq!((first.is_new, second.is_new, first.id), (true, false, second.id));
    assert_eq!(store.submission(first.id).await.unwrap().unwrap().call, b"one");
}

#[tokio::test]
async fn two_open_submissions_never_have_one_nonce() {
    let (_postgres, store) = common::store().await;
    let one = store.enqueue("one", SIGNER, b"call").await.unwrap().id;
    let other = store.enqueue("other", SIGNER, b"call").await.unwrap().id;
    store.store_signed(one, &signed(7, 1)).await.unwrap();
    assert!(store.store_signed(other, &signed(7, 2)).await.is_err());
    assert_eq!(state(&store, "other").await.0, "queued");
    include(&store, 5, vec![Included { hash: [1; 32], error: None }]).await;
    store.store_signed(other, &signed(7, 2)).await.unwrap();
}

#[tokio::test]
async fn a_block_says_what_became_of_each_of_its_extrinsics() {
    let (_postgres, store) = common::store().await;
    for (nonce, key) in [(0, "paid"), (1, "refused"), (2, "given up"), (3, "elsewhere")] {
        let id = store.enqueue(key, SIGNER, b"call").await.unwrap().id;
        store.store_signed(id, &signed(nonce, u8::try_from(nonce).unwrap())).await.unwrap();
        if key == "given up" {
            store.give_up_submission(id, "a node said so").await.unwrap();
        }
    }
    let error = Some("TaskMarket.NotDue".to_owned());
    let extrinsics = [(0, None), (1, error), (2, None), (200, None)];
    let extrinsics = extrinsics.map(|(hash, error)| Included { hash: [hash; 32], error });
    include(&store, 5, extrinsics.into()).await;
    assert_eq!(state(&store, "paid").await, ("finalised".into(), Some(5)));
    assert_eq!(state(&store, "refused").await, ("failed".into(), Some(5)));
    assert_eq!(state(&store, "given up").await, ("finalised".into(), Some(5)));
    assert_eq!(state(&store, "elsewhere").await, ("signed".into(), None));
}
