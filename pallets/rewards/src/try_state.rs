//! What must hold at the end of every block.

use ainur_primitives::Balance;
use ainur_support::Agents;
use frame_support::{ensure, traits::fungible::hold::Inspect};
use sp_runtime::{traits::BlockNumberProvider, TryRuntimeError};

use crate::{
    types::Place, AgentPoints, Config, Era, EraStarted, Grants, HoldReason, Issued, Pallet, RequesterPoints, Sweeping, TopAgents,
    TopRequesters,
};

impl<T: Config> Pallet<T> {
    /// For each account, what is not free of its grants is exactly what is held, and never more than was issued; no grant is empty.
    /// The leaderboards are sorted, name nobody twice, and say what the points say, but for agents that are gone, of which no points
    /// are kept. The present era has begun, nobody has points of a later one, and where a requester has points of an earlier one,
    /// they are being looked for.
    pub fn check_state() -> Result<(), TryRuntimeError> {
        let mut all: Balance = 0;
        for (who, grants) in Grants::<T>::iter() {
            let sum = grants.iter().fold(0, |sum: Balance, grant| sum.saturating_add(grant.held()));
            ensure!(!grants.is_empty() && grants.iter().all(|grant| grant.held() > 0), "a grant is empty");
            ensure!(T::Currency::balance_on_hold(&HoldReason::Vesting.into(), &who) == sum, "grants differ from what is on hold");
            all = all.saturating_add(sum);
        }
        ensure!(all <= Issued::<T>::get(), "more is vesting than was issued");
        let era = Era::<T>::get();
        ensure!(EraStarted::<T>::get() <= T::BlockNumberProvider::current_block_number(), "the present era has not begun");
        ensure!(AgentPoints::<T>::iter_values().all(|points| points.era <= era), "an agent has points of an era to come");
        ensure!(RequesterPoints::<T>::iter_values().all(|points| points.era <= era), "a requester has points of an era to come");
        let old = RequesterPoints::<T>::iter_values().any(|points| points.era < era);
        ensure!(!old || Sweeping::<T>::exists(), "nobody looks for the points of eras past");
        let is_gone = |agent: &_| T::Agents::profile(*agent).is_none();
        ensure!(!AgentPoints::<T>::iter_keys().any(|agent| is_gone(&agent)), "an agent that is gone has points");
        let places = TopAgents::<T>::get().0;
        let said = |agent: &_| places.iter().find(|place| place.who == *agent).map_or(0, |place| place.points);
        check_board(&places, |agent| if is_gone(agent) { said(agent) } else { AgentPoints::<T>::get(agent).in_era(era) })?;
        check_board(&TopRequesters::<T>::get().0, |who| RequesterPoints::<T>::get(who).in_era(era))
    }
}

fn check_board<Who: PartialEq>(board: &[Place<Who>], points: impl Fn(&Who) -> Balance) -> Result<(), TryRuntimeError> {
    ensure!(board.is_sorted_by(|a, b| a.points >= b.points), "a leaderboard is not sorted");
    for place in board {
        ensure!(board.iter().filter(|other| other.who == place.who).count() == 1, "somebody stands twice on a leaderboard");
        ensure!(points(&place.who) == place.points, "a leaderboard says something else than the points");
    }
    Ok(())
}
