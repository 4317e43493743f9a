//! Up to which block the projection is true.

use sqlx::{PgConnection, PgExecutor};

use crate::{
    events::{self, NewEvent},
    Store, StoreError,
};

/// A finalised block to be put on record.
#[derive(Clone, Debug)]
pub struct NewBlock<'a> {
    /// Height; genesis is 0.
    pub height: u32,
    /// The block's hash.
    pub hash: [u8; 32],
    /// The hash of the block before.
    pub parent_hash: [u8; 32],
    /// The author's clock, in milliseconds since the Unix epoch.
    pub timestamp_ms: u64,
    /// What happened in it, in order.
    pub events: Vec<NewEvent<'a>>,
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
        Ok(cursor(&self.pool).await?)
    }

    /// Hash of the genesis block on record; none before the first block.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn genesis(&self) -> Result<Option<[u8; 32]>, StoreError> {
        Ok(sqlx::query_scalar("SELECT hash FROM blocks WHERE height = 0").fetch_optional(&self.pool).await?)
    }

    /// Height of the block with this hash; none when it is not on record.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn height_of(&self, hash: [u8; 32]) -> Result<Option<u32>, StoreError> {
        let query = sqlx::query_scalar("SELECT height FROM blocks WHERE hash = $1").bind(hash);
        let height: Option<i64> = query.fetch_optional(&self.pool).await?;
        Ok(height.and_then(|height| u32::try_from(height).ok()))
    }
}

async fn cursor(database: impl PgExecutor<'_>) -> Result<Option<Cursor>, sqlx::Error> {
    let row: Option<(i64, [u8; 32])> =
        sqlx::query_as("SELECT height, hash FROM blocks ORDER BY height DESC LIMIT 1").fetch_optional(database).await?;
    Ok(row.and_then(|(height, hash)| Some((u32::try_from(height).ok()?, hash))))
}

/// Puts blocks and their events on record, all at once.
///
/// # Errors
///
/// [`StoreError::Forked`] when a block does not follow the one before it, the first the last one on record, so that a second indexer, or
/// a node on another chain, cannot write a wrong row.
pub async fn insert(connection: &mut PgConnection, blocks: &[NewBlock<'_>]) -> Result<(), StoreError> {
    let mut last = cursor(&mut *connection).await?;
    let (mut heights, mut hashes, mut parents, mut clocks) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for block in blocks {
        let follows = match last {
            Some((height, hash)) => height.checked_add(1) == Some(block.height) && hash == block.parent_hash,
            None => block.height == 0,
        };
        if !follows {
            return Err(StoreError::Forked { height: block.height });
        }
        last = Some((block.height, block.hash));
        heights.push(i64::from(block.height));
        hashes.push(block.hash.as_slice());
        parents.push(block.parent_hash.as_slice());
        clocks.push(i64::try_from(block.timestamp_ms).unwrap_or(i64::MAX));
    }
    sqlx::query(
        "INSERT INTO blocks (height, hash, parent_hash, timestamp_ms)
         SELECT * FROM unnest($1::int8[], $2::bytea[], $3::bytea[], $4::int8[])",
    )
    .bind(heights)
    .bind(hashes)
    .bind(parents)
    .bind(clocks)
    .execute(&mut *connection)
    .await?;
    events::insert(connection, blocks).await
}
