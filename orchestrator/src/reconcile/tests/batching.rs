use ainur_chain::{
    fake::FakeBlock,
    records::{CancelReason, WorkResult},
    Call, Chain, ReputationEvent, TaskEvent,
};
use ainur_primitives::{receipt, Outcome, Standing, TaskId};
use ainur_store::{agents, outbox::Signed, tasks};

use crate::{
    reconcile::{index, Context},
    testing::{cid, delivered, matched, posted, registered_by, started, World, AGENT, BIDDING, OWNER, PRICE, REQUESTER, TASK},
};

/// Last block of the story.
const HEIGHT: u32 = 12;

/// A world whose chain tells a story that depends on its order everywhere, of which nothing but genesis is indexed.
async fn world() -> World {
    let world = World::new().await;
    let module = world.keep(b"module").await;
    let input = world.keep(b"input").await;
    let registered = registered_by(AGENT, OWNER, Some(world.context.accounts.own().account()), module);
    let bid = |price| TaskEvent::BidPlaced { task: TASK, agent: AGENT, price, duration: 10 };
    let (reason, outcome) = (CancelReason::NoShow { agent: AGENT }, Outcome::Failed);
    let record = ReputationEvent::OutcomeRecorded {
        agent: AGENT,
        requester: REQUESTER,
        outcome,
        agent_score: 3,
        agent_trust: Standing::default().trust,
    };
    for block in [
        FakeBlock::default().event(registered),
        FakeBlock::default().event(posted(TASK, input, BIDDING)).event(bid(PRICE)).event(bid(PRICE + 1)),
        FakeBlock::default().event(TaskEvent::BidWithdrawn { task: TASK, agent: AGENT }).event(bid(PRICE)),
        FakeBlock::default().event(matched(TASK, Some(module.1))),
        FakeBlock::default().event(TaskEvent::TaskReopened { task: TASK, reason }).event(record),
        FakeBlock::default().event(TaskEvent::BiddingOpened { task: TASK, commits_until: None, closes_at: 60 }),
        FakeBlock::default().extrinsic(b"signed", Ok(())).event(matched(TASK, Some(module.1))),
        FakeBlock::default(),
        FakeBlock::default().event(started(TASK)).event(delivered(TASK)),
        FakeBlock::default().event(posted(TaskId(1), input, BIDDING)),
        FakeBlock::default().event(TaskEvent::TaskCancelled { task: TaskId(1), reason: CancelReason::ByRequester }),
        FakeBlock::default().event(TaskEvent::TaskPruned { task: TaskId(1) }),
    ] {
        world.chain.finalise(block);
    }
    world.context.store.enqueue("one", &world.context.operator(), b"call").await.unwrap();
    let signed = Signed { nonce: 0, expires_at: 64, hash: receipt::hash(b"signed"), bytes: b"signed".to_vec() };
    assert!(world.context.store.store_signed(&world.open().await[0], &signed).await.unwrap().is_some());
    world
}

/// Everything that was read of the chain.
async fn rows(context: &Context) -> String {
    let store = &context.store;
    let mut rows =
        vec![format!("{:?}", store.cursor().await.unwrap()), format!("{:?}", store.events((0, 0), 1_000).await.unwrap())];
    rows.push(format!("{:?}", store.agents(&agents::Filter { limit: 100, ..agents::Filter::default() }).await.unwrap()));
    rows.push(format!("{:?}", store.tasks(&tasks::Filter { limit: 100, ..tasks::Filter::default() }).await.unwrap()));
    for task in [0, 1] {
        rows.push(format!("{:?} {:?}", store.transitions(task).await.unwrap(), store.bids(task).await.unwrap()));
    }
    let sent = store.submission_by_key("one").await.unwrap().unwrap();
    rows.push(format!("{} {:?} {:?}", sent.state, sent.height, sent.dispatch_error));
    rows.join("\n")
}

