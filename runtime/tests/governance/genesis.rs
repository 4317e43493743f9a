//! How governance begins, and how it is seen from outside.

use ainur_runtime::{
    configs::{ExistentialDeposit, TreasuryAccount},
    genesis_config_presets,
};
use frame_support::traits::{Get, PalletInfoAccess};
use sp_runtime::BuildStorage;

use super::*;

fn preset(name: &str) -> serde_json::Value {
    serde_json::from_slice(&genesis_config_presets::get_preset(&name.into()).unwrap()).unwrap()
}

#[test]
fn test_chains_are_quick_and_have_a_committee() {
    for name in ["development", "local_testnet"] {
        assert_eq!(preset(name)["origins"]["hour"], 1, "{name}");
        assert_eq!(preset(name)["technicalMembership"]["members"].as_array().unwrap().len(), 3, "{name}");
    }
    execute(|| {
        let members = pallet_collective::Members::<Runtime, TechnicalCollective>::get();
        assert_eq!(members.len(), 3);
        assert!([0, 1, 2].into_iter().all(|who| members.contains(&account(who))));
        assert_eq!(Balances::free_balance(TreasuryAccount::get()), ExistentialDeposit::get());
    });
}

#[test]
fn where_genesis_says_nothing_an_hour_is_an_hour() {
    let outside = track(&root());
    assert_eq!((outside.decision_period, outside.min_enactment_period), (14 * time::DAYS, time::DAYS));
    execute(|| {
        let inside = track(&root());
        assert_eq!((inside.decision_period, inside.min_enactment_period), (14 * 24, 24));
        assert_eq!(<Runtime as pallet_conviction_voting::Config>::VoteLockingPeriod::get(), 7 * 24);
        pallet_governance::HourLength::<Runtime>::kill();
        assert_eq!(track(&root()), outside);
    });
}

#[test]
fn the_metadata_can_be_had_with_and_without_a_chain_and_says_which_pace_it_means() {
    let metadata = || Runtime::metadata_at_version(15).unwrap();
    let outside = metadata();
    execute(|| {
        assert!(metadata() != outside);
        pallet_governance::HourLength::<Runtime>::kill();
        assert!(metadata() != outside);
        pallet_validators::SessionLength::<Runtime>::kill();
        assert!(metadata() == outside);
    });
}

#[test]
fn pallets_have_the_names_and_numbers_by_which_wallets_know_them() {
    fn named<P: PalletInfoAccess>() -> (&'static str, usize) {
        (P::name(), P::index())
    }
    let all = [
        named::<Preimage>(),
        named::<Scheduler>(),
        named::<SafeMode>(),
        named::<TxPause>(),
        named::<MultiBlockMigrations>(),
        named::<Multisig>(),
        named::<Identity>(),
        named::<Vesting>(),
        named::<Recovery>(),
        named::<Origins>(),
        named::<ConvictionVoting>(),
        named::<Referenda>(),
        named::<Whitelist>(),
        named::<TechnicalCommittee>(),
        named::<TechnicalMembership>(),
        named::<Treasury>(),
        named::<Bounties>(),
    ];
    let expected = [
        ("Preimage", 22),
        ("Scheduler", 23),
        ("SafeMode", 24),
        ("TxPause", 25),
        ("MultiBlockMigrations", 26),
        ("Multisig", 31),
        ("Identity", 32),
        ("Vesting", 33),
        ("Recovery", 34),
        ("Origins", 40),
        ("ConvictionVoting", 41),
        ("Referenda", 42),
        ("Whitelist", 43),
        ("TechnicalCommittee", 44),
        ("TechnicalMembership", 45),
        ("Treasury", 46),
        ("Bounties", 47),
    ];
    assert_eq!(all, expected);
}

#[test]
fn the_testnet_is_governed_by_its_operators_and_by_none_of_them_alone() {
    use frame_support::traits::Currency;
    let mut chain: sp_io::TestExternalities = ainur_runtime_fuzz::genesis_of("testnet").build_storage().unwrap().into();
    chain.execute_with(|| {
        System::set_block_number(1);
        // What the treasury has votes nowhere.
        Treasury::on_initialize(1);
        let active = <Balances as Currency<_>>::active_issuance();
        let members = pallet_collective::Members::<Runtime, TechnicalCollective>::get();
        for who in frame_system::Account::<Runtime>::iter_keys().filter(|who| *who != TreasuryAccount::get()) {
            let total = <Balances as Currency<_>>::total_balance(&who);
            assert!(3 * total < active, "{who} has {total} of {active}");
        }
        type Tracks = <Runtime as pallet_referenda::Config>::Tracks;
        let dearest = Tracks::tracks().max_by_key(|track| track.info.decision_deposit).unwrap().info.decision_deposit;
        for member in members {
            let remark = RuntimeCall::from(frame_system::Call::remark { remark: vec![] });
            let proposal = Bounded::Inline(remark.encode().try_into().unwrap());
            let index = pallet_referenda::ReferendumCount::<Runtime>::get();
            let origin = RuntimeOrigin::signed(member.clone());
            assert_ok!(Referenda::submit(origin.clone(), Box::new(root()), proposal, DispatchTime::After(0)));
            assert_ok!(Referenda::place_decision_deposit(origin, index));
            assert_eq!(track(&root()).decision_deposit, dearest);
            assert!(Balances::usable_balance(&member) > 1_000 * AINU, "and pay fees");
        }
    });
}

#[test]
fn the_testnet_takes_its_time_and_its_validators_are_its_committee() {
    let mut chain: sp_io::TestExternalities = ainur_runtime_fuzz::genesis_of("testnet").build_storage().unwrap().into();
    chain.execute_with(|| {
        assert_eq!(track(&root()).decision_period, 14 * time::DAYS);
        let mut members = Session::validators();
        members.sort_unstable();
        assert_eq!(pallet_collective::Members::<Runtime, TechnicalCollective>::get(), members);
    });
}
