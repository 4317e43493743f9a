//! The state under a runtime of a later number.

use ainur_runtime::*;
use frame_support::{
    migrations::MultiStepMigrator,
    traits::{GetStorageVersion, NoStorageVersionSet, StorageVersion},
};

/// Most blocks that a migration may take in a test.
const LONG: u32 = 100;

/// What an upgrade does to the state, over as many blocks as it takes.
pub fn upgrade() {
    let weight = Executive::execute_on_runtime_upgrade();
    assert!(weight.all_lte(configs::most_of_a_block()), "the first block of the new runtime does not fit: {weight}");
    for _ in 0..LONG {
        if !<MultiBlockMigrations as MultiStepMigrator>::ongoing() {
            break;
        }
        <MultiBlockMigrations as MultiStepMigrator>::step();
        System::set_block_number(System::block_number() + 1);
    }
    assert!(!<MultiBlockMigrations as MultiStepMigrator>::ongoing(), "migrations do not end");
    assert!(!SafeMode::is_entered(), "a migration failed");
    check_versions();
}

/// What a pallet's code says of how it writes its state.
trait Expected {
    fn is(&self, stored: StorageVersion) -> bool;
}

impl Expected for StorageVersion {
    fn is(&self, stored: StorageVersion) -> bool {
        *self == stored
    }
}

impl Expected for NoStorageVersionSet {
    fn is(&self, stored: StorageVersion) -> bool {
        stored == StorageVersion::default()
    }
}

/// Each pallet finds the state written as it reads it.
pub fn check_versions() {
    macro_rules! check {
        ($($pallet:ident),* $(,)?) => { $(
            let (stored, read) = ($pallet::on_chain_storage_version(), $pallet::in_code_storage_version());
            assert!(read.is(stored), concat!(stringify!($pallet), ": {:?} is read, {:?} is stored"), read, stored);
        )* };
    }
    check!(
        // Ours
        AgentRegistry,
        Arbitration,
        Escrow,
        Origins,
        Reputation,
        Rewards,
        Slashing,
        TaskMarket,
        Validators,
        // Those of others that may change theirs with a new version
        Balances,
        Bounties,
        Grandpa,
        Historical,
        Identity,
        MultiBlockMigrations,
        Offences,
        Preimage,
        Referenda,
        SafeMode,
        Scheduler,
        Session,
        TechnicalCommittee,
        TechnicalMembership,
        Treasury,
        TxPause,
    );
}
