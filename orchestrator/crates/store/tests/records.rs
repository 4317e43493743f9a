//! Records of agents whose tasks were indexed before there was a place for them.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod common;

const MIGRATION: &str = include_str!("../migrations/0009_records.sql");

#[tokio::test]
async fn the_records_of_what_was_indexed_before_are_made_from_its_events() {
    let (postgres, store) = common::store().await;
    let mut database = common::observer(&postgres).await;
    sqlx::raw_sql(
        r#"INSERT INTO agents (id, slug, owner, manifest, capabilities, price, endpoint, concurrency, availability, stake, registered_at)
           SELECT id, 'agent', '', '', '{}', 1, '', 1, 'active', 0, 0 FROM generate_series(0, 1) AS id;
           INSERT INTO blocks (height, hash, parent_hash, timestamp_ms)
           VALUES (1, decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex'), 0);
           INSERT INTO events (height, idx, pallet, name, fields) VALUES
           (1, 0, 'Reputation', 'OutcomeRecorded', '{"agent": 1, "outcome": {"Completed": {"value": "40", "duration": 4, "promised": 10}}}'),
           (1, 1, 'Reputation', 'OutcomeRecorded', '{"agent": 1, "outcome": {"Completed": {"value": "40", "duration": 3, "promised": 5}}}'),
           (1, 2, 'Reputation', 'OutcomeRecorded', '{"agent": 1, "outcome": "Failed"}'),
           (1, 3, 'Reputation', 'OutcomeRecorded', '{"agent": 0, "outcome": "Failed"}'),
           (1, 4, 'Reputation', 'Rated', '{"agent": 1, "rating": {"stars": 5, "quality": 1}}'),
           (1, 5, 'Reputation', 'Rated', '{"agent": 1, "rating": {"stars": 2, "quality": 1}}');"#,
    )
    .execute(&mut database)
    .await
    .unwrap();
    let (_, updates) = MIGRATION.split_at(MIGRATION.find("UPDATE").unwrap());
    sqlx::raw_sql(updates).execute(&mut database).await.unwrap();

    let idle = store.agent(0).await.unwrap().unwrap();
    assert_eq!((idle.worked, idle.promised, idle.ratings, idle.stars), (0, 0, 0, 0));
    let busy = store.agent(1).await.unwrap().unwrap();
    assert_eq!((busy.worked, busy.promised, busy.ratings, busy.stars), (7, 15, 2, 7));
}
