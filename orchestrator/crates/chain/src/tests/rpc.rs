//! The real client against a node of the tests' own.

use std::{error::Error, time::Duration};

use ainur_primitives::receipt;
use codec::Encode;
use futures::{future::join_all, StreamExt};
use tokio::{net::TcpListener, time::timeout};

use super::node::Node;
use crate::{Account, AccountId, BlockRef, Chain, ChainError, RpcChain, RpcSettings, SubmitError};

const ALICE: AccountId = subxt::utils::AccountId32([1; 32]);
const SETTINGS: RpcSettings = RpcSettings { request_timeout: Duration::from_secs(20), connect_timeout: Duration::from_secs(20) };
const HASTY: RpcSettings = RpcSettings { request_timeout: Duration::from_secs(1), ..SETTINGS };

/// `twox_128` of pallet and item, as a node is asked for it.
fn key(pallet: &str, item: &str, rest: &[u8]) -> String {
    let prefix = [sp_crypto_hashing::twox_128(pallet.as_bytes()), sp_crypto_hashing::twox_128(item.as_bytes())].concat();
    format!("0x{}{}", hex::encode(prefix), hex::encode(rest))
}

async fn connected(node: &Node) -> RpcChain {
    RpcChain::connect(&node.url, SETTINGS).await.unwrap()
}

#[tokio::test]
async fn should_read_a_finalised_block() {
    let node = Node::start(3, 0).await;
    let [parent, hash] = [1, 2].map(|height| node.content().hash(height));
    node.content().storage.insert((hash, key("Timestamp", "Now", &[])), 4_000u64.encode());
    let block = connected(&node).await.block(2).await.unwrap();
    assert_eq!((block.at, block.parent_hash, block.timestamp_ms), (BlockRef { height: 2, hash }, parent, 4_000));
}

#[tokio::test]
async fn should_know_the_finalised_head() {
    let node = Node::start(3, 0).await;
    let head = BlockRef { height: 3, hash: node.content().hash(3) };
    let chain = connected(&node).await;
    assert_eq!(chain.finalised_head().await.unwrap(), head);
}

#[tokio::test]
async fn should_report_no_block_before_it_is_final() {
    let node = Node::start(5, 0).await;
    node.content().finalised = 3;
    let chain = connected(&node).await;
    assert!(matches!(chain.block(4).await, Err(ChainError::NotFinalised { height: 4, head: 3 })));
    node.content().finalised = 4;
    assert_eq!(chain.block(4).await.unwrap().at.height, 4);
}

#[tokio::test]
async fn should_read_a_block_with_the_runtime_in_force_after_its_parent() {
    let node = Node::start(4, 0).await;
    let hashes: Vec<_> = (0..=4).map(|height| node.content().hash(height)).collect();
    node.content().versions.extend([(hashes[2], 2), (hashes[3], 2), (hashes[4], 2)]);
    let chain = connected(&node).await;
    for height in 0..=4 {
        chain.block(height).await.unwrap();
    }
    // The block with the upgrade is number 2; number 3 is the first that the new runtime executes.
    assert_eq!(node.content().metadata_asked_at, [hashes[0], hashes[2]]);
}

#[tokio::test]
async fn should_refuse_the_best_block_in_place_of_the_one_asked_for() {
    let node = Node::start(5, 0).await;
    let forgotten = node.content().hash(2);
    node.content().forgotten.insert(forgotten);
    assert!(matches!(connected(&node).await.block(2).await, Err(ChainError::Unreadable(_))));
}

#[tokio::test]
async fn should_read_accounts() {
    let node = Node::start(1, 0).await;
    let head = node.content().hash(1);
    let at = BlockRef { height: 1, hash: head };
    let chain = connected(&node).await;
    assert_eq!(chain.head_with_account(&ALICE).await.unwrap(), (at, Account::default()));
    let hashed = [&sp_crypto_hashing::blake2_128(&ALICE.0)[..], &ALICE.0].concat();
    let (nonce, references, free, held, frozen, flags) = (3u32, [0u32; 3], 100u128, 20u128, 30u128, 0u128);
    let info = (nonce, references, free, held, frozen, flags).encode();
    node.content().storage.insert((head, key("System", "Account", &hashed)), info);
    assert_eq!(chain.head_with_account(&ALICE).await.unwrap(), (at, Account { nonce: 3, free: 70, held: 20 }));
}

#[tokio::test]
async fn should_say_whose_daily_work_a_key_does() {
    let (node, key_of_us) = (Node::start(1, 0).await, AccountId::from([7; 32]));
    let head = node.content().hash(1);
    let chain = connected(&node).await;
    assert!(!chain.is_agent_operator(&key_of_us, &ALICE).await.unwrap(), "it has no proxies");
    let hashed = [&sp_crypto_hashing::twox_64(&ALICE.0)[..], &ALICE.0].concat();
    let (any, operator, deposit) = (0u8, 3u8, 5u128);
    for (proxy, does) in [
        ((key_of_us.0, operator, 0u32), true),
        ((key_of_us.0, any, 0), false),
        ((key_of_us.0, operator, 10), false),
        (([8; 32], operator, 0), false),
    ] {
        let proxies = (vec![([9; 32], operator, 0u32), proxy], deposit).encode();
        node.content().storage.insert((head, key("Proxy", "Proxies", &hashed)), proxies);
        assert_eq!(chain.is_agent_operator(&key_of_us, &ALICE).await.unwrap(), does, "{proxy:?}");
    }
}

