//! Who runs results again before they are paid, and what it says.

use serde_json::Value;
use sqlx::FromRow;

use crate::{Store, StoreError};

/// An audit as the last indexed block left it.
#[allow(missing_docs, reason = "the columns of the migrations")]
#[derive(FromRow, Clone, Debug)]
pub struct Audit {
    pub task: i64,
    pub auditor: String,
    pub until: i64,
    pub opinion: Option<Value>,
    pub contradicted: bool,
}

impl Store {
    /// The audits of results that can still be objected to in a block after `height`, by task: those in which `auditor` can still
    /// report or was contradicted, and those of work that was done here whose auditor has said something.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn open_audits(&self, auditor: &str, height: u32, limit: i64) -> Result<Vec<Audit>, StoreError> {
        let rows = sqlx::query_as(
            "SELECT audits.task, auditor, until, opinion, contradicted FROM audits JOIN tasks ON tasks.id = audits.task
             WHERE tasks.status = 'verifying'
               AND ((auditor = $1 AND (contradicted OR (opinion IS NULL AND until > $2)))
                 OR (opinion IS NOT NULL AND NOT contradicted
                     AND EXISTS (SELECT FROM jobs WHERE jobs.task = audits.task AND jobs.receipt IS NOT NULL
                                                  AND (jobs.agent <> tasks.agent) IS NOT TRUE)))
             ORDER BY audits.task LIMIT $3",
        )
        .bind(auditor)
        .bind(i64::from(height))
        .bind(limit)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows)
    }
}
