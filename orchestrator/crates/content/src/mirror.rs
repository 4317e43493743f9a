//! Where copies are kept of what is here.

use async_trait::async_trait;
use cid::Cid;

use crate::SourceError;

/// Somebody who keeps copies of files. Whoever does not want to wait any longer drops the future, and does the same again later.
#[async_trait]
pub trait Mirror: Send + Sync {
    /// Where it is: what was given to somebody elsewhere is not here.
    fn address(&self) -> &str;

    /// Keeps the file behind `root`, which `car` holds whole, until it is let go of.
    ///
    /// # Errors
    ///
    /// [`SourceError::Lied`] when it names the file otherwise, else as the variants say.
    async fn keep(&self, root: &Cid, car: Vec<u8>) -> Result<(), SourceError>;

    /// Lets go of a file; one that is not kept is let go already.
    ///
    /// # Errors
    ///
    /// As the variants say.
    async fn let_go(&self, root: &Cid) -> Result<(), SourceError>;
}
