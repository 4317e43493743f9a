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
/// Who owns an agent of each kind, and what it is called.
const OWNERS: [(&str, [&str; 2]); 2] = [("//Charlie", ["parrot", "editor"]), ("//Dave", ["mirror", "reader"])];
/// Capabilities and modules of the kinds of agents.
const KINDS: [(&str, &str); 2] = [("text.echo", "echo"), ("text.summarise", "summariser")];
/// Texts that each requester has worked on, again and again.
const TEXTS: usize = 30;
/// How long all tries of one task may take.
const PATIENCE: Duration = Duration::from_secs(240);
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
    /// Registers agents, and posts tasks for them from now on, with so many blocks for bids: as long as nobody may be able to bid.
    pub async fn start(world: &World, api: &Api, seed: u64, bidding: u32) -> Result<Self> {
        let [first, second] = OWNERS.map(|(owner, slugs)| register(world, api, owner, slugs));
        tokio::try_join!(first, second)?;
        let mut all = Self { posting: JoinSet::new(), is_enough: Arc::default(), tries: Arc::default() };
        for secret in REQUESTERS {
            let wallet = world.wallet(secret)?;
            let mut inputs = Vec::new();
            for number in 0..TEXTS {
                inputs.push(market::add(api, text(secret, number).into_bytes()).await?);
            }
            let requester = Requester { name: secret, wallet, inputs, seed, bidding, tries: all.tries.clone() };
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

/// Registers an agent of each kind.
async fn register(world: &World, api: &Api, owner: &str, slugs: [&str; 2]) -> Result<()> {
    let operator = Some(world.wallet(OPERATOR)?.account());
    for (slug, (capability, module)) in slugs.into_iter().zip(KINDS) {
        let new = NewAgent { slug, capability, price: AINU, module: market::component(module)?, operator };
        market::register(api, &world.wallet(owner)?, new).await?;
    }
    Ok(())
}

/// Something to be worked on. No two have the same summary.
fn text(name: &str, number: usize) -> String {
    format!(
        "Bridge {number} of {name} was built across the river. The river is wide, and bridge {number} of {name} is long. \
         People cross bridge {number} of {name} every day."
    )
}

struct Requester {
    name: &'static str,
    wallet: Wallet,
    inputs: Vec<Content>,
    seed: u64,
    bidding: u32,
    tries: Arc<AtomicU64>,
}

impl Requester {
    async fn post_until(self, is_enough: Arc<AtomicBool>) -> Result<BTreeSet<[u8; 32]>> {
        let mut keys = BTreeSet::new();
        while !is_enough.load(Ordering::Relaxed) {
            let key = receipt::hash(format!("{} {} {}", self.seed, self.name, keys.len()).as_bytes());
            let (capability, _) = KINDS[keys.len() % KINDS.len()];
            self.post(key, capability, self.inputs[keys.len() % TEXTS])
                .await
                .with_context(|| format!("task {} of {}", keys.len(), self.name))?;
            keys.insert(key);
        }
        Ok(keys)
    }

    /// Posts a task again and again until the chain says that it has it; with the same key and content it has it once.
    async fn post(&self, key: [u8; 32], capability: &str, input: Content) -> Result<()> {
        let now = wait::until("the node to answer", PATIENCE, || async { Ok(self.wallet.height().await.ok()) }).await?;
        let mut spec = market::auction("Work in troubled times", capability, input, 5 * AINU, now)?;
        spec.max_duration = DURATION;
        if let Hiring::Auction { bidding, .. } = &mut spec.hiring {
            *bidding = self.bidding;
        }
        let call = Call::create_task(ClientKey(key), &spec);
        let tries = self.wallet.insist(&call, PATIENCE).await?;
        self.tries.fetch_add(tries, Ordering::Relaxed);
        Ok(())
    }
}
