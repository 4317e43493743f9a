//! What must hold at the end of every block.

use ainur_primitives::Balance;
use frame_support::{ensure, traits::fungible::hold::Inspect};
use sp_runtime::TryRuntimeError;

use crate::{
    types::Place, AgentPoints, Config, Era, Grants, HoldReason, Issued, Pallet, RequesterPoints, TopAgents, TopRequesters,
};

impl<T: Config> Pallet<T> {
    /// For each account, what is not free of its grants is exactly what is held, and never more than was issued. The leaderboards are
    /// sorted, name nobody twice, and say what the points say.
    pub fn check_state() -> Result<(), TryRuntimeError> {
        let mut all: Balance = 0;
        for (who, grants) in Grants::<T>::iter() {
            let sum = grants.iter().fold(0, |sum: Balance, grant| sum.saturating_add(grant.held()));
            ensure!(T::Currency::balance_on_hold(&HoldReason::Vesting.into(), &who) == sum, "grants differ from what is on hold");
            all = all.saturating_add(sum);
        }
        ensure!(all <= Issued::<T>::get(), "more is vesting than was issued");
        let era = Era::<T>::get();
        check_board(&TopAgents::<T>::get().0, |agent| AgentPoints::<T>::get(agent).in_era(era))?;
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
