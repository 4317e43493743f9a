//! What a fault costs, when, and who gets it.

use ainur_primitives::{AgentId, Balance, BlockNumber};
use ainur_support::{Fault, FaultReport, OnAgentRemoved, Stakes};
use frame_support::{
    ensure,
    storage::with_storage_layer,
    traits::{
        fungible::{
            hold::{Balanced as BalancedHold, Mutate},
            Balanced, Credit,
        },
        tokens::Precision,
        Get, Imbalance, OnUnbalanced,
    },
    weights::{Weight, WeightMeter},
};
use sp_runtime::{traits::BlockNumberProvider, DispatchError, DispatchResult, Permill};

use crate::{
    types::{Judgement, Proceeds, Slash, SlashId, State, Victim},
    Config, Cursor, Error, Event, FaultsOf, HoldReason, JailedUntil, NextSlashId, Pallet, Penalty, PresentEra, Slashes,
    WeightInfo,
};

impl<T: Config> ainur_support::Faults<T::AccountId> for Pallet<T> {
    fn report(report: FaultReport<T::AccountId>) {
        let FaultReport { agent, fault, task, price, victim, reporter } = report;
        if T::Stakes::owner(agent).is_none() {
            // Nobody is left to answer for it, and what is kept here would stay for ever.
            return;
        }
        let penalty = Self::penalty(fault);
        let (counts, count) = FaultsOf::<T>::get(agent).with(fault, Self::turn_of_era());
        FaultsOf::<T>::insert(agent, counts);
        Self::deposit_event(Event::FaultCounted { agent, fault, count });
        if count >= penalty.jail_after {
            Self::jail(agent);
        }
        let least = if fault == Fault::InvalidResult { price } else { 0 };
        let stake = T::Stakes::at_stake(agent);
        let amount = penalty.share.mul_floor(stake).max(least).min(stake);
        let victim = victim.map(|account| Victim { account, up_to: price });
        let from = Self::now().saturating_add(T::AppealWindow::get());
        let state = State::Pending { from };
        Self::open(Slash { agent, fault, task: Some(task), amount, victim, reporter, state });
    }
}

impl<T: Config> OnAgentRemoved for Pallet<T> {
    fn on_agent_removed(agent: AgentId) {
        FaultsOf::<T>::remove(agent);
        JailedUntil::<T>::remove(agent);
    }
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_apply(id: SlashId) -> DispatchResult {
        let slash = Self::known(id)?;
        ensure!(slash.state.is_due(Self::now()), Error::<T>::NotDue);
        if let State::Appealed { by, bond, .. } = &slash.state {
            // Governance said nothing: that costs nobody a bond.
            T::Currency::release(&HoldReason::AppealBond.into(), by, *bond, Precision::Exact)?;
        }
        Self::execute(id, slash);
        Ok(())
    }

    pub(crate) fn do_appeal(who: T::AccountId, id: SlashId) -> DispatchResult {
        let mut slash = Self::known(id)?;
        ensure!(T::Stakes::owner(slash.agent).as_ref() == Some(&who), Error::<T>::NotOwner);
        let State::Pending { from } = slash.state else { return Err(Error::<T>::AppealedBefore.into()) };
        ensure!(Self::now() < from, Error::<T>::TooLate);
        let bond = T::AppealBond::get();
        T::Currency::hold(&HoldReason::AppealBond.into(), &who, bond)?;
        let until = Self::now().saturating_add(T::CourtWindow::get());
        slash.state = State::Appealed { by: who.clone(), bond, until };
        Slashes::<T>::insert(id, slash);
        Self::deposit_event(Event::SlashAppealed { slash: id, by: who, bond, until });
        Ok(())
    }

    pub(crate) fn do_judge(id: SlashId, judgement: Judgement) -> DispatchResult {
        let slash = Self::known(id)?;
        let State::Appealed { by, bond, until } = slash.state.clone() else { return Err(Error::<T>::NotAppealed.into()) };
        ensure!(Self::now() <= until, Error::<T>::TooLate);
        match judgement {
            Judgement::Dropped => {
                T::Currency::release(&HoldReason::AppealBond.into(), &by, bond, Precision::Exact)?;
                T::Stakes::release_claim(slash.agent, slash.amount);
                Slashes::<T>::remove(id);
                Self::deposit_event(Event::SlashDropped { slash: id, agent: slash.agent });
            }
            Judgement::Upheld => {
                let (lost, _) = T::Currency::slash(&HoldReason::AppealBond.into(), &by, bond);
                Self::deposit_event(Event::AppealBondLost { slash: id, by, amount: lost.peek() });
                T::OnSlash::on_unbalanced(lost);
                Self::execute(id, slash);
            }
        }
        Ok(())
    }

    pub(crate) fn do_release(who: T::AccountId, agent: AgentId) -> DispatchResult {
        let owner = T::Stakes::owner(agent).ok_or(Error::<T>::UnknownAgent)?;
        ensure!(owner == who, Error::<T>::NotOwner);
        let until = JailedUntil::<T>::get(agent).ok_or(Error::<T>::NotJailed)?;
        ensure!(Self::now() >= until, Error::<T>::NotDue);
        JailedUntil::<T>::remove(agent);
        T::Stakes::leave_jail(agent);
        Self::deposit_event(Event::AgentReleased { agent });
        Ok(())
    }

