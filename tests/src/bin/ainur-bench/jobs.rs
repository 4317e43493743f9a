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
use ainur_tests::peer;
use anyhow::{ensure, Result};
use sqlx::{Connection, PgConnection};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::figure::{quantile, report, report_aimed, Aim, Peer};

/// Jobs that are queued, and then done.
const JOBS: i64 = 5_000;
/// How many queue them at a time, and how many are done at a time.
const WORKERS: u32 = 8;
/// How often each queue is measured, in turns; the median counts.
const ROUNDS: usize = 3;
const LEASE: Duration = Duration::from_secs(30);
/// How long all jobs may take.
const PATIENCE: Duration = Duration::from_secs(300);
const PEER: &str = "graphile-worker 0.17.3, unbatched";
const BATCHED_PEER: &str = "graphile-worker 0.17.3, addJobs";
/// How our queue is to stand beside one whose jobs come one by one.
const AIM: Aim = Aim::AtLeast(3.0);

/// How jobs come into the queue.
#[derive(Clone, Copy)]
enum Inflow {
    /// Each with a statement of its own, from as many at a time as there are workers.
    Single,
    /// As the product's planner queues them: it names all that run, four for each place, of which half are new here.
    Batched,
}

impl Inflow {
    const fn at_a_time(self) -> u64 {
        match self {
            Self::Single => 1,
            Self::Batched => 2 * WORKERS as u64,
        }
    }
}

/// Seconds that all jobs took.
#[derive(Default)]
struct Times {
    queued: Vec<f64>,
    drained: Vec<f64>,
}

impl Times {
    fn medians(&self) -> (f64, f64) {
        (quantile(&self.queued, 0.5), quantile(&self.drained, 0.5))
    }
}

/// Sends as many jobs through each queue.
pub async fn run() -> Result<()> {
    println!("jobs: {JOBS} jobs through each queue, {WORKERS} workers");
    let mut times: [(Times, Times); 2] = Default::default();
    let logs = tempfile::tempdir()?;
    for round in 1..=ROUNDS {
        for (inflow, (ours, theirs)) in [Inflow::Single, Inflow::Batched].into_iter().zip(&mut times) {
            through_ours(inflow, ours).await?;
            through_theirs(inflow, theirs, logs.path()).await?;
            println!(
                "jobs: round {round}, {} at a time, seconds queued and drained: ours {:.2?} {:.2?}, graphile-worker {:.2?} {:.2?}",
                inflow.at_a_time(),
                ours.queued,
                ours.drained,
                theirs.queued,
                theirs.drained
            );
        }
    }
    let [single, batched] = times.map(|(ours, theirs)| (ours.medians(), theirs.medians()));
    let rate = |seconds: f64| JOBS as f64 / seconds;
    let beside = |name, seconds| Peer { name, value: rate(seconds) };
    let figure = |metric: &str, ours, peer| report("jobs", metric, rate(ours), "1/s", Some(peer));
    let whole = |(queued, drained): (f64, f64)| queued + drained;
    let together = Inflow::Batched.at_a_time();

    let (ours, theirs) = single;
    figure("jobs queued one by one", ours.0, beside(PEER, theirs.0));
    figure("jobs leased and finished", ours.1, beside(PEER, theirs.1));
    figure("jobs queued one by one, leased and finished", whole(ours), beside(PEER, whole(theirs)));
    let unbatched_peer = beside(PEER, whole(theirs));
    let (ours, theirs) = batched;
    figure(&format!("jobs queued {together} at a time"), ours.0, beside(BATCHED_PEER, theirs.0));
    let metric = format!("jobs queued {together} at a time, leased and finished");
    figure(&metric, whole(ours), beside(BATCHED_PEER, whole(theirs)));
    report_aimed("jobs", &metric, rate(whole(ours)), "1/s", unbatched_peer, AIM);
    Ok(())
}

async fn through_theirs(inflow: Inflow, times: &mut Times, logs: &std::path::Path) -> Result<()> {
    let postgres = Postgres::start(true)?;
    let arguments = [JOBS.to_string(), WORKERS.to_string(), inflow.at_a_time().to_string()];
    let mut peer = peer::Peer::start("graphile-worker", logs, |command| {
        command.args(arguments).env("DB_URL", postgres.url());
    })?;
    times.drained.push(peer.says("drained in ", PATIENCE).await?);
    times.queued.push(peer.says("enqueued in ", PATIENCE).await?);
    Ok(())
}

async fn through_ours(inflow: Inflow, times: &mut Times) -> Result<()> {
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

    times.queued.push(match inflow {
        Inflow::Single => {
            let next = Arc::new(AtomicI64::new(0));
            by_all(|| enqueue(store.clone(), next.clone())).await?
        }
        Inflow::Batched => plan(&store, inflow.at_a_time()).await?,
    });
    times.drained.push(drain(&store).await?);
    let done: i64 = sqlx::query_scalar("SELECT count(*) FROM jobs WHERE state = 'done'").fetch_one(&mut observer).await?;
    ensure!(done == JOBS, "{done} jobs of {JOBS} are done");
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

/// Seconds until one process has queued all jobs, as in the product: it names all tasks that run, of which some have jobs already; here as many
/// as have none.
async fn plan(store: &Store, at_a_time: u64) -> Result<f64> {
    let (begun, all) = (Instant::now(), JOBS.unsigned_abs());
    for first in (0..all).step_by(usize::try_from(at_a_time)?) {
        let new = first..all.min(first.saturating_add(at_a_time));
        let count = new.end.saturating_sub(first);
        let running: Vec<_> = (first.saturating_sub(at_a_time)..new.end).collect();
        ensure!(store.ensure_jobs(&running).await? == count, "there are jobs already for tasks from {first} on");
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
