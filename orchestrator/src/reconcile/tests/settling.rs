use ainur_chain::{
    fake::FakeBlock,
    records::{Approval, Phase, Settlement},
    ArbitrationEvent, Call, DispatchError, TaskEvent,
};
use ainur_primitives::TaskId;

use crate::{
    reconcile::{
        settle::{self, step},
        submit,
    },
    testing::{delivered, matched, posted, started, World, AGENT, BIDDING, CHALLENGE_UNTIL, DUE, OWNER, PRICE, TASK},
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

/// The task is paid because nobody objected.
fn paid(task: TaskId) -> TaskEvent {
    let settlement = Settlement { paid: PRICE, fee: 0, tip: 0, audit: 0, returned: 10 };
    TaskEvent::TaskFinalized { task, agent: AGENT, price: PRICE, settlement, approval: Approval::Silence }
}

/// The tasks of the one batch that is open.
async fn batch(world: &World) -> Vec<u64> {
    let open = world.open().await;
    let [batch] = open.as_slice() else { panic!("{} batches are open", open.len()) };
    settle::batch(&batch.call).iter().map(|task| task.0).collect()
}

#[tokio::test]
async fn should_have_nothing_to_do_once_all_is_paid() {
    let world = with_delivered(1).await;
    world.pass(CHALLENGE_UNTIL + 1).await;
    step(&world.context).await.unwrap();
    submit::step(&world.context, world.context.accounts.own(), 0).await.unwrap();
    world.chain.finalise(FakeBlock::default().extrinsic(&world.chain.submitted()[0], Ok(())).event_of_last(paid(TASK)));
    world.index().await;
    step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty());
}

/// Sends the batch that is open, lets the chain take it with this outcome and these events, and indexes that; returns the height.
async fn include(world: &World, outcome: Result<(), DispatchError>, events: Vec<TaskEvent>) -> u32 {
    let before = world.chain.submitted().len();
    submit::step(&world.context, world.context.accounts.own(), 0).await.unwrap();
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
    let mut height = include(&world, Ok(()), vec![TaskEvent::SettlementSkipped { task: TASK }, paid(TaskId(1))]).await;
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
async fn should_settle_in_time_what_somebody_else_tried_to_settle() {
    let world = with_delivered(1).await;
    world.pass(CHALLENGE_UNTIL).await;
    world.happen(TaskEvent::SettlementSkipped { task: TASK }).await;
    step(&world.context).await.unwrap();
    assert_eq!(world.keys().await, [format!("settle:{}:0", CHALLENGE_UNTIL + 1)]);
}

#[tokio::test]
async fn should_not_leave_alone_what_has_moved_on_since() {
    let world = with_delivered(1).await;
    world.pass(CHALLENGE_UNTIL + 1).await;
    let refused = || Err(DispatchError { name: "TaskMarket.NothingToSettle".into(), explanation: String::new() });
    for skips in 1..4 {
        step(&world.context).await.unwrap();
        let rests_until = include(&world, refused(), Vec::new()).await + (1 << skips);
        world.pass(rests_until).await;
        step(&world.context).await.unwrap();
        assert!(world.keys().await.is_empty());
        world.pass(rests_until + 1).await;
    }
    step(&world.context).await.unwrap();
    include(&world, refused(), Vec::new()).await;
    // The same number stands for other work now.
    world.chain.finalise(FakeBlock::default().event(started(TASK)).event(delivered(TASK)));
    world.index().await;
    step(&world.context).await.unwrap();
    assert_eq!(batch(&world).await, [0]);
}

#[tokio::test]
async fn should_name_no_more_audited_tasks_than_the_chain_pays_at_once() {
    let world = with_delivered(25).await;
    let audits = (0..23).map(|task| ArbitrationEvent::AuditDrawn { task: TaskId(task), auditor: OWNER, until: DUE });
    world.chain.finalise(audits.fold(FakeBlock::default(), FakeBlock::event));
    world.pass(CHALLENGE_UNTIL + 1).await;
    // What has to wait for the next batch waits no longer than that.
    for expected in [(0..10).chain(23..25).collect::<Vec<_>>(), (10..20).collect(), (20..23).collect()] {
        step(&world.context).await.unwrap();
        assert_eq!(batch(&world).await, expected);
        include(&world, Ok(()), expected.into_iter().map(TaskId).map(paid).collect()).await;
    }
    step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty());
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
