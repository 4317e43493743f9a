//! Work that is run a second time because the first run is slow: a machine that is starved or sick may hold a job alive for long.

use std::time::Duration;

use uuid::Uuid;

use crate::{
    jobs::{milliseconds, Job},
    Store, StoreError,
};

impl Store {
    /// Leases, for `lease`, up to `limit` jobs that others have held for longer than `after`, those whose turn it was first. A
    /// job is hedged once: whatever becomes of its hedge, there is no other, unless it is replayed.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn lease_hedges(&self, worker: Uuid, lease: Duration, after: Duration, limit: i64) -> Result<Vec<Job>, StoreError> {
        let rows = sqlx::query_as(
            // A job that is leased was last updated when that began. What has no holder any more is leased instead.
            "WITH slow AS MATERIALIZED (
                 SELECT task FROM jobs
                 WHERE state = 'leased' AND lease_owner <> $1 AND lease_until >= now() AND NOT hedged
                   AND updated_at < now() - $3 * interval '1 millisecond'
                 ORDER BY turn, task LIMIT $4 FOR UPDATE SKIP LOCKED)
             UPDATE jobs SET hedge_owner = $1, hedge_until = now() + $2 * interval '1 millisecond', hedged = true
             FROM slow, set_config('synchronous_commit', 'off', true) WHERE jobs.task = slow.task
             RETURNING jobs.task, jobs.attempts, true AS is_hedge, jobs.agent",
        )
        .bind(worker)
        .bind(milliseconds(lease))
        .bind(milliseconds(after))
        .bind(limit)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows)
    }
}
