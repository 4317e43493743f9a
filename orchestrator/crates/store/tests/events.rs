//! Events are found for ever where they were put, in whichever partition that is. Features A16, F10.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

mod common;

use std::{borrow::Cow, sync::Arc};

use ainur_store::{
    blocks::{self, NewBlock},
    events::{Interest, NewEvent},
    Store, StoreError,
};
use serde_json::json;
use sqlx::PgConnection;

/// Heights of one partition.
const SPAN: u32 = 1_000_000;

fn hash(height: u32) -> [u8; 32] {
    let mut hash = [9; 32];
    hash[..4].copy_from_slice(&height.to_be_bytes());
    hash
}

/// A block with three events.
fn block(height: u32) -> NewBlock<'static> {
    let event = |index| NewEvent {
        index,
        pallet: "TaskMarket",
        name: "TaskCreated",
        fields: Cow::Owned(json!({ "height": height, "index": index })),
    };
    let (timestamp_ms, events) = (u64::from(height) * 2_000, (0..3).map(event).collect());
    NewBlock { height, hash: hash(height), parent_hash: hash(height - 1), timestamp_ms, events }
}

async fn insert(store: &Store, blocks: Vec<NewBlock<'static>>) -> Result<(), StoreError> {
    let blocks = Arc::new(blocks);
    let inserted = store.transaction(move |connection| {
        let blocks = blocks.clone();
        Box::pin(async move { blocks::insert(connection, &blocks).await })
    });
    inserted.await
}

/// Says that everything up to this height is on record.
async fn begin_after(observer: &mut PgConnection, height: u32) {
    let query = "INSERT INTO blocks (height, hash, parent_hash, timestamp_ms) VALUES ($1, $2, $2, 0)";
    sqlx::query(query).bind(i64::from(height)).bind(hash(height)).execute(observer).await.unwrap();
}

/// How many events are in each partition, by name.
async fn partitions(observer: &mut PgConnection) -> Vec<(String, i64)> {
    let query = "SELECT child.relname::text, (SELECT count(*) FROM events WHERE events.tableoid = child.oid)
                 FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid
                 WHERE inhparent = 'events'::regclass AND child.relkind = 'r' ORDER BY child.oid";
    sqlx::query_as(query).fetch_all(observer).await.unwrap()
}

#[tokio::test]
async fn a_partition_is_there_long_before_it_is_needed() {
    let (postgres, store) = common::store().await;
    let mut observer = common::observer(&postgres).await;
    begin_after(&mut observer, SPAN - 3).await;
    insert(&store, vec![block(SPAN - 2)]).await.unwrap();
    let named = |name: &str, count| (name.to_owned(), count);
    assert_eq!(partitions(&mut observer).await, [named("events_from_0", 3), named("events_from_1000000", 0)]);
    insert(&store, (SPAN - 1..SPAN + 2).map(block).collect()).await.unwrap();
    let expected = [named("events_from_0", 6), named("events_from_1000000", 6), named("events_from_2000000", 0)];
    assert_eq!(partitions(&mut observer).await, expected);

    let page = store.events((SPAN - 1, 2), 3).await.unwrap();
    let places: Vec<_> = page.iter().map(|event| (event.height, event.idx)).collect();
    assert_eq!(places, [(i64::from(SPAN) - 1, 2), (SPAN.into(), 0), (SPAN.into(), 1)]);
    let found = store.event(hash(SPAN), 1).await.unwrap().unwrap();
    assert_eq!(found, page[2]);
    assert_eq!(found.fields, json!({ "height": SPAN, "index": 1 }));
    assert_eq!(store.height_of(hash(SPAN)).await.unwrap(), Some(SPAN));
}

#[tokio::test]
async fn what_is_read_from_a_place_on_does_not_touch_the_partitions_before_it() {
    let (postgres, store) = common::store().await;
    let mut observer = common::observer(&postgres).await;
    begin_after(&mut observer, SPAN - 1).await;
    insert(&store, vec![block(SPAN)]).await.unwrap();
    let plan: Vec<String> = sqlx::query_scalar(
        "EXPLAIN SELECT * FROM events JOIN blocks USING (height)
         WHERE height >= 1000000 AND (height, idx) >= (1000000, 1) ORDER BY height, idx LIMIT 10",
    )
    .fetch_all(&mut observer)
    .await
    .unwrap();
    let plan = plan.join("\n");
    assert!(plan.contains("events_from_1000000") && !plan.contains("events_from_0"), "{plan}");
}

