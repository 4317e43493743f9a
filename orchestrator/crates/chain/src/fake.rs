//! A chain in memory, for tests of what is built on [`Chain`]: it finalises what the test says, and fails when told to.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use ainur_primitives::{receipt, BlockNumber, Hash};
use async_trait::async_trait;
use codec::{Compact, Decode, Encode};
use futures::{stream::BoxStream, StreamExt};
use tokio::sync::broadcast;

use crate::{
    block::{Block, BlockRef, DispatchError, Event, Extrinsic},
    chain::{Account, Chain, ChainError, SubmitError},
    AccountId, MarketEvent, Runtime,
};

/// Milliseconds between the blocks of the fake chain.
pub const SLOT_MS: u64 = 2_000;
const ANNOUNCEMENTS_KEPT: usize = 64;

/// What happens in the next block.
#[derive(Clone, Default)]
pub struct FakeBlock {
    extrinsics: Vec<(Vec<u8>, Result<(), DispatchError>)>,
    events: Vec<(Option<u32>, MarketEvent)>,
}

impl FakeBlock {
    /// Includes an extrinsic with the outcome given.
    pub fn extrinsic(mut self, bytes: &[u8], outcome: Result<(), DispatchError>) -> Self {
        self.extrinsics.push((bytes.to_vec(), outcome));
        self
    }

    /// Includes an event that a hook emitted.
    pub fn event(mut self, event: impl Into<MarketEvent>) -> Self {
        self.events.push((None, event.into()));
        self
    }

    /// Includes an event of the extrinsic included last.
    pub fn event_of_last(mut self, event: impl Into<MarketEvent>) -> Self {
        let last = self.extrinsics.len().checked_sub(1).and_then(|index| u32::try_from(index).ok());
        self.events.push((last, event.into()));
        self
    }
}

struct State {
    blocks: Vec<Block>,
    /// From which block on they stood so.
    accounts: HashMap<[u8; 32], BTreeMap<BlockNumber, Account>>,
    lag: BlockNumber,
    submitted: Vec<Vec<u8>>,
    refusals: Vec<SubmitError>,
    poor: HashSet<[u8; 32]>,
    without_proxy: HashSet<[u8; 32]>,
    connected: bool,
    announcing: bool,
    misplacing: bool,
    reconnects: u32,
}

/// A chain in memory. Begins with a genesis block that is final.
pub struct FakeChain {
    state: Mutex<State>,
    runtime: Arc<Runtime>,
    heads: Mutex<Option<broadcast::Sender<BlockRef>>>,
}

impl FakeChain {
    /// A chain with nothing but its genesis block, executed by `runtime`.
    pub fn new(runtime: Runtime) -> Self {
        let genesis = Block {
            at: BlockRef { height: 0, hash: runtime.info().genesis_hash },
            parent_hash: [0; 32],
            timestamp_ms: 0,
            spec_version: runtime.info().spec_version,
            extrinsics: Vec::new(),
            events: Vec::new(),
        };
        let state = State {
            blocks: vec![genesis],
            accounts: HashMap::new(),
            lag: 0,
            submitted: Vec::new(),
            refusals: Vec::new(),
            poor: HashSet::new(),
            without_proxy: HashSet::new(),
            connected: true,
            announcing: true,
            misplacing: false,
            reconnects: 0,
        };
        Self { state: Mutex::new(state), runtime: Arc::new(runtime), heads: Mutex::default() }
    }

    /// Finalises one more block, and announces it while announcing.
    pub fn finalise(&self, content: FakeBlock) -> BlockRef {
        let mut state = self.state();
        let block = next_block(&state.blocks, content, self.runtime.info().spec_version);
        let at = block.at;
        state.blocks.push(block);
        if state.announcing {
            self.announce(at);
        }
        at
    }

