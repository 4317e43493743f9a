//! What a database of an earlier release holds is there after the next one has migrated it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

mod common;

use std::{borrow::Cow, time::Duration};

use ainur_store::{
    blocks::{self, NewBlock},
    events::NewEvent,
};
use ainur_test_postgres::Postgres;
use sqlx::{migrate::Migrator, PgConnection};
use uuid::Uuid;

/// A database with the migrations up to this number, and somebody who looks at it.
async fn released(number: i64) -> (Postgres, PgConnection) {
    let postgres = Postgres::start(false).unwrap();
    let mut observer = common::observer(&postgres).await;
    static MIGRATIONS: Migrator = sqlx::migrate!();
    MIGRATIONS.run_to(number, &mut observer).await.unwrap();
    (postgres, observer)
}

#[tokio::test]
async fn jobs_that_wait_already_get_their_turn() {
    let (postgres, mut observer) = released(6).await;
    common::tasks(&mut observer, 0..3).await;
    sqlx::raw_sql(
        "UPDATE tasks SET priority = 9 WHERE id = 1;
         INSERT INTO jobs (task, created_at) VALUES (0, now()), (1, now()), (2, now() - interval '10 minutes');",
    )
    .execute(&mut observer)
    .await
    .unwrap();
    let store = common::connect(&postgres).await;
    store.migrate().await.unwrap();
    let mut taken = Vec::new();
    while let Some(job) = store.lease_jobs(Uuid::now_v7(), Duration::from_secs(600), 1).await.unwrap().first() {
        taken.push(job.id.task);
    }
    assert_eq!(taken, [2, 1, 0]);
}

#[tokio::test]
async fn copies_that_nobody_knows_the_keeper_of_are_made_again() {
    let (postgres, mut observer) = released(20).await;
    let copies = "INSERT INTO mirrored (cid, state) VALUES ('a', 'kept'), ('b', 'wanted'), ('c', 'unwanted')";
    sqlx::query(copies).execute(&mut observer).await.unwrap();
    let store = common::connect(&postgres).await;
    store.migrate().await.unwrap();
    let mut due: Vec<_> = store.due_copies(10).await.unwrap().into_iter().map(|copy| (copy.cid, copy.is_unwanted)).collect();
    due.sort_unstable();
    assert_eq!(due, [("a".into(), false), ("b".into(), false), ("c".into(), true)]);
}

#[tokio::test]
async fn jobs_and_what_the_chain_is_told_of_them_are_their_agents() {
    let (postgres, mut observer) = released(22).await;
    common::tasks(&mut observer, 0..5).await;
    sqlx::raw_sql(
        "UPDATE tasks SET agent = 7 WHERE id <> 2;
         UPDATE tasks SET agent = 8, let_down_by = 7, status = 'matched' WHERE id = 3;
         UPDATE tasks SET agent = NULL, let_down_by = 7, status = 'bidding' WHERE id = 4;
         INSERT INTO jobs (task, priority, turn, state) VALUES (0, 5, now(), 'done'), (1, 5, now(), 'failed'), (2, 5, now(), 'queued'),
                                                              (3, 5, now(), 'failed'), (4, 5, now(), 'failed');
         INSERT INTO outbox (business_key, signer, call)
         SELECT key, '', '' FROM unnest(array['result:0', 'fail:1', 'result:2', 'start:0:1', 'result:00', 'fail:3', 'fail:4']) AS key;",
    )
    .execute(&mut observer)
    .await
    .unwrap();
    let store = common::connect(&postgres).await;
    store.migrate().await.unwrap();
    let mut keys: Vec<String> = sqlx::query_scalar("SELECT business_key FROM outbox").fetch_all(&mut observer).await.unwrap();
    keys.sort_unstable();
    assert_eq!(keys, ["fail:1:7", "fail:3:7", "fail:4:7", "result:00", "result:0:7", "result:2", "start:0:1"]);
    let agents: Vec<Option<i64>> =
        sqlx::query_scalar("SELECT agent FROM jobs ORDER BY task").fetch_all(&mut observer).await.unwrap();
    assert_eq!(agents, [Some(7), Some(7), None, Some(7), Some(7)]);
    assert_eq!(store.ensure_jobs(&[0, 1, 2]).await.unwrap(), 0, "what was done is not done again");
    sqlx::query("UPDATE tasks SET agent = 8, status = 'running'").execute(&mut observer).await.unwrap();
    assert_eq!(store.ensure_jobs(&[3, 4]).await.unwrap(), 2, "what another failed to do is done");
}

#[tokio::test]
async fn events_that_are_on_record_keep_their_places_and_more_can_follow() {
    for heights in [0..0, 0..4, 1_999_990..2_000_003] {
        let (postgres, mut observer) = released(7).await;
        sqlx::query(
            "WITH new AS (
                 INSERT INTO blocks (height, hash, parent_hash, timestamp_ms)
                 SELECT height, decode(lpad(to_hex(height), 64, '0'), 'hex'), decode(repeat('00', 32), 'hex'), 0
                 FROM generate_series($1, $2 - 1) AS height RETURNING height)
             INSERT INTO events SELECT height, idx, 'TaskMarket', 'TaskCreated', '{}'::jsonb FROM new, generate_series(0, 1) AS idx",
        )
        .bind(heights.start)
        .bind(heights.end)
        .execute(&mut observer)
        .await
        .unwrap();
        let store = common::connect(&postgres).await;
        store.migrate().await.unwrap();
        let next = u32::try_from(heights.end).unwrap();
        let parent_hash = store.cursor().await.unwrap().map_or([0; 32], |(_, hash)| hash);
        let event = NewEvent { index: 0, pallet: "System", name: "Remarked", fields: Cow::Owned(serde_json::Value::Null) };
        let block = NewBlock { height: next, hash: [1; 32], parent_hash, timestamp_ms: 0, events: vec![event] };
        let inserted = store.transaction(move |connection| {
            let block = block.clone();
            Box::pin(async move { blocks::insert(connection, &[block]).await })
        });
        inserted.await.unwrap();
        let places: Vec<_> = store.events((0, 0), 100).await.unwrap().iter().map(|event| (event.height, event.idx)).collect();
        let mut expected: Vec<_> = heights.clone().flat_map(|height| [(height, 0), (height, 1)]).collect();
        expected.push((next.into(), 0));
        assert_eq!(places, expected);
    }
}
