#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

mod agents;
mod escrow;
mod reputation;

pub use agents::{Agents, Profile};
pub use escrow::{Escrow, Payment, Settlement};
pub use reputation::{RecordOutcome, Standings};
