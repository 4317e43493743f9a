use ainur_chain::{
    fake::FakeBlock,
    records::{Approval, Phase, Settlement},
    Call, DispatchError, TaskEvent,
};
use ainur_primitives::TaskId;

use crate::{
    reconcile::{settle::step, submit},
    testing::{delivered, matched, posted, started, World, AGENT, BIDDING, CHALLENGE_UNTIL, DUE, PRICE, TASK},
};

/// Blocks for which the chain's own agenda is left alone.
const PATIENCE: u32 = 16;

async fn with_delivered(count: u64) -> World {
    let world = World::with_agent(b"module").await;
    let input = world.keep(b"input").await;
    let block = (0..count).map(TaskId).fold(FakeBlock::default(), |block, task| {
        let block = block.event(posted(task, input, BIDDING)).event(matched(task, None));
        block.event(started(task)).event(delivered(task))
    });
    world.chain.finalise(block);
    world.index().await;
    world
}

#[tokio::test]
async fn should_leave_the_requester_its_time() {
    let world = with_delivered(1).await;
    world.pass(CHALLENGE_UNTIL).await;
    step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty());
}

#[tokio::test]
async fn should_settle_everything_that_is_due_in_one_call_and_once() {
    let world = with_delivered(3).await;
    world.pass(CHALLENGE_UNTIL + 1).await;
    step(&world.context).await.unwrap();
    // The batch is still under way when the next blocks come.
    world.pass(CHALLENGE_UNTIL + 3).await;
    step(&world.context).await.unwrap();

    let open = world.open().await;
    let call = Call::settle(&[TaskId(0), TaskId(1), TaskId(2)]).unwrap();
    let call = world.context.chain.runtime().await.unwrap().encode(&call).unwrap();
    assert_eq!(open.iter().map(|row| &row.call).collect::<Vec<_>>(), [&call]);
}

#[tokio::test]
async fn should_settle_at_most_a_hundred_tasks_at_a_time() {
    let world = with_delivered(101).await;
    world.pass(CHALLENGE_UNTIL + 1).await;
    step(&world.context).await.unwrap();
    let open = world.open().await;
    let prepared = world.context.chain.runtime().await.unwrap().describe(&open[0].call).unwrap();
    assert_eq!(prepared.method, "settle");
    assert_eq!(prepared.arguments["tasks"].as_array().unwrap().len(), 100);
}

#[tokio::test]
async fn should_have_nothing_to_do_once_all_is_paid() {
    let world = with_delivered(1).await;
    world.pass(CHALLENGE_UNTIL + 1).await;
    step(&world.context).await.unwrap();
    submit::step(&world.context, 0).await.unwrap();
    let settlement = Settlement { paid: PRICE, fee: 0, tip: 0, audit: 0, returned: 10 };
    let paid = TaskEvent::TaskFinalized { task: TASK, agent: AGENT, price: PRICE, settlement, approval: Approval::Silence };
    world.chain.finalise(FakeBlock::default().extrinsic(&world.chain.submitted()[0], Ok(())).event_of_last(paid));
    world.index().await;
    step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty());
}

/// Sends the batch that is open, lets the chain take it with this outcome and these events, and indexes that; returns the height.
async fn include(world: &World, outcome: Result<(), DispatchError>, events: Vec<TaskEvent>) -> u32 {
    let before = world.chain.submitted().len();
    submit::step(&world.context, 0).await.unwrap();
    let block = FakeBlock::default().extrinsic(&world.chain.submitted()[before], outcome);
    world.chain.finalise(events.into_iter().fold(block, FakeBlock::event_of_last));
    world.index().await;
    world.context.height().await.unwrap().unwrap()
}

#[tokio::test]
async fn should_leave_alone_what_a_batch_passed_over_longer_each_time() {
    let world = with_delivered(2).await;
    world.pass(CHALLENGE_UNTIL + 1).await;
    step(&world.context).await.unwrap();
    let settlement = Settlement { paid: PRICE, fee: 0, tip: 0, audit: 0, returned: 10 };
    let (task, approval) = (TaskId(1), Approval::Silence);
    let paid = TaskEvent::TaskFinalized { task, agent: AGENT, price: PRICE, settlement, approval };
    let mut height = include(&world, Ok(()), vec![TaskEvent::SettlementSkipped { task: TASK }, paid]).await;
    for (skips, is_refused) in [(1, false), (2, true), (3, false), (4, true)] {
        let rest = 1 << skips;
        world.pass(height + rest).await;
        step(&world.context).await.unwrap();
        assert!(world.keys().await.is_empty(), "{rest} blocks are not over");
        world.pass(height + rest + 1).await;
        step(&world.context).await.unwrap();
        assert_eq!(world.keys().await, [format!("settle:{}:0", height + rest + 1)]);
        // Alone in its batch, it has the call refused, which leaves no event; with others, it leaves one.
        height = if is_refused {
            let error = DispatchError { name: "TaskMarket.NothingToSettle".into(), explanation: String::new() };
            include(&world, Err(error), Vec::new()).await
        } else {
            include(&world, Ok(()), vec![TaskEvent::SettlementSkipped { task: TASK }]).await
        };
    }
}

#[tokio::test]
async fn should_settle_in_time_what_somebody_else_tried_to_settle_before() {
    let world = with_delivered(1).await;
    world.pass(CHALLENGE_UNTIL - 1).await;
    world.happen(TaskEvent::SettlementSkipped { task: TASK }).await;
    world.happen(TaskEvent::SettlementSkipped { task: TaskId(u64::MAX) }).await;
    step(&world.context).await.unwrap();
    assert_eq!(world.keys().await, [format!("settle:{}:0", CHALLENGE_UNTIL + 1)]);
}

#[tokio::test]
async fn should_poke_what_nobody_moves_on_once() {
    let world = World::with_agent(b"module").await;
    let input = world.keep(b"input").await;
    world.happen(posted(TASK, input, Phase::Offered { agent: AGENT, module: None, accept_by: DUE })).await;
    world.pass(DUE + PATIENCE).await;
    step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty());

    world.pass(DUE + PATIENCE + 1).await;
    step(&world.context).await.unwrap();
    step(&world.context).await.unwrap();
    assert_eq!(world.keys().await, ["poke:0:2"]);
}
