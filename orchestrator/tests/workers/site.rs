//! Workers that are told from those of others by the name of their program.

use std::{
    env, fs,
    num::NonZeroU16,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use ainur_primitives::receipt;
use ainur_sandbox::{DiskCache, Execution, Failure, Limit, Limits, Package, Program, RunError, Runner, Workers};
use nix::unistd::Pid;

/// How long anything here may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// What never ends by itself.
pub const ENDLESS: &[(Limit, u64)] = &[(Limit::Fuel, 1_000_000_000_000)];

pub struct Site {
    pub folder: tempfile::TempDir,
    pub workers: Arc<Workers>,
}

impl Site {
    /// Room for two runs at a time.
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        symlink(env!("CARGO_BIN_EXE_ainur-orchestrator"), folder.path().join("worker")).unwrap();
        let workers = Arc::new(workers(folder.path()).await);
        Self { folder, workers }
    }

    pub async fn run(&self, name: &str, input: &[u8], changes: &[(Limit, u64)]) -> Result<Execution, RunError> {
        self.run_package(agent(name), input, changes).await
    }

    pub async fn run_package(&self, bytes: Vec<u8>, input: &[u8], changes: &[(Limit, u64)]) -> Result<Execution, RunError> {
        run(&self.workers, bytes, input, changes).await
    }

    /// The workers that live.
    pub fn processes(&self) -> Vec<Pid> {
        let program = self.folder.path().join("worker");
        let is_ours = |pid: &i32| {
            let command = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            command.split(|byte| *byte == 0).next() == Some(program.as_os_str().as_encoded_bytes())
        };
        let names = fs::read_dir("/proc").unwrap().map(|entry| entry.unwrap().file_name());
        let pids = names.filter_map(|name| name.to_str().and_then(|name| name.parse().ok()));
        pids.filter(is_ours).map(Pid::from_raw).collect()
    }

    /// The only worker that lives, once those have ended that start or compile.
    pub async fn worker(&self) -> Pid {
        until(|| self.processes().len() == 1).await;
        self.processes()[0]
    }
}

pub async fn workers(folder: &Path) -> Workers {
    let program = Program { path: folder.join("worker"), arguments: vec!["sandbox-worker".to_owned()] };
    let cache = DiskCache::open(folder.join("compiled"), 64 << 20).unwrap();
    Workers::start(program, NonZeroU16::new(2).unwrap(), Some(cache)).await.unwrap()
}

pub async fn run(workers: &Workers, bytes: Vec<u8>, input: &[u8], changes: &[(Limit, u64)]) -> Result<Execution, RunError> {
    workers.run(Package::of_hash(receipt::hash(&bytes), bytes), input.to_vec(), limits(changes)).await
}

pub fn limits(changes: &[(Limit, u64)]) -> Limits {
    changes.iter().fold(Limits::default(), |limits, (limit, value)| limits.with(*limit, *value).unwrap())
}

pub fn failure(outcome: Result<Execution, RunError>) -> Failure {
    match outcome {
        Err(RunError::Failed(failed)) => failed.failure,
        outcome => panic!("{outcome:?}"),
    }
}

/// The package of a guest that `cargo xtask agents` built.
#[allow(clippy::disallowed_methods, reason = "the components lie where cargo puts what it builds")]
pub fn agent(name: &str) -> Vec<u8> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let target = || env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let folder = env::var_os("AINUR_AGENTS_DIR").map_or_else(|| target().join("agents"), PathBuf::from);
    fs::read(folder.join(name).with_extension("wasm")).unwrap()
}

pub async fn until(condition: impl Fn() -> bool) {
    let started = Instant::now();
    while !condition() {
        assert!(started.elapsed() < PATIENCE, "this takes too long");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Processor time that a process took, in the kernel's ticks.
pub fn worked(pid: Pid) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let fields: Vec<_> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    fields.get(11).and_then(|ticks| ticks.parse().ok()).unwrap_or_default()
}
