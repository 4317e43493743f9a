use std::time::{Duration, Instant};

use ainur_chain::{records::Execution, AgentEvent};
use ainur_primitives::{receipt, AgentId};

use crate::{
    reconcile::{checkup::Rounds, matching},
    testing::{agent_spec, cid, package, posted, World, AGENT, BIDDING, TASK},
};

const EVERY: Duration = Duration::from_secs(60);

/// Longer than any pause between two looks.
fn later(now: Instant) -> Instant {
    now + 2 * EVERY
}

fn problem(world: &World) -> Option<String> {
    world.context.checkups.last(AGENT).unwrap().problem
}

#[tokio::test]
async fn should_find_that_an_agent_can_be_run() {
    let world = World::with_agent(&package("echo")).await;
    Rounds::new(EVERY).step(&world.context, Instant::now()).await.unwrap();
    assert_eq!(problem(&world), None);
}

#[tokio::test]
async fn should_give_nothing_to_an_agent_whose_module_cannot_be_run_until_it_can() {
    let world = World::with_agent(b"no module").await;
    let input = world.keep(b"input").await;
    world.happen(posted(TASK, input, BIDDING)).await;
    let (mut rounds, now) = (Rounds::new(EVERY), Instant::now());
    rounds.step(&world.context, now).await.unwrap();
    assert!(problem(&world).unwrap().contains("cannot be run"));
    matching::step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty());

    let (module, hash) = world.keep(&package("echo")).await;
    let spec = agent_spec(Execution::Module { module, hash });
    world.happen(AgentEvent::AgentUpdated { agent: AGENT, spec }).await;
    rounds.step(&world.context, now).await.unwrap();
    assert!(problem(&world).is_some(), "its time has not come");
    rounds.step(&world.context, later(now)).await.unwrap();
    assert_eq!(problem(&world), None);
    matching::step(&world.context).await.unwrap();
    assert_eq!(world.keys().await.len(), 1);
}

#[tokio::test]
async fn should_look_sooner_at_an_agent_that_was_found_unfit() {
    let world = World::with_agent(b"no module").await;
    let (mut rounds, now) = (Rounds::new(EVERY), Instant::now());
    rounds.step(&world.context, now).await.unwrap();
    let first = world.context.checkups.last(AGENT).unwrap();
    rounds.step(&world.context, now + EVERY / 4).await.unwrap();
    assert_ne!(world.context.checkups.last(AGENT).unwrap().at, first.at);
}

#[tokio::test]
async fn should_see_that_the_module_is_not_here_or_another() {
    let world = World::new().await;
    let (module, _) = world.keep(&package("echo")).await;
    let missing = cid(1);
    for (agent, module, hash, said) in
        [(AGENT, missing, [1; 32], "cannot be had"), (AgentId(1), module, receipt::hash(b"another"), "not what its hash")]
    {
        world.happen(world.registered(agent, (module, hash))).await;
        Rounds::new(EVERY).step(&world.context, Instant::now()).await.unwrap();
        let found = world.context.checkups.last(agent).unwrap().problem.unwrap();
        assert!(found.contains(said), "{found}");
    }
}

#[tokio::test]
async fn should_forget_agents_that_are_no_longer_ours() {
    let world = World::with_agent(&package("echo")).await;
    let mut rounds = Rounds::new(EVERY);
    rounds.step(&world.context, Instant::now()).await.unwrap();
    world.happen(AgentEvent::OperatorSet { agent: AGENT, operator: None }).await;
    rounds.step(&world.context, Instant::now()).await.unwrap();
    assert_eq!(world.context.checkups.last(AGENT), None);
}
