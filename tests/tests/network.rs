//! Validators as processes, and what happens to them: the chain outlives it, without a hand moved. Feature A13.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use ainur_chain::{AccountId, Call, Signer};
use ainur_primitives::{Balance, AINU};
use ainur_tests::{
    network::{
        chronicle::{told, Chronicle, Standing, Told},
        Keys, Network, Validator, PATIENCE,
    },
    wait,
    wallet::Wallet,
};
use anyhow::{ensure, Context, Result};
use codec::Encode;
use serde_json::{json, Value};

/// Blocks that show that the chain goes on.
const ON: u32 = 3;
/// Slots of a session: the fewest there may be. Half of them have to have a block for anybody to be judged absent.
const SHORT: u32 = 10;
/// What a candidate bonds, in plancks: twice what it has to.
const BOND: Balance = 20_000 * AINU;
/// Sessions for which a bond stays held.
const BONDING: u32 = 1_011;

/// The name of an offence, and whose call reports it.
type Fault = (&'static [u8], &'static str);
/// Two blocks in a slot.
const BLOCKS: Fault = (b"babe:equivocatio", "Babe");
/// Two votes in a round.
const VOTES: Fault = (b"grandpa:equivoca", "Grandpa");

#[tokio::test]
async fn four_validators_outlive_whatever_happens_to_them() -> Result<()> {
    let folder = tempfile::Builder::new().prefix("ainur-").tempdir()?;
    let mut network = Network::start_with_sessions(folder.path(), 4, SHORT).await?;
    network.agrees_on(ON).await?;
    finality_goes_on_with_one_down(&mut network).await.context("with one down")?;
    finality_stalls_with_two_down_and_recovers(&mut network).await.context("with two down")?;
    a_killed_validator_rejoins_and_authors(&mut network).await.context("after a kill")?;
    a_power_cut_loses_nothing_that_was_final(&mut network).await.context("after a power cut")?;
    network.stop().await
}

#[tokio::test]
async fn new_session_keys_author_and_finalise() -> Result<()> {
    let folder = tempfile::Builder::new().prefix("ainur-").tempdir()?;
    let mut network = Network::start_with_sessions(folder.path(), 4, SHORT).await?;
    network.agrees_on(1).await?;
    let keys = new_session_keys_outlive_a_kill(&mut network).await?;
    they_are_in_force_two_sessions_later(&network, &keys).await?;
    let chronicle = network.chronicle().await?;
    chronicle.authored(&account("Bob")?, chronicle.head().await?, PATIENCE).await?;
    // With one down, the others are too few without Bob's vote.
    finality_goes_on_with_one_down(&mut network).await?;
    network.stop().await
}

#[tokio::test]
async fn a_candidate_serves_and_loses_its_seat_by_being_absent() -> Result<()> {
    let folder = tempfile::Builder::new().prefix("ainur-").tempdir()?;
    let mut network = Network::start_with_sessions(folder.path(), 3, SHORT).await?;
    a_candidate_serves_after_two_sessions(&mut network, "Dave").await?;
    let chronicle = network.chronicle().await?;
    network.validator_mut("Dave")?.kill()?;
    let dave = account("Dave")?;
    let fined = three_sessions_without_a_block_cost_a_fine(&chronicle, &dave).await?;
    it_is_out_of_what_is_planned(&chronicle, &dave, &fined).await?;
    its_bond_is_not_due(&network, "Dave").await?;
    goes_on(&network).await?;
    network.stop().await
}

#[tokio::test]
async fn who_writes_two_blocks_in_a_slot_is_found_out_and_shut_out() -> Result<()> {
    the_same_keys_on_two_nodes(Keys::OwnToAuthor, &[BLOCKS]).await
}

#[tokio::test]
async fn who_runs_two_nodes_with_the_same_keys_is_found_out_and_shut_out() -> Result<()> {
    // Whichever comes first: once it is disabled there are no two blocks any more.
    the_same_keys_on_two_nodes(Keys::Own, &[BLOCKS, VOTES]).await
}

