//! Whether the database is still there.
//!
//! A server whose machine or network has vanished says nothing, and what was asked of it is waited for without an end: neither its own
//! time limits nor those of TCP help where something between goes on acknowledging. So the database is asked for a sign of life on a
//! connection of its own. When none comes, whatever is under way is given up, and no connection from before is used again.

use std::{future::Future, io, sync::Arc, time::Duration};

use sqlx::{postgres::PgConnectOptions, ConnectOptions, Connection, PgConnection};
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{sleep, timeout, Instant},
};

/// How often it is asked.
const INTERVAL: Duration = Duration::from_secs(1);
/// How long it may take to answer something that costs it nothing, a new connection included.
pub(crate) const PATIENCE: Duration = Duration::from_secs(2);

/// The pulse of a database. It is felt as long as one of its clones is there.
#[derive(Clone, Debug)]
pub(crate) struct Pulse {
    /// When the database was last found silent.
    silence: watch::Receiver<Option<Instant>>,
    _feeling: Arc<JoinSet<()>>,
}

impl Pulse {
    /// Begins to feel.
    pub fn start(options: PgConnectOptions) -> Self {
        let (sender, silence) = watch::channel(None);
        let mut feeling = JoinSet::new();
        feeling.spawn(feel(options, sender));
        Self { silence, _feeling: Arc::new(feeling) }
    }

    /// The outcome of `work`, unless the database is found silent first.
    ///
    /// # Errors
    ///
    /// That of `work`, or one of input and output that says so.
    pub async fn unless_lost<T, E: From<sqlx::Error>>(&self, work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        let mut silence = self.silence.clone();
        silence.mark_unchanged();
        tokio::select! {
            biased;
            outcome = work => outcome,
            Ok(()) = silence.changed() => Err(lost().into()),
        }
    }

    /// Whether the database has been found silent since a connection was made that is so old.
    pub fn was_lost_within(&self, age: Duration) -> bool {
        self.silence.borrow().is_some_and(|found| found.elapsed() <= age)
    }
}

/// Why something was given up.
pub(crate) fn lost() -> sqlx::Error {
    io::Error::new(io::ErrorKind::TimedOut, "the database gives no sign of life").into()
}

async fn feel(options: PgConnectOptions, silence: watch::Sender<Option<Instant>>) {
    let mut connection = None;
    loop {
        match timeout(PATIENCE, beat(&options, &mut connection)).await {
            Ok(Ok(())) => {}
            // It answers, or its machine does: whoever asks something of it hears that as well.
            Ok(Err(error)) => {
                tracing::debug!(%error, "the database has no pulse");
                connection = None;
            }
            Err(_) => {
                tracing::warn!("the database gives no sign of life: what was asked of it is given up");
                connection = None;
                silence.send_replace(Some(Instant::now()));
            }
        }
        sleep(INTERVAL).await;
    }
}

async fn beat(options: &PgConnectOptions, connection: &mut Option<PgConnection>) -> Result<(), sqlx::Error> {
    match connection {
        Some(connection) => connection.ping().await,
        None => {
            *connection = Some(options.connect().await?);
            Ok(())
        }
    }
}
