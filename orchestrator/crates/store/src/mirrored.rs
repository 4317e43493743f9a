//! Which content is kept elsewhere as well, and how far that has come.
//!
//! A row is `wanted` until the copy is there, then `kept`; once nobody has needed the content for long it is `unwanted`, and goes when the
//! copy has. What is kept is kept by one node: another is to be given its own copy.

use std::time::Duration;

use sqlx::FromRow;

use crate::{jobs::milliseconds, Store, StoreError};

/// A copy that is to be made, or to be let go of.
#[derive(FromRow, Clone, PartialEq, Eq, Debug)]
pub struct DueCopy {
    /// Identifier of the content.
    pub cid: String,
    /// Whether it is to be let go of; else it is to be made.
    pub is_unwanted: bool,
    /// How often in a row that came to nothing.
    pub failures: i32,
}

impl Store {
    /// Wants a copy of content that was added here just now.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn want_copy(&self, cid: &str) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO mirrored (cid) VALUES ($1)
             ON CONFLICT (cid) DO UPDATE SET needed_at = now(),
                 state = CASE mirrored.state WHEN 'unwanted' THEN 'wanted' ELSE mirrored.state END",
        )
        .bind(cid)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Lets go of the copies of content that is none of `needed` and that nobody has needed or added for `min_age`.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn keep_copies(&self, needed: &[String], min_age: Duration) -> Result<(), StoreError> {
        sqlx::query("UPDATE mirrored SET needed_at = now() WHERE cid = ANY ($1)").bind(needed).execute(&self.pool).await?;
        sqlx::query(
            "UPDATE mirrored SET state = 'unwanted', node = NULL, failures = 0, not_before = now()
             WHERE state <> 'unwanted' AND cid <> ALL ($1) AND needed_at < now() - $2 * interval '1 millisecond'",
        )
        .bind(needed)
        .bind(milliseconds(min_age))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Wants copies again of all that was given to another node than this.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn want_copies_of_others(&self, node: &str) -> Result<(), StoreError> {
        let query = "UPDATE mirrored SET state = 'wanted', node = NULL, not_before = now() WHERE state = 'kept' AND node IS DISTINCT FROM $1";
        sqlx::query(query).bind(node).execute(&self.pool).await?;
        Ok(())
    }

    /// Copies whose time it is to be made or let go of, those first that were needed last.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn due_copies(&self, limit: i64) -> Result<Vec<DueCopy>, StoreError> {
        let rows = sqlx::query_as(
            "SELECT cid, state = 'unwanted' AS is_unwanted, failures FROM mirrored
             WHERE state <> 'kept' AND not_before <= now() ORDER BY needed_at DESC, cid LIMIT $1",
        )
        .bind(limit)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows)
    }

    /// Notes that the node has made a copy, or that it is gone. What was wanted otherwise in the meantime stays to be done.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn note_copy(&self, copy: &DueCopy, node: &str) -> Result<(), StoreError> {
        let query = if copy.is_unwanted {
            sqlx::query("DELETE FROM mirrored WHERE cid = $1 AND state = 'unwanted'").bind(&copy.cid)
        } else {
            let kept = "UPDATE mirrored SET state = 'kept', node = $2, failures = 0 WHERE cid = $1 AND state = 'wanted'";
            sqlx::query(kept).bind(&copy.cid).bind(node)
        };
        query.execute(&self.pool).await?;
        Ok(())
    }

    /// Notes that a copy could not be made or let go of: it is tried again after a pause.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn rest_copy(&self, copy: &DueCopy, pause: Duration) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE mirrored SET failures = failures + 1, not_before = now() + $2 * interval '1 millisecond' WHERE cid = $1",
        )
        .bind(&copy.cid)
        .bind(milliseconds(pause))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Forgets content of which no copy can be made, because it is not here any more.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn forget_copy(&self, copy: &DueCopy) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM mirrored WHERE cid = $1 AND state = 'wanted'").bind(&copy.cid).execute(&self.pool).await?;
        Ok(())
    }
}
