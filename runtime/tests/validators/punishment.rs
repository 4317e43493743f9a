//! Signing twice.

use std::panic::{catch_unwind, AssertUnwindSafe};

use ainur_runtime::{params::VALIDATOR_BOND, *};
use frame_support::assert_ok;
use pallet_validators::Standing;
use sp_core::Pair as _;
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve};
use sp_runtime::transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidityError};

use crate::{chain::*, evidence::*};

/// One of four: (3 / 4)^2 of the bond.
const ONE_OF_FOUR: Balance = VALIDATOR_BOND * 9 / 16;

/// Barred since this session.
fn barred_since(session: u32) -> Option<Standing> {
    Some(Standing::Barred { free_at: session + <Runtime as pallet_validators::Config>::BondingSessions::get() })
}

/// Why the call of a transaction failed.
fn refused(outcome: sp_runtime::ApplyExtrinsicResult) -> sp_runtime::DispatchError {
    outcome.unwrap().unwrap_err()
}

#[test]
fn two_blocks_in_a_slot_are_reported_by_a_node_and_cost_the_bond_the_seat_and_the_next_session() {
    on_chain(|submitted| {
        with_dave();
        let session = Session::current_index();
        let headers = two_headers("Dave", 3, next_slot());
        let report = reported_by_a_node(headers, babe_owner("Dave").unwrap(), submitted);
        let valid = Executive::validate_transaction(TransactionSource::Local, report.clone(), Default::default()).unwrap();
        assert!(!valid.propagate);
        let (before, by_author) = (treasury(), [Alice, Bob, Charlie].map(owned));
        assert_eq!(block(vec![report]), [Ok(Ok(()))]);
        // A fifth to the author of the block, the rest to the treasury.
        let rewards: Balance = [Alice, Bob, Charlie].map(owned).iter().sum::<Balance>() - by_author.iter().sum::<Balance>();
        assert_eq!((held(Dave), rewards), (VALIDATOR_BOND - ONE_OF_FOUR, ONE_OF_FOUR / 5));
        assert_eq!(treasury() - before, ONE_OF_FOUR * 4 / 5);
        assert_eq!((standing(Dave), disabled()), (barred_since(session), vec![Dave]));
        // In the session that was planned with it, it is disabled from the beginning.
        turn_sessions(1);
        assert_eq!((serving(), disabled()), (vec![Alice, Bob, Charlie, Dave], vec![Dave]));
        turn_sessions(1);
        assert_eq!((serving(), disabled()), (vec![Alice, Bob, Charlie], vec![]));
    });
}

#[test]
fn the_blocks_of_whoever_was_caught_are_refused() {
    on_chain(|_| {
        with_dave();
        assert_eq!(send(Eve, babe_report(two_headers("Dave", 3, next_slot()), &author_proof("Dave"))), Ok(Ok(())));
        block_by(2, next_slot(), vec![]);
        let refusal = catch_unwind(AssertUnwindSafe(|| block_by(3, next_slot(), vec![]))).unwrap_err();
        assert!(refusal.downcast_ref::<String>().unwrap().contains("Validator with index 3 is disabled"));
        // The block that was begun is none: nothing of it stays on a real chain.
        System::set_block_number(System::block_number() - 1);
        pallet_babe::Initialized::<Runtime>::kill();
    });
}

#[test]
fn two_votes_in_a_round_cost_the_same_and_the_signed_reporter_gets_its_share_and_its_fee_back() {
    on_chain(|_| {
        with_dave();
        let session = Session::current_index();
        let (before, wealth) = (treasury(), owned(Eve));
        assert_eq!(send(Eve, grandpa_report(two_votes("Dave", 7), &voter_proof("Dave"))), Ok(Ok(())));
        assert_eq!(held(Dave), VALIDATOR_BOND - ONE_OF_FOUR);
        assert_eq!((standing(Dave), disabled()), (barred_since(session), vec![Dave]));
        assert_eq!(owned(Eve), wealth + ONE_OF_FOUR / 5);
        assert_eq!(treasury() - before, ONE_OF_FOUR * 4 / 5);
        // Another round of the same session is another offence; it is not graver.
        assert_eq!(send(Eve, grandpa_report(two_votes("Dave", 8), &voter_proof("Dave"))), Ok(Ok(())));
        assert_eq!(held(Dave), VALIDATOR_BOND - ONE_OF_FOUR);
    });
}

