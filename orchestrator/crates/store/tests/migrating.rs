//! What a database of an earlier release holds is there after the next one has migrated it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

mod common;

use std::time::Duration;

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
        taken.push(job.task);
    }
    assert_eq!(taken, [2, 1, 0]);
}
