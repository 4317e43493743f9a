//! Agents that do wrong again and again.

use ainur_primitives::AgentId;
use ainur_support::{Fault, OnAgentRemoved};
use frame_support::{assert_noop, assert_ok, weights::Weight};
use sp_runtime::DispatchError;

use crate::{mock::*, Era, Error, Event, FaultsOf, JailedUntil, PresentEra};

fn faults(kind: Fault, times: u32) {
    (0..times).for_each(|_| fault(kind, None));
}

#[test]
fn repetition_leads_to_jail() {
    for (kind, times) in [(Fault::NoShow, 5), (Fault::Timeout, 5), (Fault::InvalidResult, 2), (Fault::DisputeLost, 3)] {
        build_and_execute(|| {
            faults(kind, times - 1);
            assert!(Jailed::get().is_empty());
            faults(kind, 1);
            assert!(Jailed::get().contains(&AGENT), "{kind:?}");
            System::assert_has_event(Event::AgentJailed { agent: AGENT, until: 1 + TERM }.into());
        });
    }
}

#[test]
fn faults_of_different_kinds_and_eras_do_not_add_up() {
    build_and_execute(|| {
        faults(Fault::NoShow, 4);
        faults(Fault::Timeout, 4);
        System::set_block_number(ERA);
        faults(Fault::NoShow, 4);
        assert!(Jailed::get().is_empty());
        assert_eq!(Slashing::faults(AGENT).no_show, 4);
    });
}

#[test]
fn counts_of_an_old_era_never_return_however_long_eras_become() {
    build_and_execute(|| {
        faults(Fault::NoShow, 4);
        System::set_block_number(ERA);
        faults(Fault::Timeout, 1);
        // Block 150 would be in an era 0 of this length, in which four are on record.
        EraLength::set(&1_000);
        System::set_block_number(150);
        faults(Fault::NoShow, 1);
        assert_eq!((Slashing::faults(AGENT).no_show, Slashing::faults(AGENT).timeout), (1, 1));
        assert!(Jailed::get().is_empty());
    });
    build_and_execute(|| {
        System::set_block_number(3 * ERA);
        faults(Fault::NoShow, 2);
        assert_eq!(PresentEra::<Test>::get(), Era { number: 1, started: 3 * ERA });
        // So short that the block before was in another era: the present one ends, and the next is longer again.
        EraLength::set(&1);
        faults(Fault::NoShow, 1);
        assert_eq!(Slashing::faults(AGENT).no_show, 3, "an era began twice in a block");
        System::set_block_number(3 * ERA + 1);
        faults(Fault::NoShow, 2);
        EraLength::set(&ERA);
        faults(Fault::NoShow, 2);
        assert_eq!((Slashing::faults(AGENT).era, Slashing::faults(AGENT).no_show), (2, 4));
    });
}

#[test]
fn a_term_that_became_shorter_shortens_no_sentence() {
    build_and_execute(|| {
        faults(Fault::InvalidResult, 2);
        JailTerm::set(&1);
        faults(Fault::InvalidResult, 1);
        assert_eq!(JailedUntil::<Test>::get(AGENT), Some(1 + TERM));
        System::assert_has_event(Event::AgentJailed { agent: AGENT, until: 1 + TERM }.into());
        // One that is served is no longer than it was.
        System::set_block_number(1 + TERM);
        faults(Fault::InvalidResult, 1);
        assert_eq!(JailedUntil::<Test>::get(AGENT), Some(2 + TERM));
    });
}

#[test]
fn nothing_is_kept_about_an_agent_that_is_gone() {
    build_and_execute(|| {
        faults(Fault::InvalidResult, 2);
        System::set_block_number(1 + APPEAL);
        Slashing::apply_due(Weight::MAX);
        Staked::remove(AGENT);
        Slashing::on_agent_removed(AGENT);
        // What comes to light later finds nobody.
        faults(Fault::InvalidResult, 2);
        assert!(!JailedUntil::<Test>::contains_key(AGENT) && !FaultsOf::<Test>::contains_key(AGENT));
    });
}

#[test]
fn an_owner_takes_its_agent_out_after_the_term() {
    build_and_execute(|| {
        assert_noop!(Slashing::release(signed(OWNER), AGENT), Error::<Test>::NotJailed);
        faults(Fault::InvalidResult, 2);
        assert_noop!(Slashing::release(signed(STRANGER), AGENT), Error::<Test>::NotOwner);
        assert_noop!(Slashing::release(signed(OWNER), AgentId(9)), Error::<Test>::UnknownAgent);
        assert_noop!(Slashing::release(RuntimeOrigin::root(), AGENT), DispatchError::BadOrigin);
        System::set_block_number(TERM);
        assert_noop!(Slashing::release(signed(OWNER), AGENT), Error::<Test>::NotDue);
        System::set_block_number(1 + TERM);
        assert_ok!(Slashing::release(signed(OWNER), AGENT));
        System::assert_last_event(Event::AgentReleased { agent: AGENT }.into());
        assert!(Jailed::get().is_empty() && JailedUntil::<Test>::get(AGENT).is_none());
    });
}
