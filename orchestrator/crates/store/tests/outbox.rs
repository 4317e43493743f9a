//! What is on its way to the chain: one row a key, one open row a nonce.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod common;

use ainur_store::{
    outbox::{confirm, put_off, Included, NewSubmission, Signed, Submission},
    Store,
};

const SIGNER: &str = "signer";

fn signed(nonce: u32, hash: u8) -> Signed {
    Signed { nonce, expires_at: 64, bytes: vec![hash], hash: [hash; 32] }
}

/// Returns the batches among them.
async fn include(store: &Store, height: u32, extrinsics: Vec<Included>) -> Vec<Vec<u8>> {
    let confirmed = store.transaction(move |connection| {
        let extrinsics = extrinsics.clone();
        Box::pin(async move { confirm(connection, height, &extrinsics, "batch:").await })
    });
    confirmed.await.unwrap()
}

/// Queues a call and returns the row.
async fn queue(store: &Store, key: &str) -> Submission {
    let queued = store.enqueue(key, SIGNER, key.as_bytes()).await.unwrap();
    store.submission(queued.id).await.unwrap().unwrap()
}

/// Signs a submission that nobody else has changed; returns the row as it stands then.
async fn sign(store: &Store, row: &Submission, signed: &Signed) -> Submission {
    store.store_signed(row, signed).await.unwrap().unwrap()
}

async fn state(store: &Store, key: &str) -> (String, Option<i64>) {
    let row = store.submission_by_key(key).await.unwrap().unwrap();
    (row.state, row.height)
}

#[tokio::test]
async fn a_key_keeps_the_call_it_was_first_queued_with() {
    let (_postgres, store) = common::store().await;
    let first = store.enqueue("key", SIGNER, b"one").await.unwrap();
    let second = store.enqueue("key", SIGNER, b"other").await.unwrap();
    assert_eq!((first.is_new, second.is_new, first.id), (true, false, second.id));
    assert_eq!(store.submission(first.id).await.unwrap().unwrap().call, b"one");
}

#[tokio::test]
async fn calls_that_are_queued_together_keep_their_order_and_what_is_known_keeps_its_call() {
    let (_postgres, store) = common::store().await;
    store.enqueue("known", SIGNER, b"known").await.unwrap();
    let calls = ["z", "known", "a", "z", "m"].map(|key| NewSubmission {
        business_key: key.to_owned(),
        signer: SIGNER.to_owned(),
        call: format!("{key}, queued later").into_bytes(),
    });
    assert_eq!(store.enqueue_all(&calls).await.unwrap(), 3);
    assert_eq!(store.enqueue_all(&calls).await.unwrap(), 0);
    let open = store.open_submissions(SIGNER, 0, 10).await.unwrap();
    let keys: Vec<_> = open.iter().map(|row| row.business_key.as_str()).collect();
    assert_eq!(keys, ["known", "z", "a", "m"]);
    assert_eq!(store.submission_by_key("known").await.unwrap().unwrap().call, b"known");
}

#[tokio::test]
async fn two_open_submissions_never_have_one_nonce() {
    let (_postgres, store) = common::store().await;
    let (one, other) = (queue(&store, "one").await, queue(&store, "other").await);
    sign(&store, &one, &signed(7, 1)).await;
    assert!(store.store_signed(&other, &signed(7, 2)).await.is_err());
    assert_eq!(state(&store, "other").await.0, "queued");
    include(&store, 5, vec![Included { hash: [1; 32], error: None }]).await;
    sign(&store, &other, &signed(7, 2)).await;
}

