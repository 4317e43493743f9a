//! How many durable jobs that do nothing go through the orchestrator's queue in a second, beside a queue of others on the same server with
//! the same settings. A commit is on disk before it is answered, but for our leases: one that is lost is given again.

use std::{
    future::Future,
    sync::{
        atomic::{AtomicI64, Ordering},
        Arc,
    },
    time::{Duration, Instant},
};

use ainur_store::{
    jobs::{Finished, Job},
    Settings, Store,
};
use ainur_test_postgres::Postgres;
use anyhow::{ensure, Result};
use sqlx::{Connection, PgConnection};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::{
    figure::{quantile, report, report_aimed, Aim, Peer},
    peer,
};

/// Jobs that are queued, and then done.
const JOBS: i64 = 5_000;
/// Tasks that the planner of the product hands to the queue at once: all that have begun since it looked last, which a block may hold.
const BEGUN_TOGETHER: u64 = 100;
/// How many queue them at a time, and how many are done at a time.
const WORKERS: u32 = 8;
/// How often each queue is measured, in turns; the median counts.
const ROUNDS: usize = 3;
const LEASE: Duration = Duration::from_secs(30);
/// How long all jobs may take.
const PATIENCE: Duration = Duration::from_secs(300);
const PEER: &str = "graphile-worker 0.17.3, unbatched";

const AIM: Aim = Aim::AtLeast(3.0);

/// Seconds that all jobs took.
#[derive(Default)]
struct Times {
    /// One statement a job.
    enqueued: Vec<f64>,
    /// One statement for all that began together.
    planned: Vec<f64>,
    drained: Vec<f64>,
}

/// Sends as many jobs through each queue.
pub async fn run() -> Result<()> {
    println!("jobs: {JOBS} jobs through each queue, {WORKERS} workers");
    let (mut ours, mut theirs) = (Times::default(), Times::default());
    let logs = tempfile::tempdir()?;
    for round in 1..=ROUNDS {
        through_ours(&mut ours).await?;
        through_theirs(&mut theirs, logs.path()).await?;
        let Times { enqueued, planned, drained } = &ours;
        println!("jobs: round {round}, seconds: ours {enqueued:.2?} {planned:.2?} {drained:.2?}");
        println!("jobs: round {round}, seconds: {PEER} {:.2?} {:.2?}", theirs.enqueued, theirs.drained);
    }
    let median = |times: &[f64]| quantile(times, 0.5);
    let (enqueued, planned, drained) = (median(&ours.enqueued), median(&ours.planned), median(&ours.drained));
    let (enqueued_there, drained_there) = (median(&theirs.enqueued), median(&theirs.drained));
    let rate = |seconds: f64| JOBS as f64 / seconds;
    let beside = |seconds| Peer { name: PEER, value: rate(seconds) };
    let figure = |metric: &str, ours, theirs| report("jobs", metric, rate(ours), "1/s", Some(beside(theirs)));
    figure("jobs queued one by one", enqueued, enqueued_there);
    figure(&format!("jobs queued {BEGUN_TOGETHER} at a time"), planned, enqueued_there);
    figure("jobs leased and finished", drained, drained_there);
    figure("jobs queued one by one, leased and finished", enqueued + drained, enqueued_there + drained_there);
    let (ours, theirs) = (planned + drained, enqueued_there + drained_there);
    let metric = format!("jobs queued {BEGUN_TOGETHER} at a time, leased and finished");
    report_aimed("jobs", &metric, rate(ours), "1/s", beside(theirs), AIM);
    Ok(())
}

async fn through_theirs(times: &mut Times, logs: &std::path::Path) -> Result<()> {
    let postgres = Postgres::start(true)?;
    let mut peer = peer::Peer::start("graphile-worker", logs, &postgres.url(), &[JOBS.to_string(), WORKERS.to_string()])?;
    times.drained.push(peer.says("drained in ", PATIENCE).await?);
    times.enqueued.push(peer.says("enqueued in ", PATIENCE).await?);
    Ok(())
}

