//! Bids that everybody can see, and who wins.

use alloc::vec::Vec;
use core::cmp::Reverse;

use ainur_primitives::{AgentId, Balance, BlockNumber, Offer, Score, TaskId};
use ainur_support::{Agents, Profile, Standings};
use frame_support::{ensure, traits::Get};
use sp_runtime::{DispatchError, DispatchResult};

use super::sealed::Unshown;
use crate::{
    types::{Assignment, Auction, Award, Bid, CancelReason, Hiring, Phase, Pricing},
    Bids, Config, Error, Event, Pallet, SpecOf, TaskOf,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_bid(who: T::AccountId, id: TaskId, agent: AgentId, price: Balance, duration: BlockNumber) -> DispatchResult {
        let (task, closes_at) = Self::in_bidding(id)?;
        let spec = Self::spec_of(id)?;
        let profile = Self::fit_to_bid(&who, &task, &spec, agent)?;
        ensure!((1..=spec.budget).contains(&price), Error::<T>::BadPrice);
        ensure!((1..=spec.max_duration).contains(&duration), Error::<T>::BadDuration);
        match spec.hiring {
            Hiring::Auction { rules: Auction::Open { .. }, .. } => {
                Self::enter(id, &spec, Bid { agent, price, duration, placed_at: Self::now(), module: profile.module })?;
                Self::deposit_event(Event::BidPlaced { task: id, agent, price, duration });
                Ok(())
            }
            Hiring::Auction { rules: Auction::Dutch { .. }, .. } => {
                let offered = spec.price_offered(Self::now(), closes_at).ok_or(Error::<T>::WrongPhase)?;
                ensure!(offered >= price, Error::<T>::PriceNotReached);
                Self::hire(id, task, Self::agreement(agent, profile, &spec, offered, duration))
            }
            Hiring::Auction { rules: Auction::Sealed { .. }, .. } => Err(Error::<T>::BidsAreSealed.into()),
            Hiring::Direct { .. } => Err(Error::<T>::WrongPhase.into()),
        }
    }

    pub(crate) fn do_withdraw_bid(who: T::AccountId, id: TaskId, agent: AgentId) -> DispatchResult {
        let (task, _) = Self::in_bidding(id)?;
        Self::controlled(agent, &who)?;
        ensure!(matches!(task.phase, Phase::Bidding { commits_until: None, .. }), Error::<T>::BidsAreSealed);
        Bids::<T>::try_mutate(id, |book| {
            let at = book.iter().position(|bid| bid.agent == agent).ok_or(Error::<T>::NoBid)?;
            // Others may have been turned away because of it.
            ensure!(!book.is_full(), Error::<T>::BookFull);
            book.remove(at);
            Self::deposit_event(Event::BidWithdrawn { task: id, agent });
            Ok(())
        })
    }

    pub(crate) fn do_award(who: T::AccountId, id: TaskId, agent: AgentId) -> DispatchResult {
        ensure!(Self::known(id)?.requester == who, Error::<T>::NotRequester);
        let (task, _) = Self::in_bidding(id)?;
        let spec = Self::spec_of(id)?;
        ensure!(matches!(spec.hiring, Hiring::Auction { award: Award::ByHand, .. }), Error::<T>::AwardedByScore);
        ensure!(!Self::is_sealed(&task), Error::<T>::StillSealed);
        let bid = Bids::<T>::get(id).into_iter().find(|bid| bid.agent == agent).ok_or(Error::<T>::NoBid)?;
        let (profile, free_places) = T::Agents::candidate(agent).ok_or(Error::<T>::UnknownAgent)?;
        ensure!(Self::meets_requirements(agent, &profile, &spec), Error::<T>::RequirementsNotMet);
        ensure!(profile.module == bid.module, Error::<T>::ModuleChanged);
        ensure!(free_places > 0, Error::<T>::NoFreePlace);
        // Whoever has not shown its bid yet still had time to.
        Self::clear_books(id, Unshown::IsExcused)?;
        Self::hire(id, task, Self::agreement(agent, profile, &spec, bid.price, bid.duration))
    }

    pub(crate) fn do_close_bidding(matcher: Option<T::AccountId>, id: TaskId) -> DispatchResult {
        let task = Self::known(id)?;
        let Phase::Bidding { closes_at, .. } = task.phase else { return Err(Error::<T>::WrongPhase.into()) };
        ensure!(Self::now() > closes_at, Error::<T>::NotDue);
        Self::hire_best(matcher, id, task)
    }

    /// Hires the best bidder that still qualifies; without one, the task ends.
    pub(super) fn hire_best(matcher: Option<T::AccountId>, id: TaskId, task: TaskOf<T>) -> DispatchResult {
        let spec = Self::spec_of(id)?;
        let mut ranked = Self::ranked_bids(id, &spec).into_iter();
        Self::clear_books(id, Unshown::IsForfeited)?;
        while let Some((score, bid)) = ranked.next() {
            let Some(profile) = T::Agents::profile(bid.agent) else { continue };
            let runner_up = ranked.as_slice().first().map(|(_, runner_up)| *runner_up);
            let price = Self::price_due(&spec, &bid, runner_up);
            let assignment =
                Assignment { matcher: matcher.clone(), ..Self::agreement(bid.agent, profile, &spec, price, bid.duration) };
            if T::Agents::engage(bid.agent, assignment.cover).is_ok() {
                Self::assign(id, task, assignment, Some(score));
                return Ok(());
            }
        }
        Self::end_unpaid(id, task, CancelReason::NoBids)
    }

    /// What the winner is paid by the rules of the auction.
    fn price_due(spec: &SpecOf<T>, bid: &Bid, runner_up: Option<Bid>) -> Balance {
        match (&spec.hiring, spec.terms()) {
            (
                Hiring::Auction {
                    rules: Auction::Open { pricing: Pricing::Second } | Auction::Sealed { pricing: Pricing::Second, .. },
                    ..
                },
                Some(terms),
            ) => terms.second_price(&Self::offer(bid), runner_up.map(|bid| Self::offer(&bid)).as_ref()),
            _ => bid.price,
        }
    }

    /// What is agreed with an agent that is hired.
    pub(super) fn agreement(
        agent: AgentId,
        profile: Profile<T::AccountId>,
        spec: &SpecOf<T>,
        price: Balance,
        duration: BlockNumber,
    ) -> Assignment<T::AccountId> {
        let cover = price.max(spec.min_stake);
        Assignment { agent, price, duration, payee: profile.owner, matcher: None, module: profile.module, cover }
    }

    /// Hires an agent that was chosen by no score.
    pub(super) fn hire(id: TaskId, task: TaskOf<T>, assignment: Assignment<T::AccountId>) -> DispatchResult {
        T::Agents::engage(assignment.agent, assignment.cover)?;
        Self::assign(id, task, assignment, None);
        Ok(())
    }

    /// Notes who was hired; the agent's place is taken already.
    fn assign(id: TaskId, task: TaskOf<T>, assignment: Assignment<T::AccountId>, score: Option<Score>) {
        let start_by = Self::now().saturating_add(T::StartWindow::get());
        Self::advance(id, task, Phase::Matched { assignment: assignment.clone(), start_by });
        Self::deposit_event(Event::Matched { task: id, assignment, score, start_by });
    }

    /// The bids of agents that qualify now and have the time they ask for, best first, by the rule of `ainur_primitives::winner`.
    pub(crate) fn ranked_bids(id: TaskId, spec: &SpecOf<T>) -> Vec<(Score, Bid)> {
        let Some(measure) = spec.terms().map(|terms| terms.measure()) else { return Vec::new() };
        let start_by = Self::now().saturating_add(T::StartWindow::get());
        let qualifies = |bid: &Bid| {
            let is_able = |(profile, free_places): (Profile<T::AccountId>, u16)| {
                free_places > 0 && profile.module == bid.module && Self::meets_requirements(bid.agent, &profile, spec)
            };
            start_by.saturating_add(bid.duration) <= spec.deadline && T::Agents::candidate(bid.agent).is_some_and(is_able)
        };
        let mut ranked: Vec<(Score, Bid)> =
            Bids::<T>::get(id).into_iter().filter(qualifies).map(|bid| (measure.score(&Self::offer(&bid)), bid)).collect();
        ranked.sort_by_key(|(score, bid)| (Reverse(*score), bid.placed_at, bid.agent));
        ranked
    }

    /// A task that takes bids at this moment, and up to when.
    pub(super) fn in_bidding(id: TaskId) -> Result<(TaskOf<T>, BlockNumber), DispatchError> {
        let task = Self::known(id)?;
        let Phase::Bidding { closes_at, .. } = task.phase else { return Err(Error::<T>::WrongPhase.into()) };
        ensure!(Self::now() <= closes_at, Error::<T>::TooLate);
        Ok((task, closes_at))
    }

    /// The agent, if `who` may speak for it and it may work on the task.
    pub(super) fn fit_to_bid(
        who: &T::AccountId,
        task: &TaskOf<T>,
        spec: &SpecOf<T>,
        agent: AgentId,
    ) -> Result<Profile<T::AccountId>, DispatchError> {
        let (profile, free_places) = Self::controlled_candidate(agent, who)?;
        ensure!(!Self::is_self_dealing(&task.requester, spec, agent, &profile), Error::<T>::SelfDealing);
        ensure!(task.let_down_by != Some(agent), Error::<T>::LetDownBefore);
        ensure!(Self::meets_requirements(agent, &profile, spec), Error::<T>::RequirementsNotMet);
        ensure!(free_places > 0, Error::<T>::NoFreePlace);
        Ok(profile)
    }

    /// Puts a bid into the book in place of the agent's last one. A full book gives up its worst bid for a better one; nobody's bid
    /// becomes worse in it, for others may have been turned away because of it.
    pub(super) fn enter(id: TaskId, spec: &SpecOf<T>, bid: Bid) -> DispatchResult {
        let measure = spec.terms().ok_or(Error::<T>::WrongPhase)?.measure();
        let rank = |bid: &Bid| measure.rank(&Self::offer(bid));
        Bids::<T>::try_mutate(id, |book| {
            let was_full = book.is_full();
            if let Some(at) = book.iter().position(|standing| standing.agent == bid.agent) {
                let before = book.remove(at);
                ensure!(!was_full || rank(&bid).0 >= rank(&before).0, Error::<T>::BookFull);
            }
            if book.is_full() {
                let worst = book.iter().min_by_key(|standing| rank(standing)).map(|standing| (rank(standing), standing.agent));
                let Some((worst_rank, evicted)) = worst else { return Err(Error::<T>::BookFull.into()) };
                ensure!(rank(&bid) > worst_rank, Error::<T>::BookFull);
                book.retain(|standing| standing.agent != evicted);
                Self::deposit_event(Event::BidEvicted { task: id, agent: evicted });
            }
            book.try_push(bid).map_err(|_| Error::<T>::BookFull.into())
        })
    }

    fn offer(bid: &Bid) -> Offer {
        let Bid { agent, price, duration, placed_at, .. } = *bid;
        Offer { agent, price, duration, placed_at, standing: T::Standings::standing(agent) }
    }
}
