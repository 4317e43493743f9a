//! A slash on its way, and the faults of an agent in an era.

use ainur_primitives::{AgentId, Balance, BlockNumber, TaskId};
use ainur_support::Fault;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// A slash's number: given out in order, never used twice.
pub type SlashId = u64;

/// Stake that an agent is about to lose. It is claimed already, so that it cannot leave.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Slash<AccountId> {
    /// Who loses it.
    pub agent: AgentId,
    /// What for.
    pub fault: Fault,
    /// In which task; none for what governance found by itself.
    pub task: Option<TaskId>,
    /// How much, in plancks; less where the agent has not enough for all its slashes.
    pub amount: Balance,
    /// Who is compensated.
    pub victim: Option<Victim<AccountId>>,
    /// Who brought it to light, and is rewarded.
    pub reporter: Option<AccountId>,
    /// Where it stands.
    pub state: State<AccountId>,
}

/// Who suffered by a fault.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Victim<AccountId> {
    /// Who it is.
    pub account: AccountId,
    /// Most it is compensated with, in plancks: what the task was to cost.
    pub up_to: Balance,
}

/// Where a slash stands.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub enum State<AccountId> {
    /// It can be appealed before block `from`, and applied from then on.
    #[codec(index = 0)]
    Pending {
        /// First block in which it can be applied.
        from: BlockNumber,
    },
    /// Governance can drop it up to block `until`; then it can be applied.
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

impl<AccountId> State<AccountId> {
    /// Whether anyone may apply the slash at `now`.
    pub fn is_due(&self, now: BlockNumber) -> bool {
        match self {
            Self::Pending { from } => now >= *from,
            Self::Appealed { until, .. } => now > *until,
        }
    }
}

/// What governance makes of an appeal.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Judgement {
    /// The slash is dropped, the bond returns.
    #[codec(index = 0)]
    Dropped,
    /// The slash is applied, the bond is lost.
    #[codec(index = 1)]
    Upheld,
}

/// Where a slash went, in plancks.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Proceeds {
    /// To who brought the fault to light.
    pub reporter: Balance,
    /// To who suffered by it.
    pub victim: Balance,
    /// To the treasury.
    pub treasury: Balance,
}

/// A span over which faults add up. Eras are counted, never computed from a block's number: no number returns when governance
/// changes how long they are.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Era {
    /// How many were before it.
    pub number: u32,
    /// Block in which it began.
    pub started: BlockNumber,
}

impl Era {
    /// The era at `now`, when eras last `length` blocks: this one, or the next when this is over. However long it has been over, the
    /// next begins now.
    pub fn at(self, now: BlockNumber, length: BlockNumber) -> Self {
        if now.saturating_sub(self.started) < length.max(1) {
            return self;
        }
        Self { number: self.number.saturating_add(1), started: now }
    }
}

/// How often an agent did what in one era.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Faults {
    /// Which era.
    pub era: u32,
    /// Times it did not start.
    pub no_show: u16,
    /// Times it did not deliver in time.
    pub timeout: u16,
    /// Times it delivered something wrong.
    pub invalid_result: u16,
    /// Times its work was judged not to be what was asked for.
    pub dispute_lost: u16,
}

impl Faults {
    /// The counts after one more fault in `era`, and how many of its kind there are now. Counts of another era are forgotten.
    /// Malice is not counted: the first is one too many.
    pub fn with(self, fault: Fault, era: u32) -> (Self, u16) {
        let mut counts = if self.era == era { self } else { Self { era, ..Self::default() } };
        let mut once = 1;
        let count = match fault {
            Fault::NoShow => &mut counts.no_show,
            Fault::Timeout => &mut counts.timeout,
            Fault::InvalidResult => &mut counts.invalid_result,
            Fault::DisputeLost => &mut counts.dispute_lost,
            Fault::Malicious => &mut once,
        };
        if fault != Fault::Malicious {
            *count = count.saturating_add(1);
        }
        let now = *count;
        (counts, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_counted_by_kind_and_forgotten_with_the_era() {
        let (counts, first) = Faults::default().with(Fault::NoShow, 0);
        let (counts, second) = counts.with(Fault::NoShow, 0);
        let (counts, other) = counts.with(Fault::Timeout, 0);
        assert_eq!((first, second, other), (1, 2, 1));
        assert_eq!(counts.with(Fault::NoShow, 1), (Faults { era: 1, no_show: 1, ..Faults::default() }, 1));
        assert_eq!(counts.with(Fault::Malicious, 0), (counts, 1));
    }

    #[test]
    fn an_era_turns_once_at_a_time_and_its_number_never_returns() {
        let first = Era::default();
        assert_eq!((first.at(9, 10), first.at(10, 10)), (first, Era { number: 1, started: 10 }));
        let second = first.at(1_000, 10);
        assert_eq!(second, Era { number: 1, started: 1_000 });
        // Neither a longer nor a shorter era, nor one without length, changes what was counted.
        assert_eq!((second.at(1_000, 0), second.at(1_000, 1), second.at(1_500, 600)), (second, second, second));
        assert_eq!(second.at(1_001, 0).number, 2);
    }

    #[test]
    fn the_first_block_of_a_pending_slash_is_due_and_the_last_of_an_appeal_is_not() {
        assert!(State::<u64>::Pending { from: 5 }.is_due(5) && !State::<u64>::Pending { from: 5 }.is_due(4));
        let appealed = State::Appealed { by: 1u64, bond: 1, until: 5 };
        assert!(appealed.is_due(6) && !appealed.is_due(5));
    }
}
