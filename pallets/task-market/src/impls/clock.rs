//! What happens when a phase's time is over: no state waits on one party alone.

use ainur_primitives::{AgentId, BlockNumber, Outcome, TaskId};
use ainur_support::{Agents, Audits, Fault, FaultReport, Faults, RecordOutcome};
use frame_support::{ensure, weights::Weight};
use sp_runtime::{DispatchError, DispatchResult};

use crate::{
    types::{Approval, CancelReason, Phase},
    Config, Error, Event, Pallet, TaskOf, Tasks, WeightInfo,
};

impl<T: Config> Pallet<T> {
    /// Moves a task on whose phase has run out. Whoever closes a bidding by this is its matcher.
    pub(crate) fn do_poke(who: Option<T::AccountId>, id: TaskId) -> DispatchResult {
        let task = Self::known(id)?;
        ensure!(Self::is_due(&task), Error::<T>::NotDue);
        match task.phase {
            Phase::Scheduled { opens_at } => Self::open_bidding(id, task, opens_at),
            Phase::Offered { agent, .. } => Self::end_unpaid(id, task, CancelReason::OfferExpired { agent }),
            Phase::Bidding { .. } => Self::hire_best(who, id, task),
            Phase::Matched { ref assignment, .. } => {
                let agent = assignment.agent;
                Self::let_down(id, task, CancelReason::NoShow { agent })
            }
            Phase::Running { .. } => Self::time_out(id, task),
            Phase::Verifying { .. } => Self::pay(id, task, Approval::Silence),
            Phase::Disputed { .. } => Self::move_dispute(id, task),
            Phase::Finalized { .. } | Phase::Cancelled { .. } => Self::prune(id, task),
        }
    }

    /// Whether a poke may move the task on. A dispute may be over before its time, when everybody has spoken; the court knows.
    pub(super) fn is_due(task: &TaskOf<T>) -> bool {
        matches!(task.phase, Phase::Disputed { .. }) || task.phase.is_over(Self::now())
    }

    /// What a poke weighs at most, whatever it finds.
    pub(crate) fn weight_of_any_poke() -> Weight {
        Self::weight_of_ordinary_poke()
            .max(Self::with_family(T::WeightInfo::end_dispute()))
            .max(Self::with_family(T::WeightInfo::end_audit()))
    }

    /// What a poke of this task weighs: to end a dispute or an audit is much more work than all else.
    pub(crate) fn weight_of_poke(id: TaskId) -> Weight {
        match Tasks::<T>::get(id).map(|task| task.phase) {
            Some(Phase::Disputed { .. }) => Self::with_family(T::WeightInfo::end_dispute()),
            Some(Phase::Verifying { .. }) if T::Audits::auditor(id).is_some() => Self::with_family(T::WeightInfo::end_audit()),
            _ => Self::weight_of_ordinary_poke(),
        }
    }

    fn weight_of_ordinary_poke() -> Weight {
        Self::with_family(T::WeightInfo::poke().max(T::WeightInfo::forfeit_bids()))
    }

    /// What something weighs that may be the end of a part.
    pub(crate) fn with_family(weight: Weight) -> Weight {
        weight.saturating_add(T::WeightInfo::leave_family())
    }

    /// The agent did not deliver in time: others are asked, if there is time. Parts that are still open live on; what comes back of them is
    /// the requester's.
    fn time_out(id: TaskId, task: TaskOf<T>) -> DispatchResult {
        let agent = Self::blame(id, &task, Fault::Timeout)?;
        Self::hand_on(id, task, agent, CancelReason::Timeout { agent })
    }

    /// Frees the agent that let the task down, counts that against it, and reports it; returns who it was.
    pub(super) fn blame(id: TaskId, task: &TaskOf<T>, fault: Fault) -> Result<AgentId, DispatchError> {
        let assignment = task.phase.assignment().ok_or(Error::<T>::WrongPhase)?;
        let (agent, price, victim) = (assignment.agent, assignment.price, Some(task.requester.clone()));
        T::Agents::release(agent, 1, assignment.cover);
        T::Reputation::record(agent, &task.requester, Outcome::Failed);
        T::Faults::report(FaultReport { agent, fault, task: id, price, victim, reporter: None });
        Ok(agent)
    }

    /// Bids are taken for the whole window, also when nobody opened it in time; a window that would leave too little time
    /// for the work is no window.
    fn open_bidding(id: TaskId, task: TaskOf<T>, opens_at: BlockNumber) -> DispatchResult {
        let spec = Self::spec_of(id)?;
        let bidding = spec.hiring.bidding_from(Self::now().max(opens_at)).ok_or(Error::<T>::WrongPhase)?;
        if !Self::leaves_time(&spec, bidding.clock()) {
            return Self::end_unpaid(id, task, CancelReason::NoBids);
        }
        Self::take_bids(id, task, bidding);
        Ok(())
    }

    /// Bids are taken from now on.
    pub(super) fn take_bids(id: TaskId, task: TaskOf<T>, bidding: Phase<T::AccountId>) {
        if let Phase::Bidding { commits_until, closes_at } = bidding {
            Self::deposit_event(Event::BiddingOpened { task: id, commits_until, closes_at });
        }
        Self::advance(id, task, bidding);
    }
}
