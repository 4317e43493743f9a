use std::{
    collections::HashSet,
    sync::{
        atomic::{AtomicBool, Ordering},
        Arc,
    },
    time::Duration,
};

use ainur_chain::{
    records::{CancelReason, Execution, FailReason, WorkResult},
    AgentEvent, Call, TaskEvent,
};
use ainur_content::ContentStore;
use ainur_primitives::{receipt, Receipt, TaskId};
use ainur_sandbox::{Execution as Run, Failure, Limit, Limits, Package, RunError, Runner};
use codec::Decode;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    config::Work,
    reconcile::execute::{self, plan_step, work},
    testing::{agent_spec, cid, matched, package, posted, started, World, AGENT, BIDDING, TASK},
    text,
};

const LEASE: Duration = Duration::from_secs(60);

/// A task on `input` whose agent, with that module, works.
async fn running(module: &[u8], input: &[u8]) -> World {
    let world = World::with_agent(module).await;
    let input = world.keep(input).await;
    world.happen(posted(TASK, input, BIDDING)).await;
    world.happen(matched(TASK, Some(receipt::hash(module)))).await;
    world.happen(started(TASK)).await;
    world
}

/// Plans, and works on what was planned as one worker.
async fn run(world: &World) -> anyhow::Result<()> {
    plan_step(&world.context).await?;
    let worker = Uuid::now_v7();
    for job in world.context.store.lease_jobs(worker, LEASE, 10).await? {
        work(&world.context, worker, job).await?;
    }
    Ok(())
}

async fn assert_queued(world: &World, call: &Call) {
    let call = world.context.chain.runtime().await.unwrap().encode(call).unwrap();
    assert_eq!(world.open().await.iter().map(|row| &row.call).collect::<Vec<_>>(), [&call]);
}

async fn assert_fails(world: &World, reason: FailReason) {
    run(world).await.unwrap();
    assert_queued(world, &Call::fail(TASK, reason)).await;
    let job = world.context.store.job(TASK.0).await.unwrap().unwrap();
    assert_eq!(job.state, "failed");
    assert!(job.error.is_some_and(|error| !error.is_empty()));
}

#[tokio::test]
async fn should_start_what_it_was_hired_for_once() {
    let world = World::with_agent(b"module").await;
    let input = world.keep(b"input").await;
    world.happen(posted(TASK, input, BIDDING)).await;
    world.happen(matched(TASK, Some(receipt::hash(b"module")))).await;
    plan_step(&world.context).await.unwrap();
    plan_step(&world.context).await.unwrap();
    assert_queued(&world, &Call::start(TASK)).await;
}

#[tokio::test]
async fn should_leave_agents_without_a_module_to_their_owners() {
    let world = World::with_agent(b"module").await;
    let input = world.keep(b"input").await;
    world.happen(posted(TASK, input, BIDDING)).await;
    world.happen(matched(TASK, None)).await;
    plan_step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty());
}

#[tokio::test]
async fn should_deliver_the_output_with_its_receipt_once() {
    let module = package("echo");
    let world = running(&module, b"Say it again.").await;
    run(&world).await.unwrap();
    // Another worker, after a crash: there is nothing left to do.
    run(&world).await.unwrap();

    let job = world.context.store.job(TASK.0).await.unwrap().unwrap();
    assert_eq!(job.state, "done");
    let receipt = Receipt::decode(&mut job.receipt.unwrap().as_slice()).unwrap();
    assert_eq!((receipt.task, receipt.module_hash), (TASK, receipt::hash(&module)));
    assert_eq!(receipt.input_hash, receipt::hash(b"Say it again."));
    assert!(receipt.fuel_used > 0 && receipt.fuel_used <= receipt.fuel_limit);
    let output = text::cid(receipt.output).parse().unwrap();
    let output = world.content.fetch(&output, 1_000).await.unwrap();
    assert_eq!(receipt::hash(&output), receipt.output_hash);
    let result = WorkResult { output: receipt.output, output_hash: receipt.output_hash, receipt_hash: receipt.hash() };
    assert_queued(&world, &Call::submit_result(TASK, &result)).await;
}

#[tokio::test]
async fn should_finish_what_a_dead_worker_left() {
    let world = running(&package("echo"), b"input").await;
    plan_step(&world.context).await.unwrap();
    let dead = Uuid::now_v7();
    let leased = world.context.store.lease_jobs(dead, Duration::ZERO, 10).await.unwrap();
    assert_eq!(leased.len(), 1);
    run(&world).await.unwrap();
    assert_eq!(world.context.store.job(TASK.0).await.unwrap().unwrap().attempts, 2);
    // Whoever was thought dead comes too late to say anything.
    work(&world.context, dead, leased[0]).await.unwrap();
    assert_eq!(world.keys().await, ["result:0:0"]);
}

