use std::time::Duration;

use ainur_chain::{
    fake::FakeBlock,
    records::{Approval, Availability, CancelReason, Settlement},
    AgentEvent, DispatchError, ReputationEvent, TaskEvent, Walker,
};
use ainur_primitives::{receipt, Outcome, Rating, Standing, TaskId};
use ainur_store::outbox::Signed;

use crate::{
    reconcile::index,
    testing::{
        delivered, matched, posted, started, World, AGENT, BIDDING, CHALLENGE_UNTIL, CLOSES_AT, DUE, PRICE, REQUESTER, TASK,
    },
};

#[tokio::test]
async fn should_tell_a_tasks_whole_life() {
    let world = World::with_agent(b"module").await;
    let input = world.keep(b"input").await;
    world.happen(posted(TASK, input, BIDDING)).await;
    world.happen(TaskEvent::BidPlaced { task: TASK, agent: AGENT, price: PRICE, duration: 10 }).await;
    world.happen(matched(TASK, Some([3; 32]))).await;
    world.happen(started(TASK)).await;
    world.happen(delivered(TASK)).await;
    let settlement = Settlement { paid: 38, fee: 1, tip: 1, audit: 0, returned: 10 };
    let paid = TaskEvent::TaskFinalized { task: TASK, agent: AGENT, price: PRICE, settlement, approval: Approval::Silence };
    world.happen(paid).await;

    let life = world.context.store.transitions(TASK.0).await.unwrap();
    let life: Vec<_> = life.iter().map(|step| (step.height, step.status.as_str())).collect();
    assert_eq!(life, [(2, "bidding"), (4, "matched"), (5, "running"), (6, "verifying"), (7, "finalized")]);
    let task = world.context.store.task(TASK.0).await.unwrap().unwrap();
    assert_eq!((task.agent, task.price.as_deref(), task.clock), (Some(0), Some("40"), None));
    assert_eq!(task.settlement.unwrap()["paid"], "38");
    assert_eq!(world.context.store.bids(TASK.0).await.unwrap()[0].status, "won");
}

#[tokio::test]
async fn should_keep_new_tasks_of_one_block_in_order_with_what_becomes_of_them() {
    let world = World::with_agent(b"module").await;
    let input = world.keep(b"input").await;
    let [first, second, third] = [TaskId(1), TaskId(2), TaskId(3)];
    let cancelled = TaskEvent::TaskCancelled { task: second, reason: CancelReason::ByRequester };
    let block = FakeBlock::default().event(posted(first, input, BIDDING)).event(posted(second, input, BIDDING));
    world.chain.finalise(block.event(cancelled).event(posted(third, input, BIDDING)));
    world.index().await;

    let mut places = Vec::new();
    for task in [first, second, third] {
        let steps = world.context.store.transitions(task.0).await.unwrap();
        places.push(steps.into_iter().map(|step| step.status).collect::<Vec<_>>().join(", "));
    }
    assert_eq!(places, ["bidding", "bidding, cancelled", "bidding"]);
    let task = world.context.store.task(third.0).await.unwrap().unwrap();
    assert_eq!((task.clock, task.budget.as_str(), task.capabilities.len()), (Some(CLOSES_AT.into()), "50", 1));
}

#[tokio::test]
async fn should_keep_the_clock_of_each_state() {
    let world = World::with_agent(b"module").await;
    let input = world.keep(b"input").await;
    let clock = || async { world.context.store.task(TASK.0).await.unwrap().unwrap().clock };
    world.happen(posted(TASK, input, BIDDING)).await;
    assert_eq!(clock().await, Some(CLOSES_AT.into()));
    world.happen(matched(TASK, None)).await;
    world.happen(started(TASK)).await;
    assert_eq!(clock().await, Some(DUE.into()));
    world.happen(delivered(TASK)).await;
    assert_eq!(clock().await, Some(CHALLENGE_UNTIL.into()));
}

#[tokio::test]
async fn should_forget_the_agent_of_a_task_that_is_open_again() {
    let world = World::with_agent(b"module").await;
    let input = world.keep(b"input").await;
    world.happen(posted(TASK, input, BIDDING)).await;
    world.happen(matched(TASK, Some([3; 32]))).await;
    let reopened = TaskEvent::TaskReopened { task: TASK, reason: CancelReason::NoShow { agent: AGENT } };
    let block =
        FakeBlock::default().event(reopened).event(TaskEvent::BiddingOpened { task: TASK, commits_until: None, closes_at: 60 });
    world.chain.finalise(block);
    world.index().await;

    let task = world.context.store.task(TASK.0).await.unwrap().unwrap();
    assert_eq!((task.status.as_str(), task.clock), ("bidding", Some(60)));
    assert_eq!((task.agent, task.price, task.module_hash, task.let_down_by), (None, None, None, Some(0)));
}

#[tokio::test]
async fn should_lose_the_bids_of_a_cancelled_task() {
    let world = World::with_agent(b"module").await;
    let input = world.keep(b"input").await;
    world.happen(posted(TASK, input, BIDDING)).await;
    world.happen(TaskEvent::BidPlaced { task: TASK, agent: AGENT, price: PRICE, duration: 10 }).await;
    world.happen(TaskEvent::TaskCancelled { task: TASK, reason: CancelReason::ByRequester }).await;

    assert_eq!(world.status(TASK).await, "cancelled");
    assert_eq!(world.context.store.bids(TASK.0).await.unwrap()[0].status, "lost");
}

