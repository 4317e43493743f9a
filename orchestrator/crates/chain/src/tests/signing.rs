use ainur_primitives::{receipt, TaskId};
use codec::{Compact, Encode};
use proptest::prelude::*;
use secrecy::SecretString;
use subxt_signer::sr25519::{verify, PublicKey, Signature};

use super::{runtime, GENESIS};
use crate::{BlockRef, Call, CallError, Mortality, Runtime, SecretError, Signer};

const BORN: BlockRef = BlockRef { height: 1_000, hash: [9; 32] };
/// Ends the life of a version 4 extrinsic's head: version, and the flag of being signed.
const SIGNED_VERSION_4: u8 = 0x84;
const ADDRESS_BY_ID: u8 = 0;
const SIGNED_BY_SR25519: u8 = 1;

fn bob() -> Signer {
    Signer::from_secret(&SecretString::from("//Bob")).unwrap()
}

/// What the runtime's extensions add to an extrinsic, in their order: era, nonce, tip, mode of the metadata hash.
fn added(nonce: u32) -> Vec<u8> {
    // A life of 64 blocks is 2^6, written as 5; the phase in it is 1000 mod 64 = 40.
    let era: u16 = 5 | (40 << 4);
    (era, Compact(nonce), Compact(0u128), 0u8).encode()
}

/// What a signature commits to without its being sent: versions, genesis, birth block, no metadata hash.
fn implied(runtime: &Runtime) -> Vec<u8> {
    let info = runtime.info();
    (info.spec_version, info.transaction_version, info.genesis_hash, BORN.hash, None::<[u8; 32]>).encode()
}

fn settle(count: u64) -> Vec<u8> {
    let tasks: Vec<_> = (0..count).map(TaskId).collect();
    runtime().encode(&Call::settle(&tasks).unwrap()).unwrap()
}

/// Takes a signed extrinsic apart: the signature and all that follows it.
fn apart(bytes: &[u8]) -> (Signature, Vec<u8>) {
    let body = <Vec<u8> as codec::DecodeAll>::decode_all(&mut &bytes[..]).unwrap();
    let head = [&[SIGNED_VERSION_4, ADDRESS_BY_ID][..], &bob().account().0, &[SIGNED_BY_SR25519]].concat();
    assert_eq!(body[..head.len()], head);
    let (signature, rest) = body[head.len()..].split_at(64);
    (Signature(signature.try_into().unwrap()), rest.to_vec())
}

fn assert_signed(call: &[u8], nonce: u32) {
    let runtime = runtime();
    let signed = bob().sign(&runtime, call, nonce, Mortality::new(BORN, 64)).unwrap();
    assert_eq!(signed.hash, receipt::hash(&signed.bytes));
    let (signature, rest) = apart(&signed.bytes);
    assert_eq!(rest, [added(nonce), call.to_vec()].concat());
    let payload = [call.to_vec(), added(nonce), implied(&runtime)].concat();
    let message = if payload.len() > 256 { receipt::hash(&payload).to_vec() } else { payload };
    assert!(verify(&signature, message, &PublicKey(bob().account().0)));
}

#[test]
fn should_sign_the_known_payload() {
    assert_signed(&runtime().encode(&Call::poke(TaskId(5))).unwrap(), 0);
}

#[test]
fn should_sign_the_hash_of_a_payload_over_256_bytes() {
    assert_signed(&settle(100), 7);
}

#[test]
fn should_refuse_what_is_no_call() {
    let call = settle(2);
    for bytes in [&call[..call.len() - 1], &[], &[255, 255]] {
        assert_eq!(bob().sign(&runtime(), bytes, 0, Mortality::new(BORN, 64)), Err(CallError::Malformed));
    }
}

#[test]
fn should_live_for_a_power_of_two_of_blocks() {
    let expires = |blocks| Mortality::new(BORN, blocks).expires_at();
    assert_eq!([0, 4, 5, 64, 4_096, u32::MAX].map(expires), [1_004, 1_004, 1_008, 1_064, 5_096, 5_096]);
}

#[test]
fn should_never_expire_past_the_last_height() {
    let last = BlockRef { height: u32::MAX, ..BORN };
    assert_eq!(Mortality::new(last, 64).expires_at(), u32::MAX);
}

#[test]
fn should_read_every_kind_of_secret() {
    let seed = format!("0x{}", "01".repeat(32));
    for secret in ["//Bob", "bottom drive obey lake curtain smoke basket hold race lonely fit walk//Bob", &seed] {
        assert!(Signer::from_secret(&SecretString::from(secret)).is_ok(), "{secret}");
    }
    assert_eq!(bob().account().to_string(), "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty");
}

#[test]
fn should_refuse_other_secrets_without_repeating_them() {
    for secret in ["not a mnemonic", "0x01", "!"] {
        let refused = Signer::from_secret(&SecretString::from(secret)).map(drop);
        assert_eq!(refused, Err(SecretError));
        assert!(!SecretError.to_string().contains(secret));
    }
}

#[test]
fn should_show_no_secret_in_debug_output() {
    assert_eq!(format!("{:?}", bob()), r#"Signer("5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty")"#);
}

#[test]
fn should_bind_the_signature_to_the_chain() {
    let call = settle(1);
    let other = Runtime::committed([8; 32]).unwrap();
    let signed = bob().sign(&other, &call, 0, Mortality::new(BORN, 64)).unwrap();
    let (signature, _) = apart(&signed.bytes);
    assert_ne!(GENESIS, other.info().genesis_hash);
    let elsewhere = [call, added(0), implied(&runtime())].concat();
    assert!(!verify(&signature, elsewhere, &PublicKey(bob().account().0)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn any_nonce_and_number_of_tasks_is_signed_as_given(nonce: u32, tasks in 1..=100u64) {
        assert_signed(&settle(tasks), nonce);
    }
}

#[test]
fn a_text_is_signed_as_wallets_sign_messages() {
    let vector: serde_json::Value = serde_json::from_str(include_str!("../../../../../docs/hosting/vector.json")).unwrap();
    let statement = vector["statement"].as_str().unwrap();
    let key = PublicKey(bob().account().0);
    let wrapped = |text: &str| format!("<Bytes>{text}</Bytes>");
    assert!(verify(&Signature(bob().sign_text(statement)), wrapped(statement), &key));
    // Made by another program.
    let signature = hex::decode(&vector["headers"]["ainur-signature"].as_str().unwrap()[2..]).unwrap();
    let signature = Signature(signature.try_into().unwrap());
    assert!(verify(&signature, wrapped(statement), &key));
    assert!(!verify(&signature, wrapped(&statement.replace("17", "18")), &key) && !verify(&signature, statement, &key));
}
