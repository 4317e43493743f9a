//! Records of the pallets that calls and events carry, encoded exactly as the pallets encode them.
//!
//! They stand here once more because nothing off the chain depends on a pallet; a test compares them with the committed
//! metadata, name by name and type by type.

mod agent;
mod task;

pub use agent::{AgentSpec, Availability, Execution};
pub use task::{Assignment, CancelReason, FailReason, Hiring, Phase, Settlement, TaskSpec, WorkResult};
