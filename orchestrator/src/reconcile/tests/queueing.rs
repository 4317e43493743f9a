use std::{collections::BTreeSet, sync::Arc, time::Duration};

use ainur_chain::TaskEvent;
use ainur_content::{Collected, ContentError, ContentStore, Repeats};
use ainur_primitives::receipt;
use ainur_store::{job_records::Replay, jobs::Job};
use async_trait::async_trait;
use cid::Cid;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    config::Work,
    reconcile::{
        execute::{self, give_back, plan_step, work},
        retain, Context,
    },
    testing::{cid, matched, package, posted, started, World, BIDDING, TASK},
};

const LEASE: Duration = Duration::from_secs(60);

/// Takes the only job, and fails at it if it is run.
async fn attempt(context: &Context) {
    let worker = Uuid::now_v7();
    let [leased]: [Job; 1] = context.store.lease_jobs(worker, LEASE, 10).await.unwrap().try_into().unwrap();
    if let Err(error) = work(context, worker, leased).await {
        give_back(context, worker, leased, &error).await.unwrap();
    }
}

async fn state(context: &Context, task: u64) -> String {
    context.store.job(task).await.unwrap().unwrap().state
}

/// Waits until the job is in this state.
async fn reaches(context: &Context, task: u64, wanted: &str) {
    let reached = async {
        while state(context, task).await != wanted {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(LEASE, reached).await.unwrap_or_else(|_| panic!("job {task} is never {wanted}"));
}

#[tokio::test]
async fn should_give_up_what_fails_again_and_again_through_our_own_fault_until_it_is_replayed() {
    let mut world = World::with_agent(&package("echo")).await;
    world.context.work = Arc::new(Work { attempts: 1, ..Work::default() });
    // The input is not here.
    world.happen(posted(TASK, (cid(1), [1; 32]), BIDDING)).await;
    world.happen(matched(TASK, Some(receipt::hash(&package("echo"))))).await;
    world.happen(started(TASK)).await;
    plan_step(&world.context).await.unwrap();
    attempt(&world.context).await;
    let job = world.context.store.job(TASK.0).await.unwrap().unwrap();
    assert_eq!(job.state, "dead");
    assert!(job.error.is_some_and(|error| error.contains("not in the store")));
    plan_step(&world.context).await.unwrap();
    assert!(world.context.store.lease_jobs(Uuid::now_v7(), LEASE, 10).await.unwrap().is_empty());

    assert_eq!(world.context.store.replay_job(TASK.0).await.unwrap(), Replay::Queued);
    attempt(&world.context).await;
    assert_eq!(state(&world.context, TASK.0).await, "dead");
    assert!(world.keys().await.is_empty(), "the agent is not blamed for it");
}

#[tokio::test]
async fn should_wait_for_room_however_long_a_disk_is_full() {
    let mut world = World::at_work(&package("summariser"), b"One sentence. Another one.", 1).await;
    world.context.work = Arc::new(Work { attempts: 1, ..Work::default() });
    world.content.set_full(true);
    plan_step(&world.context).await.unwrap();
    attempt(&world.context).await;
    let job = world.context.store.job(TASK.0).await.unwrap().unwrap();
    assert_eq!((job.state.as_str(), job.attempts), ("queued", 0));
    assert!(job.error.unwrap().contains("no storage space"));
    assert!(world.keys().await.is_empty(), "the agent is not blamed for it");
    let leased = world.context.store.lease_jobs(Uuid::now_v7(), LEASE, 10).await.unwrap();
    assert!(leased.is_empty(), "it is not run again and again");
}

#[tokio::test]
async fn should_not_run_again_what_no_worker_came_back_from() {
    let mut world = World::at_work(&package("echo"), b"input", 1).await;
    world.context.work = Arc::new(Work { attempts: 2, ..Work::default() });
    plan_step(&world.context).await.unwrap();
    for _ in 0..2 {
        assert_eq!(world.context.store.lease_jobs(Uuid::now_v7(), Duration::ZERO, 10).await.unwrap().len(), 1);
    }
    attempt(&world.context).await;
    assert_eq!(state(&world.context, TASK.0).await, "dead");
    assert!(world.keys().await.is_empty());
}

/// A store from which nothing ever comes.
struct Silent;

#[async_trait]
impl ContentStore for Silent {
    async fn add(&self, _: Vec<u8>) -> Result<Cid, ContentError> {
        std::future::pending().await
    }

    async fn fetch(&self, _: &Cid, _: u64) -> Result<Vec<u8>, ContentError> {
        std::future::pending().await
    }

    async fn contains(&self, _: &Cid) -> Result<bool, ContentError> {
        Ok(true)
    }

    async fn block(&self, _: &Cid) -> Result<Vec<u8>, ContentError> {
        std::future::pending().await
    }

    async fn keep(&self, _: Vec<(Cid, Vec<u8>)>) -> Result<(), ContentError> {
        std::future::pending().await
    }

    async fn sequence(&self, _: &Cid, _: Repeats) -> Result<Vec<Cid>, ContentError> {
        std::future::pending().await
    }

    async fn pin(&self, _: BTreeSet<Cid>) -> Result<(), ContentError> {
        std::future::pending().await
    }

    async fn pins(&self) -> Result<BTreeSet<Cid>, ContentError> {
        std::future::pending().await
    }

    async fn collect(&self, _: BTreeSet<Cid>, _: Duration) -> Result<Collected, ContentError> {
        std::future::pending().await
    }
}

#[tokio::test]
async fn should_leave_what_it_is_at_to_others_when_it_ends() {
    let mut world = World::at_work(&package("echo"), b"input", 1).await;
    plan_step(&world.context).await.unwrap();
    world.context.content = Arc::new(Silent);
    let shutdown = CancellationToken::new();
    let ending = async {
        reaches(&world.context, TASK.0, "leased").await;
        shutdown.cancel();
    };
    tokio::join!(execute::run(world.context.clone(), shutdown.clone()), ending);
    let job = world.context.store.job(TASK.0).await.unwrap().unwrap();
    assert_eq!((job.state.as_str(), job.attempts), ("queued", 0));
}

#[tokio::test]
async fn should_hedge_only_in_places_that_no_queued_job_wants() {
    let mut world = World::at_work(&package("echo"), b"input", 3).await;
    plan_step(&world.context).await.unwrap();
    let (slow, other) = (Uuid::now_v7(), Uuid::now_v7());
    assert_eq!(world.context.store.lease_jobs(slow, LEASE, 2).await.unwrap().len(), 2);
    let after = Duration::from_secs(1);
    while world.context.store.lease_hedges(other, LEASE, after, 1).await.unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // The second takes its worker as long by now. The third is queued, and there is a place for one.
    world.context.work = Arc::new(Work { parallel: 1, hedge_after_seconds: 1, ..Work::default() });
    world.context.content = Arc::new(Silent);
    let shutdown = CancellationToken::new();
    tokio::join!(execute::run(world.context.clone(), shutdown.clone()), async {
        reaches(&world.context, 2, "leased").await;
        assert_eq!(world.context.store.lease_hedges(other, LEASE, after, 1).await.unwrap()[0].id.task, 1);
        shutdown.cancel();
    });
}

#[tokio::test]
async fn should_do_each_job_once_however_many_workers_there_are_and_although_one_dies() {
    const TASKS: u64 = 9;
    let mut world = World::at_work(&package("echo"), b"input", TASKS).await;
    world.context.work = Arc::new(Work { parallel: 1, lease_seconds: 5, ..Work::default() });
    plan_step(&world.context).await.unwrap();
    // Takes some, and is never heard of again.
    let lost = world.context.store.lease_jobs(Uuid::now_v7(), world.context.work.lease(), 3).await.unwrap();
    assert_eq!(lost.len(), 3);
    let shutdown = CancellationToken::new();
    let mut workers = JoinSet::new();
    for _ in 0..3 {
        workers.spawn(execute::run(world.context.clone(), shutdown.clone()));
    }
    for task in 0..TASKS {
        reaches(&world.context, task, "done").await;
    }
    shutdown.cancel();
    workers.join_all().await;
    for task in 0..TASKS {
        let was_lost = lost.iter().any(|job| job.id.task.unsigned_abs() == task);
        let attempts = world.context.store.job(task).await.unwrap().unwrap().attempts;
        assert_eq!(attempts, if was_lost { 2 } else { 1 }, "task {task}");
    }
    let mut keys = world.keys().await;
    keys.sort();
    assert_eq!(keys, (0..TASKS).map(|task| format!("result:{task}:0")).collect::<Vec<_>>());
}

#[tokio::test]
async fn should_forget_jobs_only_after_their_time_and_their_tasks_end() {
    let mut world = World::at_work(&package("echo"), b"input", 1).await;
    plan_step(&world.context).await.unwrap();
    attempt(&world.context).await;
    assert_eq!(state(&world.context, TASK.0).await, "done");
    let nothing_is_kept = Arc::new(Work { keep_jobs_days: 0, ..Work::default() });
    let usual = std::mem::replace(&mut world.context.work, nothing_is_kept.clone());
    retain::step(&world.context).await.unwrap();
    assert_eq!(state(&world.context, TASK.0).await, "done");

    let reason = ainur_chain::records::CancelReason::ByRequester;
    world.happen(TaskEvent::TaskCancelled { task: TASK, reason }).await;
    world.context.work = usual;
    retain::step(&world.context).await.unwrap();
    assert_eq!(state(&world.context, TASK.0).await, "done");
    world.context.work = nothing_is_kept;
    retain::step(&world.context).await.unwrap();
    assert!(world.context.store.job(TASK.0).await.unwrap().is_none());
}
