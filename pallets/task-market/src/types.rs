//! A task's record: every state carries exactly the data it needs.

use ainur_primitives::{
    limits::MAX_BIDS, AgentId, Balance, BlockNumber, Capabilities, Cid, ClientKey, Hash, ScoreWeights, Terms, Title,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;

/// What a requester asks for.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct TaskSpec {
    /// What the task is called.
    pub title: Title,
    /// Where a description can be had.
    pub description: Option<Cid>,
    /// Where the input can be had.
    pub input: Cid,
    /// blake2-256 of the input's bytes.
    pub input_hash: Hash,
    /// What the agent must be able to do.
    pub capabilities: Capabilities,
    /// Most that is paid, in plancks; held from posting to the end.
    pub budget: Balance,
    /// How an agent is found.
    pub hiring: Hiring,
    /// Least reputation points of the agent.
    pub min_reputation: u64,
    /// Least stake behind the agent, in plancks.
    pub min_stake: Balance,
    /// Longest that the work may take, in blocks.
    pub max_duration: BlockNumber,
    /// Last block in which the result can be delivered.
    pub deadline: BlockNumber,
}

/// How an agent is found.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub enum Hiring {
    /// By open bids; the best score wins and is paid its own price.
    #[codec(index = 0)]
    Auction {
        /// First block for bids; at once when none is named.
        opens_at: Option<BlockNumber>,
        /// Blocks for which bids are taken.
        bidding: BlockNumber,
        /// What counts how much.
        weights: ScoreWeights,
    },
    /// By asking one agent, for the whole budget.
    #[codec(index = 1)]
    Direct {
        /// Who is asked.
        agent: AgentId,
    },
}

impl TaskSpec {
    /// What bids are measured against; `None` for a direct hire.
    pub fn terms(&self) -> Option<Terms> {
        match self.hiring {
            Hiring::Auction { weights, .. } => Some(Terms { budget: self.budget, max_duration: self.max_duration, weights }),
            Hiring::Direct { .. } => None,
        }
    }
}

/// An agent's bid on a task.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bid {
    /// Who bids.
    pub agent: AgentId,
    /// Price asked, in plancks.
    pub price: Balance,
    /// Duration promised, in blocks.
    pub duration: BlockNumber,
    /// Block in which the bid was placed or last replaced.
    pub placed_at: BlockNumber,
}

/// The bids that stand on a task, at most one of each agent.
pub type Book = BoundedVec<Bid, ConstU32<MAX_BIDS>>;

/// What was agreed with the agent that was hired.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Assignment<AccountId> {
    /// Who works.
    pub agent: AgentId,
    /// What is paid on success, in plancks.
    pub price: Balance,
    /// How long the work may take, in blocks from its start.
    pub duration: BlockNumber,
    /// Who is paid: the agent's owner when it was hired.
    pub payee: AccountId,
    /// Who closed the bidding.
    pub matcher: Option<AccountId>,
    /// The module the agent had when it was hired; the work must be done by this one.
    pub module: Option<Hash>,
}

/// What an agent delivers.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct WorkResult {
    /// Where the output can be had.
    pub output: Cid,
    /// blake2-256 of the output's bytes.
    pub output_hash: Hash,
    /// blake2-256 of the execution's receipt.
    pub receipt_hash: Hash,
}

/// Why an agent gave up.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum FailReason {
    /// The input cannot be had, or is not what its hash says.
    #[codec(index = 0)]
    InputUnavailable,
    /// The agent cannot make sense of the input.
    #[codec(index = 1)]
    InvalidInput,
    /// The work took more computation than it may.
    #[codec(index = 2)]
    OutOfFuel,
    /// The work took more memory than it may.
    #[codec(index = 3)]
    OutOfMemory,
    /// The module broke off.
    #[codec(index = 4)]
    Trapped,
    /// The output is larger than it may be.
    #[codec(index = 5)]
    OutputTooLarge,
    /// The module cannot be had, or is not the one that was hired.
    #[codec(index = 6)]
    ModuleUnavailable,
    /// Something else.
    #[codec(index = 7)]
    Other,
}

/// Why a task ended without a payment.
#[allow(missing_docs, reason = "the fields are named as in the records they come from")]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum CancelReason {
    /// The requester took it back before an agent was hired.
    #[codec(index = 0)]
    ByRequester,
    /// No valid bid stood when bidding closed.
    #[codec(index = 1)]
    NoBids,
    /// The agent that was asked or hired declined.
    #[codec(index = 2)]
    Declined { agent: AgentId },
    /// The agent that was asked did not answer.
    #[codec(index = 3)]
    OfferExpired { agent: AgentId },
    /// The agent that was hired did not start.
    #[codec(index = 4)]
    NoShow { agent: AgentId },
    /// The agent did not deliver in time.
    #[codec(index = 5)]
    Timeout { agent: AgentId },
    /// The agent gave up.
    #[codec(index = 6)]
    AgentFailed { agent: AgentId, reason: FailReason },
}

