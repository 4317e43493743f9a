use std::sync::Arc;

use ainur_chain::{
    records::{AgentSpec, Assignment, Availability, CancelReason, Execution, Phase},
    AgentEvent, ReputationEvent, TaskEvent,
};
use ainur_embeddings::{fake::FakeEmbedder, EmbedError};
use ainur_primitives::{AgentId, Balance, ClientKey, Outcome, TaskId};
use sp_arithmetic::Perbill;

use crate::{
    config::Work,
    matching::{self, Strategy},
    reconcile::matching::step,
    testing::{agent_spec, cid, matched, posted, task_spec, texts, World, AGENT, OWNER, REQUESTER, TASK},
};

/// A world where one of our agents, which ask these prices, is picked.
async fn with(strategy: Strategy, prices: &[Balance]) -> World {
    let mut world = World::new().await;
    world.context.work = Arc::new(Work { strategy: Some(strategy), ..Work::default() });
    let (module, hash) = world.keep(b"module").await;
    for (agent, price) in (0..).map(AgentId).zip(prices) {
        world.happen(world.registered(agent, (module, hash))).await;
        let spec = AgentSpec { price: *price, ..agent_spec(Execution::Module { module, hash }) };
        world.happen(AgentEvent::AgentUpdated { agent, spec }).await;
    }
    world
}

async fn post(world: &World, tasks: std::ops::Range<u64>) {
    let input = world.keep(b"input").await;
    for task in tasks.map(TaskId) {
        world.happen(posted(task, input, Phase::Bidding { commits_until: None, closes_at: 90 })).await;
    }
}

/// Who bids, and on what: (task, agent), in the order of the bids.
async fn bids(world: &World) -> Vec<(u64, u64)> {
    step(&world.context).await.unwrap();
    step(&world.context).await.unwrap();
    let number = |part: &str| part.parse().unwrap();
    let parts = |key: &String| key.split(':').map(str::to_owned).collect::<Vec<_>>();
    world.keys().await.iter().map(parts).map(|parts| (number(&parts[1]), number(&parts[2]))).collect()
}

async fn pause(world: &World, agent: AgentId) {
    world.happen(AgentEvent::AvailabilityChanged { agent, availability: Availability::Paused }).await;
}

async fn completed(world: &World, agent: AgentId, duration: u32, trust: u32) {
    let outcome = Outcome::Completed { value: 40, duration, promised: 20, disputed: false };
    let agent_trust = Perbill::from_percent(trust);
    world.happen(ReputationEvent::OutcomeRecorded { agent, requester: REQUESTER, outcome, agent_score: 10, agent_trust }).await;
}

#[tokio::test]
async fn should_bid_with_the_cheapest_alone() {
    let world = with(Strategy::Cheapest, &[40, 30, 35]).await;
    post(&world, 0..1).await;
    assert_eq!(bids(&world).await, [(0, 1)]);
}

#[tokio::test]
async fn should_bid_with_whom_the_chain_would_hire() {
    let world = with(Strategy::BestScore, &[40, 30]).await;
    completed(&world, AgentId(0), 10, 95).await;
    post(&world, 0..1).await;
    let task = world.context.store.task(TASK.0).await.unwrap().unwrap();
    let expected = ainur_primitives::Terms { budget: 50, max_duration: 20, weights: ainur_primitives::ScoreWeights::default() };
    assert_eq!(matching::terms(&task), Some(expected));
    // A fifth of the budget dearer, and nearly twice the trust.
    assert_eq!(bids(&world).await, [(0, 0)]);
}

#[tokio::test]
async fn should_bid_with_who_was_fastest_so_far() {
    let world = with(Strategy::Fastest, &[30, 40]).await;
    completed(&world, AgentId(0), 9, 50).await;
    completed(&world, AgentId(1), 5, 50).await;
    post(&world, 0..1).await;
    assert_eq!(bids(&world).await, [(0, 1)]);
}

#[tokio::test]
async fn should_bid_with_each_in_turn_and_never_beyond_its_places() {
    for strategy in [Strategy::RoundRobin, Strategy::LeastLoaded] {
        let world = with(strategy, &[40, 40, 40]).await;
        // Each has one place.
        post(&world, 0..5).await;
        assert_eq!(bids(&world).await, [(0, 0), (1, 1), (2, 2)]);
        let over = TaskEvent::TaskCancelled { task: TASK, reason: CancelReason::NoBids };
        world.happen(over).await;
        assert_eq!(bids(&world).await[3..], [(3, 0)]);
    }
}

