//! Which process leads: the one that holds an advisory lock on a connection of its own.

use sqlx::{ConnectOptions, Connection, PgConnection};

use crate::{Store, StoreError};

/// The key of the one lock there is.
const LOCK: i64 = 0x0061_696e_7572;

/// A held lock. The database gives it to another as soon as this connection is gone, however it goes.
#[derive(Debug)]
pub struct Leadership {
    connection: PgConnection,
}

impl Store {
    /// Becomes the leader, unless another process is.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn lead(&self) -> Result<Option<Leadership>, StoreError> {
        let mut connection = self.options.connect().await?;
        let acquired: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)").bind(LOCK).fetch_one(&mut connection).await?;
        Ok(acquired.then_some(Leadership { connection }))
    }
}

impl Leadership {
    /// Whether the lock is surely still held.
    pub async fn holds(&mut self) -> bool {
        self.connection.ping().await.is_ok()
    }

    /// Hands the lock over.
    ///
    /// # Errors
    ///
    /// When the connection cannot be closed in order; the lock is free all the same.
    pub async fn resign(self) -> Result<(), StoreError> {
        Ok(self.connection.close().await?)
    }
}
