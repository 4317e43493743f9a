//! Joining, serving, leaving.

use ainur_runtime::{configs::ValidatorAdmin, params::VALIDATOR_BOND, *};
use frame_support::{assert_noop, assert_ok, traits::EnsureOrigin};
use pallet_validators::{Error, Standing};
use sp_core::Pair as _;
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie, Dave, Eve};
use sp_runtime::traits::Dispatchable;

use crate::chain::*;

/// Sessions for which a bond stays held.
fn bonding() -> u32 {
    <Runtime as pallet_validators::Config>::BondingSessions::get()
}

#[test]
fn a_stranger_joins_and_authors_after_two_sessions() {
    on_chain(|_| {
        join(Dave);
        assert_eq!(held(Dave), VALIDATOR_BOND);
        turn_sessions(1);
        assert_eq!(serving(), [Alice, Bob, Charlie]);
        turn_sessions(1);
        assert_eq!(serving(), [Alice, Bob, Charlie, Dave]);
        assert_eq!(Babe::authorities()[3].0, babe_pair("Dave").public().into());
        assert_eq!(Grandpa::grandpa_authorities()[3].0, grandpa_pair("Dave").public().into());
        let before = pallet_validators::Authored::<Runtime>::get(Dave.to_account_id());
        block_by(3, next_slot(), vec![]);
        assert_eq!(pallet_validators::Authored::<Runtime>::get(Dave.to_account_id()), before + 1);
    });
}

#[test]
fn the_first_block_of_a_session_counts_for_who_authors_in_it() {
    on_chain(|_| {
        join(Dave);
        turn_sessions(1);
        // Index 3 is nobody in the session that ends with this block.
        let slot = *Babe::current_epoch_start() + u64::from(Validators::session_length());
        block_by(3, slot, vec![]);
        assert_eq!(pallet_validators::Authored::<Runtime>::get(Dave.to_account_id()), 1);
    });
}

#[test]
fn nobody_joins_with_keys_that_it_does_not_have() {
    on_chain(|_| {
        let (keys, proof) = make_keys(Eve, "Dave");
        let set = RuntimeCall::Session(pallet_session::Call::set_keys { keys, proof });
        assert!(set.dispatch(RuntimeOrigin::signed(Dave.to_account_id())).is_err());
        let join = Validators::join(RuntimeOrigin::signed(Dave.to_account_id()), VALIDATOR_BOND);
        assert_noop!(join, Error::<Runtime>::NoKeys);
    });
}

#[test]
fn the_bond_returns_after_the_delay_and_not_before() {
    on_chain(|_| {
        with_dave();
        let wealth = owned(Dave);
        call(Dave, pallet_validators::Call::leave {});
        let left_in = Session::current_index();
        turn_sessions(1);
        assert!(serving().contains(&Dave));
        turn_sessions(1);
        assert_eq!(serving(), [Alice, Bob, Charlie]);
        turn_sessions(bonding() - 3);
        let withdraw = || Validators::withdraw(RuntimeOrigin::signed(Dave.to_account_id()));
        assert_noop!(withdraw(), Error::<Runtime>::NotDue);
        // The last session it served in can still be proven.
        let root = || pallet_session::historical::HistoricalSessions::<Runtime>::get(left_in + 1);
        assert!(root().is_some());
        turn_sessions(1);
        assert_eq!((root(), held(Dave)), (None, VALIDATOR_BOND));
        assert_ok!(withdraw());
        assert_eq!((held(Dave), standing(Dave), owned(Dave)), (0, None, wealth));
    });
}

#[test]
fn a_candidate_that_authors_nothing_is_removed_and_fined() {
    on_chain(|_| {
        with_dave();
        let treasury_before = treasury();
        session_without(&[Dave], TELLING);
        session_without(&[Dave], TELLING);
        assert_eq!((standing(Dave), held(Dave)), (Some(Standing::Candidate), VALIDATOR_BOND));
        session_without(&[Dave], TELLING);
        let fine = VALIDATOR_BOND / 200;
        assert_eq!((held(Dave), treasury()), (VALIDATOR_BOND - fine, treasury_before + fine));
        assert!(matches!(standing(Dave), Some(Standing::Leaving { .. })));
        session_without(&[Dave], TELLING);
        assert_eq!(serving(), [Alice, Bob, Charlie]);
        // It comes back with what it lacks.
        call(Dave, pallet_validators::Call::join { amount: fine });
        turn_sessions(2);
        assert!(serving().contains(&Dave));
    });
}

#[test]
fn an_invulnerable_that_authors_nothing_stays_and_so_does_a_candidate_that_authors_little() {
    on_chain(|_| {
        with_dave();
        for _ in 0..5 {
            block_by(3, next_slot(), vec![]);
            session_without(&[Alice, Dave], TELLING);
        }
        assert_eq!((standing(Alice), held(Alice)), (Some(Standing::Invulnerable), VALIDATOR_BOND));
        assert_eq!((standing(Dave), held(Dave)), (Some(Standing::Candidate), VALIDATOR_BOND));
        assert!(Validators::validator(Alice.to_account_id()).unwrap().absent >= 4);
    });
}

#[test]
fn there_is_one_seat_beside_three_invulnerables_and_governance_makes_more() {
    on_chain(|_| {
        join(Dave);
        join(Eve);
        turn_sessions(2);
        assert_eq!(serving(), [Alice, Bob, Charlie, Dave]);
        let who = Dave.to_account_id();
        let vouch = RuntimeCall::Validators(pallet_validators::Call::add_invulnerable { who });
        assert!(vouch.clone().dispatch(RuntimeOrigin::signed(Dave.to_account_id())).is_err());
        assert!(ValidatorAdmin::ensure_origin(RuntimeOrigin::signed(Dave.to_account_id())).is_err());
        assert_ok!(vouch.dispatch(RuntimeOrigin::root()));
        turn_sessions(2);
        assert_eq!(serving(), [Alice, Bob, Charlie, Dave, Eve]);
    });
}

#[test]
fn a_chain_goes_on_with_those_who_serve_when_all_have_purged_their_keys() {
    on_chain(|_| {
        with_dave();
        for who in [Alice, Bob, Charlie, Dave] {
            call(who, pallet_session::Call::purge_keys {});
        }
        let authorities = (Babe::authorities(), Grandpa::grandpa_authorities());
        for _ in 0..4 {
            turn_sessions(1);
            assert_eq!(serving(), [Alice, Bob, Charlie, Dave]);
            assert_eq!((Babe::authorities(), Grandpa::grandpa_authorities()), authorities);
            assert_eq!(pallet_babe::NextAuthorities::<Runtime>::get(), authorities.0);
        }
        // Whoever may serve from now on does, and they need not.
        join(Eve);
        turn_sessions(2);
        assert_eq!(serving(), [Alice, Bob, Charlie, Dave]);
        call(Dave, pallet_session::Call::purge_keys {});
        for who in [Alice, Bob, Charlie] {
            call(who, pallet_session::Call::purge_keys {});
        }
        turn_sessions(2);
        assert_eq!(serving(), [Eve]);
    });
}
