use std::time::{Duration, Instant};

use ainur_chain::{
    records::{CancelReason, Phase as TaskPhase},
    TaskEvent,
};
use ainur_primitives::{receipt, TaskId};
use uuid::Uuid;

use crate::{
    circuit::Phase,
    reconcile::{execute, matching},
    testing::{matched, package, posted, started, World, AGENT, BIDDING, CLOSES_AT, TASK},
};

/// Lets five runs of the agent go wrong at that time.
fn break_down(world: &World, at: Instant) {
    (0..5).for_each(|_| world.context.circuits.admit(AGENT, at).unwrap().fail(at));
}

/// So long ago that the agent is tried again by now.
fn long_ago() -> Instant {
    Instant::now() - Duration::from_secs(2)
}

/// So late that the agent rests for longer than any test takes.
fn late() -> Instant {
    Instant::now() + Duration::from_secs(600)
}

fn phase(world: &World) -> Phase {
    world.context.circuits.phase(AGENT, Instant::now())
}

#[tokio::test]
async fn should_lose_trust_in_an_agent_whose_last_five_runs_went_wrong() {
    let world = World::at_work(&package("trap"), b"unreachable", 5).await;
    world.work().await;
    assert_eq!(world.keys().await, ["fail:0:0", "fail:1:0", "fail:2:0", "fail:3:0", "fail:4:0"]);
    assert_ne!(phase(&world), Phase::Closed);
}

#[tokio::test]
async fn should_run_nothing_of_an_agent_that_rests() {
    let world = World::at_work(&package("echo"), b"input", 1).await;
    // Long enough for this test, and short enough to deliver in time after it.
    break_down(&world, Instant::now() + Duration::from_secs(10));
    world.work().await;
    assert!(world.keys().await.is_empty());
    let waiting = world.context.store.job(TASK.0).await.unwrap().unwrap();
    assert_eq!((waiting.state.as_str(), waiting.attempts), ("queued", 0));
    assert!(waiting.error.is_some_and(|error| error.contains("rests")));
    // It is not even leased until the rest is over.
    assert!(world.context.store.lease_jobs(Uuid::now_v7(), Duration::from_secs(60), 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn should_not_blame_an_agent_for_inputs_that_it_cannot_work_on() {
    let world = World::at_work(&package("summariser"), b"no text \xff", 6).await;
    world.work().await;
    assert_eq!(phase(&world), Phase::Closed);
    assert_eq!(world.keys().await.len(), 6);
}

#[tokio::test]
async fn should_trust_an_agent_again_after_a_probe_that_went_well() {
    let world = World::at_work(&package("echo"), b"input", 2).await;
    break_down(&world, long_ago());
    assert_eq!(phase(&world), Phase::HalfOpen);
    world.work().await;
    assert_eq!(phase(&world), Phase::Closed);
    assert_eq!(world.keys().await, ["result:0:0", "result:1:0"]);
}

#[tokio::test]
async fn should_rest_again_after_a_probe_that_went_wrong() {
    let world = World::at_work(&package("trap"), b"unreachable", 1).await;
    break_down(&world, long_ago());
    world.work().await;
    assert_eq!(phase(&world), Phase::Open);
    assert_eq!(world.keys().await, ["fail:0:0"]);
}

#[tokio::test]
async fn should_neither_bid_nor_accept_nor_start_while_an_agent_rests_and_hand_on_what_it_cannot_do() {
    let world = World::with_agent(b"module").await;
    let input = world.keep(b"input").await;
    let offered = TaskPhase::Offered { agent: AGENT, module: None, accept_by: CLOSES_AT };
    world.happen(posted(TaskId(1), input, BIDDING)).await;
    world.happen(posted(TaskId(2), input, offered)).await;
    break_down(&world, late());
    matching::step(&world.context).await.unwrap();
    world.happen(posted(TASK, input, BIDDING)).await;
    world.happen(matched(TASK, Some(receipt::hash(b"module")))).await;
    assert!(world.keys().await.is_empty());
    execute::plan_step(&world.context).await.unwrap();
    // It rests for longer than it has to start.
    assert_eq!(world.keys().await.len(), 1);
    assert!(world.keys().await[0].starts_with("decline:0:"));
}

#[tokio::test]
async fn should_give_an_agent_that_is_tried_one_task_at_a_time() {
    let world = World::with_agent(b"module").await;
    let input = world.keep(b"input").await;
    for task in [TASK, TaskId(1)] {
        world.happen(posted(task, input, BIDDING)).await;
        world.happen(matched(task, Some(receipt::hash(b"module")))).await;
    }
    break_down(&world, long_ago());
    execute::plan_step(&world.context).await.unwrap();
    assert_eq!(world.keys().await.len(), 1);
    assert!(world.keys().await[0].starts_with("start:0:"));
    world.happen(started(TASK)).await;
    execute::plan_step(&world.context).await.unwrap();
    assert_eq!(world.keys().await.len(), 1);
    world.happen(TaskEvent::TaskCancelled { task: TASK, reason: CancelReason::ByRequester }).await;
    execute::plan_step(&world.context).await.unwrap();
    assert_eq!(world.keys().await.len(), 2);
}
