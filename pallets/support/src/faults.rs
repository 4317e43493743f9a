use ainur_primitives::{AgentId, Balance, TaskId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// What an agent did wrong.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
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

/// A fault with its circumstances.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FaultReport<AccountId> {
    /// Who did it.
    pub agent: AgentId,
    /// What it did.
    pub fault: Fault,
    /// In which task.
    pub task: TaskId,
    /// What the task was to cost, in plancks.
    pub price: Balance,
    /// Who suffered by it.
    pub victim: Option<AccountId>,
    /// Who brought it to light at a risk of its own.
    pub reporter: Option<AccountId>,
}

/// Hears of faults. Only the market reports, once the fault is certain.
pub trait Faults<AccountId> {
    /// Takes up a fault. What follows from it never stands in the way of the task's end.
    fn report(report: FaultReport<AccountId>);
}

/// Nobody hears.
impl<AccountId> Faults<AccountId> for () {
    fn report(_: FaultReport<AccountId>) {}
}
