//! What the final blocks of a network tell, and what its state says of those who validate.

use std::{cell::Cell, sync::Arc, time::Duration};

use ainur_chain::{AccountId, Block, Chain, Event, RpcChain};
use ainur_primitives::Balance;
use anyhow::{Context, Result};
use codec::Decode;
use serde_json::Value;
use subxt::{
    client::OnlineClientAtBlock,
    config::substrate::{DigestItem, SubstrateConfig},
    dynamic, OnlineClient,
};

use crate::wait;

/// What is final, as one node shows it.
pub struct Chronicle {
    chain: Arc<RpcChain>,
    states: OnlineClient<SubstrateConfig>,
}

impl Chronicle {
    pub(super) async fn open(chain: Arc<RpcChain>, url: &str) -> Result<Self> {
        Ok(Self { chain, states: OnlineClient::from_insecure_url(url).await? })
    }

    /// Height of the last final block.
    pub async fn head(&self) -> Result<u32> {
        Ok(self.chain.finalised_head().await?.height)
    }

    /// The final block at this height.
    pub async fn block(&self, height: u32) -> Result<Block> {
        Ok(self.chain.block(height).await?)
    }

    /// The state after the block at this height.
    pub async fn state(&self, height: u32) -> Result<State> {
        Ok(State(self.states.at_block(height).await?))
    }

    /// Looks at each final block after one, until `look` finds something.
    pub async fn find<T>(
        &self,
        what: &str,
        after: u32,
        patience: Duration,
        look: impl AsyncFn(&Block) -> Result<Option<T>>,
    ) -> Result<T> {
        let last = Cell::new(after);
        wait::until(what, patience, || async {
            let head = self.head().await?;
            while last.get() < head {
                let height = last.get().saturating_add(1);
                if let Some(found) = look(&self.block(height).await?).await? {
                    return Ok(Some(found));
                }
                last.set(height);
            }
            Ok(None)
        })
        .await
    }

    /// Waits for an event about somebody in a final block after one.
    pub async fn event(&self, name: (&str, &str), who: &AccountId, after: u32, patience: Duration) -> Result<Told> {
        let (pallet, event) = name;
        self.find(&format!("{pallet}.{event}"), after, patience, async |block| {
            Ok(told(block, name, who).next().map(|event| Told { height: block.at.height, event: event.clone() }))
        })
        .await
    }

    /// Waits for a final block of this author after one; its height.
    pub async fn authored(&self, who: &AccountId, after: u32, patience: Duration) -> Result<u32> {
        self.find(&format!("a block by {who}"), after, patience, async |block| {
            let height = block.at.height;
            Ok((self.state(height).await?.author().await? == *who).then_some(height))
        })
        .await
    }
}

/// The events of a block that have this name and are about this account.
pub fn told<'a>(block: &'a Block, (pallet, name): (&'a str, &'a str), who: &AccountId) -> impl Iterator<Item = &'a Event> {
    let who = Value::from(who.to_string());
    block.events.iter().filter(move |event| {
        let about = ["who", "validator"].into_iter().find_map(|field| event.fields.get(field));
        event.pallet == pallet && event.name == name && about == Some(&who)
    })
}

/// An event, and where it stands.
pub struct Told {
    /// Height of the block.
    pub height: u32,
    /// The event.
    pub event: Event,
}

/// The chain's state after a block, and that block.
pub struct State(OnlineClientAtBlock<SubstrateConfig>);

impl State {
    /// Number of the session.
    pub async fn session(&self) -> Result<u32> {
        self.value("Session", "CurrentIndex").await
    }

    /// Who serves, in the order in which claims of slots count them.
    pub async fn serving(&self) -> Result<Vec<AccountId>> {
        let serving: Vec<[u8; 32]> = self.value("Session", "Validators").await?;
        Ok(serving.into_iter().map(AccountId::from).collect())
    }

    /// Who is to serve in the next session.
    pub async fn planned(&self) -> Result<Vec<AccountId>> {
        // Each with its two session keys.
        let planned: Vec<([u8; 32], [u8; 64])> = self.value("Session", "QueuedKeys").await?;
        Ok(planned.into_iter().map(|(who, _)| AccountId::from(who)).collect())
    }

