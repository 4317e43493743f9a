//! How a file travels with all that proves it: CAR, version 1.

use std::sync::Arc;

use cid::Cid;
use futures::{stream, Stream, StreamExt};
use iroh_car::{CarHeader, CarReader};

use crate::{
    disk::blocking,
    unixfs,
    whole::{whole, Whole},
    ContentError, ContentStore,
};

/// Why a CAR was not taken.
#[derive(thiserror::Error, Debug)]
pub enum CarError {
    /// It is not a CAR of exactly one file.
    #[error("not a CAR of one file: {0}")]
    Malformed(String),
    /// What it holds is not what it says, is too large, or could not be kept.
    #[error(transparent)]
    Content(#[from] ContentError),
}

/// A file that came in a CAR.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Imported {
    /// Its identifier.
    pub cid: Cid,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Writes a CAR of these blocks, in this order; what it yields are the parts of the CAR, each about as large as a block. An
/// error ends it: what was written so far is no whole CAR.
///
/// # Errors
///
/// [`CarError::Malformed`] when the root cannot be written.
pub fn export(
    store: Arc<dyn ContentStore>,
    root: Cid,
    blocks: Vec<Cid>,
) -> Result<impl Stream<Item = Result<Vec<u8>, ContentError>> + Send + 'static, CarError> {
    let header = CarHeader::new_v1(vec![root]).encode().map_err(|error| CarError::Malformed(error.to_string()))?;
    let first = section(&[], &header);
    let sections = stream::iter(blocks).then(move |cid| {
        let store = store.clone();
        async move { Ok::<_, ContentError>(section(&cid.to_bytes(), &store.block(&cid).await?)) }
    });
    Ok(stream::once(async move { Ok(first) }).chain(sections))
}

/// A part of a CAR: its length comes first.
fn section(name: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut buffer = unsigned_varint::encode::usize_buffer();
    let length = unsigned_varint::encode::usize(name.len().saturating_add(bytes.len()), &mut buffer);
    [length, name, bytes].concat()
}

/// Keeps the one file of a CAR, once every block of it is checked and the file whole; nothing is kept of any other CAR.
///
/// # Errors
///
/// [`CarError::Malformed`] for bytes that are no CAR, and for several roots; [`ContentError::NotFound`] for a file that is not
/// whole, [`ContentError::Unsupported`] for blocks that are no part of it, [`ContentError::TooLarge`] for more than `max_bytes`.
pub async fn import(store: &dyn ContentStore, car: &[u8], max_bytes: u64) -> Result<Imported, CarError> {
    let malformed = |error: iroh_car::Error| CarError::Malformed(error.to_string());
    let mut reader = CarReader::new(car).await.map_err(malformed)?;
    let [root] = *reader.header().roots() else {
        return Err(CarError::Malformed("it has more than one root".into()));
    };
    unixfs::check_kind(&root)?;
    let mut blocks = Vec::new();
    while let Some(block) = reader.next_block().await.map_err(malformed)? {
        blocks.push(block);
    }
    let Whole { bytes, blocks } = blocking(move || whole(&root, blocks, max_bytes)).await?;
    store.keep(blocks).await?;
    Ok(Imported { cid: unixfs::normal(&root), bytes })
}
