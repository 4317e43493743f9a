//! Leases: a job has one worker at a time, and never none for long.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

mod common;

use std::{collections::BTreeSet, time::Duration};

use ainur_store::{
    job_records::Replay,
    jobs::{Finished, JobId},
    Store,
};
use ainur_test_postgres::Postgres;
use futures::future::join_all;
use sqlx::PgConnection;
use uuid::Uuid;

const LONG: Duration = Duration::from_secs(600);
/// A result that its worker can tell from those of others.
fn finished_by(worker: Uuid) -> Finished {
    Finished {
        job: common::job(0),
        receipt: None,
        logs: worker.to_string(),
        error: None,
        business_key: "result:0".into(),
        signer: "signer".into(),
        call: worker.as_bytes().to_vec(),
    }
}

/// So long that no part of it, drawn at random, is over during a test.
const FOR_EVER: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

async fn with_jobs(count: u64) -> (Postgres, Store) {
    let (postgres, store) = common::store().await;
    let numbers = 0..i64::try_from(count).unwrap();
    common::tasks(&mut common::observer(&postgres).await, numbers).await;
    for task in 0..count {
        assert!(store.ensure_job(task).await.unwrap());
        assert!(!store.ensure_job(task).await.unwrap());
    }
    (postgres, store)
}

#[tokio::test]
async fn workers_never_share_a_job_nor_take_more_than_they_asked_for() {
    let (_postgres, store) = with_jobs(40).await;
    let leases = join_all((0..20).map(|_| store.lease_jobs(Uuid::now_v7(), LONG, 2))).await;
    let mut taken = BTreeSet::new();
    for jobs in leases {
        let jobs = jobs.unwrap();
        assert!(jobs.len() <= 2);
        assert!(jobs.iter().all(|job| taken.insert(job.id.task)), "{jobs:?} are somebody else's");
    }
    // Those who came away with less can ask again.
    while let Some(job) = store.lease_jobs(Uuid::now_v7(), LONG, 1).await.unwrap().first() {
        assert!(taken.insert(job.id.task));
    }
    assert_eq!(taken.len(), 40);
}

#[tokio::test]
async fn jobs_that_are_queued_together_are_those_that_were_not_there() {
    let (postgres, store) = with_jobs(2).await;
    common::tasks(&mut common::observer(&postgres).await, 2..5).await;
    assert_eq!(store.ensure_jobs(&[1, 2, 2, 4, 99]).await.unwrap(), 2);
    assert_eq!(store.ensure_jobs(&[1, 2, 4]).await.unwrap(), 0);
    let taken: Vec<_> = store.lease_jobs(Uuid::now_v7(), LONG, 10).await.unwrap().iter().map(|job| job.id.task).collect();
    assert_eq!(taken.into_iter().collect::<BTreeSet<_>>(), BTreeSet::from([0, 1, 2, 4]));
}

#[tokio::test]
async fn a_lease_that_ran_out_goes_to_another_and_is_lost_to_the_first() {
    let (_postgres, store) = with_jobs(1).await;
    let (late, other) = (Uuid::now_v7(), Uuid::now_v7());
    assert_eq!(store.lease_jobs(late, Duration::ZERO, 1).await.unwrap().len(), 1);
    let taken = store.lease_jobs(other, LONG, 1).await.unwrap();
    assert_eq!(taken[0].attempts, 2);
    assert!(!store.prolong_lease(late, common::job(0), LONG).await.unwrap());
    assert!(store.prolong_lease(other, common::job(0), LONG).await.unwrap());
    store.return_job(late, common::job(0), "too late", Duration::ZERO).await.unwrap();
    store.drop_job(late, common::job(0), "too late").await.unwrap();
    assert_eq!(store.job(0).await.unwrap().unwrap().state, "leased");
}

