//! One file per concern; each `impl Config` stands beside those it belongs with.

mod accounts;
mod balances;
mod consensus;
mod key_ownership;
mod market;
mod system;

pub use accounts::ProxyType;
pub use balances::TreasuryAccount;
pub use consensus::ValidatorAdmin;
pub use key_ownership::KeysInForce;
