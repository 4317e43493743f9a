use ainur_primitives::{AgentId, Balance, BlockNumber};

use super::pallet_events;
use crate::{
    records::{Fault, Proceeds, Slash},
    AccountId,
};

pallet_events! {
    /// What agents did wrong and what it costs them.
    pub enum SlashingEvent of "Slashing" {
        /// An agent did something wrong.
        FaultCounted {
            /// Who.
            agent: AgentId,
            /// What.
            fault: Fault,
            /// How often in this era.
            count: u16,
        },
        /// An agent is about to lose stake.
        SlashOpened {
            /// The slash's number.
            slash: u64,
            /// What is to be lost, and why.
            record: Slash,
        },
        /// The owner of the agent appeals to governance.
        SlashAppealed {
            /// Which slash.
            slash: u64,
            /// Who appeals.
            by: AccountId,
            /// What it risks, in plancks.
            bond: Balance,
            /// Last block in which governance can decide.
            until: BlockNumber,
        },
        /// The stake was taken.
        SlashApplied {
            /// Which slash.
            slash: u64,
            /// Whose stake.
            agent: AgentId,
            /// Who got it.
            proceeds: Proceeds,
        },
        /// Governance dropped the slash.
        SlashDropped {
            /// Which slash.
            slash: u64,
            /// Whose stake.
            agent: AgentId,
        },
        /// The bond of an appeal that failed was taken.
        AppealBondLost {
            /// Of which slash.
            slash: u64,
            /// Who had appealed.
            by: AccountId,
            /// How much, in plancks.
            amount: Balance,
        },
        /// An agent takes on no work for a while.
        AgentJailed {
            /// Which agent.
            agent: AgentId,
            /// First block in which it can be taken out.
            until: BlockNumber,
        },
        /// An agent may take on work again.
        AgentReleased {
            /// Which agent.
            agent: AgentId,
        },
    }
}
