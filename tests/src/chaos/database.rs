//! What the database of the town says: who leads, who works, and whether anything is open.

use std::{collections::BTreeMap, time::Duration};

use ainur_test_postgres::Postgres;
use anyhow::{ensure, Result};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::wait;

/// How long what is open may take to end: a job whose worker died twice, and its payment.
const PATIENCE: Duration = Duration::from_secs(300);

/// Keeps who brought which job to its end, as the database itself sees it: the orchestrator forgets it.
const WATCH: &str = "
    CREATE SCHEMA watch;
    CREATE TABLE watch.done (task BIGINT NOT NULL, process TEXT NOT NULL);
    CREATE FUNCTION watch.keep() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO watch.done VALUES (NEW.task, session_user);
        RETURN NULL;
    END $$;
    CREATE TRIGGER watch AFTER UPDATE ON jobs FOR EACH ROW
    WHEN (OLD.state = 'leased' AND NEW.state = 'done') EXECUTE FUNCTION watch.keep();";

/// The role that holds the leader's lock: `LOCK` of the orchestrator's `leadership.rs` in its two halves.
const LEADER: &str = "
    SELECT usename::text FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND granted AND classid = 97 AND objid = 1768846706 AND objsubid = 1";

/// Everything that is not at its end, a line each.
const OPEN: &str = "
    SELECT format('task %s is %s since block %s', id, status, changed_at) FROM tasks WHERE status NOT IN ('finalized', 'cancelled')
    UNION ALL
    SELECT format('%s is %s after %s attempts: %s', business_key, state, attempts, last_error) FROM outbox
    WHERE state IN ('queued', 'signed')
    UNION ALL
    SELECT format('the job of task %s is %s after %s attempts: %s', task, state, attempts, error) FROM jobs WHERE state <> 'done'";

/// Makes a role for each process, which may do everything.
pub async fn make_roles(postgres: &Postgres, names: &[&str]) -> Result<()> {
    let mut connection = PgConnection::connect(&postgres.url()).await?;
    for name in names {
        sqlx::raw_sql(AssertSqlSafe(format!("CREATE ROLE \"{name}\" SUPERUSER LOGIN"))).execute(&mut connection).await?;
    }
    Ok(connection.close().await?)
}

/// Has the database keep who brings which job to its end.
pub async fn watch_work(postgres: &Postgres) -> Result<()> {
    let mut connection = PgConnection::connect(&postgres.url()).await?;
    sqlx::raw_sql(WATCH).execute(&mut connection).await?;
    Ok(connection.close().await?)
}

/// The process that leads; none while nobody does.
pub async fn leader(postgres: &Postgres) -> Result<Option<String>> {
    let mut connection = PgConnection::connect(&postgres.url()).await?;
    let leader = sqlx::query_scalar(LEADER).fetch_optional(&mut connection).await?;
    connection.close().await?;
    Ok(leader)
}

/// Waits until all tasks that were posted are known and nothing is open.
///
/// # Errors
///
/// When something stays open: what it is.
pub async fn comes_to_rest(postgres: &Postgres, tasks: usize) -> Result<()> {
    let rest = wait::until("everything to come to an end", PATIENCE, || async {
        let (known, open) = open(postgres).await?;
        Ok((known == tasks && open.is_empty()).then_some(()))
    });
    let Err(error) = rest.await else { return Ok(()) };
    let (known, open) = open(postgres).await?;
    Err(error.context(format!("{known} tasks of {tasks} are known, and still open are:\n{}", open.join("\n"))))
}

/// How many tasks there are, and everything that is open.
async fn open(postgres: &Postgres) -> Result<(usize, Vec<String>)> {
    let mut connection = PgConnection::connect(&postgres.url()).await?;
    let known: i64 = sqlx::query_scalar("SELECT count(*) FROM tasks").fetch_one(&mut connection).await?;
    let open = sqlx::query_scalar(OPEN).fetch_all(&mut connection).await?;
    connection.close().await?;
    Ok((known.try_into()?, open))
}

/// How many jobs each process brought to their end.
///
/// # Errors
///
/// When not each task was brought to its end once.
pub async fn work(postgres: &Postgres, tasks: usize) -> Result<BTreeMap<String, usize>> {
    let mut connection = PgConnection::connect(&postgres.url()).await?;
    let query = "SELECT task, string_agg(process, ', ') FROM watch.done GROUP BY task";
    let done: Vec<(i64, String)> = sqlx::query_as(query).fetch_all(&mut connection).await?;
    connection.close().await?;
    ensure!(done.len() == tasks, "{} jobs of {tasks} were brought to their end", done.len());
    let mut work = BTreeMap::new();
    for (task, process) in done {
        ensure!(!process.contains(','), "task {task} was brought to its end more than once, by {process}");
        *work.entry(process).or_default() += 1;
    }
    Ok(work)
}
