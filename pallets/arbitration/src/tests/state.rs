//! The invariants fail when they are broken.

use crate::{mock::*, Cases, SeatCount, Seats, Verifiers};

fn broken(by: impl FnOnce(), message: &'static str) {
    build_and_execute(|| {
        step::drawn();
        let _undone = frame_support::storage::with_transaction(|| {
            by();
            assert_eq!(Arbitration::check_state(), Err(message.into()));
            sp_runtime::TransactionOutcome::Rollback(Ok::<_, sp_runtime::DispatchError>(()))
        });
    });
}

#[test]
fn every_broken_invariant_is_named() {
    broken(
        || Verifiers::<Test>::mutate_extant(VERIFIER, |verifier| verifier.bond += 1),
        "a verifier's bond differs from what is on hold",
    );
    broken(
        || Verifiers::<Test>::mutate_extant(VERIFIER, |verifier| verifier.engaged += 1),
        "a verifier is engaged for other disputes",
    );
    broken(|| Seats::<Test>::insert(0, STRANGER), "a seat is somebody else's");
    broken(|| SeatCount::<Test>::put(10), "the seats have a gap");
    broken(
        || Cases::<Test>::mutate_extant(TASK, |case| case.challenger_bond += 1),
        "the bonds of a party differ from what is on hold",
    );
    broken(
        || Cases::<Test>::mutate_extant(TASK, |case| case.stage = crate::Stage::Drawing { at: 99 }),
        "a committee is never drawn",
    );
}
