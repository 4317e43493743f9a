//! What one process writes, another hears of. Features A31, D5.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod common;

use std::time::Duration;

use ainur_store::{
    blocks::{self, NewBlock},
    jobs::Finished,
    Signals,
};
use uuid::Uuid;

const LEASE: Duration = Duration::from_secs(60);
/// Far longer than a signal takes, and shorter than the silence after which the connection is looked at.
const PATIENCE: Duration = Duration::from_secs(8);

async fn hears(signals: &mut Signals) -> bool {
    tokio::time::timeout(PATIENCE, signals.next()).await.is_ok_and(|signal| signal.is_ok())
}

#[tokio::test]
async fn what_is_new_for_another_process_is_heard_there() {
    let (postgres, one) = common::store().await;
    let other = common::connect(&postgres).await;
    let mut observer = common::observer(&postgres).await;
    common::tasks(&mut observer, 0..1).await;
    let mut signals = other.listen().await.unwrap();

    let block = NewBlock { height: 0, hash: [0; 32], parent_hash: [0; 32], timestamp_ms: 0, events: Vec::new() };
    let indexed = one.transaction(move |connection| {
        let block = block.clone();
        Box::pin(async move { blocks::insert(connection, &[block]).await })
    });
    indexed.await.unwrap();
    assert!(hears(&mut signals).await, "a block");
    assert!(one.enqueue("key", "signer", &[1]).await.unwrap().is_new);
    assert!(hears(&mut signals).await, "a submission");
    assert!(one.ensure_job(0).await.unwrap());
    assert!(hears(&mut signals).await, "a job");
    let worker = Uuid::now_v7();
    assert_eq!(one.lease_jobs(worker, LEASE, 1).await.unwrap().len(), 1);
    one.release_jobs(worker).await.unwrap();
    assert!(hears(&mut signals).await, "a job that is given back");
    assert_eq!(one.lease_jobs(worker, LEASE, 1).await.unwrap().len(), 1);
    let finished = Finished {
        job: common::job(0),
        receipt: None,
        logs: String::new(),
        error: None,
        business_key: "result:0".into(),
        signer: "signer".into(),
        call: vec![1],
    };
    one.finish_job(worker, finished).await.unwrap();
    assert!(hears(&mut signals).await, "a result");

    // What was there already is nothing new, and the next signal is that of the block.
    assert!(!one.enqueue("key", "signer", &[1]).await.unwrap().is_new);
    assert!(!one.ensure_job(0).await.unwrap());
    assert!(tokio::time::timeout(Duration::from_millis(300), signals.next()).await.is_err());
}

#[tokio::test]
async fn who_hears_nothing_of_the_database_is_told() {
    let (postgres, store) = common::store().await;
    let mut signals = store.listen().await.unwrap();
    drop(postgres);
    assert!(signals.next().await.is_err());
}