#[test]
fn a_node_reports_two_votes_as_well() {
    on_chain(|submitted| {
        with_dave();
        let report = votes_reported_by_a_node(two_votes("Dave", 7), grandpa_owner("Dave").unwrap(), submitted);
        assert_eq!(block(vec![report]), [Ok(Ok(()))]);
        assert_eq!(held(Dave), VALIDATOR_BOND - ONE_OF_FOUR);
    });
}

#[test]
fn a_report_without_a_signature_comes_from_the_node_itself_or_in_a_block() {
    on_chain(|submitted| {
        with_dave();
        let report = reported_by_a_node(two_headers("Dave", 3, next_slot()), babe_owner("Dave").unwrap(), submitted);
        let external = Executive::validate_transaction(TransactionSource::External, report, Default::default());
        assert_eq!(external, Err(TransactionValidityError::Invalid(InvalidTransaction::Call)));
    });
}

#[test]
fn the_same_report_is_refused_the_second_time() {
    on_chain(|submitted| {
        with_dave();
        let (headers, proof) = (two_headers("Dave", 3, next_slot()), author_proof("Dave"));
        let unsigned = reported_by_a_node(headers.clone(), babe_owner("Dave").unwrap(), submitted);
        assert_eq!(block(vec![unsigned.clone()]), [Ok(Ok(()))]);
        let left = held(Dave);
        assert_eq!(
            Executive::validate_transaction(TransactionSource::Local, unsigned, Default::default()),
            Err(TransactionValidityError::Invalid(InvalidTransaction::Stale))
        );
        let again = refused(send(Eve, babe_report(headers, &proof)));
        assert_eq!(again, pallet_babe::Error::<Runtime>::DuplicateOffenceReport.into());
        let (votes, proof) = (two_votes("Dave", 7), voter_proof("Dave"));
        assert_eq!(send(Eve, grandpa_report(votes.clone(), &proof)), Ok(Ok(())));
        let again = refused(send(Eve, grandpa_report(votes, &proof)));
        assert_eq!(again, pallet_grandpa::Error::<Runtime>::DuplicateOffenceReport.into());
        assert_eq!(held(Dave), left);
    });
}

/// So many reports of who votes twice, each of another round.
fn often(name: &str, rounds: std::ops::Range<u64>) -> Vec<sp_runtime::ApplyExtrinsicResult> {
    let proof = voter_proof(name);
    rounds.map(|round| send(Eve, grandpa_report(two_votes(name, round), &proof))).collect()
}

#[test]
fn the_ninth_report_that_costs_nobody_anything_is_refused_and_costs_its_fee() {
    on_chain(|submitted| {
        with_dave();
        let enough = u64::from(pallet_validators::ENOUGH_REPORTS);
        let wealth = owned(Eve);
        assert_eq!(often("Dave", 0..enough), vec![Ok(Ok(())); 8]);
        assert_eq!((held(Dave), owned(Eve)), (VALIDATOR_BOND - ONE_OF_FOUR, wealth + ONE_OF_FOUR / 5));
        let kept = || pallet_offences::Reports::<Runtime>::iter().count();
        let (before, wealth) = (kept(), owned(Eve));
        let refusal = refused(often("Dave", enough..enough + 1).remove(0));
        assert_eq!(refusal, pallet_grandpa::Error::<Runtime>::DuplicateOffenceReport.into());
        let blocks = refused(send(Eve, babe_report(two_headers("Dave", 3, next_slot()), &author_proof("Dave"))));
        assert_eq!(blocks, pallet_babe::Error::<Runtime>::DuplicateOffenceReport.into());
        assert_eq!(kept(), before);
        assert!(owned(Eve) < wealth);
        // Nodes do not even try.
        let stale = Err(TransactionValidityError::Invalid(InvalidTransaction::Stale));
        let report = votes_reported_by_a_node(two_votes("Dave", 99), grandpa_owner("Dave").unwrap(), submitted);
        assert_eq!(Executive::validate_transaction(TransactionSource::Local, report, Default::default()), stale);
        let report = reported_by_a_node(two_headers("Dave", 3, next_slot()), babe_owner("Dave").unwrap(), submitted);
        assert_eq!(Executive::validate_transaction(TransactionSource::Local, report, Default::default()), stale);
        // In another session it is something else.
        turn_sessions(1);
        assert_eq!(often("Dave", 0..1), [Ok(Ok(()))]);
        assert!(held(Dave) < VALIDATOR_BOND - ONE_OF_FOUR);
    });
}

