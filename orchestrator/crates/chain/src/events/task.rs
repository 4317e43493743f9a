use ainur_primitives::{AgentId, Balance, BlockNumber, ClientKey, Receipt, Score, TaskId};

use super::pallet_events;
use crate::{
    records::{Approval, Assignment, CancelReason, Phase, Ruling, Settlement, TaskSpec, WorkResult},
    AccountId,
};

pallet_events! {
    /// What happened to tasks.
    pub enum TaskEvent of "TaskMarket" {
        /// A task was posted.
        TaskCreated {
            /// Its number.
            task: TaskId,
            /// Who posted it.
            requester: AccountId,
            /// The requester's own name for it.
            client_key: ClientKey,
            /// What is asked for.
            spec: TaskSpec,
            /// Where it stands.
            phase: Phase,
        },
        /// The requester had posted this very task under this key before; nothing changed.
        TaskAlreadyPosted {
            /// Which task.
            task: TaskId,
            /// The requester's own name for it.
            client_key: ClientKey,
        },
        /// Bids are taken, for the first time or again.
        BiddingOpened {
            /// Which task.
            task: TaskId,
            /// Last block for commitments, where bids are sealed.
            commits_until: Option<BlockNumber>,
            /// Last block for bids.
            closes_at: BlockNumber,
        },
        /// A bid was placed or replaced that nobody can read yet.
        SealedBidPlaced {
            /// Which task.
            task: TaskId,
            /// Who bids.
            agent: AgentId,
        },
        /// A sealed bid was shown and its deposit given back.
        SealedBidShown {
            /// Which task.
            task: TaskId,
            /// Whose bid.
            agent: AgentId,
            /// Whether it counts.
            valid: bool,
        },
        /// A sealed bid was never shown; its deposit is lost.
        BidDepositForfeited {
            /// Which task.
            task: TaskId,
            /// Whose bid.
            agent: AgentId,
            /// Whose deposit.
            depositor: AccountId,
            /// How much, in plancks.
            amount: Balance,
        },
        /// A bid was placed or replaced.
        BidPlaced {
            /// Which task.
            task: TaskId,
            /// Who bids.
            agent: AgentId,
            /// Price asked, in plancks.
            price: Balance,
            /// Duration promised, in blocks.
            duration: BlockNumber,
        },
        /// A bid was taken back.
        BidWithdrawn {
            /// Which task.
            task: TaskId,
            /// Whose bid.
            agent: AgentId,
        },
        /// A bid gave way to a better one because there was no more room.
        BidEvicted {
            /// Which task.
            task: TaskId,
            /// Whose bid.
            agent: AgentId,
        },
        /// An agent was hired.
        Matched {
            /// Which task.
            task: TaskId,
            /// What was agreed.
            assignment: Assignment,
            /// Score of the winning bid; none for a direct hire.
            score: Option<Score>,
            /// Last block in which the agent can start.
            start_by: BlockNumber,
        },
        /// The agent started.
        TaskStarted {
            /// Which task.
            task: TaskId,
            /// Who works.
            agent: AgentId,
            /// Last block in which it can deliver.
            due: BlockNumber,
        },
        /// The agent delivered.
        ResultSubmitted {
            /// Which task.
            task: TaskId,
            /// Who worked.
            agent: AgentId,
            /// What it delivered.
            result: WorkResult,
            /// Last block in which the requester can object.
            challenge_until: BlockNumber,
        },
        /// Somebody objects to the result.
        ResultDisputed {
            /// Which task.
            task: TaskId,
            /// Who worked.
            agent: AgentId,
            /// Who objects.
            challenger: AccountId,
            /// Last block of the dispute's first stage.
            until: BlockNumber,
        },
        /// The agent showed its receipt against an auditor; there is more time to object.
        AuditContradicted {
            /// Which task.
            task: TaskId,
            /// Who worked.
            agent: AgentId,
            /// What the agent's run says.
            receipt: Receipt,
            /// Last block to object.
            challenge_until: BlockNumber,
        },
        /// A dispute goes on.
        DisputeProlonged {
            /// Which task.
            task: TaskId,
            /// Last block of its present stage.
            until: BlockNumber,
        },
        /// A dispute is over.
        DisputeEnded {
            /// Which task.
            task: TaskId,
            /// Who is right.
            ruling: Ruling,
        },
        /// The task was paid.
        TaskFinalized {
            /// Which task.
            task: TaskId,
            /// Who worked.
            agent: AgentId,
            /// Price agreed, in plancks.
            price: Balance,
            /// Where the budget went.
            settlement: Settlement,
            /// Why it was paid.
            approval: Approval,
        },
        /// The task ended without a payment; the budget went back.
        TaskCancelled {
            /// Which task.
            task: TaskId,
            /// Why.
            reason: CancelReason,
        },
        /// A hired agent let the task down; bids are taken again.
        TaskReopened {
            /// Which task.
            task: TaskId,
            /// What the agent did.
            reason: CancelReason,
        },
        /// A task of a batch could not be settled. Why is told by the field `error` of the event's JSON.
        SettlementSkipped {
            /// Which task.
            task: TaskId,
        },
        /// The record of an ended task was removed.
        TaskPruned {
            /// Which task.
            task: TaskId,
        },
    }
}