#[tokio::test]
async fn should_follow_an_agent() {
    let world = World::with_agent(b"module").await;
    world.happen(AgentEvent::Bonded { agent: AGENT, amount: 5, stake: 1_005 }).await;
    world.happen(AgentEvent::OperatorSet { agent: AGENT, operator: None }).await;
    world.happen(AgentEvent::AvailabilityChanged { agent: AGENT, availability: Availability::Paused }).await;
    let outcome = Outcome::Completed { value: 40, duration: 4, promised: 10, disputed: false };
    let (agent_score, agent_trust) = (10, Standing::default().trust);
    world
        .happen(ReputationEvent::OutcomeRecorded { agent: AGENT, requester: REQUESTER, outcome, agent_score, agent_trust })
        .await;

    let agent = world.context.store.agent(AGENT.0).await.unwrap().unwrap();
    assert_eq!((agent.stake.as_str(), agent.operator, agent.availability.as_str()), ("1005", None, "paused"));
    assert_eq!((agent.completed, agent.failed, agent.value_delivered.as_str()), (1, 0, "40"));
    assert_eq!((agent.score, agent.trust), (10, 500_000_000));
    assert_eq!((agent.worked, agent.promised), (4, 10));
}

#[tokio::test]
async fn should_sum_up_what_payers_think_of_an_agent() {
    let world = World::with_agent(b"module").await;
    for stars in [5, 2] {
        let rating = Rating { stars, quality: 1, speed: 1, communication: 1, comment: None };
        world.happen(ReputationEvent::Rated { task: TASK, agent: AGENT, requester: REQUESTER, rating }).await;
    }
    let agent = world.context.store.agent(AGENT.0).await.unwrap().unwrap();
    assert_eq!((agent.ratings, agent.stars), (2, 7));
}

#[tokio::test]
async fn should_begin_where_it_ended() {
    let world = World::new().await;
    world.pass(5).await;
    assert_eq!(world.context.height().await.unwrap(), Some(5));
    // A new walker, as after a crash.
    let mut walker = Walker::new(world.context.chain.clone(), Duration::from_secs(60));
    index::catch_up(&world.context, &mut walker).await.unwrap();
    assert_eq!(world.context.height().await.unwrap(), Some(5));
    world.pass(7).await;
    assert_eq!(world.context.height().await.unwrap(), Some(7));
}

#[tokio::test]
async fn should_refuse_another_chain() {
    let world = World::new().await;
    world.pass(5).await;
    world.chain.replace_from(3);
    world.chain.finalise_to(6);
    let mut walker = Walker::new(world.context.chain.clone(), Duration::from_secs(60));
    assert!(index::catch_up(&world.context, &mut walker).await.is_err());
    assert_eq!(world.context.height().await.unwrap(), Some(5));
}

#[tokio::test]
async fn should_write_nothing_of_a_block_that_it_cannot_write_whole() {
    let world = World::new().await;
    // A step of a task that was never posted, after one that can be written.
    let input = world.keep(b"input").await;
    world.chain.finalise(FakeBlock::default().event(posted(TASK, input, BIDDING)).event(started(TaskId(77))));
    let mut walker = Walker::new(world.context.chain.clone(), Duration::from_secs(60));
    assert!(index::catch_up(&world.context, &mut walker).await.is_err());
    assert_eq!(world.context.height().await.unwrap(), Some(0));
    assert!(world.context.store.task(TASK.0).await.unwrap().is_none());
}

#[tokio::test]
async fn should_say_what_became_of_our_submissions() {
    let world = World::new().await;
    world.context.store.enqueue("one", &world.context.operator(), b"call").await.unwrap();
    let queued = world.open().await.remove(0);
    let id = queued.id;
    let bytes = b"signed".to_vec();
    let signed = Signed { nonce: 0, expires_at: 64, hash: receipt::hash(&bytes), bytes: bytes.clone() };
    world.context.store.store_signed(&queued, &signed).await.unwrap();
    let error = DispatchError { name: "TaskMarket.NotDue".into(), explanation: "The clock has not run out.".into() };
    world.chain.finalise(FakeBlock::default().extrinsic(&bytes, Err(error)));
    world.index().await;

    let submission = world.context.store.submission(id).await.unwrap().unwrap();
    assert_eq!((submission.state.as_str(), submission.height), ("failed", Some(1)));
    assert_eq!(submission.dispatch_error.as_deref(), Some("TaskMarket.NotDue: The clock has not run out."));
}

#[tokio::test]
async fn should_know_what_was_given_up_and_got_in_all_the_same() {
    let world = World::new().await;
    world.context.store.enqueue("one", &world.context.operator(), b"call").await.unwrap();
    let queued = world.open().await.remove(0);
    let id = queued.id;
    let bytes = b"signed".to_vec();
    let signed = Signed { nonce: 0, expires_at: 64, hash: receipt::hash(&bytes), bytes: bytes.clone() };
    let sent = world.context.store.store_signed(&queued, &signed).await.unwrap().unwrap();
    world.context.store.give_up_submission(&sent, "a node said so").await.unwrap();
    world.chain.finalise(FakeBlock::default().extrinsic(&bytes, Ok(())));
    world.index().await;
    let submission = world.context.store.submission(id).await.unwrap().unwrap();
    assert_eq!((submission.state.as_str(), submission.height), ("finalised", Some(1)));
}
