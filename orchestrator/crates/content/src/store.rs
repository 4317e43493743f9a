//! What the rest of the program sees.

use std::{collections::BTreeSet, io::ErrorKind, time::Duration};

use async_trait::async_trait;
use cid::Cid;

/// Why content cannot be had, or not be kept.
#[derive(thiserror::Error, Debug)]
pub enum ContentError {
    /// A block of it is not here.
    #[error("{0} is not in the store")]
    NotFound(Cid),
    /// A block of it is not what its identifier says.
    #[error("{0} is damaged")]
    Corrupt(Cid),
    /// It is larger than allowed.
    #[error("the content is larger than {limit} bytes")]
    TooLarge {
        /// The limit, in bytes.
        limit: u64,
    },
    /// The identifier, or what it names, is of a kind that is not kept here.
    #[error("not supported: {0}")]
    Unsupported(String),
    /// The disk failed.
    #[error("the content store cannot read or write")]
    Io(#[from] std::io::Error),
}

impl ContentError {
    /// Whether there was no room on the disk: the same may succeed as soon as somebody has made some.
    pub fn is_for_want_of_room(&self) -> bool {
        let Self::Io(error) = self else { return false };
        matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded)
    }
}

/// Keeps files under their content identifiers.
#[async_trait]
pub trait ContentStore: Send + Sync {
    /// Keeps a file and returns its identifier. Keeping it again changes nothing.
    ///
    /// # Errors
    ///
    /// [`ContentError::TooLarge`], [`ContentError::Io`].
    async fn add(&self, bytes: Vec<u8>) -> Result<Cid, ContentError>;

    /// The whole file behind an identifier, every block checked.
    ///
    /// # Errors
    ///
    /// [`ContentError::TooLarge`] when it has more than `max_bytes`, else as the variants say.
    async fn fetch(&self, cid: &Cid, max_bytes: u64) -> Result<Vec<u8>, ContentError>;

    /// Whether all blocks of a file are here. Damage shows when they are read.
    ///
    /// # Errors
    ///
    /// [`ContentError::Io`].
    async fn contains(&self, cid: &Cid) -> Result<bool, ContentError> {
        match self.sequence(cid, Repeats::Once).await {
            Ok(_) | Err(ContentError::Corrupt(_)) => Ok(true),
            Err(ContentError::NotFound(_) | ContentError::Unsupported(_) | ContentError::TooLarge { .. }) => Ok(false),
            Err(error @ ContentError::Io(_)) => Err(error),
        }
    }

    /// One block, checked.
    ///
    /// # Errors
    ///
    /// [`ContentError::NotFound`], [`ContentError::Corrupt`], [`ContentError::Unsupported`], [`ContentError::Io`].
    async fn block(&self, cid: &Cid) -> Result<Vec<u8>, ContentError>;

    /// Keeps blocks, one after the other, each checked. Whoever gives leaves before the nodes that name them leaves nothing half
    /// kept that looks whole.
    ///
    /// # Errors
    ///
    /// [`ContentError::Corrupt`] for bytes under another's name, [`ContentError::Unsupported`], [`ContentError::Io`]; the blocks
    /// before that one are kept.
    async fn keep(&self, blocks: Vec<(Cid, Vec<u8>)>) -> Result<(), ContentError>;

    /// The blocks of the file behind an identifier, its root first and the rest as a reader needs them. All of them are here.
    ///
    /// # Errors
    ///
    /// [`ContentError::TooLarge`] when they are more than 16,384, else as the variants say.
    async fn sequence(&self, root: &Cid, repeats: Repeats) -> Result<Vec<Cid>, ContentError>;

    /// Pins exactly these: whatever they reach stays, until others are pinned. What is not here yet may be pinned.
    ///
    /// # Errors
    ///
    /// [`ContentError::Io`]; then what was pinned before still is.
    async fn pin(&self, roots: BTreeSet<Cid>) -> Result<(), ContentError>;

    /// What is pinned.
    ///
    /// # Errors
    ///
    /// [`ContentError::Io`].
    async fn pins(&self) -> Result<BTreeSet<Cid>, ContentError>;

    /// Removes the blocks that neither a pin nor one of `spared` reaches, and that nobody added and nothing reached in a collection for
    /// `min_age`. Who could not pin what is needed, because the disk is full, spares it and makes room.
    ///
    /// # Errors
    ///
    /// [`ContentError::Corrupt`] or [`ContentError::Unsupported`] for a pinned node that cannot be read: nothing is removed.
    /// [`ContentError::Io`]; some may be removed then.
    async fn collect(&self, spared: BTreeSet<Cid>, min_age: Duration) -> Result<Collected, ContentError>;
}

/// What a collection removed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Collected {
    /// So many blocks.
    pub blocks: u64,
    /// Their size in bytes.
    pub bytes: u64,
}

/// How often a block is named that occurs more than once in a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Repeats {
    /// Where it is needed first.
    Once,
    /// Wherever it is needed.
    Always,
}
