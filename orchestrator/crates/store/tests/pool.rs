//! Requests that are cut off must not cost the pool its connections.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod common;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use ainur_store::{outbox, Store, StoreError};
use common::CONNECTIONS;
use futures::future::try_join_all;
use tokio::{sync::Barrier, time::timeout};

const REQUESTS: u32 = 2_000;
const PATIENCE: Duration = Duration::from_secs(15);

/// What a request does: a read, and a change of two rows that belong together.
async fn request(store: Store, number: u32) -> Result<(), StoreError> {
    store.open_submissions("signer", 0, 10).await?;
    store
        .transaction(move |connection| {
            Box::pin(async move {
                outbox::enqueue(connection, &format!("first:{number}"), "signer", b"call").await?;
                outbox::enqueue(connection, &format!("second:{number}"), "signer", b"call").await?;
                Ok(())
            })
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_thousand_requests_that_are_cut_off_leave_the_pool_whole() {
    let (postgres, store) = common::store().await;
    let mut cut_off = 0;
    for number in 0..REQUESTS {
        #[allow(clippy::disallowed_methods, reason = "joined below")]
        let running = tokio::spawn(request(store.clone(), number));
        // Each is cut off a little later than the one before it, from its first breath on. A sleep would be too coarse.
        let (begun, delay) = (Instant::now(), Duration::from_micros((number % 500).into()));
        while begun.elapsed() < delay {
            tokio::task::yield_now().await;
        }
        running.abort();
        cut_off += u32::from(running.await.is_err_and(|error| error.is_cancelled()));
    }
    assert!(cut_off > REQUESTS / 10, "only {cut_off} requests were cut off");

    // As many transactions at the same time as there are connections: each waits for all the others.
    let all_open = Arc::new(Barrier::new(CONNECTIONS as usize));
    let all_at_once = (0..CONNECTIONS).map(|_| {
        let all_open = all_open.clone();
        store.transaction(move |connection| {
            let all_open = all_open.clone();
            Box::pin(async move {
                sqlx::query("SELECT 1").execute(connection).await?;
                Ok(timeout(PATIENCE, all_open.wait()).await.is_ok())
            })
        })
    });
    assert_eq!(try_join_all(all_at_once).await.unwrap(), [true; CONNECTIONS as usize]);

    // Outside of a transaction a write stands at once, whichever connection it went over: none was left within one.
    let writes = (0..10 * CONNECTIONS).map(|number| {
        let store = store.clone();
        async move { store.enqueue(&format!("alone:{number}"), "signer", b"call").await }
    });
    try_join_all(writes).await.unwrap();
    let mut observer = common::observer(&postgres).await;
    let standing: i64 = sqlx::query_scalar("SELECT count(*) FROM outbox WHERE starts_with(business_key, 'alone:')")
        .fetch_one(&mut observer)
        .await
        .unwrap();
    assert_eq!(standing, i64::from(10 * CONNECTIONS));
    let stuck: i64 = sqlx::query_scalar("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'")
        .fetch_one(&mut observer)
        .await
        .unwrap();
    assert_eq!(stuck, 0);
    let halves: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM (SELECT split_part(business_key, ':', 2) FROM outbox
         WHERE NOT starts_with(business_key, 'alone:') GROUP BY 1 HAVING count(*) <> 2) AS halves",
    )
    .fetch_one(&mut observer)
    .await
    .unwrap();
    assert_eq!(halves, 0);
}

#[tokio::test]
async fn a_change_that_fails_leaves_nothing_behind() {
    let (_postgres, store) = common::store().await;
    let outcome: Result<(), StoreError> = store
        .transaction(|connection| {
            Box::pin(async move {
                outbox::enqueue(connection, "key", "signer", b"call").await?;
                sqlx::query("SELECT 1 / 0").execute(connection).await?;
                Ok(())
            })
        })
        .await;
    assert!(outcome.is_err());
    assert!(store.submission_by_key("key").await.unwrap().is_none());
}