#[tokio::test]
async fn of_blocks_that_do_not_follow_each_other_none_is_put_on_record() {
    let (postgres, store) = common::store().await;
    let mut observer = common::observer(&postgres).await;
    begin_after(&mut observer, 6).await;
    for (blocks, misfit) in [(vec![block(8)], 8), (vec![block(7), block(9)], 9), (vec![block(7), block(8), block(8)], 8)] {
        let error = insert(&store, blocks).await.unwrap_err();
        assert!(matches!(error, StoreError::Forked { height } if height == misfit), "{error:?}");
    }
    let other = NewBlock { parent_hash: [1; 32], ..block(8) };
    assert!(insert(&store, vec![block(7), other]).await.is_err());
    assert_eq!(store.cursor().await.unwrap(), Some((6, hash(6))));
    assert!(store.events((0, 0), 10).await.unwrap().is_empty());
}

/// A block whose events are these, all of one pallet.
fn block_of(height: u32, fields: Vec<serde_json::Value>) -> NewBlock<'static> {
    let event = |(index, fields)| NewEvent { index, pallet: "TaskMarket", name: "Something", fields: Cow::Owned(fields) };
    NewBlock { events: (0..).zip(fields).map(event).collect(), ..block(height) }
}

#[tokio::test]
async fn what_happens_to_an_agent_is_what_happens_to_the_tasks_on_which_it_bid_or_works() {
    let (postgres, store) = common::store().await;
    let mut observer = common::observer(&postgres).await;
    begin_after(&mut observer, 0).await;
    common::tasks(&mut observer, 1..5).await;
    let bid = "INSERT INTO bids (task, agent, price, duration, placed_at, status) VALUES (1, 7, 1, 1, 0, 'lost'), (1, 8, 1, 1, 0, 'won')";
    for query in [bid, "UPDATE tasks SET agent = 7 WHERE id = 2"] {
        sqlx::query(query).execute(&mut observer).await.unwrap();
    }
    let fields = [
        json!({ "task": 1, "assignment": { "agent": 8 } }),
        json!({ "task": 2 }),
        json!({ "task": 3, "agent": 8 }),
        json!({ "agent": 7 }),
        // Those of other pallets.
        json!({ "task": [2, 0] }),
        json!({ "task": u64::MAX }),
        json!(["task", 1]),
        json!(null),
    ];
    insert(&store, vec![block_of(1, fields.to_vec())]).await.unwrap();
    let of = async |interest| {
        let stretch = store.events_of_interest((0, 0), interest, 100).await.unwrap();
        assert_eq!((stretch.next, stretch.goes_on), (Some((1, 8)), false));
        stretch.events.into_iter().map(|event| event.idx).collect::<Vec<_>>()
    };
    assert_eq!(of(Interest::default()).await, [0, 1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(of(Interest { agent: Some(7), task: None }).await, [0, 1, 3], "it lost one, and works on another");
    assert_eq!(of(Interest { agent: Some(8), task: None }).await, [0, 2]);
    assert_eq!(of(Interest { agent: None, task: Some(2) }).await, [1]);
    assert_eq!(of(Interest { agent: Some(8), task: Some(3) }).await, [2]);
    assert!(of(Interest { agent: Some(u64::MAX), task: None }).await.is_empty());
}

#[tokio::test]
async fn a_history_is_looked_through_stretch_by_stretch() {
    let (postgres, store) = common::store().await;
    begin_after(&mut common::observer(&postgres).await, 0).await;
    insert(&store, (1..4).map(block).collect()).await.unwrap();
    let nobody = Interest { agent: Some(1), task: None };
    let mut places = vec![Some((0, 0))];
    while let Some(Some(place)) = places.last() {
        let stretch = store.events_of_interest(*place, nobody, 4).await.unwrap();
        assert!(stretch.events.is_empty());
        assert_eq!(stretch.goes_on, stretch.next.is_some_and(|next| next < (3, 3)));
        places.push(stretch.next);
    }
    assert_eq!(places, [Some((0, 0)), Some((2, 1)), Some((3, 2)), Some((3, 3)), None]);
}
