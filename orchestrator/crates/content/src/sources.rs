//! Asks one source after the other, and keeps what is whole and true.

use std::{collections::HashSet, fmt, time::Duration};

use cid::Cid;
use tokio::time::timeout;

use crate::{
    disk::blocking,
    source::{Source, SourceError, MAX_BLOCK},
    unixfs,
    whole::{whole, Whole},
    ContentError, ContentStore,
};

/// Why content was not brought here.
#[derive(thiserror::Error, Debug)]
pub enum BringError {
    /// No source gave this block.
    #[error("{cid} could not be had{}", Listed(.failures))]
    NoSource {
        /// The block.
        cid: Cid,
        /// Who was asked, in that order, and why each gave nothing.
        failures: Vec<Failure>,
    },
    /// Each block came in time, but not all of them.
    #[error("{cid} took longer than {} s", .limit.as_secs())]
    TimedOut {
        /// The file.
        cid: Cid,
        /// What it was given.
        limit: Duration,
    },
    /// What came is no file, too large, or could not be kept.
    #[error(transparent)]
    Content(#[from] ContentError),
}

/// A source that gave nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// Which.
    pub source: String,
    /// Why.
    pub error: SourceError,
}

struct Listed<'a>(&'a [Failure]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|Failure { source, error }| write!(f, "; {source}: {error}"))
    }
}

/// All who are asked for what is not here, in order.
pub struct Sources {
    sources: Vec<Box<dyn Source>>,
    per_block: Duration,
    per_file: Duration,
}

impl Sources {
    /// These sources; each is given `per_block` for a block, all together `per_file` for a file.
    #[must_use]
    pub fn new(sources: Vec<Box<dyn Source>>, per_block: Duration, per_file: Duration) -> Self {
        Self { sources, per_block, per_file }
    }

    /// Whether there is nobody to ask.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// Brings a file of at most `max_bytes` into the store. Blocks that are there already are not asked for; nothing is kept before all
    /// is here, true, and a file.
    ///
    /// # Errors
    ///
    /// As the variants say; the store is as it was unless it failed itself.
    pub async fn bring(&self, store: &dyn ContentStore, cid: &Cid, max_bytes: u64) -> Result<(), BringError> {
        let late = |_| BringError::TimedOut { cid: *cid, limit: self.per_file };
        let blocks = timeout(self.per_file, self.gather(store, cid, max_bytes)).await.map_err(late)??;
        let root = *cid;
        let Whole { blocks, .. } = blocking(move || whole(&root, blocks, max_bytes)).await?;
        Ok(store.keep(blocks).await?)
    }

    /// All blocks below this one, true but perhaps no file.
    async fn gather(&self, store: &dyn ContentStore, root: &Cid, max_bytes: u64) -> Result<Vec<(Cid, Vec<u8>)>, BringError> {
        let too_large = || ContentError::TooLarge { limit: max_bytes };
        // Nodes are small beside what they name.
        let mut bytes_left = max_bytes.saturating_add(MAX_BLOCK as u64);
        let (mut blocks, mut seen, mut waiting) = (Vec::new(), HashSet::new(), vec![*root]);
        while let Some(cid) = waiting.pop() {
            unixfs::check_kind(&cid)?;
            if !seen.insert(unixfs::normal(&cid)) {
                continue;
            }
            let block = match store.block(&cid).await {
                Err(ContentError::NotFound(_) | ContentError::Corrupt(_)) => self.ask(&cid).await?,
                here => here?,
            };
            bytes_left = bytes_left.checked_sub(block.len() as u64).ok_or_else(too_large)?;
            waiting.extend(unixfs::links(&cid, &block)?.into_iter().rev());
            blocks.push((cid, block));
            if blocks.len().saturating_add(waiting.len()) > unixfs::MAX_BLOCKS {
                return Err(too_large().into());
            }
        }
        Ok(blocks)
    }

    /// A block that is what its identifier says, from the first source that has it.
    async fn ask(&self, cid: &Cid) -> Result<Vec<u8>, BringError> {
        let mut failures = Vec::new();
        for source in &self.sources {
            let late = |_| Err(SourceError::TimedOut { limit: self.per_block });
            let error = match timeout(self.per_block, source.block(cid)).await.unwrap_or_else(late) {
                Ok(bytes) if unixfs::verify(cid, &bytes).is_ok() => return Ok(bytes),
                Ok(_) => SourceError::Lied,
                Err(error) => error,
            };
            failures.push(Failure { source: source.name().into(), error });
        }
        Err(BringError::NoSource { cid: *cid, failures })
    }
}
