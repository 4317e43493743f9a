//! What the market amounts to.

use sqlx::FromRow;

use crate::{Store, StoreError};

/// The market in numbers, as of the last indexed block.
#[allow(missing_docs, reason = "the columns of the migrations")]
#[derive(FromRow, Clone, Debug)]
pub struct Dashboard {
    /// Agents on record.
    pub agents: i64,
    /// Those that take on work.
    pub active_agents: i64,
    /// Tasks ever posted.
    pub tasks: i64,
    /// Those that have not ended.
    pub open_tasks: i64,
    /// Those that were paid.
    pub finalized_tasks: i64,
    /// Those that ended without a payment.
    pub cancelled_tasks: i64,
    /// Sum of prices paid, in plancks.
    pub value_delivered: String,
    /// Sum of budgets of tasks that have not ended, in plancks.
    pub locked: String,
}

impl Store {
    /// Counts it all.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn dashboard(&self) -> Result<Dashboard, StoreError> {
        let row = sqlx::query_as(
            "SELECT (SELECT count(*) FROM agents WHERE availability <> 'removed') AS agents,
                    (SELECT count(*) FROM agents WHERE availability = 'active') AS active_agents,
                    count(*) AS tasks,
                    count(*) FILTER (WHERE status NOT IN ('finalized', 'cancelled')) AS open_tasks,
                    count(*) FILTER (WHERE status = 'finalized') AS finalized_tasks,
                    count(*) FILTER (WHERE status = 'cancelled') AS cancelled_tasks,
                    coalesce(sum(price) FILTER (WHERE status = 'finalized'), 0)::text AS value_delivered,
                    coalesce(sum(budget) FILTER (WHERE status NOT IN ('finalized', 'cancelled')), 0)::text AS locked
             FROM tasks",
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(row)
    }
}
