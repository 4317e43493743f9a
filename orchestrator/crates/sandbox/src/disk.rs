//! Compiled packages in a folder of our own, so that no process compiles what another has compiled before.
//!
//! Only the service reads and writes it, and executes nothing of it; a worker cannot open files. Whoever can write such a file decides
//! what a worker executes. Therefore folder and files must belong to this user and be
//! writable by nobody else; a file also has to be what its digest says, since disks fail.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, ErrorKind, Read, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::PathBuf,
    time::SystemTime,
};

use nix::{libc, unistd::geteuid};
use sp_crypto_hashing::blake2_256;

/// Length of the digest that a file begins with, in bytes.
const DIGEST: usize = 32;
/// What others than the owner would need to change a file.
const WRITABLE_BY_OTHERS: u32 = 0o022;

/// The folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CacheError {
    /// It cannot be made or read.
    #[error("the folder for compiled modules cannot be used")]
    Io(#[from] io::Error),
    /// It is a link, or no folder at all.
    #[error("the place for compiled modules is not a folder")]
    NotAFolder,
    /// What is in it would be executed, and others could have put it there.
    #[error("the folder for compiled modules belongs to another user, or others can write to it")]
    NotOurs,
}

/// A folder of compiled packages, bounded in size.
#[derive(Debug)]
pub struct DiskCache {
    folder: PathBuf,
    capacity: u64,
}

impl DiskCache {
    /// Opens a folder, which is made when it is not there. It is kept below `capacity` bytes: what was not used for the longest time
    /// goes first. Processes can share it.
    ///
    /// # Errors
    ///
    /// When the folder cannot be made, or others than this user can write to it.
    pub fn open(folder: impl Into<PathBuf>, capacity: u64) -> Result<Self, CacheError> {
        let folder = folder.into();
        DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        let metadata = fs::symlink_metadata(&folder)?;
        if !metadata.is_dir() {
            return Err(CacheError::NotAFolder);
        }
        if !is_ours(&metadata) {
            return Err(CacheError::NotOurs);
        }
        Ok(Self { folder, capacity })
    }

    /// What was kept under this key; none when there is nothing, or not what we wrote.
    pub(crate) fn get(&self, key: &[u8; 32]) -> io::Result<Option<Vec<u8>>> {
        let path = self.path(key);
        // A link is not followed: it is none of ours.
        let file = match OpenOptions::new().read(true).custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK).open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) if error.raw_os_error() == Some(libc::ELOOP) => return drop_file(&path),
            Err(error) => return Err(error),
        };
        match read(key, &file, self.capacity)? {
            Some(compiled) => {
                // It lasts longer than what nobody asks for.
                file.set_modified(SystemTime::now())?;
                Ok(Some(compiled))
            }
            None => drop_file(&path),
        }
    }

    /// Keeps what was compiled, unless it alone is larger than the folder may be.
    pub(crate) fn put(&self, key: &[u8; 32], compiled: &[u8]) -> io::Result<()> {
        if size_of_file(compiled) > self.capacity {
            return Ok(());
        }
        let mut draft = tempfile::NamedTempFile::new_in(&self.folder)?;
        draft.write_all(&digest(key, compiled))?;
        draft.write_all(compiled)?;
        // Not synced: what a crash leaves of it is not what its digest says.
        draft.persist(self.path(key)).map_err(|error| error.error)?;
        self.make_room()
    }

    /// Removes what was kept under this key.
    pub(crate) fn forget(&self, key: &[u8; 32]) -> io::Result<()> {
        remove(&self.path(key))
    }

    fn path(&self, key: &[u8; 32]) -> PathBuf {
        self.folder.join(hex::encode(key))
    }

    /// Removes the oldest files until the others are within the capacity.
    fn make_room(&self) -> io::Result<()> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            match entry.metadata() {
                Ok(metadata) if metadata.is_dir() => {}
                Ok(metadata) => files.push((metadata.modified()?, metadata.len(), entry.path())),
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        files.sort();
        let mut size = files.iter().fold(0, |size: u64, (_, length, _)| size.saturating_add(*length));
        for (_, length, path) in files {
            if size <= self.capacity {
                break;
            }
            remove(&path)?;
            size = size.saturating_sub(length);
        }
        Ok(())
    }
}

fn is_ours(metadata: &fs::Metadata) -> bool {
    metadata.uid() == geteuid().as_raw() && metadata.mode() & WRITABLE_BY_OTHERS == 0
}

fn size_of_file(compiled: &[u8]) -> u64 {
    u64::try_from(compiled.len()).unwrap_or(u64::MAX).saturating_add(DIGEST as u64)
}

