//! Copies of what is added here.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use ainur_content::{import, MemoryStore, Mirror, SourceError};
use cid::Cid;

use crate::{
    config::Collect,
    reconcile::{collect, mirror},
    testing::{World, AGENT},
};

/// A node that keeps files, or cannot be reached.
#[derive(Default)]
struct Node {
    address: &'static str,
    kept: Mutex<BTreeSet<Cid>>,
    is_gone: Mutex<bool>,
}

impl Node {
    fn reach(&self) -> Result<(), SourceError> {
        let is_gone = *self.is_gone.lock().unwrap();
        (!is_gone).then_some(()).ok_or_else(|| SourceError::Unreachable("it is gone".into()))
    }

    fn kept(&self) -> Vec<Cid> {
        self.kept.lock().unwrap().iter().copied().collect()
    }
}

#[async_trait::async_trait]
impl Mirror for Node {
    fn address(&self) -> &str {
        self.address
    }

    async fn keep(&self, root: &Cid, car: Vec<u8>) -> Result<(), SourceError> {
        self.reach()?;
        assert_eq!(import(&MemoryStore::default(), &car, 1 << 20).await.unwrap().cid, *root);
        self.kept.lock().unwrap().insert(*root);
        Ok(())
    }

    async fn let_go(&self, root: &Cid) -> Result<(), SourceError> {
        self.reach()?;
        self.kept.lock().unwrap().remove(root);
        Ok(())
    }
}

async fn world() -> (World, Arc<Node>) {
    let (mut world, node) = (World::new().await, Arc::<Node>::default());
    world.context.mirror = Some(node.clone());
    // Nothing is spared for its age.
    world.context.collect = Collect { every_seconds: 60, min_age_seconds: 0 };
    (world, node)
}

async fn step(world: &World, node: &Arc<Node>) {
    mirror::step(&world.context, node.as_ref()).await.unwrap();
}

#[tokio::test]
async fn should_copy_what_is_added_once_and_let_go_of_what_nobody_needs() {
    let (world, node) = world().await;
    let cid = world.context.add(b"input".to_vec()).await.unwrap();
    step(&world, &node).await;
    assert_eq!(node.kept(), [cid]);
    // It is there: nothing is due.
    *node.is_gone.lock().unwrap() = true;
    assert!(world.context.store.due_copies(10).await.unwrap().is_empty());
    *node.is_gone.lock().unwrap() = false;

    collect::step(&world.context).await.unwrap();
    step(&world, &node).await;
    assert!(node.kept().is_empty());
    // Who adds it again has it copied again.
    world.context.add(b"input".to_vec()).await.unwrap();
    step(&world, &node).await;
    assert_eq!(node.kept(), [cid]);
}

#[tokio::test]
async fn should_keep_the_copies_of_what_agents_and_tasks_need() {
    let (world, node) = world().await;
    let cid = world.context.add(b"module".to_vec()).await.unwrap();
    let module = world.keep(b"module").await;
    world.happen(world.registered(AGENT, module)).await;
    step(&world, &node).await;
    collect::step(&world.context).await.unwrap();
    step(&world, &node).await;
    assert_eq!(node.kept(), [cid]);
}

#[tokio::test]
async fn should_try_again_after_a_pause_where_the_node_is_gone() {
    let (world, node) = world().await;
    *node.is_gone.lock().unwrap() = true;
    let cid = world.context.add(b"input".to_vec()).await.unwrap();
    step(&world, &node).await;
    *node.is_gone.lock().unwrap() = false;
    step(&world, &node).await;
    assert!(node.kept().is_empty(), "its time has not come");
    let due = ainur_store::mirrored::DueCopy { cid: cid.to_string(), is_unwanted: false, failures: 1 };
    world.context.store.rest_copy(&due, std::time::Duration::ZERO).await.unwrap();
    step(&world, &node).await;
    assert_eq!(node.kept(), [cid]);
}

#[tokio::test]
async fn should_copy_again_what_was_given_to_another_node_and_nothing_else() {
    let (world, node) = world().await;
    let cid = world.context.add(b"input".to_vec()).await.unwrap();
    step(&world, &node).await;
    let (same, other) = (Arc::<Node>::default(), Arc::new(Node { address: "http://other:5001", ..Node::default() }));
    for (next, expected) in [(&same, vec![]), (&other, vec![cid])] {
        // Each is the one in the settings when a process begins to lead.
        mirror::begin(&world.context, next.as_ref()).await.unwrap();
        step(&world, next).await;
        assert_eq!(next.kept(), expected, "{}", next.address);
    }
}

#[tokio::test]
async fn should_forget_what_is_not_here_any_more() {
    let (world, node) = world().await;
    world.context.add(b"input".to_vec()).await.unwrap();
    world.content.clear();
    step(&world, &node).await;
    assert!(world.context.store.due_copies(10).await.unwrap().is_empty() && node.kept().is_empty());
}