/// Lets a second node use the keys of a candidate that serves, until that is found out.
async fn the_same_keys_on_two_nodes(copied: Keys, faults: &[Fault]) -> Result<()> {
    let folder = tempfile::Builder::new().prefix("ainur-").tempdir()?;
    let mut network = Network::start_with_sessions(folder.path(), 3, SHORT).await?;
    a_candidate_serves_after_two_sessions(&mut network, "Dave").await?;
    let chronicle = network.chronicle().await?;
    let before = chronicle.head().await?;
    network.double("Dave", "Double", copied).await?;
    let dave = account("Dave")?;
    let caught = it_is_reported(&chronicle, before, faults).await?;
    it_is_slashed_barred_and_disabled_at_once(&chronicle, &dave, caught).await?;
    let out = none_of_its_blocks_is_accepted(&chronicle, &dave, caught).await?;
    every_planck_of_the_slash_is_accounted_for(&chronicle, &dave, before, out).await?;
    it_cannot_come_back(&network, "Dave").await?;
    // It may not follow finality by itself.
    network.validator_mut("Double")?.kill()?;
    goes_on(&network).await?;
    network.stop().await
}

/// Leaves Dave down.
async fn finality_goes_on_with_one_down(network: &mut Network) -> Result<()> {
    network.validator_mut("Dave")?.kill()?;
    goes_on(network).await
}

/// Finds Dave down and leaves nobody down.
async fn finality_stalls_with_two_down_and_recovers(network: &mut Network) -> Result<()> {
    network.validator_mut("Charlie")?.kill()?;
    // What was on its way from those who died may count until then.
    let arrived = network.view().await?.best + ON;
    let stalled = wait::until("blocks to follow that nobody finalises", PATIENCE, || async {
        let view = network.view().await?;
        Ok((view.best >= arrived + ON).then_some(view))
    })
    .await?;
    ensure!(stalled.finalised <= arrived, "two of four finalised block {}", stalled.finalised);
    network.start_stopped().await?;
    goes_on(network).await
}

async fn a_killed_validator_rejoins_and_authors(network: &mut Network) -> Result<()> {
    let bob = account("Bob")?;
    network.validator_mut("Bob")?.kill()?;
    goes_on(network).await?;
    network.start_stopped().await?;
    let back = network.view().await?.best;
    goes_on(network).await?;
    network.chronicle().await?.authored(&bob, back, PATIENCE).await.map(drop)
}

async fn a_power_cut_loses_nothing_that_was_final(network: &mut Network) -> Result<()> {
    let last = network.view().await?.finalised;
    let hash = network.agrees_on(last).await?;
    for validator in network.validators_mut() {
        validator.kill()?;
    }
    network.start_stopped().await?;
    goes_on(network).await?;
    ensure!(network.agrees_on(last).await? == hash, "block {last} is another one");
    Ok(())
}

async fn new_session_keys_outlive_a_kill(network: &mut Network) -> Result<Vec<u8>> {
    let keys = rotate(network, "Bob").await?;
    ensure!(has(network.validator("Bob")?, &keys).await?, "Bob does not have the keys that it made");
    ensure!(!has(network.validator("Alice")?, &keys).await?, "Alice has Bob's keys");
    network.validator_mut("Bob")?.kill()?;
    network.start_stopped().await?;
    ensure!(has(network.validator("Bob")?, &keys).await?, "Bob has lost its keys");
    Ok(keys)
}

async fn they_are_in_force_two_sessions_later(network: &Network, keys: &[u8]) -> Result<()> {
    let alice = network.validator("Alice")?;
    let [authoring, finalising] = [&keys[..32], &keys[32..]].map(|key| hex(key).split_off(2));
    wait::until("the new keys to be in force", PATIENCE, || async {
        let epoch = alice.ask("state_call", json!(["BabeApi_current_epoch", "0x"])).await?;
        let set = alice.ask("state_call", json!(["GrandpaApi_grandpa_authorities", "0x"])).await?;
        let (epoch, set) = (epoch.as_str().context("no epoch")?, set.as_str().context("no authorities")?);
        Ok((epoch.contains(&authoring) && set.contains(&finalising)).then_some(()))
    })
    .await
}

