//! Which modules went wrong again and again, and are not run until an operator says so.

use sqlx::FromRow;

use crate::{agents::signed, Store, StoreError};

/// A module that is not run.
#[allow(missing_docs, reason = "the columns of the migrations")]
#[derive(FromRow, Clone, Debug)]
pub struct Quarantined {
    pub module_hash: Vec<u8>,
    /// Runs in a row that went wrong.
    pub faults: i32,
    /// The task of the last of them.
    pub task: i64,
    /// What went wrong in it.
    pub error: String,
    /// Since when, in milliseconds since the Unix epoch.
    pub since_ms: i64,
}

impl Store {
    /// Notes a run of the module that went wrong. As soon as those in a row are of `most` requesters, the module is in quarantine: none
    /// can bring that about alone, by inputs that the module breaks on. Says whether this run did.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn note_fault(
        &self,
        module: [u8; 32],
        task: u64,
        requester: &str,
        error: &str,
        most: u16,
    ) -> Result<bool, StoreError> {
        let is_new = sqlx::query_scalar(
            "INSERT INTO module_faults AS old (module_hash, faults, task, error, requesters, quarantined_at)
             VALUES ($1, 1, $2, $3, ARRAY[$5], CASE WHEN $4 <= 1 THEN now() END)
             ON CONFLICT (module_hash) DO UPDATE SET
                 faults = least(old.faults, 2147483646) + 1, task = excluded.task, error = excluded.error,
                 requesters = array_append(array_remove(old.requesters, $5), $5),
                 quarantined_at = coalesce(
                     old.quarantined_at, CASE WHEN cardinality(array_remove(old.requesters, $5)) + 1 >= $4 THEN now() END)
             RETURNING coalesce(quarantined_at = now(), false)",
        )
        .bind(module.as_slice())
        .bind(signed(task))
        .bind(error)
        .bind(i64::from(most))
        .bind(requester)
        .fetch_one(&self.pool)
        .await?;
        Ok(is_new)
    }

    /// Notes a run of the module that went well: the count begins anew. It ends no quarantine, which may have begun while the run was
    /// under way.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn forget_faults(&self, module: [u8; 32]) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM module_faults WHERE module_hash = $1 AND quarantined_at IS NULL")
            .bind(module.as_slice())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Which of these modules are in quarantine.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn quarantined_among(&self, modules: &[&[u8]]) -> Result<Vec<Vec<u8>>, StoreError> {
        if modules.is_empty() {
            return Ok(Vec::new());
        }
        let rows = sqlx::query_scalar(
            "SELECT module_hash FROM module_faults WHERE quarantined_at IS NOT NULL AND module_hash = ANY($1)",
        )
        .bind(modules)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows)
    }

    /// The modules in quarantine, by hash: at most `limit`, of hashes above `after`.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn quarantined(&self, after: Option<[u8; 32]>, limit: i64) -> Result<Vec<Quarantined>, StoreError> {
        let rows = sqlx::query_as(
            "SELECT module_hash, faults, task, error, floor(extract(epoch FROM quarantined_at) * 1000)::bigint AS since_ms
             FROM module_faults WHERE quarantined_at IS NOT NULL AND ($1::bytea IS NULL OR module_hash > $1)
             ORDER BY module_hash LIMIT $2",
        )
        .bind(after.map(Vec::from))
        .bind(limit)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows)
    }

    /// Ends the quarantine of a module; false when there is none. The count begins anew.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn lift_quarantine(&self, module: [u8; 32]) -> Result<bool, StoreError> {
        let lifted = sqlx::query("DELETE FROM module_faults WHERE module_hash = $1 AND quarantined_at IS NOT NULL")
            .bind(module.as_slice())
            .execute(&self.pool)
            .await?;
        Ok(lifted.rows_affected() == 1)
    }
}
