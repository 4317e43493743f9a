//! Works for the agents we operate: starts what they were hired for, runs it, delivers.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::{Duration, Instant},
};

use ainur_chain::{records::FailReason, Call};
use ainur_content::ContentError;
use ainur_primitives::AgentId;
use ainur_sandbox::Failure;
use ainur_store::{
    jobs::{Finished, Job, JobId},
    tasks::{self, Task},
    StoreError,
};
use anyhow::{Context as _, Result};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    drive, failover, hosted, id,
    job::{self, Outcome},
    quarantine, Context,
};
use crate::{
    accounts::By,
    circuit::{Permit, Refused},
};

/// How the business keys of results begin, and of failures. Both are queued once for each agent, when its work has ended.
const TOLD_ONCE: [&str; 2] = [RESULT, FAILURE];
const RESULT: &str = "result:";
const FAILURE: &str = "fail:";

/// Longest that a job rests which failed through our own fault.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// How long a job rests for which there was no room on a disk before it is run again.
const WITHOUT_ROOM: Duration = Duration::from_secs(10);
/// How long a job rests whose module is in quarantine before that is looked at again.
const QUARANTINED: Duration = Duration::from_secs(10);
/// Blocks before the last one for a result in which a task is given up whose module is in quarantine: others may have it, and the agent is not
/// late.
const GIVEN_UP: i64 = 10;

/// The job is not this worker's any more: another has ended it, or has it now.
#[derive(thiserror::Error, Debug)]
#[error("the lease was lost")]
struct LeaseLost;

/// Queues starts and jobs for what the agents we operate were hired for, until the shutdown.
pub async fn plan(context: Context, shutdown: CancellationToken) {
    drive("plan", &context, shutdown, || plan_step(&context)).await;
}

/// Looks at all tasks that agents we operate were hired for.
pub async fn plan_step(context: &Context) -> Result<()> {
    let Some(height) = context.present_height().await? else { return Ok(()) };
    let of_ours = |status: &str| tasks::Filter {
        status: Some(status.into()),
        controllers: Some(context.accounts.names()),
        ..tasks::Filter::default()
    };
    let now = Instant::now();
    let operated = context.operated_agents().await?;
    let runnable: HashSet<_> = context.runnable(operated.clone()).await?.into_iter().map(|agent| agent.id).collect();
    let agents: HashMap<_, _> = operated.into_iter().map(|agent| (agent.id, agent)).collect();
    let usual = |id: &i64| if runnable.contains(id) { u32::MAX } else { 0 };
    let place = |id: &i64| (*id, context.places(AgentId(id.unsigned_abs()), usual(id), now));
    let mut places: HashMap<_, _> = agents.keys().map(place).collect();
    let is_hosted = |id: &i64| agents.get(id).is_some_and(|agent| agent.endpoint.is_some());
    // What neither a module was pinned for nor an endpoint is there for any more is not begun. Where it has begun, the chain is told.
    let can_be_done = |task: &Task| task.module_hash.is_some() || task.agent.as_ref().is_some_and(is_hosted);
    let mut running = context.all_tasks(of_ours("running")).await?;
    failover::give_up(context, &running, height).await?;
    let is_runnable = |task: &Task| task.agent.is_some_and(|agent| runnable.contains(&agent));
    running.retain(|task| is_runnable(task) && takes_place(task, &mut places).is_some());
    let to_do: Vec<_> = running.iter().map(|task| task.id.unsigned_abs()).collect();
    if !to_do.is_empty() && context.store.ensure_jobs(&to_do).await? > 0 {
        context.wake.ring();
    }
    let (mut trusted, mut waiting) = (Vec::new(), Vec::new());
    let mut matched = context.all_tasks(of_ours("matched")).await?;
    let held = quarantine::take_tasks(context, &mut matched).await?;
    for task in matched {
        match can_be_done(&task).then(|| takes_place(&task, &mut places)).flatten() {
            Some(true) => trusted.push(task),
            // What an agent cannot be trusted with now waits for as long as it can.
            Some(false) => waiting.push(task),
            None => {}
        }
    }
    failover::decline(context, &waiting, &held, &agents, height).await?;
    failover::without_declined(context, &mut trusted).await?;
    // Nobody is late before the start: what cannot be run soon is started when there is room. Endpoints that do not answer take none
    // from modules.
    let of_kind = |is_hosted: bool| move |task: &&Task| task.module_hash.is_none() == is_hosted;
    let with_room = |is_hosted: bool| {
        let started = running.iter().filter(of_kind(is_hosted)).count();
        trusted.iter().filter(of_kind(is_hosted)).take(context.work.started().saturating_sub(started))
    };
    let starts = with_room(false).chain(with_room(true)).filter_map(|task| {
        let account = context.accounts.of(agents.get(&task.agent?)?)?;
        Some((By::Account(account), start_key(task), Call::start(id(task))))
    });
    context.enqueue_by(starts.collect()).await
}

