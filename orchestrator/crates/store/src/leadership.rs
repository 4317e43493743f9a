//! Which process leads: the one that holds an advisory lock on a connection of its own.

use std::time::Duration;

use sqlx::{ConnectOptions, Connection, PgConnection};
use tokio::time::timeout;

use crate::{Store, StoreError};

/// The key of the one lock there is.
const LOCK: i64 = 0x0061_696e_7572;

/// How long the database may be silent before somebody else is assumed to lead. It notices a dead connection later than that.
///
/// While it is silent nobody can take over, and whoever leads can do nothing: giving up costs no more than an election once it answers
/// again, and whatever was begun is begun anew. Whoever waited longer on a connection that the network has forgotten would be late by as
/// much where another can be made. A database that needs longer for an answer that costs it nothing has no leader until it is quicker.
const PATIENCE: Duration = Duration::from_secs(2);

/// How often whoever leads is to ask whether it still does, and whoever does not whether it can.
pub const ASKED_EVERY: Duration = Duration::from_secs(2);

/// How the server finds out that this connection is dead: it asks after two seconds of silence, once a second, and gives up after five.
/// That is a second later than the leader does, who asks every [`ASKED_EVERY`] and then waits for [`PATIENCE`].
const SIGNS_OF_LIFE: [(&str, &str); 3] =
    [("tcp_keepalives_idle", "2"), ("tcp_keepalives_interval", "1"), ("tcp_user_timeout", "5000")];

/// A held lock. The database gives it to another as soon as this connection is gone, however it goes.
#[derive(Debug)]
pub struct Leadership {
    connection: PgConnection,
}

impl Store {
    /// Becomes the leader, unless another process is.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn lead(&self) -> Result<Option<Leadership>, StoreError> {
        let attempt = async {
            let mut connection = self.options.clone().options(SIGNS_OF_LIFE).connect().await?;
            let query = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)").bind(LOCK);
            let acquired: bool = query.fetch_one(&mut connection).await?;
            Ok(acquired.then_some(Leadership { connection }))
        };
        timeout(PATIENCE, attempt).await.unwrap_or_else(|_| Err(sqlx::Error::PoolTimedOut.into()))
    }
}

impl Leadership {
    /// Whether the lock is surely still held; after two seconds without an answer it is not.
    pub async fn holds(&mut self) -> bool {
        matches!(timeout(PATIENCE, self.connection.ping()).await, Ok(Ok(())))
    }

    /// Hands the lock over.
    ///
    /// # Errors
    ///
    /// When the connection is not closed in order; the lock is free all the same.
    pub async fn resign(mut self) -> Result<(), StoreError> {
        let handing_over = async {
            // Closing alone would free the lock only after the server has noticed.
            sqlx::query("SELECT pg_advisory_unlock($1)").bind(LOCK).execute(&mut self.connection).await?;
            self.connection.close().await
        };
        // The server may not listen any more.
        timeout(PATIENCE, handing_over).await.unwrap_or(Ok(()))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use ainur_test_postgres::Postgres;

    use super::*;
    use crate::Settings;

    #[tokio::test]
    async fn the_server_is_told_to_free_the_lock_soon_after_a_leader_that_vanished_has_given_up() {
        let postgres = Postgres::start(false).unwrap();
        let (acquire_timeout, statement_timeout) = (Duration::from_secs(20), Duration::from_secs(20));
        let settings = Settings { url: postgres.url().into(), max_connections: 2, acquire_timeout, statement_timeout };
        let mut leader = Store::connect(&settings).await.unwrap().lead().await.unwrap().unwrap();
        // What the server's system says of the connection.
        let told: Vec<String> = sqlx::query_scalar(
            "SELECT current_setting(name) FROM unnest($1::text[]) WITH ORDINALITY AS asked (name, place) ORDER BY place",
        )
        .bind(SIGNS_OF_LIFE.map(|(name, _)| name))
        .fetch_all(&mut leader.connection)
        .await
        .unwrap();
        let told: Vec<u64> = told.iter().map(|value| value.parse().unwrap()).collect();
        let [idle, interval, longest] = told[..] else { panic!("three were asked for") };
        let freed_after = Duration::from_millis(longest)..=Duration::from_millis(longest) + Duration::from_secs(interval);
        assert!(idle + interval <= 5, "it is asked in time");
        assert!(*freed_after.start() > ASKED_EVERY + PATIENCE, "{freed_after:?}");
        assert!(*freed_after.end() <= 3 * PATIENCE, "{freed_after:?}");
    }
}