#[tokio::test]
async fn should_announce_finalised_heads() {
    let node = Node::start(2, 0).await;
    let head = BlockRef { height: 2, hash: node.content().hash(2) };
    let mut announcements = connected(&node).await.announcements().await.unwrap();
    assert_eq!(announcements.next().await, Some(head));
}

#[tokio::test]
async fn should_not_ask_again_what_the_node_has_called_final() {
    for is_announced in [true, false] {
        let node = Node::start(3, 0).await;
        let chain = RpcChain::connect(&node.url, HASTY).await.unwrap();
        let head = if is_announced {
            chain.announcements().await.unwrap().next().await.unwrap()
        } else {
            chain.finalised_head().await.unwrap()
        };
        node.content().silent = true;
        for height in 0..=head.height {
            assert_eq!(chain.block(height).await.unwrap().at.height, height, "announced: {is_announced}");
        }
    }
}

#[tokio::test]
async fn should_end_the_announcements_with_the_connection() {
    let node = Node::start(2, 0).await;
    let mut announcements = connected(&node).await.announcements().await.unwrap();
    announcements.next().await.unwrap();
    drop(node);
    assert_eq!(announcements.next().await, None);
}

#[tokio::test]
async fn should_hand_in_extrinsics() {
    let node = Node::start(1, 0).await;
    let chain = connected(&node).await;
    assert_eq!(chain.submit(b"extrinsic").await.unwrap(), receipt::hash(b"extrinsic"));
    node.content().refusal = Some((1010, "Transaction is outdated".to_owned()));
    assert!(matches!(chain.submit(b"extrinsic").await, Err(SubmitError::Stale)));
}

#[tokio::test]
async fn should_not_wait_for_ever() {
    let node = Node::start(1, 0).await;
    let chain = RpcChain::connect(&node.url, HASTY).await.unwrap();
    node.content().silent = true;
    assert!(matches!(chain.finalised_head().await, Err(ChainError::Unreachable(_))));
}

#[tokio::test]
async fn should_fail_to_connect_where_there_is_no_node() {
    let node = Node::start(1, 0).await;
    let url = node.url.clone();
    drop(node);
    let hasty = RpcSettings { connect_timeout: Duration::from_millis(50), ..SETTINGS };
    assert!(matches!(RpcChain::connect(&url, hasty).await.map(drop), Err(ChainError::Unreachable(_))));
}

#[tokio::test]
async fn should_connect_anew() {
    let node = Node::start(1, 0).await;
    let chain = connected(&node).await;
    chain.reconnect().await.unwrap();
    assert_eq!(chain.finalised_head().await.unwrap().height, 1);
}

/// Asks until there is another answer than that nobody answers.
async fn answered<T>(mut ask: impl AsyncFnMut() -> Result<T, ChainError>) -> Result<T, ChainError> {
    loop {
        match ask().await {
            Err(ChainError::Unreachable(_)) => tokio::task::yield_now().await,
            outcome => return outcome,
        }
    }
}

#[tokio::test]
async fn should_connect_anew_by_itself_when_the_connection_is_lost() {
    let (node, other) = (Node::start(1, 0).await, Node::start(2, 0).await);
    let mut chain = connected(&node).await;
    chain.url.clone_from(&other.url);
    drop(node);
    assert_eq!(answered(async || chain.finalised_head().await).await.unwrap().height, 2);
}

#[tokio::test]
async fn should_not_wait_for_a_silent_node_once_for_each_who_asks() {
    let node = Node::start(1, 0).await;
    let patience = Duration::from_millis(500);
    let settings = RpcSettings { connect_timeout: patience, ..SETTINGS };
    let mut chain = RpcChain::connect(&node.url, settings).await.unwrap();
    // Takes connections and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    chain.url = format!("ws://{}", silent.local_addr().unwrap());
    let mut lost = chain.announcements().await.unwrap();
    drop(node);
    while lost.next().await.is_some() {}
    let asking = join_all((0..20).map(|_| chain.finalised_head()));
    let answers = timeout(patience * 5, asking).await.unwrap();
    assert!(answers.iter().all(|answer| matches!(answer, Err(ChainError::Unreachable(_)))));
}

#[tokio::test]
async fn should_not_take_another_chain_for_its_own_when_the_connection_is_lost() {
    let (node, other) = (Node::start(1, 0).await, Node::start(2, 1).await);
    let mut chain = connected(&node).await;
    chain.url.clone_from(&other.url);
    drop(node);
    let refused = answered(async || chain.finalised_head().await).await.unwrap_err();
    assert_eq!(refused.source().unwrap().to_string(), "the node has another genesis block than before");
    assert!(matches!(chain.submit(b"extrinsic").await, Err(SubmitError::Unreachable(_))));
}

#[tokio::test]
async fn should_not_take_one_nodes_word_for_what_is_final_at_another() {
    let (node, behind) = (Node::start(3, 0).await, Node::start(3, 0).await);
    behind.content().finalised = 1;
    let mut chain = connected(&node).await;
    assert_eq!(chain.block(3).await.unwrap().at.height, 3);
    chain.url.clone_from(&behind.url);
    drop(node);
    let refused = answered(async || chain.block(3).await).await;
    assert!(matches!(refused, Err(ChainError::NotFinalised { height: 3, head: 1 })));
}

#[tokio::test]
async fn should_keep_to_the_chain_it_began_with() {
    let (node, other) = (Node::start(1, 0).await, Node::start(1, 1).await);
    let mut chain = connected(&node).await;
    chain.url.clone_from(&other.url);
    let refused = chain.reconnect().await.unwrap_err();
    assert_eq!(refused.source().unwrap().to_string(), "the node has another genesis block than before");
    assert_eq!(chain.finalised_head().await.unwrap().hash, node.content().hash(1));
}
