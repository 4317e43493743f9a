//! Up to which block the projection is true.

use serde_json::Value;
use sqlx::PgConnection;

use crate::{Store, StoreError};

/// A finalised block to be put on record.
#[derive(Clone, Debug)]
pub struct NewBlock {
    /// Height; genesis is 0.
    pub height: u32,
    /// The block's hash.
    pub hash: [u8; 32],
    /// The hash of the block before.
    pub parent_hash: [u8; 32],
    /// The author's clock, in milliseconds since the Unix epoch.
    pub timestamp_ms: u64,
}

/// An event to be put on record.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// Position among the block's events.
    pub index: u32,
    /// Pallet that emitted it.
    pub pallet: String,
    /// Name within the pallet.
    pub name: String,
    /// The event's fields.
    pub fields: Value,
}

/// Height and hash of the last block on record.
pub type Cursor = (u32, [u8; 32]);

impl Store {
    /// The last block on record; none before the first.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn cursor(&self) -> Result<Option<Cursor>, StoreError> {
        Ok(cursor(&mut *self.pool.acquire().await?).await?)
    }

    /// Hash of the genesis block on record; none before the first block.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn genesis(&self) -> Result<Option<[u8; 32]>, StoreError> {
        Ok(sqlx::query_scalar("SELECT hash FROM blocks WHERE height = 0").fetch_optional(&self.pool).await?)
    }
}

async fn cursor(connection: &mut PgConnection) -> Result<Option<Cursor>, sqlx::Error> {
    let row: Option<(i64, [u8; 32])> =
        sqlx::query_as("SELECT height, hash FROM blocks ORDER BY height DESC LIMIT 1").fetch_optional(connection).await?;
    Ok(row.and_then(|(height, hash)| Some((u32::try_from(height).ok()?, hash))))
}

/// Puts a block and its events on record.
///
/// # Errors
///
/// [`StoreError::Forked`] when the block does not follow the last one on record, so that a second indexer, or a node on
/// another chain, cannot write a wrong row.
pub async fn insert(connection: &mut PgConnection, block: &NewBlock, events: &[NewEvent]) -> Result<(), StoreError> {
    let follows = match cursor(connection).await? {
        Some((height, hash)) => height.checked_add(1) == Some(block.height) && hash == block.parent_hash,
        None => block.height == 0,
    };
    if !follows {
        return Err(StoreError::Forked { height: block.height });
    }
    sqlx::query("INSERT INTO blocks (height, hash, parent_hash, timestamp_ms) VALUES ($1, $2, $3, $4)")
        .bind(i64::from(block.height))
        .bind(block.hash)
        .bind(block.parent_hash)
        .bind(i64::try_from(block.timestamp_ms).unwrap_or(i64::MAX))
        .execute(&mut *connection)
        .await?;
    let (mut indices, mut pallets, mut names, mut fields) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for event in events {
        indices.push(i32::try_from(event.index).unwrap_or(i32::MAX));
        pallets.push(event.pallet.as_str());
        names.push(event.name.as_str());
        fields.push(&event.fields);
    }
    sqlx::query(
        "INSERT INTO events (height, idx, pallet, name, fields)
         SELECT $1, * FROM unnest($2::int4[], $3::text[], $4::text[], $5::jsonb[])",
    )
    .bind(i64::from(block.height))
    .bind(indices)
    .bind(pallets)
    .bind(names)
    .bind(fields)
    .execute(connection)
    .await?;
    Ok(())
}
