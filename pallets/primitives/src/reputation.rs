//! What settled tasks say about an agent or a requester.

mod evidence;
mod rating;
mod record;
#[cfg(test)]
mod tests;

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_arithmetic::{PerThing, Perbill, Rounding};

use crate::{Balance, BlockNumber};

pub use evidence::{Evidence, MarketTotals};
pub use rating::{Rating, RatingSummary, Ratings};
pub use record::{Circumstances, TrackRecord};

/// How a task ended, for the books of those who took part.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Delivered and paid.
    #[codec(index = 0)]
    Completed {
        /// Price paid, in plancks.
        value: Balance,
        /// Blocks from start to delivery.
        duration: BlockNumber,
        /// Blocks the agent had promised.
        promised: BlockNumber,
        /// Whether the requester itself disputed the result and lost.
        disputed: bool,
    },
    /// Not delivered: the agent stayed away, ran late, declined or gave up.
    #[codec(index = 1)]
    Failed,
    /// Delivered, disputed, and found wrong.
    #[codec(index = 2)]
    Rejected,
}

/// What the market knows of an agent when it compares bids.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    /// Reputation points, see [`TrackRecord::agent_score`].
    pub score: u64,
    /// Expected share of good outcomes, see [`TrackRecord::trust`].
    pub trust: Perbill,
    /// Mean rating by paying requesters, see [`Ratings::mean`]; one half while nobody has rated.
    pub rating: Perbill,
}

impl Default for Standing {
    /// A newcomer: no points, no opinion.
    fn default() -> Self {
        Self { score: 0, trust: NO_OPINION, rating: NO_OPINION }
    }
}

/// Where everything stands of which nothing is known.
const NO_OPINION: Perbill = Perbill::from_percent(50);

/// `part / whole`, rounded down; one when `part` is not the smaller.
fn share(part: u128, whole: u128) -> Perbill {
    Perbill::from_rational_with_rounding(part, whole, Rounding::Down).unwrap_or(Perbill::one())
}
