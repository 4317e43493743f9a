//! `cargo xtask release-runtime`: a runtime that chains can be upgraded to, and what it changes. `docs/releases.md` tells the rest.

mod blob;
mod build;
mod difference;
mod encoding;
mod surface;
#[cfg(test)]
mod tests;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{ensure, Context, Result};
use blob::Blob;
use difference::Release;

use crate::{process::announce, workspace::Workspace};

/// Where releases are kept that tests start from.
pub const RELEASES: &str = "tests/releases";
const PREFIX: &str = "ainur-";
const SUFFIX: &str = ".compact.compressed.wasm";
/// What a chain of the release's preset for development starts from.
const GENESIS: &str = ".dev.json";
const PRESET: &str = "development";

/// What to release.
#[derive(clap::Args)]
pub struct Arguments {
    /// The commit; what is not committed is not released
    #[arg(long, default_value = "HEAD")]
    commit: String,
    /// Build once more from nothing, and fail where the bytes differ
    #[arg(long)]
    verify: bool,
    /// Compare with this blob instead of the last release
    #[arg(long)]
    since: Option<PathBuf>,
    /// Build nothing and take this blob as the release
    #[arg(long, conflicts_with_all = ["verify", "commit"])]
    blob: Option<PathBuf>,
    /// Keep it among the releases that tests start from
    #[arg(long)]
    keep: bool,
}

/// Builds a release and tells what it is.
pub fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let file = match &arguments.blob {
        Some(file) => file.clone(),
        None => build(workspace, arguments)?,
    };
    let blob = Blob::read(&file)?;
    let release = Release { version: blob.version()?, metadata: blob.metadata()? };
    let (packed, unpacked) = blob.sizes();
    println!("file                 {}", file.display());
    println!("spec_version         {}", release.version.spec_version);
    println!("transaction_version  {}", release.version.transaction_version);
    println!("size                 {packed} bytes, {unpacked} unpacked");
    println!("blake2-256           {}", blob.hash());

    let releases = workspace.root.join(RELEASES);
    let previous = match &arguments.since {
        Some(file) => Some(file.clone()),
        None => latest(&releases)?.map(|(_, file)| file),
    };
    match previous {
        None => println!("\nnothing was released before"),
        Some(previous) => {
            let old = Blob::read(&previous)?;
            if old.hash() == blob.hash() {
                println!("\nthis is the last release");
                return Ok(());
            }
            let old = Release { version: old.version()?, metadata: old.metadata()? };
            println!("\nsince spec_version {}:\n{}", old.version.spec_version, difference::between(&old, &release));
        }
    }
    if arguments.keep {
        let genesis = blob.preset(PRESET)? + "\n";
        keep(&releases, release.version.spec_version, SUFFIX, &fs::read(&file)?)?;
        keep(&releases, release.version.spec_version, GENESIS, genesis.as_bytes())?;
    }
    Ok(())
}

fn build(workspace: &Workspace, arguments: &Arguments) -> Result<PathBuf> {
    let commit = build::commit(workspace, &arguments.commit)?;
    if build::is_dirty(workspace)? {
        announce("there are changes that are not committed: they are not released");
    }
    println!("commit               {commit}\ncompiler             {}", build::compiler(workspace)?);
    announce("building the runtime twice, as its digest is part of it (the first time some fifteen minutes on two cores)");
    let file = build::blob(workspace, &commit, &workspace.target_dir.join("runtime-release"))?;
    if arguments.verify {
        announce("building it once more, from nothing");
        let folder = workspace.target_dir.join("runtime-release-again");
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("cannot empty {}", folder.display()))?;
        }
        let again = Blob::read(&build::blob(workspace, &commit, &folder)?)?.hash();
        let first = Blob::read(&file)?.hash();
        ensure!(first == again, "the build cannot be repeated: {first}, then {again}");
        println!("verified             a second build has the same bytes");
    }
    Ok(file)
}

/// The last release that is kept, by its spec_version.
pub fn latest(folder: &Path) -> Result<Option<(u32, PathBuf)>> {
    if !folder.exists() {
        return Ok(None);
    }
    let mut releases = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if let Some(spec) = name.strip_prefix(PREFIX).and_then(|name| name.strip_suffix(SUFFIX)) {
            releases.push((spec.parse().with_context(|| format!("{name} has no number"))?, path));
        }
    }
    Ok(releases.into_iter().max())
}

/// Puts a file among the releases; none is ever replaced.
fn keep(releases: &Path, spec_version: u32, suffix: &str, content: &[u8]) -> Result<()> {
    let to = releases.join(format!("{PREFIX}{spec_version}{suffix}"));
    if to.exists() {
        ensure!(fs::read(&to)? == content, "{} is of another runtime: raise spec_version", to.display());
        return Ok(());
    }
    fs::create_dir_all(releases)?;
    fs::write(&to, content).with_context(|| format!("cannot write {}", to.display()))?;
    announce(&format!("kept {}", to.display()));
    Ok(())
}
