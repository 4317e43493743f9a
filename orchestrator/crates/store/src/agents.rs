//! How agents stand.

use sqlx::{FromRow, PgConnection};

use crate::{Store, StoreError};

/// An agent as the last indexed block left it. Amounts are decimal strings of plancks.
#[allow(missing_docs, reason = "the columns of the migrations")]
#[derive(FromRow, Clone, Debug)]
pub struct Agent {
    pub id: i64,
    pub slug: String,
    pub owner: String,
    pub operator: Option<String>,
    pub manifest: String,
    pub capabilities: Vec<String>,
    pub price: String,
    pub module: Option<String>,
    pub module_hash: Option<Vec<u8>>,
    pub endpoint: Option<String>,
    pub concurrency: i32,
    pub availability: String,
    pub stake: String,
    pub completed: i64,
    pub failed: i64,
    pub disputed: i64,
    pub value_delivered: String,
    pub score: i64,
    pub trust: i64,
    pub registered_at: i64,
    /// Blocks that its completed tasks took.
    pub worked: i64,
    /// Blocks that it had promised for them.
    pub promised: i64,
    /// How often it was rated.
    pub ratings: i64,
    /// Sum of the stars, all in all, of those ratings.
    pub stars: i64,
    /// Tasks it is hired for that have not ended.
    pub engaged: i64,
}

/// What an agent offers, to be put on record.
#[allow(missing_docs, reason = "the columns of the migrations")]
#[derive(Clone, Debug)]
pub struct Spec {
    pub manifest: String,
    pub capabilities: Vec<String>,
    pub price: String,
    pub module: Option<String>,
    pub module_hash: Option<[u8; 32]>,
    pub endpoint: Option<String>,
    pub concurrency: u16,
}

/// Which agents are listed.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only those that can do this.
    pub capability: Option<String>,
    /// Only those of this owner.
    pub owner: Option<String>,
    /// Only those that one of these accounts owns or operates.
    pub controllers: Option<Vec<String>>,
    /// Only those of this availability.
    pub availability: Option<String>,
    /// Only those with at least these points.
    pub min_score: Option<i64>,
    /// Only those numbered above this.
    pub after: Option<i64>,
    /// At most so many.
    pub limit: i64,
}

impl Store {
    /// The agents that match, by number.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn agents(&self, filter: &Filter) -> Result<Vec<Agent>, StoreError> {
        let rows = sqlx::query_as(
            "SELECT id, slug, owner, operator, manifest, capabilities, price::text, module, module_hash, endpoint, concurrency,
                    availability, stake::text, completed, failed, disputed, value_delivered::text, score, trust, registered_at,
                    worked, promised, ratings, stars,
                    (SELECT count(*) FROM tasks
                     WHERE tasks.agent = agents.id AND tasks.status IN ('matched', 'running', 'verifying')) AS engaged
             FROM agents
             WHERE ($1::text IS NULL OR capabilities @> ARRAY[$1]) AND ($2::text IS NULL OR owner = $2)
               AND ($3::text IS NULL OR availability = $3) AND ($4::bigint IS NULL OR score >= $4)
               AND ($5::bigint IS NULL OR id > $5) AND ($7::text[] IS NULL OR owner = ANY ($7) OR operator = ANY ($7))
             ORDER BY id LIMIT $6",
        )
        .bind(&filter.capability)
        .bind(&filter.owner)
        .bind(&filter.availability)
        .bind(filter.min_score)
        .bind(filter.after)
        .bind(filter.limit)
        .bind(&filter.controllers)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows)
    }

    /// One agent, by number.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn agent(&self, id: u64) -> Result<Option<Agent>, StoreError> {
        let Ok(id) = i64::try_from(id) else { return Ok(None) };
        let filter = Filter { after: id.checked_sub(1), limit: 1, ..Filter::default() };
        Ok(self.agents(&filter).await?.into_iter().find(|agent| agent.id == id))
    }

    /// The number of the agent that has this name now.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn agent_by_slug(&self, slug: &str) -> Result<Option<u64>, StoreError> {
        let id: Option<i64> = sqlx::query_scalar("SELECT id FROM agents WHERE slug = $1 AND availability <> 'removed'")
            .bind(slug)
            .fetch_optional(&self.pool)
            .await?;
        Ok(id.and_then(|id| u64::try_from(id).ok()))
    }
}