    /// Who wrote the block.
    pub async fn author(&self) -> Result<AccountId> {
        let header = self.0.block_header().await?;
        let claim = header.digest.logs.iter().find_map(|item| match item {
            DigestItem::PreRuntime([b'B', b'A', b'B', b'E'], claim) => Some(claim),
            _ => None,
        });
        // What kind of claim it is, and whose.
        let (_, place) = <(u8, u32)>::decode(&mut &claim.context("the block has no author")?[..])?;
        self.serving().await?.get(usize::try_from(place)?).copied().context("the author does not serve")
    }

    /// The bond of an account, and where it stands.
    pub async fn member(&self, who: &AccountId) -> Result<Option<Member>> {
        let members = dynamic::storage::<([u8; 32],), dynamic::Value>("Validators", "Members");
        let found = self.0.storage().try_fetch(members, (who.0,)).await?;
        Ok(found.map(|found| Member::decode(&mut found.bytes())).transpose()?)
    }

    /// The session keys that an account begins the session after the next with.
    pub async fn next_keys(&self, who: &AccountId) -> Result<Vec<u8>> {
        let keys = dynamic::storage::<([u8; 32],), dynamic::Value>("Session", "NextKeys");
        Ok(self.0.storage().fetch(keys, (who.0,)).await?.into_bytes())
    }

    /// What an account owns.
    pub async fn purse(&self, who: &AccountId) -> Result<Purse> {
        let accounts = dynamic::storage::<([u8; 32],), dynamic::Value>("System", "Account");
        let account = self.0.storage().fetch(accounts, (who.0,)).await?;
        // Its nonce, and three counts of who relies on it.
        let (_, free, held) = <([u32; 4], Balance, Balance)>::decode(&mut account.bytes())?;
        Ok(Purse { free, held })
    }

    /// What the treasury owns, in plancks.
    pub async fn treasury(&self) -> Result<Balance> {
        let mut treasury = [0; 32];
        treasury[..TREASURY.len()].copy_from_slice(TREASURY);
        Ok(self.purse(&treasury.into()).await?.free)
    }

    /// All money, in plancks.
    pub async fn issuance(&self) -> Result<Balance> {
        self.value("Balances", "TotalIssuance").await
    }

    /// Pallet and call of an extrinsic of the block, if nobody signed it.
    pub async fn unsigned(&self, index: u32) -> Result<Option<(String, String)>> {
        let extrinsics = self.0.extrinsics().fetch().await?;
        let extrinsic = extrinsics.iter().nth(usize::try_from(index)?).context("no such extrinsic")??;
        Ok((!extrinsic.is_signed()).then(|| (extrinsic.pallet_name().to_owned(), extrinsic.call_name().to_owned())))
    }

    async fn value<T: Decode>(&self, pallet: &str, name: &str) -> Result<T> {
        let value = self.0.storage().fetch(dynamic::storage::<(), dynamic::Value>(pallet, name), ()).await?;
        Ok(T::decode(&mut value.bytes())?)
    }
}

/// What the treasury's account begins with: that it is a pallet's, and which. The rest is zeros.
const TREASURY: &[u8] = b"modlpy/trsry";

/// What an account owns, in plancks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Purse {
    /// What it can spend.
    pub free: Balance,
    /// What is held of it.
    pub held: Balance,
}

/// A bonded account, as `Validators.Members` has it.
#[derive(Decode, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Member {
    /// What is held from it for that, in plancks.
    pub bond: Balance,
    /// Where it stands.
    pub standing: Standing,
    /// Sessions in a row in which it authored nothing.
    pub absent: u8,
}

/// Where a bonded account stands.
#[derive(Decode, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Governance vouches for it.
    Invulnerable,
    /// It serves while its bond is high enough.
    Candidate,
    /// It serves no more after what is planned.
    Leaving {
        /// First session in which its bond can be withdrawn.
        free_at: u32,
    },
    /// It was caught signing twice.
    Barred {
        /// First session in which its bond can be withdrawn.
        free_at: u32,
    },
}
