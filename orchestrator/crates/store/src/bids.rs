//! How bids stand.

use sqlx::FromRow;

use crate::{agents::signed, Store, StoreError};

/// A bid as the last indexed block left it.
#[allow(missing_docs, reason = "the columns of the migrations")]
#[derive(FromRow, Clone, Debug)]
pub struct Bid {
    pub task: i64,
    pub agent: i64,
    pub price: String,
    pub duration: i64,
    pub placed_at: i64,
    pub status: String,
}

impl Store {
    /// All bids there ever were on a task, latest of each agent.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn bids(&self, task: u64) -> Result<Vec<Bid>, StoreError> {
        let rows = sqlx::query_as(
            "SELECT task, agent, price::text, duration, placed_at, status FROM bids WHERE task = $1 ORDER BY placed_at, agent",
        )
        .bind(signed(task))
        .fetch_all(&self.pool)
        .await?;
        Ok(rows)
    }

    /// The standing bids of these agents on tasks that have fewer than `most` of them, by task and agent.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn standing_bids(&self, agents: &[i64], most: u32) -> Result<Vec<Bid>, StoreError> {
        let rows = sqlx::query_as(
            "SELECT task, agent, price::text, duration, placed_at, status FROM bids
             WHERE agent = ANY ($1) AND status = 'standing'
               AND (SELECT count(*) FROM bids AS book WHERE book.task = bids.task AND book.status = 'standing') < $2
             ORDER BY task, agent",
        )
        .bind(agents)
        .bind(i64::from(most))
        .fetch_all(&self.pool)
        .await?;
        Ok(rows)
    }
}
