//! Payments that were agreed to and not yet made.

use ainur_primitives::Balance;
use alloc::collections::BTreeMap;

/// What leaves the holds of payers, and who gets it: one entry for each account, however many payments it is part of. What nobody
/// gets is the fee.
pub struct Payments<AccountId> {
    payers: BTreeMap<AccountId, Purse>,
    parts: BTreeMap<AccountId, Balance>,
}

/// What is held of a payer.
struct Purse {
    /// All that no payment has taken, in plancks.
    held: Balance,
    /// What payments have taken, in plancks.
    taken: Balance,
}

impl<AccountId> Default for Payments<AccountId> {
    fn default() -> Self {
        Self { payers: BTreeMap::new(), parts: BTreeMap::new() }
    }
}

impl<AccountId: Ord + Clone> Payments<AccountId> {
    /// How much of what is held of the payer no payment has taken, in plancks; `held` looks up how much that is before any.
    pub(crate) fn held(&mut self, payer: &AccountId, held: impl FnOnce() -> Balance) -> Balance {
        if let Some(purse) = self.payers.get(payer) {
            return purse.held;
        }
        let held = held();
        self.payers.insert(payer.clone(), Purse { held, taken: 0 });
        held
    }

    /// Takes no more than what is held of a payer.
    pub(crate) fn take(&mut self, payer: &AccountId, amount: Balance) {
        if let Some(purse) = self.payers.get_mut(payer) {
            purse.held = purse.held.saturating_sub(amount);
            purse.taken = purse.taken.saturating_add(amount);
        }
    }

    /// Whether somebody gets anything, and so can receive more.
    pub(crate) fn gets(&self, who: &AccountId) -> bool {
        self.parts.contains_key(who)
    }

    /// Gives somebody a part of what is taken.
    pub(crate) fn give(&mut self, who: &AccountId, amount: Balance) {
        if amount > 0 {
            let part = self.parts.entry(who.clone()).or_default();
            *part = part.saturating_add(amount);
        }
    }

    /// What is taken of whom, and who gets how much of it, in plancks; nothing of it is zero.
    pub(crate) fn sums(self) -> (impl Iterator<Item = (AccountId, Balance)>, impl Iterator<Item = (AccountId, Balance)>) {
        let taken = self.payers.into_iter().map(|(payer, purse)| (payer, purse.taken)).filter(|(_, taken)| *taken > 0);
        (taken, self.parts.into_iter())
    }
}
