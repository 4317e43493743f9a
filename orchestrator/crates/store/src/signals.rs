//! Signals between the processes on the same database, so that none has to look all the time: a block, a submission or a job is new.
//!
//! They are sent after what is new was committed, not by the transaction itself: of those that notify the database commits one after the
//! other, each with a wait for the disk of its own.

use std::{sync::Arc, time::Duration};

use sqlx::postgres::{PgListener, PgPoolOptions};
use tokio::{
    sync::mpsc,
    task::JoinSet,
    time::{sleep, timeout},
};

use crate::{guarded::Pool, Store, StoreError};

/// Where the processes are heard.
const CHANNEL: &str = "ainur";

/// Time between two signals of a process: what is new meanwhile is told by one.
const PAUSE: Duration = Duration::from_millis(5);

/// After so long without a signal the connection is mistrusted.
const SILENCE: Duration = Duration::from_secs(10);

/// How long the database may then take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Tells all processes soon that something is new. It works as long as one of its clones is there.
#[derive(Clone, Debug)]
pub(crate) struct Bell {
    /// With room for one call: whoever calls while one waits is told of with it.
    calls: mpsc::Sender<()>,
    _ringing: Arc<JoinSet<()>>,
}

impl Bell {
    /// Begins to wait for calls.
    pub fn start(pool: Pool) -> Self {
        let (calls, mut called) = mpsc::channel(1);
        let mut ringing = JoinSet::new();
        ringing.spawn(async move {
            while called.recv().await.is_some() {
                signal(&pool).await;
                sleep(PAUSE).await;
            }
        });
        Self { calls, _ringing: Arc::new(ringing) }
    }

    /// Says that something new was committed.
    pub fn ring(&self) {
        let _already_called = self.calls.try_send(());
    }
}

/// Tells all processes that something is new. When that fails, they see it by the clock.
pub(crate) async fn signal(pool: &Pool) {
    // A signal need not outlive the database, and nobody waits for the disk.
    let query = sqlx::query("SELECT set_config('synchronous_commit', 'off', true), pg_notify($1, '')").bind(CHANNEL);
    if let Err(error) = query.execute(pool).await {
        tracing::debug!(%error, "a signal was not sent");
    }
}

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

#[cfg(test)]
mod tests {
    use ainur_test_postgres::Postgres;

    use super::*;
    use crate::pool::tests::store_of_one_connection;

    #[tokio::test]
    async fn calls_that_come_together_are_one_signal() {
        let postgres = Postgres::start(false).unwrap();
        let store = store_of_one_connection(&postgres).await;
        let mut signals = store.listen().await.unwrap();
        (0..1_000).for_each(|_| store.bell.ring());
        timeout(Duration::from_secs(8), signals.next()).await.unwrap().unwrap();
        assert!(timeout(Duration::from_millis(300), signals.next()).await.is_err());
        store.bell.ring();
        timeout(Duration::from_secs(8), signals.next()).await.unwrap().unwrap();
    }
}
