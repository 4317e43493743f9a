//! A pool whose connections are not waited for beyond the life of the database: neither for one, nor for what is asked on it.

use std::{future::Future, time::Duration};

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
use tokio::time::timeout;

use crate::{
    connections::{Connections, Lent},
    pulse::{lost, Pulse},
};

/// How many times as long as for a statement a transaction is waited for.
const STATEMENTS: u32 = 4;

/// A pool, and what tells it that the database is gone. Each statement that is executed on it is a transaction of its own.
#[derive(Clone, Debug)]
pub(crate) struct Pool {
    connections: managed::Pool<Connections, Lent>,
    pulse: Pulse,
    /// Longest that a statement is waited for: somewhat longer than the server lets it run.
    longest: Duration,
}

impl Pool {
    /// A pool that makes no more than `places` connections, each when it is needed first, and waits for one no longer than
    /// `acquire_timeout`.
    ///
    /// # Errors
    ///
    /// None, as there is a runtime to measure time.
    pub fn new(connections: Connections, places: usize, acquire_timeout: Duration, longest: Duration) -> Result<Self, Error> {
        let pulse = connections.pulse.clone();
        let connections = managed::Pool::builder(connections)
            .max_size(places)
            .wait_timeout(Some(acquire_timeout))
            .create_timeout(Some(acquire_timeout))
            // What was used last need not be asked whether it is still there.
            .queue_mode(QueueMode::Lifo)
            .runtime(deadpool::Runtime::Tokio1)
            .build()
            .map_err(|error| Error::Configuration(error.into()))?;
        Ok(Self { connections, pulse, longest })
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

    /// Closes all connections, those in use when they come back. Whoever asks for one from now on gets none.
    pub fn close(&self) {
        self.connections.close();
    }

    async fn lent(&self) -> Result<Lent, Error> {
        self.connections.get().await.map_err(|error| match error {
            PoolError::Backend(error) => error,
            PoolError::Timeout(_) => Error::PoolTimedOut,
            PoolError::Closed | PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_) => Error::PoolClosed,
        })
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
