//! How the holders of money decide on a chain of the presets, as wallets would lead it: what is proposed, who votes, and what comes of it.

use std::{cell::Cell, sync::Arc, time::Duration};

use ainur_chain::{AccountId, Block, Call, Chain, Event, RpcChain};
use ainur_primitives::{receipt, Balance, Hash, AINU};
use anyhow::{ensure, Context, Result};
use codec::{Compact, Encode};
use serde_json::Value as Json;
use subxt::{config::SubstrateConfig, dynamic, utils::MultiAddress, OnlineClient};

use crate::{node::Node, wait, wallet::Wallet};

/// Who proposes, and puts down the deposits.
pub const PROPOSER: &str = "//Ferdie//stash";
/// Who votes: more than half of all money.
const VOTERS: [&str; 7] =
    ["//Dave", "//Ferdie", "//Alice//stash", "//Bob//stash", "//Charlie//stash", "//Dave//stash", "//Eve//stash"];
/// What each votes with, in plancks.
const VOTE: Balance = 9_500_000 * AINU;
/// Held of whoever proposes until the referendum is approved or cancelled, in plancks.
pub const SUBMISSION_DEPOSIT: Balance = 50 * AINU;
/// By which name referenda schedule what they decided.
const ENACTMENT: ([u8; 8], &str) = (*b"assembly", "enactment");
/// Twice what the longest of the short tracks takes.
const PATIENCE: Duration = Duration::from_secs(160);

/// With whose voice a referendum speaks, as the pallet `Origins` numbers them. Each has a track of its own.
#[derive(Encode, Clone, Copy, Debug)]
pub enum Voice {
    /// What the technical committee vouched for.
    #[codec(index = 0)]
    WhitelistedCaller,
    /// The market's numbers.
    #[codec(index = 1)]
    Parameters,
    /// Spends up to 1,000 AINU of the treasury by a referendum.
    #[codec(index = 5)]
    SmallSpender,
    /// Ends a referendum, and the deposits return.
    #[codec(index = 7)]
    ReferendumCanceller,
    /// Ends a referendum, and the deposits are lost.
    #[codec(index = 8)]
    ReferendumKiller,
}

/// The runtime's `OriginCaller`.
#[derive(Encode)]
enum OriginCaller {
    #[codec(index = 40)]
    Origins(Voice),
}

/// What is proposed: an encoded call, or where it stands. Not even the chain reads it before it is to be carried out.
#[derive(Encode, Clone, Debug)]
pub enum Proposal {
    /// Up to 128 bytes.
    #[codec(index = 1)]
    Inline(Vec<u8>),
    /// A preimage that was noted.
    #[codec(index = 2)]
    Lookup {
        /// blake2-256 of the call.
        hash: Hash,
        /// Its length in bytes.
        length: u32,
    },
}

/// When what was decided is to take effect; no earlier than the track allows.
#[derive(Encode)]
enum DispatchTime {
    #[codec(index = 1)]
    After(u32),
}

/// How long a vote is locked when it wins, and so how much it counts.
#[derive(Encode, Clone, Copy, Debug)]
pub enum Conviction {
    /// Not at all: counts a tenth.
    None = 0,
    /// A week: counts once.
    Locked1x = 1,
}

/// What somebody votes.
#[derive(Clone, Copy, Debug)]
pub struct Ballot {
    /// For or against.
    pub aye: bool,
    /// How strongly.
    pub conviction: Conviction,
    /// With how much money, in plancks.
    pub balance: Balance,
}

impl Ballot {
    /// `AccountVote::Standard`.
    fn encode(self) -> Vec<u8> {
        let (standard, aye) = (0u8, if self.aye { 0x80u8 } else { 0 });
        (standard, aye | self.conviction as u8, self.balance).encode()
    }
}

/// A referendum that was submitted.
#[derive(Clone, Copy, Debug)]
pub struct Referendum {
    /// Its number.
    pub index: u32,
    /// The track it is on.
    pub track: u16,
    /// In which block it was submitted.
    pub submitted: u32,
}

/// Whether a call succeeded; else the name of the error, as in `Treasury.InsufficientPermission`.
pub type Outcome = Result<(), String>;

/// What came of a decision when its time had come.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Enactment {
    /// The call was made.
    Dispatched(Outcome),
    /// There was no call of this runtime.
    Unavailable,
}

/// Those who decide, on one chain.
pub struct Assembly {
    /// A client of the chain.
    pub chain: Arc<RpcChain>,
    pub(crate) client: OnlineClient<SubstrateConfig>,
}

impl Assembly {
    /// Those of the node's chain.
    pub async fn of(node: &Node) -> Result<Self> {
        Ok(Self { chain: node.client().await?, client: OnlineClient::from_insecure_url(node.url()).await? })
    }

    /// The account of a secret.
    pub fn wallet(&self, secret: &str) -> Result<Wallet> {
        Wallet::new(self.chain.clone(), secret)
    }