/// Dies with its first run, as a process does that is killed.
struct DiesOnce(Arc<dyn Runner>, AtomicBool);

#[async_trait::async_trait]
impl Runner for DiesOnce {
    async fn prepare(&self, package: Package) -> Result<(), RunError> {
        self.0.prepare(package).await
    }

    async fn run(&self, package: Package, input: Vec<u8>, limits: Limits) -> Result<Run, RunError> {
        if !self.1.swap(true, Ordering::Relaxed) {
            let mut failed = self.0.run(package, input, limits.with(Limit::Fuel, 1).unwrap()).await.unwrap_err();
            if let RunError::Failed(failed) = &mut failed {
                failed.failure = Failure::WorkerLost("the worker ended: signal: 9 (SIGKILL)".to_owned());
            }
            return Err(failed);
        }
        self.0.run(package, input, limits).await
    }
}

#[tokio::test]
async fn should_run_a_job_again_whose_process_was_killed() {
    let mut world = running(&package("echo"), b"input").await;
    world.context.sandbox = Arc::new(DiesOnce(world.context.sandbox.clone(), AtomicBool::new(false)));
    plan_step(&world.context).await.unwrap();
    let shutdown = CancellationToken::new();
    tokio::join!(execute::run(world.context.clone(), shutdown.clone()), async {
        while world.context.store.job(TASK.0).await.unwrap().unwrap().state != "done" {
            tokio::task::yield_now().await;
        }
        shutdown.cancel();
    });
    assert_eq!(world.context.store.job(TASK.0).await.unwrap().unwrap().attempts, 2);
    assert_eq!(world.keys().await, ["result:0:0"]);
}

/// Never comes back from its first run, and says when it is broken off.
struct HangsOnce {
    others: Arc<dyn Runner>,
    has_hung: AtomicBool,
    broken_off: CancellationToken,
}

#[async_trait::async_trait]
impl Runner for HangsOnce {
    async fn prepare(&self, package: Package) -> Result<(), RunError> {
        self.others.prepare(package).await
    }

    async fn run(&self, package: Package, input: Vec<u8>, limits: Limits) -> Result<Run, RunError> {
        if !self.has_hung.swap(true, Ordering::Relaxed) {
            let _broken_off = self.broken_off.clone().drop_guard();
            return std::future::pending().await;
        }
        self.others.run(package, input, limits).await
    }
}

#[tokio::test]
async fn should_deliver_what_a_worker_hangs_at_by_another_and_break_the_first_off() {
    let mut world = running(&package("echo"), b"input").await;
    let broken_off = CancellationToken::new();
    let hangs = HangsOnce { others: world.context.sandbox, has_hung: AtomicBool::new(false), broken_off: broken_off.clone() };
    world.context.sandbox = Arc::new(hangs);
    world.context.work = Arc::new(Work { parallel: 1, lease_seconds: 5, hedge_after_seconds: 1, ..Work::default() });
    plan_step(&world.context).await.unwrap();
    let shutdown = CancellationToken::new();
    let mut workers = JoinSet::new();
    for _ in 0..2 {
        workers.spawn(execute::run(world.context.clone(), shutdown.clone()));
    }
    // Its lease is alive all the time: without a hedge it would hang for ever.
    tokio::time::timeout(LEASE, broken_off.cancelled()).await.expect("the first run goes on");
    let job = world.context.store.job(TASK.0).await.unwrap().unwrap();
    assert_eq!((job.state.as_str(), job.attempts), ("done", 1));
    assert_eq!(world.keys().await, ["result:0:0"]);
    shutdown.cancel();
    workers.join_all().await;
}

#[tokio::test]
async fn should_deliver_what_an_agent_in_python_says() {
    let module = package("captioner");
    let world = running(&module, b"P2 2 1 255 0 255").await;
    run(&world).await.unwrap();
    let job = world.context.store.job(TASK.0).await.unwrap().unwrap();
    assert_eq!(job.state, "done");
    let receipt = Receipt::decode(&mut job.receipt.unwrap().as_slice()).unwrap();
    assert_eq!(receipt.module_hash, receipt::hash(&module));
    assert!(receipt.fuel_used <= receipt.fuel_limit);
    let output = text::cid(receipt.output).parse().unwrap();
    let output: serde_json::Value = serde_json::from_slice(&world.content.fetch(&output, 10_000).await.unwrap()).unwrap();
    assert_eq!(output["facts"]["colours"], serde_json::json!({ "black": 50, "white": 50 }));
}

#[tokio::test]
async fn should_not_blame_the_agent_for_content_that_is_missing_here() {
    let module = package("echo");
    let world = World::with_agent(&module).await;
    world.happen(posted(TASK, (cid(1), [1; 32]), BIDDING)).await;
    world.happen(matched(TASK, Some(receipt::hash(&module)))).await;
    world.happen(started(TASK)).await;
    assert!(run(&world).await.is_err());
    assert!(world.keys().await.is_empty());
}