#[tokio::test]
async fn a_block_says_what_became_of_each_of_its_extrinsics() {
    let (_postgres, store) = common::store().await;
    for (nonce, key) in [(0, "batch:paid"), (1, "batch:refused"), (2, "given up"), (3, "taken back"), (4, "batch:elsewhere")] {
        let row = queue(&store, key).await;
        let row = sign(&store, &row, &signed(nonce, u8::try_from(nonce).unwrap())).await;
        match key {
            "given up" => store.give_up_submission(&row, "a node said so").await.unwrap(),
            "taken back" => store.take_signature_back(&row, "a node said so").await.unwrap(),
            _ => {}
        }
    }
    let error = Some("TaskMarket.NotDue".to_owned());
    let extrinsics = [(0, None), (1, error), (2, None), (3, None), (200, None)];
    let extrinsics = extrinsics.map(|(hash, error)| Included { hash: [hash; 32], error });
    assert_eq!(include(&store, 5, extrinsics.to_vec()).await, [b"batch:paid".to_vec(), b"batch:refused".to_vec()]);
    assert!(include(&store, 5, extrinsics.into()).await.is_empty(), "they are known already");
    assert_eq!(state(&store, "batch:paid").await, ("finalised".into(), Some(5)));
    assert_eq!(state(&store, "batch:refused").await, ("failed".into(), Some(5)));
    assert_eq!(state(&store, "given up").await, ("finalised".into(), Some(5)));
    assert_eq!(state(&store, "taken back").await, ("finalised".into(), Some(5)));
    assert_eq!(state(&store, "batch:elsewhere").await, ("signed".into(), None));
}

#[tokio::test]
async fn who_signs_second_learns_that_somebody_did() {
    let (_postgres, store) = common::store().await;
    let seen = queue(&store, "key").await;
    sign(&store, &seen, &signed(1, 1)).await;
    assert!(store.store_signed(&seen, &signed(2, 2)).await.unwrap().is_none());
    assert_eq!(store.submission(seen.id).await.unwrap().unwrap().nonce, Some(1));
}

/// What somebody might do with a row that has changed since it was read, by its name.
const LATE: [&str; 7] = ["sign", "take back", "hand over", "rest", "drop", "give up", "note"];

async fn late(store: &Store, what: &str, row: &Submission) {
    match what {
        "sign" => assert!(store.store_signed(row, &signed(9, 9)).await.unwrap().is_none()),
        "give up" => store.give_up_submission(row, "late").await.unwrap(),
        "note" => store.note_submission_error(row, "late").await.unwrap(),
        "take back" => store.take_signature_back(row, "late").await.unwrap(),
        "hand over" => assert!(!store.hand_submission_over(row, ("third", b"call"), "late").await.unwrap()),
        "rest" => store.rest_submissions(&[row], 80, "late").await.unwrap(),
        _ => store.drop_submissions(&[row], "late").await.unwrap(),
    }
}

#[tokio::test]
async fn what_was_signed_since_it_was_read_stays_as_it_is() {
    let (_postgres, store) = common::store().await;
    for what in LATE {
        let queued = queue(&store, what).await;
        let first = sign(&store, &queued, &signed(1, 1)).await;
        let second = sign(&store, &first, &signed(1, 2)).await;
        for seen in [&queued, &first] {
            late(&store, what, seen).await;
            let row = store.submission(queued.id).await.unwrap().unwrap();
            assert_eq!((row.state.as_str(), row.last_error), ("signed", None), "{what}");
            assert_eq!((row.tx_hash, row.signed_bytes), (second.tx_hash.clone(), second.signed_bytes.clone()), "{what}");
            assert_eq!(store.open_submissions(SIGNER, 0, 10).await.unwrap().len(), 1, "{what}");
        }
        include(&store, 5, vec![Included { hash: [2; 32], error: None }]).await;
    }
}

#[tokio::test]
async fn what_another_has_taken_over_since_it_was_read_stays_with_it() {
    let (_postgres, store) = common::store().await;
    for what in LATE {
        let seen = queue(&store, what).await;
        assert!(store.hand_submission_over(&seen, ("another", b"call"), "poor").await.unwrap());
        late(&store, what, &seen).await;
        let row = store.submission(seen.id).await.unwrap().unwrap();
        assert_eq!(
            (row.signer.as_str(), row.state.as_str(), row.last_error.as_deref()),
            ("another", "queued", Some("poor")),
            "{what}"
        );
    }
    assert_eq!(store.open_submissions("another", 0, 10).await.unwrap().len(), LATE.len(), "none of them rests");
}

#[tokio::test]
async fn keys_and_open_submissions_are_known_whoever_signs() {
    let (_postgres, store) = common::store().await;
    store.enqueue("settle:1", SIGNER, b"call").await.unwrap();
    let keys = ["settle:1".to_owned(), "settle:2".to_owned()];
    assert_eq!(store.known_keys(&keys).await.unwrap(), ["settle:1".to_owned()].into());
    assert!(store.has_open_submission("settle:").await.unwrap());
    assert!(!store.has_open_submission("poke:").await.unwrap());
}

