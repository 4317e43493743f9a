//! Programs of others beside ours, to be measured or to work together: each in a folder of `tests/peers`, at the versions of its lock file.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
    str::FromStr,
    time::Duration,
};

use anyhow::{ensure, Context, Result};

use crate::process::Process;

/// How long a program may take to load what it consists of.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program of others that runs; it ends when this is dropped.
pub struct Peer(Process);

impl Peer {
    /// Installs the program of that folder, unless it is there, and starts it with its output in the folder `log`.
    pub fn start(name: &str, log: &Path, configure: impl FnOnce(&mut Command)) -> Result<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers").join(name);
        install(&folder)?;
        let process = Process::start_foreign(name, "node", log, |command| {
            configure(command.arg(folder.join("index.js")).env("NODE_ENV", "production"));
        })?;
        Ok(Self(process))
    }

    /// The number that the program writes behind these words, once it has.
    pub async fn says<N: FromStr>(&mut self, words: &str, patience: Duration) -> Result<N> {
        self.0.announces(words, patience, |output| number_after(output, words)).await
    }

    /// When the program says that it begins, in seconds since the Unix epoch: all of it is loaded by then.
    pub async fn begins(&mut self) -> Result<f64> {
        Ok(self.says::<f64>("begins at ", PATIENCE).await? / 1_000.0)
    }

    /// Whether the program still runs, or has ended as it should.
    pub fn is_well(&mut self) -> Result<()> {
        ensure!(self.0.is_running()? || !self.0.output()?.contains("Error"), "it failed:\n{}", self.0.last_words());
        Ok(())
    }
}

/// The first number behind the words; none before the line is whole.
fn number_after<N: FromStr>(output: &str, words: &str) -> Option<N> {
    let (_, after) = output.split_once(words)?;
    after.split_once('\n')?.0.trim().parse().ok()
}

fn install(folder: &Path) -> Result<()> {
    // One at a time: whoever comes second finds it installed.
    let turn = File::open(folder.join("package-lock.json"))?;
    turn.lock()?;
    if is_unpacked(folder) {
        return Ok(());
    }
    println!("{}: its packages are installed", folder.display());
    // No package has a say in how it is installed.
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(folder);
    let status = npm.status().context("npm is not installed")?;
    ensure!(status.success(), "npm ci in {} ended with {status}", folder.display());
    Ok(())
}

/// Whether npm has unpacked what the present lock file asks for.
fn is_unpacked(folder: &Path) -> bool {
    let changed = |file: PathBuf| fs::metadata(file).and_then(|metadata| metadata.modified());
    match (changed(folder.join("node_modules/.package-lock.json")), changed(folder.join("package-lock.json"))) {
        (Ok(unpacked), Ok(wanted)) => unpacked >= wanted,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_when_its_line_is_whole() {
        assert_eq!(number_after("loaded\nbegins at 1700.5\n", "begins at "), Some(1700.5));
        assert_eq!(number_after::<f64>("begins at 17", "begins at "), None);
    }
}
