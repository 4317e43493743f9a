//! How disputes stand, who votes in them, and what we found ourselves.

use serde_json::Value;
use sqlx::{FromRow, PgConnection};

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

/// Puts a new dispute on record. Its first stage follows from how the task is verified.
///
/// # Errors
///
/// When the database does not answer.
pub async fn open(connection: &mut PgConnection, task: u64, challenger: &str, bond: &str, height: u32) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO disputes (task, challenger, bond, stage, opened_at, changed_at)
         SELECT id, $2, $3::numeric,
                CASE verification->>'mode' WHEN 'evaluator' THEN 'evaluating' WHEN 'requester_only' THEN 'court' ELSE 'drawing' END,
                $4, $4
         FROM tasks WHERE id = $1",
    )
    .bind(signed(task))
    .bind(challenger)
    .bind(bond)
    .bind(i64::from(height))
    .execute(connection)
    .await?;
    Ok(())
}

/// What changes when a dispute moves on; what is none stays as it is.
#[allow(missing_docs, reason = "the columns of the migrations")]
#[derive(Clone, Debug, Default)]
pub struct Change {
    pub stage: Option<&'static str>,
    pub round: Option<u8>,
    pub until: Option<u32>,
    pub verdict: Option<&'static str>,
    pub ruling: Option<&'static str>,
}

/// Moves a dispute on.
///
/// # Errors
///
/// When the database does not answer.
pub async fn advance(connection: &mut PgConnection, task: u64, change: &Change, height: u32) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE disputes SET stage = coalesce($2, stage), round = coalesce($3, round), until = coalesce($4, until),
                             verdict = coalesce($5, verdict), ruling = coalesce($6, ruling), changed_at = $7
         WHERE task = $1",
    )
    .bind(signed(task))
    .bind(change.stage)
    .bind(change.round.map(i16::from))
    .bind(change.until.map(i64::from))
    .bind(change.verdict)
    .bind(change.ruling)
    .bind(i64::from(height))
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes who was drawn for a round.
///
/// # Errors
///
/// When the database does not answer.
pub async fn draw(connection: &mut PgConnection, task: u64, round: u8, members: &[String]) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO committee_members (task, round, who, seat)
         SELECT $1, $2, who, seat - 1 FROM unnest($3::text[]) WITH ORDINALITY AS drawn (who, seat)",
    )
    .bind(signed(task))
    .bind(i16::from(round))
    .bind(members)
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes that the agent has shown its receipt; the stage is the same, and so is the block in which it began.
///
/// # Errors
///
/// When the database does not answer.
pub async fn note_receipt(connection: &mut PgConnection, task: u64) -> Result<(), StoreError> {
    sqlx::query("UPDATE disputes SET receipt_shown = true WHERE task = $1").bind(signed(task)).execute(connection).await?;
    Ok(())
}

/// Notes how far a member's vote is.
///
/// # Errors
///
/// When the database does not answer.
pub async fn note_vote(
    connection: &mut PgConnection,
    task: u64,
    round: u8,
    who: &str,
    opinion: Option<&Value>,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE committee_members SET committed = true, opinion = $4 WHERE task = $1 AND round = $2 AND who = $3")
        .bind(signed(task))
        .bind(i16::from(round))
        .bind(who)
        .bind(opinion)
        .execute(connection)
        .await?;
    Ok(())
}
