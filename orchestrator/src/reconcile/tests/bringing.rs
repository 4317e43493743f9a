use std::{sync::Arc, time::Duration};

use ainur_chain::{
    records::{AgentSpec, Execution},
    AgentEvent, TaskEvent,
};
use ainur_content::{ContentStore, MemoryStore, Source, SourceError, Sources};
use ainur_primitives::{receipt, ClientKey, TaskId};

use crate::{
    config::Work,
    matching::Strategy,
    reconcile::bring::Bringer,
    testing::{agent_spec, delivered, matched, posted, started, task_spec, World, AGENT, BIDDING, REQUESTER, TASK},
    text,
};

/// A source that has what this store has.
struct Elsewhere(MemoryStore);

#[async_trait::async_trait]
impl Source for Elsewhere {
    fn name(&self) -> &str {
        "elsewhere"
    }

    async fn block(&self, cid: &cid::Cid) -> Result<Vec<u8>, SourceError> {
        self.0.block(cid).await.map_err(|_| SourceError::Missing)
    }
}

/// A world without content, and where that is.
async fn world() -> (World, MemoryStore) {
    let mut world = World::with_agent(b"module").await;
    world.content.clear();
    let elsewhere = MemoryStore::default();
    let source: Box<dyn Source> = Box::new(Elsewhere(elsewhere.clone()));
    world.context.sources = Arc::new(Sources::new(vec![source], Duration::from_secs(10), Duration::from_secs(60)));
    (world, elsewhere)
}

/// What the chain is told of content that is elsewhere.
async fn put(elsewhere: &MemoryStore, bytes: &[u8]) -> (ainur_primitives::Cid, [u8; 32]) {
    let cid = elsewhere.add(bytes.to_vec()).await.unwrap();
    (text::parse_cid(&cid.to_string()).unwrap(), receipt::hash(bytes))
}

/// Takes steps until nothing is on its way.
async fn settle(bringer: &mut Bringer) {
    loop {
        bringer.step().await.unwrap();
        if !bringer.note().await {
            return;
        }
    }
}

async fn is_here(world: &World, bytes: &[u8]) -> bool {
    let cid = MemoryStore::default().add(bytes.to_vec()).await.unwrap();
    world.content.contains(&cid).await.unwrap()
}

#[tokio::test]
async fn should_bring_modules_of_our_agents_and_inputs_they_may_work_on() {
    let (world, elsewhere) = world().await;
    put(&elsewhere, b"module").await;
    let input = put(&elsewhere, b"input").await;
    world.happen(posted(TASK, input, BIDDING)).await;
    settle(&mut Bringer::new(world.context.clone())).await;
    assert!(is_here(&world, b"module").await && is_here(&world, b"input").await);
}

#[tokio::test]
async fn should_bring_manifests_of_our_hosted_agents_and_keep_them() {
    let (world, elsewhere) = world().await;
    let (descriptor, _) = put(&elsewhere, b"manifest").await;
    let spec = agent_spec(Execution::Endpoint { descriptor });
    world.happen(AgentEvent::AgentUpdated { agent: AGENT, spec }).await;
    let input = put(&elsewhere, b"input").await;
    world.happen(posted(TASK, input, BIDDING)).await;
    settle(&mut Bringer::new(world.context.clone())).await;
    assert!(is_here(&world, b"manifest").await && is_here(&world, b"input").await);
    let in_use = world.context.store.content_in_use().await.unwrap();
    assert!(in_use.contains(&text::cid(descriptor)));
}

#[tokio::test]
async fn should_bring_what_is_compared_only_where_it_is() {
    let (mut world, elsewhere) = world().await;
    let (manifest, _) = put(&elsewhere, b"manifest").await;
    let (module, hash) = put(&elsewhere, b"module").await;
    let spec = AgentSpec { manifest, ..agent_spec(Execution::Module { module, hash }) };
    world.happen(AgentEvent::AgentUpdated { agent: AGENT, spec }).await;
    let mut spec = task_spec(put(&elsewhere, b"input").await);
    spec.description = Some(put(&elsewhere, b"description").await.0);
    let client_key = ClientKey([1; 32]);
    world.happen(TaskEvent::TaskCreated { task: TASK, requester: REQUESTER, client_key, spec, phase: BIDDING }).await;
    settle(&mut Bringer::new(world.context.clone())).await;
    assert!(is_here(&world, b"input").await && !is_here(&world, b"manifest").await && !is_here(&world, b"description").await);
    world.context.work = Arc::new(Work { strategy: Some(Strategy::Similar), ..Work::default() });
    settle(&mut Bringer::new(world.context.clone())).await;
    assert!(is_here(&world, b"manifest").await && is_here(&world, b"description").await);
}

#[tokio::test]
async fn should_rest_after_a_failure_and_bring_the_others() {
    let (world, elsewhere) = world().await;
    let input = put(&MemoryStore::default(), b"nowhere").await;
    put(&elsewhere, b"module").await;
    world.happen(posted(TASK, input, BIDDING)).await;
    let mut bringer = Bringer::new(world.context.clone());
    settle(&mut bringer).await;
    assert!(is_here(&world, b"module").await);
    // It is there now, but its time has not come.
    put(&elsewhere, b"nowhere").await;
    bringer.step().await.unwrap();
    assert!(!bringer.note().await);
    assert!(!is_here(&world, b"nowhere").await);
}

#[tokio::test]
async fn should_not_bring_what_others_work_on_unless_it_watches_them() {
    let (mut world, elsewhere) = world().await;
    world
        .happen(crate::testing::registered_by(
            ainur_primitives::AgentId(1),
            crate::testing::REQUESTER,
            None,
            put(&elsewhere, b"module of others").await,
        ))
        .await;
    let input = put(&elsewhere, b"input of others").await;
    world.happen(posted(TaskId(1), input, BIDDING)).await;
    let mut by_others = matched(TaskId(1), Some(receipt::hash(b"module of others")));
    if let ainur_chain::TaskEvent::Matched { assignment, .. } = &mut by_others {
        assignment.agent = ainur_primitives::AgentId(1);
    }
    world.happen(by_others).await;
    world.happen(started(TaskId(1))).await;
    world.happen(delivered(TaskId(1))).await;
    settle(&mut Bringer::new(world.context.clone())).await;
    assert!(!is_here(&world, b"input of others").await);

    world.context.verify.watch = true;
    settle(&mut Bringer::new(world.context.clone())).await;
    assert!(is_here(&world, b"input of others").await && is_here(&world, b"module of others").await);
}
