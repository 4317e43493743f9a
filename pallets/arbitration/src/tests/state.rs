//! The invariants fail when they are broken.

use crate::{mock::*, Audit, Audits, Cases, Delivered, SeatCount, Seats, Verifiers};

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

#[test]
fn every_broken_invariant_of_audits_is_named() {
    let broken = |by: fn(u64), message: &'static str| {
        build_and_execute(|| {
            let auditor = step::audited();
            let _undone = frame_support::storage::with_transaction(|| {
                by(auditor);
                assert_eq!(Arbitration::check_state(), Err(message.into()));
                sp_runtime::TransactionOutcome::Rollback(Ok::<_, sp_runtime::DispatchError>(()))
            });
        });
    };
    broken(|_| Audits::<Test>::remove(TASK), "a verifier is engaged for other disputes");
    broken(|_| Verifying::remove(TASK), "an audited task is not open to objections");
    broken(
        |_| Audits::<Test>::mutate_extant(TASK, |audit| audit.contradicted = true),
        "an auditor is contradicted that said nothing",
    );
    broken(
        |auditor| {
            let audit = Audit { auditor: OWNER, until: 9, finding: None, contradicted: false };
            Audits::<Test>::insert(TASK, audit);
            Verifiers::<Test>::mutate_extant(auditor, |verifier| verifier.engaged = 0);
            Arbitration::take_seat(signed(OWNER)).unwrap();
            Verifiers::<Test>::mutate_extant(OWNER, |verifier| verifier.engaged = 1);
        },
        "somebody audits its own task",
    );
    broken(|_| Delivered::<Test>::try_append(1, TASK).unwrap(), "a result has no lottery");
    broken(|_| Delivered::<Test>::try_append(System::block_number(), TASK).unwrap(), "a result has no lottery");
}
