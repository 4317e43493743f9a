//! Reaching the database.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use sqlx::{postgres::PgConnectOptions, ConnectOptions};

use crate::{connections::Connections, guarded::Pool, pulse::Pulse, signals::Bell, StoreError};

/// How much longer a statement is waited for than it may run: for its way there and that of its answer.
const WAY: Duration = Duration::from_secs(5);

/// How the database is reached.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where it is, with the password.
    pub url: SecretString,
    /// Most connections that queries of this process share. Signals, the pulse and leadership have one each besides;
    /// migrations, which come first, one as well.
    pub max_connections: u32,
    /// Longest that a query waits for a connection.
    pub acquire_timeout: Duration,
    /// Longest that a statement may run.
    pub statement_timeout: Duration,
}

/// The database. Not to be shown: the options hold the password.
#[derive(Clone)]
pub struct Store {
    pub(crate) pool: Pool,
    pub(crate) options: PgConnectOptions,
    pub(crate) bell: Bell,
}

impl Store {
    /// Connects.
    ///
    /// # Errors
    ///
    /// When the URL is malformed, or no database takes a connection within [`Settings::acquire_timeout`].
    pub async fn connect(settings: &Settings) -> Result<Self, StoreError> {
        let statement_timeout = settings.statement_timeout.as_millis().to_string();
        // A connection whose peer is silently gone must neither keep a permit nor a transaction.
        let options = settings.url.expose_secret().parse::<PgConnectOptions>()?.application_name("ainur-orchestrator").options([
            ("statement_timeout", statement_timeout.as_str()),
            ("idle_in_transaction_session_timeout", "30000"),
            // What nobody waits for any more does not run on.
            ("client_connection_check_interval", "1000"),
            ("tcp_keepalives_idle", "10"),
            ("tcp_keepalives_interval", "5"),
            ("tcp_keepalives_count", "3"),
            ("tcp_user_timeout", "30000"),
        ]);
        let pulse = Pulse::start(options.clone());
        let connections = Connections { options: options.clone(), pulse };
        let places = settings.max_connections as usize;
        let pool = Pool::new(connections, places, settings.acquire_timeout, settings.statement_timeout.saturating_add(WAY))?;
        // Patiently: there is no pulse yet.
        pool.lent().await?.give_back();
        let bell = Bell::start(pool.clone());
        Ok(Self { pool, options, bell })
    }

    /// Brings the schema up to date; safe to call from several processes at once.
    ///
    /// # Errors
    ///
    /// When a migration fails, or the schema is newer than this program.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let migrator = sqlx::migrate!();
        // As if each were one statement.
        let most = migrator.iter().count().try_into().unwrap_or(u32::MAX);
        let migrated = async {
            // One of its own: it takes a lock for as long as it lives.
            let mut connection = self.options.connect().await?;
            migrator.run_direct(None, &mut connection, false).await
        };
        Ok(self.pool.statements(most, migrated).await?)
    }

    /// Whether the database answers.
    ///
    /// # Errors
    ///
    /// When it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }

    /// Closes all connections, waiting up to five seconds for what is under way. Whatever is asked from now on fails.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use ainur_test_postgres::Postgres;
    use sqlx::{Connection, PgConnection};

    use super::*;

    /// A store whose pool has room for one connection, beside those that are not of the pool.
    pub(crate) async fn store_of_one_connection(postgres: &Postgres) -> Store {
        let settings = Settings {
            url: postgres.url().into(),
            max_connections: 1,
            acquire_timeout: Duration::from_secs(20),
            statement_timeout: Duration::from_secs(20),
        };
        Store::connect(&settings).await.unwrap()
    }

    #[tokio::test]
    async fn a_connection_that_comes_back_within_a_transaction_is_not_used_again() {
        let postgres = Postgres::start(false).unwrap();
        let store = store_of_one_connection(&postgres).await;
        let mut left_behind = store.pool.lend().await.unwrap();
        sqlx::raw_sql("BEGIN").execute(left_behind.connection()).await.unwrap();
        drop(left_behind);
        sqlx::query("CREATE TABLE stands_at_once ()").execute(&store.pool).await.unwrap();
        let mut observer = PgConnection::connect(&postgres.url()).await.unwrap();
        sqlx::query("SELECT FROM stands_at_once").execute(&mut observer).await.unwrap();
    }
}
