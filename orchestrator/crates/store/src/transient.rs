//! Which failures of the database pass by themselves, and how long to wait for that.

use std::{future::Future, time::Duration};

use backon::{BackoffBuilder, ExponentialBuilder, Retryable};

use crate::StoreError;

/// First pause; each is twice as long as the one before, and longer by a random part of itself.
const FIRST_PAUSE: Duration = Duration::from_millis(20);
/// Pauses after which a failure is believed: between one and three seconds in all.
const MOST_PAUSES: usize = 6;

/// The SQL states after which the same again may succeed: serialisation failure, deadlock, no connection to spare, and a server that
/// shuts down, has crashed, or begins.
const STATES: [&str; 6] = ["40001", "40P01", "53300", "57P01", "57P02", "57P03"];

/// Whether the same may succeed a little later, on another connection.
pub(crate) fn is_transient(error: &StoreError) -> bool {
    match error {
        StoreError::Database(sqlx::Error::Io(_)) => true,
        StoreError::Database(sqlx::Error::Database(error)) => {
            // Class 08 is whatever befalls a connection.
            error.code().is_some_and(|state| STATES.contains(&state.as_ref()) || state.starts_with("08"))
        }
        _ => false,
    }
}

/// Whether the server itself says that nothing of the transaction stands: then it can be made again even if it failed while it was
/// committed. A connection that is lost at that moment says nothing.
pub(crate) fn is_rolled_back(error: &StoreError) -> bool {
    let StoreError::Database(sqlx::Error::Database(error)) = error else { return false };
    error.code().is_some_and(|state| state.starts_with("40"))
}

/// How long to wait before each further attempt, until there is none.
pub(crate) fn pauses() -> impl Iterator<Item = Duration> + Send {
    backoff().build()
}

/// Makes a statement that is no part of a transaction, and makes it again, a few times, when the database fails in a way that
/// passes. When a connection is lost it is not known whether the statement stands: only one that then changes nothing more may be
/// made like this.
///
/// # Errors
///
/// That of the last attempt.
pub(crate) async fn made_again<T, Made>(statement: impl FnMut() -> Made) -> Result<T, StoreError>
where
    Made: Future<Output = Result<T, StoreError>>,
{
    let told = |error: &StoreError, pause: Duration| {
        tracing::warn!(error = error as &dyn std::error::Error, ?pause, "the statement is made again");
    };
    statement.retry(backoff()).when(is_transient).notify(told).await
}

fn backoff() -> ExponentialBuilder {
    ExponentialBuilder::new().with_min_delay(FIRST_PAUSE).with_jitter().with_max_times(MOST_PAUSES)
}
