//! What the database cannot do now it is asked again, and nothing is done twice. Feature D11.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod common;

use std::{
    sync::{
        atomic::{AtomicU32, Ordering},
        Arc,
    },
    time::Duration,
};

use ainur_store::{jobs::Finished, outbox, Store, StoreError};
use sqlx::PgConnection;
use tokio::{sync::Barrier, time::timeout};
use uuid::Uuid;

/// Longest that one attempt waits for another transaction.
const PATIENCE: Duration = Duration::from_secs(15);

/// Queues a call in an attempt that ends as this says; returns how many attempts there were.
async fn attempts(store: &Store, ending: &'static str, bad: u32) -> (Result<(), StoreError>, u32) {
    let count = Arc::new(AtomicU32::new(0));
    let counted = count.clone();
    let outcome = store
        .transaction(move |connection| {
            let is_bad = counted.fetch_add(1, Ordering::SeqCst) < bad;
            Box::pin(async move {
                outbox::enqueue(connection, "key", "signer", b"call").await?;
                if is_bad {
                    sqlx::raw_sql(ending).execute(connection).await?;
                }
                Ok(())
            })
        })
        .await;
    (outcome, count.load(Ordering::SeqCst))
}

const LOST_CONNECTION: &str = "SELECT pg_terminate_backend(pg_backend_pid())";
const DEADLOCK: &str = "DO $$ BEGIN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01'; END $$";

#[tokio::test]
async fn a_transaction_whose_connection_is_lost_is_made_again_on_another() {
    let (_postgres, store) = common::store().await;
    let (outcome, attempts) = attempts(&store, LOST_CONNECTION, 2).await;
    outcome.unwrap();
    assert_eq!(attempts, 3);
    assert!(store.submission_by_key("key").await.unwrap().is_some());
}

#[tokio::test]
async fn what_does_not_pass_is_told_after_a_few_attempts_and_leaves_nothing_behind() {
    let (_postgres, store) = common::store().await;
    let (outcome, attempts) = attempts(&store, DEADLOCK, u32::MAX).await;
    assert!(matches!(outcome, Err(StoreError::Database(_))));
    assert!((3..=10).contains(&attempts), "{attempts} attempts");
    assert!(store.submission_by_key("key").await.unwrap().is_none());
}

#[tokio::test]
async fn what_would_fail_again_is_tried_once() {
    let (_postgres, store) = common::store().await;
    let (outcome, attempts) = attempts(&store, "SELECT 1 / 0", u32::MAX).await;
    assert!(outcome.is_err());
    assert_eq!(attempts, 1);
}

/// Takes a seat if there are less than `seats`, seen as if nobody else did anything meanwhile.
async fn take_seat(
    connection: &mut PgConnection,
    key: &str,
    seats: i64,
    both_looked: Option<&Barrier>,
) -> Result<bool, StoreError> {
    sqlx::raw_sql("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE").execute(&mut *connection).await?;
    let taken: i64 = sqlx::query_scalar("SELECT count(*) FROM outbox").fetch_one(&mut *connection).await?;
    if let Some(both_looked) = both_looked {
        timeout(PATIENCE, both_looked.wait()).await.unwrap();
    }
    if taken >= seats {
        return Ok(false);
    }
    outbox::enqueue(connection, key, "signer", b"call").await?;
    Ok(true)
}

#[tokio::test]
async fn of_two_that_cannot_both_have_been_first_one_is_made_again() {
    let (_postgres, store) = common::store().await;
    let both_looked = Arc::new(Barrier::new(2));
    let take = |key: &'static str| {
        let (both_looked, is_first) = (both_looked.clone(), Arc::new(AtomicU32::new(1)));
        store.transaction(move |connection| {
            // They meet in their first attempts only.
            let both_looked = (is_first.swap(0, Ordering::SeqCst) == 1).then(|| both_looked.clone());
            Box::pin(async move { take_seat(connection, key, 1, both_looked.as_deref()).await })
        })
    };
    let (one, other) = tokio::join!(take("one"), take("other"));
    assert_ne!(one.unwrap(), other.unwrap(), "there is one seat");
}

#[tokio::test]
async fn a_job_whose_end_is_cut_off_ends_on_another_connection() {
    let (postgres, store) = common::store().await;
    common::tasks(&mut common::observer(&postgres).await, 0..1).await;
    assert!(store.ensure_job(0).await.unwrap());
    let worker = Uuid::now_v7();
    assert_eq!(store.lease_jobs(worker, PATIENCE, 1).await.unwrap().len(), 1);
    let finished = Finished {
        job: common::job(0),
        receipt: Some(vec![1]),
        logs: String::new(),
        error: None,
        business_key: "result:0".into(),
        signer: "signer".into(),
        call: vec![1],
    };
    let end = async { store.finish_job(worker, finished).await.unwrap() };
    common::cut_off_who_waits_for_a_job(&postgres, end).await;
    assert_eq!(store.job(0).await.unwrap().unwrap().state, "done");
    assert!(store.submission_by_key("result:0").await.unwrap().is_some());
}