    /// The call in the chain's encoding.
    pub async fn encode(&self, call: &Call) -> Result<Vec<u8>> {
        Ok(self.chain.runtime().await?.encode(call)?)
    }

    /// Height of the finalised head.
    pub async fn height(&self) -> Result<u32> {
        Ok(self.chain.finalised_head().await?.height)
    }

    /// The account of what is common.
    pub async fn treasury(&self) -> Result<AccountId> {
        let at = self.client.at_current_block().await?;
        Ok(at.constants().entry(dynamic::constant::<AccountId>("Treasury", "pot_account"))?)
    }

    /// Has proposals decided by more than half of all money, which agrees.
    pub async fn decide(&self, proposals: Vec<(Voice, Proposal)>) -> Result<Vec<Referendum>> {
        let referenda = self.submit(proposals).await?;
        tokio::try_join!(self.place_deposits(&referenda), self.approve(&referenda))?;
        Ok(referenda)
    }

    /// Submits proposals that take effect as early as their tracks allow.
    pub async fn submit(&self, proposals: Vec<(Voice, Proposal)>) -> Result<Vec<Referendum>> {
        let (runtime, mut calls) = (self.chain.runtime().await?, Vec::new());
        for (voice, proposal) in proposals {
            let submit = Call::of("Referenda", "submit")
                .with_encoded("proposal_origin", OriginCaller::Origins(voice).encode())
                .with_encoded("proposal", proposal.encode())
                .with_encoded("enactment_moment", DispatchTime::After(0).encode());
            calls.push(runtime.encode(&submit)?);
        }
        let submitted: Vec<_> = self.wallet(PROPOSER)?.send_all(&calls).await?.iter().flat_map(submitted).collect();
        ensure!(submitted.len() == calls.len(), "of {} proposals {} were submitted", calls.len(), submitted.len());
        Ok(submitted)
    }

    /// Pays for referenda to be decided.
    pub async fn place_deposits(&self, referenda: &[Referendum]) -> Result<()> {
        self.for_each(referenda, "place_decision_deposit").await
    }

    /// Asks for both deposits of referenda back.
    pub async fn refund(&self, referenda: &[Referendum]) -> Result<()> {
        self.for_each(referenda, "refund_decision_deposit").await?;
        self.for_each(referenda, "refund_submission_deposit").await
    }

    async fn for_each(&self, referenda: &[Referendum], call: &'static str) -> Result<()> {
        let (runtime, mut calls) = (self.chain.runtime().await?, Vec::new());
        for referendum in referenda {
            calls.push(runtime.encode(&Call::of("Referenda", call).with_encoded("index", referendum.index.encode()))?);
        }
        self.wallet(PROPOSER)?.send_all(&calls).await?;
        Ok(())
    }

    /// More than half of all money is in favour of each.
    pub async fn approve(&self, referenda: &[Referendum]) -> Result<()> {
        let ballot = Ballot { aye: true, conviction: Conviction::Locked1x, balance: VOTE };
        let runtime = self.chain.runtime().await?;
        let votes =
            referenda.iter().map(|referendum| runtime.encode(&vote(*referendum, ballot))).collect::<Result<Vec<_>, _>>()?;
        let mut voting = tokio::task::JoinSet::new();
        for voter in VOTERS {
            let (wallet, votes) = (self.wallet(voter)?, votes.clone());
            voting.spawn(async move { wallet.send_all(&votes).await });
        }
        while let Some(voted) = voting.join_next().await {
            voted??;
        }
        Ok(())
    }

    /// Waits until a referendum is where the event of this name says; returns in which block.
    pub async fn reaches(&self, referendum: Referendum, stage: &str) -> Result<u32> {
        let what = format!("referendum {}: {stage}", referendum.index);
        let (at, _) = self.happens(&what, referendum.submitted, |event| is_of(event, referendum, stage)).await?;
        Ok(at)
    }

    /// Waits until what a referendum decided takes effect; returns in which block, and what comes of it.
    pub async fn enactment(&self, referendum: Referendum) -> Result<(u32, Enactment)> {
        let (assembly, enactment) = ENACTMENT;
        let name = receipt::hash(&(assembly, enactment, referendum.index).encode());
        let name = Json::from(format!("0x{}", hex::encode(name)));
        let of = |event: &Event| {
            event.pallet == "Scheduler"
                && ["Dispatched", "CallUnavailable"].contains(&event.name.as_str())
                && event.fields["id"] == name
        };
        let what = format!("the enactment of referendum {}", referendum.index);
        let (at, event) = self.happens(&what, referendum.submitted, of).await?;
        match event.fields.get("result") {
            Some(result) => Ok((at, Enactment::Dispatched(self.outcome(result).await?))),
            None => Ok((at, Enactment::Unavailable)),
        }
    }

    /// Waits for the first such event after a block; returns in which block it is.
    pub async fn happens(&self, what: &str, after: u32, is: impl Fn(&Event) -> bool) -> Result<(u32, Event)> {
        let next = Cell::new(after.saturating_add(1));
        wait::until(what, PATIENCE, || async {
            while next.get() <= self.height().await? {
                let block = self.chain.block(next.get()).await?;
                next.set(next.get().saturating_add(1));
                if let Some(event) = block.events.into_iter().find(&is) {
                    return Ok(Some((block.at.height, event)));
                }
            }
            Ok(None)
        })
        .await
    }