/// Where a task stands. Each span of waiting names the last block that belongs to it.
#[allow(missing_docs, reason = "the fields are named as in the records they come from")]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub enum Phase<AccountId> {
    /// Posted; bids are taken from `opens_at` on.
    #[codec(index = 0)]
    Scheduled { opens_at: BlockNumber },
    /// Posted; one agent is asked and may accept up to `accept_by`.
    #[codec(index = 1)]
    Offered { agent: AgentId, accept_by: BlockNumber },
    /// Bids are taken up to `closes_at`.
    #[codec(index = 2)]
    Bidding { closes_at: BlockNumber },
    /// An agent is hired and may start up to `start_by`.
    #[codec(index = 3)]
    Matched { assignment: Assignment<AccountId>, start_by: BlockNumber },
    /// The agent works and may deliver up to `due`.
    #[codec(index = 4)]
    Running { assignment: Assignment<AccountId>, started_at: BlockNumber, due: BlockNumber },
    /// Delivered; the requester may object up to `challenge_until`, silence pays.
    #[codec(index = 5)]
    Verifying {
        assignment: Assignment<AccountId>,
        started_at: BlockNumber,
        delivered_at: BlockNumber,
        result: WorkResult,
        challenge_until: BlockNumber,
    },
    // Index 6 belongs to disputes.
    /// Paid. The record is kept up to `kept_until`.
    #[codec(index = 7)]
    Finalized { agent: AgentId, paid: Balance, result: WorkResult, kept_until: BlockNumber },
    /// Ended without a payment. The record is kept up to `kept_until`.
    #[codec(index = 8)]
    Cancelled { reason: CancelReason, kept_until: BlockNumber },
}

impl<AccountId> Phase<AccountId> {
    /// The last block of the phase; after it anyone may move the task on.
    pub fn clock(&self) -> BlockNumber {
        match self {
            Self::Scheduled { opens_at } => opens_at.saturating_sub(1),
            Self::Offered { accept_by, .. } => *accept_by,
            Self::Bidding { closes_at } => *closes_at,
            Self::Matched { start_by, .. } => *start_by,
            Self::Running { due, .. } => *due,
            Self::Verifying { challenge_until, .. } => *challenge_until,
            Self::Finalized { kept_until, .. } | Self::Cancelled { kept_until, .. } => *kept_until,
        }
    }

    /// Whether the phase has run out at `now`.
    pub fn is_over(&self, now: BlockNumber) -> bool {
        now > self.clock()
    }

    /// Whether the task has ended.
    pub fn is_terminal(&self) -> bool {
        matches!(self, Self::Finalized { .. } | Self::Cancelled { .. })
    }

    /// The agent that is hired at the moment.
    pub fn engaged(&self) -> Option<AgentId> {
        match self {
            Self::Matched { assignment, .. } | Self::Running { assignment, .. } | Self::Verifying { assignment, .. } => {
                Some(assignment.agent)
            }
            _ => None,
        }
    }
}

/// The part of a task's record that changes.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Task<AccountId> {
    /// Who posted it.
    pub requester: AccountId,
    /// Where it stands.
    pub phase: Phase<AccountId>,
    /// The agent that was hired first and let the task down; it may not bid again, and there is no third chance.
    pub let_down_by: Option<AgentId>,
}

/// The part of a task's record that stays as it was posted.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Posting<Ticket> {
    /// The requester's own name for the task.
    pub client_key: ClientKey,
    /// What is asked for.
    pub spec: TaskSpec,
    /// The deposit for the record.
    pub ticket: Ticket,
}

/// A transition that the state or the clock does not allow.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TransitionError {
    /// The task is in a state in which this cannot be done.
    WrongPhase,
    /// The time for this is over.
    TooLate,
}

impl<AccountId> Phase<AccountId> {
    /// The hired agent starts.
    pub fn start(self, now: BlockNumber, deadline: BlockNumber) -> Result<Self, TransitionError> {
        match self {
            Self::Matched { assignment, start_by } => {
                ensure_not_after(now, start_by)?;
                let due = now.saturating_add(assignment.duration).min(deadline);
                Ok(Self::Running { assignment, started_at: now, due })
            }
            _ => Err(TransitionError::WrongPhase),
        }
    }

    /// The agent delivers.
    pub fn deliver(self, result: WorkResult, now: BlockNumber, window: BlockNumber) -> Result<Self, TransitionError> {
        match self {
            Self::Running { assignment, started_at, due } => {
                ensure_not_after(now, due)?;
                let challenge_until = now.saturating_add(window);
                Ok(Self::Verifying { assignment, started_at, delivered_at: now, result, challenge_until })
            }
            _ => Err(TransitionError::WrongPhase),
        }
    }
}

fn ensure_not_after(now: BlockNumber, last: BlockNumber) -> Result<(), TransitionError> {
    if now > last {
        Err(TransitionError::TooLate)
    } else {
        Ok(())
    }
}
