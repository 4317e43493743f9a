//! Whose keys a session's signatures were made with.

use frame_support::{
    storage::{transactional::with_transaction_unchecked, TransactionOutcome},
    traits::KeyOwnerProofSystem,
};
use sp_core::crypto::KeyTypeId;
use sp_session::MembershipProof;

use crate::*;

/// Proofs of who owned a key, of the present session by the keys in force in it.
///
/// For the present session, the history of sessions looks at the keys that each validator would begin the next session with. A
/// validator could then change its keys, sign twice with those in force until the session ends, and nobody could prove whose they are.
pub struct KeysInForce;

impl<Key: AsRef<[u8]>> KeyOwnerProofSystem<(KeyTypeId, Key)> for KeysInForce {
    type Proof = MembershipProof;
    type IdentificationTuple = pallet_session::historical::IdentificationTuple<Runtime>;

    fn prove(key: (KeyTypeId, Key)) -> Option<MembershipProof> {
        with_keys_in_force(|| Historical::prove(key))
    }

    fn check_proof(key: (KeyTypeId, Key), proof: MembershipProof) -> Option<Self::IdentificationTuple> {
        with_keys_in_force(|| Historical::check_proof(key, proof))
    }
}

/// What `look` finds while every validator of the session has the keys on record that it authors and votes with. Nothing is written.
fn with_keys_in_force<R>(look: impl FnOnce() -> R) -> R {
    with_transaction_unchecked(|| {
        let authorities = Babe::authorities().into_iter().zip(Grandpa::grandpa_authorities());
        for (validator, ((babe, _), (grandpa, _))) in Session::validators().into_iter().zip(authorities) {
            pallet_session::NextKeys::<Runtime>::insert(validator, SessionKeys { babe, grandpa });
        }
        TransactionOutcome::Rollback(look())
    })
}
