//! Who adds blocks, and who removes some: never both at a time, in whichever processes.

use std::{
    fs::{File, OpenOptions},
    io,
    path::Path,
};

/// Name of the file in the store's folder that processes wait at.
const NAME: &str = "lock";

/// A turn; over when it is dropped, or its process ends in whatever way.
#[derive(Debug)]
pub struct Turn {
    // The lock lives as long as the file is open.
    _file: File,
}

/// Waits until nobody removes blocks, and keeps it so.
pub fn adding(root: &Path) -> io::Result<Turn> {
    let file = open(root)?;
    file.lock_shared()?;
    Ok(Turn { _file: file })
}

/// Waits until nobody adds or removes blocks, and keeps it so.
pub fn removing(root: &Path) -> io::Result<Turn> {
    let file = open(root)?;
    file.lock()?;
    Ok(Turn { _file: file })
}

/// Each turn opens the file for itself: locks of one opening would be one lock.
fn open(root: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).truncate(false).write(true).open(root.join(NAME))
}
