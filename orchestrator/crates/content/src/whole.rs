//! Whether blocks from elsewhere are one whole file.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
};

use cid::Cid;

use crate::{unixfs, ContentError};

/// A file with the blocks it is made of.
pub struct Whole {
    /// What is in it.
    pub bytes: Vec<u8>,
    /// Its blocks, leaves before the nodes that name them.
    pub blocks: Vec<(Cid, Vec<u8>)>,
}

/// The file of at most `max_bytes` that these blocks are, each of them checked.
///
/// # Errors
///
/// [`ContentError::Corrupt`] for a block that is not what its name says, [`ContentError::NotFound`] for one that is missing,
/// [`ContentError::Unsupported`] for one that is no part of the file, [`ContentError::TooLarge`].
pub fn whole(root: &Cid, blocks: Vec<(Cid, Vec<u8>)>, max_bytes: u64) -> Result<Whole, ContentError> {
    let mut known = HashMap::new();
    for (cid, block) in blocks {
        unixfs::check_kind(&cid)?;
        unixfs::verify(&cid, &block)?;
        known.insert(unixfs::normal(&cid), block);
    }
    let read = RefCell::new(Vec::new());
    let bytes = unixfs::assemble(root, max_bytes, |cid| {
        let cid = unixfs::normal(cid);
        read.borrow_mut().push(cid);
        known.get(&cid).cloned().ok_or(ContentError::NotFound(cid))
    })?;
    // Read backwards, whatever a node names comes before the node.
    let mut seen = HashSet::new();
    let order: Vec<_> = read.into_inner().into_iter().rev().filter(|cid| seen.insert(*cid)).collect();
    let blocks = order.into_iter().filter_map(|cid| known.remove_entry(&cid)).collect();
    match known.keys().next() {
        Some(stray) => Err(ContentError::Unsupported(format!("{stray} is no part of the file"))),
        None => Ok(Whole { bytes, blocks }),
    }
}