    /// Finalises blocks that hold nothing up to and including `height`.
    pub fn finalise_to(&self, height: BlockNumber) -> BlockRef {
        let mut head = self.state().head();
        while head.height < height {
            head = self.finalise(FakeBlock::default());
        }
        head
    }

    /// Sets what the chain says of an account from its head on.
    pub fn set_account(&self, who: AccountId, account: Account) {
        let mut state = self.state();
        let height = state.head().height;
        state.accounts.entry(who.0).or_default().insert(height, account);
    }

    /// Tells of accounts as they stood so many blocks below the head, as another node behind the same address does that has not come
    /// further.
    pub fn set_lag_of_accounts(&self, blocks: BlockNumber) {
        self.state().lag = blocks;
    }

    /// Everything that was submitted and not refused, in order.
    pub fn submitted(&self) -> Vec<Vec<u8>> {
        self.state().submitted.clone()
    }

    /// Refuses the next submission for which no earlier refusal is waiting.
    pub fn refuse(&self, reason: SubmitError) {
        self.state().refusals.push(reason);
    }

    /// Whether the account cannot pay for what it signs.
    pub fn set_poor(&self, who: AccountId, poor: bool) {
        let mut state = self.state();
        if poor {
            state.poor.insert(who.0);
        } else {
            state.poor.remove(&who.0);
        }
    }

    /// Whether the account has named proxies, whichever key asks. All have, until this is said of them.
    pub fn set_proxied(&self, account: AccountId, proxied: bool) {
        let mut state = self.state();
        if proxied {
            state.without_proxy.remove(&account.0);
        } else {
            state.without_proxy.insert(account.0);
        }
    }

    /// Fails every question and ends the announcements until [`FakeChain::connect`].
    pub fn disconnect(&self) {
        self.state().connected = false;
        *self.lock_heads() = None;
    }

    /// Answers again.
    pub fn connect(&self) {
        self.state().connected = true;
    }

    /// Whether finalised blocks are announced; silence leaves the announcements open.
    pub fn set_announcing(&self, announcing: bool) {
        self.state().announcing = announcing;
    }

    /// Answers every question for a block with the finalised head, as nodes do that are asked without a height.
    pub fn set_misplacing(&self, misplacing: bool) {
        self.state().misplacing = misplacing;
    }

    /// Puts other blocks in the place of those from `height` on, as if this were another chain.
    pub fn replace_from(&self, height: BlockNumber) {
        let mut state = self.state();
        let count = state.blocks.len();
        state.blocks.truncate(height as usize);
        let spec_version = self.runtime.info().spec_version.wrapping_add(1);
        while state.blocks.len() < count {
            let block = next_block(&state.blocks, FakeBlock::default(), spec_version);
            state.blocks.push(block);
        }
    }

    /// How often the connection was made anew.
    pub fn reconnects(&self) -> u32 {
        self.state().reconnects
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_heads(&self) -> MutexGuard<'_, Option<broadcast::Sender<BlockRef>>> {
        self.heads.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn announce(&self, at: BlockRef) {
        if let Some(heads) = self.lock_heads().as_ref() {
            // Nobody listening is no failure.
            let _ = heads.send(at);
        }
    }

    fn connected(&self) -> Result<MutexGuard<'_, State>, ChainError> {
        let state = self.state();
        if state.connected {
            return Ok(state);
        }
        Err(ChainError::Unreachable("the fake chain is disconnected".into()))
    }
}

impl State {
    fn head(&self) -> BlockRef {
        self.blocks.last().map_or(BlockRef { height: 0, hash: [0; 32] }, |block| block.at)
    }
}

#[async_trait]
impl Chain for FakeChain {
    async fn finalised_head(&self) -> Result<BlockRef, ChainError> {
        Ok(self.connected()?.head())
    }

    /// Every block of this chain is final at once.
    async fn best_height(&self) -> Result<BlockNumber, ChainError> {
        Ok(self.connected()?.head().height)
    }

