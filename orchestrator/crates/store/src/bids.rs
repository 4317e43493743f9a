//! How bids stand.

use sqlx::{FromRow, PgConnection};

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

/// Puts a bid on record in place of the agent's last one.
///
/// # Errors
///
/// When the database does not answer.
pub async fn place(
    connection: &mut PgConnection,
    task: u64,
    agent: u64,
    price: &str,
    duration: u32,
    height: u32,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO bids (task, agent, price, duration, placed_at, status) VALUES ($1, $2, $3::numeric, $4, $5, 'standing')
         ON CONFLICT (task, agent) DO UPDATE
         SET price = excluded.price, duration = excluded.duration, placed_at = excluded.placed_at, status = 'standing'",
    )
    .bind(signed(task))
    .bind(signed(agent))
    .bind(price)
    .bind(i64::from(duration))
    .bind(i64::from(height))
    .execute(connection)
    .await?;
    Ok(())
}

/// Ends one standing bid: `withdrawn`, `evicted`, `won`.
///
/// # Errors
///
/// When the database does not answer.
pub async fn end(connection: &mut PgConnection, task: u64, agent: u64, status: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE bids SET status = $3 WHERE task = $1 AND agent = $2 AND status = 'standing'")
        .bind(signed(task))
        .bind(signed(agent))
        .bind(status)
        .execute(connection)
        .await?;
    Ok(())
}

/// Ends all bids that still stand on a task as lost.
///
/// # Errors
///
/// When the database does not answer.
pub async fn end_all(connection: &mut PgConnection, task: u64) -> Result<(), StoreError> {
    sqlx::query("UPDATE bids SET status = 'lost' WHERE task = $1 AND status = 'standing'")
        .bind(signed(task))
        .execute(connection)
        .await?;
    Ok(())
}
