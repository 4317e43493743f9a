use ainur_primitives::{limits::MAX_COMMITTEE, Balance, BlockNumber, Opinion, Receipt, Side, TaskId};
use bounded_collections::{BoundedVec, ConstU32};

use super::pallet_events;
use crate::{
    records::{Misconduct, Ruling},
    AccountId,
};

pallet_events! {
    /// What happened in disputes, and to those who decide them.
    pub enum ArbitrationEvent of "Arbitration" {
        /// A verifier can be drawn from now on.
        VerifierSeated {
            /// Who it is.
            who: AccountId,
            /// What is held of it, in plancks.
            bond: Balance,
        },
        /// A verifier is no longer drawn.
        VerifierUnseated {
            /// Who it is.
            who: AccountId,
            /// First block in which it can take its bond back.
            withdrawable_at: BlockNumber,
        },
        /// A verifier took its bond back.
        VerifierLeft {
            /// Who it was.
            who: AccountId,
            /// How much, in plancks.
            amount: Balance,
        },
        /// A verifier lost a part of its bond.
        VerifierSlashed {
            /// In which dispute.
            task: TaskId,
            /// Who it is.
            who: AccountId,
            /// How much, in plancks.
            amount: Balance,
            /// What for.
            reason: Misconduct,
        },
        /// A dispute began.
        DisputeOpened {
            /// Over which task.
            task: TaskId,
            /// Who objects.
            challenger: AccountId,
            /// What it risks, in plancks.
            bond: Balance,
        },
        /// A committee was drawn.
        CommitteeDrawn {
            /// For which dispute.
            task: TaskId,
            /// In which round, from 0.
            round: u8,
            /// Who votes.
            members: BoundedVec<AccountId, ConstU32<MAX_COMMITTEE>>,
            /// Last block in which they can bind themselves.
            commit_until: BlockNumber,
        },
        /// A member bound itself to an opinion.
        VoteCommitted {
            /// In which dispute.
            task: TaskId,
            /// In which round.
            round: u8,
            /// Who votes.
            who: AccountId,
        },
        /// Opinions and the receipt can be shown.
        RevealStarted {
            /// In which dispute.
            task: TaskId,
            /// In which round.
            round: u8,
            /// Last block for it.
            until: BlockNumber,
        },
        /// A member showed its opinion.
        VoteRevealed {
            /// In which dispute.
            task: TaskId,
            /// In which round.
            round: u8,
            /// Who votes.
            who: AccountId,
            /// What it found.
            opinion: Opinion,
        },
        /// The agent showed its receipt.
        ReceiptShown {
            /// In which dispute.
            task: TaskId,
            /// What it says.
            receipt: Receipt,
        },
        /// A committee or an evaluator decided.
        VerdictReached {
            /// In which dispute.
            task: TaskId,
            /// In which round.
            round: u8,
            /// For whom.
            side: Side,
            /// Last block in which the other side can appeal.
            appeal_until: BlockNumber,
        },
        /// A committee did not decide.
        NoQuorum {
            /// In which dispute.
            task: TaskId,
            /// In which round.
            round: u8,
        },
        /// The losing side asks for another verdict.
        Appealed {
            /// In which dispute.
            task: TaskId,
            /// Who asks.
            who: AccountId,
            /// What it risks besides, in plancks.
            bond: Balance,
        },
        /// Governance is asked.
        BroughtToCourt {
            /// In which dispute.
            task: TaskId,
            /// What stands if it is silent.
            verdict: Option<Side>,
            /// Last block in which it can decide.
            until: BlockNumber,
        },
        /// A dispute is over.
        DisputeSettled {
            /// Which one.
            task: TaskId,
            /// Who is right.
            ruling: Ruling,
            /// What the winner got of the loser's bonds, in plancks.
            to_winner: Balance,
            /// What those got who voted for it, in plancks.
            to_voters: Balance,
            /// What the treasury got, in plancks.
            to_treasury: Balance,
        },
        /// A result is audited.
        AuditDrawn {
            /// Of which task.
            task: TaskId,
            /// By whom.
            auditor: AccountId,
            /// Last block in which it can report.
            until: BlockNumber,
        },
        /// An auditor said what it found.
        AuditReported {
            /// Of which task.
            task: TaskId,
            /// Who it is.
            auditor: AccountId,
            /// What it found.
            opinion: Opinion,
        },
        /// The agent showed that the work took other fuel than the auditor said.
        AuditContradicted {
            /// Of which task.
            task: TaskId,
            /// Who said so.
            auditor: AccountId,
            /// What the receipt says.
            fuel_used: u64,
        },
    }
}
