#![doc = include_str!("../README.md")]

pub mod block;
pub mod call;
pub mod chain;
pub mod encoding;
pub mod events;
pub mod fake;
mod json;
mod reading;
pub mod records;
pub mod rpc;
pub mod runtime;
pub mod signer;
#[cfg(test)]
mod tests;
pub mod walker;

pub use block::{Block, BlockRef, DispatchError, Event, Extrinsic};
pub use call::Call;
pub use chain::{Account, Chain, ChainError, SubmitError};
pub use encoding::{CallError, PreparedCall};
pub use events::{AgentEvent, ArbitrationEvent, EscrowEvent, MarketEvent, ReputationEvent, SlashingEvent, TaskEvent};
pub use rpc::{RpcChain, RpcSettings};
pub use runtime::{Runtime, RuntimeError, RuntimeInfo};
pub use signer::{Mortality, SecretError, SignedExtrinsic, Signer};
pub use walker::{WalkError, Walker};

/// An account, written in SS58 with prefix 42.
pub use subxt::utils::AccountId32 as AccountId;