    async fn block(&self, height: BlockNumber) -> Result<Block, ChainError> {
        let state = self.connected()?;
        let head = state.head().height;
        let place = if state.misplacing { head } else { height };
        state.blocks.get(place as usize).cloned().ok_or(ChainError::NotFinalised { height, head })
    }

    async fn announcements(&self) -> Result<BoxStream<'static, BlockRef>, ChainError> {
        let state = self.connected()?;
        let mut heads = self.lock_heads();
        let sender = heads.get_or_insert_with(|| broadcast::channel(ANNOUNCEMENTS_KEPT).0);
        let following = futures::stream::unfold(sender.subscribe(), |mut heads| async move {
            loop {
                match heads.recv().await {
                    Ok(head) => return Some((head, heads)),
                    Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => return None,
                }
            }
        });
        let current = state.announcing.then(|| state.head());
        Ok(futures::stream::iter(current).chain(following).boxed())
    }

    async fn head_with_account(&self, who: &AccountId) -> Result<(BlockRef, Account), ChainError> {
        let state = self.connected()?;
        let height = state.head().height.saturating_sub(state.lag);
        let at = state.blocks.get(height as usize).map_or(state.head(), |block| block.at);
        let account = state.accounts.get(&who.0).and_then(|known| known.range(..=height).next_back());
        Ok((at, account.map(|(_, account)| *account).unwrap_or_default()))
    }

    async fn is_agent_operator(&self, _: &AccountId, account: &AccountId) -> Result<bool, ChainError> {
        Ok(!self.connected()?.without_proxy.contains(&account.0))
    }

    async fn runtime(&self) -> Result<Arc<Runtime>, ChainError> {
        self.connected().map(|_| self.runtime.clone())
    }

    async fn submit(&self, extrinsic: &[u8]) -> Result<Hash, SubmitError> {
        let mut state = self.connected()?;
        if !state.refusals.is_empty() {
            return Err(state.refusals.remove(0));
        }
        if signer(extrinsic).is_some_and(|signer| state.poor.contains(&signer)) {
            return Err(SubmitError::Unpayable);
        }
        state.submitted.push(extrinsic.to_vec());
        Ok(receipt::hash(extrinsic))
    }

    async fn reconnect(&self) -> Result<(), ChainError> {
        self.state().reconnects += 1;
        *self.lock_heads() = None;
        self.connected().map(drop)
    }
}

/// Who signed an extrinsic: after its length and version, as `MultiAddress::Id`.
fn signer(mut extrinsic: &[u8]) -> Option<[u8; 32]> {
    Compact::<u32>::decode(&mut extrinsic).ok()?;
    extrinsic.strip_prefix(&[0x84, 0])?.first_chunk().copied()
}

fn next_block(blocks: &[Block], content: FakeBlock, spec_version: u32) -> Block {
    let parent = blocks.last();
    let parent_hash = parent.map_or([0; 32], |block| block.at.hash);
    let height = parent.map_or(0, |block| block.at.height.saturating_add(1));
    let extrinsics: Vec<_> = (0u32..)
        .zip(content.extrinsics)
        .map(|(index, (bytes, outcome))| Extrinsic { index, hash: receipt::hash(&bytes), outcome })
        .collect();
    let events = (0u32..)
        .zip(content.events)
        .map(|(index, (extrinsic, market))| Event {
            index,
            extrinsic,
            pallet: market.pallet().to_owned(),
            name: market.name().to_owned(),
            fields: serde_json::Value::Null,
            market: Some(market),
        })
        .collect();
    let hashes: Vec<_> = extrinsics.iter().map(|extrinsic| extrinsic.hash).collect();
    let hash = receipt::hash(&(parent_hash, height, spec_version, hashes).encode());
    let timestamp_ms = u64::from(height).saturating_mul(SLOT_MS);
    Block { at: BlockRef { height, hash }, parent_hash, timestamp_ms, spec_version, extrinsics, events }
}
