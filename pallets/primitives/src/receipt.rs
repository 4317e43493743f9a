//! What an executor claims to have run. Anyone with the module and the input can check the claim.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{
    content::Cid,
    id::{Hash, TaskId},
    BlockNumber,
};

/// The machine that ran the module. Fuel is comparable only between equal engines.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Engine {
    /// Which engine.
    pub name: EngineName,
    /// Its version: major, minor, patch.
    pub version: (u16, u16, u16),
    /// blake2-256 of the settings that decide how much fuel an instruction costs.
    pub cost_table: Hash,
}

/// The engines a receipt can name.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum EngineName {
    /// Wasmtime, by the Bytecode Alliance.
    #[codec(index = 0)]
    Wasmtime,
}

/// The claim of one execution. Its hash goes on chain beside the result.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Receipt {
    /// The task that was worked on.
    pub task: TaskId,
    /// blake2-256 of the module's bytes.
    pub module_hash: Hash,
    /// blake2-256 of the input's bytes.
    pub input_hash: Hash,
    /// blake2-256 of the output's bytes.
    pub output_hash: Hash,
    /// Where the output can be had.
    pub output: Cid,
    /// Fuel the run consumed.
    pub fuel_used: u64,
    /// Fuel the run was given.
    pub fuel_limit: u64,
    /// The machine that ran it.
    pub engine: Engine,
    /// blake2-256 of the recorded host calls; none for a deterministic run.
    pub transcript_hash: Option<Hash>,
    /// Best block known to the executor when the run began.
    pub started: BlockNumber,
    /// Best block known to the executor when the run ended.
    pub finished: BlockNumber,
    /// Random bytes that keep the other fields secret while only the hash is known.
    pub salt: Hash,
}

impl Receipt {
    /// blake2-256 of the SCALE encoding.
    pub fn hash(&self) -> Hash {
        hash(&self.encode())
    }
}

/// The digest Ainur uses for modules, inputs, outputs and receipts: blake2-256.
pub fn hash(bytes: &[u8]) -> Hash {
    sp_crypto_hashing::blake2_256(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::ContentCodec;

    fn receipt() -> Receipt {
        Receipt {
            task: TaskId(1),
            module_hash: [1; 32],
            input_hash: [2; 32],
            output_hash: [3; 32],
            output: Cid { codec: ContentCodec::Raw, digest: [4; 32] },
            fuel_used: 5,
            fuel_limit: 6,
            engine: Engine { name: EngineName::Wasmtime, version: (36, 0, 20), cost_table: [7; 32] },
            transcript_hash: None,
            started: 8,
            finished: 9,
            salt: [10; 32],
        }
    }

    #[test]
    fn every_field_is_bound_by_the_hash() {
        let original = receipt();
        let changed = [
            Receipt { task: TaskId(2), ..original },
            Receipt { module_hash: [0; 32], ..original },
            Receipt { input_hash: [0; 32], ..original },
            Receipt { output_hash: [0; 32], ..original },
            Receipt { output: Cid { codec: ContentCodec::DagPb, ..original.output }, ..original },
            Receipt { fuel_used: 0, ..original },
            Receipt { fuel_limit: 0, ..original },
            Receipt { engine: Engine { version: (36, 0, 21), ..original.engine }, ..original },
            Receipt { transcript_hash: Some([0; 32]), ..original },
            Receipt { started: 0, ..original },
            Receipt { finished: 0, ..original },
            Receipt { salt: [0; 32], ..original },
        ];
        for receipt in changed {
            assert_ne!(receipt.hash(), original.hash(), "{receipt:?}");
        }
    }

    #[test]
    fn the_encoding_round_trips() {
        assert_eq!(Receipt::decode(&mut &receipt().encode()[..]), Ok(receipt()));
    }
}
