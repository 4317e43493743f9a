//! A chain of one validator.

use std::{
    ffi::OsStr,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use ainur_chain::{RpcChain, RpcSettings};
use ainur_test_postgres::free_port;
use anyhow::{ensure, Result};

use crate::process::Process;

/// How long a node may take to answer its first request: it compiles its runtime first.
const PATIENCE: Duration = Duration::from_secs(240);

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

    /// Starts the chain on a port that stays free while the node is down for a while.
    pub async fn start_to_be_killed(folder: &Path) -> Result<Self> {
        Self::start_at(folder, Pool::Usual, None, free_port()?).await
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
        let listens_on = process.announces("its RPC address", PATIENCE, rpc_port).await?;
        ensure!(port == 0 || port == listens_on, "the node had to take port {listens_on} in place of {port}");
        Ok(Self { process, folder: folder.to_owned(), pool, chain, port: listens_on })
    }

    /// Where the node's RPC listens.
    pub fn url(&self) -> String {
        format!("ws://{}", self.address())
    }

    /// The address of the node's RPC.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.port))
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
    pub async fn restart(mut self) -> Result<Self> {
        self.kill()?;
        self.start_again().await?;
        Ok(self)
    }

    /// Kills the node as a power cut would.
    pub fn kill(&mut self) -> Result<()> {
        self.process.kill()
    }

    /// Starts a killed node again on its data, at the same address.
    pub async fn start_again(&mut self) -> Result<()> {
        *self = Self::start_at(&self.folder, self.pool, self.chain.clone(), self.port).await?;
        Ok(())
    }

    /// Stops the node in order.
    pub async fn stop(self) -> Result<()> {
        self.process.stop().await
    }
}

const RPC_ADDRESS: &str = "Running JSON-RPC server: addr=127.0.0.1:";

/// The port on which a node says that its RPC listens; none before it does.
pub(crate) fn rpc_port(output: &str) -> Option<u16> {
    let (_, after) = output.split_once(RPC_ADDRESS)?;
    after.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}
