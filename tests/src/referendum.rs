//! A vote of the holders of money on what the technical committee vouches for, as wallets would lead it on a chain of the presets.

use std::time::Duration;

use ainur_chain::{Call, Chain, Runtime};
use ainur_primitives::{receipt, Balance, Hash, AINU};
use anyhow::{ensure, Result};
use codec::{Compact, Encode};

use crate::{wait, wallet::Wallet, world::World};

/// How long governance may take on a chain where an hour is a block.
const PATIENCE: Duration = Duration::from_secs(90);
/// Two members of the three that a committee has; they agree on everything.
const COMMITTEE: [&str; 2] = ["//Alice", "//Charlie"];
/// Who votes: more than half of all money.
const VOTERS: [&str; 8] = [
    "//Dave",
    "//Ferdie",
    "//Alice//stash",
    "//Bob//stash",
    "//Charlie//stash",
    "//Dave//stash",
    "//Eve//stash",
    "//Ferdie//stash",
];
/// What each votes with, in plancks.
const VOTE: Balance = 9_000_000 * AINU;
/// `AccountVote::Standard` for, with conviction `Locked1x`.
const AYE: [u8; 2] = [0, 0x81];
/// `OriginCaller::Origins(Origin::WhitelistedCaller)`: index of the pallet, index of the voice.
const WHITELISTED_CALLER: [u8; 2] = [40, 0];
/// `Bounded::Inline`, and `DispatchTime::After`.
const INLINE: u8 = 1;
const AFTER: u8 = 1;
/// Enough for any call of a few bytes: a tenth of a block's time, and as much proof as there is no limit of.
const MOTION_WEIGHT: (Compact<u64>, Compact<u64>) = (Compact(100_000_000_000), Compact(1_000_000));

/// Has the chain decide that this code replaces its runtime. Who brings it is left to the caller.
pub async fn authorize_upgrade(world: &World, code: &[u8]) -> Result<()> {
    let runtime = world.chain.runtime().await?;
    let authorize = Call::of("System", "authorize_upgrade").with_encoded("code_hash", receipt::hash(code).encode());
    let authorize = runtime.encode(&authorize)?;
    let began = world.height().await?;
    tokio::try_join!(vouch(world, &runtime, receipt::hash(&authorize)), vote(world, &runtime, &authorize))?;
    happened(world, began, "System", "UpgradeAuthorized").await
}

/// The code is there; its owner needs no right to it.
pub async fn bring(who: &Wallet, code: &[u8]) -> Result<u32> {
    let block = who.call(&Call::of("System", "apply_authorized_upgrade").with_encoded("code", code.encode())).await?;
    let is_updated = block.events.iter().any(|event| event.pallet == "System" && event.name == "CodeUpdated");
    ensure!(is_updated, "the code was refused in block {}: {:#?}", block.at.height, block.events);
    Ok(block.at.height)
}

/// Two of three members of the committee vouch for the call with this hash.
async fn vouch(world: &World, runtime: &Runtime, call: Hash) -> Result<()> {
    let [first, second] = COMMITTEE.map(|member| world.wallet(member));
    let (first, second) = (first?, second?);
    let motion = runtime.encode(&Call::of("Whitelist", "whitelist_call").with_encoded("call_hash", call.encode()))?;
    let (hash, length) = (receipt::hash(&motion), Compact(u32::try_from(motion.len())?));
    // The first that was ever proposed.
    let index = Compact(0u32);
    let of = |name| Call::of("TechnicalCommittee", name);
    let propose = of("propose")
        .with_encoded("threshold", Compact(2u32).encode())
        .with_encoded("proposal", motion)
        .with_encoded("length_bound", length.encode());
    let vote = of("vote")
        .with_encoded("proposal", hash.encode())
        .with_encoded("index", index.encode())
        .with_encoded("approve", true.encode());
    let close = of("close")
        .with_encoded("proposal_hash", hash.encode())
        .with_encoded("index", index.encode())
        .with_encoded("proposal_weight_bound", MOTION_WEIGHT.encode())
        .with_encoded("length_bound", length.encode());
    first.send_all(&[runtime.encode(&propose)?, runtime.encode(&vote)?]).await?;
    second.send_all(&[runtime.encode(&vote)?, runtime.encode(&close)?]).await?;
    Ok(())
}

/// Proposes to dispatch the call that the committee vouches for, and votes for it.
async fn vote(world: &World, runtime: &Runtime, call: &[u8]) -> Result<()> {
    let dispatch = Call::of("Whitelist", "dispatch_whitelisted_call_with_preimage").with_encoded("call", call.to_vec());
    let dispatch = runtime.encode(&dispatch)?;
    let index = Compact(0u32);
    let submit = Call::of("Referenda", "submit")
        .with_encoded("proposal_origin", WHITELISTED_CALLER.to_vec())
        .with_encoded("proposal", (INLINE, dispatch).encode())
        .with_encoded("enactment_moment", (AFTER, 0u32).encode());
    let deposit = Call::of("Referenda", "place_decision_deposit").with_encoded("index", 0u32.encode());
    let vote = Call::of("ConvictionVoting", "vote")
        .with_encoded("poll_index", index.encode())
        .with_encoded("vote", (AYE, VOTE).encode());
    let vote = runtime.encode(&vote)?;
    let proposer = world.wallet("//Ferdie//stash")?;
    proposer.send_all(&[runtime.encode(&submit)?, runtime.encode(&deposit)?]).await?;
    let mut voting = tokio::task::JoinSet::new();
    for voter in VOTERS {
        let (wallet, vote) = (world.wallet(voter)?, vote.clone());
        voting.spawn(async move { wallet.send_all(&[vote]).await });
    }
    while let Some(voted) = voting.join_next().await {
        voted??;
    }
    Ok(())
}

/// Waits until a block after `began` tells of this.
async fn happened(world: &World, began: u32, pallet: &str, event: &str) -> Result<()> {
    let next = std::cell::Cell::new(began + 1);
    wait::until(&format!("{pallet}.{event}"), PATIENCE, || async {
        while next.get() <= world.height().await? {
            let block = world.chain.block(next.get()).await?;
            next.set(next.get() + 1);
            if block.events.iter().any(|found| found.pallet == pallet && found.name == event) {
                return Ok(Some(()));
            }
        }
        Ok(None)
    })
    .await
}
