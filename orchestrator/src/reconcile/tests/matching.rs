use std::sync::Arc;

use ainur_chain::{
    fake::FakeBlock,
    records::{CancelReason, Execution, Phase},
    AgentEvent, Call, DispatchError, TaskEvent,
};
use ainur_primitives::{AgentId, TaskId};

use crate::{
    config::Work,
    matching::Strategy,
    reconcile::{matching::step, submit},
    testing::{agent_spec, cid, matched, posted, World, AGENT, BIDDING, CLOSES_AT, OWNER, PRICE, START_BY, TASK},
};

async fn with_task(phase: Phase) -> World {
    let world = World::with_agent(b"module").await;
    let input = world.keep(b"input").await;
    world.happen(posted(TASK, input, phase)).await;
    world
}

#[tokio::test]
async fn should_bid_once_for_each_agent() {
    let world = with_task(BIDDING).await;
    step(&world.context).await.unwrap();
    step(&world.context).await.unwrap();

    let open = world.open().await;
    let call = world.context.chain.runtime().await.unwrap().encode(&Call::bid(TASK, AGENT, PRICE, 20)).unwrap();
    assert_eq!(open.iter().map(|row| &row.call).collect::<Vec<_>>(), [&call]);
    assert_eq!(open[0].business_key, "bid:0:0:2");
}

#[tokio::test]
async fn should_bid_again_for_an_agent_that_had_no_place_free_for_a_moment() {
    for strategy in [None, Some(Strategy::Cheapest)] {
        let mut world = with_task(BIDDING).await;
        world.context.work = Arc::new(Work { strategy, ..Work::default() });
        for (refusal, bids) in [("TaskMarket.NoFreePlace", 1), ("TaskMarket.BidsClosed", 0)] {
            step(&world.context).await.unwrap();
            let open = world.open().await.remove(0);
            assert_eq!(open.business_key, "bid:0:0:2", "{strategy:?}");
            submit::step(&world.context, world.context.accounts.own(), 0).await.unwrap();
            let refusal = DispatchError { name: refusal.into(), explanation: String::new() };
            let bytes = world.chain.submitted().pop().unwrap();
            world.chain.finalise(FakeBlock::default().extrinsic(&bytes, Err(refusal)));
            world.index().await;
            step(&world.context).await.unwrap();
            assert_eq!(world.open().await.len(), bids, "{strategy:?}");
        }
    }
}

#[tokio::test]
async fn should_close_a_bidding_whose_time_is_over_once() {
    let world = with_task(BIDDING).await;
    world.pass(CLOSES_AT - 2).await;
    step(&world.context).await.unwrap();
    world.pass(CLOSES_AT).await;
    step(&world.context).await.unwrap();
    assert_eq!(world.keys().await, ["bid:0:0:2"]);
    world.pass(CLOSES_AT + 1).await;
    step(&world.context).await.unwrap();
    step(&world.context).await.unwrap();
    assert_eq!(world.keys().await, ["bid:0:0:2", "close:0:2"]);
}

#[tokio::test]
async fn should_accept_an_offer_to_an_agent_of_ours_while_it_stands() {
    let world = with_task(Phase::Offered { agent: AGENT, module: None, accept_by: CLOSES_AT }).await;
    step(&world.context).await.unwrap();
    step(&world.context).await.unwrap();
    assert_eq!(world.keys().await, ["accept-offer:0"]);
}

#[tokio::test]
async fn should_not_accept_an_offer_that_is_over() {
    let world = with_task(Phase::Offered { agent: AGENT, module: None, accept_by: CLOSES_AT }).await;
    world.pass(CLOSES_AT + 1).await;
    step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty());
}

#[tokio::test]
async fn should_not_bid_for_an_agent_it_cannot_run() {
    let world = World::new().await;
    let operator = Some(world.context.accounts.own().account());
    let executions = [Execution::Endpoint { descriptor: cid(1) }, Execution::Module { module: cid(1), hash: [1; 32] }];
    for (agent, execution) in (0..).map(AgentId).zip(executions) {
        let slug = format!("agent-{agent}").parse().unwrap();
        let spec = agent_spec(execution);
        world.happen(AgentEvent::AgentRegistered { agent, owner: OWNER, operator, slug, spec, stake: 1_000 }).await;
    }
    world.happen(posted(TASK, (cid(2), [2; 32]), BIDDING)).await;
    step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty());
}

#[tokio::test]
async fn should_not_bid_for_agents_of_others() {
    let world = with_task(BIDDING).await;
    world.happen(AgentEvent::OperatorSet { agent: AGENT, operator: None }).await;
    step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty());
}

#[tokio::test]
async fn should_bid_for_a_busy_agent_when_it_is_free_again() {
    let world = with_task(BIDDING).await;
    let input = world.keep(b"other input").await;
    world.happen(matched(TASK, Some([1; 32]))).await;
    let other = TaskId(1);
    world.happen(posted(other, input, Phase::Bidding { commits_until: None, closes_at: START_BY })).await;
    step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty());

    let reason = CancelReason::NoShow { agent: AGENT };
    world.happen(TaskEvent::TaskCancelled { task: TASK, reason }).await;
    step(&world.context).await.unwrap();
    assert_eq!(world.keys().await, ["bid:1:0:4"]);
}

#[tokio::test]
async fn should_not_act_on_what_is_long_past() {
    let world = with_task(BIDDING).await;
    // The chain went on, and the projection is far behind.
    world.chain.finalise_to(CLOSES_AT + 50);
    step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty());
    world.index().await;
    step(&world.context).await.unwrap();
    assert_eq!(world.keys().await, ["close:0:2"]);
}

#[tokio::test]
async fn should_not_offer_to_work_on_an_input_that_is_not_here_or_not_what_it_should_be() {
    let world = World::with_agent(b"module").await;
    let (input, _) = world.keep(b"input").await;
    let offered = Phase::Offered { agent: AGENT, module: None, accept_by: CLOSES_AT };
    for (task, content, phase) in [
        (0, (cid(1), [1; 32]), BIDDING),
        (1, (input, [1; 32]), BIDDING),
        (2, (cid(1), [1; 32]), offered.clone()),
        (3, (input, [1; 32]), offered),
    ] {
        world.happen(posted(TaskId(task), content, phase)).await;
    }
    step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty());
}

#[tokio::test]
async fn should_not_bid_when_the_bid_would_come_too_late() {
    let world = with_task(BIDDING).await;
    world.pass(CLOSES_AT - 1).await;
    step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty());
}
