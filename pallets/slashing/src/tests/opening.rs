//! What a fault costs.

use ainur_primitives::AgentId;
use ainur_support::{Fault, FaultReport, Faults};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, Permill};

use crate::{mock::*, Error, Event, FaultsOf, NextSlashId, Slash, Slashes, State, Victim};

#[test]
fn each_kind_of_fault_costs_its_share_of_the_stake() {
    for (kind, cost) in [(Fault::NoShow, 50), (Fault::Timeout, 100), (Fault::InvalidResult, 1_000), (Fault::DisputeLost, 300)] {
        build_and_execute(|| {
            fault(kind, None);
            assert_eq!((amount(FIRST), Staked::get(AGENT)), (Some(cost), Some((STAKE, cost))), "{kind:?}");
        });
    }
}

#[test]
fn a_slash_is_on_record_with_all_its_circumstances() {
    build_and_execute(|| {
        fault(Fault::Timeout, Some(VERIFIER));
        let record = Slash {
            agent: AGENT,
            fault: Fault::Timeout,
            task: Some(TASK),
            amount: 100,
            victim: Some(Victim { account: REQUESTER, up_to: PRICE }),
            reporter: Some(VERIFIER),
            state: State::Pending { from: 1 + APPEAL },
        };
        assert_eq!(Slashes::<Test>::get(FIRST), Some(record.clone()));
        System::assert_has_event(Event::FaultCounted { agent: AGENT, fault: Fault::Timeout, count: 1 }.into());
        System::assert_last_event(Event::SlashOpened { slash: FIRST, record }.into());
    });
}

#[test]
fn a_wrong_result_costs_at_least_the_price() {
    build_and_execute(|| {
        Staked::insert(AGENT, (1_000, 0));
        fault(Fault::InvalidResult, None);
        assert_eq!(amount(FIRST), Some(PRICE));
        fault(Fault::InvalidResult, None);
        Staked::insert(AGENT, (300, 2 * PRICE));
        fault(Fault::InvalidResult, None);
        assert_eq!(amount(2), Some(300), "no more than there is, whatever others want of it");
    });
}

#[test]
fn who_has_nothing_left_is_counted_all_the_same() {
    build_and_execute(|| {
        Staked::insert(AGENT, (0, 0));
        fault(Fault::NoShow, None);
        assert_eq!((FaultsOf::<Test>::get(AGENT).no_show, NextSlashId::<Test>::get()), (1, 0));
        let unknown = FaultReport {
            agent: AgentId(9),
            fault: Fault::NoShow,
            task: TASK,
            price: 1,
            victim: Some(REQUESTER),
            reporter: None,
        };
        Slashing::report(unknown);
        assert_eq!(NextSlashId::<Test>::get(), 0);
    });
}

#[test]
fn governance_punishes_malice() {
    build_and_execute(|| {
        let half = Permill::from_percent(50);
        for origin in [signed(STRANGER), RuntimeOrigin::root()] {
            assert_noop!(Slashing::punish(origin, AGENT, half), DispatchError::BadOrigin);
        }
        assert_noop!(Slashing::punish(signed(ACCUSER), AgentId(9), half), Error::<Test>::UnknownAgent);
        assert_ok!(Slashing::punish(signed(ACCUSER), AGENT, half));
        assert_eq!(amount(FIRST), Some(STAKE / 2));
        assert!(Jailed::get().contains(&AGENT));
        assert_ok!(Slashing::punish(signed(ACCUSER), AGENT, Permill::one()));
        assert_eq!(amount(1), Some(STAKE), "all slashes together may want more than there is");
    });
}

#[test]
fn who_has_nothing_left_goes_to_jail_all_the_same() {
    build_and_execute(|| {
        Staked::insert(AGENT, (0, 0));
        assert_ok!(Slashing::punish(signed(ACCUSER), AGENT, Permill::one()));
        assert!(Jailed::get().contains(&AGENT));
        assert_eq!(NextSlashId::<Test>::get(), 0);
    });
}
