//! An orchestrator whose ways to the node and to the database can be disturbed, and how soon it is itself again.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use ainur_primitives::BlockNumber;
use anyhow::{Context, Result};

use crate::{
    api::Api,
    proxy::{Fault, Proxy},
    wait,
    world::World,
};

/// Blocks that become final during a fault, at least.
const BLOCKS: BlockNumber = 3;
/// How long an orchestrator may take to be up to date again, on a machine with much else to do.
const PATIENCE: Duration = Duration::from_secs(60);

/// Every kind of fault. Where all takes longer, it takes as long as from one continent to another.
pub const FAULTS: [(&str, Fault); 4] = [
    ("delay", Fault::Delay(Duration::from_millis(150))),
    ("reset", Fault::Reset),
    ("half-open", Fault::HalfOpen),
    ("drop", Fault::Drop),
];

/// A way that can be disturbed.
#[derive(Clone, Copy, Debug)]
pub enum Way {
    /// To the node.
    Node,
    /// To the database.
    Database,
}

/// A world whose orchestrator reaches everything by proxies.
pub struct Outage {
    /// The world.
    pub world: World,
    node: Proxy,
    database: Proxy,
}

impl Outage {
    /// Starts everything, with no fault.
    pub async fn start() -> Result<Self> {
        let mut world = World::without_orchestrator().await?;
        let (node, database) = (Proxy::start(world.node.address())?, Proxy::start(world.postgres.address())?);
        let chain = format!("ws://{}", node.address());
        world.start_orchestrator_at(&chain, &database_url(database.address())).await?;
        Ok(Self { world, node, database })
    }

    /// The proxy on a way.
    pub fn proxy(&self, way: Way) -> &Proxy {
        match way {
            Way::Node => &self.node,
            Way::Database => &self.database,
        }
    }

    /// Disturbs a way until some blocks are final, and waits until the orchestrator has caught up with the head that stood at the end
    /// of the fault; how long that took.
    ///
    /// # Errors
    ///
    /// When it takes more than a minute.
    pub async fn recovery(&self, way: Way, fault: Fault) -> Result<Duration> {
        let before = self.world.height().await?;
        self.proxy(way).inject(fault);
        let head = wait::until("blocks to become final", wait::slots(4 * BLOCKS), || async {
            let height = self.world.height().await?;
            Ok((height >= before + BLOCKS).then_some(height))
        })
        .await?;
        self.proxy(way).heal();
        let healed = Instant::now();
        self.catches_up(head).await.with_context(|| format!("{fault:?} on the way to {way:?}"))?;
        Ok(healed.elapsed())
    }

    /// Waits until the orchestrator has indexed a block.
    pub async fn catches_up(&self, height: BlockNumber) -> Result<()> {
        catches_up(&self.world.api()?, height).await
    }
}

/// Waits until an orchestrator has indexed a block. It may not answer for a while.
///
/// # Errors
///
/// When it takes more than a minute.
pub async fn catches_up(api: &Api, height: BlockNumber) -> Result<()> {
    wait::until(&format!("block {height} to be indexed"), PATIENCE, || async {
        let Ok(status) = api.get("/v1/sync/status").await else { return Ok(None) };
        Ok(status["indexed"].as_u64().filter(|indexed| *indexed >= u64::from(height)).map(drop))
    })
    .await
}

/// The database's URL behind another address.
fn database_url(address: SocketAddr) -> String {
    format!("postgres://ainur@{address}/postgres")
}
