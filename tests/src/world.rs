//! A chain, a database and an orchestrator, joined.

use std::{path::Path, sync::Arc};

use ainur_chain::{Call, RpcChain};
use ainur_test_postgres::Postgres;
use anyhow::Result;
use tempfile::TempDir;

use crate::{api::Api, node::Node, orchestrator::Orchestrator, wallet::Wallet};

/// The secret of the orchestrator's account.
pub const OPERATOR: &str = "//Bob";
/// Blocks to object to a result, in tests.
pub const CHALLENGE_WINDOW: u32 = 3;

/// Everything a story needs. Whatever it started ends with it.
pub struct World {
    /// The orchestrator; none while it is down.
    pub orchestrator: Option<Orchestrator>,
    /// The node.
    pub node: Node,
    /// A client of the node.
    pub chain: Arc<RpcChain>,
    /// The database.
    pub postgres: Postgres,
    folder: TempDir,
}

impl World {
    /// Starts everything, and shortens the time to object to a result.
    pub async fn start() -> Result<Self> {
        let mut world = Self::without_orchestrator().await?;
        world.start_orchestrator().await?;
        Ok(world)
    }

    /// Starts the chain and the database.
    pub async fn without_orchestrator() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("ainur-").tempdir()?;
        let node = Node::start(folder.path()).await?;
        let postgres = Postgres::start(false)?;
        let chain = node.client().await?;
        let world = Self { orchestrator: None, node, chain, postgres, folder };
        world.set_challenge_window(CHALLENGE_WINDOW).await?;
        Ok(world)
    }

    /// Starts the orchestrator, or starts it again.
    pub async fn start_orchestrator(&mut self) -> Result<()> {
        let orchestrator = Orchestrator::start(self.folder.path(), &self.node, &self.postgres.url(), OPERATOR).await?;
        self.orchestrator = Some(orchestrator);
        Ok(())
    }

    /// Kills the orchestrator as a power cut would.
    pub fn kill_orchestrator(&mut self) -> Result<()> {
        self.orchestrator.take().map_or(Ok(()), Orchestrator::kill)
    }

    /// A client of the orchestrator.
    pub fn api(&self) -> Result<Api> {
        self.orchestrator.as_ref().map_or_else(|| anyhow::bail!("the orchestrator is down"), Orchestrator::api)
    }

    /// The account of a secret URI.
    pub fn wallet(&self, secret: &str) -> Result<Wallet> {
        Wallet::new(self.chain.clone(), secret)
    }

    /// The folder of all logs and data.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Keeps the folder when everything has ended.
    pub fn keep_folder(self) -> std::path::PathBuf {
        self.folder.keep()
    }

    /// Changes, as the superuser of the `dev` chain, how many blocks a requester has to object to a result.
    pub async fn set_challenge_window(&self, blocks: u32) -> Result<()> {
        // `RuntimeParameters::Market(ChallengeWindow(key, Some(blocks)))`; the key itself takes no bytes.
        let key_value = [&[2, 5, 1][..], &blocks.to_le_bytes()].concat();
        let call = Call::of("Parameters", "set_parameter").with_encoded("key_value", key_value);
        let runtime = ainur_chain::Chain::runtime(&*self.chain).await?;
        let call = Call::of("Sudo", "sudo").with_encoded("call", runtime.encode(&call)?);
        self.wallet("//Alice")?.call(&call).await?;
        Ok(())
    }
}
