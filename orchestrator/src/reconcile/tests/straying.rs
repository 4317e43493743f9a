//! Calls whose key is in the settings no more.

use ainur_chain::{
    records::{CancelReason, FailReason},
    AccountId, Call, Signer, TaskEvent,
};
use ainur_primitives::receipt;

use crate::{
    accounts::{account, Accounts, By},
    reconcile::{matching, stray, submit},
    testing::{matched, posted, registered_by, started, World, AGENT, BIDDING, OWNER, TASK},
};

/// Which key signs, and for whom.
type Key<'a> = (&'a str, Option<AccountId>);

fn cold() -> AccountId {
    Signer::from_secret(&"//Cold".into()).unwrap().account()
}

fn set(world: &mut World, (secret, stands_for): Key<'_>) {
    let key = account(&secret.into(), stands_for.map(|account| account.to_string()).as_deref()).unwrap();
    world.context.accounts = Accounts::new(key, Vec::new()).unwrap();
}

/// An agent of the cold account's, and a task for it.
async fn with_key(key: Key<'_>) -> World {
    let mut world = World::new().await;
    set(&mut world, key);
    let (module, input) = (world.keep(b"module").await, world.keep(b"input").await);
    world.happen(registered_by(AGENT, OWNER, Some(cold()), module)).await;
    world.happen(posted(TASK, input, BIDDING)).await;
    world
}

/// The agent has failed, and the chain is yet to be told.
async fn with_failure(key: Key<'_>) -> World {
    let world = with_key(key).await;
    world.happen(matched(TASK, Some(receipt::hash(b"module")))).await;
    world.happen(started(TASK)).await;
    let by = world.context.accounts.all().next().map(By::Account).unwrap();
    let call = Call::fail(TASK, FailReason::Other);
    world.context.enqueue_by(vec![(by, "fail:0:0".into(), call)]).await.unwrap();
    world
}

async fn submit(world: &World) {
    submit::step(&world.context, world.context.accounts.own(), 0).await.unwrap();
}

#[tokio::test]
async fn should_queue_anew_what_a_key_did_not_send_before_it_was_taken_out() {
    let mut world = with_key(("//Hot", Some(cold()))).await;
    matching::step(&world.context).await.unwrap();
    let before = world.open().await.remove(0);
    set(&mut world, ("//Cold", None));
    stray::step(&world.context).await.unwrap();
    let dropped = world.context.store.submission(before.id).await.unwrap().unwrap();
    assert_eq!(dropped.state, "failed");
    assert!(dropped.last_error.is_some_and(|error| error.contains("settings")));
    matching::step(&world.context).await.unwrap();
    let anew = world.open().await.remove(0);
    assert_eq!((anew.business_key, anew.signer), (before.business_key, cold().to_string()));
}

#[tokio::test]
async fn should_give_what_the_chain_is_told_once_to_the_key_that_stands_for_the_account_now() {
    let mut world = with_failure(("//Hot", Some(cold()))).await;
    let runtime = world.context.chain.runtime().await.unwrap();
    let plain = runtime.encode(&Call::fail(TASK, FailReason::Other)).unwrap();
    let wrapped = runtime.encode(&Call::as_agent_operator(&cold(), plain.clone())).unwrap();
    for (key, call) in [(("//Cold", None), plain), (("//Other", Some(cold())), wrapped)] {
        set(&mut world, key);
        stray::step(&world.context).await.unwrap();
        let rows: Vec<_> = world.open().await.into_iter().map(|row| (row.business_key, row.call)).collect();
        assert_eq!(rows, [("fail:0:0".into(), call)], "{key:?}");
    }
}

#[tokio::test]
async fn should_keep_what_the_chain_is_told_once_for_a_key_that_is_put_back() {
    let key = ("//Hot", Some(cold()));
    let mut world = with_failure(key).await;
    set(&mut world, ("//Stranger", None));
    for _ in 0..2 {
        stray::step(&world.context).await.unwrap();
    }
    let height = world.context.height().await.unwrap().unwrap();
    set(&mut world, key);
    assert_eq!(world.keys().await, ["fail:0:0"]);
    world.pass(height + 4).await;
    submit(&world).await;
    assert_eq!(world.chain.submitted().len(), 1);
}

#[tokio::test]
async fn should_drop_what_an_agent_did_that_has_not_the_task_any_more() {
    let mut world = with_failure(("//Hot", Some(cold()))).await;
    let before = world.open().await.remove(0);
    world.happen(TaskEvent::TaskReopened { task: TASK, reason: CancelReason::Timeout { agent: AGENT } }).await;
    set(&mut world, ("//Cold", None));
    stray::step(&world.context).await.unwrap();
    assert_eq!(world.context.store.submission(before.id).await.unwrap().unwrap().state, "failed");
}

#[tokio::test]
async fn should_leave_alone_what_a_block_can_still_take() {
    let mut world = with_failure(("//Hot", Some(cold()))).await;
    submit(&world).await;
    let expires_at = u32::try_from(world.open().await.remove(0).expires_at.unwrap()).unwrap();
    set(&mut world, ("//Cold", None));
    world.pass(expires_at - 1).await;
    stray::step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty());
    world.pass(expires_at).await;
    stray::step(&world.context).await.unwrap();
    assert_eq!(world.keys().await, ["fail:0:0"]);
}

#[tokio::test]
async fn should_not_touch_what_its_own_keys_sign() {
    let world = with_failure(("//Hot", Some(cold()))).await;
    stray::step(&world.context).await.unwrap();
    matching::step(&world.context).await.unwrap();
    assert!(world.open().await.iter().all(|row| row.state == "queued" && row.last_error.is_none()));
}
