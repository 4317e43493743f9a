//! One version of the chain's runtime: how its blocks are read and its calls are written. No network.

use ainur_primitives::Hash;
use codec::Decode;
use subxt::{
    client::OfflineClient,
    config::substrate::{SpecVersionForRange, SubstrateConfig, H256},
    Metadata, OfflineClientAtBlock,
};

/// What a signature commits to besides the call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RuntimeInfo {
    /// Version of the runtime's behaviour.
    pub spec_version: u32,
    /// Version of the encoding of its calls.
    pub transaction_version: u32,
    /// Hash of the chain's first block.
    pub genesis_hash: Hash,
}

/// Why metadata is of no use.
#[derive(thiserror::Error, Debug)]
pub enum RuntimeError {
    /// The bytes are not metadata of a version that is understood.
    #[error("the runtime's metadata cannot be decoded")]
    Metadata(#[source] codec::Error),
    /// The metadata does not say which runtime it describes.
    #[error("the metadata has no readable System.Version")]
    Version,
    /// The metadata was refused by the client library.
    #[error("the metadata cannot be used")]
    Unusable(#[source] subxt::error::OfflineClientAtBlockError),
}

/// A runtime of the chain, by its metadata.
#[derive(Clone, Debug)]
pub struct Runtime {
    info: RuntimeInfo,
    pub(crate) client: OfflineClientAtBlock<SubstrateConfig>,
}

impl Runtime {
    /// The runtime of this very version of the project, by the metadata committed beside this file: for tests, and for
    /// the fake chain. A node says itself which runtime it executes.
    ///
    /// # Errors
    ///
    /// As [`Runtime::new`], which would mean that the committed file is broken.
    pub fn committed(genesis_hash: Hash) -> Result<Self, RuntimeError> {
        Self::new(include_bytes!("../metadata.scale"), genesis_hash)
    }

    /// The runtime that `metadata` (SCALE, prefixed) describes, on the chain that began with `genesis_hash`.
    ///
    /// # Errors
    ///
    /// When the metadata cannot be decoded or lacks what every runtime has.
    pub fn new(metadata: &[u8], genesis_hash: Hash) -> Result<Self, RuntimeError> {
        let metadata = Metadata::decode_from(metadata).map_err(RuntimeError::Metadata)?.arc();
        let version = RuntimeVersion::of(&metadata).ok_or(RuntimeError::Version)?;
        let versions = SpecVersionForRange {
            block_range: 0..1,
            spec_version: version.spec_version,
            transaction_version: version.transaction_version,
        };
        let config = SubstrateConfig::builder()
            .set_genesis_hash(H256(genesis_hash))
            .set_spec_version_for_block_ranges([versions])
            .set_metadata_for_spec_versions([(version.spec_version, metadata)])
            .build();
        let client = OfflineClient::new_with_config(config).at_block(0u64).map_err(RuntimeError::Unusable)?;
        let RuntimeVersion { spec_version, transaction_version, .. } = version;
        Ok(Self { info: RuntimeInfo { spec_version, transaction_version, genesis_hash }, client })
    }

    /// Which runtime this is, on which chain.
    pub fn info(&self) -> RuntimeInfo {
        self.info
    }

    pub(crate) fn metadata(&self) -> &Metadata {
        self.client.metadata_ref()
    }
}

/// `sp_version::RuntimeVersion`, up to the last field of interest.
#[derive(Decode)]
struct RuntimeVersion {
    _spec_name: String,
    _impl_name: String,
    _authoring_version: u32,
    spec_version: u32,
    _impl_version: u32,
    _apis: Vec<([u8; 8], u32)>,
    transaction_version: u32,
}

impl RuntimeVersion {
    fn of(metadata: &Metadata) -> Option<Self> {
        let constant = metadata.pallet_by_name("System")?.constant_by_name("Version")?;
        Self::decode(&mut constant.value()).ok()
    }
}
