//! When stake is taken, and who gets it.

use ainur_support::{Fault, FaultReport, Faults};
use frame_support::{assert_noop, assert_ok, weights::Weight};
use sp_runtime::DispatchError;

use crate::{mock::*, Config, Cursor, Error, Event, Proceeds, Slashes, WeightInfo};

fn apply() -> sp_runtime::DispatchResult {
    Slashing::apply(signed(STRANGER), FIRST)
}

#[test]
fn anyone_applies_a_slash_after_the_time_to_appeal() {
    build_and_execute(|| {
        fault(Fault::InvalidResult, Some(VERIFIER));
        assert_noop!(Slashing::apply(RuntimeOrigin::none(), FIRST), DispatchError::BadOrigin);
        System::set_block_number(APPEAL);
        assert_noop!(apply(), Error::<Test>::NotDue);
        System::set_block_number(1 + APPEAL);
        assert_ok!(apply());
        let proceeds = Proceeds { reporter: 200, victim: 400, treasury: 400 };
        System::assert_last_event(Event::SlashApplied { slash: FIRST, agent: AGENT, proceeds }.into());
        assert_eq!([VERIFIER, REQUESTER, TREASURY, OWNER].map(free), [WEALTH + 200, WEALTH + 400, WEALTH + 400, WEALTH - 1_000]);
        assert_eq!(Staked::get(AGENT), Some((STAKE - 1_000, 0)));
        assert_noop!(apply(), Error::<Test>::UnknownSlash);
    });
}

#[test]
fn without_a_reporter_its_share_is_the_victims_and_the_treasurys() {
    build_and_execute(|| {
        fault(Fault::Timeout, None);
        System::set_block_number(1 + APPEAL);
        assert_ok!(apply());
        assert_eq!([REQUESTER, TREASURY].map(free), [WEALTH + 100, WEALTH]);
    });
}

#[test]
fn what_cannot_be_received_is_the_treasurys() {
    build_and_execute(|| {
        let report = FaultReport {
            agent: AGENT,
            fault: Fault::NoShow,
            task: TASK,
            price: 5,
            victim: Some(NOBODY),
            reporter: Some(NOBODY),
        };
        Staked::insert(AGENT, (1_000, 0));
        Slashing::report(report);
        System::set_block_number(1 + APPEAL);
        assert_ok!(apply());
        assert_eq!((free(TREASURY), free(NOBODY)), (WEALTH + 5, 0));
    });
}

#[test]
fn what_a_reporter_cannot_receive_is_not_the_victims() {
    build_and_execute(|| {
        // 1% is 40, of which 8 would be the reporter's: too little for an account.
        Staked::insert(AGENT, (4_000, 0));
        fault(Fault::Timeout, Some(NOBODY));
        System::set_block_number(1 + APPEAL);
        assert_ok!(apply());
        assert_eq!([REQUESTER, TREASURY, NOBODY].map(free), [WEALTH + 32, WEALTH + 8, 0]);
    });
}

#[test]
fn the_chain_applies_what_is_due_by_itself() {
    build_and_execute(|| {
        fault(Fault::Timeout, None);
        fault(Fault::Timeout, None);
        System::set_block_number(5);
        fault(Fault::Timeout, None);
        System::set_block_number(1 + APPEAL);
        Slashing::apply_due(Weight::MAX);
        assert_eq!((0..3).map(Slashes::<Test>::contains_key).collect::<Vec<_>>(), [false, false, true]);
        assert_eq!(Cursor::<Test>::get(), 2);
        System::set_block_number(5 + APPEAL);
        assert_eq!(Slashing::apply_due(Weight::zero()), Weight::zero());
        assert!(Slashes::<Test>::contains_key(2));
        let one = <Test as Config>::WeightInfo::apply();
        assert_eq!(Slashing::apply_due(one), one);
        assert!(!Slashes::<Test>::contains_key(2));
    });
}

#[test]
fn an_appeal_does_not_hold_up_the_slashes_behind_it() {
    build_and_execute(|| {
        fault(Fault::Timeout, None);
        fault(Fault::Timeout, None);
        assert_ok!(Slashing::appeal(signed(OWNER), FIRST));
        System::set_block_number(1 + APPEAL);
        Slashing::apply_due(Weight::MAX);
        assert_eq!((0..2).map(Slashes::<Test>::contains_key).collect::<Vec<_>>(), [true, false]);
    });
}
