use std::sync::Arc;

use ainur_chain::{records::Phase as TaskPhase, AccountId, TaskEvent};
use ainur_primitives::{receipt, TaskId};

use crate::{
    config::Work,
    reconcile::{execute, matching},
    testing::{matched, package, posted, started, World, AGENT, BIDDING, CLOSES_AT, PRICE, START_BY, TASK},
};

/// A world in which runs on tasks of so many requesters that go wrong put a module into quarantine, and the agent works on a task of each
/// of these.
async fn at_work(module: &[u8], input: &[u8], requesters: &[u8], quarantine_after: u16) -> World {
    let mut world = World::with_agent(module).await;
    world.context.work = Arc::new(Work { quarantine_after, ..Work::default() });
    let input = world.keep(input).await;
    for (task, requester) in (0..).map(TaskId).zip(requesters) {
        let TaskEvent::TaskCreated { client_key, spec, phase, .. } = posted(task, input, BIDDING) else { unreachable!() };
        let requester = AccountId([*requester; 32]);
        world.happen(TaskEvent::TaskCreated { task, requester, client_key, spec, phase }).await;
        world.happen(matched(task, Some(receipt::hash(module)))).await;
        world.happen(started(task)).await;
    }
    world
}

async fn held(world: &World) -> usize {
    world.context.store.quarantined(None, 10).await.unwrap().len()
}

#[tokio::test]
async fn should_run_a_module_no_more_that_went_wrong_so_often() {
    let module = package("trap");
    let world = at_work(&module, b"unreachable", &[1, 2, 3], 2).await;
    world.work().await;
    assert_eq!(world.keys().await, ["fail:0:0", "fail:1:0"], "the third is not run");
    let listed = world.context.store.quarantined(None, 10).await.unwrap().remove(0);
    assert_eq!((listed.module_hash, listed.faults, listed.task), (receipt::hash(&module).to_vec(), 2, 1));
    assert!(listed.error.contains("gave up"), "{}", listed.error);
    let waiting = world.context.store.job(2).await.unwrap().unwrap();
    assert_eq!((waiting.state.as_str(), waiting.attempts), ("queued", 0));
    assert!(waiting.error.is_some_and(|error| error.contains("quarantine")));
}

#[tokio::test]
async fn should_count_exhaustion_but_not_what_a_requester_or_this_service_did() {
    for (name, input, held_after) in
        [("spin", &b""[..], 1), ("allocate", b"", 1), ("summariser", b"no text \xff", 0), ("echo", b"input", 0)]
    {
        let mut world = at_work(&package(name), input, &[1, 2], 2).await;
        world.context.work = Arc::new(Work { quarantine_after: 2, fuel: 100_000_000, ..Work::default() });
        world.work().await;
        assert_eq!(held(&world).await, held_after, "{name}");
    }
}

#[tokio::test]
async fn should_not_let_one_requester_have_a_module_put_into_quarantine() {
    let world = at_work(&package("trap"), b"unreachable", &[1, 1, 1], 2).await;
    world.work().await;
    assert_eq!((world.keys().await.len(), held(&world).await), (3, 0));
}

#[tokio::test]
async fn should_never_begin_a_quarantine_where_there_is_to_be_none() {
    let world = at_work(&package("trap"), b"unreachable", &[1, 2, 3], 0).await;
    world.work().await;
    assert_eq!((world.keys().await.len(), held(&world).await), (3, 0));
}

#[tokio::test]
async fn should_neither_bid_nor_accept_nor_start_with_a_module_in_quarantine() {
    let world = World::with_agent(b"module").await;
    let input = world.keep(b"input").await;
    let offered = TaskPhase::Offered { agent: AGENT, module: None, accept_by: CLOSES_AT };
    world.happen(posted(TaskId(1), input, BIDDING)).await;
    world.happen(posted(TaskId(2), input, offered)).await;
    let module = receipt::hash(b"module");
    world.context.store.note_fault(module, 0, "a requester", "the run trapped", 1).await.unwrap();
    matching::step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty());
    world.context.store.lift_quarantine(module).await.unwrap();
    matching::step(&world.context).await.unwrap();
    let keys = world.keys().await;
    assert!(["bid:1:", "accept-offer:2"].iter().all(|kind| keys.iter().any(|key| key.starts_with(kind))), "{keys:?}");

    world.happen(posted(TASK, input, BIDDING)).await;
    world.happen(matched(TASK, Some(module))).await;
    world.context.store.note_fault(module, 0, "a requester", "the run trapped", 1).await.unwrap();
    execute::plan_step(&world.context).await.unwrap();
    assert_eq!(world.keys().await, keys);
    world.context.store.lift_quarantine(module).await.unwrap();
    execute::plan_step(&world.context).await.unwrap();
    assert!(world.keys().await.iter().any(|key| key.starts_with("start:0:")));
}

#[tokio::test]
async fn should_hand_on_what_a_module_in_quarantine_is_in_already() {
    let world = World::with_agent(b"module").await;
    let input = world.keep(b"input").await;
    world.happen(posted(TASK, input, BIDDING)).await;
    world.happen(TaskEvent::BidPlaced { task: TASK, agent: AGENT, price: PRICE, duration: 10 }).await;
    let module = receipt::hash(b"module");
    world.context.store.note_fault(module, 0, "a requester", "the run trapped", 1).await.unwrap();
    world.pass(CLOSES_AT - 3).await;
    matching::step(&world.context).await.unwrap();
    assert_eq!(world.keys().await, ["withdraw:0:0:3"]);
    // The call came too late.
    world.happen(matched(TASK, Some(module))).await;
    execute::plan_step(&world.context).await.unwrap();
    assert_eq!(world.keys().await.len(), 1, "who lifts it while there is time is in time");
    world.pass(START_BY - 3).await;
    execute::plan_step(&world.context).await.unwrap();
    assert_eq!(world.keys().await[1..], ["decline:0:8"]);
}
