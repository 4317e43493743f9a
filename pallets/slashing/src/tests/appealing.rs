//! Slashes that their agent's owner does not accept.

use ainur_support::Fault;
use frame_support::{assert_noop, assert_ok, traits::fungible::hold::Mutate};
use sp_runtime::{DispatchError, TokenError};

use crate::{mock::*, Error, Event, HoldReason, Judgement, Slashes};

fn appeal() -> sp_runtime::DispatchResult {
    Slashing::appeal(signed(OWNER), FIRST)
}

fn judge(judgement: Judgement) -> sp_runtime::DispatchResult {
    Slashing::judge(RuntimeOrigin::root(), FIRST, judgement)
}

#[test]
fn an_owner_appeals_once_and_in_time() {
    build_and_execute(|| {
        assert_noop!(appeal(), Error::<Test>::UnknownSlash);
        fault(Fault::Timeout, None);
        assert_noop!(Slashing::appeal(signed(STRANGER), FIRST), Error::<Test>::NotOwner);
        assert_noop!(Slashing::appeal(RuntimeOrigin::root(), FIRST), DispatchError::BadOrigin);
        assert_ok!(appeal());
        assert_eq!(free(OWNER), WEALTH - BOND);
        System::assert_last_event(Event::SlashAppealed { slash: FIRST, by: OWNER, bond: BOND, until: 1 + COURT }.into());
        assert_noop!(appeal(), Error::<Test>::AppealedBefore);
    });
    build_and_execute(|| {
        fault(Fault::Timeout, None);
        System::set_block_number(1 + APPEAL);
        assert_noop!(appeal(), Error::<Test>::TooLate);
    });
}

#[test]
fn an_appeal_needs_its_bond() {
    build_and_execute(|| {
        fault(Fault::Timeout, None);
        let other = HoldReason::AppealBond.into();
        Balances::hold(&other, &OWNER, WEALTH - BOND).unwrap();
        assert_noop!(appeal(), TokenError::FundsUnavailable);
        Balances::release(&other, &OWNER, WEALTH - BOND, frame_support::traits::tokens::Precision::Exact).unwrap();
    });
}

#[test]
fn governance_drops_a_slash() {
    build_and_execute(|| {
        fault(Fault::Timeout, None);
        assert_noop!(judge(Judgement::Dropped), Error::<Test>::NotAppealed);
        assert_ok!(appeal());
        assert_noop!(Slashing::judge(signed(OWNER), FIRST, Judgement::Dropped), DispatchError::BadOrigin);
        assert_ok!(judge(Judgement::Dropped));
        assert_eq!((free(OWNER), Staked::get(AGENT)), (WEALTH, Some((STAKE, 0))));
        System::assert_last_event(Event::SlashDropped { slash: FIRST, agent: AGENT }.into());
        assert_noop!(judge(Judgement::Dropped), Error::<Test>::UnknownSlash);
    });
}

#[test]
fn governance_upholds_a_slash_and_the_bond_is_lost() {
    build_and_execute(|| {
        fault(Fault::Timeout, None);
        assert_ok!(appeal());
        assert_ok!(judge(Judgement::Upheld));
        System::assert_has_event(Event::AppealBondLost { slash: FIRST, by: OWNER, amount: BOND }.into());
        assert_eq!([OWNER, REQUESTER, TREASURY].map(free), [WEALTH - BOND - 100, WEALTH + 100, WEALTH + BOND]);
    });
}

#[test]
fn where_governance_is_silent_the_slash_is_applied_and_the_bond_returns() {
    build_and_execute(|| {
        fault(Fault::Timeout, None);
        assert_ok!(appeal());
        System::set_block_number(1 + COURT);
        assert_noop!(Slashing::apply(signed(STRANGER), FIRST), Error::<Test>::NotDue);
        System::set_block_number(2 + COURT);
        assert_noop!(judge(Judgement::Upheld), Error::<Test>::TooLate);
        assert_ok!(Slashing::apply(signed(STRANGER), FIRST));
        assert_eq!(free(OWNER), WEALTH - 100);
        assert!(!Slashes::<Test>::contains_key(FIRST));
    });
}
