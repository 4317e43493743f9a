//! The history of events. Each has an address that never changes: the hash of its block, and its place among the block's events.
//!
//! The table is in partitions by height, made while there is room in the one before.

use std::borrow::Cow;

use serde_json::Value;
use sqlx::{FromRow, PgConnection};

use crate::{agents::signed, blocks::NewBlock, Store, StoreError};

/// Heights in one partition: about three weeks of blocks.
const SPAN: i64 = 1_000_000;

/// An event to be put on record.
#[derive(Clone, Debug)]
pub struct NewEvent<'a> {
    /// Position among the block's events.
    pub index: u32,
    /// Pallet that emitted it.
    pub pallet: &'a str,
    /// Name within the pallet.
    pub name: &'a str,
    /// The event's fields.
    pub fields: Cow<'a, Value>,
}

/// An event on record.
#[allow(missing_docs, reason = "the columns of the migrations")]
#[derive(FromRow, Clone, PartialEq, Debug)]
pub struct Event {
    pub block_hash: Vec<u8>,
    pub height: i64,
    pub timestamp_ms: i64,
    pub idx: i32,
    pub pallet: String,
    pub name: String,
    pub fields: Value,
}

/// What somebody wants to hear of; of everything when nothing is named.
#[derive(Clone, Copy, Default, Debug)]
pub struct Interest {
    /// Only what happens to this task.
    pub task: Option<u64>,
    /// Only what happens to this agent, and to the tasks on which it bid or for which it was hired.
    pub agent: Option<u64>,
}

/// A stretch of the history.
#[derive(Debug)]
pub struct Stretch {
    /// What is of interest in it, in order.
    pub events: Vec<Event>,
    /// The place after it; none when nothing is on record from its beginning on.
    pub next: Option<(u32, u32)>,
    /// Whether more may be on record after it.
    pub goes_on: bool,
}

#[derive(FromRow)]
struct Judged {
    #[sqlx(flatten)]
    event: Event,
    is_of_interest: bool,
}

impl Store {
    /// Looks through `length` events from one place on, and returns those that are of interest. A place is the height of a block and a
    /// position among its events.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn events_of_interest(
        &self,
        (height, index): (u32, u32),
        interest: Interest,
        length: i64,
    ) -> Result<Stretch, StoreError> {
        // Other pallets call other things a task: only a number that can be one is taken for it.
        let rows: Vec<Judged> = sqlx::query_as(
            "SELECT hash AS block_hash, height, timestamp_ms, idx, pallet, name, fields,
                    ($4::int8 IS NULL OR about.task IS NOT DISTINCT FROM $4)
                    AND ($5::int8 IS NULL OR coalesce(fields -> 'agent' = to_jsonb($5), false)
                         OR EXISTS (SELECT FROM bids WHERE bids.task = about.task AND bids.agent = $5)
                         OR EXISTS (SELECT FROM tasks WHERE tasks.id = about.task AND tasks.agent = $5)) AS is_of_interest
             FROM events JOIN blocks USING (height),
                  LATERAL (SELECT CASE WHEN fields ->> 'task' ~ '^[0-9]{1,18}$' THEN (fields ->> 'task')::int8 END AS task) AS about
             WHERE height >= $1 AND (height, idx) >= ($1, $2) ORDER BY height, idx LIMIT $3",
        )
        .bind(i64::from(height))
        .bind(i32::try_from(index).unwrap_or(i32::MAX))
        .bind(length)
        .bind(interest.task.map(signed))
        .bind(interest.agent.map(signed))
        .fetch_all(&self.pool)
        .await?;
        let place =
            |last: &Judged| Some((u32::try_from(last.event.height).ok()?, u32::try_from(last.event.idx).ok()?.saturating_add(1)));
        let (next, goes_on) = (rows.last().and_then(place), i64::try_from(rows.len()).is_ok_and(|count| count == length));
        let events = rows.into_iter().filter(|row| row.is_of_interest).map(|row| row.event).collect();
        Ok(Stretch { events, next, goes_on })
    }

    /// The events from one place on, that place included, in the order in which they happened: at most `limit`. A place is the height of
    /// a block and a position among its events.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn events(&self, (height, index): (u32, u32), limit: i64) -> Result<Vec<Event>, StoreError> {
        // The first condition follows from the second, and tells which partitions need not be looked at.
        let rows = sqlx::query_as(
            "SELECT hash AS block_hash, height, timestamp_ms, idx, pallet, name, fields FROM events JOIN blocks USING (height)
             WHERE height >= $1 AND (height, idx) >= ($1, $2) ORDER BY height, idx LIMIT $3",
        )
        .bind(i64::from(height))
        .bind(i32::try_from(index).unwrap_or(i32::MAX))
        .bind(limit)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows)
    }

    /// One event, by its address.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn event(&self, block: [u8; 32], index: u32) -> Result<Option<Event>, StoreError> {
        let row = sqlx::query_as(
            "SELECT hash AS block_hash, height, timestamp_ms, idx, pallet, name, fields FROM events JOIN blocks USING (height)
             WHERE hash = $1 AND idx = $2",
        )
        .bind(block)
        .bind(i32::try_from(index).unwrap_or(-1))
        .fetch_optional(&self.pool)
        .await?;
        Ok(row)
    }
}

/// Puts the events of blocks on record whose blocks are.
pub(crate) async fn insert(connection: &mut PgConnection, blocks: &[NewBlock<'_>]) -> Result<(), StoreError> {
    if let Some(last) = blocks.last() {
        make_partitions(connection, last.height).await?;
    }
    let (mut heights, mut indices, mut pallets) = (Vec::new(), Vec::new(), Vec::new());
    let (mut names, mut fields) = (Vec::new(), Vec::new());
    for block in blocks {
        for event in &block.events {
            heights.push(i64::from(block.height));
            indices.push(i32::try_from(event.index).unwrap_or(i32::MAX));
            pallets.push(event.pallet);
            names.push(event.name);
            fields.push(event.fields.as_ref());
        }
    }
    sqlx::query(
        "INSERT INTO events (height, idx, pallet, name, fields)
         SELECT * FROM unnest($1::int8[], $2::int4[], $3::text[], $4::text[], $5::jsonb[])",
    )
    .bind(heights)
    .bind(indices)
    .bind(pallets)
    .bind(names)
    .bind(fields)
    .execute(connection)
    .await?;
    Ok(())
}

/// Makes sure that there is a partition for this height, and for a whole span of heights after it.
async fn make_partitions(connection: &mut PgConnection, height: u32) -> Result<(), StoreError> {
    let query = sqlx::query_scalar("SELECT coalesce(max(until), 0) FROM event_partitions");
    let mut from: i64 = query.fetch_one(&mut *connection).await?;
    while from <= i64::from(height).saturating_add(SPAN) {
        let until = from.saturating_add(SPAN);
        // Attached, because whoever reads the other partitions would have to wait for one that is made in its place.
        let made = format!(
            "CREATE TABLE events_from_{from} (LIKE events INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
             ALTER TABLE events ATTACH PARTITION events_from_{from} FOR VALUES FROM ({from}) TO ({until});
             INSERT INTO event_partitions VALUES ({until})"
        );
        sqlx::raw_sql(sqlx::AssertSqlSafe(made)).execute(&mut *connection).await?;
        from = until;
    }
    Ok(())
}
