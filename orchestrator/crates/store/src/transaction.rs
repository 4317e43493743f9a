//! Transactions that end although their caller goes away.

use futures::future::BoxFuture;
use sqlx::PgConnection;

use crate::{Store, StoreError};

impl Store {
    /// Runs `work` in a transaction and commits it when it succeeds.
    ///
    /// The transaction has a task of its own. A caller that is dropped halfway, as a web server drops the handler of a
    /// client that hung up, neither leaves a connection within a transaction nor an answer unknown.
    ///
    /// # Errors
    ///
    /// The error of `work`, after which nothing is changed, or that of the commit.
    pub async fn transaction<T, Error, Work>(&self, work: Work) -> Result<T, Error>
    where
        T: Send + 'static,
        Error: From<StoreError> + Send + 'static,
        Work: for<'a> FnOnce(&'a mut PgConnection) -> BoxFuture<'a, Result<T, Error>> + Send + 'static,
    {
        let pool = self.pool.clone();
        #[allow(clippy::disallowed_methods, reason = "awaited right here; dropping the handle must not cancel it")]
        let task = tokio::spawn(async move {
            let mut transaction = pool.begin().await.map_err(StoreError::from)?;
            match work(&mut transaction).await {
                Ok(value) => {
                    transaction.commit().await.map_err(StoreError::from)?;
                    Ok(value)
                }
                Err(error) => {
                    transaction.rollback().await.map_err(StoreError::from)?;
                    Err(error)
                }
            }
        });
        task.await.unwrap_or_else(|_| Err(StoreError::BrokenOff.into()))
    }
}
