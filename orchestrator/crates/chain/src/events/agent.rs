use ainur_primitives::{AgentId, Balance, BlockNumber, Slug};

use super::pallet_events;
use crate::{
    records::{AgentSpec, Availability},
    AccountId,
};

pallet_events! {
    /// What happened to agents.
    pub enum AgentEvent of "AgentRegistry" {
        /// An agent was registered.
        AgentRegistered {
            /// Its number.
            agent: AgentId,
            /// Who answers for it and is paid.
            owner: AccountId,
            /// Who may bid and deliver for it beside the owner.
            operator: Option<AccountId>,
            /// Its name.
            slug: Slug,
            /// What it offers.
            spec: AgentSpec,
            /// What stands behind it, in plancks.
            stake: Balance,
        },
        /// An agent offers something else from now on.
        AgentUpdated {
            /// Which agent.
            agent: AgentId,
            /// What it offers.
            spec: AgentSpec,
        },
        /// Somebody else, or nobody, speaks for an agent beside its owner.
        OperatorSet {
            /// Which agent.
            agent: AgentId,
            /// Who speaks for it.
            operator: Option<AccountId>,
        },
        /// An agent pauses, resumes or retires.
        AvailabilityChanged {
            /// Which agent.
            agent: AgentId,
            /// Whether it takes on work.
            availability: Availability,
        },
        /// Stake was added.
        Bonded {
            /// Which agent.
            agent: AgentId,
            /// How much, in plancks.
            amount: Balance,
            /// What stands behind the agent now, in plancks.
            stake: Balance,
        },
        /// Stake is on its way out.
        Unbonded {
            /// Which agent.
            agent: AgentId,
            /// How much, in plancks.
            amount: Balance,
            /// What stands behind the agent now, in plancks.
            stake: Balance,
            /// First block in which it can be withdrawn.
            withdrawable_at: BlockNumber,
        },
        /// Stake was lost.
        Slashed {
            /// Which agent.
            agent: AgentId,
            /// How much, in plancks.
            amount: Balance,
            /// What stands behind the agent now, in plancks.
            stake: Balance,
        },
        /// Stake was given back to the owner.
        Withdrawn {
            /// Which agent.
            agent: AgentId,
            /// How much, in plancks.
            amount: Balance,
        },
        /// A retired agent's record was removed; its name is free.
        AgentRemoved {
            /// Which agent.
            agent: AgentId,
        },
    }
}