#[tokio::test]
async fn should_start_no_more_than_it_can_run_soon() {
    let world = World::with_agent(b"module").await;
    let input = world.keep(b"input").await;
    for task in (0..20).map(TaskId) {
        world.happen(posted(task, input, BIDDING)).await;
        world.happen(matched(task, Some(receipt::hash(b"module")))).await;
    }
    plan_step(&world.context).await.unwrap();
    plan_step(&world.context).await.unwrap();
    // Four for each of four places.
    assert_eq!(world.keys().await.len(), 16);
}

#[tokio::test]
async fn should_do_no_work_for_agents_whose_module_is_not_here_or_whose_owner_is_not_served() {
    let mut world = World::new().await;
    let input = world.keep(b"input").await;
    world.happen(world.registered(AGENT, (cid(1), [1; 32]))).await;
    world.happen(posted(TASK, input, BIDDING)).await;
    world.happen(matched(TASK, Some([1; 32]))).await;
    plan_step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty());

    let module = world.keep(b"module").await;
    let spec = agent_spec(Execution::Module { module: module.0, hash: module.1 });
    world.happen(AgentEvent::AgentUpdated { agent: AGENT, spec }).await;
    let nobody = Work { owners: Some(HashSet::new()), ..Work::default() };
    let everybody = std::mem::replace(&mut world.context.work, Arc::new(nobody));
    plan_step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty());
    world.context.work = everybody;
    plan_step(&world.context).await.unwrap();
    assert_eq!(world.keys().await.len(), 1);
}

#[tokio::test]
async fn should_say_that_the_input_is_not_what_its_hash_says() {
    let module = package("echo");
    let world = World::with_agent(&module).await;
    let (input, _) = world.keep(b"input").await;
    world.happen(posted(TASK, (input, [1; 32]), BIDDING)).await;
    world.happen(matched(TASK, Some(receipt::hash(&module)))).await;
    world.happen(started(TASK)).await;
    assert_fails(&world, FailReason::InputUnavailable).await;
}

#[tokio::test]
async fn should_not_run_another_module_than_the_one_that_was_hired() {
    let world = World::with_agent(&package("echo")).await;
    let input = world.keep(b"input").await;
    world.happen(posted(TASK, input, BIDDING)).await;
    world.happen(matched(TASK, Some([1; 32]))).await;
    world.happen(started(TASK)).await;
    assert_fails(&world, FailReason::ModuleUnavailable).await;
}

#[tokio::test]
async fn should_run_the_module_that_was_hired_although_the_agent_has_another_by_now() {
    let module = package("echo");
    let world = running(&module, b"input").await;
    let (other, hash) = world.keep(&package("summariser")).await;
    let spec = agent_spec(Execution::Module { module: other, hash });
    world.happen(AgentEvent::AgentUpdated { agent: AGENT, spec }).await;
    run(&world).await.unwrap();
    let job = world.context.store.job(TASK.0).await.unwrap().unwrap();
    let receipt = Receipt::decode(&mut job.receipt.unwrap().as_slice()).unwrap();
    assert_eq!(receipt.module_hash, receipt::hash(&module));
}

#[tokio::test]
async fn should_not_run_what_is_no_module() {
    assert_fails(&running(b"no module", b"input").await, FailReason::ModuleUnavailable).await;
}

#[tokio::test]
async fn should_say_that_the_module_broke_off() {
    assert_fails(&running(&package("trap"), b"unreachable").await, FailReason::Trapped).await;
}

#[tokio::test]
async fn should_say_that_the_agent_refuses_the_input() {
    assert_fails(&running(&package("summariser"), b"no text \xff").await, FailReason::InvalidInput).await;
}

#[tokio::test]
async fn should_forget_the_work_on_a_task_that_has_ended() {
    let world = running(&package("echo"), b"input").await;
    plan_step(&world.context).await.unwrap();
    world.happen(TaskEvent::TaskCancelled { task: TASK, reason: CancelReason::Timeout { agent: AGENT } }).await;
    run(&world).await.unwrap();
    assert!(world.keys().await.is_empty());
    assert_eq!(world.context.store.job(TASK.0).await.unwrap().unwrap().state, "failed");
}

#[tokio::test]
async fn should_try_again_when_the_fault_is_ours() {
    let world = running(&package("echo"), b"input").await;
    plan_step(&world.context).await.unwrap();
    world.chain.disconnect();
    let worker = Uuid::now_v7();
    let leased = world.context.store.lease_jobs(worker, LEASE, 10).await.unwrap();
    assert!(work(&world.context, worker, leased[0]).await.is_err());
    world.context.store.return_job(worker, leased[0].id, "the node was lost", Duration::ZERO).await.unwrap();
    world.chain.connect();
    run(&world).await.unwrap();
    assert_eq!(world.keys().await, ["result:0:0"]);
}
