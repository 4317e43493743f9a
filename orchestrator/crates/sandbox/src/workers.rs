//! Runs packages in processes of their own: whatever a package does to its process, the service and the other packages go on.
//!
//! No process sees two packages. One compiles a package and ends, so that none can change what another is compiled to; another runs
//! what came of it, one run at a time, and is kept warm for the next run of the same package.

use std::{
    num::NonZeroU16,
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use codec::Encode;
use tokio::sync::Semaphore;

use crate::{
    child::{Child, Lost},
    compiled::Shelf,
    disk::DiskCache,
    failure::{cut, Failure, MAX_REASON},
    limits::{Limit, Limits},
    module::{Refusal, MAX_PACKAGE},
    run::{Execution, Failed},
    runner::{Package, RunError, Runner},
    worker::message::{Reply, Request, MAX_COMPILED, OVERHEAD},
};

/// How long compiling may take.
const COMPILING: Duration = Duration::from_secs(300);
/// How long a worker may take to get a compiled package ready.
const LOADING: Duration = Duration::from_secs(30);
/// How much longer than a run may take its worker is waited for, which has to read the input and to write the output.
const GRACE: Duration = Duration::from_secs(2);
/// Workers that are kept warm for each run at a time.
const WARM_FOR_EACH_PLACE: usize = 2;

/// How a worker is started.
#[derive(Clone, Debug)]
pub struct Program {
    /// Its file.
    pub path: PathBuf,
    /// What makes it call [`serve`](crate::serve).
    pub arguments: Vec<String>,
}

/// The workers cannot work here.
#[derive(Debug, thiserror::Error)]
#[error("no worker can be used: {0}")]
pub struct Unusable(String);

/// Processes that run packages.
pub struct Workers {
    program: Program,
    places: Semaphore,
    most_warm: usize,
    /// Those that wait for a run of their package; the one that waited longest first.
    warm: Mutex<Vec<Warm>>,
    shelf: Shelf,
}

/// A worker, and the only package that it runs.
struct Warm {
    package: [u8; 32],
    child: Child,
}

impl Workers {
    /// At most so many processes that run packages at a time. What they compile is kept on disk, if there is a place for it.
    ///
    /// # Errors
    ///
    /// When a worker cannot be started, or not confined, here.
    pub async fn start(program: Program, places: NonZeroU16, disk: Option<DiskCache>) -> Result<Self, Unusable> {
        let unusable = |lost: Lost| Unusable(lost.to_string());
        let (_, engine) = Child::start(&program).await.map_err(unusable)?;
        Ok(Self {
            program,
            places: Semaphore::new(places.get().into()),
            most_warm: usize::from(places.get()).saturating_mul(WARM_FOR_EACH_PLACE),
            warm: Mutex::default(),
            shelf: Shelf::new(engine, disk),
        })
    }

    /// A worker that has the package ready.
    async fn worker(&self, package: &Package) -> Result<Warm, RunError> {
        match self.take(package.hash()) {
            Some(warm) => Ok(warm),
            None => self.warm_up(package).await,
        }
    }

    /// A worker that waits with the package, if there is one.
    fn take(&self, package: [u8; 32]) -> Option<Warm> {
        let mut warm = self.warm();
        while let Some(place) = warm.iter().rposition(|worker| worker.package == package) {
            let mut worker = warm.remove(place);
            if worker.child.is_fresh() {
                return Some(worker);
            }
        }
        None
    }

    /// A worker that has seen no package yet: that there is none is this host's fault.
    async fn start_worker(&self) -> Result<Child, RunError> {
        let started = Child::start(&self.program).await;
        let (child, _) = started.map_err(|lost| Failed::unheard(Failure::Host(lost.to_string())))?;
        Ok(child)
    }

    /// Starts a worker for the package.
    async fn warm_up(&self, package: &Package) -> Result<Warm, RunError> {
        let compiled = self.shelf.find_or(package.hash(), self.compile(package)).await?;
        let mut child = self.start_worker().await?;
        let size = u32::try_from(package.bytes().len()).unwrap_or(u32::MAX);
        let load = Request::Load { hash: package.hash(), size, compiled: compiled.to_vec() };
        match child.ask(&load, OVERHEAD, LOADING).await {
            Ok(Reply::Loaded) => Ok(Warm { package: package.hash(), child }),
            Ok(_) => Err(failed(Lost::Nonsense)),
            Err(lost) => {
                if matches!(lost, Lost::Unable(_)) {
                    self.shelf.forget(package.hash()).await;
                }
                Err(failed(lost))
            }
        }
    }

    /// Compiles the package in a process that ends with it.
    async fn compile(&self, package: &Package) -> Result<Vec<u8>, RunError> {
        let mut child = self.start_worker().await?;
        let most = MAX_COMPILED.saturating_add(OVERHEAD);
        match child.ask(&Request::Compile(package.bytes().to_vec()), most, COMPILING).await.map_err(failed)? {
            Reply::Compiled(Err(refusal)) if refusal.encoded_size() > OVERHEAD as usize => Err(failed(Lost::Nonsense)),
            Reply::Compiled(compiled) => Ok(compiled?),
            _ => Err(failed(Lost::Nonsense)),
        }
    }

    /// Keeps a worker that did as it was told, in place of the one that has waited longest.
    fn keep(&self, worker: Warm) {
        let mut warm = self.warm();
        if warm.len() >= self.most_warm {
            warm.remove(0);
        }
        warm.push(worker);
    }

    fn warm(&self) -> MutexGuard<'_, Vec<Warm>> {
        // Each change of it is whole before anything can break.
        self.warm.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Runner for Workers {
    async fn prepare(&self, package: Package) -> Result<(), RunError> {
        check_size(&package)?;
        if self.shelf.has(package.hash()) {
            return Ok(());
        }
        // It is not urgent: runs come first.
        let _place = self.places.try_acquire().map_err(|_| Failed::unheard(Failure::Busy))?;
        self.shelf.find_or(package.hash(), self.compile(&package)).await.map(drop)
    }

    async fn run(&self, package: Package, input: Vec<u8>, limits: Limits) -> Result<Execution, RunError> {
        check_size(&package)?;
        // Closed never: the run waits for its turn.
        let _place = self.places.acquire().await.map_err(|_| Failed::unheard(Failure::Busy))?;
        let mut worker = self.worker(&package).await?;
        if !limits.allows(Limit::Input, input.len()) {
            self.keep(worker);
            return Err(Failed::unheard(Failure::InputTooLarge { limit: limits.get(Limit::Input) }).into());
        }
        let patience = limits.wall_clock().saturating_add(GRACE);
        let outcome = match worker.child.ask(&Request::Run { input, limits }, most(&limits), patience).await {
            // Only the service can say what it lacks, or that time is over: the package may be what speaks here.
            Ok(Reply::Ran(Err(Failed { failure, .. }))) if !failure.is_deterministic() => {
                return Err(failed(Lost::Unable(cut(&failure.to_string(), MAX_REASON))));
            }
            Ok(Reply::Ran(outcome)) if is_possible(&outcome, &limits) => outcome,
            Ok(_) => return Err(failed(Lost::Nonsense)),
            Err(Lost::TooLate) => {
                return Err(Failed::unheard(Failure::DeadlineExceeded { limit: limits.wall_clock() }).into());
            }
            Err(lost) => return Err(failed(lost)),
        };
        self.keep(worker);
        Ok(outcome?)
    }
}

fn check_size(package: &Package) -> Result<(), Refusal> {
    let size = package.bytes().len();
    if size > MAX_PACKAGE {
        return Err(Refusal::TooLarge { size: size as u64 });
    }
    Ok(())
}

/// Most bytes of what a run can give.
fn most(limits: &Limits) -> u32 {
    let bytes = limits.get(Limit::Output).saturating_add(limits.get(Limit::Log).saturating_mul(2));
    u32::try_from(bytes).unwrap_or(u32::MAX).saturating_add(OVERHEAD)
}

/// Whether a worker that is in order can have given this.
fn is_possible(outcome: &Result<Execution, Failed>, limits: &Limits) -> bool {
    let logs = match outcome {
        Ok(execution) if !limits.allows(Limit::Output, execution.output.len()) => return false,
        Ok(execution) if execution.fuel_used > limits.fuel() => return false,
        Ok(execution) => &execution.logs,
        Err(failed) if failed.failure.encoded_size() > OVERHEAD as usize => return false,
        Err(failed) => &failed.logs,
    };
    limits.allows(Limit::Log, logs.lines.iter().map(|line| line.message.len()).sum())
}

/// What it means for a run that a worker was lost which had seen its package, whatever the worker says of the reason.
fn failed(lost: Lost) -> RunError {
    Failed::unheard(Failure::WorkerLost(lost.to_string())).into()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use tempfile::NamedTempFile;

    use super::*;
    use crate::{worker::frame, Level, Line, Logs};

    #[test]
    fn what_no_worker_in_order_can_have_given_is_not_believed() {
        let limits = [(Limit::Output, 4), (Limit::Log, 4), (Limit::Fuel, 4)];
        let limits = limits.into_iter().fold(Limits::default(), |limits, (limit, most)| limits.with(limit, most).unwrap());
        let given = |output: usize, fuel_used: u64, log: usize| {
            let mut logs = Logs::new(0);
            logs.lines = vec![Line { level: Level::Info, message: "x".repeat(log) }];
            is_possible(&Ok(Execution { output: vec![0; output], fuel_used, logs: logs.clone() }), &limits)
                && is_possible(&Err(Failed { failure: Failure::Busy, logs }), &limits)
        };
        assert!(given(4, 4, 4));
        for (output, fuel_used, log) in [(5, 4, 4), (4, 5, 4), (4, 4, 5)] {
            assert!(!given(output, fuel_used, log), "{output} {fuel_used} {log}");
        }
    }

    /// Workers that answer this, whatever they are asked; the compiled package is on the shelf already.
    async fn answering(replies: &[Reply]) -> (Workers, NamedTempFile) {
        let mut answers = NamedTempFile::new().unwrap();
        for reply in replies {
            answers.write_all(&frame::frame(reply).unwrap()).unwrap();
        }
        // It goes on to read what it is asked.
        let arguments = vec![answers.path().to_str().unwrap().to_owned(), "-".to_owned()];
        let program = Program { path: "/bin/cat".into(), arguments };
        let (places, shelf) = (Semaphore::new(1), Shelf::new([0; 32], None));
        shelf.find_or([1; 32], async { Ok(Vec::new()) }).await.unwrap();
        (Workers { program, places, most_warm: 1, warm: Mutex::default(), shelf }, answers)
    }

    /// How a run of that package fails where workers answer this.
    async fn failure(package: u8, replies: &[Reply]) -> Failure {
        let (workers, _answers) = answering(replies).await;
        match workers.run(Package::of_hash([package; 32], Vec::new()), Vec::new(), Limits::default()).await {
            Err(RunError::Failed(Failed { failure, .. })) => failure,
            outcome => panic!("{outcome:?}"),
        }
    }

    #[tokio::test]
    async fn a_worker_that_has_seen_a_package_cannot_put_the_blame_on_us() {
        let (engine, unable) = (|| Reply::Engine([0; 32]), || Reply::Unable("no memory".to_owned()));
        let ran = |failure| Reply::Ran(Err(Failed::unheard(failure)));
        let limit = Duration::ZERO;
        for replies in [
            vec![engine(), unable()],
            vec![engine(), Reply::Loaded, unable()],
            vec![engine(), Reply::Loaded, engine()],
            vec![engine(), Reply::Loaded, ran(Failure::Host("no memory".to_owned()))],
            vec![engine(), Reply::Loaded, ran(Failure::Busy)],
            vec![engine(), Reply::Loaded, ran(Failure::DeadlineExceeded { limit })],
        ] {
            assert!(matches!(failure(1, &replies).await, Failure::WorkerLost(_)));
        }
        // Nor can one that compiles.
        assert!(matches!(failure(2, &[engine(), unable()]).await, Failure::WorkerLost(_)));
    }

    #[tokio::test]
    async fn no_package_is_blamed_for_a_worker_that_never_saw_it() {
        for package in [1, 2] {
            assert!(matches!(failure(package, &[Reply::Unable("no memory".to_owned())]).await, Failure::Host(_)));
        }
        let (mut workers, _) = answering(&[]).await;
        workers.program.path = "/nowhere".into();
        let Err(RunError::Failed(failed)) =
            workers.run(Package::of_hash([1; 32], Vec::new()), Vec::new(), Limits::default()).await
        else {
            panic!("there is no program")
        };
        assert!(matches!(failed.failure, Failure::Host(_)));
    }
}
