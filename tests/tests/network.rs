//! Four validators, and what happens to them: the chain outlives it, without a hand moved. Feature A13.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::time::Duration;

use ainur_chain::Call;
use ainur_tests::{
    network::{Network, Validator},
    wait,
    wallet::Wallet,
};
use anyhow::{ensure, Context, Result};
use codec::{Decode, Encode};
use serde_json::{json, Value};
use subxt::{config::SubstrateConfig, dynamic, OnlineClient};

/// Bob's place among the authorities.
const BOB: u32 = 1;
/// Blocks that show that the chain goes on.
const ON: u32 = 3;

#[tokio::test]
async fn four_validators_outlive_whatever_happens_to_them() -> Result<()> {
    let folder = tempfile::Builder::new().prefix("ainur-").tempdir()?;
    let mut network = Network::start(folder.path(), 4).await?;
    network.agrees_on(ON).await?;
    finality_goes_on_with_one_down(&mut network).await.context("with one down")?;
    finality_stalls_with_two_down_and_recovers(&mut network).await.context("with two down")?;
    a_killed_validator_rejoins_and_authors(&mut network).await.context("after a kill")?;
    a_power_cut_loses_nothing_that_was_final(&mut network).await.context("after a power cut")?;
    new_session_keys_are_accepted_and_outlive_a_kill(&mut network).await.context("with new keys")?;
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
    let before = network.view().await?.best;
    let stalled = wait::until("blocks to follow that nobody finalises", wait::slots(40), || async {
        let view = network.view().await?;
        Ok((view.best >= before + ON).then_some(view))
    })
    .await?;
    ensure!(stalled.finalised <= before, "two of four finalised block {}", stalled.finalised);
    network.start_stopped().await?;
    goes_on(network).await
}

async fn a_killed_validator_rejoins_and_authors(network: &mut Network) -> Result<()> {
    network.validator_mut("Bob")?.kill()?;
    goes_on(network).await?;
    network.start_stopped().await?;
    let back = network.view().await?.best;
    goes_on(network).await?;
    authors(network.validator("Alice")?, BOB, back).await
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

async fn new_session_keys_are_accepted_and_outlive_a_kill(network: &mut Network) -> Result<()> {
    let keys = rotate(network.validator("Bob")?, "//Bob").await?;
    ensure!(has(network.validator("Bob")?, &keys).await?, "Bob does not have the keys that it made");
    ensure!(!has(network.validator("Alice")?, &keys).await?, "Alice has Bob's keys");
    network.validator_mut("Bob")?.kill()?;
    network.start_stopped().await?;
    ensure!(has(network.validator("Bob")?, &keys).await?, "Bob has lost its keys");
    goes_on(network).await
}

#[tokio::test]
#[ignore = "new keys serve from the session after the next: twenty minutes with sessions of ten"]
async fn new_session_keys_author_and_finalise() -> Result<()> {
    let folder = tempfile::Builder::new().prefix("ainur-").tempdir()?;
    let mut network = Network::start(folder.path(), 4).await?;
    network.agrees_on(1).await?;
    let keys = rotate(network.validator("Bob")?, "//Bob").await?;
    let alice = network.validator("Alice")?;
    let authoring = hex(keys.get(..32).context("no key to author with")?).split_off(2);
    let two_sessions = epoch(alice).await?.saturating_mul(2);
    wait::until("the new keys to serve", two_sessions + wait::slots(30), || async {
        let serving = alice.ask("state_call", json!(["BabeApi_current_epoch", "0x"])).await?;
        Ok(serving.as_str().is_some_and(|epoch| epoch.contains(&authoring)).then_some(()))
    })
    .await?;
    authors(alice, BOB, network.view().await?.best).await?;
    // With one down, the others are too few without Bob's vote.
    finality_goes_on_with_one_down(&mut network).await?;
    network.stop().await
}

/// Waits until everybody who runs has finalised blocks that did not exist when this was called.
async fn goes_on(network: &Network) -> Result<()> {
    let best = network.view().await?.best;
    network.agrees_on(best + ON).await.map(drop)
}

/// Waits until a block above `height` is written by this authority.
async fn authors(view: &Validator, authority: u32, height: u32) -> Result<()> {
    let mut next = height + 1;
    let deadline = std::time::Instant::now() + wait::slots(60);
    while view.author(next).await? != authority {
        next += 1;
        let left = deadline.saturating_duration_since(std::time::Instant::now());
        wait::until(&format!("authority {authority} to write a block"), left, || async {
            Ok((view.view().await?.best >= next).then_some(()))
        })
        .await?;
    }
    Ok(())
}

/// Has a validator make new session keys, and the chain take them; the keys.
async fn rotate(validator: &Validator, secret: &str) -> Result<Vec<u8>> {
    let wallet = Wallet::new(validator.client().await?, secret)?;
    let account = wallet.account();
    let made = validator.ask("author_rotateKeysWithOwner", json!([hex(&account.encode())])).await?;
    let keys = bytes(&made["keys"])?;
    let call =
        Call::of("Session", "set_keys").with_encoded("keys", keys.clone()).with_encoded("proof", bytes(&made["proof"])?.encode());
    wallet.call(&call).await?;
    let chain = OnlineClient::<SubstrateConfig>::from_insecure_url(validator.url()).await?;
    let next = dynamic::storage::<([u8; 32],), dynamic::Value>("Session", "NextKeys");
    let now = chain.at_current_block().await?;
    let next = now.storage().fetch(next, (account.0,)).await?;
    ensure!(next.bytes() == keys, "the chain has other keys for the sessions to come");
    Ok(keys)
}

/// Whether the validator can sign with these keys.
async fn has(validator: &Validator, keys: &[u8]) -> Result<bool> {
    let answer = validator.ask("author_hasSessionKeys", json!([hex(keys)])).await?;
    answer.as_bool().context("neither yes nor no")
}

/// How long an epoch is.
async fn epoch(validator: &Validator) -> Result<Duration> {
    let configuration = bytes(&validator.ask("state_call", json!(["BabeApi_configuration", "0x"])).await?)?;
    let (slot, slots) = <(u64, u64)>::decode(&mut &configuration[..])?;
    Ok(Duration::from_millis(slot.saturating_mul(slots)))
}

fn hex(bytes: &[u8]) -> String {
    format!("0x{}", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
}

fn bytes(text: &Value) -> Result<Vec<u8>> {
    let digits = text.as_str().and_then(|text| text.strip_prefix("0x")).context("no bytes")?;
    let pairs = (0..digits.len()).step_by(2).map(|at| digits.get(at..at + 2).context("half a byte"));
    pairs.map(|pair| Ok(u8::from_str_radix(pair?, 16)?)).collect()
}
