#![doc = include_str!("../README.md")]
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "what does not hold here is what is looked for")]

use ainur_primitives::{Cid, ContentCodec};
use ainur_runtime::{
    genesis_config_presets::get_preset,
    params::{
        dynamic,
        ranges::{Blocks, Share},
        RuntimeParameters,
    },
    time::SLOT_MILLIS,
    *,
};
use codec::{Decode, DecodeLimit, Encode};
use frame_support::traits::UnfilteredDispatchable;
use pallet_agent_registry::{AgentSpec, Execution};
use sp_consensus_babe::digests::{CompatibleDigestItem, PreDigest, SecondaryPlainPreDigest};
use sp_keyring::Sr25519Keyring;
use sp_runtime::{generic::Era, traits::Header as _, BuildStorage, Digest, DigestItem, MultiAddress, Permill};

/// Most acts of one input.
const MAX_ACTS: usize = 128;
/// Most blocks that pass after an act.
const MAX_BLOCKS: u8 = 16;
/// How deep calls within calls are read.
const MAX_DEPTH: u32 = 8;
/// The slot of the first block; any but zero.
const FIRST_SLOT: u64 = 1_000;

/// One thing that somebody does, and how many blocks pass then.
type Act = (u8, u8, RuntimeCall);

/// A chain on which much can happen at once: five agents of three owners, six verifiers, short windows, and nobody above it.
pub struct World {
    state: sp_io::TestExternalities,
}

/// What became of an input.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Outcome {
    /// Acts that were read.
    pub acts: u32,
    /// Calls that succeeded.
    pub succeeded: u32,
}

impl World {
    /// The chain before anything happened.
    ///
    /// # Panics
    ///
    /// When the runtime's own genesis is unsound.
    pub fn new() -> Self {
        let mut state: sp_io::TestExternalities = genesis().build_storage().expect("the preset builds").into();
        state.execute_with(set_up);
        state.commit_all().expect("changes are committed");
        Self { state }
    }

