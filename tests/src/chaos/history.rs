//! Whether the database that lived through everything tells the chain's story as a fresh one does.

use std::{fs, path::Path, time::Duration};

use ainur_test_postgres::Postgres;
use anyhow::{ensure, Result};

use crate::{
    orchestrator::Orchestrator,
    rows::{self, Rows},
    wait,
};

/// How long reading the chain from its first block may take.
const PATIENCE: Duration = Duration::from_secs(600);
/// An account without agents, tasks or money: what the chain says does not depend on who reads it.
const READER: &str = "//Reader";
/// Most differences that are shown.
const SHOWN: usize = 20;

/// Reads the chain behind this URL once more, into an empty database, and compares all that follows from it, row by row; how many
/// rows there are. Logs go to `folder`.
///
/// # Errors
///
/// When the two differ: the rows.
pub async fn is_the_same_again(kept: &Postgres, folder: &Path, chain: &str) -> Result<usize> {
    rows::are_all_known(kept).await?;
    let (postgres, folder) = (Postgres::start(false)?, folder.join("reader"));
    fs::create_dir_all(&folder)?;
    let _reader = Orchestrator::start_at(&folder, chain, &postgres.url(), READER).await?;
    let (height, first, second) =
        wait::until("both databases to be at the same block", PATIENCE, || async { both(kept, &postgres).await }).await?;
    let differences = rows::differences(&first, &second);
    let shown: Vec<_> = differences.iter().take(SHOWN).map(String::as_str).collect();
    ensure!(differences.is_empty(), "{} rows differ at height {height}:\n{}", differences.len(), shown.join("\n"));
    Ok(first.iter().map(|table| table.rows.len()).sum())
}

/// The rows of both, where both are at the same block all the while.
async fn both(first: &Postgres, second: &Postgres) -> Result<Option<(u32, Vec<Rows>, Vec<Rows>)>> {
    let (Some(height), again) = (rows::head(first).await?, rows::head(second).await?) else { return Ok(None) };
    if again != Some(height) {
        return Ok(None);
    }
    let (of_first, of_second) = (rows::up_to(first, height).await?, rows::up_to(second, height).await?);
    let have_stayed = [rows::head(first).await?, rows::head(second).await?] == [Some(height); 2];
    Ok(have_stayed.then_some((height, of_first, of_second)))
}
