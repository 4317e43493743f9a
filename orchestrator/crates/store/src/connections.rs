//! The connections of a process: how one is made, and which may be used again.
//!
//! sqlx has a pool of its own. When a connection comes back it asks two things of it and waits for the second answer without an end, so
//! that each connection which the network forgets at that moment is lost to the pool for good. Here nothing is asked of a connection
//! that comes back after everything asked of it was answered, and nothing is waited for longer than [`PATIENCE`].

use std::{fmt, io, time::Duration};

use backon::{ExponentialBuilder, Retryable};
use deadpool::managed::{Manager, Metrics, Object, RecycleError, RecycleResult};
use scopeguard::ScopeGuard;
use sqlx::{
    postgres::{PgConnectOptions, PgConnection},
    ConnectOptions, Connection, Error, Row,
};
use tokio::{
    runtime::Handle,
    time::{timeout, Instant},
};

use crate::pulse::{lost, Pulse, PATIENCE};

/// How long a connection lies idle before it is asked whether it still is one: when it came back, it had just answered.
const FRESH: Duration = Duration::from_millis(100);

/// How long a connection is used: what the server keeps for it grows.
const LIFE: Duration = Duration::from_secs(30 * 60);

/// How long a connection is kept that nobody needs.
const IDLE: Duration = Duration::from_secs(10 * 60);

/// First pause before a database that does not take connections yet is asked again; each is twice as long as the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(10);
/// Longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// A connection, and when it last had answered everything that was asked of it: not while it is in use.
#[derive(Debug)]
pub(crate) struct Kept {
    connection: PgConnection,
    answered: Option<Instant>,
}

/// How connections are made and judged.
pub(crate) struct Connections {
    pub options: PgConnectOptions,
    pub pulse: Pulse,
}

impl fmt::Debug for Connections {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The options hold the password.
        formatter.debug_struct("Connections").finish_non_exhaustive()
    }
}

impl Connections {
    /// Whether a connection that is not in use is worth its place: it is neither old nor superfluous.
    pub fn is_kept(kept: &Kept, metrics: Metrics) -> bool {
        metrics.age() <= LIFE && kept.answered.is_some_and(|answered| answered.elapsed() <= IDLE)
    }
}

impl Manager for Connections {
    type Type = Kept;
    type Error = Error;

    async fn create(&self) -> Result<Kept, Error> {
        let retried = ExponentialBuilder::new().with_min_delay(FIRST_PAUSE).with_max_delay(LONGEST_PAUSE).without_max_times();
        let connection = (|| self.options.connect()).retry(retried).when(is_beginning).await?;
        Ok(Kept { connection, answered: None })
    }

    async fn recycle(&self, kept: &mut Kept, metrics: &Metrics) -> RecycleResult<Error> {
        let Some(answered) = kept.answered.take() else { return Err(RecycleError::message("it was left behind")) };
        if self.pulse.was_lost_within(metrics.age()) {
            return Err(lost().into());
        }
        if metrics.age() > LIFE {
            return Err(RecycleError::message("it is old"));
        }
        if answered.elapsed() >= FRESH {
            timeout(PATIENCE, kept.connection.ping()).await.map_err(|_| lost())??;
        }
        Ok(())
    }
}

/// Whether a database that refuses a connection may take one a little later: it is not up yet, or has too many.
fn is_beginning(error: &Error) -> bool {
    match error {
        Error::Io(error) => error.kind() == io::ErrorKind::ConnectionRefused,
        Error::Database(error) => error.is_transient_in_connect_phase(),
        _ => false,
    }
}

/// A connection while it is in use. Whoever is cut off, or hears of an error, leaves it behind by dropping this: then it is used again
/// only if it proves to be in order.
#[derive(Debug)]
pub(crate) struct Lent(ScopeGuard<Object<Connections>, fn(Object<Connections>)>);

impl From<Object<Connections>> for Lent {
    fn from(kept: Object<Connections>) -> Self {
        Self(scopeguard::guard(kept, left_behind))
    }
}

impl Lent {
    /// The connection.
    pub fn connection(&mut self) -> &mut PgConnection {
        &mut self.0.connection
    }

    /// Makes it ready for the next use, when everything that was asked of it was answered, and no transaction is open.
    pub fn give_back(self) {
        ScopeGuard::into_inner(self.0).answered = Some(Instant::now());
    }
}

/// It keeps its place while it is tidied up, so that whoever cuts off many requests does not have many of them run. The task ends within
/// [`PATIENCE`]; what is not tidied up by then is not used again.
fn left_behind(kept: Object<Connections>) {
    match Handle::try_current() {
        Ok(runtime) => drop(runtime.spawn(tidied_up(kept))),
        Err(_) => drop(Object::take(kept)),
    }
}

/// A connection that comes back within a transaction, because its user went away, is not used again: outside of one, the
/// statement is the transaction. Nor is one that does not answer.
async fn tidied_up(mut kept: Object<Connections>) {
    match timeout(PATIENCE, is_clean(&mut kept.connection)).await {
        Ok(Ok(true)) => kept.answered = Some(Instant::now()),
        _ => drop(Object::take(kept)),
    }
}

async fn is_clean(connection: &mut PgConnection) -> Result<bool, Error> {
    sqlx::raw_sql("SELECT now() = statement_timestamp()").fetch_one(connection).await?.try_get(0)
}
