//! How agents stand.

use sqlx::FromRow;

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

/// Numbers of the chain are counted up from zero and stay far below what a BIGINT holds.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
