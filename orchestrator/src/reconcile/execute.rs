//! Works for the agents we operate: starts what they were hired for, runs it, delivers.

use std::{collections::HashSet, sync::Arc, time::Duration};

use ainur_chain::Call;
use ainur_store::{
    jobs::{Finished, Job},
    tasks::{self, Task},
};
use anyhow::{Context as _, Result};
use tokio::{sync::Semaphore, task::JoinSet};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    drive, id,
    job::{self, Outcome},
    Context,
};

/// Tasks that are started for each place to run them: they wait for one another, and must be done in the time promised.
const STARTED_FOR_EACH_PLACE: usize = 4;
/// Longest that a job rests which failed through our own fault.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Queues starts and jobs for what the agents we operate were hired for, until the shutdown.
pub async fn plan(context: Context, shutdown: CancellationToken) {
    drive("plan", &context, shutdown, || plan_step(&context)).await;
}

/// Looks at all tasks that agents we operate were hired for.
pub async fn plan_step(context: &Context) -> Result<()> {
    if context.present_height().await?.is_none() {
        return Ok(());
    }
    let of_ours = |status: &str| tasks::Filter {
        status: Some(status.into()),
        controller: Some(context.operator()),
        ..tasks::Filter::default()
    };
    let agents: HashSet<_> = context.runnable_agents().await?.into_iter().map(|agent| agent.id).collect();
    // Without a module there is nothing we could run: its owner does the work.
    let is_ours = |task: &Task| task.module_hash.is_some() && task.agent.is_some_and(|agent| agents.contains(&agent));
    let mut running = context.all_tasks(of_ours("running")).await?;
    running.retain(is_ours);
    for task in &running {
        if context.store.ensure_job(task.id.unsigned_abs()).await? {
            context.wake.ring();
        }
    }
    let mut matched = context.all_tasks(of_ours("matched")).await?;
    matched.retain(is_ours);
    // Nobody is late before the start: what cannot be run soon is started when there is room.
    let room = (usize::from(context.work.parallel) * STARTED_FOR_EACH_PLACE).saturating_sub(running.len());
    let starts = matched.iter().take(room);
    let starts = starts.map(|task| (format!("start:{}:{}", task.id, task.changed_at), Call::start(id(task))));
    context.enqueue(starts.collect()).await
}

/// Runs jobs until the shutdown; what runs then is left to others.
pub async fn run(context: Context, shutdown: CancellationToken) {
    let worker = Uuid::now_v7();
    let places = Arc::new(Semaphore::new(context.work.parallel.into()));
    let running = tokio::sync::Mutex::new(JoinSet::new());
    drive("execute", &context, shutdown, || async {
        let mut running = running.lock().await;
        while running.try_join_next().is_some() {}
        let free = i64::try_from(places.available_permits())?;
        if free == 0 || context.present_height().await?.is_none() {
            return Ok(());
        }
        for leased in context.store.lease_jobs(worker, context.work.lease(), free).await? {
            let place = places.clone().acquire_owned().await?;
            let context = context.clone();
            running.spawn(async move {
                if let Err(error) = work(&context, worker, leased).await {
                    // A job that cannot be given back is leased again when its lease runs out.
                    drop(give_back(&context, worker, leased, &format!("{error:#}")).await);
                }
                drop(place);
                // There is room for another job.
                context.wake.ring();
            });
        }
        Ok(())
    })
    .await;
    running.into_inner().shutdown().await;
    if let Err(error) = context.store.release_jobs(worker).await {
        tracing::warn!(%error, "the jobs under way are free when their leases run out");
    }
}

/// Gives a job back that failed through our own fault: to be tried again after a while, or given up after too many attempts.
pub(super) async fn give_back(context: &Context, worker: Uuid, leased: Job, error: &str) -> Result<()> {
    let Job { task, attempts } = leased;
    if attempts >= i32::from(context.work.attempts) {
        tracing::error!(task, attempts, error, "the job is given up until it is replayed");
        return Ok(context.store.bury_job(worker, task, error).await?);
    }
    tracing::warn!(task, attempts, error, "the job goes back");
    Ok(context.store.return_job(worker, task, error, longest_pause(attempts)).await?)
}

/// Longest that a job rests after so many attempts: twice as long each time.
fn longest_pause(attempts: i32) -> Duration {
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or(0);
    Duration::from_secs(1).saturating_mul(2u32.saturating_pow(doublings)).min(LONGEST_PAUSE)
}

/// Runs one job and queues what the chain is to be told, while the lease is kept alive.
pub(super) async fn work(context: &Context, worker: Uuid, leased: Job) -> Result<()> {
    // One that fails is given back before; none of those who took this one came back to say why.
    if leased.attempts > i32::from(context.work.attempts) {
        return Ok(context.store.bury_job(worker, leased.task, "every worker that took it was lost").await?);
    }
    let task = context.store.task(leased.task.unsigned_abs()).await?.context("the job has no task")?;
    if task.status != "running" {
        return Ok(context.store.drop_job(worker, leased.task, "the task is no longer running").await?);
    }
    let lease = context.work.lease();
    let execution = job::run(context, &task);
    tokio::pin!(execution);
    let outcome = loop {
        tokio::select! {
            outcome = &mut execution => break outcome?,
            () = tokio::time::sleep(lease / 3) => {
                match context.store.prolong_lease(worker, leased.task, lease).await {
                    Ok(is_held) => anyhow::ensure!(is_held, "the lease was lost"),
                    // The run goes on: should the lease end meanwhile, its result is refused.
                    Err(error) => tracing::warn!(task = leased.task, %error, "the lease could not be prolonged"),
                }
            }
        }
    };
    let id = id(&task);
    let (call, key, receipt, logs, error) = match outcome {
        Outcome::Delivered { result, receipt, logs } => {
            (Call::submit_result(id, &result), format!("result:{id}"), Some(receipt), logs, None)
        }
        Outcome::Failed { reason, explanation, logs } => {
            (Call::fail(id, reason), format!("fail:{id}"), None, logs, Some(explanation))
        }
    };
    let call = context.chain.runtime().await?.encode(&call)?;
    let finished = Finished { task: leased.task, receipt, logs, error, business_key: key, signer: context.operator(), call };
    Ok(context.store.finish_job(worker, finished).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_rests_longer_each_time_but_not_for_ever() {
        let seconds: Vec<_> = [1, 2, 3, 7, i32::MAX].map(|attempts| longest_pause(attempts).as_secs()).into();
        assert_eq!(seconds, [1, 2, 4, 60, 60]);
    }
}