/// Has a newcomer with keys that it makes itself become a candidate, and leaves it serving.
async fn a_candidate_serves_after_two_sessions(network: &mut Network, name: &'static str) -> Result<()> {
    network.admit(name).await?;
    network.agrees_on(ON).await?;
    rotate(network, name).await?;
    let candidate = wallet(network, name).await?;
    let (chronicle, who) = (network.chronicle().await?, candidate.account());
    let joined = candidate.call(&Call::of("Validators", "join").with_encoded("amount", BOND.encode())).await?.at.height;
    let state = chronicle.state(joined).await?;
    let session = state.session().await?;
    let member = state.member(&who).await?.context("nobody has joined")?;
    ensure!((member.bond, member.standing) == (BOND, Standing::Candidate), "{name} is {member:?}");
    let begins = chronicle.find("the candidate to serve", joined, PATIENCE, async |block| {
        let state = chronicle.state(block.at.height).await?;
        Ok(state.serving().await?.contains(&who).then_some(block.at.height))
    });
    let begins = begins.await?;
    let serves = chronicle.state(begins).await?.session().await?;
    ensure!(serves == session + 2, "{name} joined in session {session} and serves from {serves} on");
    chronicle.authored(&who, begins, PATIENCE).await.map(drop)
}

/// Waits for the fine of who does not run any more.
async fn three_sessions_without_a_block_cost_a_fine(chronicle: &Chronicle, who: &AccountId) -> Result<Told> {
    let mut last = chronicle.head().await?;
    let bond = bond(chronicle, who, last).await?;
    for sessions in 1..=3 {
        let absent = chronicle.event(("Validators", "Absent"), who, last, PATIENCE).await?;
        ensure!(absent.event.fields["sessions"] == sessions, "after {sessions} sessions: {:?}", absent.event);
        last = absent.height;
    }
    let fined = chronicle.event(("Validators", "Fined"), who, last - 1, PATIENCE).await?;
    ensure!(fined.height == last, "the fine came in block {}, the third absence in {last}", fined.height);
    ensure!(amount(&fined, "slashed")? == bond / 200, "half a percent of {bond} is not {:?}", fined.event);
    the_money_moved_as_told(chronicle, who, fined.height).await?;
    Ok(fined)
}

async fn it_is_out_of_what_is_planned(chronicle: &Chronicle, who: &AccountId, fined: &Told) -> Result<()> {
    let state = chronicle.state(fined.height).await?;
    let left = chronicle.event(("Validators", "Left"), who, fined.height - 1, PATIENCE).await?;
    // Judged at the end of a session, by whose number its bond is reckoned.
    let free_at = state.session().await? - 1 + BONDING;
    ensure!(left.height == fined.height && left.event.fields["free_at"] == free_at, "not free at {free_at}: {:?}", left.event);
    let member = state.member(who).await?.context("the bond is gone")?;
    ensure!(member.standing == Standing::Leaving { free_at }, "it is {member:?}");
    ensure!(!state.planned().await?.contains(who), "it is to serve again");
    Ok(())
}

async fn its_bond_is_not_due(network: &Network, name: &str) -> Result<()> {
    refused(network, name, &Call::of("Validators", "withdraw"), "Validators.NotDue").await
}

/// Waits for the report of one of these faults, by somebody who signs nothing for it; the height at which it is.
async fn it_is_reported(chronicle: &Chronicle, before: u32, faults: &[Fault]) -> Result<u32> {
    let (height, by, pallet) = chronicle
        .find("the fault to be reported", before, PATIENCE, async |block| {
            let found =
                block.events.iter().filter(|event| event.pallet == "Offences" && event.name == "Offence").find_map(|event| {
                    let (_, pallet) = faults.iter().find(|(kind, _)| event.fields["kind"] == hex(kind))?;
                    Some((block.at.height, event.extrinsic, *pallet))
                });
            Ok(found)
        })
        .await?;
    let report = chronicle.state(height).await?.unsigned(by.context("no extrinsic reports it")?).await?;
    let report = report.context("somebody signed the report")?;
    ensure!(report == (pallet.into(), "report_equivocation_unsigned".into()), "{report:?} reports it");
    Ok(height)
}

