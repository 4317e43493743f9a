use ainur_primitives::receipt;

use super::runtime;
use crate::{
    fake::{FakeBlock, FakeChain, SLOT_MS},
    Account, AccountId, Chain, ChainError, DispatchError, SubmitError,
};

const ALICE: AccountId = subxt::utils::AccountId32([1; 32]);

fn not_due() -> DispatchError {
    DispatchError { name: "TaskMarket.NotDue".into(), explanation: String::new() }
}

#[tokio::test]
async fn should_hold_what_was_put_into_a_block() {
    let chain = FakeChain::new(runtime());
    let at = chain.finalise(FakeBlock::default().extrinsic(b"one", Ok(())).extrinsic(b"two", Err(not_due())));
    let block = chain.block(1).await.unwrap();
    assert_eq!(block.at, at);
    assert_eq!(block.parent_hash, chain.block(0).await.unwrap().at.hash);
    assert_eq!(block.timestamp_ms, SLOT_MS);
    let outcomes: Vec<_> = block.extrinsics.iter().map(|extrinsic| (extrinsic.hash, extrinsic.outcome.clone())).collect();
    assert_eq!(outcomes, [(receipt::hash(b"one"), Ok(())), (receipt::hash(b"two"), Err(not_due()))]);
}

#[tokio::test]
async fn should_know_no_block_above_the_head() {
    let chain = FakeChain::new(runtime());
    let refused = chain.block(1).await;
    assert!(matches!(refused, Err(ChainError::NotFinalised { height: 1, head: 0 })));
}

#[tokio::test]
async fn should_keep_what_is_submitted_and_refuse_when_told() {
    let chain = FakeChain::new(runtime());
    chain.refuse(SubmitError::Stale);
    assert!(matches!(chain.submit(b"one").await, Err(SubmitError::Stale)));
    assert_eq!(chain.submit(b"two").await.unwrap(), receipt::hash(b"two"));
    assert_eq!(chain.submitted(), [b"two".to_vec()]);
}

#[tokio::test]
async fn should_tell_of_accounts() {
    let chain = FakeChain::new(runtime());
    let genesis = chain.finalised_head().await.unwrap();
    assert_eq!(chain.head_with_account(&ALICE).await.unwrap(), (genesis, Account::default()));
    let account = Account { nonce: 3, free: 10, held: 4 };
    let head = chain.finalise_to(2);
    chain.set_account(ALICE, account);
    assert_eq!(chain.head_with_account(&ALICE).await.unwrap(), (head, account));
    chain.set_lag_of_accounts(2);
    assert_eq!(chain.head_with_account(&ALICE).await.unwrap(), (genesis, Account::default()));
}

#[tokio::test]
async fn should_fail_everything_while_disconnected() {
    let chain = FakeChain::new(runtime());
    chain.disconnect();
    assert!(chain.finalised_head().await.is_err());
    assert!(chain.block(0).await.is_err());
    assert!(chain.announcements().await.is_err());
    assert!(chain.account(&ALICE).await.is_err());
    assert!(chain.runtime().await.is_err());
    assert!(matches!(chain.submit(b"one").await, Err(SubmitError::Unreachable(_))));
    assert!(chain.reconnect().await.is_err());
}
