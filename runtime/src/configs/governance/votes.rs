//! With what one may vote: with all that one has, but for the budgets of one's tasks.
//!
//! A budget can leave while a vote stands, to an agent of the same owner, and could vote there again. So it does not vote at all; and
//! the escrow takes nothing into a budget that has voted ([`pallet_escrow::Config::Frozen`]).

use frame_support::traits::{
    fungible::{self, InspectHold},
    tokens::{DepositConsequence, Fortitude, Preservation, Provenance, WithdrawConsequence},
    BalanceStatus, Currency, ExistenceRequirement, LockIdentifier, LockableCurrency, ReservableCurrency, SignedImbalance,
    WithdrawReasons,
};
use sp_runtime::{traits::Convert, DispatchError, DispatchResult};

use crate::*;

type Positive = <Balances as Currency<AccountId>>::PositiveImbalance;
type Negative = <Balances as Currency<AccountId>>::NegativeImbalance;

/// All money, with a total that leaves out what cannot vote; the pallet asks it for nothing but that and locks.
pub struct Votable;

/// What of an account's money may not leave it: votes, and what is not vested.
pub struct FrozenOf;

impl Convert<AccountId, Balance> for FrozenOf {
    fn convert(who: AccountId) -> Balance {
        System::account(who).data.frozen
    }
}

fn without_budgets(who: &AccountId) -> Balance {
    let budgets = Balances::balance_on_hold(&pallet_escrow::HoldReason::TaskBudget.into(), who);
    <Balances as Currency<AccountId>>::total_balance(who).saturating_sub(budgets)
}

macro_rules! forward {
    ($via:path { $(fn $name:ident($($arg:ident: $kind:ty),*) $(-> $out:ty)?;)* }) => { $(
        fn $name($($arg: $kind),*) $(-> $out)? {
            <Balances as $via>::$name($($arg),*)
        }
    )* };
}

impl Currency<AccountId> for Votable {
    type Balance = Balance;
    type PositiveImbalance = Positive;
    type NegativeImbalance = Negative;

    fn total_balance(who: &AccountId) -> Balance {
        without_budgets(who)
    }

    forward!(Currency<AccountId> {
        fn can_slash(who: &AccountId, value: Balance) -> bool;
        fn total_issuance() -> Balance;
        fn active_issuance() -> Balance;
        fn minimum_balance() -> Balance;
        fn burn(amount: Balance) -> Positive;
        fn issue(amount: Balance) -> Negative;
        fn free_balance(who: &AccountId) -> Balance;
        fn ensure_can_withdraw(who: &AccountId, amount: Balance, why: WithdrawReasons, left: Balance) -> DispatchResult;
        fn transfer(from: &AccountId, to: &AccountId, value: Balance, existence: ExistenceRequirement) -> DispatchResult;
        fn slash(who: &AccountId, value: Balance) -> (Negative, Balance);
        fn deposit_into_existing(who: &AccountId, value: Balance) -> Result<Positive, DispatchError>;
        fn deposit_creating(who: &AccountId, value: Balance) -> Positive;
        fn withdraw(
            who: &AccountId,
            value: Balance,
            why: WithdrawReasons,
            existence: ExistenceRequirement
        ) -> Result<Negative, DispatchError>;
        fn make_free_balance_be(who: &AccountId, balance: Balance) -> SignedImbalance<Balance, Positive>;
    });
}

impl ReservableCurrency<AccountId> for Votable {
    forward!(ReservableCurrency<AccountId> {
        fn can_reserve(who: &AccountId, value: Balance) -> bool;
        fn slash_reserved(who: &AccountId, value: Balance) -> (Negative, Balance);
        fn reserved_balance(who: &AccountId) -> Balance;
        fn reserve(who: &AccountId, value: Balance) -> DispatchResult;
        fn unreserve(who: &AccountId, value: Balance) -> Balance;
        fn repatriate_reserved(
            from: &AccountId,
            to: &AccountId,
            value: Balance,
            status: BalanceStatus
        ) -> Result<Balance, DispatchError>;
    });
}

impl LockableCurrency<AccountId> for Votable {
    type Moment = BlockNumber;
    type MaxLocks = <Balances as LockableCurrency<AccountId>>::MaxLocks;

    forward!(LockableCurrency<AccountId> {
        fn set_lock(id: LockIdentifier, who: &AccountId, amount: Balance, why: WithdrawReasons);
        fn extend_lock(id: LockIdentifier, who: &AccountId, amount: Balance, why: WithdrawReasons);
        fn remove_lock(id: LockIdentifier, who: &AccountId);
    });
}

impl fungible::Inspect<AccountId> for Votable {
    type Balance = Balance;

    fn total_balance(who: &AccountId) -> Balance {
        without_budgets(who)
    }

    forward!(fungible::Inspect<AccountId> {
        fn total_issuance() -> Balance;
        fn minimum_balance() -> Balance;
        fn balance(who: &AccountId) -> Balance;
        fn reducible_balance(who: &AccountId, preservation: Preservation, force: Fortitude) -> Balance;
        fn can_deposit(who: &AccountId, amount: Balance, provenance: Provenance) -> DepositConsequence;
        fn can_withdraw(who: &AccountId, amount: Balance) -> WithdrawConsequence<Balance>;
    });
}
