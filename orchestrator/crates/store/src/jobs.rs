//! What workers have to do, one job a task. A job is leased; a lease that runs out, because its worker died, can be taken
//! by another.
//!
//! Leases are not waited for until they are on disk. One that is lost in a crash of the database is another's to take, and what its
//! holder finishes is refused; whatever ends a job comes after its lease on disk as well.
//!
//! A job waits for its turn: the time at which it was queued, a minute earlier for each point of its task's priority. So the most urgent
//! goes first, and of equal ones the oldest, but nobody starves: a job is overtaken only by those that are queued within nine
//! minutes of it, for priorities from 1 to 10.

use std::{sync::Arc, time::Duration};

use sqlx::FromRow;
use uuid::Uuid;

use crate::{agents::signed, signals::signal, Store, StoreError};

/// A job that this worker has leased.
#[allow(missing_docs, reason = "the columns of the migrations")]
#[derive(FromRow, Clone, Copy, Debug)]
pub struct Job {
    /// The task to be worked on.
    pub task: i64,
    /// How often it was leased, this time included.
    pub attempts: i32,
}

/// What is kept of a job.
#[allow(missing_docs, reason = "the columns of the migrations")]
#[derive(FromRow, Clone, Debug)]
pub struct Record {
    pub state: String,
    pub attempts: i32,
    pub receipt: Option<Vec<u8>>,
    pub logs: Option<String>,
    pub error: Option<String>,
}

