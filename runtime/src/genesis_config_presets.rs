//! How the chains of the presets begin: `dev` has one validator and a superuser, `local` has three validators, `testnet` has four whose
//! keys are their operators'.

use alloc::{string::ToString, vec::Vec};
use frame_support::{build_struct_json_patch, BoundedVec};
use serde_json::Value;
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};

use crate::{
    apis::BABE_GENESIS_EPOCH,
    configs::{governance::origins::TechnicalCollective, ExistentialDeposit, TreasuryAccount},
    params::VALIDATOR_BOND,
    *,
};

mod testnet;

/// The name of the preset of the public test network.
pub const TESTNET_RUNTIME_PRESET: &str = "testnet";

/// What each well-known account of a test chain owns, in plancks.
const ENDOWMENT: Balance = 10_000_000 * AINU;

/// What governance calls an hour on a test chain, in blocks: a week passes in some five minutes.
const SHORT_HOUR: BlockNumber = 1;

/// Slots of a session on a test chain: a minute.
const SHORT_SESSION: u32 = time::MINUTES;

/// The names of the presets.
pub fn preset_names() -> Vec<PresetId> {
    [DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET, TESTNET_RUNTIME_PRESET].map(PresetId::from).into()
}

/// The genesis patch of a preset, as JSON; `None` for a name that is no preset.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
    use Sr25519Keyring::{Alice, Bob, Charlie};
    let patch = match id.as_ref() {
        DEV_RUNTIME_PRESET => well_known(&[Alice], Some(Alice)),
        LOCAL_TESTNET_RUNTIME_PRESET => well_known(&[Alice, Bob, Charlie], None),
        TESTNET_RUNTIME_PRESET => testnet::genesis(),
        _ => return None,
    };
    Some(patch.to_string().into_bytes())
}

/// What chains differ in when they begin.
struct Beginning {
    /// Who owns what, in plancks; of each validator's part its bond is held.
    balances: Vec<(AccountId, Balance)>,
    /// The invulnerables.
    validators: Vec<(AccountId, SessionKeys)>,
    /// The technical committee.
    committee: Vec<AccountId>,
    /// Slots of a session; without it, a real one.
    session: Option<u32>,
    /// What governance calls an hour, in blocks; without it, a real one.
    hour: Option<BlockNumber>,
    /// Who may do everything.
    superuser: Option<AccountId>,
}

/// A chain of the accounts that everybody has the keys of.
fn well_known(validators: &[Sr25519Keyring], superuser: Option<Sr25519Keyring>) -> Value {
    use Sr25519Keyring::{Alice, Bob, Charlie};
    let mut balances: Vec<_> = Sr25519Keyring::well_known().map(|account| (account.to_account_id(), ENDOWMENT)).collect();
    // So that the first fee, however small, finds an account.
    balances.push((TreasuryAccount::get(), ExistentialDeposit::get()));
    genesis(Beginning {
        balances,
        validators: validators.iter().map(|validator| (validator.to_account_id(), session_keys(*validator))).collect(),
        committee: [Alice, Bob, Charlie].map(|member| member.to_account_id()).into(),
        session: Some(SHORT_SESSION),
        hour: Some(SHORT_HOUR),
        superuser: superuser.map(|account| account.to_account_id()),
    })
}

fn genesis(beginning: Beginning) -> Value {
    let Beginning { balances, validators, committee, session, hour, superuser } = beginning;
    let members =
        BoundedVec::<_, <Runtime as pallet_membership::Config<TechnicalCollective>>::MaxMembers>::truncate_from(committee);
    build_struct_json_patch!(RuntimeGenesisConfig {
        balances: BalancesConfig { balances },
        babe: BabeConfig { epoch_config: BABE_GENESIS_EPOCH },
        validators: ValidatorsConfig {
            invulnerables: validators.iter().map(|(account, _)| account.clone()).collect::<Vec<_>>(),
            bond: VALIDATOR_BOND,
            session,
        },
        session: SessionConfig {
            keys: validators.into_iter().map(|(account, keys)| (account.clone(), account, keys)).collect::<Vec<_>>(),
        },
        origins: OriginsConfig { hour },
        technical_membership: TechnicalMembershipConfig { members },
        sudo: SudoConfig { key: superuser },
    })
}

fn session_keys(validator: Sr25519Keyring) -> SessionKeys {
    let finaliser = match validator {
        Sr25519Keyring::Bob => Ed25519Keyring::Bob,
        Sr25519Keyring::Charlie => Ed25519Keyring::Charlie,
        _ => Ed25519Keyring::Alice,
    };
    SessionKeys { babe: validator.public().into(), grandpa: finaliser.public().into() }
}
