//! What the chain does while a migration takes several blocks, and after one that fails, on the whole runtime.

use codec::Encode;
use frame_support::{
    assert_ok,
    dispatch::Pays,
    migrations::MultiStepMigrator,
    traits::{ConstU32, Get},
    weights::Weight,
};
use frame_system::{CanSetCodeResult, LastRuntimeUpgrade};
use pallet_migrations::mock_helpers::{MockedMigrationKind, MockedMigrations};
use sp_consensus_babe::digests::{CompatibleDigestItem, PreDigest, SecondaryPlainPreDigest};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::{
    generic::Era,
    traits::{Block as _, Header as _},
    ApplyExtrinsicResult, BuildStorage, Digest, DigestItem, DispatchError, ExtrinsicInclusionMode,
};

use crate::*;

/// The slot of genesis; any but zero.
const FIRST_SLOT: u64 = 1_000;
/// More blocks than any migration of these tests takes.
const LONG: u32 = 20;

/// A chain of two validators, of whom the pallet of validators knows nothing, as before there was one.
fn chain() -> sp_io::TestExternalities {
    use Sr25519Keyring::{Alice, Bob};
    let accounts = [Alice, Bob].map(|key| key.to_account_id());
    let keys = [(Alice, Ed25519Keyring::Alice), (Bob, Ed25519Keyring::Bob)]
        .map(|(babe, grandpa)| SessionKeys { babe: babe.public().into(), grandpa: grandpa.public().into() });
    let mut balances: Vec<_> = accounts.iter().cloned().zip([1_000 * AINU, 100_000 * AINU]).collect();
    balances.push((configs::TreasuryAccount::get(), configs::ExistentialDeposit::get()));
    let genesis = RuntimeGenesisConfig {
        balances: BalancesConfig { balances, ..Default::default() },
        babe: BabeConfig { epoch_config: apis::BABE_GENESIS_EPOCH, ..Default::default() },
        session: SessionConfig {
            keys: accounts.into_iter().zip(keys).map(|(who, keys)| (who.clone(), who, keys)).collect(),
            ..Default::default()
        },
        ..Default::default()
    };
    genesis.build_storage().unwrap().into()
}

/// The header of the next block, so many slots after the last.
fn header(slots: u64) -> (Header, u64) {
    let slot = u64::from(Babe::current_slot()).max(FIRST_SLOT) + slots;
    let claim = PreDigest::SecondaryPlain(SecondaryPlainPreDigest { authority_index: 0, slot: slot.into() });
    let digest = Digest { logs: vec![<DigestItem as CompatibleDigestItem>::babe_pre_digest(claim)] };
    let header = Header::new(System::block_number() + 1, Default::default(), Default::default(), System::parent_hash(), digest);
    (header, slot)
}

fn time(slot: u64) -> UncheckedExtrinsic {
    let now = slot * crate::time::SLOT_MILLIS;
    UncheckedExtrinsic::new_bare(pallet_timestamp::Call::set { now }.into())
}

/// Begins the next block, with the time in it.
fn begin(slots: u64) -> ExtrinsicInclusionMode {
    let (header, slot) = header(slots);
    let mode = Executive::initialize_block(&header);
    assert_eq!(Executive::apply_extrinsic(time(slot)), Ok(Ok(())));
    mode
}

/// Alice's transaction, as it comes from the network.
fn signed(call: RuntimeCall) -> UncheckedExtrinsic {
    let alice = Sr25519Keyring::Alice;
    let extension: TxExtension = (
        frame_system::AuthorizeCall::new(),
        frame_system::CheckNonZeroSender::new(),
        frame_system::CheckSpecVersion::new(),
        frame_system::CheckTxVersion::new(),
        frame_system::CheckGenesis::new(),
        frame_system::CheckMortality::from(Era::Immortal),
        frame_system::CheckNonce::from(System::account_nonce(alice.to_account_id())),
        frame_system::CheckWeight::new(),
        pallet_transaction_payment::ChargeTransactionPayment::from(0),
        frame_metadata_hash_extension::CheckMetadataHash::new(false),
        frame_system::WeightReclaim::new(),
    );
    let payload = generic::SignedPayload::new(call, extension).unwrap();
    let signature = payload.using_encoded(|bytes| alice.sign(bytes));
    let (call, extension, _) = payload.deconstruct();
    UncheckedExtrinsic::new_signed(call, alice.to_account_id().into(), signature.into(), extension)
}

fn apply(call: impl Into<RuntimeCall>) -> ApplyExtrinsicResult {
    Executive::apply_extrinsic(signed(call.into()))
}

fn transfer() -> pallet_balances::Call<Runtime> {
    pallet_balances::Call::transfer_keep_alive { dest: Sr25519Keyring::Charlie.to_account_id().into(), value: AINU }
}

/// The next block is the first of a new runtime, which has these migrations.
fn upgrade(migrations: &[(MockedMigrationKind, u32)]) {
    MockedMigrations::set(migrations.to_vec());
    upgrade_from(VERSION.spec_version - 1);
}

