//! How the chains of the presets begin.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that fails says where")]

use ainur_primitives::AINU;
use ainur_runtime::{genesis_config_presets::preset_names, *};
use ainur_runtime_fuzz::genesis_of;
use frame_support::traits::fungible::Inspect;
use sp_keyring::Sr25519Keyring;
use sp_runtime::BuildStorage;

/// The first state of a preset's chain.
fn chain(preset: &str) -> sp_io::TestExternalities {
    assert!(preset_names().contains(&preset.into()), "{preset} is not offered");
    genesis_of(preset).build_storage().unwrap().into()
}

#[test]
fn every_preset_builds_and_is_sound() {
    for (preset, validators) in [("development", 1), ("local_testnet", 3), ("testnet", 4)] {
        chain(preset).execute_with(|| {
            assert_eq!(Validators::check_state(), Ok(()));
            assert_eq!(Session::validators(), pallet_validators::Invulnerables::<Runtime>::get().into_inner());
            assert_eq!(Babe::authorities().len(), validators);
            assert_eq!(Grandpa::grandpa_authorities().len(), validators);
        });
    }
    assert_eq!(preset_names().len(), 3);
}

#[test]
fn only_the_chain_for_development_has_a_superuser() {
    for (preset, has_superuser) in [("development", true), ("local_testnet", false), ("testnet", false)] {
        assert_eq!(chain(preset).execute_with(|| pallet_sudo::Key::<Runtime>::get().is_some()), has_superuser, "{preset}");
    }
}

#[test]
fn nobody_has_money_on_the_testnet_but_treasury_faucet_and_validators() {
    chain("testnet").execute_with(|| {
        let accounts = frame_system::Account::<Runtime>::iter_keys().count();
        assert_eq!(accounts, 2 + Session::validators().len());
        let known = Sr25519Keyring::well_known().map(|account| account.to_account_id());
        assert!(known.into_iter().all(|account| Balances::free_balance(account) == 0));
    });
}

#[test]
fn nobody_has_a_majority_of_what_votes_on_the_testnet() {
    chain("testnet").execute_with(|| {
        // As docs/testnet/README.md says.
        let treasury = Balances::total_balance(&configs::TreasuryAccount::get());
        assert_eq!((Balances::total_issuance(), treasury), (100_480_000 * AINU, 99_900_000 * AINU));
        let everybody = frame_system::Account::<Runtime>::iter_keys().map(|who| (Balances::total_balance(&who), who));
        let voters: Vec<_> = everybody.filter(|(has, _)| *has != treasury).collect();
        for (has, who) in &voters {
            let expected = if Session::validators().contains(who) { 120_000 } else { 100_000 };
            assert_eq!(*has, expected * AINU);
        }
        assert_eq!(voters.iter().map(|(has, _)| has).sum::<Balance>(), 580_000 * AINU);
    });
}