impl Store {
    /// Makes sure that there is a job for a task on record, as urgent as the task; says whether there was none.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn ensure_job(&self, task: u64) -> Result<bool, StoreError> {
        Ok(self.ensure_jobs(&[task]).await? == 1)
    }

    /// The same for several tasks at once; returns for how many there was none.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn ensure_jobs(&self, tasks: &[u64]) -> Result<u64, StoreError> {
        let result = sqlx::query(
            "INSERT INTO jobs (task, priority, turn)
             SELECT id, priority, now() - priority * interval '1 minute' FROM tasks WHERE id = ANY ($1)
             ON CONFLICT (task) DO NOTHING",
        )
        .bind(tasks.iter().copied().map(signed).collect::<Vec<_>>())
        .execute(&self.pool)
        .await?;
        let new = result.rows_affected();
        if new > 0 {
            self.bell.ring();
        }
        Ok(new)
    }

    /// Leases up to `limit` jobs for `lease`, those whose turn it is first.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn lease_jobs(&self, worker: Uuid, lease: Duration, limit: i64) -> Result<Vec<Job>, StoreError> {
        let rows = sqlx::query_as(
            // Materialised: a plan that runs the subquery again for each row would lease more than the limit.
            "WITH due AS MATERIALIZED (
                 SELECT task FROM jobs
                 WHERE (state = 'queued' AND not_before <= now()) OR (state = 'leased' AND lease_until < now())
                 ORDER BY turn, task LIMIT $3 FOR UPDATE SKIP LOCKED)
             UPDATE jobs SET state = 'leased', lease_owner = $1, lease_until = now() + $2 * interval '1 millisecond',
                             attempts = attempts + 1, updated_at = now()
             FROM due, set_config('synchronous_commit', 'off', true) WHERE jobs.task = due.task
             RETURNING jobs.task, jobs.attempts",
        )
        .bind(worker)
        .bind(milliseconds(lease))
        .bind(limit)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows)
    }

    /// Prolongs a lease; false when it was lost.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn prolong_lease(&self, worker: Uuid, task: i64, lease: Duration) -> Result<bool, StoreError> {
        let result = sqlx::query(
            "UPDATE jobs SET lease_until = now() + $3 * interval '1 millisecond'
             FROM set_config('synchronous_commit', 'off', true)
             WHERE task = $2 AND state = 'leased' AND lease_owner = $1",
        )
        .bind(worker)
        .bind(task)
        .bind(milliseconds(lease))
        .execute(&self.pool)
        .await?;
        Ok(result.rows_affected() == 1)
    }

    /// Gives a leased job back, to be leased again after a pause: a random one up to `longest_pause`, so that jobs which failed
    /// together do not come back together.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn return_job(&self, worker: Uuid, task: i64, error: &str, longest_pause: Duration) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE jobs SET state = 'queued', lease_owner = NULL, lease_until = NULL, error = $3, updated_at = now(),
                             not_before = now() + random() * $4 * interval '1 millisecond'
             WHERE task = $2 AND state = 'leased' AND lease_owner = $1",
        )
        .bind(worker)
        .bind(task)
        .bind(error)
        .bind(milliseconds(longest_pause))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Gives a leased job back that was not tried, to be leased again after a pause: it counts as never leased.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn put_off_job(&self, worker: Uuid, task: i64, reason: &str, pause: Duration) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE jobs SET state = 'queued', lease_owner = NULL, lease_until = NULL, attempts = attempts - 1, error = $3,
                             updated_at = now(), not_before = now() + $4 * interval '1 millisecond'
             WHERE task = $2 AND state = 'leased' AND lease_owner = $1",
        )
        .bind(worker)
        .bind(task)
        .bind(reason)
        .bind(milliseconds(pause))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Gives back all that a worker holds because it ends: others can take it at once, and it does not count as an attempt. Returns
    /// how many jobs that are.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn release_jobs(&self, worker: Uuid) -> Result<u64, StoreError> {
        let result = sqlx::query(
            "UPDATE jobs SET state = 'queued', lease_owner = NULL, lease_until = NULL, attempts = attempts - 1, updated_at = now()
             WHERE state = 'leased' AND lease_owner = $1",
        )
        .bind(worker)
        .execute(&self.pool)
        .await?;
        let released = result.rows_affected();
        if released > 0 {
            // At once: this process ends.
            signal(&self.pool).await;
        }
        Ok(released)
    }

    /// Gives a leased job up: nobody takes it again unless it is replayed; see [`Store::replay_job`].
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn bury_job(&self, worker: Uuid, task: i64, error: &str) -> Result<(), StoreError> {
        self.end_lease(worker, task, "dead", error).await
    }

    /// Ends a leased job that is of no use any more.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn drop_job(&self, worker: Uuid, task: i64, reason: &str) -> Result<(), StoreError> {
        self.end_lease(worker, task, "failed", reason).await
    }

    async fn end_lease(&self, worker: Uuid, task: i64, state: &str, error: &str) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE jobs SET state = $3, lease_owner = NULL, lease_until = NULL, error = $4, updated_at = now()
             WHERE task = $2 AND state = 'leased' AND lease_owner = $1",
        )
        .bind(worker)
        .bind(task)
        .bind(state)
        .bind(error)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Ends a leased job and queues its consequence on chain, both or neither. Does nothing when the lease was lost.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn finish_job(&self, worker: Uuid, outcome: Finished) -> Result<(), StoreError> {
        let outcome = Arc::new(outcome);
        self.transaction(move |connection| {
            let outcome = outcome.clone();
            Box::pin(async move {
                sqlx::query(
                    "WITH ended AS (
                         UPDATE jobs SET state = $3, lease_owner = NULL, lease_until = NULL, receipt = $4, logs = $5, error = $6,
                                         updated_at = now()
                         WHERE task = $2 AND state = 'leased' AND lease_owner = $1
                         RETURNING task)
                     INSERT INTO outbox (business_key, signer, call) SELECT $7, $8, $9 FROM ended
                     ON CONFLICT (business_key) DO NOTHING",
                )
                .bind(worker)
                .bind(outcome.task)
                .bind(if outcome.error.is_none() { "done" } else { "failed" })
                .bind(&outcome.receipt)
                .bind(&outcome.logs)
                .bind(&outcome.error)
                .bind(&outcome.business_key)
                .bind(&outcome.signer)
                .bind(&outcome.call)
                .execute(connection)
                .await?;
                Ok(())
            })
        })
        .await
    }

    /// What is kept of a task's job.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn job(&self, task: u64) -> Result<Option<Record>, StoreError> {
        let row = sqlx::query_as("SELECT state, attempts, receipt, logs, error FROM jobs WHERE task = $1")
            .bind(signed(task))
            .fetch_optional(&self.pool)
            .await?;
        Ok(row)
    }
}

pub(crate) fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// How a job ended, and what is to be said of it on chain.
#[derive(Clone, Debug)]
pub struct Finished {
    /// The task that was worked on.
    pub task: i64,
    /// SCALE bytes of the receipt; none when the work failed.
    pub receipt: Option<Vec<u8>>,
    /// What the agent wrote.
    pub logs: String,
    /// Why the work failed; none when it did not.
    pub error: Option<String>,
    /// Key, signer and bytes of the call that tells the chain.
    pub business_key: String,
    /// Who signs it.
    pub signer: String,
    /// SCALE bytes of the call.
    pub call: Vec<u8>,
}
