//! What became of jobs: which ended how, which are taken up again, which are forgotten.

use std::{collections::HashMap, time::Duration};

use sqlx::FromRow;

use crate::{
    agents::signed,
    jobs::{milliseconds, Finished},
    Store, StoreError,
};

/// A job as an operator sees it.
#[allow(missing_docs, reason = "the columns of the migrations")]
#[derive(FromRow, Clone, Debug)]
pub struct Summary {
    pub task: i64,
    pub state: String,
    pub priority: i16,
    pub attempts: i32,
    pub replays: i32,
    pub error: Option<String>,
    /// In milliseconds since the Unix epoch.
    pub created_at_ms: i64,
    /// When it last changed its state, in milliseconds since the Unix epoch.
    pub updated_at_ms: i64,
}

/// What became of a wish to take a job up again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Replay {
    /// It is queued, with all its attempts before it.
    Queued,
    /// It was not given up.
    NotDead,
    /// There is no job for the task.
    Unknown,
}

impl Store {
    /// The jobs in a state, by task: at most `limit`, of tasks numbered above `after`.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn jobs(&self, state: &str, after: Option<i64>, limit: i64) -> Result<Vec<Summary>, StoreError> {
        let rows = sqlx::query_as(
            "SELECT task, state, priority, attempts, replays, error, floor(extract(epoch FROM created_at) * 1000)::bigint AS created_at_ms,
                    floor(extract(epoch FROM updated_at) * 1000)::bigint AS updated_at_ms
             FROM jobs WHERE state = $1 AND task > $2 ORDER BY task LIMIT $3",
        )
        .bind(state)
        .bind(after.unwrap_or(-1))
        .bind(limit)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows)
    }

    /// The states of the jobs of these tasks for their present agents, as far as there are any. One whose worker died is queued.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn job_states(&self, tasks: &[i64]) -> Result<HashMap<i64, String>, StoreError> {
        if tasks.is_empty() {
            return Ok(HashMap::new());
        }
        let rows = sqlx::query_as(
            "SELECT task, CASE WHEN state = 'leased' AND lease_until < now() AND (hedge_until >= now()) IS NOT TRUE THEN 'queued'
                               ELSE state END
             FROM jobs JOIN tasks ON tasks.id = task AND (jobs.agent <> tasks.agent) IS NOT TRUE WHERE task = ANY ($1)",
        );
        Ok(rows.bind(tasks).fetch_all(&self.pool).await?.into_iter().collect())
    }

    /// Ends a job that nobody works on, and queues its consequence on chain, both or neither; says whether that was so. A job that was given up
    /// always is one, one that waits or was not even planned only `if_waiting`.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn abandon_job(&self, if_waiting: bool, outcome: Finished) -> Result<bool, StoreError> {
        let result = sqlx::query(
            "WITH abandoned AS (
                 INSERT INTO jobs (task, agent, priority, turn, state, error)
                 SELECT id, agent, priority, now() - priority * interval '1 minute', 'failed', $3 FROM tasks
                 WHERE id = $1 AND agent = $2 AND status = 'running'
                   AND ($4 OR EXISTS (SELECT FROM jobs WHERE jobs.task = $1 AND (jobs.agent <> $2) IS NOT TRUE AND state = 'dead'))
                 ON CONFLICT (task) DO UPDATE SET
                     agent = excluded.agent, state = 'failed', error = excluded.error, updated_at = now(),
                     lease_owner = NULL, lease_until = NULL, hedge_owner = NULL, hedge_until = NULL
                 WHERE CASE WHEN jobs.agent <> excluded.agent THEN $4
                            WHEN jobs.state = 'leased'
                            THEN $4 AND jobs.lease_until < now() AND (jobs.hedge_until >= now()) IS NOT TRUE
                            ELSE jobs.state = 'dead' OR ($4 AND jobs.state = 'queued') END
                 RETURNING task)
             INSERT INTO outbox (business_key, signer, call) SELECT $5, $6, $7 FROM abandoned
             ON CONFLICT (business_key) DO NOTHING",
        )
        .bind(outcome.job.task)
        .bind(outcome.job.agent)
        .bind(&outcome.error)
        .bind(if_waiting)
        .bind(&outcome.business_key)
        .bind(&outcome.signer)
        .bind(&outcome.call)
        .execute(&self.pool)
        .await?;
        let is_abandoned = result.rows_affected() == 1;
        if is_abandoned {
            self.bell.ring();
        }
        Ok(is_abandoned)
    }

    /// Queues a job again that was given up, as long as the task is that agent's. It keeps its turn: it has waited long enough.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn replay_job(&self, task: u64) -> Result<Replay, StoreError> {
        let replayed = sqlx::query(
            "UPDATE jobs SET state = 'queued', attempts = 0, hedged = false, replays = replays + 1, not_before = now(),
                             updated_at = now()
             FROM tasks WHERE task = $1 AND state = 'dead' AND tasks.id = task AND (jobs.agent <> tasks.agent) IS NOT TRUE",
        )
        .bind(signed(task))
        .execute(&self.pool)
        .await?;
        if replayed.rows_affected() == 1 {
            self.bell.ring();
            return Ok(Replay::Queued);
        }
        Ok(self.job(task).await?.map_or(Replay::Unknown, |_| Replay::NotDead))
    }

    /// Forgets up to `limit` jobs that ended longer than `age` ago, of tasks that have ended as well: until then their receipts may be
    /// asked for. Returns how many those were.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn forget_jobs(&self, age: Duration, limit: i64) -> Result<u64, StoreError> {
        let forgotten = sqlx::query(
            "DELETE FROM jobs WHERE task IN (
                 SELECT jobs.task FROM jobs JOIN tasks ON tasks.id = jobs.task
                 WHERE state IN ('done', 'failed', 'dead') AND jobs.updated_at < now() - $1 * interval '1 millisecond'
                   AND tasks.status IN ('finalized', 'cancelled')
                 ORDER BY jobs.updated_at LIMIT $2 FOR UPDATE OF jobs SKIP LOCKED)",
        )
        .bind(milliseconds(age))
        .bind(limit)
        .execute(&self.pool)
        .await?;
        Ok(forgotten.rows_affected())
    }
}
