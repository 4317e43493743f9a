//! Those who hold money govern the chain, and nobody uses the superuser: a number of the market, the treasury, emergencies, vetoes.
//! Feature A11.
//!
//! Each test has a chain of the preset `dev` of its own, on which governance takes an hour for a block.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that fails says where")]

use std::collections::BTreeSet;

use ainur_chain::{
    records::{AgentSpec, Execution, Hiring, TaskSpec, Verification, WorkResult},
    AccountId, Call, Chain, Event, SubmitError,
};
use ainur_primitives::{receipt, AgentId, Balance, Cid, ClientKey, ContentCodec, TaskId, AINU};
use ainur_tests::{
    market::{self, Content},
    node::{Node, Pool},
    referendum::{
        self, is_of, Assembly, Ballot, Conviction, Enactment, Proposal, Referendum, Voice, PROPOSER, SUBMISSION_DEPOSIT,
    },
    wait,
    wallet::{Receipt, Wallet},
    world::set_parameter,
};
use anyhow::Result;
use codec::{Compact, Encode};
use subxt::utils::MultiAddress;
use tempfile::TempDir;

/// Least budget of a task, and share of a price that the market takes: where they stand among the parameters.
const MIN_BUDGET: (u8, u8) = (2, 0);
const FEE_SHARE: (u8, u8) = (1, 0);
/// What it costs to have the market's numbers decided on, and to have a referendum ended in one way or the other.
const PARAMETERS_DEPOSIT: Balance = 1_000 * AINU;
const CANCELLER_DEPOSIT: Balance = 1_000 * AINU;
const KILLER_DEPOSIT: Balance = 5_000 * AINU;
/// Blocks that the track of the market's numbers takes to confirm and to take effect.
const CONFIRM: u32 = 12;
const ENACT: u32 = 24;
/// Most that the small spender spends at a time.
const SMALL_SPEND: Balance = 1_000 * AINU;
/// A budget that is enough at first, and too little for a minimum of twice what it is at first.
const BUDGET: Balance = AINU + AINU / 2;
/// More than the fees of a few calls.
const FEES: Balance = AINU;
/// Content that nobody ever asks for.
const CONTENT: Content = Content { cid: Cid { codec: ContentCodec::Raw, digest: [1; 32] }, hash: [2; 32] };
/// What is refused while it is paused.
const FILTERED: &str = "System.CallFiltered";

/// A chain, and those who govern it.
struct Polity {
    assembly: Assembly,
    _node: Node,
    _folder: TempDir,
}

impl Polity {
    async fn start() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("ainur-").tempdir()?;
        let node = Node::start(folder.path(), Pool::Usual).await?;
        Ok(Self { assembly: Assembly::of(&node).await?, _node: node, _folder: folder })
    }
}

/// What becomes of a call: nothing, or the name of the error.
async fn try_call(who: &Wallet, call: &Call) -> Result<(u32, Option<String>)> {
    let Receipt { block, outcome } = who.try_call(call).await?;
    Ok((block.at.height, outcome.err().map(|error| error.name)))
}

async fn assert_refused(who: &Wallet, call: &Call, error: &str) -> Result<()> {
    let (at, refusal) = try_call(who, call).await?;
    assert_eq!(refusal.as_deref(), Some(error), "{call:?} in block {at}");
    Ok(())
}

/// A task of somebody's, with a key and a budget, for whoever can do it.
async fn task(assembly: &Assembly, key: u8, budget: Balance) -> Result<Call> {
    let spec = market::auction("A task", "test.echo", CONTENT, budget, assembly.height().await?)?;
    Ok(Call::create_task(ClientKey([key; 32]), &spec))
}

fn transfer() -> Call {
    Call::transfer(&AccountId([7; 32]), AINU)
}

fn is(event: &Event, pallet: &str, name: &str) -> bool {
    event.pallet == pallet && event.name == name
}

