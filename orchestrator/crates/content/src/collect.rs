//! Which blocks are not needed any more, and how they go.

use std::{
    collections::{BTreeSet, HashSet},
    fs::{self, DirEntry},
    io::ErrorKind,
    path::{Path, PathBuf},
    time::Duration,
};

use cid::Cid;

use crate::{disk, pins, turns, unixfs, Collected, ContentError, DiskStore};

/// How the names of drafts begin that a crash has left.
const DRAFT: &str = ".tmp";

/// Removes what neither a pin nor one of `spared` reaches and nobody has needed for `min_age`. Ends early when other things are pinned
/// meanwhile: the next collection goes on.
///
/// # Errors
///
/// [`ContentError::Corrupt`] or [`ContentError::Unsupported`] for a pinned node that cannot be read, since what it reaches is not
/// known: nothing is removed. [`ContentError::Io`].
pub fn collect(store: &DiskStore, spared: &BTreeSet<Cid>, min_age: Duration) -> Result<Collected, ContentError> {
    let pins = pins::read(store.root())?;
    let reached = reach(store, pins.union(spared))?;
    let mut collected = Collected::default();
    for folder in folders(store.root())? {
        // Held for a thousandth of the store at a time, so that whoever adds does not wait for long.
        let _turn = turns::removing(store.root())?;
        if pins::read(store.root())? != pins {
            break;
        }
        for entry in fs::read_dir(folder)? {
            let removed = sweep(&entry?, &reached, min_age)?;
            collected.blocks += u64::from(removed.is_some());
            collected.bytes += removed.unwrap_or(0);
        }
    }
    Ok(collected)
}

/// The blocks that these reach, as far as they are here.
fn reach<'a>(store: &DiskStore, roots: impl Iterator<Item = &'a Cid>) -> Result<HashSet<Cid>, ContentError> {
    let (mut reached, mut waiting) = (HashSet::new(), roots.copied().collect::<Vec<_>>());
    while let Some(cid) = waiting.pop() {
        if unixfs::check_kind(&cid).is_err() || !reached.insert(unixfs::normal(&cid)) || unixfs::is_leaf(&cid) {
            continue;
        }
        match store.get(&cid) {
            Ok(block) => waiting.extend(unixfs::links(&cid, &block)?),
            Err(ContentError::NotFound(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(reached)
}

/// The folders that hold blocks.
fn folders(root: &Path) -> Result<Vec<PathBuf>, ContentError> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(root)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            folders.push(entry.path());
        }
    }
    Ok(folders)
}

/// Removes a block or draft that is old and not reached, and returns its size. The age of what is reached begins anew, so that
/// nothing goes as soon as it is let go of.
fn sweep(entry: &DirEntry, reached: &HashSet<Cid>, min_age: Duration) -> Result<Option<u64>, ContentError> {
    let (path, name) = (entry.path(), entry.file_name());
    let name = name.to_string_lossy();
    let cid = Cid::try_from(name.as_ref()).ok();
    if cid.is_some_and(|cid| reached.contains(&cid)) {
        disk::touch(&path)?;
        return Ok(None);
    }
    // Nobody writes meanwhile: a draft is what a crash has left. Anything else is not ours.
    let is_ours = cid.is_some() || name.starts_with(DRAFT);
    let about = entry.metadata()?;
    // A time in the future is no age.
    if !is_ours || !about.is_file() || about.modified()?.elapsed().unwrap_or_default() < min_age {
        return Ok(None);
    }
    match fs::remove_file(&path) {
        Ok(()) => Ok(Some(about.len())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}