/// The next block is the first of this runtime, the one before was made by that of another number.
fn upgrade_from(spec_version: u32) {
    let before = RuntimeVersion { spec_version, ..VERSION };
    LastRuntimeUpgrade::<Runtime>::put(frame_system::LastRuntimeUpgradeInfo::from(before));
}

#[test]
fn while_a_migration_takes_its_steps_the_chain_goes_on_and_transactions_wait() {
    chain().execute_with(|| {
        assert_eq!(begin(1), ExtrinsicInclusionMode::AllExtrinsics);
        assert_eq!(apply(transfer()), Ok(Ok(())));
        Executive::finalize_block();
        upgrade(&[(MockedMigrationKind::SucceedAfter, 2), (MockedMigrationKind::SucceedAfter, 3)]);

        let (session, mut blocks) = (Session::current_index(), 0);
        // Meanwhile an epoch ends.
        while begin(if blocks == 1 { u64::from(crate::time::EPOCH_SLOTS) } else { 1 }) == ExtrinsicInclusionMode::OnlyInherents {
            assert!(<MultiBlockMigrations as MultiStepMigrator>::ongoing() || blocks > 0);
            let slot = u64::from(Babe::current_slot());
            assert_eq!(pallet_timestamp::Now::<Runtime>::get(), slot * crate::time::SLOT_MILLIS);
            Executive::finalize_block();
            blocks += 1;
            assert!(blocks < LONG, "it does not end");
        }
        assert!(blocks >= 5, "a step a block, and these were {blocks} blocks");
        assert!(Session::current_index() > session, "sessions change meanwhile");
        assert_eq!(pallet_migrations::Historic::<Runtime>::iter_keys().count(), 2);
        assert!(!SafeMode::is_entered());
        assert_eq!(apply(transfer()), Ok(Ok(())));
        Executive::finalize_block();
    });
}

#[test]
fn a_block_that_holds_a_transaction_while_a_migration_runs_is_refused() {
    let mut chain = chain();
    chain.execute_with(|| {
        begin(1);
        Executive::finalize_block();
        upgrade(&[(MockedMigrationKind::SucceedAfter, 5)]);
        begin(1);
        Executive::finalize_block();
    });
    let refused = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        chain.execute_with(|| {
            let (header, slot) = header(1);
            let block = Block::new(header, vec![time(slot), signed(transfer().into())]);
            Executive::execute_block(block.into());
        });
    }));
    let why = refused.unwrap_err();
    let why = why.downcast_ref::<String>().cloned().unwrap_or_default();
    assert!(why.to_lowercase().contains("only inherents"), "{why}");
}

#[test]
fn nobody_upgrades_while_a_migration_runs() {
    chain().execute_with(|| {
        upgrade(&[(MockedMigrationKind::SucceedAfter, 5)]);
        begin(1);
        assert!(matches!(System::can_set_code(&[], false), CanSetCodeResult::MultiBlockMigrationsOngoing));
        let code = vec![1, 2, 3];
        let code_hash = sp_io::hashing::blake2_256(&code).into();
        assert_ok!(System::authorize_upgrade(RuntimeOrigin::root(), code_hash));
        let refused = System::apply_authorized_upgrade(RuntimeOrigin::root(), code);
        let expected = frame_system::Error::<Runtime>::MultiBlockMigrationsOngoing.into();
        assert_eq!(refused.map_err(|refused| refused.error).map(|done| done.pays_fee), Err::<Pays, _>(expected));
        Executive::finalize_block();
    });
}

#[test]
fn after_a_migration_that_fails_the_chain_takes_vital_calls_until_governance_says_that_all_is_well() {
    let fails = [
        MockedMigrationKind::FailAfter,
        // It takes more steps than it said.
        MockedMigrationKind::TimeoutAfter,
        // It wants more of a block than there is.
        MockedMigrationKind::HighWeightAfter(Weight::MAX),
    ];
    for kind in fails {
        chain().execute_with(|| {
            upgrade(&[(kind, 1), (MockedMigrationKind::SucceedAfter, 1)]);
            let blocks = (0..LONG).find(|_| {
                let mode = begin(1);
                if mode == ExtrinsicInclusionMode::OnlyInherents {
                    Executive::finalize_block();
                }
                mode == ExtrinsicInclusionMode::AllExtrinsics
            });
            assert!(blocks.is_some_and(|blocks| blocks > 0), "{kind:?}: {blocks:?}");
            let failed = |record: &frame_system::EventRecord<RuntimeEvent, Hash>| {
                matches!(record.event, RuntimeEvent::MultiBlockMigrations(pallet_migrations::Event::UpgradeFailed))
            };
            assert!(!System::events().iter().any(failed), "that was in a block before");
            assert_eq!(pallet_safe_mode::EnteredUntil::<Runtime>::get(), Some(BlockNumber::MAX), "{kind:?}");
            let filtered: DispatchError = frame_system::Error::<Runtime>::CallFiltered.into();
            assert_eq!(apply(transfer()), Ok(Err(filtered)));
            assert_eq!(apply(frame_system::Call::<Runtime>::remark { remark: vec![] }), Ok(Ok(())));
            // The upgrade that mends it can be authorised.
            assert!(!matches!(System::can_set_code(&[], false), CanSetCodeResult::MultiBlockMigrationsOngoing));
            assert_ok!(SafeMode::force_exit(RuntimeOrigin::root()));
            assert_eq!(apply(transfer()), Ok(Ok(())));
            Executive::finalize_block();
        });
    }
}

