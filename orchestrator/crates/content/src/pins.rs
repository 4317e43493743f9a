//! What must not be removed: a file of identifiers, one a line.

use std::{
    collections::BTreeSet,
    fs,
    io::{Error, ErrorKind},
    path::Path,
};

use cid::Cid;

use crate::{disk, ContentError};

/// Name of the file in the store's folder.
const NAME: &str = "pins";

/// The pins on disk; none before the first are written.
///
/// # Errors
///
/// [`ContentError::Io`], also for a line that is no identifier: what is meant by it might be removed.
pub fn read(root: &Path) -> Result<BTreeSet<Cid>, ContentError> {
    let text = match fs::read_to_string(root.join(NAME)) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(BTreeSet::new()),
        Err(error) => return Err(error.into()),
    };
    parse(&text)
}

fn parse(text: &str) -> Result<BTreeSet<Cid>, ContentError> {
    let damaged = |line: &str| Error::new(ErrorKind::InvalidData, format!("the pins hold {line:?}, which is no identifier"));
    text.lines().map(|line| Cid::try_from(line).map_err(|_| damaged(line).into())).collect()
}

/// Puts these pins in the place of those before; after a crash either the ones or the others are there.
///
/// # Errors
///
/// [`ContentError::Io`].
pub fn write(root: &Path, pins: &BTreeSet<Cid>) -> Result<(), ContentError> {
    if read(root).is_ok_and(|known| known == *pins) {
        return Ok(());
    }
    let text: String = pins.iter().map(|pin| format!("{pin}\n")).collect();
    disk::persist(&root.join(NAME), text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unixfs;
    use proptest::prelude::*;

    fn pins(contents: &[&[u8]]) -> BTreeSet<Cid> {
        contents.iter().map(|content| unixfs::blocks(content, 64).remove(0).0).collect()
    }

    proptest! {
        #[test]
        fn pins_come_back_as_they_were(contents in proptest::collection::btree_set(any::<u64>(), 0..20)) {
            let folder = tempfile::tempdir().unwrap();
            let contents: Vec<_> = contents.into_iter().map(u64::to_le_bytes).collect();
            let contents: Vec<_> = contents.iter().map(<[u8; 8]>::as_slice).collect();
            write(folder.path(), &pins(&[b"before"])).unwrap();
            write(folder.path(), &pins(&contents)).unwrap();
            prop_assert_eq!(read(folder.path()).unwrap(), pins(&contents));
        }

        #[test]
        fn no_text_breaks_the_reader(text in "\\PC*") {
            drop(parse(&text));
        }
    }

    #[test]
    fn damaged_pins_are_an_error_and_can_be_replaced() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(folder.path()).unwrap(), BTreeSet::new());
        write(folder.path(), &pins(&[b"one"])).unwrap();
        let text = fs::read_to_string(folder.path().join(NAME)).unwrap();
        fs::write(folder.path().join(NAME), &text[..text.len() - 9]).unwrap();
        assert!(matches!(read(folder.path()), Err(ContentError::Io(_))));
        write(folder.path(), &pins(&[b"two"])).unwrap();
        assert_eq!(read(folder.path()).unwrap(), pins(&[b"two"]));
    }
}
