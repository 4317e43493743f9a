use ainur_primitives::{AgentId, Balance, BlockNumber, TaskId};
use codec::{Decode, Encode};
use scale_info::TypeInfo;

use crate::AccountId;

/// What an agent did wrong.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// It was hired and did not start.
    #[codec(index = 0)]
    NoShow,
    /// It started and did not deliver in time.
    #[codec(index = 1)]
    Timeout,
    /// What it delivered is not what its module makes of the input.
    #[codec(index = 2)]
    InvalidResult,
    /// What it delivered was judged not to be what was asked for.
    #[codec(index = 3)]
    DisputeLost,
    /// Governance found that it means harm.
    #[codec(index = 4)]
    Malicious,
}

/// Stake that an agent is about to lose.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Slash {
    /// Who loses it.
    pub agent: AgentId,
    /// What for.
    pub fault: Fault,
    /// In which task.
    pub task: Option<TaskId>,
    /// How much, in plancks.
    pub amount: Balance,
    /// Who is compensated.
    pub victim: Option<Victim>,
    /// Who brought it to light.
    pub reporter: Option<AccountId>,
    /// Where it stands.
    pub state: SlashState,
}

/// Who suffered by a fault.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Victim {
    /// Who it is.
    pub account: AccountId,
    /// Most it is compensated with, in plancks.
    pub up_to: Balance,
}

/// Where a slash stands.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub enum SlashState {
    /// It can be appealed.
    #[codec(index = 0)]
    Pending {
        /// First block in which it can be applied.
        from: BlockNumber,
    },
    /// Governance decides.
    #[codec(index = 1)]
    Appealed {
        /// Who put up the bond.
        by: AccountId,
        /// How much, in plancks.
        bond: Balance,
        /// Last block in which governance can decide.
        until: BlockNumber,
    },
}

/// Where a slash went, in plancks.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Proceeds {
    /// To who brought the fault to light.
    pub reporter: Balance,
    /// To who suffered by it.
    pub victim: Balance,
    /// To the treasury.
    pub treasury: Balance,
}