/// Under which the start of a task is queued: once for each time that somebody is hired for it.
pub(super) fn start_key(task: &Task) -> String {
    format!("start:{}:{}", task.id, task.changed_at)
}

/// The task and the agent of whose result or failure the chain is told under this business key.
pub(super) fn worked_on(business_key: &str) -> Option<(u64, i64)> {
    let told = TOLD_ONCE.iter().find_map(|prefix| business_key.strip_prefix(prefix))?;
    let (task, agent) = told.split_once(':')?;
    Some((task.parse().ok()?, agent.parse().ok()?))
}

/// Takes one of the places of the task's agent; whether there was one, or none where the agent is not ours.
fn takes_place(task: &Task, places: &mut HashMap<i64, u32>) -> Option<bool> {
    let places = places.get_mut(&task.agent?)?;
    let was_free = *places > 0;
    *places = places.saturating_sub(1);
    Some(was_free)
}

/// Runs jobs until the shutdown; what runs then is left to others.
pub async fn run(context: Context, shutdown: CancellationToken) {
    let worker = Uuid::now_v7();
    let places = Arc::new(Semaphore::new(context.work.parallel.into()));
    let endpoints = Arc::new(Semaphore::new(context.work.started()));
    let running = tokio::sync::Mutex::new(JoinSet::new());
    drive("execute", &context, shutdown, || async {
        let mut running = running.lock().await;
        while running.try_join_next().is_some() {}
        let free = places.available_permits();
        if free == 0 || context.present_height().await?.is_none() {
            return Ok(());
        }
        let lease = context.work.lease();
        let leased = context.store.lease_jobs(worker, lease, i64::try_from(free)?).await?;
        let idle = free.saturating_sub(leased.len());
        begin(&context, worker, leased, &places, &endpoints, &mut running).await?;
        if let Some(after) = context.work.hedge_after().filter(|_| idle > 0) {
            let hedges = context.store.lease_hedges(worker, lease, after, i64::try_from(idle)?).await?;
            begin(&context, worker, hedges, &places, &endpoints, &mut running).await?;
        }
        Ok(())
    })
    .await;
    running.into_inner().shutdown().await;
    if let Err(error) = context.store.release_jobs(worker).await {
        tracing::warn!(error = &error as &dyn std::error::Error, "the jobs under way are free when their leases run out");
    }
}

/// Begins to work on jobs, each in a place.
async fn begin(
    context: &Context,
    worker: Uuid,
    jobs: Vec<Job>,
    places: &Arc<Semaphore>,
    endpoints: &Arc<Semaphore>,
    running: &mut JoinSet<()>,
) -> Result<()> {
    for leased in jobs {
        if leased.is_hedge {
            tracing::info!(task = leased.id.task, "another worker is slow: the job is run here as well");
        }
        let place = places.clone().acquire_owned().await?;
        let (context, endpoints) = (context.clone(), endpoints.clone());
        running.spawn(async move {
            match work_in(&context, &endpoints, worker, leased, place).await {
                Err(error) if error.is::<LeaseLost>() => {
                    tracing::info!(
                        task = leased.id.task,
                        is_hedge = leased.is_hedge,
                        "the run is broken off: its lease was lost"
                    );
                }
                Err(error) => {
                    if let Err(vain) = give_back(&context, worker, leased, &error).await {
                        let error = format!("{vain:#}");
                        tracing::warn!(task = leased.id.task, error, "the job can be had again when its lease runs out");
                    }
                }
                Ok(()) => {}
            }
            // There is room for another job.
            context.wake.ring();
        });
    }
    Ok(())
}