#[test]
fn those_who_were_reported_again_and_again_are_taken_together() {
    on_chain(|_| {
        with_dave();
        for (name, who) in [("Dave", Dave), ("Charlie", Charlie)] {
            assert_eq!(often(name, 0..8), vec![Ok(Ok(())); 8]);
            // In the same rounds as Dave, Charlie is one of two at once.
            assert_eq!(held(who), if who == Dave { VALIDATOR_BOND - ONE_OF_FOUR } else { 0 });
        }
        assert_eq!(held(Dave), 0);
        assert!(often("Dave", 8..9)[0].unwrap().is_err());
    });
    on_chain(|submitted| {
        with_dave();
        assert_eq!(often("Dave", 0..8), vec![Ok(Ok(())); 8]);
        assert_eq!(often("Charlie", 10..18), vec![Ok(Ok(())); 8]);
        assert_eq!([Dave, Charlie].map(held), [VALIDATOR_BOND - ONE_OF_FOUR, 0]);
        // Two of four, although each time it was another: nodes notice, and the rest is due.
        let report = votes_reported_by_a_node(two_votes("Dave", 99), grandpa_owner("Dave").unwrap(), submitted);
        assert_eq!(block(vec![report]), [Ok(Ok(()))]);
        assert_eq!(held(Dave), 0);
        assert!(often("Dave", 100..101)[0].unwrap().is_err());
    });
}

#[test]
fn evidence_that_proves_nothing_is_refused() {
    on_chain(|_| {
        let proof_of_before = {
            with_dave();
            author_proof("Dave")
        };
        turn_sessions(1);
        let slot = next_slot();
        let proof = author_proof("Dave");
        let no_owner: sp_runtime::DispatchError = pallet_babe::Error::<Runtime>::InvalidKeyOwnershipProof.into();
        let no_evidence: sp_runtime::DispatchError = pallet_babe::Error::<Runtime>::InvalidEquivocationProof.into();
        let report = |headers, proof: &sp_session::MembershipProof| refused(send(Eve, babe_report(headers, proof)));
        // Of another's key, forged, of another session.
        assert_eq!(report(two_headers("Dave", 3, slot), &author_proof("Bob")), no_owner);
        assert_eq!(report(two_headers("Dave", 3, slot), &forged(&proof)), no_owner);
        assert_eq!(report(two_headers("Dave", 3, slot), &proof_of_before), no_owner);
        // Signed by somebody else than the one it is held against; the same block twice.
        let mut headers = two_headers("Eve", 3, slot);
        headers.offender = babe_pair("Dave").public().into();
        assert_eq!(report(headers, &proof), no_evidence);
        let mut headers = two_headers("Dave", 3, slot);
        headers.second_header = headers.first_header.clone();
        assert_eq!(report(headers, &proof), no_evidence);
        let votes = refused(send(Eve, grandpa_report(two_votes("Dave", 7), &voter_proof("Bob"))));
        assert_eq!(votes, pallet_grandpa::Error::<Runtime>::InvalidKeyOwnershipProof.into());
        assert_eq!((held(Dave), standing(Dave)), (VALIDATOR_BOND, Some(Standing::Candidate)));
    });
}

#[test]
fn what_was_done_in_a_past_session_is_found_out_after_leaving() {
    on_chain(|_| {
        with_dave();
        // In the last session that Dave serves.
        call(Dave, pallet_validators::Call::leave {});
        turn_sessions(1);
        let (headers, proof) = (two_headers("Dave", 3, next_slot()), author_proof("Dave"));
        let late = (two_headers("Dave", 3, next_slot() + 1), proof.clone());
        let (votes, of_voter) = (two_votes("Dave", 7), voter_proof("Dave"));
        let free_at = standing(Dave).unwrap().free_at().unwrap();
        turn_sessions(5);
        assert_eq!(serving(), [Alice, Bob, Charlie]);
        assert_eq!(send(Eve, babe_report(headers, &proof)), Ok(Ok(())));
        assert_eq!((held(Dave), standing(Dave)), (VALIDATOR_BOND - ONE_OF_FOUR, Some(Standing::Barred { free_at })));
        assert!(disabled().is_empty());
        // It is the same session: nothing more is taken.
        assert_eq!(send(Eve, grandpa_report(votes, &of_voter)), Ok(Ok(())));
        assert_eq!(held(Dave), VALIDATOR_BOND - ONE_OF_FOUR);
        // When the bond is free, no evidence is accepted any more.
        turn_sessions(free_at - Session::current_index() - 1);
        assert!(Validators::withdraw(RuntimeOrigin::signed(Dave.to_account_id())).is_err());
        turn_sessions(1);
        let too_late = refused(send(Eve, babe_report(late.0, &late.1)));
        assert_eq!(too_late, pallet_babe::Error::<Runtime>::InvalidKeyOwnershipProof.into());
        call(Dave, pallet_validators::Call::withdraw {});
        assert_eq!(held(Dave), 0);
    });
}