#[tokio::test]
async fn should_write_the_same_rows_however_many_blocks_it_writes_at_a_time() {
    let mut expected = None;
    for together in [1, 2, 5, HEIGHT as usize] {
        let world = world().await;
        let mut blocks = Vec::new();
        for height in 1..=HEIGHT {
            blocks.push(world.chain.block(height).await.unwrap());
        }
        for batch in blocks.chunks(together) {
            index::put_on_record(&world.context, batch.to_vec()).await.unwrap();
        }
        let rows = rows(&world.context).await;
        assert!(rows.contains("finalised Some(7)"), "{rows}");
        assert_eq!(*expected.get_or_insert_with(|| rows.clone()), rows, "{together} at a time");
    }
    let world = world().await;
    world.index().await;
    assert_eq!(expected.unwrap(), rows(&world.context).await, "as many as come");
}

#[tokio::test]
async fn should_leave_alone_what_a_batch_passed_over_however_many_blocks_it_writes_at_a_time() {
    for together in [1, 4] {
        let world = World::at_work(b"module", b"input", 1).await;
        let store = &world.context.store;
        let before = world.context.height().await.unwrap().unwrap();
        let batch = world.chain.runtime().await.unwrap().encode(&Call::settle(&[TASK]).unwrap()).unwrap();
        store.enqueue("settle:0:0", &world.context.operator(), &batch).await.unwrap();
        let signed = Signed { nonce: 0, expires_at: 64, hash: receipt::hash(b"batch"), bytes: b"batch".to_vec() };
        assert!(store.store_signed(&world.open().await[0], &signed).await.unwrap().is_some());

        // Delivered, paid by nobody in time, and passed over by our batch; all of it is read at once.
        let result = WorkResult { output: cid(5), output_hash: [6; 32], receipt_hash: [7; 32] };
        let delivered = TaskEvent::ResultSubmitted { task: TASK, agent: AGENT, result, challenge_until: before + 2 };
        world.chain.finalise(FakeBlock::default().event(delivered));
        world.chain.finalise_to(before + 2);
        let skipped = FakeBlock::default().extrinsic(b"batch", Ok(())).event_of_last(TaskEvent::SettlementSkipped { task: TASK });
        let passed_over = world.chain.finalise(skipped).height;
        let last = world.chain.finalise(FakeBlock::default()).height;
        let mut blocks = Vec::new();
        for height in before + 1..=last {
            blocks.push(world.chain.block(height).await.unwrap());
        }
        for blocks in blocks.chunks(together) {
            index::put_on_record(&world.context, blocks.to_vec()).await.unwrap();
        }
        assert!(store.settleable(passed_over + 2, 10, 10).await.unwrap().is_empty(), "{together} at a time");
        assert_eq!(store.settleable(passed_over + 3, 10, 10).await.unwrap(), [0], "{together} at a time");
    }
}

#[tokio::test]
async fn should_write_the_blocks_before_one_that_it_cannot_write() {
    let world = World::new().await;
    world.chain.finalise_to(3);
    // A step of a task that was never posted.
    world.chain.finalise(FakeBlock::default().event(started(TaskId(77))));
    world.chain.finalise_to(6);
    let mut blocks = Vec::new();
    for height in 1..=6 {
        blocks.push(world.chain.block(height).await.unwrap());
    }
    assert!(index::put_on_record(&world.context, blocks).await.is_err());
    assert_eq!(world.context.height().await.unwrap(), Some(3));
}

#[tokio::test]
async fn should_take_no_blocks_that_do_not_follow_each_other() {
    let world = World::new().await;
    world.chain.finalise_to(4);
    let mut blocks = Vec::new();
    for height in [1, 2, 4] {
        blocks.push(world.chain.block(height).await.unwrap());
    }
    assert!(index::put_on_record(&world.context, blocks).await.is_err());
    assert_eq!(world.context.height().await.unwrap(), Some(2));
}
