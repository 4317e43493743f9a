//! Processes that surely end.

use std::{
    fs::{self, File},
    io::{Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::{bail, ensure, Context, Result};
use nix::{
    sys::signal::{kill, Signal},
    unistd::Pid,
};

use crate::wait;

/// How long a process may take to end by itself: a node waits a minute for its tasks.
const GRACE: Duration = Duration::from_secs(90);

/// A running program whose output goes to a file. Killed when dropped, or when the process that started it dies.
pub struct Process {
    name: String,
    child: Child,
    log: PathBuf,
    /// Bytes of the log that were written before, by another life of the program.
    earlier: u64,
}

impl Process {
    /// Starts the workspace's program `name`, with its output in `folder/name.log`.
    pub fn start(name: &str, folder: &Path, configure: impl FnOnce(&mut Command)) -> Result<Self> {
        Self::spawn(name, &program(name)?, folder, configure)
    }

    /// Starts a program of others, where the shell would find it, with its output in `folder/name.log`.
    pub fn start_foreign(name: &str, program: &str, folder: &Path, configure: impl FnOnce(&mut Command)) -> Result<Self> {
        Self::spawn(name, Path::new(program), folder, configure)
    }

    fn spawn(name: &str, program: &Path, folder: &Path, configure: impl FnOnce(&mut Command)) -> Result<Self> {
        let log = folder.join(format!("{name}.log"));
        let output = File::options().create(true).append(true).open(&log)?;
        let earlier = output.metadata()?.len();
        // The kernel ends the child when its parent dies, so that not even a killed test leaves anything behind.
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL", "--"]).arg(program);
        configure(&mut command);
        let child = command
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        Ok(Self { name: name.to_owned(), child, log, earlier })
    }

    /// Memory the process has in RAM, in bytes.
    pub fn memory(&self) -> Result<u64> {
        // The program itself: `setpriv` has become it.
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("the process has no memory")?;
        let kibibytes: u64 = line.split_whitespace().next().context("no number")?.parse()?;
        Ok(kibibytes.saturating_mul(1024))
    }

    /// All that the process has written so far.
    pub fn output(&self) -> Result<String> {
        let mut log = File::open(&self.log)?;
        log.seek(SeekFrom::Start(self.earlier))?;
        let mut output = Vec::new();
        log.read_to_end(&mut output)?;
        Ok(String::from_utf8_lossy(&output).into_owned())
    }

    /// Waits until `find` finds something in the output.
    pub async fn announces<T>(&mut self, what: &str, patience: Duration, find: impl Fn(&str) -> Option<T>) -> Result<T> {
        let name = self.name.clone();
        wait::until(&format!("{name} to announce {what}"), patience, || {
            let found = self.look(&find);
            async move { found }
        })
        .await
        .with_context(|| format!("the last words of {name}:\n{}", self.last_words()))
    }

    fn look<T>(&mut self, find: impl Fn(&str) -> Option<T>) -> Result<Option<T>> {
        if let Some(found) = find(&self.output()?) {
            return Ok(Some(found));
        }
        match self.child.try_wait()? {
            Some(status) => bail!("{} ended early: {status}", self.name),
            None => Ok(None),
        }
    }

    /// The end of the output, for error messages.
    pub fn last_words(&self) -> String {
        let output = self.output().unwrap_or_default();
        let lines: Vec<_> = output.lines().collect();
        lines.get(lines.len().saturating_sub(15)..).unwrap_or_default().join("\n")
    }

    /// Ends the process at once, as a power cut would.
    pub fn kill(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Asks the process to end.
    pub fn ask_to_end(&self) -> Result<()> {
        Ok(kill(Pid::from_raw(self.child.id().try_into()?), Signal::SIGTERM)?)
    }

    /// Asks the process to end and waits until it has.
    pub async fn stop(mut self) -> Result<()> {
        self.ask_to_end()?;
        let status = wait::until(&format!("{} to end", self.name), GRACE, || {
            let ended = self.child.try_wait();
            async move { Ok(ended?) }
        })
        .await?;
        if !status.success() {
            bail!("{} ended with {status}:\n{}", self.name, self.last_words());
        }
        Ok(())
    }

    /// Makes sure that the process still runs.
    ///
    /// # Errors
    ///
    /// When it has ended: its last words.
    pub fn lives(&mut self) -> Result<()> {
        ensure!(self.is_running()?, "{} ended by itself:\n{}", self.name, self.last_words());
        Ok(())
    }

    /// Whether the process still runs.
    pub fn is_running(&mut self) -> Result<bool> {
        Ok(self.child.try_wait()?.is_none())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already; then there is nothing to do.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Runs the workspace's program `name` to its end; what it wrote.
///
/// # Errors
///
/// When the program fails: what it complained about.
pub fn answer(name: &str, arguments: &[&str]) -> Result<String> {
    let output = Command::new(program(name)?).args(arguments).stdin(Stdio::null()).output()?;
    let complaint = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{name} {}: {}\n{complaint}", arguments.join(" "), output.status);
    Ok(String::from_utf8(output.stdout)?)
}

/// A program that was built beside this one.
fn program(name: &str) -> Result<PathBuf> {
    let this = std::env::current_exe()?;
    let program = this.ancestors().map(|folder| folder.join(name)).find(|candidate| candidate.is_file());
    program.with_context(|| format!("{name} is not built: run cargo build --workspace"))
}
