//! How points are earned, divided, and turned into money.

use ainur_primitives::{AgentId, Balance, BlockNumber, Outcome};
use ainur_support::{Agents, Ending, OnAgentRemoved, RecordOutcome};
use alloc::collections::BTreeMap;
use codec::FullCodec;
use frame_support::{
    ensure,
    storage::{with_storage_layer, StorageMap, StorageValue},
    traits::{
        fungible::{hold::Mutate, Balanced},
        tokens::Precision,
        ConstU32, Get,
    },
    weights::{Weight, WeightMeter},
    BoundedVec,
};
use sp_runtime::{
    helpers_128bit::multiply_by_rational_with_rounding, traits::BlockNumberProvider, ArithmeticError, DispatchError,
    DispatchResult, Rounding,
};

use crate::{
    types::{merge_nearest, Grant, Leaderboard, Points, Sweep},
    AgentPoints, Config, Era, EraStarted, Error, Event, Grants, HoldReason, Issued, Pallet, RequesterPoints, Sweeping, TopAgents,
    TopRequesters, WeightInfo, MAX_GRANTS, MAX_PLACES, MAX_SWEPT,
};

/// What becomes free for one account.
type GrantsOf = BoundedVec<Grant, ConstU32<MAX_GRANTS>>;

impl<T: Config> RecordOutcome<T::AccountId> for Pallet<T> {
    fn record_all(endings: &[Ending<T::AccountId>]) {
        let of_agents = endings.iter().filter_map(|Ending { agent, outcome, .. }| match *outcome {
            Outcome::Completed { value, duration, promised, .. } => {
                // What is kept about an agent that is gone would stay for ever.
                T::Agents::exists(*agent).then(|| (*agent, Gain::Earned(points(value, duration, promised))))
            }
            // Who delivers something wrong has no part in this era.
            Outcome::Rejected => Some((*agent, Gain::Forfeited)),
            Outcome::Failed => None,
        });
        let of_requesters = endings.iter().filter_map(|Ending { requester, outcome, .. }| match *outcome {
            Outcome::Completed { value, .. } => Some((requester.clone(), Gain::Earned(value))),
            Outcome::Rejected | Outcome::Failed => None,
        });
        count::<_, AgentPoints<T>, TopAgents<T>>(Era::<T>::get(), of_agents);
        count::<_, RequesterPoints<T>, TopRequesters<T>>(Era::<T>::get(), of_requesters);
    }
}

/// What becomes of somebody's points.
enum Gain {
    /// So many more.
    Earned(Balance),
    /// None are left.
    Forfeited,
}

/// Counts what many gained, in this order, in an era. Each entry, and the leaderboard, is read and written once.
fn count<Who, OfEach, Top>(era: u32, gains: impl Iterator<Item = (Who, Gain)>)
where
    Who: Ord + Clone + FullCodec,
    OfEach: StorageMap<Who, Points, Query = Points>,
    Top: StorageValue<Leaderboard<Who, ConstU32<MAX_PLACES>>, Query = Leaderboard<Who, ConstU32<MAX_PLACES>>>,
{
    let mut gains = gains.peekable();
    if gains.peek().is_none() {
        return;
    }
    let mut totals = BTreeMap::<Who, Balance>::new();
    Top::mutate(|board| {
        for (who, gain) in gains {
            let total = totals.entry(who.clone()).or_insert_with(|| OfEach::get(&who).in_era(era));
            *total = match gain {
                Gain::Earned(points) => total.saturating_add(points),
                Gain::Forfeited => 0,
            };
            board.note(who, *total);
        }
    });
    for (who, points) in totals {
        if points > 0 {
            OfEach::insert(who, Points { era, points });
        } else {
            OfEach::remove(who);
        }
    }
}

/// Its place on the leaderboard may stay until the era turns; nothing is issued for it then.
impl<T: Config> OnAgentRemoved for Pallet<T> {
    fn on_agent_removed(agent: AgentId) {
        AgentPoints::<T>::remove(agent);
    }
}