#[test]
fn a_migration_ran_once_and_never_again() {
    chain().execute_with(|| {
        for expected in [true, false] {
            upgrade(&[(MockedMigrationKind::SucceedAfter, 1)]);
            assert!(begin(1) == ExtrinsicInclusionMode::OnlyInherents, "there is something to be looked at");
            let mut blocks = 0;
            Executive::finalize_block();
            while begin(1) == ExtrinsicInclusionMode::OnlyInherents {
                Executive::finalize_block();
                blocks += 1;
            }
            Executive::finalize_block();
            assert_eq!(blocks > 0, expected);
        }
    });
}

#[test]
fn who_validated_before_anybody_could_join_is_vouched_for_and_bonded() {
    chain().execute_with(|| {
        begin(1);
        Executive::finalize_block();
        assert_eq!(pallet_validators::Members::<Runtime>::iter().count(), 0);
        upgrade_from(100);
        begin(1);
        let [alice, bob] = [Sr25519Keyring::Alice, Sr25519Keyring::Bob].map(|key| key.to_account_id());
        assert_eq!(pallet_validators::Invulnerables::<Runtime>::get().into_inner(), [alice.clone(), bob.clone()]);
        let bond = |who| pallet_validators::Members::<Runtime>::get(who).map(|member| member.bond);
        assert_eq!(bond(bob), Some(crate::params::VALIDATOR_BOND));
        // It cannot pay the whole, and has to pay fees from something.
        let part = bond(alice.clone()).unwrap();
        assert!(part > 490 * AINU && part < 500 * AINU, "{part}");
        assert_eq!(apply(transfer()), Ok(Ok(())));
        assert_ok!(Validators::check_state());
        Executive::finalize_block();
        // Two sessions later they serve because they were chosen.
        for _ in 0..3 {
            begin(u64::from(crate::time::EPOCH_SLOTS));
            Executive::finalize_block();
            assert_eq!(Session::validators().len(), 2);
        }
        // Not once more.
        upgrade_from(101);
        begin(1);
        assert_eq!(bond(alice), Some(part));
        Executive::finalize_block();
    });
}

#[test]
fn migrations_in_steps_are_over_before_anybody_is_punished_for_silence() {
    use frame_support::migrations::SteppedMigrations;
    use params::{dynamic::*, ValueOf};
    type Steps = migrations::InSteps;
    // One more for each that finds no room left in its last block.
    let blocks = (0..Steps::len()).map(|index| {
        let steps = Steps::nth_max_steps(index).flatten();
        steps.unwrap_or_else(|| panic!("{:?} does not say how long it takes", Steps::nth_id(index))) + 1
    });
    assert!(blocks.sum::<u32>() <= migrations::MOST_BLOCKS);
    sp_io::TestExternalities::default().execute_with(|| {
        let windows = [
            ValueOf::<market::AcceptWindow>::get(),
            ValueOf::<market::StartWindow>::get(),
            ValueOf::<market::ChallengeWindow>::get(),
            ValueOf::<arbitration::CommitWindow>::get(),
            ValueOf::<arbitration::RevealWindow>::get(),
            ValueOf::<arbitration::AppealWindow>::get(),
            ValueOf::<arbitration::EvaluationWindow>::get(),
            ValueOf::<slashing::AppealWindow>::get(),
        ];
        assert!(windows.into_iter().all(|window| 5 * migrations::MOST_BLOCKS <= window), "{windows:?}");
    });
}

#[test]
fn what_migrations_may_take_of_a_block_leaves_room_for_what_has_to_be_in_it() {
    let most = <<Runtime as pallet_migrations::Config>::MaxServiceWeight as Get<Weight>>::get();
    let block = <<Runtime as frame_system::Config>::BlockWeights as Get<frame_system::limits::BlockWeights>>::get().max_block;
    // The scheduler works in the same blocks, and migrations do not look at what it took.
    let scheduled = <<Runtime as pallet_scheduler::Config>::MaximumWeight as Get<Weight>>::get();
    assert!(most.ref_time() + scheduled.ref_time() <= block.ref_time() / 10 * 9);
    // A cursor of the longest kind fits.
    assert!(<<Runtime as pallet_migrations::Config>::CursorMaxLen as Get<u32>>::get() >= <ConstU32<1_024> as Get<u32>>::get());
}
