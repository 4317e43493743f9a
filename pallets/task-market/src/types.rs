//! A task's record: every state carries exactly the data it needs.

use ainur_primitives::{
    limits::{MAX_AUDITED, MAX_BIDS},
    receipt::hash,
    rising_price, AgentId, Balance, BlockNumber, Capabilities, Cid, ClientKey, Hash, ScoreWeights, TaskId, Terms, Title,
};
use ainur_support::Ruling;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;

/// What a requester asks for.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct TaskSpec<AccountId> {
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
    /// Who decides whether a disputed result is what was asked for.
    pub verification: Verification<AccountId>,
    /// How urgent it is, from 1 to 10, which is critical.
    pub priority: u8,
    /// The task this one is a part of. It pays for this one out of its own budget.
    pub parent: Option<TaskId>,
    /// Most of the price that the agent may spend on tasks of its own, in plancks. What these cost is spent even when the agent
    /// itself fails.
    pub delegable: Balance,
    /// blake2-256 of the mandate under which the requester acts, when it acts for somebody else.
    pub mandate: Option<Hash>,
}

/// Most urgent of all.
pub const MAX_PRIORITY: u8 = 10;

/// Who decides whether a disputed result is what was asked for.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub enum Verification<AccountId> {
    /// Verifiers drawn by lot, who run the module again: it makes the same of the same input always.
    #[codec(index = 0)]
    Deterministic,
    /// The same, with what the module asked of the world taken from a transcript.
    #[codec(index = 1)]
    Replayable,
    /// Somebody both sides agreed on by posting and bidding.
    #[codec(index = 2)]
    Evaluator(AccountId),
    /// The court of governance.
    #[codec(index = 3)]
    RequesterOnly,
}

impl<AccountId> Verification<AccountId> {
    /// Whether disputes are decided by running the module again, so that there has to be one.
    pub fn is_by_execution(&self) -> bool {
        matches!(self, Self::Deterministic | Self::Replayable)
    }
}

/// How an agent is found.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub enum Hiring {
    /// By bids.
    #[codec(index = 0)]
    Auction {
        /// First block for bids; at once when none is named.
        opens_at: Option<BlockNumber>,
        /// Blocks for which bids are taken.
        bidding: BlockNumber,
        /// What counts how much.
        weights: ScoreWeights,
        /// By which rules.
        rules: Auction,
        /// Who chooses.
        award: Award,
    },
    /// By asking one agent, for the whole budget.
    #[codec(index = 1)]
    Direct {
        /// Who is asked.
        agent: AgentId,
    },
}

/// The rules of an auction.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Auction {
    /// Everybody sees every bid; the best score wins.
    #[codec(index = 0)]
    Open {
        /// What the winner is paid.
        pricing: Pricing,
    },
    /// Bids are committed to first and shown later; the best score wins.
    #[codec(index = 1)]
    Sealed {
        /// What the winner is paid.
        pricing: Pricing,
        /// Blocks, after those of the bidding, in which bids are shown.
        reveal: BlockNumber,
    },
    /// The price rises from the floor to the budget while nobody takes it; the first who does wins.
    #[codec(index = 2)]
    Dutch {
        /// Where the price begins, in plancks.
        floor: Balance,
    },
}

/// What the winner of an auction is paid.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pricing {
    /// What it asked.
    #[codec(index = 0)]
    First,
    /// The most it could have asked and still won; see [`Terms::second_price`].
    #[codec(index = 1)]
    Second,
}

/// Who chooses among the bids.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Award {
    /// The score alone.
    #[codec(index = 0)]
    ByScore,
    /// The requester, up to the end of the bidding; the score if it does not.
    #[codec(index = 1)]
    ByHand,
}

impl Hiring {
    /// When bidding that begins at `now` turns from sealed to shown, if it does, and when it closes. `None` for a direct hire.
    pub fn bidding_from<AccountId>(&self, now: BlockNumber) -> Option<Phase<AccountId>> {
        let Self::Auction { bidding, rules, .. } = self else { return None };
        let sealed_until = now.saturating_add(*bidding);
        Some(match rules {
            Auction::Sealed { reveal, .. } => {
                Phase::Bidding { commits_until: Some(sealed_until), closes_at: sealed_until.saturating_add(*reveal) }
            }
            Auction::Open { .. } | Auction::Dutch { .. } => Phase::Bidding { commits_until: None, closes_at: sealed_until },
        })
    }
}

