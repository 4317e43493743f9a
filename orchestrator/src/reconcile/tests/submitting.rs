use ainur_chain::{fake::FakeBlock, Account, Call, SubmitError};
use ainur_primitives::{BlockNumber, TaskId};
use ainur_store::outbox::Signed;

use crate::{
    reconcile::{submit, Context},
    testing::World,
};

/// A step of the first key.
async fn step(context: &Context, sent_at: BlockNumber) -> anyhow::Result<Option<BlockNumber>> {
    submit::step(context, context.accounts.own(), sent_at).await
}

async fn with_queued(count: u64) -> World {
    let world = World::new().await;
    world.pass(1).await;
    for task in 0..count {
        world.context.enqueue(vec![(format!("poke:{task}"), Call::poke(TaskId(task)))]).await.unwrap();
    }
    world
}

async fn nonces(world: &World) -> Vec<Option<i64>> {
    world.open().await.iter().map(|row| row.nonce).collect()
}

fn use_nonces(world: &World, nonce: u32) {
    world.chain.set_account(world.context.accounts.own().account(), Account { nonce, ..Account::default() });
}

#[tokio::test]
async fn should_send_each_under_a_nonce_of_its_own() {
    let world = with_queued(3).await;
    use_nonces(&world, 5);
    step(&world.context, 0).await.unwrap();
    assert_eq!(nonces(&world).await, [Some(5), Some(6), Some(7)]);
    assert_eq!(world.chain.submitted().len(), 3);
}

#[tokio::test]
async fn should_send_the_same_bytes_again_after_a_crash() {
    let world = with_queued(1).await;
    step(&world.context, 0).await.unwrap();
    // A process that knows nothing of what the one before has sent.
    step(&world.context, 0).await.unwrap();
    let sent = world.chain.submitted();
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0], sent[1]);
}

#[tokio::test]
async fn should_not_send_again_before_there_is_a_new_block() {
    let world = with_queued(1).await;
    let sent_at = step(&world.context, 0).await.unwrap().unwrap();
    step(&world.context, sent_at).await.unwrap();
    assert_eq!(world.chain.submitted().len(), 1);
    world.pass(2).await;
    step(&world.context, sent_at).await.unwrap();
    assert_eq!(world.chain.submitted().len(), 2);
}

#[tokio::test]
async fn should_send_again_to_another_node_that_is_behind_the_last() {
    let world = with_queued(1).await;
    let sent_at = step(&world.context, 0).await.unwrap().unwrap();
    step(&world.context, sent_at + 10).await.unwrap();
    assert_eq!(world.chain.submitted().len(), 2);
}

#[tokio::test]
async fn should_keep_the_bytes_when_the_node_is_lost_while_sending() {
    let world = with_queued(1).await;
    world.chain.refuse(SubmitError::Unreachable(ainur_chain::ChainError::Unreachable("cut".into())));
    assert!(step(&world.context, 0).await.is_err());
    let bytes = world.open().await[0].signed_bytes.clone().unwrap();
    step(&world.context, 0).await.unwrap();
    assert_eq!(world.chain.submitted(), [bytes]);
}

#[tokio::test]
async fn should_sign_again_under_the_same_nonce_what_expired_unused() {
    let world = with_queued(1).await;
    step(&world.context, 0).await.unwrap();
    world.pass(1 + 64).await;
    step(&world.context, 1).await.unwrap();
    let sent = world.chain.submitted();
    assert_ne!(sent[0], sent[1]);
    assert_eq!(nonces(&world).await, [Some(0)]);
    assert_eq!(world.open().await[0].attempts, 2);
}

#[tokio::test]
async fn should_end_when_a_finalised_block_has_it() {
    let world = with_queued(2).await;
    step(&world.context, 0).await.unwrap();
    use_nonces(&world, 2);
    world.include().await;
    assert!(world.open().await.is_empty());
    let row = world.context.store.submission_by_key("poke:0").await.unwrap().unwrap();
    assert_eq!((row.state.as_str(), row.height), ("finalised", Some(2)));
    // Nothing is left to be done, however often.
    step(&world.context, 0).await.unwrap();
    assert_eq!(world.chain.submitted().len(), 2);
}

#[tokio::test]
async fn should_wait_for_the_indexer_when_the_nonce_is_used() {
    let world = with_queued(1).await;
    step(&world.context, 0).await.unwrap();
    world.chain.finalise(FakeBlock::default().extrinsic(&world.chain.submitted()[0], Ok(())));
    use_nonces(&world, 1);
    world.chain.finalise_to(100);
    // Long expired, and in a block that is not indexed yet: signing again would do it twice.
    step(&world.context, 0).await.unwrap();
    assert_eq!(world.chain.submitted().len(), 1);
    world.index().await;
    assert!(world.open().await.is_empty());
}

