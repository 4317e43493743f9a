//! What happens when a phase's time is over: no state waits on one party alone.

use ainur_primitives::TaskId;
use frame_support::ensure;
use sp_runtime::DispatchResult;

use crate::{
    types::{CancelReason, Hiring, Phase},
    Config, Error, Event, Pallet, TaskOf,
};

impl<T: Config> Pallet<T> {
    /// Moves a task on whose phase has run out. Whoever closes a bidding by this is its matcher.
    pub(crate) fn do_poke(who: Option<T::AccountId>, id: TaskId) -> DispatchResult {
        let task = Self::known(id)?;
        ensure!(task.phase.is_over(Self::now()), Error::<T>::NotDue);
        match task.phase {
            Phase::Scheduled { opens_at } => Self::open_bidding(id, task, opens_at),
            Phase::Offered { agent, .. } => Self::end_unpaid(id, task, CancelReason::OfferExpired { agent }),
            Phase::Bidding { .. } => Self::hire_best(who, id, task),
            Phase::Matched { ref assignment, .. } => {
                let agent = assignment.agent;
                Self::let_down(id, task, CancelReason::NoShow { agent })
            }
            Phase::Running { ref assignment, .. } => {
                let agent = assignment.agent;
                Self::end_failed(id, task, CancelReason::Timeout { agent })
            }
            Phase::Verifying { .. } => Self::pay(id, task, false),
            Phase::Finalized { .. } | Phase::Cancelled { .. } => Self::prune(id, task),
        }
    }

    /// Bids are taken for the whole window, also when nobody opened it in time; a window that would leave too little time
    /// for the work is no window.
    fn open_bidding(id: TaskId, task: TaskOf<T>, opens_at: ainur_primitives::BlockNumber) -> DispatchResult {
        let spec = Self::spec_of(id)?;
        let Hiring::Auction { bidding, .. } = spec.hiring else { return Err(Error::<T>::WrongPhase.into()) };
        let closes_at = Self::now().max(opens_at).saturating_add(bidding);
        if !Self::leaves_time(&spec, closes_at) {
            return Self::end_unpaid(id, task, CancelReason::NoBids);
        }
        Self::advance(id, task, Phase::Bidding { closes_at });
        Self::deposit_event(Event::BiddingOpened { task: id, closes_at });
        Ok(())
    }
}
