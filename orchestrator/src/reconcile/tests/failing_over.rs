use std::time::{Duration, Instant};

use ainur_chain::{
    records::{Assignment, Award, CancelReason, FailReason, Hiring, Phase},
    Call, TaskEvent,
};
use ainur_primitives::{receipt, AgentId, BlockNumber};
use uuid::Uuid;

use crate::{
    reconcile::{execute, matching},
    testing::{matched, package, posted, World, AGENT, PRICE, TASK},
};

/// Lets the agent rest for sixty blocks: longer than any test takes.
fn rest(world: &World) {
    let at = Instant::now() + Duration::from_secs(120);
    (0..5).for_each(|_| world.context.circuits.admit(AGENT, at).unwrap().fail(at));
}

/// The last block for bids.
const CLOSES_AT: BlockNumber = 100;
/// The last block in which the agent can start.
const START_BY: BlockNumber = 100;
const BIDDING: Phase = Phase::Bidding { commits_until: None, closes_at: CLOSES_AT };

async fn bid(world: &World, agent: AgentId) {
    world.happen(TaskEvent::BidPlaced { task: TASK, agent, price: PRICE, duration: 10 }).await;
}

/// An agent of ours whose bid stands on a task.
async fn with_bid() -> World {
    let world = World::with_agent(b"module").await;
    let input = world.keep(b"input").await;
    world.happen(posted(TASK, input, BIDDING)).await;
    bid(&world, AGENT).await;
    world
}

/// An agent of ours that is hired for a task.
async fn hired() -> World {
    let world = with_bid().await;
    let TaskEvent::Matched { task, assignment, score, .. } = matched(TASK, Some(receipt::hash(b"module"))) else {
        panic!("an agent is hired")
    };
    world.happen(TaskEvent::Matched { task, assignment, score, start_by: START_BY }).await;
    world
}

async fn assert_queued(world: &World, calls: &[Call]) {
    let runtime = world.context.chain.runtime().await.unwrap();
    let expected: Vec<_> = calls.iter().map(|call| runtime.encode(call).unwrap()).collect();
    assert_eq!(world.open().await.into_iter().map(|row| row.call).collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn should_take_a_bid_back_once_when_the_agent_would_be_hired_while_it_rests() {
    let world = with_bid().await;
    rest(&world);
    matching::step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty(), "there is time for it to be well again");
    world.pass(CLOSES_AT - 4).await;
    matching::step(&world.context).await.unwrap();
    matching::step(&world.context).await.unwrap();
    assert_queued(&world, &[Call::withdraw_bid(TASK, AGENT)]).await;
    world.happen(TaskEvent::BidWithdrawn { task: TASK, agent: AGENT }).await;
    matching::step(&world.context).await.unwrap();
    assert_eq!(world.keys().await.len(), 1);
}

#[tokio::test]
async fn should_take_a_bid_back_at_once_when_the_requester_may_choose_it_at_any_moment() {
    let world = World::with_agent(b"module").await;
    let input = world.keep(b"input").await;
    let TaskEvent::TaskCreated { task, requester, client_key, mut spec, phase } = posted(TASK, input, BIDDING) else {
        panic!("a task is posted")
    };
    if let Hiring::Auction { award, .. } = &mut spec.hiring {
        *award = Award::ByHand;
    }
    world.happen(TaskEvent::TaskCreated { task, requester, client_key, spec, phase }).await;
    bid(&world, AGENT).await;
    rest(&world);
    matching::step(&world.context).await.unwrap();
    assert_queued(&world, &[Call::withdraw_bid(TASK, AGENT)]).await;
}

#[tokio::test]
async fn should_leave_the_bid_of_an_agent_that_is_well_or_may_be_tried() {
    let world = with_bid().await;
    world.pass(CLOSES_AT - 3).await;
    let before = world.keys().await.len();
    matching::step(&world.context).await.unwrap();
    let at = Instant::now() - Duration::from_secs(2);
    (0..5).for_each(|_| world.context.circuits.admit(AGENT, at).unwrap().fail(at));
    matching::step(&world.context).await.unwrap();
    assert!(world.keys().await[before..].iter().all(|key| key.starts_with("bid:")));
}

#[tokio::test]
async fn should_not_try_to_leave_a_full_book() {
    let world = with_bid().await;
    for other in 1..32 {
        bid(&world, AgentId(other)).await;
    }
    rest(&world);
    world.pass(CLOSES_AT - 4).await;
    matching::step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty());
    // With room in it, it can be left.
    world.happen(TaskEvent::BidWithdrawn { task: TASK, agent: AgentId(1) }).await;
    matching::step(&world.context).await.unwrap();
    assert_queued(&world, &[Call::withdraw_bid(TASK, AGENT)]).await;
}

#[tokio::test]
async fn should_decline_once_what_an_agent_that_rests_will_not_start_in_time() {
    let world = hired().await;
    rest(&world);
    execute::plan_step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty(), "there is time for it to be well again");
    world.pass(START_BY - 4).await;
    execute::plan_step(&world.context).await.unwrap();
    execute::plan_step(&world.context).await.unwrap();
    assert_queued(&world, &[Call::decline(TASK)]).await;
    // Another agent may be hired now, and this one is not to bid again.
    world.happen(TaskEvent::TaskReopened { task: TASK, reason: CancelReason::Declined { agent: AGENT } }).await;
    execute::plan_step(&world.context).await.unwrap();
    assert_eq!(world.keys().await.len(), 1);
}

