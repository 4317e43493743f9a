//! Signals from the other processes on the same database, so that none has to look all the time: a block, a submission or a job is new.

use std::time::Duration;

use sqlx::postgres::{PgListener, PgPoolOptions};
use tokio::time::timeout;

use crate::{Store, StoreError};

/// What the triggers of the schema ring.
const CHANNEL: &str = "ainur";

/// After so long without a signal the connection is mistrusted.
const SILENCE: Duration = Duration::from_secs(10);

/// How long the database may then take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Hears signals, on a connection of its own. Those that come while it is broken are lost: whoever waits for one looks by the clock as
/// well.
#[derive(Debug)]
pub struct Signals(PgListener);

impl Store {
    /// Listens from now on.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn listen(&self) -> Result<Signals, StoreError> {
        let pool = PgPoolOptions::new().max_connections(1).max_lifetime(None).idle_timeout(None).acquire_timeout(PATIENCE);
        let mut listener = PgListener::connect_with(&pool.connect_with(self.options.clone()).await?).await?;
        timeout(PATIENCE, listener.listen(CHANNEL)).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))?;
        Ok(Signals(listener))
    }
}

impl Signals {
    /// Returns at the next signal.
    ///
    /// # Errors
    ///
    /// When the database is gone. Then this hears nothing more.
    pub async fn next(&mut self) -> Result<(), StoreError> {
        loop {
            if let Ok(signal) = timeout(SILENCE, self.0.recv()).await {
                return Ok(signal.map(drop)?);
            }
            let alive = timeout(PATIENCE, sqlx::query("SELECT 1").execute(&mut self.0));
            alive.await.unwrap_or(Err(sqlx::Error::PoolTimedOut))?;
        }
    }
}
