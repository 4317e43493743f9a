use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::{reconcile::listen, testing::World};

#[tokio::test]
async fn should_wake_the_loops_for_what_another_process_wrote() {
    let world = World::new().await;
    let mut calls = world.context.wake.listen();
    let shutdown = CancellationToken::new();
    let other = async {
        // The first call says that it listens.
        calls.next().await;
        world.context.store.enqueue("key", "another account", &[1]).await.unwrap();
        let heard = tokio::time::timeout(Duration::from_secs(30), calls.next()).await;
        shutdown.cancel();
        heard.unwrap();
    };
    tokio::join!(listen::run(world.context.clone(), shutdown.clone()), other);
}
