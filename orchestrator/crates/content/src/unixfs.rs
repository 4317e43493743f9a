//! How a file becomes blocks, and blocks a file.

use std::collections::HashSet;

use cid::{Cid, Version};
use rust_unixfs::file::{
    adder::{BalancedCollector, Chunker, FileAdder},
    visit::{FileVisit, IdleFileVisit},
    FileReadFailed,
};
use sha2::{Digest, Sha256};

use crate::{ContentError, Repeats};

/// Bytes of a chunk, by the profile `unixfs-v1-2025`.
pub const CHUNK: usize = 1024 * 1024;
/// Links of a node, by the same profile.
const LINKS: usize = 1024;
/// Most blocks of a file that are listed.
pub const MAX_BLOCKS: usize = 16_384;
/// Multicodec of a block that is the content itself.
const RAW: u64 = 0x55;
/// Multicodec of a UnixFS node.
const DAG_PB: u64 = 0x70;
/// Multihash code of sha2-256.
const SHA2_256: u64 = 0x12;

/// The blocks of a file, leaves first; the last is its root.
pub fn blocks(bytes: &[u8], chunk: usize) -> Vec<(Cid, Vec<u8>)> {
    let mut adder = FileAdder::builder()
        .with_chunker(Chunker::Size(chunk))
        .with_collector(BalancedCollector::with_branching_factor(LINKS))
        .build();
    let mut blocks = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let (ready, consumed) = adder.push(rest);
        blocks.extend(ready);
        rest = rest.get(consumed..).unwrap_or_default();
    }
    blocks.extend(adder.finish());
    blocks
}

/// The name under which a block is kept: the old form of an identifier names the same bytes as the new one.
pub fn normal(cid: &Cid) -> Cid {
    match cid.version() {
        Version::V0 => Cid::new_v1(DAG_PB, *cid.hash()),
        Version::V1 => *cid,
    }
}

/// Whether blocks of this kind are kept here.
pub fn check_kind(cid: &Cid) -> Result<(), ContentError> {
    let known = matches!(cid.codec(), RAW | DAG_PB) && cid.hash().code() == SHA2_256 && cid.hash().size() == 32;
    known.then_some(()).ok_or_else(|| ContentError::Unsupported(format!("{cid}: only raw and dag-pb under sha2-256")))
}

/// Whether the bytes are what the identifier says.
pub fn verify(cid: &Cid, bytes: &[u8]) -> Result<(), ContentError> {
    if Sha256::digest(bytes).as_slice() == cid.hash().digest() {
        Ok(())
    } else {
        Err(ContentError::Corrupt(*cid))
    }
}

/// Whether a block is content itself and names no other.
pub fn is_leaf(cid: &Cid) -> bool {
    cid.codec() == RAW
}

/// What a block names, in order.
pub fn links(cid: &Cid, block: &[u8]) -> Result<Vec<Cid>, ContentError> {
    if is_leaf(cid) {
        return Ok(Vec::new());
    }
    let mut links = Vec::new();
    ipld_dagpb::links(block, &mut links).map_err(|error| ContentError::Unsupported(format!("{cid}: {error}")))?;
    Ok(links)
}

/// The blocks of a file, its root first and the rest as a reader needs them. Nodes are read; leaves only have to be there.
pub fn sequence(
    root: &Cid,
    repeats: Repeats,
    read: impl Fn(&Cid) -> Result<Vec<u8>, ContentError>,
    is_here: impl Fn(&Cid) -> Result<bool, ContentError>,
) -> Result<Vec<Cid>, ContentError> {
    let (mut blocks, mut seen, mut waiting) = (Vec::new(), HashSet::new(), vec![*root]);
    while let Some(cid) = waiting.pop() {
        check_kind(&cid)?;
        if !seen.insert(normal(&cid)) && repeats == Repeats::Once {
            continue;
        }
        if is_leaf(&cid) {
            is_here(&cid)?.then_some(()).ok_or(ContentError::NotFound(cid))?;
        } else {
            // The last is taken first.
            waiting.extend(links(&cid, &read(&cid)?)?.into_iter().rev());
        }
        blocks.push(cid);
        if blocks.len() + waiting.len() > MAX_BLOCKS {
            return Err(ContentError::TooLarge { limit: MAX_BLOCKS as u64 * CHUNK as u64 });
        }
    }
    Ok(blocks)
}

/// Least bytes of content that a file's blocks have on average. Without it, a small file could have blocks without end: nodes
/// may be empty, and the same one may be named a thousand times.
const SPARSEST: u64 = 64;

/// Assembles a file of at most `max_bytes` from blocks that `read` has verified, reading few blocks that bring no content.
pub fn assemble(
    root: &Cid,
    max_bytes: u64,
    read: impl Fn(&Cid) -> Result<Vec<u8>, ContentError>,
) -> Result<Vec<u8>, ContentError> {
    let too_large = || ContentError::TooLarge { limit: max_bytes };
    let block = read(root)?;
    if root.codec() == RAW {
        return if block.len() as u64 <= max_bytes { Ok(block) } else { Err(too_large()) };
    }
    let malformed = |error: FileReadFailed| ContentError::Unsupported(format!("{root}: {error}"));
    let (content, size, _, mut visit) = IdleFileVisit::default().start(&block).map_err(malformed)?;
    if size > max_bytes {
        return Err(too_large());
    }
    let mut file = content.to_vec();
    let mut blocks_left = LINKS as u64 + max_bytes / SPARSEST;
    while let Some(current) = visit {
        blocks_left = blocks_left
            .checked_sub(1)
            .ok_or_else(|| ContentError::Unsupported(format!("{root}: more blocks than its size accounts for")))?;
        let next = *FileVisit::pending_links(&current).0;
        check_kind(&next)?;
        let block = read(&next)?;
        let (content, rest) = current.continue_walk(&block, &mut None).map_err(malformed)?;
        // What a node says of its size is a claim.
        if file.len() as u64 + content.len() as u64 > max_bytes {
            return Err(too_large());
        }
        file.extend_from_slice(content);
        visit = rest;
    }
    Ok(file)
}