    pub(crate) fn do_punish(agent: AgentId, share: Permill) -> DispatchResult {
        ensure!(T::Stakes::owner(agent).is_some(), Error::<T>::UnknownAgent);
        let amount = share.mul_floor(T::Stakes::at_stake(agent));
        let from = Self::now().saturating_add(T::AppealWindow::get());
        let state = State::Pending { from };
        Self::open(Slash { agent, fault: Fault::Malicious, task: None, amount, victim: None, reporter: None, state });
        Self::jail(agent);
        Ok(())
    }

    /// Applies what is due, in the order of the slashes, within the spare weight; returns the weight used. Appeals are passed over:
    /// whoever wants such a slash applied calls.
    pub(crate) fn apply_due(spare: Weight) -> Weight {
        let mut meter = WeightMeter::with_limit(spare);
        let (mut cursor, end) = (Cursor::<T>::get(), NextSlashId::<T>::get());
        while cursor < end && meter.try_consume(T::WeightInfo::apply()).is_ok() {
            match Slashes::<T>::get(cursor).map(|slash| slash.state) {
                Some(state @ State::Pending { .. }) if !state.is_due(Self::now()) => break,
                Some(State::Pending { .. }) => {
                    // One that fails leaves no trace, and can still be applied by a call.
                    let _applied = with_storage_layer(|| Self::do_apply(cursor));
                }
                Some(State::Appealed { .. }) | None => {}
            }
            cursor = cursor.saturating_add(1);
        }
        Cursor::<T>::put(cursor);
        meter.consumed()
    }

    /// Claims what is to be lost and puts the slash on record. Who has nothing to lose is spared the record.
    fn open(slash: Slash<T::AccountId>) {
        if slash.amount == 0 {
            return;
        }
        let id = NextSlashId::<T>::mutate(|next| core::mem::replace(next, next.saturating_add(1)));
        T::Stakes::claim(slash.agent, slash.amount);
        Slashes::<T>::insert(id, &slash);
        Self::deposit_event(Event::SlashOpened { slash: id, record: slash });
    }

    /// Takes the stake and divides it: a share to the reporter, then up to the price to the victim, the rest to the treasury, with
    /// whatever an account cannot receive.
    fn execute(id: SlashId, slash: Slash<T::AccountId>) {
        Slashes::<T>::remove(id);
        let taken = T::Stakes::take_claim(slash.agent, slash.amount);
        let share = slash.reporter.as_ref().map_or(0, |_| T::ReporterShare::get().mul_floor(taken.peek()));
        let (for_reporter, rest) = taken.split(share);
        let (account, up_to) = slash.victim.map_or((None, 0), |victim| (Some(victim.account), victim.up_to));
        let owed = up_to.min(rest.peek());
        let (for_victim, rest) = rest.split(owed);
        let (reporter, unclaimed) = Self::give(slash.reporter.as_ref(), for_reporter);
        let (victim, undeliverable) = Self::give(account.as_ref(), for_victim);
        let treasury = rest.merge(unclaimed).merge(undeliverable);
        let proceeds = Proceeds { reporter, victim, treasury: treasury.peek() };
        T::OnSlash::on_unbalanced(treasury);
        Self::deposit_event(Event::SlashApplied { slash: id, agent: slash.agent, proceeds });
    }

    /// Gives a part to an account; returns how much it received, and what it could not.
    fn give(who: Option<&T::AccountId>, part: Credit<T::AccountId, T::Currency>) -> (Balance, Credit<T::AccountId, T::Currency>) {
        let Some(who) = who else { return (0, part) };
        let amount = part.peek();
        match T::Currency::resolve(who, part) {
            Ok(()) => (amount, Credit::<T::AccountId, T::Currency>::zero()),
            Err(part) => (0, part),
        }
    }

    /// Puts an agent in jail. A term that has become shorter does not shorten one that the agent is serving.
    fn jail(agent: AgentId) {
        let until = Self::now().saturating_add(T::JailTerm::get()).max(JailedUntil::<T>::get(agent).unwrap_or(0));
        JailedUntil::<T>::insert(agent, until);
        T::Stakes::jail(agent);
        Self::deposit_event(Event::AgentJailed { agent, until });
    }

    fn penalty(fault: Fault) -> Penalty {
        match fault {
            Fault::NoShow => T::NoShow::get(),
            Fault::Timeout => T::Timeout::get(),
            Fault::InvalidResult => T::InvalidResult::get(),
            Fault::DisputeLost => T::DisputeLost::get(),
            Fault::Malicious => Penalty { share: Permill::one(), jail_after: 1 },
        }
    }

    fn known(id: SlashId) -> Result<Slash<T::AccountId>, DispatchError> {
        Slashes::<T>::get(id).ok_or_else(|| Error::<T>::UnknownSlash.into())
    }

    /// Turns the era when it is over; returns the number of the present one.
    fn turn_of_era() -> u32 {
        PresentEra::<T>::mutate(|era| {
            *era = era.at(Self::now(), T::EraLength::get());
            era.number
        })
    }

    fn now() -> BlockNumber {
        T::BlockNumberProvider::current_block_number()
    }
}
