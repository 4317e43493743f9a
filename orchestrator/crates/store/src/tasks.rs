//! How tasks stand, and how they came there.

use serde_json::Value;
use sqlx::FromRow;

use crate::{agents::signed, Store, StoreError};

/// A task as the last indexed block left it. Amounts are decimal strings of plancks.
#[allow(missing_docs, reason = "the columns of the migrations")]
#[derive(FromRow, Clone, Debug)]
pub struct Task {
    pub id: i64,
    pub requester: String,
    pub client_key: Vec<u8>,
    pub title: String,
    pub description: Option<String>,
    pub input: String,
    pub input_hash: Vec<u8>,
    pub capabilities: Vec<String>,
    pub budget: String,
    pub hiring: Value,
    pub min_reputation: String,
    pub min_stake: String,
    pub max_duration: i64,
    pub deadline: i64,
    pub status: String,
    pub clock: Option<i64>,
    pub agent: Option<i64>,
    pub price: Option<String>,
    pub duration: Option<i64>,
    pub module: Option<String>,
    pub module_hash: Option<Vec<u8>>,
    pub started_at: Option<i64>,
    pub output: Option<String>,
    pub output_hash: Option<Vec<u8>>,
    pub receipt_hash: Option<Vec<u8>>,
    pub settlement: Option<Value>,
    pub cancel_reason: Option<Value>,
    pub let_down_by: Option<i64>,
    pub created_at: i64,
    pub changed_at: i64,
    pub verification: Value,
    pub priority: i16,
    pub parent: Option<i64>,
    pub delegable: String,
    pub mandate: Option<Vec<u8>>,
}

/// One step in a task's life.
#[allow(missing_docs, reason = "the columns of the migrations")]
#[derive(FromRow, Clone, Debug)]
pub struct Transition {
    pub height: i64,
    pub status: String,
    pub block_hash: Vec<u8>,
    pub timestamp_ms: i64,
}

/// Which tasks are listed.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only those in this state.
    pub status: Option<String>,
    /// Only those of this requester.
    pub requester: Option<String>,
    /// Only those of this agent.
    pub agent: Option<i64>,
    /// Only those whose agent one of these accounts owns or operates.
    pub controllers: Option<Vec<String>>,
    /// Only those whose clock ran out before this block.
    pub overdue_at: Option<i64>,
    /// Only those numbered above this.
    pub after: Option<i64>,
    /// At most so many.
    pub limit: i64,
}

impl Store {
    /// The tasks that match, by number.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn tasks(&self, filter: &Filter) -> Result<Vec<Task>, StoreError> {
        let rows = sqlx::query_as(
            "SELECT id, requester, client_key, title, description, input, input_hash, capabilities, budget::text, hiring,
                    min_reputation::text, min_stake::text, max_duration, deadline, status, clock, agent, price::text, duration,
                    module, module_hash, started_at, output, output_hash, receipt_hash, settlement, cancel_reason, let_down_by,
                    created_at, changed_at, verification, priority, parent, delegable::text, mandate
             FROM tasks
             WHERE ($1::text IS NULL OR status = $1) AND ($2::text IS NULL OR requester = $2)
               AND ($3::bigint IS NULL OR agent = $3) AND ($4::bigint IS NULL OR (clock < $4 AND NOT pruned))
               AND ($5::bigint IS NULL OR id > $5)
               AND ($7::text[] IS NULL
                    OR agent IN (SELECT id FROM agents WHERE owner = ANY ($7) OR operator = ANY ($7)))
             ORDER BY id LIMIT $6",
        )
        .bind(&filter.status)
        .bind(&filter.requester)
        .bind(filter.agent)
        .bind(filter.overdue_at)
        .bind(filter.after)
        .bind(filter.limit)
        .bind(&filter.controllers)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows)
    }

    /// One task, by number.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn task(&self, id: u64) -> Result<Option<Task>, StoreError> {
        let Ok(id) = i64::try_from(id) else { return Ok(None) };
        let filter = Filter { after: id.checked_sub(1), limit: 1, ..Filter::default() };
        Ok(self.tasks(&filter).await?.into_iter().find(|task| task.id == id))
    }

    /// Which of these agents the requester asked or hired last, among its latest hundred tasks; none when it was none of them.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn last_hired_by(&self, requester: &str, agents: &[i64]) -> Result<Option<i64>, StoreError> {
        let agent = sqlx::query_scalar(
            "SELECT agent FROM (SELECT id, agent FROM tasks WHERE requester = $1 ORDER BY id DESC LIMIT 100) AS latest
             WHERE agent = ANY ($2) ORDER BY id DESC LIMIT 1",
        )
        .bind(requester)
        .bind(agents)
        .fetch_optional(&self.pool)
        .await?;
        Ok(agent)
    }

    /// A task's life so far, in order.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn transitions(&self, task: u64) -> Result<Vec<Transition>, StoreError> {
        let rows = sqlx::query_as(
            "SELECT t.height, t.status, b.hash AS block_hash, b.timestamp_ms
             FROM task_transitions t JOIN blocks b USING (height) WHERE t.task = $1 ORDER BY t.height, t.idx",
        )
        .bind(signed(task))
        .fetch_all(&self.pool)
        .await?;
        Ok(rows)
    }
}
