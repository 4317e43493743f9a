//! What transactions and blocks cost beside the calls in them, measured on this runtime by `cargo xtask weights`.

pub mod block;
pub mod database;
pub mod extrinsic;
pub mod frame_system_extensions;
pub mod pallet_transaction_payment;