async fn through_ours(times: &mut Times) -> Result<()> {
    let postgres = Postgres::start(true)?;
    let settings = Settings {
        url: postgres.url().into(),
        max_connections: WORKERS + 2,
        acquire_timeout: Duration::from_secs(10),
        statement_timeout: Duration::from_secs(30),
    };
    let store = Store::connect(&settings).await?;
    store.migrate().await?;
    let mut observer = PgConnection::connect(&postgres.url()).await?;
    put_tasks_on_record(&mut observer).await?;

    let next = Arc::new(AtomicI64::new(0));
    times.planned.push(plan(&store).await?);
    sqlx::query("TRUNCATE jobs").execute(&mut observer).await?;
    times.enqueued.push(by_all(|| enqueue(store.clone(), next.clone())).await?);
    times.drained.push(drain(&store).await?);
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM jobs WHERE state <> 'done'").fetch_one(&mut observer).await?;
    ensure!(left == 0, "{left} jobs are not done");
    store.close().await;
    Ok(())
}

/// Seconds until so many at a time have done it.
async fn by_all<Work>(mut work: impl FnMut() -> Work) -> Result<f64>
where
    Work: Future<Output = Result<()>> + Send + 'static,
{
    let begun = Instant::now();
    let mut all = JoinSet::new();
    (0..WORKERS).for_each(|_| drop(all.spawn(work())));
    while let Some(ended) = all.join_next().await {
        ended??;
    }
    Ok(begun.elapsed().as_secs_f64())
}

/// Seconds until one process has queued all jobs, as in the product: those of all tasks that began together at once.
async fn plan(store: &Store) -> Result<f64> {
    let begun = Instant::now();
    for first in (0..JOBS.unsigned_abs()).step_by(usize::try_from(BEGUN_TOGETHER)?) {
        let tasks: Vec<_> = (first..first + BEGUN_TOGETHER).collect();
        ensure!(store.ensure_jobs(&tasks).await? == BEGUN_TOGETHER, "a task from {first} on has a job already");
    }
    Ok(begun.elapsed().as_secs_f64())
}

/// Queues one job after the other while there are tasks without.
async fn enqueue(store: Store, next: Arc<AtomicI64>) -> Result<()> {
    loop {
        let task = next.fetch_add(1, Ordering::Relaxed);
        if task >= JOBS {
            return Ok(());
        }
        ensure!(store.ensure_job(task.unsigned_abs()).await?, "task {task} has a job already");
    }
}

/// Seconds until all jobs are done by one process, as in the product: it leases as many as it has places free, and each ends by
/// itself.
async fn drain(store: &Store) -> Result<f64> {
    let worker = Uuid::now_v7();
    let places = usize::try_from(WORKERS)?;
    let begun = Instant::now();
    let mut running = JoinSet::new();
    loop {
        let free = places.saturating_sub(running.len());
        for job in store.lease_jobs(worker, LEASE, i64::try_from(free)?).await? {
            running.spawn(finish(store.clone(), worker, job));
        }
        let Some(ended) = running.join_next().await else { return Ok(begun.elapsed().as_secs_f64()) };
        ended??;
        while let Some(ended) = running.try_join_next() {
            ended??;
        }
    }
}

/// Ends a job: its result is queued for the chain at the same time.
async fn finish(store: Store, worker: Uuid, job: Job) -> Result<()> {
    let finished = Finished {
        job: job.id,
        receipt: Some(vec![0; 200]),
        logs: String::new(),
        error: None,
        business_key: format!("result:{}", job.id.task),
        signer: "nobody".into(),
        call: vec![0; 120],
    };
    Ok(store.finish_job(worker, finished).await?)
}

/// Bare tasks: all that jobs refer to.
async fn put_tasks_on_record(database: &mut PgConnection) -> Result<()> {
    sqlx::query(
        "INSERT INTO tasks (id, requester, client_key, title, input, input_hash, capabilities, budget, hiring, min_reputation,
                            min_stake, max_duration, deadline, status, created_at, changed_at)
         SELECT id, '', decode(repeat('00', 32), 'hex'), '', '', decode(repeat('00', 32), 'hex'), '{}', 0, '{}', 0, 0, 1, 1,
                'running', 0, 0
         FROM generate_series(0, $1 - 1) AS id",
    )
    .bind(JOBS)
    .execute(database)
    .await?;
    Ok(())
}
