use ainur_chain::{records::CancelReason, TaskEvent};
use ainur_content::ContentStore;
use tokio_util::sync::CancellationToken;

use crate::{
    config::Collect,
    reconcile::collect::{run, step},
    testing::{matched, posted, World, BIDDING, TASK},
};

/// A world in which nothing is spared for its age.
async fn world() -> World {
    let mut world = World::with_agent(b"module").await;
    world.context.collect = Collect { every_seconds: 60, min_age_seconds: 0 };
    world
}

async fn is_here(world: &World, bytes: &[u8]) -> bool {
    let cid = ainur_content::MemoryStore::default().add(bytes.to_vec()).await.unwrap();
    world.content.contains(&cid).await.unwrap()
}

#[tokio::test]
async fn should_keep_what_agents_and_open_tasks_need_and_nothing_else() {
    let world = world().await;
    let input = world.keep(b"input").await;
    world.keep(b"stray").await;
    world.happen(posted(TASK, input, BIDDING)).await;
    assert!(step(&world.context).await.unwrap());
    assert!(step(&world.context).await.unwrap());
    assert!(is_here(&world, b"module").await && is_here(&world, b"input").await);
    assert!(!is_here(&world, b"stray").await);
}

#[tokio::test]
async fn should_make_room_on_a_full_disk_and_spare_what_cannot_be_pinned() {
    let world = world().await;
    let input = world.keep(b"input").await;
    world.keep(b"stray").await;
    world.happen(posted(TASK, input, BIDDING)).await;
    world.content.set_full(true);
    assert!(step(&world.context).await.unwrap());
    assert!(is_here(&world, b"module").await && is_here(&world, b"input").await);
    assert!(!is_here(&world, b"stray").await);
}

#[tokio::test]
async fn should_let_go_of_what_an_ended_task_needed() {
    let world = world().await;
    let input = world.keep(b"input").await;
    world.happen(posted(TASK, input, BIDDING)).await;
    world.happen(matched(TASK, None)).await;
    step(&world.context).await.unwrap();
    assert!(is_here(&world, b"input").await);
    world.happen(TaskEvent::TaskCancelled { task: TASK, reason: CancelReason::ByRequester }).await;
    step(&world.context).await.unwrap();
    assert!(!is_here(&world, b"input").await);
}

#[tokio::test]
async fn should_remove_nothing_while_it_is_behind_the_chain() {
    let world = world().await;
    world.keep(b"stray").await;
    world.chain.finalise_to(50);
    assert!(!step(&world.context).await.unwrap());
    assert!(is_here(&world, b"stray").await);
}

#[tokio::test]
async fn should_collect_as_soon_as_it_begins_and_end_when_asked() {
    let world = world().await;
    world.keep(b"stray").await;
    let shutdown = CancellationToken::new();
    tokio::join!(run(world.context.clone(), shutdown.clone()), async {
        while is_here(&world, b"stray").await {
            tokio::task::yield_now().await;
        }
        shutdown.cancel();
    });
}

#[tokio::test]
async fn should_never_collect_where_that_is_not_wanted() {
    let mut world = world().await;
    world.context.collect.every_seconds = 0;
    world.keep(b"stray").await;
    let shutdown = CancellationToken::new();
    tokio::join!(run(world.context.clone(), shutdown.clone()), async {
        tokio::task::yield_now().await;
        shutdown.cancel();
    });
    assert!(is_here(&world, b"stray").await);
}