#[test]
fn the_first_two_sessions_of_the_chain_can_be_proven_while_they_last_and_later() {
    /// Takes evidence in so many sessions after genesis, reports it so many later.
    fn case(session: u32, later: u32) {
        on_chain(|_| {
            turn_sessions(session);
            let index = serving().iter().position(|who| *who == Charlie).unwrap() as u32;
            let (headers, proof) = (two_headers("Charlie", index, next_slot()), author_proof("Charlie"));
            let (votes, of_voter) = (two_votes("Bob", 3), voter_proof("Bob"));
            turn_sessions(later);
            assert_eq!(send(Eve, babe_report(headers, &proof)), Ok(Ok(())));
            assert_eq!(send(Eve, grandpa_report(votes, &of_voter)), Ok(Ok(())));
            // One of three: the whole bond.
            assert_eq!([Alice, Bob, Charlie].map(held), [VALIDATOR_BOND, 0, 0]);
            turn_sessions(2);
            assert_eq!(serving(), [Alice]);
        });
    }
    for (session, later) in [(0, 0), (0, 1), (0, 5), (1, 0), (1, 1), (1, 5)] {
        case(session, later);
    }
}

#[test]
fn changing_or_purging_keys_hides_nothing() {
    /// What Dave does before it signs twice with the keys that are still in force.
    fn case(hide: impl FnOnce(Sr25519Keyring)) {
        on_chain(|_| {
            with_dave();
            hide(Dave);
            let (headers, proof) = (two_headers("Dave", 3, next_slot()), author_proof("Dave"));
            let (votes, of_voter) = (two_votes("Dave", 3), voter_proof("Dave"));
            assert_eq!(send(Eve, babe_report(headers, &proof)), Ok(Ok(())));
            assert_eq!(held(Dave), VALIDATOR_BOND - ONE_OF_FOUR);
            turn_sessions(1);
            assert_eq!(send(Eve, grandpa_report(votes, &of_voter)), Ok(Ok(())));
            assert!(matches!(standing(Dave), Some(Standing::Barred { .. })));
        });
    }
    case(|who| set_keys(who, "Dave//new"));
    case(|who| call(who, pallet_session::Call::purge_keys {}));
}

#[test]
fn the_last_invulnerable_pays_and_goes_on() {
    on_chain(|_| {
        for name in ["Charlie", "Bob", "Alice"] {
            let index = serving().iter().position(|who| who.to_string() == name).unwrap() as u32;
            assert_eq!(send(Eve, babe_report(two_headers(name, index, next_slot()), &author_proof(name))), Ok(Ok(())));
        }
        assert_eq!([Alice, Bob, Charlie].map(held), [0, 0, 0]);
        assert_eq!(standing(Alice), Some(Standing::Invulnerable));
        turn_sessions(3);
        assert_eq!(serving(), [Alice]);
    });
}

#[test]
fn nobody_answers_for_the_votes_of_another_while_the_voters_of_before_are_still_at_it() {
    on_chain(|submitted| {
        with_dave();
        // Without Alice everybody has another place than before.
        call(Alice, pallet_validators::Call::leave {});
        turn_sessions(1);
        assert_ok!(Grandpa::note_stalled(RuntimeOrigin::root(), 20, 1));
        turn_sessions(1);
        assert_eq!(serving(), [Bob, Charlie]);
        assert_eq!(Grandpa::grandpa_authorities().len(), 4);
        let (votes, proof) = (two_votes("Alice", 3), voter_proof("Alice"));
        let stranger = refused(send(Eve, grandpa_report(votes, &proof)));
        assert_eq!(stranger, pallet_grandpa::Error::<Runtime>::InvalidKeyOwnershipProof.into());
        let index = serving().iter().position(|who| *who == Charlie).unwrap() as u32;
        let of_charlie =
            reported_by_a_node(two_headers("Charlie", index, next_slot()), babe_owner("Charlie").unwrap(), submitted);
        assert_eq!(block(vec![of_charlie]), [Ok(Ok(()))]);
        assert_eq!([Alice, Bob, Charlie, Dave].map(held), [VALIDATOR_BOND, VALIDATOR_BOND, 0, VALIDATOR_BOND]);
        // What the new ones vote from now on is theirs.
        assert_eq!(send(Eve, grandpa_report(two_votes("Bob", 3), &voter_proof("Bob"))), Ok(Ok(())));
        assert_eq!(held(Bob), 0);
    });
}
