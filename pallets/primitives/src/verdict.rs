//! What is disputed, what a verifier finds, and how it binds itself to its finding before it shows it.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{
    id::{Hash, TaskId},
    receipt::hash,
};

/// Who is right.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// The agent: its result stands.
    #[codec(index = 0)]
    Agent,
    /// Whoever disputes the result.
    #[codec(index = 1)]
    Challenger,
}

impl Side {
    /// The other side.
    pub fn other(self) -> Self {
        match self {
            Self::Agent => Self::Challenger,
            Self::Challenger => Self::Agent,
        }
    }
}

/// What an agent says its module made of the input.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Claim {
    /// blake2-256 of the module that was hired.
    pub module_hash: Hash,
    /// blake2-256 of the input.
    pub input_hash: Hash,
    /// blake2-256 of the output.
    pub output_hash: Hash,
    /// blake2-256 of the receipt, which stays secret until all votes are cast.
    pub receipt_hash: Hash,
}

/// What a verifier finds when it runs the module on the input again.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Opinion {
    /// The module ends with an output.
    #[codec(index = 0)]
    Output {
        /// blake2-256 of the output.
        output_hash: Hash,
        /// Fuel that the run takes; nobody knows it without running the module.
        fuel_used: u64,
    },
    /// The module does not end with an output.
    #[codec(index = 1)]
    Failure,
    /// The module or the input cannot be had, so that nothing can be said.
    #[codec(index = 2)]
    Unavailable,
}

/// One verifier's opinion in one round of a dispute.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Vote<AccountId> {
    /// The task in dispute.
    pub task: TaskId,
    /// The round, from 0.
    pub round: u8,
    /// Who votes; without this a commitment could be copied.
    pub voter: AccountId,
    /// What the voter found.
    pub opinion: Opinion,
    /// Random bytes that keep the opinion secret until it is shown.
    pub salt: Hash,
}

impl<AccountId: Encode> Vote<AccountId> {
    /// blake2-256 of the SCALE encoding: what is committed to before anything is shown.
    pub fn commitment(&self) -> Hash {
        hash(&self.encode())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commitment_binds_voter_task_round_opinion_and_salt() {
        let opinion = Opinion::Output { output_hash: [1; 32], fuel_used: 2 };
        let vote = Vote { task: TaskId(1), round: 0, voter: 7u64, opinion, salt: [9; 32] };
        let others = [
            Vote { task: TaskId(2), ..vote.clone() },
            Vote { round: 1, ..vote.clone() },
            Vote { voter: 8, ..vote.clone() },
            Vote { opinion: Opinion::Output { output_hash: [1; 32], fuel_used: 3 }, ..vote.clone() },
            Vote { opinion: Opinion::Failure, ..vote.clone() },
            Vote { salt: [8; 32], ..vote.clone() },
        ];
        for other in others {
            assert_ne!(other.commitment(), vote.commitment(), "{other:?}");
        }
    }
}
