//! The check of the state finds what it is there to find.

use ainur_primitives::TaskId;
use ainur_support::Escrow as _;
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

#[test]
fn a_lock_that_lost_what_it_came_out_of_is_noticed() {
    ExtBuilder::default().lock(TASK, 1_000).build().execute_with(|| {
        let (part, part_of_part) = (TaskId(8), TaskId(9));
        assert_ok!(Escrow::split(TASK, part, 600));
        assert_ok!(Escrow::split(part, part_of_part, 400));
        assert_ok!(Escrow::refund(part));
        assert_ok!(Escrow::check_state());
        // An ended lock counts as a part as long as it is kept.
        Locks::<Test>::mutate_extant(TASK, |lock| lock.parts = 0);
        assert_eq!(Escrow::check_state(), Err("a lock has another number of parts".into()));
        Locks::<Test>::mutate_extant(TASK, |lock| lock.parts = 1);
        Locks::<Test>::remove(part);
        assert!(Escrow::check_state().is_err());
    });
}
