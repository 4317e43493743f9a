//! Posting a task, taking it back, removing its record.

use ainur_primitives::{AgentId, BlockNumber, ClientKey, TaskId};
use ainur_support::{Agents, Profile, Standings};
use frame_support::{
    ensure,
    traits::{Consideration, Footprint, Get},
};
use sp_runtime::DispatchResult;

use super::sealed::Unshown;
use crate::{
    types::{Auction, Book, CancelReason, Hiring, Phase, Posting, Task, Verification, MAX_PRIORITY},
    ClientKeys, Config, Error, Event, NextTaskId, Pallet, PostingOf, Postings, SpecOf, TaskOf, Tasks,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_create_task(requester: T::AccountId, client_key: ClientKey, spec: SpecOf<T>) -> DispatchResult {
        if let Some(task) = ClientKeys::<T>::get(&requester, client_key) {
            ensure!(Self::spec_of(task)? == spec, Error::<T>::ClientKeyReused);
            Self::deposit_event(Event::TaskAlreadyPosted { task, client_key });
            return Ok(());
        }
        let phase = Self::first_phase(&requester, &spec)?;
        let id = NextTaskId::<T>::get();
        NextTaskId::<T>::put(id.next().ok_or(Error::<T>::OutOfIds)?);
        let family = Self::fund(id, &requester, &spec)?;
        let ticket = T::Consideration::new(&requester, Self::footprint())?;
        ClientKeys::<T>::insert(&requester, client_key, id);
        let posting = Posting { client_key, spec, ticket };
        Postings::<T>::insert(id, &posting);
        let task = Task { requester: requester.clone(), phase: phase.clone(), let_down_by: None, family };
        Self::advance(id, task, phase.clone());
        Self::deposit_event(Event::TaskCreated { task: id, requester, client_key, spec: posting.spec, phase });
        Ok(())
    }

    pub(crate) fn do_cancel(who: T::AccountId, id: TaskId) -> DispatchResult {
        let task = Self::known(id)?;
        ensure!(task.requester == who, Error::<T>::NotRequester);
        match task.phase {
            Phase::Scheduled { .. } | Phase::Offered { .. } => {}
            Phase::Bidding { .. } => {
                let spec = Self::spec_of(id)?;
                let promised = Self::has_sealed_bids(id) || !Self::ranked_bids(id, &spec).is_empty();
                ensure!(!promised, Error::<T>::BidsStand);
                Self::clear_books(id, Unshown::IsExcused)?;
            }
            _ => return Err(Error::<T>::WrongPhase.into()),
        }
        Self::end_unpaid(id, task, CancelReason::ByRequester)
    }

    /// Removes the record of an ended task and gives its deposit back. As long as parts of it are open they need it.
    pub(super) fn prune(id: TaskId, task: TaskOf<T>) -> DispatchResult {
        Self::ensure_no_open_parts(&task)?;
        let posting = Postings::<T>::take(id).ok_or(Error::<T>::UnknownTask)?;
        ClientKeys::<T>::remove(&task.requester, posting.client_key);
        Tasks::<T>::remove(id);
        posting.ticket.drop(&task.requester)?;
        Self::deposit_event(Event::TaskPruned { task: id });
        Ok(())
    }

    /// Checks the posting against the chain's limits and says how the task begins.
    fn first_phase(requester: &T::AccountId, spec: &SpecOf<T>) -> Result<Phase<T::AccountId>, sp_runtime::DispatchError> {
        let now = Self::now();
        ensure!(spec.budget >= T::MinBudget::get(), Error::<T>::BudgetTooLow);
        ensure!(spec.max_duration > 0, Error::<T>::NoDuration);
        ensure!((1..=MAX_PRIORITY).contains(&spec.priority), Error::<T>::BadPriority);
        ensure!(spec.delegable <= spec.budget, Error::<T>::DelegatesTooMuch);
        let judges_itself = matches!(&spec.verification, Verification::Evaluator(evaluator) if evaluator == requester);
        ensure!(!judges_itself, Error::<T>::BadEvaluator);
        let furthest = now.saturating_add(T::MaxTaskSpan::get());
        ensure!(spec.deadline <= furthest, Error::<T>::DeadlineTooFar);
        let (phase, hired_by) = match spec.hiring {
            Hiring::Auction { opens_at, weights, .. } => {
                ensure!(weights.is_complete(), Error::<T>::WeightsIncomplete);
                Self::check_rules(spec)?;
                ensure!(opens_at.is_none_or(|opens_at| opens_at > now), Error::<T>::OpensInPast);
                let bidding = spec.hiring.bidding_from(opens_at.unwrap_or(now)).ok_or(Error::<T>::WrongPhase)?;
                let closes_at = bidding.clock();
                (opens_at.map_or(bidding, |opens_at| Phase::Scheduled { opens_at }), closes_at)
            }
            Hiring::Direct { agent } => {
                let profile = T::Agents::profile(agent).ok_or(Error::<T>::UnknownAgent)?;
                ensure!(!Self::is_self_dealing(requester, spec, agent, &profile), Error::<T>::SelfDealing);
                ensure!(Self::is_able(agent, &profile, spec), Error::<T>::RequirementsNotMet);
                let accept_by = now.saturating_add(T::AcceptWindow::get());
                (Phase::Offered { agent, module: profile.module, accept_by }, accept_by)
            }
        };
        ensure!(Self::leaves_time(spec, hired_by), Error::<T>::DeadlineTooSoon);
        Ok(phase)
    }

    /// Checks the windows and prices of an auction.
    fn check_rules(spec: &SpecOf<T>) -> DispatchResult {
        let Hiring::Auction { bidding, rules, .. } = spec.hiring else { return Ok(()) };
        let allowed = T::MinBidding::get()..=T::MaxBidding::get();
        ensure!(allowed.contains(&bidding), Error::<T>::BadBiddingWindow);
        match rules {
            Auction::Open { .. } => {}
            Auction::Sealed { reveal, .. } => ensure!(allowed.contains(&reveal), Error::<T>::BadBiddingWindow),
            Auction::Dutch { floor } => ensure!((1..=spec.budget).contains(&floor), Error::<T>::BadFloor),
        }
        Ok(())
    }

    /// Whether an agent hired by `hired_by` has all the time it was promised before the deadline.
    pub(super) fn leaves_time(spec: &SpecOf<T>, hired_by: BlockNumber) -> bool {
        // Bidding is closed in the block after its last.
        let matched_by = hired_by.saturating_add(1);
        matched_by.saturating_add(T::StartWindow::get()).saturating_add(spec.max_duration) <= spec.deadline
    }

    /// Whether the agent, as it stands, may be hired for the task. For a part of something that has ended nobody is hired any more:
    /// nobody would answer for the money.
    pub(super) fn meets_requirements(agent: AgentId, profile: &Profile<T::AccountId>, spec: &SpecOf<T>) -> bool {
        Self::is_wanted(spec) && Self::is_able(agent, profile, spec)
    }

    /// Whether the task is part of nothing, or of something that is still worked on.
    pub(super) fn is_wanted(spec: &SpecOf<T>) -> bool {
        let is_worked_on = |whole| matches!(Tasks::<T>::get(whole).map(|whole| whole.phase), Some(Phase::Running { .. }));
        spec.parent.is_none_or(is_worked_on)
    }

    /// Whether the agent, as it stands, can do the task.
    fn is_able(agent: AgentId, profile: &Profile<T::AccountId>, spec: &SpecOf<T>) -> bool {
        spec.capabilities.is_subset(&profile.capabilities)
            && (profile.module.is_some() || !spec.verification.is_by_execution())
            && profile.stake >= spec.min_stake
            && T::Standings::standing(agent).score >= spec.min_reputation
    }

    /// Whether the one who pays for the work would do it, or the one who judges it. Who works on a whole must not take the money for
    /// its parts as well: that is spent even when the whole fails.
    pub(super) fn is_self_dealing(
        requester: &T::AccountId,
        spec: &SpecOf<T>,
        agent: AgentId,
        profile: &Profile<T::AccountId>,
    ) -> bool {
        let whole = spec.parent.and_then(Tasks::<T>::get);
        let works_on_whole = whole
            .as_ref()
            .and_then(|task| task.phase.assignment())
            .is_some_and(|whole| whole.agent == agent || profile.is_controlled_by(&whole.payee));
        let judges = matches!(&spec.verification, Verification::Evaluator(evaluator) if profile.is_controlled_by(evaluator));
        profile.owner == *requester || works_on_whole || judges
    }

    /// What a task takes up at most: its two records, its client key and a full book of bids.
    pub(crate) fn footprint() -> Footprint {
        let records = Footprint::from_mel::<(TaskOf<T>, PostingOf<T>, (T::AccountId, ClientKey, TaskId), Book)>();
        Footprint { count: 1, ..records }
    }
}
