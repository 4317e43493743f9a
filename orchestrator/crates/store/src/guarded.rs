//! A pool whose connections are not waited for beyond the life of the database: neither for one, nor for what is asked on it.

use std::{future::Future, sync::Arc, time::Duration};

use deadpool::managed::{self, PoolError, QueueMode};
use futures::{
    future::BoxFuture,
    stream::{self, BoxStream},
    StreamExt, TryFutureExt, TryStreamExt,
};
use sqlx::{
    postgres::{PgQueryResult, PgRow, PgStatement, PgTypeInfo},
    Describe, Either, Error, Execute, Executor, Postgres, SqlStr,
};
use tokio::{
    task::JoinSet,
    time::{sleep, timeout},
};

use crate::{
    connections::{Connections, Lent},
    pulse::{lost, Pulse},
};

/// How many times as long as for a statement a transaction is waited for.
const STATEMENTS: u32 = 4;

/// How long whoever closes a pool waits for what is under way.
const FAREWELL: Duration = Duration::from_secs(5);
/// How often it looks meanwhile.
const GLANCE: Duration = Duration::from_millis(10);

/// How often it is looked for connections that nobody needs.
const THINNED_EVERY: Duration = Duration::from_secs(60);

/// A pool, and what tells it that the database is gone. Each statement that is executed on it is a transaction of its own.
#[derive(Clone, Debug)]
pub(crate) struct Pool {
    connections: managed::Pool<Connections, Lent>,
    pulse: Pulse,
    /// Longest that is waited for a connection.
    acquire_timeout: Duration,
    /// Longest that a statement is waited for: somewhat longer than the server lets it run.
    longest: Duration,
    _thinning: Arc<JoinSet<()>>,
}

impl Pool {
    /// A pool that makes no more than `places` connections, each when it is needed first.
    ///
    /// # Errors
    ///
    /// None: it names no runtime, and no time limits that would need one.
    ///
    /// # Panics
    ///
    /// Outside of a runtime.
    pub fn new(connections: Connections, places: usize, acquire_timeout: Duration, longest: Duration) -> Result<Self, Error> {
        let pulse = connections.pulse.clone();
        let connections: managed::Pool<_, _> = managed::Pool::builder(connections)
            .max_size(places)
            // What was used last need not be asked whether it is still there.
            .queue_mode(QueueMode::Lifo)
            .build()
            .map_err(|error| Error::Configuration(error.into()))?;
        let mut thinning = JoinSet::new();
        thinning.spawn(thin_out(connections.clone()));
        Ok(Self { connections, pulse, acquire_timeout, longest, _thinning: Arc::new(thinning) })
    }

    /// A connection for several statements.
    ///
    /// # Errors
    ///
    /// When there is none in time.
    pub async fn lend(&self) -> Result<Lent, Error> {
        self.statement(self.lent()).await
    }

    /// What comes of one statement.
    ///
    /// # Errors
    ///
    /// That of the statement, or one of input and output that says that the database is gone.
    pub async fn statement<T, E: From<Error>>(&self, work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        self.statements(1, work).await
    }

    /// What comes of the whole or the end of a transaction.
    ///
    /// # Errors
    ///
    /// Those of [`Self::statement`].
    pub async fn within_a_transaction<T, E: From<Error>>(&self, work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        self.statements(STATEMENTS, work).await
    }

    /// What comes of as many statements, at most.
    ///
    /// # Errors
    ///
    /// Those of [`Self::statement`].
    pub async fn statements<T, E: From<Error>>(&self, most: u32, work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        // One connection alone may be gone.
        let longest = self.longest.saturating_mul(most);
        let limited = async { timeout(longest, work).await.unwrap_or_else(|_| Err(lost().into())) };
        self.pulse.unless_lost(limited).await
    }

    /// Closes all connections, those in use when they come back; waits for these, but not for long. Whoever asks for one from now on gets
    /// none.
    pub async fn close(&self) {
        self.connections.close();
        let all_are_back = async {
            while self.connections.status().size > 0 {
                sleep(GLANCE).await;
            }
        };
        if timeout(FAREWELL, all_are_back).await.is_err() {
            tracing::warn!("what was asked of the database has not ended");
        }
    }

    /// A connection, whether the database gives signs of life or not.
    ///
    /// # Errors
    ///
    /// When there is none in time.
    pub async fn lent(&self) -> Result<Lent, Error> {
        let lent = timeout(self.acquire_timeout, self.connections.get()).await.map_err(|_| Error::PoolTimedOut)?;
        lent.map_err(|error| match error {
            PoolError::Backend(error) => error,
            _ => Error::PoolClosed,
        })
    }
}

/// Gives up connections that are not worth their places, now and then.
async fn thin_out(connections: managed::Pool<Connections, Lent>) {
    loop {
        sleep(THINNED_EVERY).await;
        connections.retain(Connections::is_kept);
    }
}

impl<'p> Executor<'p> for &'p Pool {
    type Database = Postgres;

    /// All rows at once: a connection is not lent to somebody who reads slowly.
    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Result<Either<PgQueryResult, PgRow>, Error>>
    where
        'p: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        let all = self.statement(async move {
            let mut lent = self.lent().await?;
            let rows: Vec<_> = lent.connection().fetch_many(query).try_collect().await?;
            lent.give_back();
            Ok(stream::iter(rows.into_iter().map(Ok)))
        });
        all.try_flatten_stream().boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<PgRow>, Error>>
    where
        'p: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        Box::pin(self.statement(async move {
            let mut lent = self.lent().await?;
            let row = lent.connection().fetch_optional(query).await?;
            lent.give_back();
            Ok(row)
        }))
    }

    fn prepare_with<'e>(self, sql: SqlStr, parameters: &'e [PgTypeInfo]) -> BoxFuture<'e, Result<PgStatement, Error>>
    where
        'p: 'e,
    {
        Box::pin(self.statement(async move {
            let mut lent = self.lent().await?;
            let statement = lent.connection().prepare_with(sql, parameters).await?;
            lent.give_back();
            Ok(statement)
        }))
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<Postgres>, Error>>
    where
        'p: 'e,
    {
        Box::pin(self.statement(async move {
            let mut lent = self.lent().await?;
            let description = lent.connection().describe(sql).await?;
            lent.give_back();
            Ok(description)
        }))
    }
}
