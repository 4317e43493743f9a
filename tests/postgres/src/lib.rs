#![doc = include_str!("../README.md")]

use std::{
    ffi::OsStr,
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{bail, ensure, Context, Result};
use nix::{
    sys::signal::{kill, Signal},
    unistd::{Pid, Uid, User},
};
use tempfile::TempDir;

/// How long the server may take to answer, or to end.
const PATIENCE: Duration = Duration::from_secs(60);
/// Who runs the server when the caller is root, whom it refuses: the first of these that exists.
const UNPRIVILEGED: [&str; 2] = ["postgres", "nobody"];

/// A running Postgres with one empty database.
#[derive(Debug)]
pub struct Postgres {
    server: Child,
    port: u16,
    // Removed after the server has ended, with everything in it.
    folder: TempDir,
}

impl Postgres {
    /// Makes a cluster and starts it. With `durable` it survives a power cut, else it is faster.
    ///
    /// # Errors
    ///
    /// When no server is installed, or it does not start.
    pub fn start(durable: bool) -> Result<Self> {
        // A short path: that of the socket may have 107 bytes.
        let folder = tempfile::Builder::new().prefix("ainur-pg-").tempdir_in("/tmp")?;
        let data = folder.path().join("data");
        let owner = unprivileged()?;
        if let Some(user) = &owner {
            std::os::unix::fs::chown(folder.path(), Some(user.uid.as_raw()), Some(user.gid.as_raw()))?;
        }
        let binaries = binaries()?;
        let mut initdb = command(owner.as_ref(), binaries.join("initdb"));
        initdb.args(["--username=ainur", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--pgdata"]).arg(&data);
        succeed(initdb)?;
        let port = free_port()?;
        let server = serve(owner.as_ref(), &binaries, folder.path(), &data, port, durable)?;
        let mut postgres = Self { server, port, folder };
        postgres.wait_until_ready(owner.as_ref(), &binaries)?;
        Ok(postgres)
    }

    /// The URL of the database.
    pub fn url(&self) -> String {
        format!("postgres://ainur@127.0.0.1:{}/postgres", self.port)
    }

    fn wait_until_ready(&mut self, owner: Option<&User>, binaries: &Path) -> Result<()> {
        let deadline = Instant::now().checked_add(PATIENCE).context("the clock ends")?;
        loop {
            let mut probe = command(owner, binaries.join("pg_isready"));
            probe.args(["--quiet", "--host=127.0.0.1", "--port", &self.port.to_string()]);
            if probe.status()?.success() {
                return Ok(());
            }
            if let Some(status) = self.server.try_wait()? {
                bail!("Postgres ended with {status}:\n{}", self.log());
            }
            ensure!(Instant::now() < deadline, "Postgres does not answer:\n{}", self.log());
            pause();
        }
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("server.log")).unwrap_or_default()
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // A fast shutdown: clients are cut off, nothing is lost.
        if let Ok(pid) = self.server.id().try_into() {
            let _already_gone = kill(Pid::from_raw(pid), Signal::SIGINT);
        }
        let deadline = Instant::now().checked_add(PATIENCE);
        while matches!(self.server.try_wait(), Ok(None)) {
            if deadline.is_none_or(|deadline| Instant::now() >= deadline) {
                drop(self.server.kill());
                drop(self.server.wait());
                return;
            }
            pause();
        }
    }
}

fn serve(owner: Option<&User>, binaries: &Path, folder: &Path, data: &Path, port: u16, durable: bool) -> Result<Child> {
    let log = fs::File::create(folder.join("server.log"))?;
    let mut server = command(owner, binaries.join("postgres"));
    server.arg("-D").arg(data).args(["-h", "127.0.0.1", "-p", &port.to_string(), "-c", "max_connections=200"]);
    server.arg("-k").arg(folder);
    if !durable {
        server.args(["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]);
    }
    server.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn().context("cannot start Postgres")
}

/// A command that ends with this process, run by somebody the server accepts.
fn command(owner: Option<&User>, program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("setpriv");
    if let Some(user) = owner {
        command.args(["--reuid", &user.uid.to_string(), "--regid", &user.gid.to_string(), "--clear-groups"]);
    }
    command.args(["--pdeathsig", "KILL", "--"]).arg(program).current_dir("/");
    command
}

fn succeed(mut command: Command) -> Result<()> {
    let Output { status, stdout, stderr } = command.output()?;
    let said = [stdout, stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    ensure!(status.success(), "{command:?} ended with {status}:\n{said}");
    Ok(())
}

fn unprivileged() -> Result<Option<User>> {
    if !Uid::effective().is_root() {
        return Ok(None);
    }
    for name in UNPRIVILEGED {
        if let Some(user) = User::from_name(name)? {
            return Ok(Some(user));
        }
    }
    bail!("Postgres refuses to run as root, and there is none of the users {UNPRIVILEGED:?}")
}

/// The folder of the newest installed server.
#[allow(clippy::disallowed_methods, reason = "programs are looked for where the shell would")]
fn binaries() -> Result<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, folder)| folder.join("initdb").is_file())
        .collect();
    versions.sort();
    if let Some((_, folder)) = versions.pop() {
        return Ok(folder);
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .find(|folder| folder.join("initdb").is_file())
        .context("no Postgres server is installed: run scripts/setup")
}

/// A port that is free now. Another process may take it before the server does; then the server says so.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

#[allow(clippy::disallowed_methods, reason = "between two looks at a condition")]
fn pause() {
    thread::sleep(Duration::from_millis(20));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_starts_answers_and_leaves_nothing_behind() {
        let postgres = Postgres::start(false).unwrap();
        let (pid, folder) = (postgres.server.id(), postgres.folder.path().to_owned());
        assert!(std::net::TcpStream::connect(("127.0.0.1", postgres.port)).is_ok());
        drop(postgres);
        assert!(!folder.exists());
        assert!(!Path::new("/proc").join(pid.to_string()).exists());
    }
}
