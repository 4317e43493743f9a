//! What packages were compiled to, in memory and on disk: bytes that the service keeps and hands on, and never executes itself.

use std::{future::Future, io, sync::Arc};

use moka::future::Cache;
use sp_crypto_hashing::blake2_256;
use tokio::task::spawn_blocking;

use crate::{disk::DiskCache, runner::RunError};

/// Compiled packages are kept in memory until they have more bytes than this.
const KEPT: u64 = 256 << 20;

/// Compiled packages by the hash of the package.
pub(crate) struct Shelf {
    engine: [u8; 32],
    kept: Cache<[u8; 32], Arc<[u8]>>,
    disk: Option<Arc<DiskCache>>,
}

impl Shelf {
    /// An empty one for packages that are compiled by this engine, with whatever is on disk.
    pub(crate) fn new(engine: [u8; 32], disk: Option<DiskCache>) -> Self {
        let size = |_: &[u8; 32], compiled: &Arc<[u8]>| u32::try_from(compiled.len()).unwrap_or(u32::MAX);
        Self { engine, kept: Cache::builder().max_capacity(KEPT).weigher(size).build(), disk: disk.map(Arc::new) }
    }

    /// Whether the package with this hash is in memory.
    pub(crate) fn has(&self, hash: [u8; 32]) -> bool {
        self.kept.contains_key(&hash)
    }

    /// What the package with this hash was compiled to, or is compiled to now: once, however many ask for it at a time.
    pub(crate) async fn find_or(
        &self,
        hash: [u8; 32],
        compile: impl Future<Output = Result<Vec<u8>, RunError>>,
    ) -> Result<Arc<[u8]>, RunError> {
        let find = async {
            if let Some(compiled) = self.look_up(hash).await {
                return Ok(compiled.into());
            }
            let compiled: Arc<[u8]> = compile.await?.into();
            self.keep(hash, compiled.clone()).await;
            Ok(compiled)
        };
        self.kept.try_get_with(hash, find).await.map_err(Arc::unwrap_or_clone)
    }

    /// Lets go of what the engine could not take up again.
    pub(crate) async fn forget(&self, hash: [u8; 32]) {
        self.kept.invalidate(&hash).await;
        let key = self.key(hash);
        self.on_disk(move |disk| disk.forget(&key)).await;
    }

    async fn look_up(&self, hash: [u8; 32]) -> Option<Vec<u8>> {
        let key = self.key(hash);
        self.on_disk(move |disk| disk.get(&key)).await.flatten()
    }

    async fn keep(&self, hash: [u8; 32], compiled: Arc<[u8]>) {
        let key = self.key(hash);
        self.on_disk(move |disk| disk.put(&key, &compiled)).await;
    }

    /// Does this with the disk, if there is one. The disk spares work; whoever cannot use it works.
    async fn on_disk<T: Send + 'static>(&self, act: impl FnOnce(&DiskCache) -> io::Result<T> + Send + 'static) -> Option<T> {
        let disk = self.disk.clone()?;
        let done = spawn_blocking(move || act(&disk)).await.unwrap_or_else(|error| Err(io::Error::other(error)));
        done.inspect_err(|error| tracing::warn!(%error, "compiled modules cannot be kept on disk")).ok()
    }

    fn key(&self, hash: [u8; 32]) -> [u8; 32] {
        blake2_256(&[self.engine, hash].concat())
    }
}
