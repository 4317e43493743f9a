use ainur_primitives::{Balance, TaskId};

use super::pallet_events;
use crate::{records::Settlement, AccountId};

pallet_events! {
    /// What happened to locked money.
    pub enum EscrowEvent of "Escrow" {
        /// A task's budget was locked.
        Locked {
            /// Which task.
            task: TaskId,
            /// Whose money it is.
            payer: AccountId,
            /// How much, in plancks.
            amount: Balance,
        },
        /// A part of what was locked for one task was locked for another.
        Split {
            /// From which task.
            parent: TaskId,
            /// For which task.
            child: TaskId,
            /// How much, in plancks.
            amount: Balance,
        },
        /// A task was paid.
        Paid {
            /// Which task.
            task: TaskId,
            /// Whose money it was.
            payer: AccountId,
            /// Who worked for it.
            payee: AccountId,
            /// Where what had been locked went.
            settlement: Settlement,
        },
        /// A task's budget went back whole.
        Refunded {
            /// Which task.
            task: TaskId,
            /// Whose money it is.
            payer: AccountId,
            /// How much, in plancks.
            amount: Balance,
        },
    }
}
