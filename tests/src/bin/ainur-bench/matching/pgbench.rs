//! Postgres's own benchmark program.

use std::{process::Stdio, time::Duration};

use ainur_test_postgres::{program, Postgres};
use anyhow::{ensure, Context, Result};
use tokio::{process::Command, time::timeout};

/// How much longer than asked for pgbench may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Transactions per second of so many clients that repeat the script, prepared. Each has a variable `turn` of its own, which begins at 0.
///
/// # Errors
///
/// When pgbench is not installed, or a transaction of its fails.
pub async fn rate(postgres: &Postgres, script: &str, clients: usize, threads: usize, span: Duration) -> Result<f64> {
    let pgbench =
        program("pgbench").context("the peer of this benchmark is missing: it comes with Debian's package postgresql")?;
    let folder = tempfile::Builder::new().prefix("ainur-bench-").tempdir()?;
    let file = folder.path().join("script.sql");
    std::fs::write(&file, script)?;
    let mut command = Command::new(pgbench);
    command
        .args(["--no-vacuum", "--protocol=prepared", "--random-seed=1", "--define=turn=0"])
        .args([format!("--client={clients}"), format!("--jobs={threads}"), format!("--time={}", span.as_secs())])
        .arg("--file")
        .arg(&file)
        .arg(postgres.url())
        .stdin(Stdio::null())
        .kill_on_drop(true);
    let output = timeout(span.saturating_add(PATIENCE), command.output()).await.context("pgbench does not end")??;
    let [said, complaints] = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    ensure!(output.status.success(), "pgbench ended with {}:\n{said}{complaints}", output.status);
    read(&said).with_context(|| format!("pgbench tells no rate:\n{said}{complaints}"))
}

/// The rate in what pgbench reports.
fn read(report: &str) -> Option<f64> {
    let rate = report.lines().find_map(|line| line.strip_prefix("tps = "))?;
    rate.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_read() {
        let report = "number of failed transactions: 0 (0.000%)\ntps = 1234.567890 (without initial connection time)\n";
        assert_eq!(read(report), Some(1234.567890));
        assert_eq!(read("tps = many\n"), None);
    }
}
