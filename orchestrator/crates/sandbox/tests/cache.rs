//! What was compiled before is not compiled again, and never taken from anybody but ourselves.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::{fs, num::NonZeroU16, os::unix::fs::MetadataExt, path::PathBuf, time::SystemTime};

use ainur_sandbox::{DiskCache, Limits, Sandbox};
use common::{package, sandbox};

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A process that uses the folder, with room for so many runs.
    fn sandbox(&self, runs: u16) -> Sandbox {
        let cache = DiskCache::open(self.0.path().join("compiled"), 64 << 20).unwrap();
        Sandbox::new(NonZeroU16::new(runs).unwrap()).unwrap().with_disk_cache(cache)
    }

    /// The only module in it.
    fn module(&self) -> PathBuf {
        let files: Vec<_> = fs::read_dir(self.0.path().join("compiled")).unwrap().map(|entry| entry.unwrap().path()).collect();
        let [file] = &files[..] else { panic!("{files:?}") };
        file.clone()
    }
}

fn echoes(sandbox: &Sandbox) -> bool {
    let echo = sandbox.compile(&package("echo")).unwrap();
    sandbox.execute(&echo, b"hello", &Limits::default()).unwrap().output == b"hello"
}

#[test]
fn a_module_is_compiled_once_for_all_processes() {
    let folder = Folder::new();
    assert!(echoes(&folder.sandbox(4)));
    let written = fs::metadata(folder.module()).unwrap();
    fs::File::open(folder.module()).unwrap().set_modified(SystemTime::UNIX_EPOCH).unwrap();
    assert!(echoes(&folder.sandbox(1)));
    let used = fs::metadata(folder.module()).unwrap();
    assert_eq!(used.ino(), written.ino(), "not written again");
    assert!(used.modified().unwrap() > SystemTime::UNIX_EPOCH, "but read");
}

#[test]
fn a_module_from_the_disk_runs_as_the_one_that_was_compiled() {
    let folder = Folder::new();
    let text = b"The wheel turns the stones. The stones grind the corn. The miller sleeps.";
    let run =
        |sandbox: Sandbox| sandbox.execute(&sandbox.compile(&package("summariser")).unwrap(), text, &Limits::default()).unwrap();
    let compiled = run(sandbox());
    assert_eq!(run(folder.sandbox(1)), compiled);
    assert_eq!(run(folder.sandbox(1)), compiled);
}

#[test]
fn a_damaged_module_is_compiled_again() {
    let folder = Folder::new();
    assert!(echoes(&folder.sandbox(1)));
    let whole = fs::read(folder.module()).unwrap();
    for place in [0, 40, whole.len() / 2, whole.len() - 1] {
        let mut damaged = whole.clone();
        damaged[place] ^= 1;
        fs::write(folder.module(), damaged).unwrap();
        assert!(echoes(&folder.sandbox(1)));
        assert_eq!(fs::read(folder.module()).unwrap(), whole, "{place}");
    }
}

#[test]
fn what_is_refused_is_not_kept() {
    let folder = Folder::new();
    assert!(folder.sandbox(1).compile(&package("wrong-world")).is_err());
    assert_eq!(fs::read_dir(folder.0.path().join("compiled")).unwrap().count(), 0);
}

#[test]
fn a_folder_that_is_gone_keeps_nobody_from_running() {
    let folder = Folder::new();
    let sandbox = folder.sandbox(1);
    fs::remove_dir(folder.0.path().join("compiled")).unwrap();
    assert!(echoes(&sandbox));
}
