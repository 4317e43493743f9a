//! Records of the pallets that calls and events carry, encoded exactly as the pallets encode them.
//!
//! They stand here once more because nothing off the chain depends on a pallet; a test compares them with the committed
//! metadata, name by name and type by type.

mod agent;
mod dispute;
mod slash;
mod task;

pub use agent::{AgentSpec, Availability, Execution};
pub use dispute::{Misconduct, Ruling};
pub use slash::{Fault, Proceeds, Slash, SlashState, Victim};
pub use task::{
    Approval, Assignment, Auction, Award, CancelReason, FailReason, Hiring, Phase, Pricing, Settlement, TaskSpec, Verification,
    WorkResult,
};
