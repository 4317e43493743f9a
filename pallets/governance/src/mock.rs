//! A chain with this pallet alone.

use ainur_primitives::BlockNumber;
use frame_support::{derive_impl, traits::ConstU32};
use sp_runtime::BuildStorage;

use crate as pallet_governance;

pub const REAL_HOUR: BlockNumber = 1_800;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Origins: pallet_governance,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlockU32<Test>;
}

impl pallet_governance::Config for Test {
    type RealHour = ConstU32<REAL_HOUR>;
}

/// Runs a test on a chain whose genesis says this about an hour, and checks the invariants after it.
pub fn build_and_execute(hour: Option<BlockNumber>, test: impl FnOnce()) {
    let genesis = RuntimeGenesisConfig { origins: OriginsConfig { hour, ..Default::default() }, ..Default::default() };
    sp_io::TestExternalities::from(genesis.build_storage().unwrap()).execute_with(|| {
        test();
        Origins::check_state().unwrap();
    });
}
