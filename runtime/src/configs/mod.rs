//! One file per concern; each `impl Config` stands beside those it belongs with.

mod accounts;
mod balances;
mod consensus;
mod market;
mod system;

pub use accounts::ProxyType;
pub use balances::TreasuryAccount;
