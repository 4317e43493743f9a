//! A small disk that can be filled up: a file system in memory, mounted in a namespace of its own.
//!
//! A process, its *keeper*, holds the namespace. Everybody else reaches the disk by a path that leads through the keeper, from
//! whatever namespace they are in; so nothing has to be started in there, and whoever dies on a full disk finds it again as it was.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, ErrorKind, Read, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use ainur_test_postgres as postgres;
use anyhow::{bail, Context, Result};
use nix::unistd::{Gid, Uid};
use tempfile::TempDir;

/// Mounts the disk, becomes its owner, and stays until its input ends: when the process that started it does, at the latest.
const KEEPER: &str = r#"
    mount -t tmpfs -o "size=$2m,mode=0700,uid=$3,gid=$4" small-disk "$1" &&
        exec setpriv --reuid "$3" --regid "$4" --keep-groups -- sh -c 'echo ready && exec cat'"#;

/// What to do where none can be made. There is nothing to put in its place: a limit on files is no full disk.
const ADVICE: &str = "\
    A full disk needs a file system that can be filled, and that a mount namespace. Root needs CAP_SYS_ADMIN for it; in a \
    container, `--cap-add SYS_ADMIN --security-opt apparmor=unconfined`. Everybody else needs user namespaces, which these settings \
    of the kernel allow: user.max_user_namespaces (not 0), and where they exist kernel.unprivileged_userns_clone (1) and \
    kernel.apparmor_restrict_unprivileged_userns (0). Or run the test as root";

/// Bytes that are written at a time to fill it.
const PIECE: usize = 1 << 20;

/// A disk of a few mebibytes. It goes when this is dropped and nobody has a file on it open.
#[derive(Debug)]
pub struct SmallDisk {
    keeper: Child,
    path: PathBuf,
    /// Where it is mounted for its keeper, and nobody else.
    _mount_point: TempDir,
}

impl SmallDisk {
    /// One of so many mebibytes for a Postgres.
    ///
    /// # Errors
    ///
    /// Where the system lets nobody mount one: what to do.
    pub fn for_postgres(mebibytes: u32) -> Result<Self> {
        let (user, group) = postgres::owner()?;
        Self::of(mebibytes, user, group)
    }

    /// One of so many mebibytes for whoever is started as ourselves.
    ///
    /// # Errors
    ///
    /// Where the system lets nobody mount one: what to do.
    pub fn for_ourselves(mebibytes: u32) -> Result<Self> {
        Self::of(mebibytes, Uid::effective(), Gid::effective())
    }

    fn of(mebibytes: u32, user: Uid, group: Gid) -> Result<Self> {
        // Where every user gets to.
        let mount_point = tempfile::Builder::new().prefix("ainur-disk-").tempdir_in("/tmp")?;
        let mut command = Command::new("unshare");
        if !Uid::effective().is_root() {
            command.args(["--user", "--map-current-user", "--keep-caps"]);
        }
        command.args(["--mount", "--", "sh", "-c", KEEPER, "keeper"]).arg(mount_point.path());
        command.args([mebibytes.to_string(), user.to_string(), group.to_string()]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let keeper = command.spawn().context("cannot start unshare, which util-linux has")?;
        let path = Path::new("/proc").join(keeper.id().to_string()).join("root").join(mount_point.path().strip_prefix("/")?);
        let mut disk = Self { keeper, path, _mount_point: mount_point };
        disk.is_ready().context(ADVICE)?;
        Ok(disk)
    }

    fn is_ready(&mut self) -> Result<()> {
        let mut said = String::new();
        BufReader::new(self.keeper.stdout.take().context("no output")?).read_line(&mut said)?;
        if said.is_empty() {
            self.keeper.stderr.take().context("no output")?.read_to_string(&mut said)?;
            bail!("no small disk can be made here: {}", said.trim());
        }
        Ok(())
    }

    /// Where it is, for its owner and for root.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Fills it to its last byte; when it was filled before, whatever has become free since.
    ///
    /// # Errors
    ///
    /// When anything else goes wrong on it.
    pub fn fill(&self) -> Result<()> {
        let mut ballast = File::options().create(true).append(true).open(self.ballast())?;
        let piece = vec![0; PIECE];
        loop {
            match ballast.write_all(&piece) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::StorageFull => return Ok(()),
                Err(error) => return Err(error).context("the disk cannot be filled"),
            }
        }
    }

    /// Gives back the room that was taken to fill it.
    ///
    /// # Errors
    ///
    /// When it was not filled.
    pub fn free(&self) -> Result<()> {
        fs::remove_file(self.ballast()).context("the disk is not full")
    }

    fn ballast(&self) -> PathBuf {
        self.path.join("ballast")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(self.keeper.kill());
        drop(self.keeper.wait());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_can_be_filled_freed_and_filled_again() {
        let disk = SmallDisk::for_ourselves(3).unwrap();
        let (before, after) = (disk.path().join("before"), disk.path().join("after"));
        fs::write(&before, b"kept").unwrap();
        for _ in 0..2 {
            disk.fill().unwrap();
            assert_eq!(fs::write(&after, b"refused").unwrap_err().kind(), ErrorKind::StorageFull);
            assert_eq!(fs::read(&before).unwrap(), b"kept");
            disk.free().unwrap();
            fs::write(&after, vec![1; PIECE]).unwrap();
            fs::remove_file(&after).unwrap();
        }
        // What others have freed is filled as well.
        fs::write(&after, vec![1; PIECE]).unwrap();
        disk.fill().unwrap();
        fs::remove_file(&after).unwrap();
        disk.fill().unwrap();
        assert_eq!(fs::write(&after, b"refused").unwrap_err().kind(), ErrorKind::StorageFull);
    }

    #[test]
    fn it_is_seen_by_the_path_through_its_keeper_only_and_goes_with_it() {
        let disk = SmallDisk::for_ourselves(1).unwrap();
        fs::write(disk.path().join("file"), b"content").unwrap();
        let path = disk.path().to_owned();
        let mount_point = Path::new("/tmp").join(path.file_name().unwrap());
        assert_eq!(fs::read_dir(&mount_point).unwrap().count(), 0);
        drop(disk);
        assert!(!path.exists() && !mount_point.exists());
    }
}
