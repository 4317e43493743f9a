//! Whose keys a session's signatures were made with.

use frame_support::{
    storage::{transactional::with_transaction_unchecked, TransactionOutcome},
    traits::KeyOwnerProofSystem,
};
use sp_core::crypto::KeyTypeId;
use sp_session::MembershipProof;
use sp_staking::SessionIndex;

use crate::*;

/// Proofs of who owned a key, of the present session by the keys in force in it.
///
/// For the present session, the history of sessions looks at the keys that each validator would begin the next session with. A
/// validator could then change its keys, sign twice with those in force until the session ends, and nobody could prove whose they are.
/// The lists of authorities of BABE and GRANDPA say nothing about it: they change at different times.
pub struct KeysInForce;

impl<Key: AsRef<[u8]>> KeyOwnerProofSystem<(KeyTypeId, Key)> for KeysInForce {
    type Proof = MembershipProof;
    type IdentificationTuple = pallet_session::historical::IdentificationTuple<Runtime>;

    fn prove(key: (KeyTypeId, Key)) -> Option<MembershipProof> {
        with_keys_in_force(|| Historical::prove(key))
    }

    fn check_proof(key: (KeyTypeId, Key), proof: MembershipProof) -> Option<Self::IdentificationTuple> {
        without_a_present(|| Historical::check_proof(key, proof))
    }
}

/// What `look` finds while no session is the present one: each is known by the root that was noted when it was planned, with the keys that
/// are in force while it lasts. Nothing is written.
fn without_a_present<R>(look: impl FnOnce() -> R) -> R {
    with_transaction_unchecked(|| {
        pallet_session::CurrentIndex::<Runtime>::put(SessionIndex::MAX);
        TransactionOutcome::Rollback(look())
    })
}

/// What `look` finds while every validator of the session has the keys on record that it authors and votes with. Nothing is written.
fn with_keys_in_force<R>(look: impl FnOnce() -> R) -> R {
    with_transaction_unchecked(|| {
        for (validator, keys) in pallet_validators::KeysInForce::<Runtime>::get() {
            pallet_session::NextKeys::<Runtime>::insert(validator, keys);
        }
        TransactionOutcome::Rollback(look())
    })
}
