use std::sync::Arc;

use ainur_chain::{
    records::{AgentSpec, Execution, Phase},
    AgentEvent, Call, ReputationEvent,
};
use ainur_primitives::{Balance, Outcome, Standing};

use crate::{
    config::Work,
    pricing::Pricing,
    reconcile::matching::step,
    testing::{agent_spec, posted, World, AGENT, BIDDING, CLOSES_AT, REQUESTER, TASK},
};

/// A world where agents ask what is quoted. Ours usually asks this, and delivered a task in a fifth of its time.
async fn with(usual: Balance) -> World {
    let mut world = World::with_agent(b"module").await;
    world.context.work = Arc::new(Work { pricing: Pricing::Quoted, ..Work::default() });
    let (module, hash) = world.keep(b"module").await;
    let spec = AgentSpec { price: usual, ..agent_spec(Execution::Module { module, hash }) };
    world.happen(AgentEvent::AgentUpdated { agent: AGENT, spec }).await;
    let outcome = Outcome::Completed { value: 40, duration: 2, promised: 10, disputed: false };
    let agent_trust = Standing::default().trust;
    world
        .happen(ReputationEvent::OutcomeRecorded { agent: AGENT, requester: REQUESTER, outcome, agent_score: 10, agent_trust })
        .await;
    world
}

async fn assert_queued(world: &World, call: &Call) {
    step(&world.context).await.unwrap();
    let call = world.context.chain.runtime().await.unwrap().encode(call).unwrap();
    assert_eq!(world.open().await.iter().map(|row| &row.call).collect::<Vec<_>>(), [&call]);
}

#[tokio::test]
async fn should_bid_what_is_quoted() {
    let world = with(30).await;
    world.happen(posted(TASK, world.keep(b"input").await, BIDDING)).await;
    // 30 x 1.4498, for q = (3 x 2/3 + 0.9) / 4.
    assert_queued(&world, &Call::bid(TASK, AGENT, 44, 20)).await;
}

#[tokio::test]
async fn should_leave_alone_what_does_not_pay_what_is_quoted() {
    let world = with(40).await;
    let input = world.keep(b"input").await;
    let offered = Phase::Offered { agent: AGENT, module: None, accept_by: CLOSES_AT };
    for (task, phase) in [(0, BIDDING), (1, offered)] {
        world.happen(posted(ainur_primitives::TaskId(task), input, phase)).await;
    }
    step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty());
}

#[tokio::test]
async fn should_ask_for_the_length_of_the_input() {
    let world = with(34).await;
    // 34 x 1.4498 is 49.3; with the input it is above the budget of 50.
    world
        .happen(posted(
            TASK,
            world.keep(&vec![0; usize::try_from(crate::pricing::Scope::max_input() / 20).unwrap()]).await,
            BIDDING,
        ))
        .await;
    step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty());
}
