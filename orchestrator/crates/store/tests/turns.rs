//! Whose turn it is: the most urgent first, of equal ones the oldest, and nobody starves. Features B4, D5.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

mod common;

use std::time::Duration;

use ainur_store::Store;
use ainur_test_postgres::Postgres;
use proptest::{prelude::*, test_runner::TestRunner};
use sqlx::PgConnection;
use uuid::Uuid;

/// Priorities reach from 1 to 10: most minutes by which a job goes before one that came earlier.
const MOST_MINUTES_AHEAD: i64 = 9;

/// A queue whose clock the test moves.
struct Queue {
    store: Store,
    observer: PgConnection,
    next: i64,
    _postgres: Postgres,
}

impl Queue {
    async fn new() -> Self {
        let (postgres, store) = common::store().await;
        Self { store, observer: common::observer(&postgres).await, next: 0, _postgres: postgres }
    }

    /// Queues a job of this priority; returns its number.
    async fn push(&mut self, priority: i16) -> i64 {
        let number = self.next;
        self.next += 1;
        common::tasks(&mut self.observer, number..number + 1).await;
        let query = sqlx::query("UPDATE tasks SET priority = $2 WHERE id = $1").bind(number).bind(priority);
        query.execute(&mut self.observer).await.unwrap();
        assert!(self.store.ensure_job(number.unsigned_abs()).await.unwrap());
        number
    }

    /// Lets everything on record be so much older.
    async fn pass(&mut self, minutes: i64) {
        let query = "UPDATE jobs SET created_at = created_at - $1 * interval '1 minute', turn = turn - $1 * interval '1 minute'";
        sqlx::query(query).bind(minutes).execute(&mut self.observer).await.unwrap();
    }

    /// Takes the job whose turn it is.
    async fn pop(&mut self) -> i64 {
        self.store.lease_jobs(Uuid::now_v7(), Duration::from_secs(600), 1).await.unwrap()[0].id.task
    }
}

#[tokio::test]
async fn the_urgent_goes_before_the_old_and_the_old_before_the_young() {
    let mut queue = Queue::new().await;
    for priority in [5, 10, 5, 1, 10] {
        queue.push(priority).await;
    }
    for expected in [1, 4, 0, 2, 3] {
        assert_eq!(queue.pop().await, expected);
    }
}

#[tokio::test]
async fn no_stream_of_urgent_jobs_keeps_the_least_urgent_from_its_turn() {
    let mut queue = Queue::new().await;
    let humble = queue.push(1).await;
    let mut waited = 0;
    loop {
        // One urgent job a minute, and room for one a minute.
        queue.push(10).await;
        if queue.pop().await == humble {
            break;
        }
        queue.pass(1).await;
        waited += 1;
        assert!(waited <= MOST_MINUTES_AHEAD, "it starves");
    }
    assert!(waited > 1, "urgency is worth nothing");
}

#[test]
fn a_job_is_overtaken_only_by_more_urgent_ones_that_come_soon_after_it() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let queue = runtime.block_on(async { tokio::sync::Mutex::new(Queue::new().await) });
    let arrivals = proptest::collection::vec((1i16..=10, 0i64..8), 1..10);
    TestRunner::new(ProptestConfig::with_cases(24))
        .run(&arrivals, |arrivals| {
            let taken = runtime.block_on(async {
                let mut queue = queue.lock().await;
                let mut jobs = Vec::new();
                let mut now = 0;
                for (priority, gap) in arrivals {
                    queue.pass(gap).await;
                    now += gap;
                    jobs.push((queue.push(priority).await, now, priority));
                }
                let mut taken = Vec::new();
                for _ in 0..jobs.len() {
                    let task = queue.pop().await;
                    taken.push(*jobs.iter().find(|(number, ..)| *number == task).unwrap());
                }
                taken
            });
            for (place, (_, at, priority)) in taken.iter().enumerate() {
                for (_, later_at, later_priority) in &taken[place + 1..] {
                    // What is taken later came later, or is less urgent, and then by more than it is older.
                    let ahead = i64::from(priority - later_priority);
                    prop_assert!(at - later_at <= ahead, "{taken:?}");
                }
            }
            Ok(())
        })
        .unwrap();
}
