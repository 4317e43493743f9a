//! What an upgrade does to the state that it finds.
//!
//! A migration is one of two kinds:
//!
//! - **at once**, in the first block of the new runtime, before anything reads the state: for what is small and known to stay so.
//!   Whoever runs longer than a block stops the chain, so nothing may be iterated of which there can be many;
//! - **in steps**, over as many blocks as it takes, for everything else. Meanwhile blocks hold inherents only, hooks that begin a
//!   block go on, and transactions wait in the pool. One that fails leads into safe mode ([`crate::configs`]'s `safety`).
//!   All of them together take at most [`MOST_BLOCKS`].
//!
//! Each finds out by itself whether it has run, so that it runs once wherever a chain stands, and may skip releases: by the storage
//! version that it starts from (`frame_support::migrations::VersionedMigration`); by its name (`SteppedMigration::id`); or, where what it
//! writes is new and nothing is written otherwise, by the number of the last runtime and by finding nothing ([`FoundValidators`]). It
//! stays here as long as a chain could still be behind it.
//!
//! # What 101 does not translate
//!
//! In [`pallet_escrow::Lock`], `parts` counts the records that came out of a lock; in 100 it counted those of them that had not ended. No
//! chain whose money is worth anything ran 100, which is kept as the blob that upgrades are tested from, so nothing counts them anew.
//! Wrong it would be for a family of four generations that is open across the upgrade: a task A, its part B, B's part C, which has ended
//! under 100, and C's part D, which has not. B's record does not count C, and goes before those of all its parts. What comes back of D, or
//! of another part of B, finds no way past B then: it is free for whoever paid for A, instead of locked for A again, and whoever works on
//! A gets that much less. Nothing is lost or made. In families of three generations it goes where it should, but in these too `check_state`
//! of the escrow finds a lock with another number of parts.

#[cfg(test)]
mod tests;

use frame_support::{
    storage::with_storage_layer,
    traits::{
        fungible::Inspect,
        tokens::{Fortitude, Preservation},
        OnRuntimeUpgrade,
    },
    weights::Weight,
};

use crate::{params::VALIDATOR_BOND, *};

/// What is translated in the first block of the new runtime, in order.
pub type AtOnce = (FoundValidators,);

/// What is translated over as many blocks as it takes, in order. New ones come last.
pub type InSteps = ();

/// Most blocks that all of [`InSteps`] may take; each has to say how many it takes (`max_steps`), and fails when it takes more.
///
/// Nobody can deliver, object or vote meanwhile, and the market's windows, counted in blocks, run on. So it is less than the windows in
/// which silence is punished are, unless governance shortens them: to a block or two, which their ranges allow ([`crate::params`]).
pub const MOST_BLOCKS: BlockNumber = crate::time::MINUTES;

/// From 100 to 101: until then the validators of genesis served for ever; now [`pallet_validators`] says who serves. They go on as its
/// invulnerables, each with the usual bond, or with half of what it has.
pub struct FoundValidators;

impl OnRuntimeUpgrade for FoundValidators {
    fn on_runtime_upgrade() -> Weight {
        let weigh = |reads, writes| <Runtime as frame_system::Config>::DbWeight::get().reads_writes(reads, writes);
        let last = frame_system::LastRuntimeUpgrade::<Runtime>::get().map_or(0, |last| last.spec_version.0);
        if last > 100 || pallet_validators::Members::<Runtime>::iter_keys().next().is_some() {
            return weigh(2, 0);
        }
        // At most as many as may author.
        Session::validators().into_iter().fold(weigh(3, 0), |weight, who| {
            let spare = Balances::reducible_balance(&who, Preservation::Protect, Fortitude::Polite);
            // There may be more than can be vouched for; whoever is left out can join. Where nobody is, the session keeps whom it has.
            let _left_out = with_storage_layer(|| Validators::found(&who, VALIDATOR_BOND.min(spare / 2)));
            weight.saturating_add(weigh(5, 5))
        })
    }
}
