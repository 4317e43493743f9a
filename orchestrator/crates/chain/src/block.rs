//! What a finalised block says, independent of how it was encoded.

use std::fmt;

use ainur_primitives::{BlockNumber, Hash};

use crate::MarketEvent;

/// Names one block of the chain.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BlockRef {
    /// Height of the block; genesis is 0.
    pub height: BlockNumber,
    /// Hash of the block's header.
    pub hash: Hash,
}

/// A finalised block, read with the runtime that executed it.
#[derive(Clone, PartialEq, Debug)]
pub struct Block {
    /// Which block this is.
    pub at: BlockRef,
    /// Hash of the block before; all zero for genesis.
    pub parent_hash: Hash,
    /// The author's clock in milliseconds since the Unix epoch; zero for genesis, which has none.
    pub timestamp_ms: u64,
    /// Version of the runtime that executed the block.
    pub spec_version: u32,
    /// Extrinsics in order.
    pub extrinsics: Vec<Extrinsic>,
    /// Events in order.
    pub events: Vec<Event>,
}

/// One extrinsic of a block and what became of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Extrinsic {
    /// Position in the block.
    pub index: u32,
    /// blake2-256 of the bytes, by which the sender knows it.
    pub hash: Hash,
    /// Whether its call succeeded, and whatever it called in the name of others as a proxy.
    pub outcome: Result<(), DispatchError>,
}

/// Why the chain refused a call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DispatchError {
    /// Stable name: `TaskMarket.NotDue`, `Token.FundsUnavailable`, `BadOrigin`.
    pub name: String,
    /// The runtime's own words on it; empty when it has none.
    pub explanation: String,
}

impl fmt::Display for DispatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.explanation.is_empty() {
            return f.write_str(&self.name);
        }
        write!(f, "{}: {}", self.name, self.explanation)
    }
}

impl std::error::Error for DispatchError {}

/// One event of a block.
#[derive(Clone, PartialEq, Debug)]
pub struct Event {
    /// Position among the block's events.
    pub index: u32,
    /// The extrinsic that caused it; none when a hook did.
    pub extrinsic: Option<u32>,
    /// Pallet that emitted it.
    pub pallet: String,
    /// Name of the event within its pallet.
    pub name: String,
    /// The event's fields as JSON, for keeping and showing.
    pub fields: serde_json::Value,
    /// The event in the market's own terms; none for other pallets, and for events newer than this program.
    pub market: Option<MarketEvent>,
}