#[tokio::test]
async fn a_number_changes_by_referendum_and_not_before_everybody_could_see_it_coming() -> Result<()> {
    let Polity { assembly, .. } = &Polity::start().await?;
    let (proposer, requester) = (assembly.wallet(PROPOSER)?, assembly.wallet("//Alice")?);
    let change = assembly.encode(&set_parameter(MIN_BUDGET, 2 * AINU)).await?;
    assert_refused(&requester, &set_parameter(MIN_BUDGET, 2 * AINU), "BadOrigin").await?;

    let referenda = assembly.submit(vec![(Voice::Parameters, Proposal::Inline(change))]).await?;
    let referendum = referenda[0];
    assert_eq!(proposer.held().await?, SUBMISSION_DEPOSIT);
    assembly.place_deposits(&referenda).await?;
    assert_eq!(proposer.held().await?, SUBMISSION_DEPOSIT + PARAMETERS_DEPOSIT);
    let voters = Voters::of(assembly).await?;
    tokio::try_join!(assembly.approve(&referenda), voters.vote(referendum))?;

    assembly.reaches(referendum, "DecisionStarted").await?;
    let confirming = assembly.reaches(referendum, "ConfirmStarted").await?;
    let confirmed = assembly.reaches(referendum, "Confirmed").await?;
    assert_eq!(confirmed, confirming + CONFIRM);
    let (posted, refusal) = try_call(&requester, &task(assembly, 1, BUDGET).await?).await?;
    assert_eq!(refusal, None, "what is decided is not yet in force");
    let (enacted, enactment) = assembly.enactment(referendum).await?;
    assert_eq!((enacted, enactment), (confirmed + ENACT, Enactment::Dispatched(Ok(()))));
    assert!(confirmed < posted && posted < enacted, "{confirmed} {posted} {enacted}");
    let (updated, _) = assembly.happens("Parameters.Updated", 0, |event| is(event, "Parameters", "Updated")).await?;
    assert_eq!(updated, enacted);
    assert_refused(&requester, &task(assembly, 2, BUDGET).await?, "TaskMarket.BudgetTooLow").await?;
    requester.call(&task(assembly, 2, 2 * AINU).await?).await?;

    assembly.refund(&referenda).await?;
    assert_eq!(proposer.held().await?, 0);
    voters.unlock(assembly, referendum).await
}

/// Who votes beside the many, and what of its money stays locked when the vote is over and taken back.
struct Voter {
    wallet: Wallet,
    ballot: Ballot,
    free: Balance,
    stays: Balance,
}

impl Voter {
    async fn of(assembly: &Assembly, secret: &str, ballot: Ballot, stays: Balance) -> Result<Self> {
        let wallet = assembly.wallet(secret)?;
        Ok(Self { free: wallet.free().await?, wallet, ballot, stays })
    }

    async fn assert_locked(&self, locked: Balance) -> Result<()> {
        let gone = self.free - self.wallet.free().await?;
        assert!((locked..locked + FEES).contains(&gone), "{gone} is not {locked} and fees: {:?}", self.ballot);
        Ok(())
    }
}

struct Voters([Voter; 3]);

impl Voters {
    /// Who wins and bound itself waits for a week; who did not bind itself, or loses, does not.
    async fn of(assembly: &Assembly) -> Result<Self> {
        let ballot = |aye, conviction| Ballot { aye, conviction, balance: 1_000 * AINU };
        Ok(Self([
            Voter::of(assembly, "//Bob", ballot(true, Conviction::Locked1x), 1_000 * AINU).await?,
            Voter::of(assembly, "//Charlie", ballot(true, Conviction::None), 0).await?,
            Voter::of(assembly, "//Eve", ballot(false, Conviction::Locked1x), 0).await?,
        ]))
    }

    async fn vote(&self, referendum: Referendum) -> Result<()> {
        for Voter { wallet, ballot, .. } in &self.0 {
            wallet.call(&referendum::vote(referendum, *ballot)).await?;
        }
        Ok(())
    }

    /// Each takes its vote back, and has what it may.
    async fn unlock(&self, assembly: &Assembly, referendum: Referendum) -> Result<()> {
        for voter in &self.0 {
            voter.assert_locked(voter.ballot.balance).await?;
            let calls = [referendum::remove_vote(referendum), referendum::unlock(referendum, voter.wallet.account())];
            let runtime = assembly.chain.runtime().await?;
            voter.wallet.send_all(&calls.iter().map(|call| runtime.encode(call)).collect::<Result<Vec<_>, _>>()?).await?;
            voter.assert_locked(voter.stays).await?;
        }
        Ok(())
    }
}

