//! How the chains of the presets begin: `dev` has one validator and a superuser, `local` has three validators.

use alloc::{string::ToString, vec, vec::Vec};
use frame_support::{build_struct_json_patch, BoundedVec};
use serde_json::Value;
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};

use crate::{
    apis::BABE_GENESIS_EPOCH,
    configs::{governance::origins::TechnicalCollective, ExistentialDeposit, TreasuryAccount},
    *,
};

/// What each well-known account of a test chain owns, in plancks.
const ENDOWMENT: Balance = 10_000_000 * AINU;

/// What governance calls an hour on a test chain, in blocks: a week passes in some five minutes.
const SHORT_HOUR: BlockNumber = 1;

/// The names of the presets.
pub fn preset_names() -> Vec<PresetId> {
    vec![PresetId::from(DEV_RUNTIME_PRESET), PresetId::from(LOCAL_TESTNET_RUNTIME_PRESET)]
}

/// The genesis patch of a preset, as JSON; `None` for a name that is no preset.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
    use Sr25519Keyring::{Alice, Bob, Charlie};
    let patch = match id.as_ref() {
        DEV_RUNTIME_PRESET => genesis(&[Alice], Some(Alice)),
        LOCAL_TESTNET_RUNTIME_PRESET => genesis(&[Alice, Bob, Charlie], None),
        _ => return None,
    };
    Some(patch.to_string().into_bytes())
}

fn genesis(validators: &[Sr25519Keyring], superuser: Option<Sr25519Keyring>) -> Value {
    let mut balances: Vec<_> = Sr25519Keyring::well_known().map(|account| (account.to_account_id(), ENDOWMENT)).collect();
    // So that the first fee, however small, finds an account.
    balances.push((TreasuryAccount::get(), ExistentialDeposit::get()));
    build_struct_json_patch!(RuntimeGenesisConfig {
        balances: BalancesConfig { balances },
        babe: BabeConfig { epoch_config: BABE_GENESIS_EPOCH },
        session: SessionConfig {
            keys: validators
                .iter()
                .map(|validator| (validator.to_account_id(), validator.to_account_id(), session_keys(*validator)))
                .collect::<Vec<_>>(),
        },
        origins: OriginsConfig { hour: Some(SHORT_HOUR) },
        technical_membership: TechnicalMembershipConfig { members: committee() },
        sudo: SudoConfig { key: superuser.map(|account| account.to_account_id()) },
    })
}

/// The technical committee of a test chain.
fn committee() -> BoundedVec<AccountId, <Runtime as pallet_membership::Config<TechnicalCollective>>::MaxMembers> {
    use Sr25519Keyring::{Alice, Bob, Charlie};
    BoundedVec::truncate_from([Alice, Bob, Charlie].map(|member| member.to_account_id()).to_vec())
}

fn session_keys(validator: Sr25519Keyring) -> SessionKeys {
    let finaliser = match validator {
        Sr25519Keyring::Bob => Ed25519Keyring::Bob,
        Sr25519Keyring::Charlie => Ed25519Keyring::Charlie,
        _ => Ed25519Keyring::Alice,
    };
    SessionKeys { babe: validator.public().into(), grandpa: finaliser.public().into() }
}