#[tokio::test]
async fn a_job_that_was_put_off_rests_and_counts_as_never_leased() {
    let (_postgres, store) = with_jobs(1).await;
    let (worker, other) = (Uuid::now_v7(), Uuid::now_v7());
    assert_eq!(store.lease_jobs(worker, LONG, 1).await.unwrap().len(), 1);
    store.put_off_job(other, common::job(0), "not mine", Duration::ZERO).await.unwrap();
    assert_eq!(store.job(0).await.unwrap().unwrap().state, "leased");
    store.put_off_job(worker, common::job(0), "later", LONG).await.unwrap();
    let job = store.job(0).await.unwrap().unwrap();
    assert_eq!((job.state.as_str(), job.attempts, job.error.as_deref()), ("queued", 0, Some("later")));
    assert!(store.lease_jobs(other, LONG, 1).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_job_that_was_given_back_rests_first() {
    let (_postgres, store) = with_jobs(2).await;
    let worker = Uuid::now_v7();
    assert_eq!(store.lease_jobs(worker, LONG, 2).await.unwrap().len(), 2);
    store.return_job(worker, common::job(0), "the node was lost", FOR_EVER).await.unwrap();
    store.return_job(worker, common::job(1), "the node was lost", Duration::ZERO).await.unwrap();
    let again: Vec<_> = store.lease_jobs(worker, LONG, 2).await.unwrap().iter().map(|job| job.id.task).collect();
    assert_eq!(again, [1]);
    assert_eq!(store.job(0).await.unwrap().unwrap().error.as_deref(), Some("the node was lost"));
}

#[tokio::test]
async fn jobs_that_failed_together_do_not_come_back_together() {
    let (postgres, store) = with_jobs(200).await;
    let worker = Uuid::now_v7();
    for job in store.lease_jobs(worker, LONG, 200).await.unwrap() {
        store.return_job(worker, job.id, "the node was lost", Duration::from_secs(1_000)).await.unwrap();
    }
    let query = "SELECT min(extract(epoch FROM not_before - updated_at))::float8, max(extract(epoch FROM not_before - updated_at))::float8
                 FROM jobs";
    let mut observer = common::observer(&postgres).await;
    let (first, last): (f64, f64) = sqlx::query_as(query).fetch_one(&mut observer).await.unwrap();
    assert!((0.0..200.0).contains(&first) && (800.0..=1_000.0).contains(&last), "from {first} to {last} s");
}

#[tokio::test]
async fn who_ends_in_order_hands_its_jobs_over_at_once_and_nobody_elses() {
    let (_postgres, store) = with_jobs(3).await;
    let (ending, other) = (Uuid::now_v7(), Uuid::now_v7());
    assert_eq!(store.lease_jobs(ending, LONG, 2).await.unwrap().len(), 2);
    assert_eq!(store.lease_jobs(other, LONG, 1).await.unwrap().len(), 1);
    assert_eq!(store.release_jobs(ending).await.unwrap(), 2);
    let taken = store.lease_jobs(other, LONG, 10).await.unwrap();
    assert_eq!(taken.len(), 2);
    assert!(taken.iter().all(|job| job.attempts == 1), "an attempt that was broken off does not count: {taken:?}");
}

#[tokio::test]
async fn a_lease_that_a_crash_of_the_database_takes_is_anothers_and_its_result_is_the_one() {
    // Nothing is on disk before somebody waits for it.
    let mut postgres = Postgres::start_with(true, &["wal_writer_delay=10s"]).unwrap();
    let store = common::connect(&postgres).await;
    store.migrate().await.unwrap();
    common::tasks(&mut common::observer(&postgres).await, 0..1).await;
    assert!(store.ensure_job(0).await.unwrap());
    let (first, other) = (Uuid::now_v7(), Uuid::now_v7());
    assert_eq!(store.lease_jobs(first, LONG, 1).await.unwrap().len(), 1);
    postgres.kill().unwrap();
    postgres.start_again().unwrap();

    let store = common::connect(&postgres).await;
    assert_eq!(store.lease_jobs(other, LONG, 1).await.unwrap().len(), 1);
    store.finish_job(first, finished_by(first)).await.unwrap();
    assert!(store.submission_by_key("result:0").await.unwrap().is_none());
    store.finish_job(other, finished_by(other)).await.unwrap();
    postgres.kill().unwrap();
    postgres.start_again().unwrap();

    let store = common::connect(&postgres).await;
    let job = store.job(0).await.unwrap().unwrap();
    assert_eq!((job.state.as_str(), job.attempts, job.logs), ("done", 1, Some(other.to_string())));
    assert_eq!(store.submission_by_key("result:0").await.unwrap().unwrap().call, other.as_bytes());
}

#[tokio::test]
async fn a_result_that_is_told_twice_stands_once() {
    let (_postgres, store) = with_jobs(1).await;
    let worker = Uuid::now_v7();
    assert_eq!(store.lease_jobs(worker, LONG, 1).await.unwrap().len(), 1);
    store.finish_job(worker, finished_by(worker)).await.unwrap();
    let told_first = store.submission_by_key("result:0").await.unwrap().unwrap();
    store.finish_job(worker, finished_by(worker)).await.unwrap();
    assert_eq!(store.submission_by_key("result:0").await.unwrap().unwrap().id, told_first.id);
}

#[tokio::test]
async fn a_task_that_is_handed_on_is_another_job_and_its_first_agent_has_no_say_in_it() {
    const PUT: &str = "UPDATE tasks SET agent = $1, status = $2";
    let (postgres, store) = common::store().await;
    let mut observer = common::observer(&postgres).await;
    common::tasks(&mut observer, 0..1).await;
    let put = async |observer: &mut PgConnection, agent: Option<i64>, status: &str| {
        sqlx::query(PUT).bind(agent).bind(status).execute(observer).await.unwrap();
    };
    put(&mut observer, Some(1), "running").await;
    assert!(store.ensure_job(0).await.unwrap());
    let worker = Uuid::now_v7();
    let first = store.lease_jobs(worker, LONG, 1).await.unwrap()[0].id;
    assert_eq!(first.agent, Some(1));
    put(&mut observer, None, "bidding").await;
    assert!(!store.ensure_job(0).await.unwrap(), "nobody is hired");
    put(&mut observer, Some(2), "running").await;
    assert!(store.ensure_job(0).await.unwrap());
    assert!(!store.ensure_job(0).await.unwrap());

    // The same worker has it, and the first run comes to its end.
    let again = store.lease_jobs(worker, LONG, 1).await.unwrap()[0];
    assert_eq!((again.id.agent, again.attempts), (Some(2), 1));
    assert!(!store.prolong_lease(worker, first, LONG).await.unwrap());
    store.return_job(worker, first, "late", Duration::ZERO).await.unwrap();
    store.put_off_job(worker, first, "late", Duration::ZERO).await.unwrap();
    assert!(!store.bury_job(worker, first, "late").await.unwrap());
    store.drop_job(worker, first, "late").await.unwrap();
    store.finish_job(worker, Finished { job: first, ..finished_by(worker) }).await.unwrap();
    assert_eq!(store.job(0).await.unwrap().unwrap().state, "leased");
    assert!(store.submission_by_key("result:0").await.unwrap().is_none());
    store.finish_job(worker, Finished { job: again.id, ..finished_by(worker) }).await.unwrap();
    assert_eq!(store.job(0).await.unwrap().unwrap().state, "done");
    assert!(store.submission_by_key("result:0").await.unwrap().is_some());
}

#[tokio::test]
async fn a_job_is_abandoned_with_its_consequence_unless_somebody_works_on_it() {
    let (postgres, store) = common::store().await;
    let mut observer = common::observer(&postgres).await;
    common::tasks(&mut observer, 0..1).await;
    sqlx::query("UPDATE tasks SET agent = 1").execute(&mut observer).await.unwrap();
    let job = JobId { task: 0, agent: Some(1) };
    let outcome =
        |key: &str| Finished { job, error: Some("in vain".into()), business_key: key.into(), ..finished_by(Uuid::nil()) };
    let state = async || store.job(0).await.unwrap().unwrap().state;

    assert!(!store.abandon_job(false, outcome("not even planned")).await.unwrap());
    assert!(store.ensure_job(0).await.unwrap());
    assert!(!store.abandon_job(false, outcome("waits")).await.unwrap());
    let worker = Uuid::now_v7();
    assert_eq!(store.lease_jobs(worker, LONG, 1).await.unwrap().len(), 1);
    assert!(!store.abandon_job(true, outcome("is worked on")).await.unwrap());
    assert_eq!(state().await, "leased");
    assert_eq!(store.job_states(&[0]).await.unwrap()[&0], "leased");
    sqlx::query("UPDATE jobs SET lease_until = now() - interval '1 second'").execute(&mut observer).await.unwrap();
    assert_eq!(store.job_states(&[0]).await.unwrap()[&0], "queued");
    assert!(!store.abandon_job(false, outcome("can be leased again")).await.unwrap());
    assert!(store.abandon_job(true, outcome("worker died")).await.unwrap());
    assert_eq!(state().await, "failed");
    assert!(!store.abandon_job(true, outcome("twice")).await.unwrap());

    for (was, if_waiting) in [("dead", false), ("dead", true), ("queued", true)] {
        sqlx::query("UPDATE jobs SET state = $1").bind(was).execute(&mut observer).await.unwrap();
        let key = format!("{was} {if_waiting}");
        assert!(store.abandon_job(if_waiting, outcome(&key)).await.unwrap(), "{key}");
        assert_eq!(state().await, "failed");
    }
    // What an agent left behind that had the task before says nothing of this one.
    sqlx::query("UPDATE jobs SET state = 'dead', agent = 9").execute(&mut observer).await.unwrap();
    assert!(store.job_states(&[0]).await.unwrap().is_empty());
    assert!(!store.abandon_job(false, outcome("another's")).await.unwrap());
    assert_eq!(store.replay_job(0).await.unwrap(), Replay::Unknown);
    assert!(store.abandon_job(true, outcome("in place of another's")).await.unwrap());
    sqlx::query("DELETE FROM jobs").execute(&mut observer).await.unwrap();
    assert!(store.abandon_job(true, outcome("never planned")).await.unwrap());
    assert!(store.lease_jobs(worker, LONG, 1).await.unwrap().is_empty());
    let told: Vec<String> =
        sqlx::query_scalar("SELECT business_key FROM outbox ORDER BY 1").fetch_all(&mut observer).await.unwrap();
    assert_eq!(told, ["dead false", "dead true", "in place of another's", "never planned", "queued true", "worker died"]);
}
