use ainur_primitives::{AgentId, Outcome, Rating, TaskId};
use sp_arithmetic::Perbill;

use super::pallet_events;
use crate::AccountId;

pallet_events! {
    /// What was taken down of agents and requesters.
    pub enum ReputationEvent of "Reputation" {
        /// A task ended and was counted.
        OutcomeRecorded {
            /// The agent that had been hired.
            agent: AgentId,
            /// Who had hired it.
            requester: AccountId,
            /// How the task ended.
            outcome: Outcome,
            /// The agent's points from now on.
            agent_score: u64,
            /// The agent's trust from now on.
            agent_trust: Perbill,
        },
        /// A payer said what it thinks of the work.
        Rated {
            /// Of which task.
            task: TaskId,
            /// Who worked.
            agent: AgentId,
            /// Who paid.
            requester: AccountId,
            /// What it thinks.
            rating: Rating,
        },
    }
}
