//! What is found against a validator: two signed headers of a slot, two signed votes of a round, and whose keys they were signed with.

use ainur_runtime::*;
use codec::Decode;
use finality_grandpa::Prevote;
use sp_consensus_babe::{digests::CompatibleDigestItem, runtime_decl_for_babe_api::BabeApi, OpaqueKeyOwnershipProof};
use sp_consensus_grandpa::{runtime_decl_for_grandpa_api::GrandpaApi, Equivocation};
use sp_core::{Pair as _, H256};
use sp_runtime::{traits::Header as _, Digest, DigestItem};
use sp_session::MembershipProof;

use crate::chain::*;

pub type Headers = sp_consensus_babe::EquivocationProof<Header>;
pub type Votes = sp_consensus_grandpa::EquivocationProof<H256, BlockNumber>;

/// Two blocks of a slot that whoever has this index claims, both sealed with the keys of this name.
pub fn two_headers(name: &str, index: u32, slot: u64) -> Headers {
    let pair = babe_pair(name);
    let header = |state: u8| {
        let digest = Digest { logs: vec![claim(index, slot)] };
        let mut header = Header::new(1, Default::default(), H256::repeat_byte(state), H256::zero(), digest);
        let seal = pair.sign(header.hash().as_ref());
        header.digest_mut().push(<DigestItem as CompatibleDigestItem>::babe_seal(seal.into()));
        header
    };
    Headers { offender: pair.public().into(), slot: slot.into(), first_header: header(1), second_header: header(2) }
}

/// Two votes of the present set in this round, for different blocks, both signed with the keys of this name.
pub fn two_votes(name: &str, round: u64) -> Votes {
    let pair = grandpa_pair(name);
    let set = pallet_grandpa::CurrentSetId::<Runtime>::get();
    let vote = |block: u8| {
        let vote = Prevote { target_hash: H256::repeat_byte(block), target_number: 5 };
        let message = finality_grandpa::Message::Prevote(vote.clone());
        (vote, pair.sign(&sp_consensus_grandpa::localized_payload(round, set, &message)).into())
    };
    let identity = pair.public().into();
    let votes = finality_grandpa::Equivocation { round_number: round, identity, first: vote(1), second: vote(2) };
    Votes::new(set, Equivocation::Prevote(votes))
}

/// What the runtime API says of whose key authors, in the present session.
pub fn babe_owner(name: &str) -> Option<OpaqueKeyOwnershipProof> {
    let key = babe_pair(name).public().into();
    <Runtime as BabeApi<Block>>::generate_key_ownership_proof(next_slot().into(), key)
}

/// What it says of whose key votes.
pub fn grandpa_owner(name: &str) -> Option<sp_consensus_grandpa::OpaqueKeyOwnershipProof> {
    let key = grandpa_pair(name).public().into();
    <Runtime as GrandpaApi<Block>>::generate_key_ownership_proof(pallet_grandpa::CurrentSetId::<Runtime>::get(), key)
}

/// The report of two headers as a call.
pub fn babe_report(headers: Headers, owner: &MembershipProof) -> pallet_babe::Call<Runtime> {
    pallet_babe::Call::report_equivocation { equivocation_proof: Box::new(headers), key_owner_proof: owner.clone() }
}

/// The report of two votes as a call.
pub fn grandpa_report(votes: Votes, owner: &MembershipProof) -> pallet_grandpa::Call<Runtime> {
    pallet_grandpa::Call::report_equivocation { equivocation_proof: Box::new(votes), key_owner_proof: owner.clone() }
}

/// The proof for who authors, as the runtime reads it.
pub fn author_proof(name: &str) -> MembershipProof {
    babe_owner(name).unwrap().decode().unwrap()
}

/// The proof for who votes, as the runtime reads it.
pub fn voter_proof(name: &str) -> MembershipProof {
    grandpa_owner(name).unwrap().decode().unwrap()
}

/// Two headers, reported offchain by the node that saw them; the transaction that it submits.
pub fn reported_by_a_node(headers: Headers, owner: OpaqueKeyOwnershipProof, submitted: Submitted<'_>) -> UncheckedExtrinsic {
    <Runtime as BabeApi<Block>>::submit_report_equivocation_unsigned_extrinsic(headers, owner).unwrap();
    submitted()
}

/// Two votes, reported likewise.
pub fn votes_reported_by_a_node(
    votes: Votes,
    owner: sp_consensus_grandpa::OpaqueKeyOwnershipProof,
    submitted: Submitted<'_>,
) -> UncheckedExtrinsic {
    <Runtime as GrandpaApi<Block>>::submit_report_equivocation_unsigned_extrinsic(votes, owner).unwrap();
    submitted()
}

/// The proof with one of its bytes changed, if that is still a proof at all.
pub fn forged(proof: &MembershipProof) -> MembershipProof {
    let mut forged = proof.clone();
    let last = forged.trie_nodes[0].len() - 1;
    forged.trie_nodes[0][last] ^= 1;
    let bytes = codec::Encode::encode(&forged);
    MembershipProof::decode(&mut &bytes[..]).unwrap()
}
