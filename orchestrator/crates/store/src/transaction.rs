//! Transactions that end although their caller goes away, and are made again when the database stumbles.

use futures::future::BoxFuture;
use sqlx::{Connection, PgConnection};

use crate::{
    guarded::Pool,
    transient::{is_rolled_back, is_transient, pauses},
    Store, StoreError,
};

impl Store {
    /// Runs `work` in a transaction and commits it when it succeeds. When the database fails in a way that passes, and nothing
    /// of the transaction stands, it is made again from the beginning, a few times: `work` may run more often than once, and changes
    /// nothing but what it changes by its connection.
    ///
    /// The other processes are told that something may be new.
    ///
    /// The transaction has a task of its own. A caller that is dropped halfway, as a web server drops the handler of a
    /// client that hung up, neither leaves a connection within a transaction nor an answer unknown.
    ///
    /// # Errors
    ///
    /// The error of `work`, after which nothing is changed, or that of the commit. When the connection is lost during the commit, it is
    /// not known whether the change stands.
    pub async fn transaction<T, Work>(&self, work: Work) -> Result<T, StoreError>
    where
        T: Send + 'static,
        Work: for<'a> Fn(&'a mut PgConnection) -> BoxFuture<'a, Result<T, StoreError>> + Send + Sync + 'static,
    {
        let (pool, bell) = (self.pool.clone(), self.bell.clone());
        #[allow(clippy::disallowed_methods, reason = "awaited right here; dropping the handle must not cancel it")]
        let task = tokio::spawn(async move {
            let mut pauses = pauses();
            loop {
                match attempt(&pool, &work).await {
                    Ok(value) => {
                        bell.ring();
                        return Ok(value);
                    }
                    Err(Failure::Final(error)) => return Err(error),
                    Err(Failure::Passing(error)) => {
                        let Some(pause) = pauses.next() else { return Err(error) };
                        tracing::warn!(error = &error as &dyn std::error::Error, ?pause, "the transaction is made again");
                        tokio::time::sleep(pause).await;
                    }
                }
            }
        });
        task.await.unwrap_or_else(|_| Err(StoreError::BrokenOff))
    }
}

/// Why a transaction did not come about.
enum Failure {
    /// Nothing of it stands, and the same again may succeed.
    Passing(StoreError),
    /// The same again would fail, or it is not known what stands.
    Final(StoreError),
}

impl Failure {
    fn of(error: StoreError, passes: fn(&StoreError) -> bool) -> Self {
        if passes(&error) {
            Self::Passing(error)
        } else {
            Self::Final(error)
        }
    }
}

async fn attempt<T, Work>(pool: &Pool, work: &Work) -> Result<T, Failure>
where
    Work: for<'a> Fn(&'a mut PgConnection) -> BoxFuture<'a, Result<T, StoreError>>,
{
    let mut lent = pool.lend().await.map_err(|error| Failure::of(error.into(), is_transient))?;
    let begun = pool.statement(lent.connection().begin()).await;
    let mut transaction = begun.map_err(|error| Failure::of(error.into(), is_transient))?;
    match pool.within_a_transaction(work(&mut transaction)).await {
        Ok(value) => {
            let committed = pool.within_a_transaction(transaction.commit()).await;
            committed.map_err(|error: sqlx::Error| Failure::of(error.into(), is_rolled_back))?;
            lent.give_back();
            Ok(value)
        }
        // Whatever is left behind is tidied up, and the transaction with it.
        Err(error @ StoreError::Database(sqlx::Error::Io(_))) => Err(Failure::of(error, is_transient)),
        Err(error) => {
            match pool.within_a_transaction(transaction.rollback()).await {
                Ok(()) => lent.give_back(),
                Err::<(), sqlx::Error>(error) => tracing::debug!(%error, "the connection went with the transaction"),
            }
            Err(Failure::of(error, is_transient))
        }
    }
}
