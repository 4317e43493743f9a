use ainur_primitives::{AgentId, Balance, BlockNumber, Capabilities, Cid, Hash, ScoreWeights, TaskId, Title};
use codec::{Decode, Encode};
use scale_info::TypeInfo;

use super::Ruling;
use crate::AccountId;

/// What a requester asks for.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
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
    /// Most that is paid, in plancks.
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
    pub verification: Verification,
    /// How urgent it is, from 1 to 10, which is critical.
    pub priority: u8,
    /// The task this one is a part of.
    pub parent: Option<TaskId>,
    /// Most of the price that the agent may spend on tasks of its own, in plancks.
    pub delegable: Balance,
    /// blake2-256 of the mandate under which the requester acts.
    pub mandate: Option<Hash>,
}

/// Who decides whether a disputed result is what was asked for.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verification {
    /// Verifiers who run the module again.
    #[codec(index = 0)]
    Deterministic,
    /// The same, with a transcript of what the module asked of the world.
    #[codec(index = 1)]
    Replayable,
    /// Somebody both sides agreed on.
    #[codec(index = 2)]
    Evaluator(AccountId),
    /// The court of governance.
    #[codec(index = 3)]
    RequesterOnly,
}

/// The rules of an auction.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Auction {
    /// Everybody sees every bid.
    #[codec(index = 0)]
    Open {
        /// What the winner is paid.
        pricing: Pricing,
    },
    /// Bids are committed to first and shown later.
    #[codec(index = 1)]
    Sealed {
        /// What the winner is paid.
        pricing: Pricing,
        /// Blocks, after those of the bidding, in which bids are shown.
        reveal: BlockNumber,
    },
    /// The price rises from the floor to the budget while nobody takes it.
    #[codec(index = 2)]
    Dutch {
        /// Where the price begins, in plancks.
        floor: Balance,
    },
}

/// What the winner of an auction is paid.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pricing {
    /// What it asked.
    #[codec(index = 0)]
    First,
    /// The most it could have asked and still won.
    #[codec(index = 1)]
    Second,
}

/// Who chooses among the bids.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Award {
    /// The score alone.
    #[codec(index = 0)]
    ByScore,
    /// The requester; the score if it does not.
    #[codec(index = 1)]
    ByHand,
}

/// Why a task was paid.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
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

/// How an agent is found.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
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

/// What was agreed with the agent that was hired.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Assignment {
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
    /// blake2-256 of the module the agent had when it was hired; the work must be done by this one.
    pub module: Option<Hash>,
    /// How much of the agent's stake, in plancks, cannot leave while it works.
    pub cover: Balance,
}

/// What an agent delivers.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct WorkResult {
    /// Where the output can be had.
    pub output: Cid,
    /// blake2-256 of the output's bytes.
    pub output_hash: Hash,
    /// blake2-256 of the execution's receipt.
    pub receipt_hash: Hash,
}

/// Why an agent gave up.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
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

/// Why a task ended without a payment, or was opened again.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum CancelReason {
    /// The requester took it back before an agent was hired.
    #[codec(index = 0)]
    ByRequester,
    /// No valid bid stood when bidding closed.
    #[codec(index = 1)]
    NoBids,
    /// The agent that was asked or hired declined.
    #[codec(index = 2)]
    Declined {
        /// Which agent.
        agent: AgentId,
    },
    /// The agent that was asked did not answer.
    #[codec(index = 3)]
    OfferExpired {
        /// Which agent.
        agent: AgentId,
    },
    /// The agent that was hired did not start.
    #[codec(index = 4)]
    NoShow {
        /// Which agent.
        agent: AgentId,
    },
    /// The agent did not deliver in time.
    #[codec(index = 5)]
    Timeout {
        /// Which agent.
        agent: AgentId,
    },
    /// The agent gave up.
    #[codec(index = 6)]
    AgentFailed {
        /// Which agent.
        agent: AgentId,
        /// What it gave as the reason.
        reason: FailReason,
    },
    /// The result was disputed, and the agent lost.
    #[codec(index = 7)]
    ResultRejected {
        /// Which agent.
        agent: AgentId,
    },
}

/// Where a task stands. Each span of waiting names the last block that belongs to it.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub enum Phase {
    /// Posted.
    #[codec(index = 0)]
    Scheduled {
        /// First block for bids.
        opens_at: BlockNumber,
    },
    /// Posted, and one agent is asked.
    #[codec(index = 1)]
    Offered {
        /// Who is asked.
        agent: AgentId,
        /// blake2-256 of the module it had then; with another it cannot accept.
        module: Option<Hash>,
        /// Last block in which it can accept.
        accept_by: BlockNumber,
    },
    /// Bids are taken.
    #[codec(index = 2)]
    Bidding {
        /// Last block for commitments, where bids are sealed.
        commits_until: Option<BlockNumber>,
        /// Last block for bids.
        closes_at: BlockNumber,
    },
    /// An agent is hired.
    #[codec(index = 3)]
    Matched {
        /// What was agreed with it.
        assignment: Assignment,
        /// Last block in which it can start.
        start_by: BlockNumber,
    },
    /// The agent works.
    #[codec(index = 4)]
    Running {
        /// What was agreed with it.
        assignment: Assignment,
        /// Block in which it started.
        started_at: BlockNumber,
        /// Last block in which it can deliver.
        due: BlockNumber,
    },
    /// Delivered; silence pays.
    #[codec(index = 5)]
    Verifying {
        /// What was agreed with the agent.
        assignment: Assignment,
        /// Block in which it started.
        started_at: BlockNumber,
        /// Block in which it delivered.
        delivered_at: BlockNumber,
        /// What it delivered.
        result: WorkResult,
        /// Last block in which the requester can object.
        challenge_until: BlockNumber,
    },
    /// Somebody objected.
    #[codec(index = 6)]
    Disputed {
        /// What was agreed with the agent.
        assignment: Assignment,
        /// Block in which it started.
        started_at: BlockNumber,
        /// Block in which it delivered.
        delivered_at: BlockNumber,
        /// What it delivered.
        result: WorkResult,
        /// Who objects.
        challenger: AccountId,
        /// Last block of the dispute's present stage.
        until: BlockNumber,
    },
    /// Paid.
    #[codec(index = 7)]
    Finalized {
        /// Who worked.
        agent: AgentId,
        /// What it was paid, in plancks.
        paid: Balance,
        /// What it delivered.
        result: WorkResult,
        /// Whether the requester has said what it thinks of it.
        rated: bool,
        /// Last block for which the chain keeps the record.
        kept_until: BlockNumber,
    },
    /// Ended without a payment.
    #[codec(index = 8)]
    Cancelled {
        /// Why.
        reason: CancelReason,
        /// Last block for which the chain keeps the record.
        kept_until: BlockNumber,
    },
}

/// Where a locked budget went. The four parts sum to it.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Settlement {
    /// To the payee, in plancks.
    pub paid: Balance,
    /// To the treasury, in plancks.
    pub fee: Balance,
    /// To whoever closed the bidding, in plancks.
    pub tip: Balance,
    /// To whoever ran the work again to audit it, in plancks.
    pub audit: Balance,
    /// Back to the payer, in plancks.
    pub returned: Balance,
}
