//! One leader at a time, and a new one when the old one is gone or cannot know.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod common;

use nix::{
    sys::signal::{kill, Signal},
    unistd::Pid,
};

/// The server's process behind the connection that holds the lock.
async fn backend(postgres: &ainur_test_postgres::Postgres) -> i32 {
    let mut observer = common::observer(postgres).await;
    sqlx::query_scalar("SELECT pid FROM pg_locks WHERE locktype = 'advisory'").fetch_one(&mut observer).await.unwrap()
}

#[tokio::test]
async fn only_one_process_leads_until_it_resigns() {
    let (postgres, one) = common::store().await;
    let other = common::connect(&postgres).await;
    let mut leader = one.lead().await.unwrap().unwrap();
    assert!(other.lead().await.unwrap().is_none());
    assert!(leader.holds().await);
    leader.resign().await.unwrap();
    assert!(other.lead().await.unwrap().is_some());
}

#[tokio::test]
async fn a_lost_connection_is_a_lost_lock() {
    let (postgres, store) = common::store().await;
    let mut leader = store.lead().await.unwrap().unwrap();
    kill(Pid::from_raw(backend(&postgres).await), Signal::SIGTERM).unwrap();
    assert!(!leader.holds().await);
    assert!(store.lead().await.unwrap().is_some());
}

#[tokio::test]
async fn who_hears_nothing_of_the_database_no_longer_leads() {
    let (postgres, store) = common::store().await;
    let mut leader = store.lead().await.unwrap().unwrap();
    let backend = Pid::from_raw(backend(&postgres).await);
    // The connection stays open and nobody speaks, as behind a cable that was pulled.
    kill(backend, Signal::SIGSTOP).unwrap();
    let holds = leader.holds().await;
    kill(backend, Signal::SIGCONT).unwrap();
    assert!(!holds);
}
