//! What is claimed of work that nobody can run again.

use ainur_primitives::{AgentId, BlockNumber, Cid, Hash, TaskId};
use codec::{Decode, Encode};

/// Names the form, so that no other receipt has the same bytes.
const FORM: [u8; 16] = *b"ainur/answered/1";

/// The claim that an endpoint answered a task's input with this output. Its hash goes on chain beside the result; there is no fuel in it
/// and no module, because nobody measured the one or could name the other.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
pub struct HostedReceipt {
    /// The task that was worked on.
    pub task: TaskId,
    /// The agent that was hired.
    pub agent: AgentId,
    /// The manifest that named the endpoint.
    pub descriptor: Cid,
    /// blake2-256 of the input's bytes.
    pub input_hash: Hash,
    /// blake2-256 of the output's bytes.
    pub output_hash: Hash,
    /// Where the output can be had.
    pub output: Cid,
    /// Last block known here when the endpoint was asked.
    pub started: BlockNumber,
    /// Last block known here when it had answered.
    pub finished: BlockNumber,
    /// Random bytes that keep the other fields secret while only the hash is known.
    pub salt: Hash,
}

impl HostedReceipt {
    /// The bytes that are kept and whose blake2-256 goes on chain: the form, then the SCALE encoding.
    pub fn to_bytes(&self) -> Vec<u8> {
        (FORM, self).encode()
    }

    /// Reads such bytes; none when they are something else.
    #[cfg(test)]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        codec::DecodeAll::decode_all(&mut bytes.strip_prefix(&FORM)?).ok()
    }
}
