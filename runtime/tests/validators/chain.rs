//! Blocks of a chain whose validators are three invulnerables and whoever joined.

use ainur_runtime::{configs::TreasuryAccount, params::VALIDATOR_BOND, time::*, *};
use ainur_runtime_fuzz::{check_pallets, genesis_of, signed};
use codec::{Decode, Encode};
use frame_support::assert_ok;
use pallet_validators::Standing;
use sp_consensus_babe::digests::{CompatibleDigestItem, PreDigest, SecondaryPlainPreDigest};
use sp_core::{
    offchain::{testing::TestTransactionPoolExt, TransactionPoolExt},
    sr25519, Pair as _,
};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave};
use sp_keystore::{testing::MemoryKeystore, KeystoreExt};
use sp_runtime::{
    traits::{Dispatchable, Header as _},
    BuildStorage, Digest, DigestItem,
};

/// The slot of the first block; any but zero.
const FIRST_SLOT: u64 = 1_000;
/// Blocks of a session that says something about who was there.
pub const TELLING: u32 = 20;

/// Gives the transaction that offchain code handed to the pool last.
pub type Submitted<'a> = &'a dyn Fn() -> UncheckedExtrinsic;

/// The chain of the `local` preset, with a keystore and a pool; checks every invariant, and that no money was made or lost.
pub fn on_chain(test: impl FnOnce(Submitted<'_>)) {
    let mut chain: sp_io::TestExternalities = genesis_of("local_testnet").build_storage().unwrap().into();
    let (pool, submitted) = TestTransactionPoolExt::new();
    chain.register_extension(TransactionPoolExt::new(pool));
    chain.register_extension(KeystoreExt::new(MemoryKeystore::new()));
    chain.execute_with(|| {
        let issuance = Balances::total_issuance();
        block(vec![]);
        test(&|| {
            let bytes = submitted.write().transactions.pop().unwrap();
            UncheckedExtrinsic::decode(&mut &bytes[..]).unwrap()
        });
        check_pallets("the test");
        assert_eq!(Balances::total_issuance(), issuance);
    });
}

/// Who owns an account, by its name in tests.
pub fn keyring(account: &AccountId) -> Sr25519Keyring {
    Sr25519Keyring::from_account_id(account).unwrap()
}

/// Who serves in the present session, in the order of their indices.
pub fn serving() -> Vec<Sr25519Keyring> {
    Session::validators().iter().map(keyring).collect()
}

/// Who serves and may not author.
pub fn disabled() -> Vec<Sr25519Keyring> {
    let serving = serving();
    Session::disabled_validators().into_iter().map(|index| serving[index as usize]).collect()
}

pub fn held(who: Sr25519Keyring) -> Balance {
    use frame_support::traits::fungible::hold::Inspect;
    let reason = RuntimeHoldReason::Validators(pallet_validators::HoldReason::ValidatorBond);
    Balances::balance_on_hold(&reason, &who.to_account_id())
}

pub fn owned(who: Sr25519Keyring) -> Balance {
    use frame_support::traits::fungible::Inspect;
    Balances::total_balance(&who.to_account_id())
}

pub fn treasury() -> Balance {
    Balances::free_balance(TreasuryAccount::get())
}

pub fn standing(who: Sr25519Keyring) -> Option<Standing> {
    Validators::validator(who.to_account_id()).map(|validator| validator.standing)
}

/// The session keys that an operator's node makes from its name, as `author_rotateKeysWithOwner` does, and the proof that it has them.
pub fn make_keys(owner: Sr25519Keyring, name: &str) -> (SessionKeys, Vec<u8>) {
    let owner = owner.to_account_id();
    let made = SessionKeys::generate(&owner.encode(), Some(format!("//{name}").into_bytes()));
    (made.keys, made.proof.encode())
}

/// Sets session keys as an operator does.
pub fn set_keys(who: Sr25519Keyring, name: &str) {
    let (keys, proof) = make_keys(who, name);
    call(who, pallet_session::Call::set_keys { keys, proof });
}

/// Makes a call that succeeds.
pub fn call(who: Sr25519Keyring, call: impl Into<RuntimeCall>) {
    assert_ok!(call.into().dispatch(RuntimeOrigin::signed(who.to_account_id())));
}

/// A stranger with keys of its own and the least bond becomes a candidate.
pub fn join(who: Sr25519Keyring) {
    set_keys(who, &who.to_string());
    call(who, pallet_validators::Call::join { amount: VALIDATOR_BOND });
}

/// The chain with Dave serving beside the three of genesis; the invulnerables come first.
pub fn with_dave() {
    join(Dave);
    turn_sessions(2);
    assert_eq!(serving(), [Alice, Bob, Charlie, Dave]);
}

/// The next block, in the next slot, by the next who may author; returns what became of each transaction.
pub fn block(extrinsics: Vec<UncheckedExtrinsic>) -> Vec<sp_runtime::ApplyExtrinsicResult> {
    block_in(next_slot(), &[], extrinsics)
}

/// Turns so many sessions, with one block each.
pub fn turn_sessions(count: u32) {
    for _ in 0..count {
        let slot = slot_of_next_session();
        block_in(slot, &[], vec![]);
    }
}

/// Makes so many blocks in the present session, none by these, and the first of the next.
pub fn session_without(absent: &[Sr25519Keyring], blocks: u32) {
    for _ in 0..blocks {
        block_in(next_slot(), absent, vec![]);
    }
    block_in(slot_of_next_session(), absent, vec![]);
}

pub fn next_slot() -> u64 {
    (*pallet_babe::CurrentSlot::<Runtime>::get() + 1).max(FIRST_SLOT)
}

fn slot_of_next_session() -> u64 {
    *Babe::current_epoch_start() + u64::from(Validators::session_length())
}

/// A block in this slot by one of those who serve then, but these and those whose blocks are refused.
fn block_in(slot: u64, absent: &[Sr25519Keyring], extrinsics: Vec<UncheckedExtrinsic>) -> Vec<sp_runtime::ApplyExtrinsicResult> {
    let turns = System::block_number() > 0 && slot >= slot_of_next_session();
    let authors: Vec<_> = match turns {
        true => Session::queued_keys().iter().map(|(account, _)| keyring(account)).collect(),
        false => serving(),
    };
    let may_author = |who: &Sr25519Keyring| !absent.contains(who) && !matches!(standing(*who), Some(Standing::Barred { .. }));
    let count = authors.len();
    let turn = slot as usize % count;
    let index = (0..count).map(|step| (turn + step) % count).find(|index| may_author(&authors[*index])).unwrap();
    block_by(index as u32, slot, extrinsics)
}

/// The claim to author in this slot.
pub fn claim(authority_index: u32, slot: u64) -> DigestItem {
    let claim = PreDigest::SecondaryPlain(SecondaryPlainPreDigest { authority_index, slot: slot.into() });
    <DigestItem as CompatibleDigestItem>::babe_pre_digest(claim)
}

/// A block in this slot by whoever has this index.
pub fn block_by(index: u32, slot: u64, extrinsics: Vec<UncheckedExtrinsic>) -> Vec<sp_runtime::ApplyExtrinsicResult> {
    let digest = Digest { logs: vec![claim(index, slot)] };
    let number = System::block_number() + 1;
    let header = Header::new(number, Default::default(), Default::default(), System::parent_hash(), digest);
    System::reset_events();
    Executive::initialize_block(&header);
    let time = RuntimeCall::Timestamp(pallet_timestamp::Call::set { now: slot * SLOT_MILLIS });
    let outcomes: Vec<_> =
        [UncheckedExtrinsic::new_bare(time)].into_iter().chain(extrinsics).map(Executive::apply_extrinsic).collect();
    assert_eq!(outcomes[0], Ok(Ok(())));
    Executive::finalize_block();
    outcomes[1..].to_vec()
}

/// A signed transaction in a block of its own.
pub fn send(who: Sr25519Keyring, call: impl Into<RuntimeCall>) -> sp_runtime::ApplyExtrinsicResult {
    block(vec![signed(who, call.into())]).remove(0)
}

/// The pair that authors for this name.
pub fn babe_pair(name: &str) -> sr25519::Pair {
    sr25519::Pair::from_string(&format!("//{name}"), None).unwrap()
}

/// The pair that finalises for this name.
pub fn grandpa_pair(name: &str) -> sp_core::ed25519::Pair {
    sp_core::ed25519::Pair::from_string(&format!("//{name}"), None).unwrap()
}