/// Gives a job back that failed through our own fault: to be tried again after a while, or given up after too many attempts. No
/// attempt counts for which a disk had no room: that lasts until somebody makes some, and then all jobs are to go on by themselves.
pub(super) async fn give_back(context: &Context, worker: Uuid, leased: Job, error: &anyhow::Error) -> Result<()> {
    let Job { id, attempts, is_hedge } = leased;
    let task = id.task;
    let (wants_room, error) = (wants_room(error), format!("{error:#}"));
    if wants_room {
        tracing::error!(task, error, "a disk is full: the job waits for room");
        return Ok(context.store.put_off_job(worker, id, &error, WITHOUT_ROOM).await?);
    }
    if attempts >= i32::from(context.work.attempts) {
        if context.store.bury_job(worker, id, &error).await? {
            tracing::error!(task, attempts, error, "the job is given up until it is replayed");
        }
        return Ok(());
    }
    tracing::warn!(task, attempts, is_hedge, error, "the job goes back");
    Ok(context.store.return_job(worker, id, &error, longest_pause(attempts)).await?)
}

/// Whether something could not be kept because the disk of the content or of the database is full.
fn wants_room(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref().is_some_and(ContentError::is_for_want_of_room)
            || cause.downcast_ref().is_some_and(StoreError::is_for_want_of_room)
    })
}

/// Longest that a job rests after so many attempts: twice as long each time.
pub(super) fn longest_pause(attempts: i32) -> Duration {
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or(0);
    Duration::from_secs(1).saturating_mul(2u32.saturating_pow(doublings)).min(LONGEST_PAUSE)
}

/// As [`work`], in a place of the kind that the job wants; puts it off where there is none.
async fn work_in(
    context: &Context,
    endpoints: &Arc<Semaphore>,
    worker: Uuid,
    leased: Job,
    place: OwnedSemaphorePermit,
) -> Result<()> {
    let Some(_place) = hosted::change_place(context, endpoints, worker, leased, place).await? else { return Ok(()) };
    work(context, worker, leased).await
}

/// Runs one job and queues what the chain is to be told; puts it off while its agent's circuit is open or its module in quarantine.
pub async fn work(context: &Context, worker: Uuid, leased: Job) -> Result<()> {
    // One that fails is given back before; none of those who took this one came back to say why.
    if leased.attempts > i32::from(context.work.attempts) {
        context.store.bury_job(worker, leased.id, "every worker that took it was lost").await?;
        return Ok(());
    }
    let task = context.store.task(leased.id.task.unsigned_abs()).await?.context("the job has no task")?;
    if task.status != "running" || leased.id.agent.is_some_and(|agent| task.agent != Some(agent)) {
        return Ok(context.store.drop_job(worker, leased.id, "the agent no longer works on the task").await?);
    }
    if quarantine::holds(context, &task).await? {
        let reason = "the module is in quarantine";
        let height = i64::from(context.height().await?.unwrap_or_default());
        if task.clock.is_some_and(|due| due.saturating_sub(height) <= GIVEN_UP) {
            return finish(context, worker, &task, leased.id, job::failed(FailReason::Trapped, reason.into())).await;
        }
        return Ok(context.store.put_off_job(worker, leased.id, reason, QUARANTINED).await?);
    }
    // A module does the same again and nothing else; what an endpoint does only its owner knows.
    if leased.is_hedge && task.module_hash.is_none() && !hosted::allows_hedging(context, &task).await? {
        let reason = "the agent's endpoint may not be asked twice at a time";
        return Ok(context.store.put_off_job(worker, leased.id, reason, Duration::ZERO).await?);
    }
    let agent = AgentId(task.agent.context("nobody works on the task")?.unsigned_abs());
    let permit = match context.circuits.admit(agent, Instant::now()) {
        Ok(permit) => permit,
        Err(Refused { wait }) => {
            let reason = "the agent's last runs went wrong: it rests";
            return Ok(context.store.put_off_job(worker, leased.id, reason, wait).await?);
        }
    };
    let outcome = run_leased(context, worker, &task, leased).await;
    // That a run failed is the holder's to say: an idle machine may be a sick one.
    if !leased.is_hedge || matches!(outcome, Ok(Outcome::Delivered { .. })) {
        quarantine::note(context, &task, &outcome).await;
    }
    report(permit, &outcome, Instant::now());
    finish(context, worker, &task, leased.id, outcome?).await
}