async fn it_is_slashed_barred_and_disabled_at_once(chronicle: &Chronicle, who: &AccountId, caught: u32) -> Result<()> {
    let block = chronicle.block(caught).await?;
    for name in [("Validators", "Slashed"), ("Validators", "Barred"), ("Session", "ValidatorDisabled")] {
        ensure!(told(&block, name, who).next().is_some(), "no {name:?} in block {caught}: {:?}", block.events);
    }
    // One of four, (3 / 4)^2. For one session the gravest fault counts, not the sum.
    let taken = the_money_moved_as_told(chronicle, who, caught).await?;
    ensure!(taken == BOND * 9 / 16, "{taken} of {BOND} was taken");
    Ok(())
}

/// Follows the chain until the offender is out of the session; the height at which it is.
async fn none_of_its_blocks_is_accepted(chronicle: &Chronicle, who: &AccountId, caught: u32) -> Result<u32> {
    let session = chronicle.state(caught).await?.session().await?;
    let out = chronicle.find("the offender to be out of the session", caught, PATIENCE, async |block| {
        let state = chronicle.state(block.at.height).await?;
        ensure!(state.author().await? != *who, "block {} is the offender's", block.at.height);
        Ok((!state.serving().await?.contains(who)).then_some(block.at.height))
    });
    let out = out.await?;
    let last = chronicle.state(out).await?.session().await? - 1;
    // It was planned for the session after the one in which it was caught, and is disabled from its beginning.
    ensure!(last == session + 1, "caught in session {session}, and still there in {last}");
    let again = chronicle.event(("Session", "ValidatorDisabled"), who, caught, PATIENCE).await?;
    ensure!(chronicle.state(again.height - 1).await?.session().await? == session, "disabled late, in block {}", again.height);
    Ok(out)
}

/// Looks at each block of a slash after one, and that nothing else was lost.
async fn every_planck_of_the_slash_is_accounted_for(chronicle: &Chronicle, who: &AccountId, from: u32, to: u32) -> Result<()> {
    let mut taken = 0;
    for height in from + 1..=to {
        taken += the_money_moved_as_told(chronicle, who, height).await?;
    }
    let left = bond(chronicle, who, to).await?;
    ensure!(left + taken == BOND, "{taken} was taken, and {left} is left of {BOND}");
    Ok(())
}

async fn it_cannot_come_back(network: &Network, name: &str) -> Result<()> {
    let join = Call::of("Validators", "join").with_encoded("amount", BOND.encode());
    refused(network, name, &join, "Validators.Barred").await?;
    its_bond_is_not_due(network, name).await
}

/// Compares what a block says of slashes with what it did to those concerned; what was taken, in plancks.
async fn the_money_moved_as_told(chronicle: &Chronicle, who: &AccountId, height: u32) -> Result<Balance> {
    let block = chronicle.block(height).await?;
    let (mut taken, mut rewarded) = (0, 0);
    for name in [("Validators", "Slashed"), ("Validators", "Fined")] {
        for event in told(&block, name, who) {
            let event = Told { height, event: event.clone() };
            taken += amount(&event, "slashed")?;
            rewarded += amount(&event, "reward").unwrap_or(0);
        }
    }
    if taken == 0 {
        return Ok(0);
    }
    let (before, after) = (chronicle.state(height - 1).await?, chronicle.state(height).await?);
    let author = after.author().await?;
    let (offender, held) = (before.purse(who).await?, after.purse(who).await?);
    ensure!(
        (offender.held - held.held, offender.free) == (taken, held.free),
        "{offender:?} became {held:?}, and {taken} was taken"
    );
    let lost = bond(chronicle, who, height - 1).await? - bond(chronicle, who, height).await?;
    ensure!(lost == taken, "the bond is lower by {lost}, and {taken} was taken");
    // A report without a signature is that of whoever puts it into a block.
    let reward = after.purse(&author).await?.free - before.purse(&author).await?.free;
    ensure!(reward == rewarded, "the reporter got {reward} instead of {rewarded}");
    let is_reward = told(&block, ("Validators", "Slashed"), who).next().is_some() && author != *who;
    ensure!(rewarded == if is_reward { taken / 5 } else { 0 }, "the reporter gets {rewarded} of {taken}");
    let kept = after.treasury().await? - before.treasury().await?;
    ensure!(kept == taken - rewarded, "the treasury got {kept} of {taken}, the reporter {rewarded}");
    ensure!(before.issuance().await? == after.issuance().await?, "money came out of nothing, or is gone");
    Ok(taken)
}

