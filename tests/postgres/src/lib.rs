#![doc = include_str!("../README.md")]

use std::{
    collections::hash_map::RandomState,
    ffi::OsStr,
    fs,
    hash::{BuildHasher, Hasher},
    iter,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::{
        atomic::{AtomicU64, Ordering},
        LazyLock,
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{bail, ensure, Context, Result};
use nix::{
    sys::signal::{kill, Signal},
    unistd::{Gid, Pid, Uid, User},
};
use tempfile::TempDir;

/// How long the server may take to answer, or to end.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often another port is tried when the server does not start.
const OTHER_PORTS: usize = 3;
/// Who runs the server when the caller is root, whom it refuses: the first of these that exists.
const UNPRIVILEGED: [&str; 2] = ["postgres", "nobody"];

/// A running Postgres with one empty database.
#[derive(Debug)]
pub struct Postgres {
    server: Child,
    port: u16,
    data: PathBuf,
    /// With which it is started, as `name=value`.
    settings: Vec<String>,
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
        Self::start_with(durable, &[])
    }

    /// The same with settings of its own, as `name=value`.
    ///
    /// # Errors
    ///
    /// When no server is installed, or it does not start.
    pub fn start_with(durable: bool, settings: &[&str]) -> Result<Self> {
        Self::make(durable, settings, None)
    }

    /// The same, durable, with its data in a folder of somebody else's disk. It is made there, so [`owner`] must be let; it stays.
    ///
    /// # Errors
    ///
    /// When no server is installed, or it does not start.
    pub fn start_on(data: &Path, settings: &[&str]) -> Result<Self> {
        Self::make(true, settings, Some(data))
    }

    fn make(durable: bool, settings: &[&str], data: Option<&Path>) -> Result<Self> {
        // A short path: that of the socket may have 107 bytes.
        let folder = tempfile::Builder::new().prefix("ainur-pg-").tempdir_in("/tmp")?;
        let data = data.map_or_else(|| folder.path().join("data"), Path::to_owned);
        let owner = unprivileged()?;
        if let Some(user) = &owner {
            std::os::unix::fs::chown(folder.path(), Some(user.uid.as_raw()), Some(user.gid.as_raw()))?;
        }
        let binaries = binaries()?;
        let mut initdb = command(owner.as_ref(), binaries.join("initdb"));
        initdb.args(["--username=ainur", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--pgdata"]).arg(&data);
        succeed(initdb)?;
        let unsafe_but_fast = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];
        let spared = if durable { &[][..] } else { &unsafe_but_fast };
        let settings: Vec<String> = spared.iter().chain(settings).map(ToString::to_string).collect();
        let port = free_port()?;
        let server = serve(owner.as_ref(), &binaries, folder.path(), &data, port, &settings)?;
        let mut postgres = Self { server, port, data, settings, folder };
        for _ in 0..OTHER_PORTS {
            match postgres.wait_until_ready(owner.as_ref(), &binaries) {
                // Somebody else has taken the port in between, most likely.
                Err(_) if postgres.server.try_wait()?.is_some() => {
                    postgres.port = free_port()?;
                    postgres.server = postgres.serve(owner.as_ref(), &binaries)?;
                }
                outcome => return outcome.map(|()| postgres),
            }
        }
        postgres.wait_until_ready(owner.as_ref(), &binaries)?;
        Ok(postgres)
    }

    /// The URL of the database.
    pub fn url(&self) -> String {
        self.url_of("ainur")
    }

    /// The URL of the database for another role, which somebody must have made.
    pub fn url_of(&self, role: &str) -> String {
        format!("postgres://{role}@{}/postgres", self.address())
    }

    /// Where the server listens.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.port))
    }

    /// Kills the server: its clients are cut off, and what it had not committed is lost.
    ///
    /// # Errors
    ///
    /// When the system does not let us.
    pub fn kill(&mut self) -> Result<()> {
        self.server.kill()?;
        self.server.wait()?;
        Ok(())
    }

    /// Starts a server that was killed, or has ended, again on its data, at the same address.
    ///
    /// # Errors
    ///
    /// When it does not start: what it said.
    pub fn start_again(&mut self) -> Result<()> {
        let (owner, binaries) = (unprivileged()?, binaries()?);
        let deadline = Instant::now().checked_add(PATIENCE).context("the clock ends")?;
        loop {
            self.server = self.serve(owner.as_ref(), &binaries)?;
            match self.wait_until_ready(owner.as_ref(), &binaries) {
                // It refuses while processes of the killed one still end.
                Err(_) if self.server.try_wait()?.is_some() && Instant::now() < deadline => pause(),
                outcome => return outcome,
            }
        }
    }

    /// Whether the server runs: that of a full disk ends by itself.
    ///
    /// # Errors
    ///
    /// When the system does not say.
    pub fn is_running(&mut self) -> Result<bool> {
        Ok(self.server.try_wait()?.is_none())
    }

    fn serve(&self, owner: Option<&User>, binaries: &Path) -> Result<Child> {
        serve(owner, binaries, self.folder.path(), &self.data, self.port, &self.settings)
    }

    fn wait_until_ready(&mut self, owner: Option<&User>, binaries: &Path) -> Result<()> {
        let deadline = Instant::now().checked_add(PATIENCE).context("the clock ends")?;
        loop {
            let mut probe = command(owner, binaries.join("pg_isready"));
            // By a socket in its own folder: at its port somebody else may answer.
            probe.arg("--quiet").arg("--host").arg(self.folder.path()).args(["--port", &self.port.to_string()]);
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

fn serve(owner: Option<&User>, binaries: &Path, folder: &Path, data: &Path, port: u16, settings: &[String]) -> Result<Child> {
    let log = fs::File::create(folder.join("server.log"))?;
    let mut server = command(owner, binaries.join("postgres"));
    server.arg("-D").arg(data).args(["-h", "127.0.0.1", "-p", &port.to_string(), "-c", "max_connections=200"]);
    server.arg("-k").arg(folder).args(settings.iter().flat_map(|setting| ["-c", setting]));
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

/// Who runs the servers.
///
/// # Errors
///
/// When nobody can: the caller is root, and there is none of the users who could do it instead.
pub fn owner() -> Result<(Uid, Gid)> {
    Ok(unprivileged()?.map_or_else(|| (Uid::effective(), Gid::effective()), |user| (user.uid, user.gid)))
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

/// A program that was installed with the newest server.
///
/// # Errors
///
/// When it was not.
pub fn program(name: &str) -> Result<PathBuf> {
    let program = binaries()?.join(name);
    ensure!(program.is_file(), "there is no {}", program.display());
    Ok(program)
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

/// A port that is free now, and none of those that the system gives to outgoing connections: it stays free while whoever listens
/// there is down, however often clients knock. It is none that this process was given before. Another process may take it before
/// the server does; then the server says so.
///
/// # Errors
///
/// When none is free.
pub fn free_port() -> Result<u16> {
    const FIRST: u16 = 20_000;
    const COUNT: u16 = 12_000;
    // Processes that look at the same time begin at different places.
    static TURN: LazyLock<AtomicU64> = LazyLock::new(|| AtomicU64::new(RandomState::new().build_hasher().finish()));
    let next = || FIRST.checked_add(u16::try_from(TURN.fetch_add(1, Ordering::Relaxed) % u64::from(COUNT)).ok()?);
    let is_free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    iter::repeat_with(next).take(COUNT.into()).flatten().find(is_free).context("no port is free")
}

#[allow(clippy::disallowed_methods, reason = "between two looks at a condition")]
fn pause() {
    thread::sleep(Duration::from_millis(20));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_found_beside_the_server() {
        assert!(program("pg_isready").is_ok());
        let error = program("pg_nothing").unwrap_err().to_string();
        assert!(error.starts_with("there is no ") && error.ends_with("/pg_nothing"), "{error}");
    }

    #[test]
    fn no_port_is_given_twice() {
        let ports: std::collections::BTreeSet<u16> = (0..100).map(|_| free_port().unwrap()).collect();
        assert_eq!(ports.len(), 100);
    }

    #[test]
    fn it_starts_answers_and_leaves_nothing_behind() {
        let postgres = Postgres::start(false).unwrap();
        let (pid, folder) = (postgres.server.id(), postgres.folder.path().to_owned());
        assert!(std::net::TcpStream::connect(("127.0.0.1", postgres.port)).is_ok());
        drop(postgres);
        assert!(!folder.exists());
        assert!(!Path::new("/proc").join(pid.to_string()).exists());
    }

    #[test]
    fn what_was_killed_starts_again_on_its_data_at_its_address() {
        let mut postgres = Postgres::start(true).unwrap();
        let url = postgres.url();
        postgres.kill().unwrap();
        assert!(std::net::TcpStream::connect(("127.0.0.1", postgres.port)).is_err());
        postgres.start_again().unwrap();
        assert_eq!(postgres.url(), url);
        assert!(std::net::TcpStream::connect(("127.0.0.1", postgres.port)).is_ok());
        assert!(postgres.log().contains("was not properly shut down"), "{}", postgres.log());
    }
}