/// Puts a new agent on record.
///
/// # Errors
///
/// When the database does not answer.
pub async fn insert(
    connection: &mut PgConnection,
    id: u64,
    (slug, owner, operator): (&str, &str, Option<&str>),
    spec: &Spec,
    stake: &str,
    height: u32,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO agents (id, slug, owner, operator, manifest, capabilities, price, module, module_hash, endpoint,
                             concurrency, availability, stake, registered_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7::numeric, $8, $9, $10, $11, 'active', $12::numeric, $13)",
    )
    .bind(signed(id))
    .bind(slug)
    .bind(owner)
    .bind(operator)
    .bind(&spec.manifest)
    .bind(&spec.capabilities)
    .bind(&spec.price)
    .bind(&spec.module)
    .bind(spec.module_hash)
    .bind(&spec.endpoint)
    .bind(i32::from(spec.concurrency))
    .bind(stake)
    .bind(i64::from(height))
    .execute(connection)
    .await?;
    Ok(())
}

/// Changes what an agent offers.
///
/// # Errors
///
/// When the database does not answer.
pub async fn update_spec(connection: &mut PgConnection, id: u64, spec: &Spec) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE agents SET manifest = $2, capabilities = $3, price = $4::numeric, module = $5, module_hash = $6, endpoint = $7,
                           concurrency = $8
         WHERE id = $1",
    )
    .bind(signed(id))
    .bind(&spec.manifest)
    .bind(&spec.capabilities)
    .bind(&spec.price)
    .bind(&spec.module)
    .bind(spec.module_hash)
    .bind(&spec.endpoint)
    .bind(i32::from(spec.concurrency))
    .execute(connection)
    .await?;
    Ok(())
}

/// Changes who speaks for an agent beside its owner.
///
/// # Errors
///
/// When the database does not answer.
pub async fn set_operator(connection: &mut PgConnection, id: u64, operator: Option<&str>) -> Result<(), StoreError> {
    sqlx::query("UPDATE agents SET operator = $2 WHERE id = $1").bind(signed(id)).bind(operator).execute(connection).await?;
    Ok(())
}

/// Changes whether an agent takes on work: `active`, `paused`, `retired` or `removed`.
///
/// # Errors
///
/// When the database does not answer.
pub async fn set_availability(connection: &mut PgConnection, id: u64, availability: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE agents SET availability = $2 WHERE id = $1")
        .bind(signed(id))
        .bind(availability)
        .execute(connection)
        .await?;
    Ok(())
}

/// Changes what stands behind an agent, in plancks.
///
/// # Errors
///
/// When the database does not answer.
pub async fn set_stake(connection: &mut PgConnection, id: u64, stake: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE agents SET stake = $2::numeric WHERE id = $1").bind(signed(id)).bind(stake).execute(connection).await?;
    Ok(())
}

/// How a task ended for its agent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ending {
    /// It was paid.
    Completed {
        /// Its price, in plancks.
        value: String,
        /// Blocks that it took.
        duration: u32,
        /// Blocks that had been promised.
        promised: u32,
    },
    /// It was not delivered.
    Failed,
    /// It was delivered, and found wrong.
    Rejected,
}

/// Counts how a task ended.
///
/// # Errors
///
/// When the database does not answer.
pub async fn record_outcome(
    connection: &mut PgConnection,
    id: u64,
    ending: &Ending,
    score: u64,
    trust: u32,
) -> Result<(), StoreError> {
    let (completed, failed, rejected) = match ending {
        Ending::Completed { .. } => (1, 0, 0),
        Ending::Failed => (0, 1, 0),
        Ending::Rejected => (0, 0, 1),
    };
    let (value, duration, promised) = match ending {
        Ending::Completed { value, duration, promised } => (Some(value), *duration, *promised),
        Ending::Failed | Ending::Rejected => (None, 0, 0),
    };
    sqlx::query(
        "UPDATE agents SET completed = completed + $2, failed = failed + $3, disputed = disputed + $4,
                           value_delivered = value_delivered + coalesce($5::numeric, 0), score = $6, trust = $7,
                           worked = worked + $8, promised = promised + $9
         WHERE id = $1",
    )
    .bind(signed(id))
    .bind(completed)
    .bind(failed)
    .bind(rejected)
    .bind(value)
    .bind(signed(score))
    .bind(i64::from(trust))
    .bind(i64::from(duration))
    .bind(i64::from(promised))
    .execute(connection)
    .await?;
    Ok(())
}

/// Counts a rating of so many stars, all in all.
///
/// # Errors
///
/// When the database does not answer.
pub async fn record_rating(connection: &mut PgConnection, id: u64, stars: u8) -> Result<(), StoreError> {
    sqlx::query("UPDATE agents SET ratings = ratings + 1, stars = stars + $2 WHERE id = $1")
        .bind(signed(id))
        .bind(i64::from(stars))
        .execute(connection)
        .await?;
    Ok(())
}

/// Numbers of the chain are counted up from zero and stay far below what a BIGINT holds.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