/// What a file holds that is whole, and ours.
fn read(key: &[u8; 32], file: &File, capacity: u64) -> io::Result<Option<Vec<u8>>> {
    let metadata = file.metadata()?;
    if !metadata.is_file() || !is_ours(&metadata) || metadata.len() > capacity {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    file.take(capacity).read_to_end(&mut bytes)?;
    let Some((expected, _)) = bytes.split_first_chunk::<DIGEST>() else { return Ok(None) };
    let expected = *expected;
    let compiled = bytes.split_off(DIGEST);
    Ok((digest(key, &compiled) == expected).then_some(compiled))
}

/// Binds what was compiled to its key.
fn digest(key: &[u8; 32], compiled: &[u8]) -> [u8; DIGEST] {
    blake2_256(&[*key, blake2_256(compiled)].concat())
}

fn drop_file(path: &std::path::Path) -> io::Result<Option<Vec<u8>>> {
    tracing::warn!(file = %path.display(), "a compiled module is not what was written, and is dropped");
    remove(path)?;
    Ok(None)
}

/// Removes what another process may have removed already.
fn remove(path: &std::path::Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::{os::unix::fs::PermissionsExt, time::Duration};

    use super::*;
    use proptest::prelude::*;

    const KEY: [u8; 32] = [1; 32];
    const OTHER: [u8; 32] = [2; 32];

    fn cache(capacity: u64) -> (tempfile::TempDir, DiskCache) {
        let folder = tempfile::tempdir().unwrap();
        let cache = DiskCache::open(folder.path().join("compiled"), capacity).unwrap();
        (folder, cache)
    }

    fn set_mode(path: &std::path::Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// Makes a kept file so many seconds old.
    fn age(cache: &DiskCache, key: &[u8; 32], seconds: u64) {
        let file = File::open(cache.path(key)).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(seconds)).unwrap();
    }

    #[test]
    fn what_is_kept_is_found_under_its_key_only() {
        let (_folder, cache) = cache(1_000);
        assert_eq!(cache.get(&KEY).unwrap(), None);
        cache.put(&KEY, b"code").unwrap();
        assert_eq!(cache.get(&KEY).unwrap(), Some(b"code".to_vec()));
        assert_eq!(cache.get(&OTHER).unwrap(), None);
        cache.forget(&OTHER).unwrap();
        fs::copy(cache.path(&KEY), cache.path(&OTHER)).unwrap();
        assert_eq!(cache.get(&OTHER).unwrap(), None, "another module's code is not what was written");
        cache.forget(&KEY).unwrap();
        assert_eq!(cache.get(&KEY).unwrap(), None);
    }

    proptest! {
        #[test]
        fn whatever_the_disk_did_to_it_is_found_out(
            code in prop::collection::vec(any::<u8>(), 0..200),
            place: prop::sample::Index,
            change in 1..=u8::MAX,
        ) {
            let (_folder, cache) = cache(1_000);
            cache.put(&KEY, &code).unwrap();
            let path = cache.path(&KEY);
            let whole = fs::read(&path).unwrap();
            let place = place.index(whole.len());
            let mut changed = whole.clone();
            changed[place] ^= change;
            for damaged in [&changed[..], &whole[..place], &[&whole[..], &[change]].concat()] {
                fs::write(&path, damaged).unwrap();
                prop_assert_eq!(cache.get(&KEY).unwrap(), None);
                prop_assert!(!path.exists());
            }
        }
    }

    #[test]
    fn what_others_could_have_written_is_dropped() {
        let (folder, cache) = cache(1_000);
        for mode in [0o620, 0o602, 0o666] {
            cache.put(&KEY, b"code").unwrap();
            set_mode(&cache.path(&KEY), mode);
            assert_eq!(cache.get(&KEY).unwrap(), None, "{mode:o}");
        }
        cache.put(&KEY, b"code").unwrap();
        let elsewhere = folder.path().join("elsewhere");
        fs::rename(cache.path(&KEY), &elsewhere).unwrap();
        std::os::unix::fs::symlink(&elsewhere, cache.path(&KEY)).unwrap();
        assert_eq!(cache.get(&KEY).unwrap(), None, "a link");
        assert!(elsewhere.exists() && !cache.path(&KEY).exists());
    }

    #[test]
    fn a_folder_that_others_can_write_to_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let open = || DiskCache::open(folder.path(), 1_000);
        assert!(open().is_ok());
        for mode in [0o770, 0o707, 0o777] {
            set_mode(folder.path(), mode);
            assert!(matches!(open(), Err(CacheError::NotOurs)), "{mode:o}");
        }
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(folder.path(), &link).unwrap();
        assert!(matches!(DiskCache::open(&link, 1_000), Err(CacheError::NotAFolder)));
    }

    #[test]
    fn what_was_not_used_for_the_longest_time_goes_first() {
        let (_folder, cache) = cache(3 * (DIGEST as u64 + 100));
        let keys = [[1; 32], [2; 32], [3; 32], [4; 32]];
        for (key, age_in_seconds) in keys.iter().zip([30, 20, 10]) {
            cache.put(key, &[0; 100]).unwrap();
            age(&cache, key, age_in_seconds);
        }
        assert!(cache.get(&keys[0]).unwrap().is_some(), "used again");
        cache.put(&keys[3], &[0; 100]).unwrap();
        assert_eq!(keys.map(|key| cache.get(&key).unwrap().is_some()), [true, false, true, true]);
    }

    #[test]
    fn the_folder_never_holds_more_than_it_may() {
        let (_folder, cache) = cache(1_000);
        for size in [900, 500, 400, 968, 1, 2, 3] {
            cache.put(&[size as u8; 32], &vec![0; size]).unwrap();
            let files = fs::read_dir(&cache.folder).unwrap().map(|entry| entry.unwrap().metadata().unwrap().len());
            assert!(files.sum::<u64>() <= 1_000);
        }
        cache.put(&[255; 32], &[0; 969]).unwrap();
        assert_eq!(cache.get(&[255; 32]).unwrap(), None, "larger than the folder may be");
    }
}