impl<AccountId> TaskSpec<AccountId> {
    /// What bids are measured against; `None` for a direct hire.
    pub fn terms(&self) -> Option<Terms> {
        match self.hiring {
            Hiring::Auction { weights, .. } => Some(Terms { budget: self.budget, max_duration: self.max_duration, weights }),
            Hiring::Direct { .. } => None,
        }
    }

    /// What a Dutch auction that closes at `closes_at` offers at `now`, in plancks; `None` for any other way of hiring.
    pub fn price_offered(&self, now: BlockNumber, closes_at: BlockNumber) -> Option<Balance> {
        let Hiring::Auction { bidding, rules: Auction::Dutch { floor }, .. } = self.hiring else { return None };
        let elapsed = bidding.saturating_sub(closes_at.saturating_sub(now));
        Some(rising_price(floor, self.budget, elapsed, bidding))
    }
}

/// A bid nobody can read yet.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct SealedBid<AccountId> {
    /// Who bids.
    pub agent: AgentId,
    /// Whose deposit is held until the bid is shown.
    pub depositor: AccountId,
    /// How much, in plancks.
    pub deposit: Balance,
    /// What the bid will have to hash to; see [`sealed_bid`].
    pub commitment: Hash,
}

/// The sealed bids that stand on a task, at most one of each agent.
pub type SealedBook<AccountId> = BoundedVec<SealedBid<AccountId>, ConstU32<MAX_BIDS>>;

/// What binds an agent to a bid without showing it: blake2-256 of task, agent, price, duration and 32 random bytes.
pub fn sealed_bid(task: TaskId, agent: AgentId, price: Balance, duration: BlockNumber, salt: Hash) -> Hash {
    hash(&(task, agent, price, duration, salt).encode())
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
    /// The module the agent had then; with another it is no longer the agent that bid.
    pub module: Option<Hash>,
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
    /// How much of the agent's stake, in plancks, cannot leave while it works: the price, or what the requester asked for.
    pub cover: Balance,
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

impl FailReason {
    /// Whether the reason lies in what the requester gave to work on: others could do no better.
    pub fn is_the_requesters(self) -> bool {
        matches!(self, Self::InputUnavailable | Self::InvalidInput)
    }
}

/// Why a task ended without a payment, or was taken from an agent.
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
    /// The result was disputed, and the agent lost.
    #[codec(index = 7)]
    ResultRejected { agent: AgentId },
}

/// Why a task was paid.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Approval {
    /// Nobody objected in time.
    #[codec(index = 0)]
    Silence,
    /// The requester accepted the result.
    #[codec(index = 1)]
    Requester,
    /// The result was disputed and stands.
    #[codec(index = 2)]
    Ruling(Ruling),
}

