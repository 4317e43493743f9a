//! Workers that are killed, hang, or are not needed any more.

use std::{sync::Arc, time::Duration};

use ainur_sandbox::{Failure, Limit};
use nix::{
    sys::signal::{kill, Signal},
    unistd::Pid,
};
use tokio::task::JoinSet;

use super::site::{failure, until, worked, Site, ENDLESS};

#[tokio::test]
async fn should_lose_one_run_with_a_worker_that_is_killed_and_no_other() {
    let site = Arc::new(Site::new().await);
    site.run("spin", b"10", &[]).await.unwrap();
    let victim = site.worker().await;
    let before = worked(victim);
    let mut runs = JoinSet::new();
    let doomed = site.clone();
    runs.spawn(async move { doomed.run("spin", b"", ENDLESS).await });
    until(|| worked(victim) > before + 5).await;
    let neighbour = site.clone();
    let echoes = JoinSet::from_iter([async move {
        for _ in 0..50 {
            assert_eq!(neighbour.run("echo", b"still here", &[]).await.unwrap().output, b"still here");
        }
    }]);
    until(|| site.processes().len() > 1).await;
    kill(victim, Signal::SIGKILL).unwrap();
    let lost = failure(runs.join_next().await.unwrap().unwrap());
    assert!(matches!(&lost, Failure::WorkerLost(how) if how.contains("signal: 9")), "{lost:?}");
    assert!(!lost.is_deterministic(), "the job is run again");
    echoes.join_all().await;
    assert!(site.run("spin", b"10", &[]).await.is_ok(), "another worker took its place");
}

/// Whether whoever started the process can be told of its end: it is a zombie, or gone. It loses its command and its files before.
fn has_ended(process: Pid) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    status.rsplit_once(") ").is_none_or(|(_, state)| state.starts_with('Z'))
}

#[tokio::test]
async fn should_not_fail_a_run_for_a_worker_that_died_before_it() {
    let site = Site::new().await;
    site.run("echo", b"hello", &[]).await.unwrap();
    let idle = site.worker().await;
    kill(idle, Signal::SIGKILL).unwrap();
    until(|| has_ended(idle)).await;
    assert!(site.run("echo", b"hello", &[]).await.is_ok());
}

#[tokio::test]
async fn should_not_lose_a_worker_to_what_asks_the_service_to_end() {
    let site = Site::new().await;
    site.run("echo", b"hello", &[]).await.unwrap();
    let worker = site.worker().await;
    for signal in [Signal::SIGTERM, Signal::SIGINT, Signal::SIGHUP] {
        kill(worker, signal).unwrap();
    }
    assert!(site.run("echo", b"hello", &[]).await.is_ok());
    assert_eq!(site.worker().await, worker);
}

#[tokio::test]
async fn should_kill_a_worker_that_does_not_answer() {
    let site = Site::new().await;
    site.run("spin", b"10", &[]).await.unwrap();
    let stuck = site.worker().await;
    kill(stuck, Signal::SIGSTOP).unwrap();
    let late = failure(site.run("spin", b"10", &[(Limit::WallClock, 100)]).await);
    assert_eq!(late, Failure::DeadlineExceeded { limit: Duration::from_millis(100) });
    until(|| !site.processes().contains(&stuck)).await;
    assert!(site.run("spin", b"10", &[]).await.is_ok());
}

#[tokio::test]
async fn should_end_a_worker_whose_run_nobody_waits_for() {
    let site = Arc::new(Site::new().await);
    site.run("spin", b"10", &[]).await.unwrap();
    let worker = site.worker().await;
    let before = worked(worker);
    let mut runs = JoinSet::new();
    let abandoned = site.clone();
    runs.spawn(async move { abandoned.run("spin", b"", ENDLESS).await });
    until(|| worked(worker) > before + 5).await;
    runs.shutdown().await;
    until(|| site.processes().is_empty()).await;
}

#[tokio::test]
async fn should_use_a_worker_again_for_its_package_and_for_no_other() {
    let site = Site::new().await;
    site.run("echo", b"hello", &[]).await.unwrap();
    let first = site.worker().await;
    for _ in 0..20 {
        site.run("echo", b"hello", &[]).await.unwrap();
    }
    assert_eq!(site.worker().await, first);
    site.run("spin", b"10", &[]).await.unwrap();
    until(|| site.processes().len() == 2).await;
    assert!(site.processes().contains(&first));
}

#[tokio::test]
async fn should_keep_no_more_workers_warm_than_there_is_room_for() {
    let site = Site::new().await;
    for name in ["echo", "spin", "chatter", "trap", "summariser", "oversized"] {
        drop(site.run(name, b"1", &[]).await);
    }
    until(|| site.processes().len() == 4).await;
}