/// Runs the task's module, or asks its agent's endpoint, while the lease is kept alive.
async fn run_leased(context: &Context, worker: Uuid, task: &Task, leased: Job) -> Result<Outcome> {
    let lease = context.work.lease();
    let execution = async {
        match task.module_hash {
            Some(_) => job::run(context, task).await,
            None => hosted::run(context, task, leased.attempts).await,
        }
    };
    tokio::pin!(execution);
    loop {
        tokio::select! {
            outcome = &mut execution => return outcome,
            () = tokio::time::sleep(lease / 3) => {
                match context.store.prolong_lease(worker, leased.id, lease).await {
                    Ok(is_held) => anyhow::ensure!(is_held, LeaseLost),
                    // The run goes on: should the lease end meanwhile, its result is refused.
                    Err(error) => {
                        tracing::warn!(task = task.id, error = &error as &dyn std::error::Error, "the lease could not be prolonged");
                    }
                }
            }
        }
    }
}

/// Says what the run says about the agent: nothing when it was given what it cannot work on, or the trouble is ours.
fn report(permit: Permit, outcome: &Result<Outcome>, now: Instant) {
    match outcome {
        Ok(Outcome::Delivered { .. }) => permit.succeed(),
        Ok(Outcome::Failed { reason: FailReason::InputUnavailable | FailReason::InvalidInput, .. }) => {}
        Ok(Outcome::Failed { .. }) => permit.fail(now),
        Err(error) if matches!(error.downcast_ref(), Some(Failure::DeadlineExceeded { .. } | Failure::WorkerLost(_))) => {
            permit.fail(now);
        }
        Err(error) if error.is::<hosted::Unanswered>() => permit.fail(now),
        Err(_) => {}
    }
}

/// Ends the job and queues what the chain is to be told.
async fn finish(context: &Context, worker: Uuid, task: &Task, job: JobId, outcome: Outcome) -> Result<()> {
    let finished = finished(context, task, job, outcome).await?;
    Ok(context.store.finish_job(worker, finished).await?)
}

/// How the job ends with that, and what the chain is to be told.
pub(super) async fn finished(context: &Context, task: &Task, job: JobId, outcome: Outcome) -> Result<Finished> {
    let id = id(task);
    let (call, prefix, receipt, logs, error) = match outcome {
        Outcome::Delivered { result, receipt, logs } => (Call::submit_result(id, &result), RESULT, Some(receipt), logs, None),
        Outcome::Failed { reason, explanation, logs } => (Call::fail(id, reason), FAILURE, None, logs, Some(explanation)),
    };
    let runtime = context.chain.runtime().await?;
    let written = context.write_for_hired(&runtime, task, &call).await?;
    let (signer, call) = written.context("the agent is no longer operated by any of our accounts")?;
    let agent = task.agent.context("nobody works on the task")?;
    // Whoever let a task down does not get it again.
    let business_key = format!("{prefix}{id}:{agent}");
    Ok(Finished { job, receipt, logs, error, business_key, signer, call })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::circuit::{Board, Phase};

    fn failed(reason: FailReason) -> Result<Outcome> {
        Ok(Outcome::Failed { reason, explanation: String::new(), logs: String::new() })
    }

    #[test]
    fn an_agent_is_blamed_for_what_it_broke_for_its_process_and_for_not_ending() {
        let blamed = [
            failed(FailReason::Trapped),
            failed(FailReason::OutOfFuel),
            failed(FailReason::OutOfMemory),
            failed(FailReason::OutputTooLarge),
            failed(FailReason::ModuleUnavailable),
            failed(FailReason::Other),
            Err(Failure::DeadlineExceeded { limit: Duration::from_secs(1) }.into()),
            Err(hosted::Unanswered("it answers with status 503".into()).into()),
            Err(Failure::WorkerLost("signal: 9".to_owned()).into()),
        ];
        let excused = [
            failed(FailReason::InvalidInput),
            failed(FailReason::InputUnavailable),
            Err(Failure::Busy.into()),
            Err(anyhow::anyhow!("the database does not answer")),
        ];
        let after_five = |outcome: &Result<Outcome>| {
            let (board, agent, now) = (Board::default(), AgentId(1), Instant::now());
            (0..5).for_each(|_| report(board.admit(agent, now).unwrap(), outcome, now));
            board.phase(agent, now)
        };
        assert!(blamed.iter().all(|outcome| after_five(outcome) == Phase::Open));
        assert!(excused.iter().all(|outcome| after_five(outcome) == Phase::Closed));
    }

    #[test]
    fn a_job_rests_longer_each_time_but_not_for_ever() {
        let seconds: Vec<_> = [1, 2, 3, 7, i32::MAX].map(|attempts| longest_pause(attempts).as_secs()).into();
        assert_eq!(seconds, [1, 2, 4, 60, 60]);
    }
}