/// The value delivered, in plancks; half of it when it took longer than promised.
fn points(value: Balance, duration: BlockNumber, promised: BlockNumber) -> Balance {
    if duration <= promised {
        value
    } else {
        value / 2
    }
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_claim(who: T::AccountId) -> DispatchResult {
        Grants::<T>::try_mutate_exists(&who, |grants| {
            let list = grants.as_mut().ok_or(Error::<T>::NothingVested)?;
            ensure!(Self::free(&who, list)? > 0, Error::<T>::NothingVested);
            if list.is_empty() {
                *grants = None;
            }
            Ok(())
        })
    }

    /// Releases what time has freed of somebody's grants; returns how much that is, in plancks.
    fn free(who: &T::AccountId, grants: &mut GrantsOf) -> Result<Balance, DispatchError> {
        let now = Self::now();
        let mut amount: Balance = 0;
        for grant in grants.iter_mut() {
            let free = grant.releasable(now);
            grant.released = grant.released.saturating_add(free);
            amount = amount.saturating_add(free);
        }
        grants.retain(|grant| grant.held() > 0);
        if amount > 0 {
            T::Currency::release(&HoldReason::Vesting.into(), who, amount, Precision::Exact)?;
            Self::deposit_event(Event::Claimed { who: who.clone(), amount });
        }
        Ok(amount)
    }

    pub(crate) fn releasable(who: &T::AccountId) -> Balance {
        let now = Self::now();
        Grants::<T>::get(who).iter().fold(0, |sum: Balance, grant| sum.saturating_add(grant.releasable(now)))
    }

    /// Ends an era whose time is over, and rewards its best agents; returns the weight used. However long it has been over, one era
    /// ends and the next begins.
    pub(crate) fn turn_of_era() -> Weight {
        let now = Self::now();
        if now.saturating_sub(EraStarted::<T>::get()) < T::EraLength::get().max(1) {
            return T::WeightInfo::turn_of_era(0);
        }
        let era = Era::<T>::get();
        let next = era.saturating_add(1);
        Era::<T>::put(next);
        EraStarted::<T>::put(now);
        // A sweep that is not through goes on, and is followed by another.
        if !Sweeping::<T>::exists() {
            Sweeping::<T>::put(Sweep { era: next, last: None });
        }
        let Leaderboard(places) = TopAgents::<T>::take();
        TopRequesters::<T>::kill();
        let sum = places.iter().fold(0, |sum: Balance, place| sum.saturating_add(place.points));
        let pot = T::EraReward::get().min(T::RewardRate::get().mul_floor(sum));
        let (mut issued, mut agents) = (0, 0u32);
        for place in &places {
            let amount = multiply_by_rational_with_rounding(pot, place.points, sum, Rounding::Down).unwrap_or(0);
            // One that cannot be paid, because its agent is gone, is not issued. One of nothing would take a grant's place.
            if amount > 0 && with_storage_layer(|| Self::reward(era, place.who, amount)).is_ok() {
                issued = amount.saturating_add(issued);
                agents = agents.saturating_add(1);
            }
        }
        Issued::<T>::mutate(|total| *total = total.saturating_add(issued));
        Self::deposit_event(Event::EraRewarded { era, agents, issued });
        T::WeightInfo::turn_of_era(places.len() as u32)
    }

    fn reward(era: u32, agent: AgentId, amount: Balance) -> Result<(), DispatchError> {
        let owner = T::Agents::profile(agent).ok_or(DispatchError::CannotLookup)?.owner;
        let start = Self::now();
        let end = start.checked_add(T::VestingPeriod::get()).ok_or(ArithmeticError::Overflow)?;
        T::Currency::resolve(&owner, T::Currency::issue(amount)).map_err(|_| DispatchError::CannotLookup)?;
        T::Currency::hold(&HoldReason::Vesting.into(), &owner, amount)?;
        Grants::<T>::try_mutate(&owner, |grants| Self::add(&owner, grants, Grant { amount, released: 0, start, end }))?;
        Self::deposit_event(Event::Rewarded { era, agent, owner, amount, end });
        Ok(())
    }

    /// Adds a grant. Without room, what is free is released, and if that makes none, the two that end nearest to each other become
    /// one that is never behind what both promised.
    fn add(who: &T::AccountId, grants: &mut GrantsOf, grant: Grant) -> Result<(), DispatchError> {
        if grants.is_full() {
            Self::free(who, grants)?;
        }
        let mut all = core::mem::take(grants).into_inner();
        all.push(grant);
        if all.len() > MAX_GRANTS as usize {
            merge_nearest(&mut all, Self::now());
        }
        *grants = all.try_into().map_err(|_| ArithmeticError::Overflow)?;
        Ok(())
    }

    /// Looks at some requesters, as many as `spare` weight allows, and removes points of eras past; returns the weight used.
    pub(crate) fn sweep(spare: Weight) -> Weight {
        let mut meter = WeightMeter::with_limit(spare);
        let fits = |meter: &WeightMeter, count: &u32| meter.can_consume(T::WeightInfo::sweep(*count));
        let Some(most) = (1..=MAX_SWEPT).rev().find(|count| fits(&meter, count)) else { return Weight::zero() };
        let Some(Sweep { era, last }) = Sweeping::<T>::get() else {
            meter.consume(T::WeightInfo::sweep(0));
            return meter.consumed();
        };
        let present = Era::<T>::get();
        let rest = match &last {
            Some(last) => RequesterPoints::<T>::iter_from(RequesterPoints::<T>::hashed_key_for(last)),
            None => RequesterPoints::<T>::iter(),
        };
        let (mut last, mut seen) = (last, 0u32);
        for (who, points) in rest.take(most as usize) {
            if points.era < present {
                RequesterPoints::<T>::remove(&who);
            }
            last = Some(who);
            seen = seen.saturating_add(1);
        }
        let goes_on = match seen {
            seen if seen == most => Some(Sweep { era, last }),
            // Behind this sweep others may have become old.
            _ if era < present => Some(Sweep { era: present, last: None }),
            _ => None,
        };
        Sweeping::<T>::set(goes_on);
        meter.consume(T::WeightInfo::sweep(seen));
        meter.consumed()
    }

    fn now() -> BlockNumber {
        T::BlockNumberProvider::current_block_number()
    }
}
