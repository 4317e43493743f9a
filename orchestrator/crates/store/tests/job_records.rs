//! What was given up is kept until somebody looks, and taken up again once; what ended long ago is forgotten. Features D5, D11.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

mod common;

use std::time::Duration;

use ainur_store::{job_records::Replay, Store};
use ainur_test_postgres::Postgres;
use futures::future::join_all;
use uuid::Uuid;

const LONG: Duration = Duration::from_secs(600);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Jobs that were leased by a worker and given up.
async fn with_dead_jobs(count: i64) -> (Postgres, Store) {
    let (postgres, store) = common::store().await;
    common::tasks(&mut common::observer(&postgres).await, 0..count).await;
    let worker = Uuid::now_v7();
    for task in 0..count {
        store.ensure_job(task.unsigned_abs()).await.unwrap();
    }
    for job in store.lease_jobs(worker, LONG, count).await.unwrap() {
        store.bury_job(worker, job.id, "the disk is full").await.unwrap();
    }
    (postgres, store)
}

#[tokio::test]
async fn a_job_that_was_given_up_keeps_its_story_and_is_taken_by_nobody() {
    let (_postgres, store) = with_dead_jobs(1).await;
    assert!(store.lease_jobs(Uuid::now_v7(), LONG, 10).await.unwrap().is_empty());
    assert!(!store.ensure_job(0).await.unwrap(), "nor is there another in its place");
    let dead = store.jobs("dead", None, 10).await.unwrap().remove(0);
    assert_eq!((dead.task, dead.attempts, dead.replays, dead.priority), (0, 1, 0, 5));
    assert_eq!(dead.error.as_deref(), Some("the disk is full"));
    assert!(dead.created_at_ms > 0 && dead.updated_at_ms >= dead.created_at_ms);
}

#[tokio::test]
async fn however_many_replay_a_job_it_is_queued_once() {
    let (_postgres, store) = with_dead_jobs(1).await;
    let replays = join_all((0..8).map(|_| store.replay_job(0))).await;
    let replays: Vec<_> = replays.into_iter().map(Result::unwrap).collect();
    assert_eq!(replays.iter().filter(|replay| **replay == Replay::Queued).count(), 1, "{replays:?}");
    assert_eq!(replays.iter().filter(|replay| **replay == Replay::NotDead).count(), 7, "{replays:?}");
    let leased = store.lease_jobs(Uuid::now_v7(), LONG, 10).await.unwrap();
    assert_eq!(leased.iter().map(|job| (job.id.task, job.attempts)).collect::<Vec<_>>(), [(0, 1)]);
    assert_eq!(store.jobs("leased", None, 10).await.unwrap()[0].replays, 1);
    assert_eq!(store.replay_job(7).await.unwrap(), Replay::Unknown);
}

#[tokio::test]
async fn who_lost_its_lease_gives_nothing_up() {
    let (_postgres, store) = with_dead_jobs(1).await;
    store.replay_job(0).await.unwrap();
    let late = Uuid::now_v7();
    store.lease_jobs(late, Duration::ZERO, 1).await.unwrap();
    assert_eq!(store.lease_jobs(Uuid::now_v7(), LONG, 1).await.unwrap().len(), 1);
    store.bury_job(late, common::job(0), "too late").await.unwrap();
    assert!(store.jobs("dead", None, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn jobs_are_listed_page_by_page() {
    let (_postgres, store) = with_dead_jobs(5).await;
    let page = |after| {
        let store = &store;
        async move { store.jobs("dead", after, 2).await.unwrap().iter().map(|job| job.task).collect::<Vec<_>>() }
    };
    assert_eq!(page(None).await, [0, 1]);
    assert_eq!(page(Some(1)).await, [2, 3]);
    assert_eq!(page(Some(3)).await, [4]);
    assert!(store.jobs("done", None, 2).await.unwrap().is_empty());
}

#[tokio::test]
async fn only_old_jobs_of_ended_tasks_are_forgotten() {
    let (postgres, store) = with_dead_jobs(4).await;
    let mut observer = common::observer(&postgres).await;
    // Task 0 goes on, so that its receipt may be asked for; 1 has ended lately; 2 and 3 long ago, but 3 is to be worked on again.
    sqlx::raw_sql(
        "UPDATE tasks SET status = 'finalized' WHERE id > 0;
         UPDATE jobs SET updated_at = now() - interval '2 days' WHERE task <> 1;",
    )
    .execute(&mut observer)
    .await
    .unwrap();
    store.replay_job(3).await.unwrap();
    assert_eq!(store.forget_jobs(DAY, 10).await.unwrap(), 1);
    let mut left = Vec::new();
    for task in 0..4 {
        left.extend(store.job(task).await.unwrap().map(|_| task));
    }
    assert_eq!(left, [0, 1, 3]);
}

#[tokio::test]
async fn no_more_is_forgotten_at_a_time_than_was_said() {
    let (postgres, store) = with_dead_jobs(5).await;
    let mut observer = common::observer(&postgres).await;
    sqlx::raw_sql("UPDATE tasks SET status = 'cancelled'; UPDATE jobs SET updated_at = now() - interval '2 days'")
        .execute(&mut observer)
        .await
        .unwrap();
    assert_eq!(store.forget_jobs(DAY, 3).await.unwrap(), 3);
    assert_eq!(store.forget_jobs(DAY, 3).await.unwrap(), 2);
}
