//! How tasks stand, and how they came there.

use serde_json::Value;
use sqlx::{FromRow, PgConnection, Postgres, QueryBuilder};

use crate::{agents::signed, Store, StoreError};

/// New tasks in one statement: it may have 65,535 parameters.
const AT_ONCE: usize = 1_000;

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

/// What a task asks for, to be put on record.
#[allow(missing_docs, reason = "the columns of the migrations")]
#[derive(Clone, Debug)]
pub struct Spec {
    pub title: String,
    pub description: Option<String>,
    pub input: String,
    pub input_hash: [u8; 32],
    pub capabilities: Vec<String>,
    pub budget: String,
    pub hiring: Value,
    pub min_reputation: String,
    pub min_stake: String,
    pub max_duration: u32,
    pub deadline: u32,
    pub verification: Value,
    pub priority: u8,
    pub parent: Option<u64>,
    pub delegable: String,
    pub mandate: Option<[u8; 32]>,
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

/// What changes when a task moves on; what is none stays as it is.
#[allow(missing_docs, reason = "the columns of the migrations")]
#[derive(Clone, Debug, Default)]
pub struct Change {
    pub status: &'static str,
    pub clock: Option<u32>,
    pub agent: Option<u64>,
    pub price: Option<String>,
    pub duration: Option<u32>,
    /// Hash of the module that is pinned; its identifier is taken from the agent as it stands now.
    pub module_hash: Option<[u8; 32]>,
    pub started_at: Option<u32>,
    pub output: Option<String>,
    pub output_hash: Option<[u8; 32]>,
    pub receipt_hash: Option<[u8; 32]>,
    pub settlement: Option<Value>,
    pub cancel_reason: Option<Value>,
    pub let_down_by: Option<u64>,
}

/// Where a task stands when it is posted.
#[allow(missing_docs, reason = "the columns of the migrations")]
#[derive(Clone, Copy, Debug)]
pub struct Beginning {
    pub status: &'static str,
    pub clock: Option<u32>,
    pub agent: Option<u64>,
}

/// A task that was posted, to be put on record.
#[derive(Clone, Debug)]
pub struct NewTask {
    /// Its number.
    pub id: u64,
    /// Who posted it.
    pub requester: String,
    /// The requester's own name for it.
    pub client_key: [u8; 32],
    /// What it asks for.
    pub spec: Spec,
    /// Where it stands.
    pub beginning: Beginning,
    /// The event that says so: height of its block, and position among the block's events.
    pub place: (u32, u32),
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

/// Puts new tasks on record, and notes the first step of each.
///
/// # Errors
///
/// When the database does not answer.
pub async fn insert(connection: &mut PgConnection, tasks: &[NewTask]) -> Result<(), StoreError> {
    for some in tasks.chunks(AT_ONCE) {
        insert_some(connection, some).await?;
    }
    Ok(())
}

async fn insert_some(connection: &mut PgConnection, tasks: &[NewTask]) -> Result<(), StoreError> {
    let mut query = QueryBuilder::<Postgres>::new(
        "INSERT INTO tasks (id, requester, client_key, title, description, input, input_hash, capabilities, budget, hiring,
                            min_reputation, min_stake, max_duration, deadline, status, clock, agent, created_at, changed_at,
                            verification, priority, parent, delegable, mandate) ",
    );
    query.push_values(tasks, |mut row, task| {
        let NewTask { spec, beginning, place: (height, _), .. } = task;
        row.push_bind(signed(task.id)).push_bind(&task.requester).push_bind(task.client_key);
        row.push_bind(&spec.title).push_bind(&spec.description).push_bind(&spec.input).push_bind(spec.input_hash);
        row.push_bind(&spec.capabilities).push_bind(&spec.budget).push_unseparated("::numeric").push_bind(&spec.hiring);
        row.push_bind(&spec.min_reputation).push_unseparated("::numeric");
        row.push_bind(&spec.min_stake).push_unseparated("::numeric");
        row.push_bind(i64::from(spec.max_duration)).push_bind(i64::from(spec.deadline)).push_bind(beginning.status);
        row.push_bind(beginning.clock.map(i64::from)).push_bind(beginning.agent.map(signed));
        row.push_bind(i64::from(*height)).push_bind(i64::from(*height));
        row.push_bind(&spec.verification).push_bind(i16::from(spec.priority)).push_bind(spec.parent.map(signed));
        row.push_bind(&spec.delegable).push_unseparated("::numeric").push_bind(spec.mandate);
    });
    // Each number of tasks is a statement of its own: none is worth being kept.
    query.build().persistent(false).execute(&mut *connection).await?;

