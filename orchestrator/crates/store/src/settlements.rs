//! Which delivered work is to be paid, and which is left alone because our own batches have passed it over.

use sqlx::PgConnection;

use crate::{agents::signed, Store, StoreError};

/// How often the time doubles for which a task that was passed over is left alone. The first is two blocks, the longest 4,096.
const MOST_DOUBLINGS: i32 = 12;

impl Store {
    /// The delivered tasks whose clock ran out before this block and that are not left alone, by number: at most `most`, of which
    /// at most `most_audited` were ever audited.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn settleable(&self, height: u32, most: u32, most_audited: u32) -> Result<Vec<i64>, StoreError> {
        let tasks = sqlx::query_scalar(
            "WITH due AS NOT MATERIALIZED (
                 SELECT id FROM tasks LEFT JOIN settle_rests ON settle_rests.task = tasks.id
                 WHERE status = 'verifying' AND clock < $1 AND NOT pruned
                   AND (skipped_at IS NULL OR skipped_at + (1 << least(skipped, $4)) < $1)
             )
             SELECT id FROM (
                 (SELECT id FROM due WHERE NOT EXISTS (SELECT FROM audits WHERE task = due.id) ORDER BY id LIMIT $2)
                 UNION ALL
                 (SELECT id FROM due WHERE EXISTS (SELECT FROM audits WHERE task = due.id) ORDER BY id LIMIT $3)
             ) AS batch ORDER BY id LIMIT $2",
        )
        .bind(i64::from(height))
        .bind(i64::from(most))
        .bind(i64::from(most_audited))
        .bind(MOST_DOUBLINGS)
        .fetch_all(&self.pool)
        .await?;
        Ok(tasks)
    }
}

/// Notes in which block a batch of ours has passed over those of its tasks that are due still: they are left alone, longer each time,
/// until they move on.
///
/// # Errors
///
/// When the database does not answer.
pub async fn rest(connection: &mut PgConnection, batch: &[u64], height: u32) -> Result<(), StoreError> {
    if batch.is_empty() {
        return Ok(());
    }
    let batch: Vec<i64> = batch.iter().copied().map(signed).collect();
    sqlx::query(
        "INSERT INTO settle_rests (task, skipped, skipped_at)
         SELECT id, 1, $2 FROM tasks WHERE id = ANY ($1) AND status = 'verifying' AND clock < $2
         ON CONFLICT (task) DO UPDATE SET skipped = settle_rests.skipped + 1, skipped_at = excluded.skipped_at",
    )
    .bind(batch)
    .bind(i64::from(height))
    .execute(connection)
    .await?;
    Ok(())
}
