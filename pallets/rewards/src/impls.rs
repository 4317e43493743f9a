//! How points are earned, divided, and turned into money.

use ainur_primitives::{AgentId, Balance, BlockNumber, Outcome};
use ainur_support::{Agents, RecordOutcome};
use frame_support::{
    ensure,
    storage::with_storage_layer,
    traits::{
        fungible::{hold::Mutate, Balanced},
        tokens::Precision,
        Get,
    },
    weights::Weight,
};
use sp_runtime::{
    helpers_128bit::multiply_by_rational_with_rounding, traits::BlockNumberProvider, ArithmeticError, DispatchError,
    DispatchResult, Rounding,
};

use crate::{
    types::{Grant, Leaderboard, Points},
    AgentPoints, Config, Era, Error, Event, Grants, HoldReason, Issued, Pallet, RequesterPoints, TopAgents, TopRequesters,
    WeightInfo,
};

impl<T: Config> RecordOutcome<T::AccountId> for Pallet<T> {
    fn record(agent: AgentId, requester: &T::AccountId, outcome: Outcome) {
        match outcome {
            Outcome::Completed { value, duration, promised, .. } => {
                let era = Era::<T>::get();
                let earned = points(value, duration, promised);
                let total = AgentPoints::<T>::get(agent).in_era(era).saturating_add(earned);
                AgentPoints::<T>::insert(agent, Points { era, points: total });
                TopAgents::<T>::mutate(|board| board.note(agent, total));
                let total = RequesterPoints::<T>::get(requester).in_era(era).saturating_add(value);
                RequesterPoints::<T>::insert(requester, Points { era, points: total });
                TopRequesters::<T>::mutate(|board| board.note(requester.clone(), total));
            }
            // Who delivers something wrong has no part in this era.
            Outcome::Rejected => {
                AgentPoints::<T>::remove(agent);
                TopAgents::<T>::mutate(|board| board.note(agent, 0));
            }
            Outcome::Failed => {}
        }
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
        let now = Self::now();
        let mut amount: Balance = 0;
        Grants::<T>::mutate_exists(&who, |grants| {
            let Some(list) = grants.as_mut() else { return };
            for grant in list.iter_mut() {
                let free = grant.releasable(now);
                grant.released = grant.released.saturating_add(free);
                amount = amount.saturating_add(free);
            }
            list.retain(|grant| grant.held() > 0);
            if list.is_empty() {
                *grants = None;
            }
        });
        ensure!(amount > 0, Error::<T>::NothingVested);
        T::Currency::release(&HoldReason::Vesting.into(), &who, amount, Precision::Exact)?;
        Self::deposit_event(Event::Claimed { who, amount });
        Ok(())
    }

    pub(crate) fn releasable(who: &T::AccountId) -> Balance {
        let now = Self::now();
        Grants::<T>::get(who).iter().fold(0, |sum: Balance, grant| sum.saturating_add(grant.releasable(now)))
    }

    /// Ends an era whose time is over, and rewards its best agents; returns the weight used. Eras in which nothing happened are
    /// passed over at once.
    pub(crate) fn turn_of_era() -> Weight {
        let present = Self::now().checked_div(T::EraLength::get()).unwrap_or(0);
        let era = Era::<T>::get();
        if present == era {
            return T::WeightInfo::turn_of_era(0);
        }
        Era::<T>::put(present);
        let Leaderboard(places) = TopAgents::<T>::take();
        TopRequesters::<T>::kill();
        let sum = places.iter().fold(0, |sum: Balance, place| sum.saturating_add(place.points));
        let pot = T::EraReward::get().min(T::RewardRate::get().mul_floor(sum));
        let (mut issued, mut agents) = (0, 0u32);
        for place in &places {
            let amount = multiply_by_rational_with_rounding(pot, place.points, sum, Rounding::Down).unwrap_or(0);
            // One that cannot be paid, because its agent is gone, is not issued.
            if with_storage_layer(|| Self::reward(era, place.who, amount)).is_ok() {
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
        Grants::<T>::mutate(&owner, |grants| Self::add(grants, Grant { amount, released: 0, start, end }));
        Self::deposit_event(Event::Rewarded { era, agent, owner, amount, end });
        Ok(())
    }

    /// Adds a grant; without room it becomes one with the latest, whose rest is then free as late as the new one.
    fn add(grants: &mut frame_support::BoundedVec<Grant, frame_support::traits::ConstU32<{ crate::MAX_GRANTS }>>, grant: Grant) {
        if grants.try_push(grant).is_err() {
            if let Some(last) = grants.last_mut() {
                *last = Grant { amount: last.held().saturating_add(grant.amount), released: 0, ..grant };
            }
        }
    }

    fn now() -> BlockNumber {
        T::BlockNumberProvider::current_block_number()
    }
}
