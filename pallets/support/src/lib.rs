#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

mod agents;
mod audits;
mod chain;
mod disputes;
mod escrow;
mod faults;
mod reputation;
mod stakes;

pub use agents::{Agents, Profile};
pub use audits::{Auditable, Audited, Audits, Parties};
pub use chain::has_chain;
#[cfg(feature = "runtime-benchmarks")]
pub use disputes::Scene;
pub use disputes::{Complaint, Concession, Disputes, Forum, Progress, Ruling};
pub use escrow::{Escrow, Payment, Settlement};
pub use faults::{Fault, FaultReport, Faults};
pub use reputation::{Ending, RecordOutcome, RecordRating, Standings};
pub use stakes::{OnAgentRemoved, Stakes};