#[tokio::test]
async fn a_number_out_of_its_range_is_taken_from_nobody_and_never_stored() -> Result<()> {
    let Polity { assembly, .. } = &Polity::start().await?;
    // A fee of all of the price, where a tenth is the most. Metadata knows no ranges, so clients write and sign it.
    let (least, all) = (20_000u32, 1_000_000u32);
    let signer = assembly.wallet("//Alice")?;
    let excess = assembly.encode(&set_parameter(FEE_SHARE, all)).await?;
    let refusal = signer.send(&excess).await.err().unwrap();
    // The pool asks the runtime, which cannot read it: it comes into no block.
    let Some(SubmitError::NodeTrouble(words)) = refusal.downcast_ref::<SubmitError>() else { panic!("{refusal:?}") };
    assert!(words.contains("TaggedTransactionQueue_validate_transaction"), "{words}");
    // What is in range is read, and refused for who signed it.
    assert_refused(&signer, &set_parameter(FEE_SHARE, least), "BadOrigin").await?;

    // Referenda take any bytes. When these are to be carried out they are no call, however many wanted it.
    let note = Call::of("Preimage", "note_preimage").with_encoded("bytes", excess.encode());
    assembly.wallet("//Bob")?.call(&note).await?;
    let noted = Proposal::Lookup { hash: receipt::hash(&excess), length: u32::try_from(excess.len())? };
    let proposals = [Proposal::Inline(excess), noted].map(|proposal| (Voice::Parameters, proposal));
    let referenda = assembly.decide(proposals.into()).await?;
    for referendum in &referenda {
        assembly.reaches(*referendum, "Confirmed").await?;
        assert_eq!(assembly.enactment(*referendum).await?.1, Enactment::Unavailable);
    }
    assert_eq!(assembly.count(|event| is(event, "Parameters", "Updated")).await?, 0);
    assembly.refund(&referenda).await?;
    assert_eq!(assembly.wallet(PROPOSER)?.held().await?, 0);
    Ok(())
}

fn spend(amount: Balance, to: &Wallet) -> Call {
    Call::of("Treasury", "spend")
        .with_encoded("asset_kind", ().encode())
        .with_encoded("amount", Compact(amount).encode())
        .with_encoded("beneficiary", MultiAddress::<AccountId, ()>::Id(to.account()).encode())
        .with_encoded("valid_from", None::<u32>.encode())
}

#[tokio::test]
async fn a_spend_is_voted_on_and_paid_and_no_more_than_the_voice_may_spend() -> Result<()> {
    let Polity { assembly, .. } = &Polity::start().await?;
    let (giver, beneficiary) = (assembly.wallet("//Bob")?, assembly.wallet("//Beneficiary")?);
    let treasury = assembly.treasury().await?;
    giver.call(&Call::transfer(&treasury, 6 * SMALL_SPEND)).await?;
    let half = spend(SMALL_SPEND / 2, &beneficiary);
    let proposals = [
        assembly.encode(&spend(SMALL_SPEND, &beneficiary)).await?,
        assembly.encode(&spend(SMALL_SPEND + 1, &beneficiary)).await?,
        assembly.chain.runtime().await?.encode_batch(&[half.clone(), half])?,
    ];
    let proposals = proposals.map(|call| (Voice::SmallSpender, Proposal::Inline(call)));
    let referenda = assembly.decide(proposals.into()).await?;
    // Who spends is heard once in a referendum, so that no batch spends more.
    let [beyond, unheard] = ["Treasury.InsufficientPermission", "BadOrigin"].map(|error| Err(error.to_owned()));
    for (referendum, outcome) in referenda.into_iter().zip([Ok(()), beyond, unheard]) {
        let (_, enactment) = assembly.enactment(referendum).await?;
        assert_eq!(enactment, Enactment::Dispatched(outcome), "{referendum:?}");
    }
    assert_eq!(assembly.count(|event| is(event, "Treasury", "AssetSpendApproved")).await?, 1);

    assert_eq!(beneficiary.free().await?, 0);
    let before = assembly.chain.account(&treasury).await?.free;
    let of_first = |name| Call::of("Treasury", name).with_encoded("index", 0u32.encode());
    giver.call(&of_first("payout")).await?;
    assert_eq!(beneficiary.free().await?, SMALL_SPEND);
    let after = assembly.chain.account(&treasury).await?.free;
    assert!((SMALL_SPEND - FEES..=SMALL_SPEND).contains(&(before - after)), "{before} {after}");
    assert_refused(&giver, &of_first("payout"), "Treasury.AlreadyAttempted").await?;
    giver.call(&of_first("check_status")).await?;
    Ok(())
}

