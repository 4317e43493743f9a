//! A pool whose connections are not waited for beyond the life of the database. It hands none out but within a transaction: what is asked
//! on a bare connection that the network has forgotten is waited for without an end.

use std::{future::Future, time::Duration};

use futures::{
    future::BoxFuture,
    stream::{self, BoxStream},
    StreamExt, TryStreamExt,
};
use sqlx::{
    postgres::{PgQueryResult, PgRow, PgStatement, PgTypeInfo},
    Describe, Either, Error, Execute, Executor, PgPool, Postgres, SqlStr, Transaction,
};
use tokio::time::timeout;

use crate::pulse::{lost, Pulse};

/// How many times as long as for a statement a transaction is waited for.
const STATEMENTS: u32 = 4;

/// A pool, and what tells it that the database is gone.
#[derive(Clone, Debug)]
pub(crate) struct Pool {
    pub plain: PgPool,
    pub pulse: Pulse,
    /// Longest that a statement is waited for: somewhat longer than the server lets it run.
    pub longest: Duration,
}

impl Pool {
    /// A transaction.
    pub async fn begin(&self) -> Result<Transaction<'static, Postgres>, Error> {
        self.statement(Box::pin(self.plain.begin())).await
    }

    /// What comes of the whole or the end of a transaction.
    pub async fn within_a_transaction<T, E: From<Error>>(&self, work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        let longest = self.longest.saturating_mul(STATEMENTS);
        let limited = async { timeout(longest, work).await.unwrap_or_else(|_| Err(lost().into())) };
        self.pulse.unless_lost(limited).await
    }

    /// What comes of one statement.
    async fn statement<T>(&self, work: BoxFuture<'_, Result<T, Error>>) -> Result<T, Error> {
        // One connection alone may be gone.
        let limited = async { timeout(self.longest, work).await.unwrap_or_else(|_| Err(lost())) };
        self.pulse.unless_lost(limited).await
    }
}

impl<'p> Executor<'p> for &'p Pool {
    type Database = Postgres;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Result<Either<PgQueryResult, PgRow>, Error>>
    where
        'p: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        let rows = (&self.plain).fetch_many(query);
        stream::try_unfold(rows, move |mut rows| async move {
            let next = self.statement(Box::pin(rows.try_next())).await?;
            Ok(next.map(|row| (row, rows)))
        })
        .boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<PgRow>, Error>>
    where
        'p: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        Box::pin(self.statement((&self.plain).fetch_optional(query)))
    }

    fn prepare_with<'e>(self, sql: SqlStr, parameters: &'e [PgTypeInfo]) -> BoxFuture<'e, Result<PgStatement, Error>>
    where
        'p: 'e,
    {
        Box::pin(self.statement((&self.plain).prepare_with(sql, parameters)))
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<Postgres>, Error>>
    where
        'p: 'e,
    {
        Box::pin(self.statement((&self.plain).describe(sql)))
    }
}
