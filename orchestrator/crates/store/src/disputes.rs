//! How disputes stand, who votes in them, and what we found ourselves.

use serde_json::Value;
use sqlx::FromRow;

use crate::{agents::signed, Store, StoreError};

/// A dispute as the last indexed block left it.
#[allow(missing_docs, reason = "the columns of the migrations")]
#[derive(FromRow, Clone, Debug)]
pub struct Dispute {
    pub task: i64,
    pub challenger: String,
    pub bond: String,
    pub round: i16,
    pub stage: String,
    pub until: Option<i64>,
    pub receipt_shown: bool,
    pub verdict: Option<String>,
    pub ruling: Option<String>,
    pub opened_at: i64,
    pub changed_at: i64,
}

/// A member of a committee.
#[allow(missing_docs, reason = "the columns of the migrations")]
#[derive(FromRow, Clone, Debug)]
pub struct Member {
    pub round: i16,
    pub who: String,
    pub seat: i16,
    pub committed: bool,
    pub opinion: Option<Value>,
}

/// A vote of ours.
#[allow(missing_docs, reason = "the columns of the migrations")]
#[derive(FromRow, Clone, PartialEq, Eq, Debug)]
pub struct Vote {
    /// SCALE bytes of the opinion.
    pub opinion: Vec<u8>,
    pub salt: Vec<u8>,
}

const COLUMNS: &str =
    "SELECT task, challenger, bond::text, round, stage, until, receipt_shown, verdict, ruling, opened_at, changed_at
     FROM disputes";

impl Store {
    /// The disputes that are open, by task.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn open_disputes(&self, limit: i64) -> Result<Vec<Dispute>, StoreError> {
        let query = format!("{COLUMNS} WHERE stage <> 'settled' ORDER BY task LIMIT $1");
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(query)).bind(limit).fetch_all(&self.pool).await?)
    }

    /// The dispute over a task, settled or not.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn dispute(&self, task: u64) -> Result<Option<Dispute>, StoreError> {
        let query = format!("{COLUMNS} WHERE task = $1");
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(query)).bind(signed(task)).fetch_optional(&self.pool).await?)
    }

    /// Everybody who was drawn for a dispute, by round and seat.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn committee(&self, task: u64) -> Result<Vec<Member>, StoreError> {
        let rows = sqlx::query_as(
            "SELECT round, who, seat, committed, opinion FROM committee_members WHERE task = $1 ORDER BY round, seat",
        )
        .bind(signed(task))
        .fetch_all(&self.pool)
        .await?;
        Ok(rows)
    }

    /// What running the task's module again gave here: SCALE bytes of an opinion.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn finding(&self, task: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let row: Option<(Vec<u8>,)> =
            sqlx::query_as("SELECT opinion FROM findings WHERE task = $1").bind(signed(task)).fetch_optional(&self.pool).await?;
        Ok(row.map(|(opinion,)| opinion))
    }

    /// Keeps what running the module again gave.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn keep_finding(&self, task: u64, opinion: &[u8]) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO findings (task, opinion) VALUES ($1, $2) ON CONFLICT (task) DO NOTHING")
            .bind(signed(task))
            .bind(opinion)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Our vote in a round: the one that was kept before, else this one, which is kept now. Never another for the same round.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn keep_vote(&self, task: u64, round: i16, voter: &str, vote: &Vote) -> Result<Vote, StoreError> {
        sqlx::query("INSERT INTO votes (task, round, voter, opinion, salt) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING")
            .bind(signed(task))
            .bind(round)
            .bind(voter)
            .bind(&vote.opinion)
            .bind(&vote.salt)
            .execute(&self.pool)
            .await?;
        Ok(self.vote(task, round, voter).await?.unwrap_or_else(|| vote.clone()))
    }

    /// Our vote in a round; none when we did not bind ourselves.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn vote(&self, task: u64, round: i16, voter: &str) -> Result<Option<Vote>, StoreError> {
        let row = sqlx::query_as("SELECT opinion, salt FROM votes WHERE task = $1 AND round = $2 AND voter = $3")
            .bind(signed(task))
            .bind(round)
            .bind(voter)
            .fetch_optional(&self.pool)
            .await?;
        Ok(row)
    }
}