    /// How many such events there were since the chain began.
    pub async fn count(&self, is: impl Fn(&Event) -> bool) -> Result<usize> {
        let mut count = 0;
        for height in 1..=self.height().await? {
            count += self.chain.block(height).await?.events.iter().filter(|event| is(event)).count();
        }
        Ok(count)
    }

    /// Reads the result of a call that another call made.
    pub(crate) async fn outcome(&self, result: &Json) -> Result<Outcome> {
        let Some(error) = result.get("Err") else { return Ok(Ok(())) };
        let Some(module) = error.get("Module") else { return Ok(Err(error.as_str().unwrap_or_default().to_owned())) };
        let number = |value: &Json| value.as_u64().and_then(|number| u8::try_from(number).ok());
        let code = module["error"].as_str().and_then(|code| hex::decode(code.get(2..4)?).ok()?.first().copied());
        let (index, code) = number(&module["index"]).zip(code).with_context(|| format!("no error: {result}"))?;
        let at = self.client.at_current_block().await?;
        let pallet = at.metadata_ref().pallet_by_error_index(index).with_context(|| format!("no pallet {index}"))?;
        let error = pallet.error_variant_by_index(code).with_context(|| format!("{} has no error {code}", pallet.name()))?;
        Ok(Err(format!("{}.{}", pallet.name(), error.name)))
    }
}

/// A vote on a referendum.
pub fn vote(referendum: Referendum, ballot: Ballot) -> Call {
    Call::of("ConvictionVoting", "vote")
        .with_encoded("poll_index", Compact(referendum.index).encode())
        .with_encoded("vote", ballot.encode())
}

/// Takes back the vote on a referendum that is over.
pub fn remove_vote(referendum: Referendum) -> Call {
    Call::of("ConvictionVoting", "remove_vote")
        .with_encoded("class", Some(referendum.track).encode())
        .with_encoded("index", referendum.index.encode())
}

/// Frees what of an account's money no vote needs any more on the referendum's track.
pub fn unlock(referendum: Referendum, whose: AccountId) -> Call {
    Call::of("ConvictionVoting", "unlock")
        .with_encoded("class", referendum.track.encode())
        .with_encoded("target", MultiAddress::<AccountId, ()>::Id(whose).encode())
}

/// Whether the event tells this of the referendum.
pub fn is_of(event: &Event, referendum: Referendum, stage: &str) -> bool {
    event.pallet == "Referenda" && event.name == stage && event.fields["index"] == referendum.index
}

/// The referenda that were submitted in a block.
fn submitted(block: &Block) -> impl Iterator<Item = Referendum> + '_ {
    let number = |value: &Json| value.as_u64().and_then(|number| u32::try_from(number).ok());
    block.events.iter().filter(|event| event.pallet == "Referenda" && event.name == "Submitted").filter_map(move |event| {
        let track = u16::try_from(number(&event.fields["track"])?).ok()?;
        Some(Referendum { index: number(&event.fields["index"])?, track, submitted: block.at.height })
    })
}

/// Has the chain decide that this code replaces its runtime. Who brings it is left to the caller.
pub async fn authorize_upgrade(assembly: &Assembly, code: &[u8]) -> Result<()> {
    let authorize = Call::of("System", "authorize_upgrade").with_encoded("code_hash", receipt::hash(code).encode());
    let authorize = assembly.encode(&authorize).await?;
    let vouch = Call::of("Whitelist", "whitelist_call").with_encoded("call_hash", receipt::hash(&authorize).encode());
    let dispatch = Call::of("Whitelist", "dispatch_whitelisted_call_with_preimage").with_encoded("call", authorize);
    let dispatch = Proposal::Inline(assembly.encode(&dispatch).await?);
    let began = assembly.height().await?;
    let decide = assembly.decide(vec![(Voice::WhitelistedCaller, dispatch)]);
    let (vouched, _) = tokio::try_join!(assembly.agree_on_committee(&vouch), decide)?;
    ensure!(vouched == Ok(()), "the committee did not vouch for the code: {vouched:?}");
    let is_authorized = |event: &Event| event.pallet == "System" && event.name == "UpgradeAuthorized";
    assembly.happens("System.UpgradeAuthorized", began, is_authorized).await?;
    Ok(())
}

/// The code is there; its owner needs no right to it.
pub async fn bring(who: &Wallet, code: &[u8]) -> Result<u32> {
    let block = who.call(&Call::of("System", "apply_authorized_upgrade").with_encoded("code", code.encode())).await?;
    let is_updated = block.events.iter().any(|event| event.pallet == "System" && event.name == "CodeUpdated");
    ensure!(is_updated, "the code was refused in block {}: {:#?}", block.at.height, block.events);
    Ok(block.at.height)
}
