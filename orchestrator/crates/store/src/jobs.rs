//! What workers have to do, one job a task. A job is leased; a lease that runs out, because its worker died, can be taken
//! by another. The job of an agent that let the task down gives way to that of the next.
//!
//! A worker that is alive may be slow: [`Store::lease_hedges`] lets another run the same job beside it. Whoever leased the job is
//! its *holder*, the other its *hedge*. Whichever of them finishes first ends the job for both. A hedge that does not deliver
//! just leaves; the job of a holder that gives it back is its hedge's from then on, if that is alive.
//!
//! Leases are not waited for until they are on disk. One that is lost in a crash of the database is another's to take, and what its
//! holder finishes is refused; whatever ends a job comes after its lease on disk as well.
//!
//! A job waits for its turn: the time at which it was queued, a minute earlier for each point of its task's priority. So the most urgent
//! goes first, and of equal ones the oldest, but nobody starves: a job is overtaken only by those that are queued within nine
//! minutes of it, for priorities from 1 to 10.

use std::time::Duration;

use sqlx::FromRow;
use uuid::Uuid;

use crate::{agents::signed, signals::signal, transient::made_again, Store, StoreError};

/// Which job. A task that is handed on is another job: whoever still works for its first agent has no say in that.
#[derive(FromRow, Clone, Copy, PartialEq, Eq, Debug)]
pub struct JobId {
    /// The task to be worked on.
    pub task: i64,
    /// The agent that was hired when the job was queued.
    pub agent: Option<i64>,
}