#[tokio::test]
async fn should_not_take_what_is_in_a_block_for_expired_because_a_node_that_is_behind_tells_of_the_nonce() {
    let world = with_queued(1).await;
    step(&world.context, 0).await.unwrap();
    let signed = world.open().await.remove(0);
    world.pass(63).await;
    // The last block that can hold it does, and is not indexed yet; one node tells of the head, another of the account.
    world.chain.finalise(FakeBlock::default().extrinsic(&world.chain.submitted()[0], Ok(())));
    world.chain.finalise_to(65);
    use_nonces(&world, 1);
    world.chain.set_lag_of_accounts(2);
    step(&world.context, 0).await.unwrap();
    assert_eq!(world.open().await[0].tx_hash, signed.tx_hash);
    world.index().await;
    assert!(world.open().await.is_empty());
}

#[tokio::test]
async fn should_keep_what_the_node_does_not_take_yet() {
    let world = with_queued(1).await;
    for refusal in [
        SubmitError::Banned,
        SubmitError::PoolFull,
        SubmitError::Future,
        SubmitError::Unpayable,
        SubmitError::NodeTrouble("overloaded".into()),
    ] {
        let reason = refusal.to_string();
        world.chain.refuse(refusal);
        step(&world.context, 0).await.unwrap();
        assert_eq!(world.open().await[0].last_error.as_deref(), Some(reason.as_str()));
    }
}

#[tokio::test]
async fn should_sign_again_what_was_refused_and_leave_its_nonce_to_others_meanwhile() {
    let world = with_queued(2).await;
    use_nonces(&world, 5);
    world.chain.refuse(SubmitError::Invalid("BadProof".into()));
    step(&world.context, 0).await.unwrap();
    let refused = world.context.store.submission_by_key("poke:0").await.unwrap().unwrap();
    assert_eq!((refused.state.as_str(), refused.nonce), ("queued", None));
    assert_eq!(refused.last_error.as_deref(), Some("the extrinsic is invalid: BadProof"));
    let other = world.context.store.submission_by_key("poke:1").await.unwrap().unwrap();
    assert_eq!(other.nonce, Some(5));
    // The chain has another mind by now.
    step(&world.context, 0).await.unwrap();
    assert_eq!(nonces(&world).await, [Some(5), Some(6)]);
}

#[tokio::test]
async fn should_send_nothing_twice_because_something_after_it_is_refused() {
    let world = with_queued(3).await;
    step(&world.context, 0).await.unwrap();
    let sent = world.chain.submitted();
    // As whoever leads next does: all of it goes out once.
    world.chain.refuse(SubmitError::PoolFull);
    world.chain.refuse(SubmitError::Invalid("BadProof".into()));
    step(&world.context, 0).await.unwrap();
    assert_eq!(world.chain.submitted()[3..], sent[2..]);
}

#[tokio::test]
async fn should_give_up_what_is_refused_again_and_again() {
    let world = with_queued(1).await;
    for _ in 0..20 {
        assert_eq!(world.keys().await, ["poke:0"]);
        world.chain.refuse(SubmitError::Invalid("BadProof".into()));
        step(&world.context, 0).await.unwrap();
    }
    assert!(world.open().await.is_empty());
}

#[tokio::test]
async fn should_not_let_one_bad_call_hold_up_the_others() {
    let world = World::new().await;
    world.context.enqueue_written("nonsense", (world.context.operator(), vec![255, 255])).await.unwrap();
    world.context.enqueue(vec![("poke:1".into(), Call::poke(TaskId(1)))]).await.unwrap();
    step(&world.context, 0).await.unwrap();
    let nonsense = world.context.store.submission_by_key("nonsense").await.unwrap().unwrap();
    assert_eq!(nonsense.state, "failed");
    assert_eq!((world.keys().await, nonces(&world).await), (vec!["poke:1".to_owned()], vec![Some(0)]));
    assert_eq!(world.chain.submitted().len(), 1);
}

#[tokio::test]
async fn should_not_send_what_somebody_else_signed_meanwhile() {
    let world = with_queued(1).await;
    let seen = world.open().await.remove(0);
    step(&world.context, 0).await.unwrap();
    let late = Signed { nonce: 9, expires_at: 64, bytes: vec![1], hash: [1; 32] };
    assert!(world.context.store.store_signed(&seen, &late).await.unwrap().is_none());
    assert_eq!(nonces(&world).await, [Some(0)]);
}