/// A call's name, as it is paused.
fn named(pallet: &str, call: &str) -> Vec<u8> {
    (pallet.as_bytes(), call.as_bytes()).encode()
}

#[tokio::test]
async fn the_committee_pauses_a_call_and_lets_it_go_on() -> Result<()> {
    let Polity { assembly, .. } = &Polity::start().await?;
    let requester = assembly.wallet("//Bob")?;
    let posting = task(assembly, 1, BUDGET).await?;
    let pause = |call| Call::of("TxPause", "pause").with_encoded("full_name", named("TaskMarket", call));
    assert_refused(&requester, &pause("create_task"), "BadOrigin").await?;
    let vital = Err("TxPause.Unpausable".to_owned());
    assert_eq!(assembly.agree_on_committee(&pause("settle")).await?, vital);
    assert_eq!(assembly.agree_on_committee(&pause("create_task")).await?, Ok(()));
    assert_refused(&requester, &posting, FILTERED).await?;
    requester.call(&transfer()).await?;
    let unpause = Call::of("TxPause", "unpause").with_encoded("ident", named("TaskMarket", "create_task"));
    assert_eq!(assembly.agree_on_committee(&unpause).await?, Ok(()));
    requester.call(&posting).await?;
    Ok(())
}

/// Two tasks of a requester: one whose result waits to be paid, and one for which bids are taken for so many blocks more.
async fn work(assembly: &Assembly, requester: &Wallet, worker: &Wallet, bidding: u32) -> Result<(TaskId, TaskId)> {
    let Content { cid, hash } = CONTENT;
    let agent = AgentSpec {
        manifest: cid,
        capabilities: BTreeSet::from(["test.echo".parse()?]).try_into().unwrap(),
        price: AINU,
        execution: Execution::Module { module: cid, hash },
        concurrency: 1,
    };
    worker.call(&Call::register(&"worker".parse()?, &agent, None, market::STAKE)).await?;
    let open = market::auction("A task", "test.echo", CONTENT, 10 * AINU, assembly.height().await?)?;
    let given =
        TaskSpec { hiring: Hiring::Direct { agent: AgentId(0) }, verification: Verification::RequesterOnly, ..open.clone() };
    let delivered = market::post(requester, [1; 32], &given).await?;
    let result = WorkResult { output: cid, output_hash: hash, receipt_hash: hash };
    let steps = [Call::accept_offer(delivered), Call::start(delivered), Call::submit_result(delivered, &result)];
    let runtime = assembly.chain.runtime().await?;
    worker.send_all(&steps.iter().map(|step| runtime.encode(step)).collect::<Result<Vec<_>, _>>()?).await?;
    let Hiring::Auction { opens_at, weights, rules, award, .. } = open.hiring else { panic!("it is an auction") };
    let hiring = Hiring::Auction { opens_at, bidding, weights, rules, award };
    Ok((delivered, market::post(requester, [2; 32], &TaskSpec { hiring, ..open }).await?))
}

#[tokio::test]
async fn safe_mode_stops_what_begins_and_lets_what_began_end() -> Result<()> {
    let Polity { assembly, .. } = &Polity::start().await?;
    let (requester, worker, anybody) = (assembly.wallet("//Bob")?, assembly.wallet("//Eve")?, assembly.wallet("//Dave")?);
    let (delivered, open) = work(assembly, &requester, &worker, 14).await?;
    let enter = Call::of("SafeMode", "force_enter");
    assert_refused(&anybody, &enter, "BadOrigin").await?;
    assert_eq!(assembly.agree_on_committee(&enter).await?, Ok(()));
    let entered = assembly.height().await?;

    let (posting, before) = (task(assembly, 3, BUDGET).await?, worker.free().await?);
    let of_requester = async {
        assert_refused(&requester, &posting, FILTERED).await?;
        requester.call(&Call::accept_result(delivered)).await
    };
    let of_anybody = async {
        assert_refused(&anybody, &transfer(), FILTERED).await?;
        // It is the market that refuses these, and only because nothing is due.
        assert_refused(&anybody, &Call::poke(open), "TaskMarket.NotDue").await?;
        assert_refused(&anybody, &Call::settle(&[delivered]).unwrap(), "TaskMarket.NothingToSettle").await
    };
    tokio::try_join!(of_requester, of_anybody)?;
    // Of the price the market takes a fiftieth.
    assert_eq!(worker.free().await? - before, 10 * AINU - AINU / 5);
    // The clock of the other runs on: nobody bids, and the budget returns.
    let is_over = |event: &Event| is(event, "TaskMarket", "TaskCancelled") && event.fields["task"] == open.0;
    assembly.happens("a bidding without bids to end", entered, is_over).await?;

    assert_eq!(assembly.agree_on_committee(&Call::of("SafeMode", "force_exit")).await?, Ok(()));
    requester.call(&posting).await?;
    anybody.call(&transfer()).await?;
    Ok(())
}

