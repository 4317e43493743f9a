//! Those who post tasks all the time, straight to the chain, and try again until it says that it has each.

use std::{
    collections::BTreeSet,
    sync::{
        atomic::{AtomicBool, AtomicU64, Ordering},
        Arc,
    },
    time::Duration,
};

use ainur_chain::{records::Hiring, Call};
use ainur_primitives::{receipt, ClientKey, AINU};
use anyhow::{Context, Result};
use tokio::task::JoinSet;

use crate::{
    api::Api,
    market::{self, Content, NewAgent},
    wait,
    wallet::Wallet,
    world::{World, OPERATOR},
};

/// Who posts.
const REQUESTERS: [&str; 3] = ["//Alice", "//Eve", "//Ferdie"];
/// Agents, with their owners, capabilities and modules.
const AGENTS: [(&str, &str, &str, &str); 4] = [
    ("parrot", "//Charlie", "text.echo", "echo"),
    ("mirror", "//Dave", "text.echo", "echo"),
    ("editor", "//Charlie", "text.summarise", "summariser"),
    ("reader", "//Dave", "text.summarise", "summariser"),
];
/// What they are to work on.
const TEXT: &str =
    "A bridge was built across the river. The river is wide, and the bridge is long. People cross the bridge every day.";
/// How long all tries of one task may take.
const PATIENCE: Duration = Duration::from_secs(240);
/// Blocks for which bids are taken: nobody may be able to bid for a while.
const BIDDING: u32 = 15;
/// Blocks the work may take: whoever does it may die again and again.
const DURATION: u32 = 200;

/// What was posted.
#[derive(Default)]
pub struct Posted {
    /// The requesters' names of the tasks.
    pub keys: BTreeSet<[u8; 32]>,
    /// How often posting one was tried.
    pub tries: u64,
}

/// Everybody who posts.
pub struct Requesters {
    posting: JoinSet<Result<BTreeSet<[u8; 32]>>>,
    is_enough: Arc<AtomicBool>,
    tries: Arc<AtomicU64>,
}

impl Requesters {
    /// Registers agents, and posts tasks for them from now on.
    pub async fn start(world: &World, api: &Api, seed: u64) -> Result<Self> {
        let operator = Some(world.wallet(OPERATOR)?.account());
        for (slug, owner, capability, module) in AGENTS {
            let new = NewAgent { slug, capability, price: AINU, module: market::component(module)?, operator };
            market::register(api, &world.wallet(owner)?, new).await?;
        }
        let input = market::add(api, TEXT.as_bytes().to_vec()).await?;
        let mut all = Self { posting: JoinSet::new(), is_enough: Arc::default(), tries: Arc::default() };
        for secret in REQUESTERS {
            let wallet = world.wallet(secret)?;
            let requester = Requester { name: secret, wallet, input, seed, tries: all.tries.clone() };
            all.posting.spawn(requester.post_until(all.is_enough.clone()));
        }
        Ok(all)
    }

    /// Waits until each has posted its last task.
    ///
    /// # Errors
    ///
    /// When the chain refused one, or did not take it for minutes.
    pub async fn stop(mut self) -> Result<Posted> {
        self.is_enough.store(true, Ordering::Relaxed);
        let mut posted = Posted::default();
        while let Some(keys) = self.posting.join_next().await {
            posted.keys.extend(keys??);
        }
        posted.tries = self.tries.load(Ordering::Relaxed);
        Ok(posted)
    }
}

struct Requester {
    name: &'static str,
    wallet: Wallet,
    input: Content,
    seed: u64,
    tries: Arc<AtomicU64>,
}

impl Requester {
    async fn post_until(self, is_enough: Arc<AtomicBool>) -> Result<BTreeSet<[u8; 32]>> {
        let mut keys = BTreeSet::new();
        while !is_enough.load(Ordering::Relaxed) {
            let key = receipt::hash(format!("{} {} {}", self.seed, self.name, keys.len()).as_bytes());
            let capability = if keys.len() % 2 == 0 { "text.echo" } else { "text.summarise" };
            self.post(key, capability).await.with_context(|| format!("task {} of {}", keys.len(), self.name))?;
            keys.insert(key);
        }
        Ok(keys)
    }

    /// Posts a task again and again until the chain says that it has it; with the same key and content it has it once.
    async fn post(&self, key: [u8; 32], capability: &str) -> Result<()> {
        let now = wait::until("the node to answer", PATIENCE, || async { Ok(self.wallet.height().await.ok()) }).await?;
        let mut spec = market::auction("Work in troubled times", capability, self.input, 5 * AINU, now)?;
        spec.max_duration = DURATION;
        if let Hiring::Auction { bidding, .. } = &mut spec.hiring {
            *bidding = BIDDING;
        }
        let call = Call::create_task(ClientKey(key), &spec);
        let tries = self.wallet.insist(&call, PATIENCE).await?;
        self.tries.fetch_add(tries, Ordering::Relaxed);
        Ok(())
    }
}
