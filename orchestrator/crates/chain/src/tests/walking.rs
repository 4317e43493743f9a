use std::{sync::Arc, time::Duration};

use proptest::prelude::*;

use super::runtime;
use crate::{
    fake::{FakeBlock, FakeChain},
    BlockRef, Chain, ChainError, WalkError, Walker,
};

/// Long enough that a test waiting for an announcement never reaches it.
const PATIENT: Duration = Duration::from_secs(60);
/// Short enough that a test waiting for silence ends soon.
const IMPATIENT: Duration = Duration::from_millis(10);

fn chain() -> Arc<FakeChain> {
    Arc::new(FakeChain::new(runtime()))
}

/// Reads on from `cursor` until there is nothing more.
async fn read_all(walker: &mut Walker, mut cursor: Option<BlockRef>) -> Vec<BlockRef> {
    let mut read = Vec::new();
    while let Some(block) = walker.block_after(cursor).await.unwrap() {
        cursor = Some(block.at);
        read.push(block.at);
    }
    read
}

#[tokio::test]
async fn should_begin_with_genesis_and_end_with_the_finalised_head() {
    let chain = chain();
    let head = chain.finalise_to(3);
    let read = read_all(&mut Walker::new(chain, PATIENT), None).await;
    assert_eq!(read.iter().map(|at| at.height).collect::<Vec<_>>(), [0, 1, 2, 3]);
    assert_eq!(read.last(), Some(&head));
}

#[tokio::test]
async fn should_read_blocks_that_were_never_announced() {
    let chain = chain();
    let cursor = chain.finalise(FakeBlock::default());
    chain.set_announcing(false);
    chain.finalise_to(40);
    let read = read_all(&mut Walker::new(chain, PATIENT), Some(cursor)).await;
    assert_eq!(read.iter().map(|at| at.height).collect::<Vec<_>>(), (2..=40).collect::<Vec<_>>());
}

#[tokio::test]
async fn should_notice_another_chain() {
    let chain = chain();
    let recorded = chain.finalise_to(5);
    chain.finalise_to(6);
    chain.replace_from(4);
    let mut walker = Walker::new(chain, PATIENT);
    let refused = walker.block_after(Some(recorded)).await;
    assert!(matches!(refused, Err(WalkError::Forked { height: 6, recorded: hash, .. }) if hash == recorded.hash));
}

#[tokio::test]
async fn should_refuse_the_head_in_place_of_the_block_asked_for() {
    let chain = chain();
    let cursor = chain.finalise_to(2);
    chain.finalise_to(9);
    chain.set_misplacing(true);
    let refused = Walker::new(chain, PATIENT).block_after(Some(cursor)).await;
    assert!(matches!(refused, Err(WalkError::Misplaced { asked: 3, got: 9 })));
}

#[tokio::test]
async fn should_go_on_where_it_was_after_an_outage() {
    let chain = chain();
    let cursor = chain.finalise_to(2);
    let mut walker = Walker::new(chain.clone(), PATIENT);
    chain.disconnect();
    let failed = walker.block_after(Some(cursor)).await;
    assert!(matches!(failed, Err(WalkError::Chain(ChainError::Unreachable(_)))));
    chain.finalise_to(4);
    chain.connect();
    assert_eq!(read_all(&mut walker, Some(cursor)).await.len(), 2);
}

#[tokio::test]
async fn should_wake_when_a_head_is_announced() {
    let chain = chain();
    let mut walker = Walker::new(chain.clone(), PATIENT);
    walker.wait().await;
    let (finalised, ()) = tokio::join!(async { chain.finalise(FakeBlock::default()) }, walker.wait());
    assert_eq!(chain.finalised_head().await.unwrap(), finalised);
    assert_eq!(chain.reconnects(), 0);
}

#[tokio::test]
async fn should_make_a_new_connection_after_silence() {
    let chain = chain();
    chain.set_announcing(false);
    let mut walker = Walker::new(chain.clone(), IMPATIENT);
    walker.wait().await;
    assert_eq!(chain.reconnects(), 1);
    chain.set_announcing(true);
    walker.wait().await;
    assert_eq!(chain.reconnects(), 1);
}

#[tokio::test]
async fn should_subscribe_again_when_the_announcements_end() {
    let chain = chain();
    let mut walker = Walker::new(chain.clone(), PATIENT);
    walker.wait().await;
    chain.disconnect();
    walker.wait().await;
    chain.connect();
    walker.wait().await;
    assert_eq!(chain.reconnects(), 0);
}

#[tokio::test]
async fn should_keep_trying_while_there_is_no_connection() {
    let chain = chain();
    chain.disconnect();
    let mut walker = Walker::new(chain.clone(), IMPATIENT);
    walker.wait().await;
    walker.wait().await;
    assert_eq!(chain.reconnects(), 2);
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Finalise(u32),
    Announce(bool),
    Disconnect,
    Connect,
    Read,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        (0..6u32).prop_map(Step::Finalise),
        any::<bool>().prop_map(Step::Announce),
        Just(Step::Disconnect),
        Just(Step::Connect),
        Just(Step::Read),
    ];
    proptest::collection::vec(step, 0..40)
}

proptest! {
    #[test]
    fn every_finalised_block_is_read_exactly_once_and_in_order(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let chain = chain();
            let mut walker = Walker::new(chain.clone(), PATIENT);
            let mut read: Vec<BlockRef> = Vec::new();
            for step in steps.into_iter().chain([Step::Connect, Step::Read]) {
                match step {
                    Step::Finalise(count) => (0..count).for_each(|_| _ = chain.finalise(FakeBlock::default())),
                    Step::Announce(on) => chain.set_announcing(on),
                    Step::Disconnect => chain.disconnect(),
                    Step::Connect => chain.connect(),
                    Step::Read => while let Ok(Some(block)) = walker.block_after(read.last().copied()).await {
                        read.push(block.at);
                    },
                }
            }
            let head = chain.finalised_head().await.unwrap();
            assert_eq!(read.iter().map(|at| at.height).collect::<Vec<_>>(), (0..=head.height).collect::<Vec<_>>());
        });
    }
}
