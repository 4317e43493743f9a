//! A database of its own for each test.
#![allow(clippy::unwrap_used, dead_code, reason = "every test program uses its own part of this")]

use std::{future::Future, time::Duration};

use ainur_store::{jobs::JobId, Settings, Store};
use ainur_test_postgres::Postgres;
use sqlx::{Connection, PgConnection};

/// Connections that a store may have.
pub const CONNECTIONS: u32 = 4;

/// A migrated store, and the server that ends with the test.
pub async fn store() -> (Postgres, Store) {
    let postgres = Postgres::start(false).unwrap();
    let store = connect(&postgres).await;
    store.migrate().await.unwrap();
    (postgres, store)
}

/// Another process on the same database.
pub async fn connect(postgres: &Postgres) -> Store {
    let settings = Settings {
        url: postgres.url().into(),
        max_connections: CONNECTIONS,
        acquire_timeout: Duration::from_secs(20),
        statement_timeout: Duration::from_secs(20),
    };
    Store::connect(&settings).await.unwrap()
}

/// A look at the database from outside.
pub async fn observer(postgres: &Postgres) -> PgConnection {
    PgConnection::connect(&postgres.url()).await.unwrap()
}

/// Puts bare tasks on record: all that jobs refer to.
pub async fn tasks(connection: &mut PgConnection, numbers: std::ops::Range<i64>) {
    sqlx::query(
        "INSERT INTO tasks (id, requester, client_key, title, input, input_hash, capabilities, budget, hiring, min_reputation,
                            min_stake, max_duration, deadline, status, created_at, changed_at)
         SELECT id, '', decode(repeat('00', 32), 'hex'), '', '', decode(repeat('00', 32), 'hex'), '{}', 0, '{}', 0, 0, 1, 1,
                'running', 0, 0
         FROM generate_series($1, $2 - 1) AS id",
    )
    .bind(numbers.start)
    .bind(numbers.end)
    .execute(connection)
    .await
    .unwrap();
}

/// Waits until somebody else waits for a lock.
pub async fn until_somebody_waits(observer: &mut PgConnection) {
    const WAITING: &str = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock')";
    let seen = async {
        while !sqlx::query_scalar::<_, bool>(WAITING).fetch_one(&mut *observer).await.unwrap() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(15), seen).await.unwrap();
}

/// Takes all jobs' rows, waits until somebody waits for one, and cuts that connection off.
pub async fn cut_off_who_waits_for_a_job(postgres: &Postgres, begin: impl Future<Output = ()>) {
    let (mut holds, mut looks) = (observer(postgres).await, observer(postgres).await);
    sqlx::raw_sql("BEGIN; SELECT FROM jobs FOR UPDATE").execute(&mut holds).await.unwrap();
    let cut_off = async {
        until_somebody_waits(&mut looks).await;
        let query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
        sqlx::raw_sql(query).execute(&mut looks).await.unwrap();
        sqlx::raw_sql("COMMIT").execute(&mut holds).await.unwrap();
    };
    tokio::join!(begin, cut_off);
}

/// The job of a task that no agent is named for.
pub fn job(task: i64) -> JobId {
    JobId { task, agent: None }
}