#[tokio::test]
async fn should_not_start_what_was_declined_although_the_agent_is_well_again() {
    let mut world = hired().await;
    rest(&world);
    world.pass(START_BY - 4).await;
    execute::plan_step(&world.context).await.unwrap();
    world.context.circuits = Default::default();
    execute::plan_step(&world.context).await.unwrap();
    assert_queued(&world, &[Call::decline(TASK)]).await;
}

#[tokio::test]
async fn should_not_decline_what_it_has_begun_to_start() {
    let world = hired().await;
    execute::plan_step(&world.context).await.unwrap();
    rest(&world);
    world.pass(START_BY - 4).await;
    execute::plan_step(&world.context).await.unwrap();
    assert_queued(&world, &[Call::start(TASK)]).await;
}

#[tokio::test]
async fn should_not_decline_what_comes_too_late_or_is_in_good_hands() {
    let world = hired().await;
    rest(&world);
    world.pass(START_BY - 1).await;
    execute::plan_step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty());
    let world = hired().await;
    world.pass(START_BY - 4).await;
    execute::plan_step(&world.context).await.unwrap();
    assert_queued(&world, &[Call::start(TASK)]).await;
}

#[tokio::test]
async fn should_decline_in_time_what_an_agent_is_hired_for_whose_module_is_gone() {
    let world = hired().await;
    world.content.clear();
    execute::plan_step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty(), "it may be brought in time");
    world.pass(START_BY - 3).await;
    execute::plan_step(&world.context).await.unwrap();
    assert_queued(&world, &[Call::decline(TASK)]).await;
}

/// The last block in which what runs can be delivered.
const DUE: BlockNumber = 100;

/// An agent of ours that works on a task.
async fn at_work() -> World {
    let world = hired().await;
    world.happen(TaskEvent::TaskStarted { task: TASK, agent: AGENT, due: DUE }).await;
    world
}

#[tokio::test]
async fn should_give_up_once_what_an_agent_that_rests_will_not_deliver_in_time() {
    let world = at_work().await;
    execute::plan_step(&world.context).await.unwrap();
    rest(&world);
    execute::plan_step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty(), "there is time for it to be well again");
    world.pass(DUE - 4).await;
    execute::plan_step(&world.context).await.unwrap();
    execute::plan_step(&world.context).await.unwrap();
    assert_queued(&world, &[Call::fail(TASK, FailReason::Other)]).await;
}

#[tokio::test]
async fn should_not_give_up_what_is_being_worked_on() {
    let world = at_work().await;
    execute::plan_step(&world.context).await.unwrap();
    assert_eq!(world.context.store.lease_jobs(Uuid::now_v7(), Duration::from_secs(60), 1).await.unwrap().len(), 1);
    rest(&world);
    world.pass(DUE - 4).await;
    execute::plan_step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty());
}

#[tokio::test]
async fn should_give_up_in_time_what_could_not_be_done_and_is_not_replayed() {
    let world = at_work().await;
    execute::plan_step(&world.context).await.unwrap();
    let worker = Uuid::now_v7();
    let leased = world.context.store.lease_jobs(worker, Duration::from_secs(60), 1).await.unwrap().remove(0);
    assert!(world.context.store.bury_job(worker, leased.id, "it could not be done").await.unwrap());
    execute::plan_step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty(), "it may be replayed");
    world.pass(DUE - 4).await;
    execute::plan_step(&world.context).await.unwrap();
    assert_queued(&world, &[Call::fail(TASK, FailReason::Other)]).await;
}

#[tokio::test]
async fn should_leave_to_its_time_what_waits_for_an_agent_that_is_well() {
    let world = at_work().await;
    execute::plan_step(&world.context).await.unwrap();
    world.pass(DUE - 4).await;
    execute::plan_step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty());
}

#[tokio::test]
async fn should_do_the_work_of_an_agent_that_failed_for_the_agent_that_is_hired_next() {
    const NEXT: AgentId = AgentId(1);
    let (broken, whole) = (package("trap"), package("echo"));
    let world = World::at_work(&broken, b"unreachable", 1).await;
    let module = world.keep(&whole).await;
    world.happen(world.registered(NEXT, module)).await;
    world.work().await;
    assert_eq!(world.keys().await, ["fail:0:0"]);
    let reason = CancelReason::AgentFailed { agent: AGENT, reason: FailReason::Trapped };
    world.happen(TaskEvent::TaskReopened { task: TASK, reason }).await;
    world.happen(TaskEvent::BiddingOpened { task: TASK, commits_until: None, closes_at: CLOSES_AT }).await;
    let TaskEvent::Matched { task, assignment, score, start_by } = matched(TASK, Some(receipt::hash(&whole))) else {
        panic!("an agent is hired")
    };
    world.happen(TaskEvent::Matched { task, assignment: Assignment { agent: NEXT, ..assignment }, score, start_by }).await;
    world.happen(TaskEvent::TaskStarted { task: TASK, agent: NEXT, due: DUE }).await;
    world.work().await;
    assert_eq!(world.keys().await, ["fail:0:0", "result:0:1"]);
    let job = world.context.store.job(TASK.0).await.unwrap().unwrap();
    assert_eq!((job.state.as_str(), job.attempts, job.error), ("done", 1, None));
}
