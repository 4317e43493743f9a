//! A chain of one validator.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use ainur_chain::{RpcChain, RpcSettings};
use anyhow::Result;

use crate::process::Process;

/// How long a node may take to answer its first request.
const PATIENCE: Duration = Duration::from_secs(60);

/// A validator of the `dev` chain with its data in a folder, so that it can be restarted.
pub struct Node {
    process: Process,
    folder: PathBuf,
    pool: Pool,
    /// What the chain starts from; that of `dev` where none is named.
    chain: Option<PathBuf>,
    port: u16,
}

/// How a node keeps the transactions that are in no block yet.
#[derive(Clone, Copy)]
pub enum Pool {
    /// As every node does when nothing else is said.
    Usual,
    /// So that none of thousands of one account is lost: the usual pool follows forks, and loses some of those that come in while
    /// it imports a block; behind the gap the others wait for ever. A chain of one validator has no forks.
    ForFloods,
}

impl Pool {
    fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Usual => &[],
            Self::ForFloods => &["--pool-limit", "65536", "--pool-kbytes", "262144", "--pool-type", "single-state"],
        }
    }
}

impl Node {
    /// Starts the chain on a free port.
    pub async fn start(folder: &Path, pool: Pool) -> Result<Self> {
        Self::start_at(folder, pool, None, 0).await
    }

    /// Starts a chain that begins with this specification on a free port.
    pub async fn start_on(folder: &Path, chain: PathBuf) -> Result<Self> {
        Self::start_at(folder, Pool::Usual, Some(chain), 0).await
    }

    async fn start_at(folder: &Path, pool: Pool, chain: Option<PathBuf>, port: u16) -> Result<Self> {
        let data = folder.join("chain");
        let mut process = Process::start("ainur-node", folder, |command| {
            command
                .args(["--dev", "--no-prometheus", "--no-telemetry", "--no-mdns", "--state-pruning", "archive"])
                .args(["--blocks-pruning", "archive", "--port", "0", "--rpc-port", &port.to_string()])
                .args(["--rpc-max-connections", "1000"])
                .args(pool.arguments())
                .args(chain.iter().flat_map(|file| [OsStr::new("--chain"), file.as_os_str()]))
                .arg("--base-path")
                .arg(&data);
        })?;
        let port = process.announces("its RPC address", PATIENCE, rpc_port).await?;
        Ok(Self { process, folder: folder.to_owned(), pool, chain, port })
    }

    /// Where the node's RPC listens.
    pub fn url(&self) -> String {
        format!("ws://127.0.0.1:{}", self.port)
    }

    /// Memory the node has in RAM, in bytes.
    pub fn memory(&self) -> Result<u64> {
        self.process.memory()
    }

    /// A client of the node.
    pub async fn client(&self) -> Result<Arc<RpcChain>> {
        Ok(Arc::new(RpcChain::connect(&self.url(), RpcSettings::default()).await?))
    }

    /// Kills the node as a power cut would and starts it again on its data, at the same address.
    pub async fn restart(self) -> Result<Self> {
        let Self { process, folder, pool, chain, port } = self;
        process.kill()?;
        Self::start_at(&folder, pool, chain, port).await
    }

    /// Stops the node in order.
    pub async fn stop(self) -> Result<()> {
        self.process.stop().await
    }
}

const RPC_ADDRESS: &str = "Running JSON-RPC server: addr=127.0.0.1:";

fn rpc_port(output: &str) -> Option<u16> {
    let (_, after) = output.split_once(RPC_ADDRESS)?;
    after.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}