#[tokio::test]
async fn should_stay_with_who_works_for_the_requester_while_it_can() {
    let world = with(Strategy::Sticky, &[40, 40]).await;
    post(&world, 0..1).await;
    assert_eq!(bids(&world).await, [(0, 0)]);
    // Another was hired and is done, so that both have a place free.
    let agent = AgentId(1);
    let assignment = Assignment { agent, price: 40, duration: 10, payee: OWNER, matcher: None, module: None, cover: 40 };
    world.happen(TaskEvent::Matched { task: TASK, assignment, score: None, start_by: 20 }).await;
    world.happen(TaskEvent::TaskCancelled { task: TASK, reason: CancelReason::NoShow { agent } }).await;
    post(&world, 1..3).await;
    // It has one place.
    assert_eq!(bids(&world).await[1..], [(1, 1), (2, 0)]);
}

#[tokio::test]
async fn should_not_bid_again_after_a_restart() {
    let world = with(Strategy::RoundRobin, &[40, 40]).await;
    post(&world, 0..1).await;
    assert_eq!(bids(&world).await, [(0, 0)]);
    *world.context.rota() = matching::Rota::default();
    assert_eq!(bids(&world).await, [(0, 0)]);
}

#[tokio::test]
async fn should_bid_with_the_next_best_when_who_was_picked_cannot_take_the_work() {
    let world = with(Strategy::Cheapest, &[30, 40]).await;
    post(&world, 0..1).await;
    assert_eq!(bids(&world).await, [(0, 0)]);
    pause(&world, AGENT).await;
    assert_eq!(bids(&world).await, [(0, 0), (0, 1)]);
}

#[tokio::test]
async fn should_bid_with_the_next_best_when_who_was_hired_did_not_start() {
    let world = with(Strategy::Cheapest, &[30, 40]).await;
    post(&world, 0..1).await;
    assert_eq!(bids(&world).await, [(0, 0)]);
    world.happen(matched(TASK, None)).await;
    world.happen(TaskEvent::TaskReopened { task: TASK, reason: CancelReason::NoShow { agent: AGENT } }).await;
    world.happen(TaskEvent::BiddingOpened { task: TASK, commits_until: None, closes_at: 90 }).await;
    assert_eq!(bids(&world).await, [(0, 0), (0, 1)]);
}

#[tokio::test]
async fn should_leave_the_choice_to_the_chain_without_a_strategy() {
    let mut world = with(Strategy::Cheapest, &[30, 40]).await;
    world.context.work = Arc::default();
    post(&world, 0..1).await;
    assert_eq!(bids(&world).await, [(0, 0), (0, 1)]);
}

/// Gives our agents these descriptions, in their manifests, and prices.
async fn describe(world: &World, agents: &[(&str, Balance)]) {
    let (module, hash) = world.keep(b"module").await;
    for (agent, (description, price)) in (0..).map(AgentId).zip(agents) {
        let manifest = serde_json::json!({ "schema": "ainur/manifest/1", "name": "Agent", "description": description });
        let (manifest, _) = world.keep(manifest.to_string().as_bytes()).await;
        let spec = AgentSpec { manifest, price: *price, ..agent_spec(Execution::Module { module, hash }) };
        world.happen(AgentEvent::AgentUpdated { agent, spec }).await;
    }
}

/// Posts a task with that title, and description if there is one.
async fn ask(world: &World, task: TaskId, title: &str, description: Option<&str>) {
    let mut spec = task_spec(world.keep(b"input").await);
    spec.title = title.parse().unwrap();
    if let Some(description) = description {
        spec.description = Some(world.keep(description.as_bytes()).await.0);
    }
    let phase = Phase::Bidding { commits_until: None, closes_at: 90 };
    let client_key = ClientKey([u8::try_from(task.0).unwrap(); 32]);
    world.happen(TaskEvent::TaskCreated { task, requester: REQUESTER, client_key, spec, phase }).await;
}

