//! A chain, a database and an orchestrator, joined.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use ainur_chain::{Call, EscrowEvent, Event, MarketEvent, RpcChain};
use ainur_primitives::TaskId;
use ainur_test_postgres::Postgres;
use anyhow::{Context as _, Result};
use codec::Encode;
use tempfile::TempDir;

use crate::{
    api::Api,
    disk::SmallDisk,
    node::{Node, Pool},
    orchestrator::{Orchestrator, Worker},
    wallet::Wallet,
};

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
    /// Orchestrators of verifiers, each with a database of its own.
    verifiers: Vec<(Orchestrator, Postgres)>,
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
        Self::with_pool(Pool::Usual).await
    }

    /// Starts a chain that takes thousands of transactions of one account at once, and the database.
    pub async fn for_floods() -> Result<Self> {
        Self::with_pool(Pool::ForFloods).await
    }

    /// Starts a chain and a database that can be killed and started again at their addresses, and lose nothing they had promised
    /// to keep.
    pub async fn to_be_killed() -> Result<Self> {
        let folder = empty_folder()?;
        let node = Node::start_to_be_killed(folder.path()).await?;
        Self::of(folder, node, Postgres::start(true)?).await
    }

    /// Starts a chain, and a database that has its data on this disk.
    pub async fn with_database_on(disk: &SmallDisk) -> Result<Self> {
        // Little is kept that is not needed, and what is gone leaves room on the disk.
        let settings = ["min_wal_size=32MB", "max_wal_size=64MB", "wal_recycle=off"];
        let folder = empty_folder()?;
        let node = Node::start(folder.path(), Pool::Usual).await?;
        Self::of(folder, node, Postgres::start_on(&disk.path().join("data"), &settings)?).await
    }

    async fn with_pool(pool: Pool) -> Result<Self> {
        let folder = empty_folder()?;
        let node = Node::start(folder.path(), pool).await?;
        Self::of(folder, node, Postgres::start(false)?).await
    }

    /// Starts everything on a chain that begins with this specification.
    pub async fn start_on(specification: &str) -> Result<Self> {
        let folder = empty_folder()?;
        let file = folder.path().join("chain-spec.json");
        fs::write(&file, specification)?;
        let node = Node::start_on(folder.path(), file).await?;
        let mut world = Self::of(folder, node, Postgres::start(false)?).await?;
        world.start_orchestrator().await?;
        Ok(world)
    }

    async fn of(folder: TempDir, node: Node, postgres: Postgres) -> Result<Self> {
        let chain = node.client().await?;
        let world = Self { orchestrator: None, node, chain, postgres, verifiers: Vec::new(), folder };
        world.set_window(Window::Challenge, CHALLENGE_WINDOW).await?;
        Ok(world)
    }

    /// Has the content on this disk of those who are started from now on.
    pub fn put_content_on(&self, disk: &SmallDisk) -> Result<()> {
        Ok(std::os::unix::fs::symlink(disk.path(), self.folder.path().join("content"))?)
    }

    /// Starts the orchestrator, or starts it again.
    pub async fn start_orchestrator(&mut self) -> Result<()> {
        let orchestrator = Orchestrator::start(self.folder.path(), &self.node, &self.postgres.url(), OPERATOR).await?;
        self.orchestrator = Some(orchestrator);
        Ok(())
    }

    /// Starts the orchestrator with settings beside the usual ones, as variables of its environment.
    pub async fn start_orchestrator_with(&mut self, settings: &[(&str, String)]) -> Result<()> {
        let (folder, database) = (self.folder.path(), self.postgres.url());
        self.orchestrator = Some(Orchestrator::start_set(folder, &self.node, &database, OPERATOR, settings).await?);
        Ok(())
    }

    /// Starts the orchestrator on a chain and a database that it reaches at these URLs.
    pub async fn start_orchestrator_at(&mut self, chain: &str, database: &str) -> Result<()> {
        self.orchestrator = Some(Orchestrator::start_at(self.folder.path(), chain, database, OPERATOR).await?);
        Ok(())
    }

    /// Starts another process that serves, on the same database.
    pub async fn another_orchestrator(&self, name: &str) -> Result<Orchestrator> {
        let (folder, content) = self.beside(name)?;
        Orchestrator::start_beside(&folder, &content, &self.node, &self.postgres.url(), OPERATOR).await
    }

    /// Starts a process that only works, on the same database.
    pub async fn worker(&self, name: &str) -> Result<Worker> {
        let (folder, content) = self.beside(name)?;
        Worker::start(&folder, &content, &self.node, &self.postgres.url(), OPERATOR).await
    }

    /// A folder for the logs of another process, and that of the content it shares.
    fn beside(&self, name: &str) -> Result<(PathBuf, PathBuf)> {
        let folder = self.folder.path().join(name);
        fs::create_dir(&folder)?;
        Ok((folder, self.folder.path().join("content")))
    }

    /// Takes a seat among the verifiers with this account, and starts an orchestrator for it that runs again what others deliver.
    pub async fn add_verifier(&mut self, secret: &str) -> Result<()> {
        self.wallet(secret)?.call(&Call::take_seat()).await?;
        let folder = self.folder.path().join(format!("verifier-{}", self.verifiers.len()));
        fs::create_dir(&folder)?;
        let postgres = Postgres::start(false)?;
        let content = self.folder.path().join("content");
        let orchestrator = Orchestrator::start_watching(&folder, &content, &self.node, &postgres.url(), secret).await?;
        self.verifiers.push((orchestrator, postgres));
        Ok(())
    }

    /// Stops everything and leaves the data of the chain in a folder, which must be on the file system of temporary files.
    pub async fn leave_chain(self, at: &Path) -> Result<()> {
        let Self { node, folder, .. } = self;
        node.stop().await?;
        fs::rename(folder.path().join("chain"), at).with_context(|| format!("cannot move the chain to {}", at.display()))
    }

    /// Kills the orchestrator as a power cut would.
    pub fn kill_orchestrator(&mut self) -> Result<()> {
        self.orchestrator.take().map_or(Ok(()), Orchestrator::kill)
    }

    /// Puts an empty database in place of the one there is.
    pub fn replace_database(&mut self) -> Result<()> {
        self.postgres = Postgres::start(false)?;
        Ok(())
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

    /// Has that folder stay, for whoever wants to know what happened.
    pub fn keep_folder(&mut self) {
        self.folder.disable_cleanup(true);
    }

    /// Changes, as the superuser of the `dev` chain, one of the market's windows.
    pub async fn set_window(&self, window: Window, blocks: u32) -> Result<()> {
        let (pallet, parameter) = window.codes();
        self.set_parameter(pallet, parameter, blocks).await
    }

    /// Has the chain by itself do no more than one task's work in a block.
    pub async fn leave_the_work_to_others(&self) -> Result<()> {
        let (market, max_idle_work) = (2, 8);
        self.set_parameter(market, max_idle_work, 1).await
    }

    /// Has as many results audited as governance may ask for: a fifth.
    pub async fn audit_often(&self) -> Result<()> {
        let (arbitration, audit_share) = (3, 12);
        self.set_parameter(arbitration, audit_share, 200_000).await
    }

    async fn set_parameter(&self, pallet: u8, parameter: u8, value: u32) -> Result<()> {
        self.as_root(&set_parameter((pallet, parameter), value)).await
    }

    /// Calls as root, by the superuser of the `dev` chain.
    pub async fn as_root(&self, call: &Call) -> Result<()> {
        let runtime = ainur_chain::Chain::runtime(&*self.chain).await?;
        self.wallet("//Alice")?.call(&Call::of("Sudo", "sudo").with_encoded("call", runtime.encode(call)?)).await?;
        Ok(())
    }

    /// Blocks to object to a result on this chain.
    pub fn challenge_window(&self) -> u32 {
        CHALLENGE_WINDOW
    }

    /// Height of the finalised head.
    pub async fn height(&self) -> Result<u32> {
        Ok(ainur_chain::Chain::finalised_head(&*self.chain).await?.height)
    }

    /// How often the chain paid for the task, from genesis to now.
    pub async fn payments(&self, task: TaskId) -> Result<usize> {
        let is_payment = |event: &&Event| matches!(&event.market, Some(MarketEvent::Escrow(EscrowEvent::Paid { task: paid, .. })) if *paid == task);
        let mut payments = 0usize;
        for height in 0..=self.height().await? {
            let block = ainur_chain::Chain::block(&*self.chain, height).await?;
            payments = payments.saturating_add(block.events.iter().filter(is_payment).count());
        }
        Ok(payments)
    }

    /// Kills the node as a power cut would and starts it again on its data.
    pub async fn restart_node(mut self) -> Result<Self> {
        self.node = self.node.restart().await?;
        self.chain = self.node.client().await?;
        Ok(self)
    }
}