/// Waits until everybody who runs has finalised blocks that did not exist when this was called.
async fn goes_on(network: &Network) -> Result<()> {
    let best = network.view().await?.best;
    network.agrees_on(best + ON).await.map(drop)
}

/// Has a validator make new session keys, and the chain take them; the keys.
async fn rotate(network: &Network, name: &str) -> Result<Vec<u8>> {
    let wallet = wallet(network, name).await?;
    let account = wallet.account();
    let made = network.validator(name)?.ask("author_rotateKeysWithOwner", json!([hex(&account.0)])).await?;
    let keys = bytes(&made["keys"])?;
    let call =
        Call::of("Session", "set_keys").with_encoded("keys", keys.clone()).with_encoded("proof", bytes(&made["proof"])?.encode());
    let set = wallet.call(&call).await?;
    let next = network.chronicle().await?.state(set.at.height).await?.next_keys(&account).await?;
    ensure!(next == keys, "the chain has other keys for the sessions to come");
    Ok(keys)
}

/// Whether the validator can sign with these keys.
async fn has(validator: &Validator, keys: &[u8]) -> Result<bool> {
    let answer = validator.ask("author_hasSessionKeys", json!([hex(keys)])).await?;
    answer.as_bool().context("neither yes nor no")
}

/// The wallet of a validator's name, at the first node that runs.
async fn wallet(network: &Network, name: &str) -> Result<Wallet> {
    let first = network.running().next().context("nobody runs")?;
    Wallet::new(first.client().await?, &format!("//{name}"))
}

/// The account of a validator's name.
fn account(name: &str) -> Result<AccountId> {
    Ok(Signer::from_secret(&format!("//{name}").into())?.account())
}

/// What is held from a validator after the block at this height.
async fn bond(chronicle: &Chronicle, who: &AccountId, height: u32) -> Result<Balance> {
    Ok(chronicle.state(height).await?.member(who).await?.context("no bond")?.bond)
}

/// Has somebody send what the chain has to refuse for this reason.
async fn refused(network: &Network, name: &str, call: &Call, reason: &str) -> Result<()> {
    let outcome = wallet(network, name).await?.try_call(call).await?.outcome;
    let given = outcome.err().map(|error| error.name);
    ensure!(given.as_deref() == Some(reason), "{reason} was to be expected, not {given:?}");
    Ok(())
}

/// An amount that an event names, in plancks.
fn amount(told: &Told, field: &str) -> Result<Balance> {
    let amount = told.event.fields[field].as_str().with_context(|| format!("no {field} in {:?}", told.event))?;
    Ok(amount.parse()?)
}

fn hex(bytes: &[u8]) -> String {
    format!("0x{}", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
}

fn bytes(text: &Value) -> Result<Vec<u8>> {
    let digits = text.as_str().and_then(|text| text.strip_prefix("0x")).context("no bytes")?;
    let pairs = (0..digits.len()).step_by(2).map(|at| digits.get(at..at + 2).context("half a byte"));
    pairs.map(|pair| Ok(u8::from_str_radix(pair?, 16)?)).collect()
}