/// Where a task stands. Each span of waiting names the last block that belongs to it.
#[allow(missing_docs, reason = "the fields are named as in the records they come from")]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub enum Phase<AccountId> {
    /// Posted; bids are taken from `opens_at` on.
    #[codec(index = 0)]
    Scheduled { opens_at: BlockNumber },
    /// Posted; one agent is asked and may accept up to `accept_by`, as long as it has this module.
    #[codec(index = 1)]
    Offered { agent: AgentId, module: Option<Hash>, accept_by: BlockNumber },
    /// Bids are taken up to `closes_at`; where they are sealed, commitments up to `commits_until` and bids from then on.
    #[codec(index = 2)]
    Bidding { commits_until: Option<BlockNumber>, closes_at: BlockNumber },
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
    /// Somebody objected. The dispute rests up to `until`; who decides is the court's business.
    #[codec(index = 6)]
    Disputed {
        assignment: Assignment<AccountId>,
        started_at: BlockNumber,
        delivered_at: BlockNumber,
        result: WorkResult,
        challenger: AccountId,
        until: BlockNumber,
    },
    /// Paid. The record is kept up to `kept_until`.
    #[codec(index = 7)]
    Finalized { agent: AgentId, paid: Balance, result: WorkResult, rated: bool, kept_until: BlockNumber },
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
            Self::Bidding { closes_at, .. } => *closes_at,
            Self::Matched { start_by, .. } => *start_by,
            Self::Running { due, .. } => *due,
            Self::Verifying { challenge_until, .. } => *challenge_until,
            Self::Disputed { until, .. } => *until,
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

    /// What was agreed with the agent that is hired at the moment.
    pub fn assignment(&self) -> Option<&Assignment<AccountId>> {
        match self {
            Self::Matched { assignment, .. }
            | Self::Running { assignment, .. }
            | Self::Verifying { assignment, .. }
            | Self::Disputed { assignment, .. } => Some(assignment),
            _ => None,
        }
    }

    /// The agent that is hired at the moment.
    pub fn engaged(&self) -> Option<AgentId> {
        self.assignment().map(|assignment| assignment.agent)
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
    /// The tasks it belongs to and those that belong to it.
    pub family: Family,
}

/// A task's place among those that pay for one another.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Family {
    /// The task that pays for this one.
    pub parent: Option<TaskId>,
    /// How many generations are above it.
    pub depth: u8,
    /// How many children it has had.
    pub children: u8,
    /// How many of them have not ended.
    pub open: u8,
    /// What its children took out of its budget and did not give back, in plancks.
    pub spent: Balance,
}

/// The part of a task's record that stays as it was posted.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Posting<AccountId, Ticket> {
    /// The requester's own name for the task.
    pub client_key: ClientKey,
    /// What is asked for.
    pub spec: TaskSpec<AccountId>,
    /// The deposit for the record.
    pub ticket: Ticket,
}

/// What makes one batch of settlements more work than another.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Batch {
    /// How many tasks it names.
    pub tasks: u32,
    /// How many different agents or payees its tasks have, whichever are more. What concerns one of them is done once, however many
    /// of the tasks it has a part in.
    pub agents: u32,
    /// How many different payers or matchers, likewise.
    pub payers: u32,
    /// How many of the tasks are parts of others.
    pub parts: u32,
    /// How many of the tasks have an auditor.
    pub audited: u32,
}

impl Batch {
    /// The most work that so many tasks can be: no two have a party in common, and all are special as far as can be.
    pub fn worst(tasks: u32) -> Self {
        Self { tasks, agents: tasks, payers: tasks, parts: tasks, audited: tasks.min(MAX_AUDITED) }
    }
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

    /// Somebody objects; the court takes its time up to `until`.
    pub fn dispute(self, challenger: AccountId, now: BlockNumber, until: BlockNumber) -> Result<Self, TransitionError> {
        match self {
            Self::Verifying { assignment, started_at, delivered_at, result, challenge_until } => {
                ensure_not_after(now, challenge_until)?;
                Ok(Self::Disputed { assignment, started_at, delivered_at, result, challenger, until })
            }
            _ => Err(TransitionError::WrongPhase),
        }
    }

    /// There is a reason to give more time to object: the whole window from `now` on.
    pub fn object_anew(self, now: BlockNumber, window: BlockNumber) -> Result<Self, TransitionError> {
        match self {
            Self::Verifying { assignment, started_at, delivered_at, result, challenge_until } => {
                ensure_not_after(now, challenge_until)?;
                let challenge_until = challenge_until.max(now.saturating_add(window));
                Ok(Self::Verifying { assignment, started_at, delivered_at, result, challenge_until })
            }
            _ => Err(TransitionError::WrongPhase),
        }
    }

    /// The court takes more time, up to `until`.
    pub fn prolong(self, until: BlockNumber) -> Result<Self, TransitionError> {
        match self {
            Self::Disputed { assignment, started_at, delivered_at, result, challenger, .. } => {
                Ok(Self::Disputed { assignment, started_at, delivered_at, result, challenger, until })
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