#[tokio::test]
async fn a_vote_ends_a_referendum_before_it_has_any_effect_and_the_committee_cannot() -> Result<()> {
    let Polity { assembly, .. } = &Polity::start().await?;
    let (proposer, anybody, treasury) = (assembly.wallet(PROPOSER)?, assembly.wallet("//Bob")?, assembly.treasury().await?);
    let mut proposals = Vec::new();
    for minimum in [2, 3] {
        let change = assembly.encode(&set_parameter(MIN_BUDGET, minimum * AINU)).await?;
        proposals.push((Voice::Parameters, Proposal::Inline(change)));
    }
    let ended = assembly.decide(proposals).await?;
    let [cancelled, killed] = ended[..] else { panic!("two were submitted") };
    let common = assembly.chain.account(&treasury).await?.free;

    let end = |call, referendum: Referendum| Call::of("Referenda", call).with_encoded("index", referendum.index.encode());
    let (cancel, kill) = (end("cancel", cancelled), end("kill", killed));
    let vetoes = vec![
        (Voice::ReferendumCanceller, Proposal::Inline(assembly.encode(&cancel).await?)),
        (Voice::ReferendumKiller, Proposal::Inline(assembly.encode(&kill).await?)),
    ];
    let alone = assert_refused(&anybody, &cancel, "BadOrigin");
    let (vetoes, committee, ()) = tokio::try_join!(assembly.decide(vetoes), assembly.agree_on_committee(&cancel), alone)?;
    assert_eq!(committee, Err("BadOrigin".to_owned()));
    for veto in &vetoes {
        assert_eq!(assembly.enactment(*veto).await?.1, Enactment::Dispatched(Ok(())));
    }
    assembly.reaches(cancelled, "Cancelled").await?;
    assembly.reaches(killed, "Killed").await?;

    // Who was killed has lost its deposits to the treasury; everybody else has them back.
    let kept = PARAMETERS_DEPOSIT + CANCELLER_DEPOSIT + KILLER_DEPOSIT + 3 * SUBMISSION_DEPOSIT;
    assert_eq!(proposer.held().await?, kept);
    let lost = PARAMETERS_DEPOSIT + SUBMISSION_DEPOSIT;
    let gained = assembly.chain.account(&treasury).await?.free - common;
    // Beside it there are fees, which are less than the least deposit.
    assert!((lost..lost + SUBMISSION_DEPOSIT).contains(&gained), "{gained}");
    assert_refused(&anybody, &end("refund_decision_deposit", killed), "Referenda.NoDeposit").await?;
    assert_refused(&anybody, &end("refund_submission_deposit", killed), "Referenda.BadStatus").await?;
    assembly.refund(&[&[cancelled], &vetoes[..]].concat()).await?;
    assert_eq!(proposer.held().await?, 0);

    // When they would have been confirmed, they were not.
    let due = killed.submitted + 2 * CONFIRM;
    wait::until("the time of both to be over", wait::slots(2 * CONFIRM), || async {
        Ok((assembly.height().await? >= due).then_some(()))
    })
    .await?;
    let is_confirmed = |event: &Event| ended.iter().any(|referendum| is_of(event, *referendum, "Confirmed"));
    assert_eq!(assembly.count(is_confirmed).await?, 0);
    anybody.call(&task(assembly, 1, BUDGET).await?).await?;
    Ok(())
}
