use ainur_primitives::{Balance, TaskId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{DispatchError, DispatchResult};

/// How a successful task is paid.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Payment<AccountId> {
    /// Who receives the price, less the fee.
    pub payee: AccountId,
    /// Price agreed, in plancks; at most what is locked.
    pub price: Balance,
    /// Who closed the bidding, and earns a share of the fee for it.
    pub matcher: Option<AccountId>,
    /// Who earns the share of the fee that is for an audit of the result.
    pub auditor: Option<AccountId>,
}

/// Where the locked budget went. The five parts sum to it.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Settlement {
    /// To the payee, in plancks.
    pub paid: Balance,
    /// To the treasury, in plancks.
    pub fee: Balance,
    /// To the matcher, in plancks.
    pub tip: Balance,
    /// For the audit, in plancks.
    pub audit: Balance,
    /// Back to where it came from, in plancks: to the payer, or to the lock of the nearest task above that has not ended.
    pub returned: Balance,
}

/// Money that is locked when a task is posted and leaves exactly once.
pub trait Escrow<AccountId> {
    /// Payments that were agreed to and not yet made, so that what concerns one account in many of them is done once.
    type Payments: Default;

    /// Locks `amount` of `payer`'s free balance for `task`.
    ///
    /// # Errors
    ///
    /// When the balance does not suffice or something is locked for the task already. Nothing changes then.
    fn lock(task: TaskId, payer: &AccountId, amount: Balance) -> Result<(), DispatchError>;

    /// Locks `amount` of what is locked for `parent` for `child` instead. What the child does not cost goes back to the nearest task
    /// above it that has not ended, its heir; where there is none, to the payer.
    ///
    /// # Errors
    ///
    /// When the parent has less, or something is locked for the child already. Nothing changes then.
    fn split(parent: TaskId, child: TaskId, amount: Balance) -> Result<(), DispatchError>;

    /// Ends the escrow with a payment; what is above the price goes back to where it came from. Returns with the settlement the heir
    /// for which that is locked now, if there is one. The money moves when `payments` are made, which has to be in the same call, before
    /// any other lock is funded or refunded.
    ///
    /// # Errors
    ///
    /// When nothing is locked for the task, so that a second settlement never pays, or the price exceeds what is locked. Nothing
    /// changes then, neither here nor in `payments`.
    fn pay(
        task: TaskId,
        payment: Payment<AccountId>,
        payments: &mut Self::Payments,
    ) -> Result<(Settlement, Option<TaskId>), DispatchError>;

    /// Makes payments.
    ///
    /// # Errors
    ///
    /// When less is held than was locked, which never is.
    fn make(payments: Self::Payments) -> DispatchResult;

    /// Ends the escrow by giving everything back to where it came from; returns the amount in plancks, and the heir for which it is
    /// locked now, if there is one.
    ///
    /// # Errors
    ///
    /// When nothing is locked for the task.
    fn refund(task: TaskId) -> Result<(Balance, Option<TaskId>), DispatchError>;

    /// What is locked for the task, in plancks; `None` when nothing is.
    fn locked(task: TaskId) -> Option<Balance>;
}
