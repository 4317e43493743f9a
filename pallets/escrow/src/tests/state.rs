//! The check of the state finds what it is there to find.

use ainur_primitives::TaskId;
use frame_support::assert_ok;

use crate::{mock::*, Lock, Locks, Shares};

#[test]
fn a_lock_without_money_is_noticed() {
    ExtBuilder::default().lock(TASK, 1_000).build().execute_with(|| {
        assert_ok!(Escrow::check_state());
        Locks::<Test>::insert(
            TaskId(8),
            Lock {
                payer: PAYEE,
                amount: 1,
                parent: None,
                parts: 0,
                has_ended: false,
                shares: Shares { fee: FeeShare::get(), tip: TipShare::get(), audit: AuditReward::get() },
            },
        );
        assert!(Escrow::check_state().is_err());
    });
}

#[test]
fn money_without_a_lock_is_noticed() {
    ExtBuilder::default().lock(TASK, 1_000).lock(TaskId(8), 500).build().execute_with(|| {
        Locks::<Test>::remove(TASK);
        assert!(Escrow::check_state().is_err());
    });
}
