//! Files that a program writes and that are committed, so that a change of them is seen in review.

use std::{fs, path::Path};

use anyhow::{ensure, Context, Result};

use crate::process::announce;

/// What to do with a generated file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// Bring it up to date.
    Write,
    /// Fail where it is not up to date.
    Check,
}

/// Compares `content` with `file` below `root` and, by `mode`, writes it or complains; `command` is how to bring it up to date.
pub fn reconcile(root: &Path, file: &str, content: &[u8], mode: Mode, command: &str) -> Result<()> {
    let path = root.join(file);
    if fs::read(&path).is_ok_and(|present| present == content) {
        return Ok(());
    }
    ensure!(mode == Mode::Write, "{file} is not up to date: run `cargo xtask {command}` and commit it");
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    }
    fs::write(&path, content).with_context(|| format!("cannot write {file}"))?;
    announce(&format!("wrote {file}"));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writing_then_checking_agrees() {
        let root = tempfile::tempdir().unwrap();
        reconcile(root.path(), "docs/file", b"new", Mode::Write, "file").unwrap();
        assert_eq!(fs::read(root.path().join("docs/file")).unwrap(), b"new");
        reconcile(root.path(), "docs/file", b"new", Mode::Check, "file").unwrap();
    }

    #[test]
    fn a_check_names_the_remedy_and_changes_nothing() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("file"), b"old").unwrap();
        let error = reconcile(root.path(), "file", b"new", Mode::Check, "metadata").unwrap_err().to_string();
        assert_eq!(error, "file is not up to date: run `cargo xtask metadata` and commit it");
        assert_eq!(fs::read(root.path().join("file")).unwrap(), b"old");
    }

    #[test]
    fn a_missing_file_is_not_up_to_date() {
        let root = tempfile::tempdir().unwrap();
        assert!(reconcile(root.path(), "file", b"", Mode::Check, "openapi").is_err());
    }
}
