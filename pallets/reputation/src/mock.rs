//! A chain with this pallet alone.

use ainur_primitives::{AgentId, BlockNumber, Outcome, Rating, TaskId};
use frame_support::{derive_impl, parameter_types};
use sp_runtime::{BuildStorage, Perbill};

use crate as pallet_reputation;

pub type AccountId = u64;
type Block = frame_system::mocking::MockBlockU32<Test>;

pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const AGENT: AgentId = AgentId(10);
pub const OTHER_AGENT: AgentId = AgentId(11);
pub const TASK: TaskId = TaskId(20);
pub const FULL_AGE: BlockNumber = 100;

/// A task worth 600 AINU that took half the promised time.
pub const COMPLETED: Outcome =
    Outcome::Completed { value: 600 * ainur_primitives::AINU, duration: 5, promised: 10, disputed: false };

/// The same task, paid after a dispute that the requester lost.
pub const DISPUTED: Outcome =
    Outcome::Completed { value: 600 * ainur_primitives::AINU, duration: 5, promised: 10, disputed: true };

/// Four stars all in all, and no comment.
pub const RATING: Rating = Rating { stars: 4, quality: 5, speed: 3, communication: 1, comment: None };

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Reputation: pallet_reputation,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = Block;
}

parameter_types! {
    pub storage TrustDiscount: Perbill = Perbill::from_percent(98);
    pub storage FullAge: BlockNumber = FULL_AGE;
}

impl pallet_reputation::Config for Test {
    type BlockNumberProvider = System;
    type TrustDiscount = TrustDiscount;
    type FullAge = FullAge;
}

/// A chain on which nothing was counted, at block 1.
pub fn new_chain() -> sp_io::TestExternalities {
    let storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
    let mut ext = sp_io::TestExternalities::from(storage);
    ext.execute_with(|| System::set_block_number(1));
    ext
}

/// Runs `test` on a new chain, then checks every invariant.
pub fn build_and_execute(test: impl FnOnce()) {
    new_chain().execute_with(|| {
        test();
        Reputation::check_state().unwrap();
    });
}