    let mut query = QueryBuilder::<Postgres>::new("INSERT INTO task_transitions (task, height, idx, status) ");
    query.push_values(tasks, |mut row, task| {
        let (height, idx) = task.place;
        row.push_bind(signed(task.id)).push_bind(i64::from(height)).push_bind(i32::try_from(idx).unwrap_or(i32::MAX));
        row.push_bind(task.beginning.status);
    });
    query.build().persistent(false).execute(connection).await?;
    Ok(())
}

/// Moves a task on, and notes the step. Whatever settlements had against it may be over.
///
/// # Errors
///
/// When the database does not answer.
pub async fn advance(
    connection: &mut PgConnection,
    id: u64,
    change: &Change,
    (height, idx): (u32, u32),
) -> Result<(), StoreError> {
    // Of a task that is not on record there is no step either: the reference is refused.
    sqlx::query(
        "WITH step AS (INSERT INTO task_transitions (task, height, idx, status) VALUES ($1, $15, $16, $2)),
              rest AS (DELETE FROM settle_rests WHERE task = $1)
         UPDATE tasks SET status = $2, clock = $3, agent = coalesce($4, agent), price = coalesce($5::numeric, price),
                          duration = coalesce($6, duration), module_hash = coalesce($7, module_hash),
                          module = coalesce((SELECT module FROM agents WHERE agents.id = $4 AND agents.module_hash = $7), module),
                          started_at = coalesce($8, started_at), output = coalesce($9, output),
                          output_hash = coalesce($10, output_hash), receipt_hash = coalesce($11, receipt_hash),
                          settlement = coalesce($12, settlement), cancel_reason = coalesce($13, cancel_reason),
                          let_down_by = coalesce($14, let_down_by), changed_at = $15
         WHERE id = $1",
    )
    .bind(signed(id))
    .bind(change.status)
    .bind(change.clock.map(i64::from))
    .bind(change.agent.map(signed))
    .bind(&change.price)
    .bind(change.duration.map(i64::from))
    .bind(change.module_hash)
    .bind(change.started_at.map(i64::from))
    .bind(&change.output)
    .bind(change.output_hash)
    .bind(change.receipt_hash)
    .bind(&change.settlement)
    .bind(&change.cancel_reason)
    .bind(change.let_down_by.map(signed))
    .bind(i64::from(height))
    .bind(i32::try_from(idx).unwrap_or(i32::MAX))
    .execute(connection)
    .await?;
    Ok(())
}

/// A task that is open again has no agent, price or module any more; whoever let it down is kept.
///
/// # Errors
///
/// When the database does not answer.
pub async fn forget_assignment(connection: &mut PgConnection, id: u64) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE tasks SET let_down_by = agent, agent = NULL, price = NULL, duration = NULL, module = NULL, module_hash = NULL
         WHERE id = $1",
    )
    .bind(signed(id))
    .execute(connection)
    .await?;
    Ok(())
}

/// The chain no longer keeps the task; the projection does.
///
/// # Errors
///
/// When the database does not answer.
pub async fn mark_pruned(connection: &mut PgConnection, id: u64) -> Result<(), StoreError> {
    sqlx::query("UPDATE tasks SET pruned = true, clock = NULL WHERE id = $1").bind(signed(id)).execute(connection).await?;
    Ok(())
}