fn empty_folder() -> Result<TempDir> {
    Ok(tempfile::Builder::new().prefix("ainur-").tempdir()?)
}

/// Sets one of the numbers that governance can change. It is named by codec indices: of the pallet's parameters in the runtime's, and
/// of the number in these.
pub fn set_parameter((pallet, parameter): (u8, u8), value: impl Encode) -> Call {
    // `RuntimeParameters::<pallet>(<parameter>(key, Some(value)))`; the key itself takes no bytes.
    Call::of("Parameters", "set_parameter").with_encoded("key_value", (pallet, parameter, Some(value)).encode())
}

/// Spans that governance can change.
#[derive(Clone, Copy, Debug)]
pub enum Window {
    /// Blocks a hired agent has to start.
    Start,
    /// Blocks a requester has to object to a result.
    Challenge,
    /// Blocks a committee has to bind itself.
    Commit,
    /// Blocks it has to show its opinions.
    Reveal,
    /// Blocks in which a verdict can be appealed.
    Appeal,
    /// Blocks in which a slash can be appealed.
    SlashAppeal,
}

impl Window {
    /// Codec indices of the pallet's parameters in the runtime's, and of the window in these.
    fn codes(self) -> (u8, u8) {
        match self {
            Self::Start => (2, 4),
            Self::Challenge => (2, 5),
            Self::Commit => (3, 7),
            Self::Reveal => (3, 8),
            Self::Appeal => (3, 9),
            Self::SlashAppeal => (5, 9),
        }
    }
}
