//! The technical committee of a chain of the presets: two of its three members, who agree on everything.

use ainur_chain::Call;
use ainur_primitives::receipt;
use anyhow::{Context, Result};
use codec::{Compact, Encode};
use serde_json::Value as Json;
use subxt::dynamic;

use crate::referendum::{Assembly, Outcome};

/// Two members of the three.
const MEMBERS: [&str; 2] = ["//Alice", "//Charlie"];
/// Enough for any call of a few bytes: a tenth of a block's time, and as much proof as there is no limit of.
const MOTION_WEIGHT: (Compact<u64>, Compact<u64>) = (Compact(100_000_000_000), Compact(1_000_000));

impl Assembly {
    /// Has the committee make a call; returns what came of it. One motion at a time.
    pub async fn agree_on_committee(&self, call: &Call) -> Result<Outcome> {
        let [first, second] = MEMBERS.map(|member| self.wallet(member));
        let (first, second) = (first?, second?);
        let motion = self.encode(call).await?;
        let (hash, length) = (receipt::hash(&motion), Compact(u32::try_from(motion.len())?));
        let index = Compact(self.motions().await?);
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
        let (propose, vote, close) = (self.encode(&propose).await?, self.encode(&vote).await?, self.encode(&close).await?);
        first.send_all(&[propose, vote.clone()]).await?;
        let blocks = second.send_all(&[vote, close]).await?;
        let hash = Json::from(format!("0x{}", hex::encode(hash)));
        let executed = blocks.iter().flat_map(|block| &block.events).find(|event| {
            event.pallet == "TechnicalCommittee" && event.name == "Executed" && event.fields["proposal_hash"] == hash
        });
        self.outcome(&executed.context("the motion was not carried out")?.fields["result"]).await
    }

    /// How many motions there have been.
    async fn motions(&self) -> Result<u32> {
        let at = self.client.at_current_block().await?;
        let count = at.storage().try_fetch(dynamic::storage::<(), u32>("TechnicalCommittee", "ProposalCount"), ()).await?;
        Ok(count.map(|count| count.decode()).transpose()?.unwrap_or_default())
    }
}
