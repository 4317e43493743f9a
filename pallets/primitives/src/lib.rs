#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod content;
pub mod id;
pub mod limits;
pub mod receipt;
pub mod reputation;
pub mod text;
pub mod verdict;
pub mod winner;

pub use content::{Cid, ContentCodec};
pub use id::{AgentId, ClientKey, Hash, TaskId};
pub use receipt::{Engine, Receipt};
pub use reputation::{Circumstances, Evidence, MarketTotals, Outcome, Rating, RatingSummary, Ratings, Standing, TrackRecord};
pub use text::{Capabilities, Capability, Slug, Title};
pub use verdict::{Claim, Opinion, Side, Vote};
pub use winner::{rising_price, Measure, Offer, Score, ScoreWeights, Terms};

/// An amount of AINU in plancks (10^-12 AINU).
pub type Balance = u128;

/// A height of the chain, or a span of it, in blocks.
pub type BlockNumber = u32;

/// Plancks in one AINU.
pub const AINU: Balance = 1_000_000_000_000;