#[tokio::test]
async fn a_call_that_is_handed_over_leaves_its_nonce_and_is_known_by_its_hash_still() {
    let (_postgres, store) = common::store().await;
    let row = sign(&store, &queue(&store, "poke").await, &signed(7, 1)).await;
    assert!(store.hand_submission_over(&row, ("another", b"call"), "poor").await.unwrap());
    let handed = store.submission(row.id).await.unwrap().unwrap();
    assert_eq!((handed.signer.as_str(), handed.state.as_str(), handed.nonce), ("another", "queued", None));
    assert_eq!(handed.call, b"call");
    let other = queue(&store, "other").await;
    sign(&store, &other, &signed(7, 2)).await;
    // Should the first signature get in all the same, the block tells.
    include(&store, 5, vec![Included { hash: [1; 32], error: None }]).await;
    assert_eq!(state(&store, "poke").await, ("finalised".into(), Some(5)));
    assert!(!store.hand_submission_over(&handed, (SIGNER, b"call"), "poor").await.unwrap());
}

#[tokio::test]
async fn what_is_refused_for_now_is_queued_again_but_not_for_ever() {
    let (_postgres, store) = common::store().await;
    let refused = |error: &str| vec![Included { hash: [1; 32], error: Some(error.to_owned()) }];
    let (mut height, mut rests) = (0, Vec::new());
    loop {
        let row = queue(&store, "key").await;
        if row.state == "failed" {
            break;
        }
        store.store_signed(&row, &signed(7, 1)).await.unwrap();
        height += 1;
        let now = height;
        let refusal = store.transaction(move |connection| {
            let refused = refused("not now");
            Box::pin(async move {
                put_off(connection, now, &refused, &["other"]).await?;
                confirm(connection, now, &refused, "batch:").await.map(drop)
            })
        });
        refusal.await.unwrap();
        while store.open_submissions(SIGNER, height, 10).await.unwrap().is_empty() && height < now + 100 {
            height += 1;
        }
        rests.push(height - now);
    }
    assert_eq!(rests[..7], [2, 4, 8, 16, 32, 64, 64]);
    assert_eq!(rests.len(), 19, "the last is given up");
    assert_eq!(state(&store, "key").await.0, "failed");
}

#[tokio::test]
async fn what_was_given_up_is_not_queued_again_when_the_chain_refuses_it_for_now() {
    let (_postgres, store) = common::store().await;
    let row = sign(&store, &queue(&store, "key").await, &signed(7, 1)).await;
    store.drop_submissions(&[&row], "nobody signs it").await.unwrap();
    let refused = store.transaction(|connection| {
        let refused = vec![Included { hash: [1; 32], error: Some("not now".to_owned()) }];
        Box::pin(async move { put_off(connection, 5, &refused, &[]).await })
    });
    refused.await.unwrap();
    assert_eq!(store.submission(row.id).await.unwrap().unwrap().state, "failed");
}

#[tokio::test]
async fn who_is_gone_leaves_what_no_block_can_take() {
    let (_postgres, store) = common::store().await;
    let (queued, sent) = (queue(&store, "queued").await, queue(&store, "sent").await);
    let sent = sign(&store, &sent, &signed(1, 1)).await;
    let strays = async |signers: &[&str], height| {
        let signers: Vec<_> = signers.iter().map(|signer| (*signer).to_owned()).collect();
        let rows = store.stray_submissions(&signers, height, 10).await.unwrap();
        rows.into_iter().map(|row| row.business_key).collect::<Vec<_>>()
    };
    assert!(strays(&[SIGNER], 100).await.is_empty());
    assert_eq!(strays(&["another"], 63).await, ["queued"]);
    assert_eq!(strays(&["another"], 64).await, ["queued", "sent"]);
    store.rest_submissions(&[&queued], 80, "nobody signs it").await.unwrap();
    assert_eq!(strays(&["another"], 79).await, ["sent"]);
    store.drop_submissions(&[&sent], "nobody signs it").await.unwrap();
    assert_eq!(strays(&["another"], 80).await, ["queued"]);
    assert!(store.enqueue("sent", "another", b"call").await.unwrap().is_new, "its key is free");
}