    /// Makes blocks of what the bytes say.
    ///
    /// # Panics
    ///
    /// When the runtime panics or an invariant does not hold at the end of a block: that is what is looked for.
    pub fn live(&self, mut bytes: &[u8]) -> Outcome {
        let mut life = sp_io::TestExternalities::default();
        life.backend = self.state.backend.clone();
        life.execute_with(|| {
            let mut outcome = Outcome::default();
            let issuance = Balances::total_issuance();
            begin_block();
            while let Some((blocks, who, call)) = next_act(&mut bytes, outcome.acts) {
                outcome.acts += 1;
                outcome.succeeded += u32::from(act(who, call));
                for _ in 0..blocks % MAX_BLOCKS {
                    end_block(issuance);
                    begin_block();
                }
            }
            end_block(issuance);
            outcome
        })
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

fn next_act(bytes: &mut &[u8], before: u32) -> Option<Act> {
    if before as usize >= MAX_ACTS {
        return None;
    }
    <(u8, u8)>::decode(bytes)
        .and_then(|(blocks, who)| Ok((blocks, who, RuntimeCall::decode_with_depth_limit(MAX_DEPTH, bytes)?)))
        .ok()
}

/// Makes a call as whoever it is; returns whether it succeeded.
fn act(who: u8, call: RuntimeCall) -> bool {
    if who % 7 == 6 {
        return is_for_governance(&call)
            && frame_support::storage::with_storage_layer(|| {
                call.dispatch_bypass_filter(RuntimeOrigin::root()).map_err(|refused| refused.error)
            })
            .is_ok();
    }
    // Through the bytes, as it comes from the network.
    let bytes = signed(keyring(who), call).encode();
    let extrinsic = UncheckedExtrinsic::decode(&mut &bytes[..]).expect("what was encoded can be decoded");
    matches!(Executive::apply_extrinsic(extrinsic), Ok(Ok(())))
}

/// What governance does in this market; anything else it could do would only break what it is there to keep.
fn is_for_governance(call: &RuntimeCall) -> bool {
    use pallet_task_market::Call as Market;
    matches!(
        call,
        RuntimeCall::TaskMarket(Market::rule { .. })
            | RuntimeCall::Slashing(_)
            | RuntimeCall::Parameters(_)
            | RuntimeCall::Validators(_)
    )
}

fn keyring(who: u8) -> Sr25519Keyring {
    use Sr25519Keyring::{Alice, Bob, Charlie, Dave, Eve, Ferdie};
    [Alice, Bob, Charlie, Dave, Eve, Ferdie][usize::from(who % 7) % 6]
}

/// A transaction with everything that one over the network carries.
///
/// # Panics
///
/// When the chain has no genesis block.
pub fn signed(who: Sr25519Keyring, call: RuntimeCall) -> UncheckedExtrinsic {
    let account = who.to_account_id();
    let extension: TxExtension = (
        frame_system::AuthorizeCall::new(),
        frame_system::CheckNonZeroSender::new(),
        frame_system::CheckSpecVersion::new(),
        frame_system::CheckTxVersion::new(),
        frame_system::CheckGenesis::new(),
        frame_system::CheckMortality::from(Era::Immortal),
        frame_system::CheckNonce::from(System::account_nonce(&account)),
        frame_system::CheckWeight::new(),
        pallet_transaction_payment::ChargeTransactionPayment::from(0),
        frame_metadata_hash_extension::CheckMetadataHash::new(false),
        frame_system::WeightReclaim::new(),
    );
    let payload = sp_runtime::generic::SignedPayload::new(call, extension).expect("the chain knows its own genesis");
    let signature = payload.using_encoded(|bytes| who.sign(bytes));
    let (call, extension, _) = payload.deconstruct();
    UncheckedExtrinsic::new_signed(call, MultiAddress::Id(account), signature.into(), extension)
}

fn begin_block() {
    let number = System::block_number() + 1;
    let slot = FIRST_SLOT + u64::from(number);
    let claim = PreDigest::SecondaryPlain(SecondaryPlainPreDigest { authority_index: 0, slot: slot.into() });
    let digest = Digest { logs: vec![<DigestItem as CompatibleDigestItem>::babe_pre_digest(claim)] };
    let header = Header::new(number, Default::default(), Default::default(), System::parent_hash(), digest);
    Executive::initialize_block(&header);
    let call = RuntimeCall::Timestamp(pallet_timestamp::Call::set { now: slot * SLOT_MILLIS });
    let set = Executive::apply_extrinsic(UncheckedExtrinsic::new_bare(call));
    assert!(matches!(set, Ok(Ok(()))), "the time cannot be set: {set:?}");
}

fn end_block(issuance: Balance) {
    Executive::finalize_block();
    let when = format!("block {}", System::block_number());
    check_pallets(&when);
    // Anybody may burn its own money.
    let most = issuance + pallet_rewards::Issued::<Runtime>::get();
    assert!(Balances::total_issuance() <= most, "money was made in {when}");
}

/// Checks the invariants of every pallet of ours.
///
/// # Panics
///
/// When one does not hold.
pub fn check_pallets(when: &str) {
    let checks = [
        ("agent-registry", AgentRegistry::check_state()),
        ("reputation", Reputation::check_state()),
        ("escrow", Escrow::check_state()),
        ("task-market", TaskMarket::check_state()),
        ("arbitration", Arbitration::check_state()),
        ("slashing", Slashing::check_state()),
        ("rewards", Rewards::check_state()),
        ("governance", Origins::check_state()),
        ("validators", Validators::check_state()),
        ("validators' bonds", Validators::check_held(pallet_balances::Holds::<Runtime>::iter_keys())),
    ];
    for (pallet, outcome) in checks {
        assert_eq!(outcome, Ok(()), "{pallet} after {when}");
    }
}

/// The genesis of the chain for development.
///
/// # Panics
///
/// When the runtime's preset is unsound.
pub fn genesis() -> RuntimeGenesisConfig {
    genesis_of("development")
}

/// The genesis of a preset.
///
/// # Panics
///
/// When there is none of this name, or it is unsound.
pub fn genesis_of(preset: &str) -> RuntimeGenesisConfig {
    let preset = get_preset(&preset.into()).expect("there is a preset of this name");
    let mut whole = serde_json::to_value(RuntimeGenesisConfig::default()).expect("a genesis is JSON");
    merge(&mut whole, serde_json::from_slice(&preset).expect("a preset is JSON"));
    serde_json::from_value(whole).expect("a preset is part of a genesis")
}

fn merge(into: &mut serde_json::Value, patch: serde_json::Value) {
    match (into, patch) {
        (serde_json::Value::Object(into), serde_json::Value::Object(patch)) => {
            for (key, value) in patch {
                merge(into.entry(key).or_insert(serde_json::Value::Null), value);
            }
        }
        (into, patch) => *into = patch,
    }
}

fn set_up() {
    System::set_block_number(1);
    shorten_windows();
    // With its key anybody's money could be written.
    pallet_sudo::Key::<Runtime>::kill();
    // So with a vote; at the pace of the clock no input is long enough for one.
    pallet_governance::HourLength::<Runtime>::kill();
    let content = Cid { codec: ContentCodec::Raw, digest: [1; 32] };
    for number in 0..5u8 {
        let capabilities = std::collections::BTreeSet::from(["text.echo".parse().expect("a capability")]);
        let spec = AgentSpec {
            manifest: content,
            capabilities: capabilities.try_into().expect("one is not too many"),
            price: 5 * AINU,
            execution: Execution::Module { module: content, hash: [1; 32] },
            concurrency: 2,
        };
        let slug = format!("agent-{number}").parse().expect("a name");
        let owner = keyring(2 + number % 3).to_account_id();
        AgentRegistry::register(RuntimeOrigin::signed(owner), slug, spec, None, 1_000 * AINU).expect("an agent");
    }
    for who in 0..6 {
        Arbitration::take_seat(RuntimeOrigin::signed(keyring(who).to_account_id())).expect("a seat");
    }
}

/// Spans so short that an input sees all of them end.
fn shorten_windows() {
    use dynamic::{arbitration, market, registry, rewards, slashing};
    let parameters = [
        RuntimeParameters::Registry(registry::Parameters::UnbondingPeriod(registry::UnbondingPeriod, Some(Blocks::of(10)))),
        RuntimeParameters::Market(market::Parameters::AcceptWindow(market::AcceptWindow, Some(Blocks::of(10)))),
        RuntimeParameters::Market(market::Parameters::StartWindow(market::StartWindow, Some(Blocks::of(10)))),
        RuntimeParameters::Market(market::Parameters::ChallengeWindow(market::ChallengeWindow, Some(Blocks::of(16)))),
        RuntimeParameters::Market(market::Parameters::HistoryWindow(market::HistoryWindow, Some(Blocks::of(25)))),
        RuntimeParameters::Arbitration(arbitration::Parameters::CommitWindow(arbitration::CommitWindow, Some(Blocks::of(6)))),
        RuntimeParameters::Arbitration(arbitration::Parameters::RevealWindow(arbitration::RevealWindow, Some(Blocks::of(5)))),
        RuntimeParameters::Arbitration(arbitration::Parameters::AppealWindow(arbitration::AppealWindow, Some(Blocks::of(8)))),
        RuntimeParameters::Arbitration(arbitration::Parameters::CourtWindow(arbitration::CourtWindow, Some(Blocks::of(1)))),
        RuntimeParameters::Arbitration(arbitration::Parameters::AuditShare(
            arbitration::AuditShare,
            Some(Share::of(Permill::from_percent(20))),
        )),
        RuntimeParameters::Slashing(slashing::Parameters::AppealWindow(slashing::AppealWindow, Some(Blocks::of(10)))),
        RuntimeParameters::Slashing(slashing::Parameters::CourtWindow(slashing::CourtWindow, Some(Blocks::of(1)))),
        RuntimeParameters::Slashing(slashing::Parameters::JailTerm(slashing::JailTerm, Some(Blocks::of(10)))),
        RuntimeParameters::Rewards(rewards::Parameters::EraLength(rewards::EraLength, Some(Blocks::of(30)))),
        RuntimeParameters::Rewards(rewards::Parameters::VestingPeriod(rewards::VestingPeriod, Some(Blocks::of(20)))),
    ];
    for parameter in parameters {
        Parameters::set_parameter(RuntimeOrigin::root(), parameter).expect("governance sets parameters");
    }
}