/// A job that this worker has leased.
#[derive(FromRow, Clone, Copy, Debug)]
pub struct Job {
    /// Which.
    #[sqlx(flatten)]
    pub id: JobId,
    /// How often it was leased, this time included. A hedge is part of the attempt that it hedges.
    pub attempts: i32,
    /// Whether another worker held it already when this one took it.
    pub is_hedge: bool,
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
    /// Makes sure that there is a job for a task that runs, as urgent as the task, in place of that of an agent which had the task before;
    /// says whether there was none.
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
            "INSERT INTO jobs (task, agent, priority, turn)
             SELECT id, agent, priority, now() - priority * interval '1 minute' FROM tasks
             WHERE id = ANY ($1) AND status = 'running'
               AND NOT EXISTS (SELECT FROM jobs WHERE jobs.task = tasks.id AND (jobs.agent <> tasks.agent) IS NOT TRUE)
             ORDER BY id
             ON CONFLICT (task) DO UPDATE SET
                 agent = excluded.agent, turn = excluded.turn, state = 'queued', not_before = now(), attempts = 0, replays = 0,
                 lease_owner = NULL, lease_until = NULL, hedge_owner = NULL, hedge_until = NULL, hedged = false,
                 receipt = NULL, logs = NULL, error = NULL, created_at = now(), updated_at = now()
             WHERE jobs.agent <> excluded.agent",
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
                 WHERE (state = 'queued' AND not_before <= now())
                    OR (state = 'leased' AND lease_until < now() AND (hedge_until >= now()) IS NOT TRUE)
                 ORDER BY turn, task LIMIT $3 FOR UPDATE SKIP LOCKED)
             UPDATE jobs SET state = 'leased', lease_owner = $1, lease_until = now() + $2 * interval '1 millisecond',
                             hedge_owner = NULL, hedge_until = NULL, attempts = attempts + 1, updated_at = now()
             FROM due, set_config('synchronous_commit', 'off', true) WHERE jobs.task = due.task
             RETURNING jobs.task, jobs.attempts, false AS is_hedge, jobs.agent",
        )
        .bind(worker)
        .bind(milliseconds(lease))
        .bind(limit)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows)
    }

    /// Prolongs a worker's lease, or hedge; false when it was lost.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn prolong_lease(&self, worker: Uuid, job: JobId, lease: Duration) -> Result<bool, StoreError> {
        let result = sqlx::query(
            "UPDATE jobs SET
                 lease_until = CASE lease_owner WHEN $1 THEN now() + $3 * interval '1 millisecond' ELSE lease_until END,
                 hedge_until = CASE hedge_owner WHEN $1 THEN now() + $3 * interval '1 millisecond' ELSE hedge_until END
             FROM set_config('synchronous_commit', 'off', true)
             WHERE task = $2 AND agent IS NOT DISTINCT FROM $4 AND state = 'leased' AND $1 IN (lease_owner, hedge_owner)",
        )
        .bind(worker)
        .bind(job.task)
        .bind(milliseconds(lease))
        .bind(job.agent)
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
    pub async fn return_job(&self, worker: Uuid, job: JobId, error: &str, longest_pause: Duration) -> Result<(), StoreError> {
        let error = Some(error);
        self.let_go(worker, Some(job), LetGo { error, longest_random_pause: longest_pause, ..LetGo::default() }).await?;
        Ok(())
    }

    /// Gives a leased job back that was not tried, to be leased again after a pause: it counts as never leased.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn put_off_job(&self, worker: Uuid, job: JobId, reason: &str, pause: Duration) -> Result<(), StoreError> {
        let error = Some(reason);
        self.let_go(worker, Some(job), LetGo { error, pause, is_untried: true, ..LetGo::default() }).await?;
        Ok(())
    }

    /// Gives back all that a worker holds because it ends: others can take it at once, and it does not count as an attempt. Returns
    /// how many jobs are queued by that.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn release_jobs(&self, worker: Uuid) -> Result<u64, StoreError> {
        let released = self.let_go(worker, None, LetGo { is_untried: true, ..LetGo::default() }).await?;
        if released > 0 {
            // At once: this process ends.
            signal(&self.pool).await;
        }
        Ok(released)
    }

    /// Gives a leased job up: nobody takes it again unless it is replayed; see [`Store::replay_job`]. False when it goes on, by
    /// the other worker that runs it, or was lost.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn bury_job(&self, worker: Uuid, job: JobId, error: &str) -> Result<bool, StoreError> {
        let buried = self.let_go(worker, Some(job), LetGo { state: "dead", error: Some(error), ..LetGo::default() }).await?;
        Ok(buried == 1)
    }

    /// Ends a worker's part in a job, or in all its jobs. A hedge leaves the job to its holder, a holder to its hedge if that is
    /// alive; what nobody else runs becomes what `left` says. Returns how many jobs that are.
    async fn let_go(&self, worker: Uuid, job: Option<JobId>, left: LetGo<'_>) -> Result<u64, StoreError> {
        let count: i64 = sqlx::query_scalar(
            // In one order, so that workers which run each other's jobs do not wait for one another in a circle.
            "WITH held AS MATERIALIZED (
                 SELECT task, CASE WHEN hedge_owner = $1 THEN lease_owner WHEN hedge_until >= now() THEN hedge_owner END AS other,
                        CASE WHEN hedge_owner = $1 THEN lease_until ELSE hedge_until END AS other_until
                 FROM jobs WHERE state = 'leased' AND $1 IN (lease_owner, hedge_owner)
                             AND ($2::bigint IS NULL OR (task = $2 AND agent IS NOT DISTINCT FROM $8))
                 ORDER BY task FOR UPDATE),
             handed_over AS (
                 UPDATE jobs SET lease_owner = other, lease_until = other_until, hedge_owner = NULL, hedge_until = NULL
                 FROM held WHERE jobs.task = held.task AND other IS NOT NULL),
             let_go AS (
                 UPDATE jobs SET state = $3, lease_owner = NULL, lease_until = NULL, hedge_owner = NULL, hedge_until = NULL,
                                 error = coalesce($4, error), attempts = attempts - $5, updated_at = now(),
                                 not_before = now() + ($6 + random() * $7) * interval '1 second'
                 FROM held WHERE jobs.task = held.task AND other IS NULL RETURNING jobs.task)
             SELECT count(*) FROM let_go",
        )
        .bind(worker)
        .bind(job.map(|job| job.task))
        .bind(left.state)
        .bind(left.error)
        .bind(i32::from(left.is_untried))
        .bind(left.pause.as_secs_f64())
        .bind(left.longest_random_pause.as_secs_f64())
        .bind(job.and_then(|job| job.agent))
        .fetch_one(&self.pool)
        .await?;
        Ok(count.unsigned_abs())
    }

    /// Ends a leased job that is of no use any more, for whoever else runs it as well.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn drop_job(&self, worker: Uuid, job: JobId, reason: &str) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE jobs SET state = 'failed', lease_owner = NULL, lease_until = NULL, hedge_owner = NULL, hedge_until = NULL,
                             error = $3, updated_at = now()
             WHERE task = $2 AND agent IS NOT DISTINCT FROM $4 AND state = 'leased' AND $1 IN (lease_owner, hedge_owner)",
        )
        .bind(worker)
        .bind(job.task)
        .bind(reason)
        .bind(job.agent)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Ends a leased job and queues its consequence on chain, both or neither, for whoever else runs it as well. Does nothing
    /// when the lease was lost. A hedge whose work failed only leaves: it is for the holder to say so, which may yet deliver.
    ///
    /// # Errors
    ///
    /// When the database does not answer. Then it is not known whether the job has ended: it does no harm to end it again. A caller that
    /// is dropped halfway leaves the statements to go on.
    pub async fn finish_job(&self, worker: Uuid, outcome: Finished) -> Result<(), StoreError> {
        let store = self.clone();
        #[allow(clippy::disallowed_methods, reason = "awaited right here; dropping the handle must not lose what was worked for")]
        let task = tokio::spawn(async move { made_again(|| store.finish(worker, &outcome)).await });
        task.await.unwrap_or(Err(StoreError::BrokenOff))?;
        self.bell.ring();
        Ok(())
    }

    /// The same. A job that has ended is nobody's, and a hedge that has left is none any more, so that a second time changes nothing unless
    /// this worker has leased the job anew meanwhile.
    async fn finish(&self, worker: Uuid, outcome: &Finished) -> Result<(), StoreError> {
        // First: a hedge may become the holder at any moment, and ends the job then; who is none now is the holder or nothing to the job.
        if outcome.error.is_some() && self.leave_to_holder(worker, outcome.job).await? {
            return Ok(());
        }
        sqlx::query(
            "WITH ended AS (
                 UPDATE jobs SET state = $3, lease_owner = NULL, lease_until = NULL, hedge_owner = NULL, hedge_until = NULL,
                                 receipt = $4, logs = $5, error = $6, updated_at = now()
                 WHERE task = $2 AND agent IS NOT DISTINCT FROM $10 AND state = 'leased'
                   AND (lease_owner = $1 OR (hedge_owner = $1 AND $6::text IS NULL))
                 RETURNING task)
             INSERT INTO outbox (business_key, signer, call) SELECT $7, $8, $9 FROM ended
             ON CONFLICT (business_key) DO NOTHING",
        )
        .bind(worker)
        .bind(outcome.job.task)
        .bind(if outcome.error.is_none() { "done" } else { "failed" })
        .bind(&outcome.receipt)
        .bind(&outcome.logs)
        .bind(&outcome.error)
        .bind(&outcome.business_key)
        .bind(&outcome.signer)
        .bind(&outcome.call)
        .bind(outcome.job.agent)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Ends a hedge; false when the worker is none.
    async fn leave_to_holder(&self, hedge: Uuid, job: JobId) -> Result<bool, StoreError> {
        let result = sqlx::query(
            "UPDATE jobs SET hedge_owner = NULL, hedge_until = NULL
             WHERE task = $2 AND agent IS NOT DISTINCT FROM $3 AND state = 'leased' AND hedge_owner = $1",
        )
        .bind(hedge)
        .bind(job.task)
        .bind(job.agent)
        .execute(&self.pool)
        .await?;
        Ok(result.rows_affected() == 1)
    }

    /// What is kept of a task's job, unless the task is another agent's by now.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn job(&self, task: u64) -> Result<Option<Record>, StoreError> {
        let row = sqlx::query_as(
            "SELECT state, attempts, receipt, logs, error FROM jobs JOIN tasks ON tasks.id = task
             WHERE task = $1 AND (jobs.agent <> tasks.agent) IS NOT TRUE",
        )
        .bind(signed(task))
        .fetch_optional(&self.pool)
        .await?;
        Ok(row)
    }
}

/// What becomes of a job that a worker lets go of and nobody else runs.
struct LetGo<'a> {
    state: &'static str,
    /// What is said of it; what was said before when there is nothing.
    error: Option<&'a str>,
    /// Whether it counts as never leased.
    is_untried: bool,
    /// How long it rests at least, and at most how much longer.
    pause: Duration,
    longest_random_pause: Duration,
}

impl Default for LetGo<'_> {
    fn default() -> Self {
        Self { state: "queued", error: None, is_untried: false, pause: Duration::ZERO, longest_random_pause: Duration::ZERO }
    }
}

pub(crate) fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// How a job ended, and what is to be said of it on chain.
#[derive(Clone, Debug)]
pub struct Finished {
    /// Which.
    pub job: JobId,
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
