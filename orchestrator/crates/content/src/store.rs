//! What the rest of the program sees.

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

    /// Whether the root block is here.
    ///
    /// # Errors
    ///
    /// [`ContentError::Unsupported`], [`ContentError::Io`].
    async fn contains(&self, cid: &Cid) -> Result<bool, ContentError>;
}