#[tokio::test]
async fn should_bid_with_whose_description_is_most_like_the_task() {
    let world = with(Strategy::Similar, &[40, 40, 40]).await;
    let agents = ["Translates letters into French.", "Writes poems and sonnets.", "Solves equations."];
    describe(&world, &agents.map(|description| (description, 40))).await;
    ask(&world, TaskId(0), "A poem about the sea", None).await;
    ask(&world, TaskId(1), "Homework", Some("Two equations that I cannot solve")).await;
    assert_eq!(bids(&world).await, [(0, 1), (1, 2)]);
}

#[tokio::test]
async fn should_bid_by_score_with_those_that_are_equally_like_the_task() {
    let world = with(Strategy::Similar, &[40, 30, 40]).await;
    ask(&world, TASK, "Say it again", None).await;
    // Their manifests are not here, and their names differ by a digit.
    assert_eq!(bids(&world).await, [(0, 1)]);
}

#[tokio::test]
async fn should_bid_by_meaning_as_far_as_a_model_knows_it() {
    let mut world = with(Strategy::Similar, &[40, 40]).await;
    let fake = Arc::new(FakeEmbedder::new(&[&["car", "automobile"], &["physician", "doctor"]]));
    world.context.texts = texts(fake.clone());
    describe(&world, &[("Repairs any car ", 40), ("Finds a doctor ", 40)]).await;
    ask(&world, TaskId(0), "My physician is ill", None).await;
    ask(&world, TaskId(1), "An automobile is stuck", None).await;
    assert_eq!(bids(&world).await, [(0, 1), (1, 0)]);
    assert_eq!(fake.batches(), [4], "who is picked stays so, and nobody is asked again");
}

#[tokio::test]
async fn should_bid_by_score_while_nobody_says_how_alike_they_are() {
    let mut world = with(Strategy::Similar, &[40, 30]).await;
    let fake = Arc::new(FakeEmbedder::new(&[&["car"]]));
    world.context.texts = texts(fake.clone());
    describe(&world, &[("Repairs any car ", 40), ("Finds a doctor ", 30)]).await;
    ask(&world, TaskId(0), "My car is stuck", None).await;
    assert_eq!(bids(&world).await, [(0, 0)]);
    fake.fail_with(Some(EmbedError::Refused(503)));
    let over = TaskEvent::TaskCancelled { task: TaskId(0), reason: CancelReason::NoBids };
    world.happen(over).await;
    ask(&world, TaskId(1), "Another car is stuck", None).await;
    assert_eq!(bids(&world).await, [(0, 0), (1, 1)]);
}

#[tokio::test]
async fn should_bid_by_score_while_it_is_not_known_what_one_of_them_does() {
    let mut world = with(Strategy::Similar, &[40, 30]).await;
    let fake = Arc::new(FakeEmbedder::new(&[&["car"], &["doctor"]]));
    world.context.texts = texts(fake.clone());
    describe(&world, &[("Repairs any car ", 40), ("Finds a doctor ", 30)]).await;
    ask(&world, TaskId(0), "My car is stuck", None).await;
    assert_eq!(bids(&world).await, [(0, 0)]);
    world.happen(TaskEvent::TaskCancelled { task: TaskId(0), reason: CancelReason::NoBids }).await;
    fake.fail_with(Some(EmbedError::Refused(503)));
    describe(&world, &[("Repairs any car ", 40), ("Finds a better car ", 30)]).await;
    ask(&world, TaskId(1), "My car is stuck", None).await;
    assert_eq!(bids(&world).await, [(0, 0), (1, 1)]);
}

#[tokio::test]
async fn should_not_compare_where_there_is_no_choice() {
    let mut world = with(Strategy::Similar, &[40, 60]).await;
    let fake = Arc::new(FakeEmbedder::default());
    world.context.texts = texts(fake.clone());
    // Who asks more than the task pays is no choice, and neither is a task without its input.
    ask(&world, TaskId(0), "Say it again", None).await;
    let mut spec = task_spec((cid(7), [7; 32]));
    spec.budget = 100;
    let (client_key, phase) = (ClientKey([1; 32]), Phase::Bidding { commits_until: None, closes_at: 90 });
    world.happen(TaskEvent::TaskCreated { task: TaskId(1), requester: REQUESTER, client_key, spec, phase }).await;
    assert_eq!(bids(&world).await, [(0, 0)]);
    assert!(fake.asked().is_empty());
}
