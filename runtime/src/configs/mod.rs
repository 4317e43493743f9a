//! One file per concern; each `impl Config` stands beside those it belongs with.

use ainur_primitives::Balance;

mod accounts;
mod balances;
mod consensus;
pub mod governance;
mod holders;
mod key_ownership;
mod market;
mod safety;
mod system;

pub use accounts::ProxyType;
pub use balances::{ExistentialDeposit, TreasuryAccount};
pub use consensus::{SessionSlots, ValidatorAdmin};
pub use key_ownership::KeysInForce;
pub use safety::is_vital;

/// What all of a block may weigh.
pub fn most_of_a_block() -> frame_support::weights::Weight {
    system::Weights::get().max_block
}

/// What is held or reserved for records of this size, in plancks.
const fn deposit(records: Balance, bytes: Balance) -> Balance {
    use crate::AINU;
    // The product of small constants.
    records.saturating_mul(AINU / 10).saturating_add(bytes.saturating_mul(AINU / 10_000))
}
