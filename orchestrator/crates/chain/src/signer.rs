//! Signing extrinsics: offline, and a pure function of its inputs.

use std::fmt;

use ainur_primitives::{BlockNumber, Hash};
use secrecy::{ExposeSecret, SecretString};
use subxt::{
    config::{
        substrate::{SubstrateConfig, SubstrateExtrinsicParamsBuilder, H256},
        DefaultExtrinsicParams,
    },
    ext::{
        scale_encode::{EncodeAsFields, Error as EncodeError, FieldIter},
        scale_type_resolver::TypeResolver,
    },
    transactions::Payload,
};
use subxt_signer::{sr25519::Keypair, SecretUri};

use crate::{block::BlockRef, encoding::CallError, AccountId, Runtime};

const SHORTEST_LIFE: u32 = 4;
const LONGEST_LIFE: u32 = 4096;

/// How long a signature is good for: from a block on, for a number of blocks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mortality {
    born: BlockRef,
    blocks: u32,
}

impl Mortality {
    /// Good after the finalised block `born`, for `blocks` blocks rounded up to a power of two between 4 and 4096.
    pub fn new(born: BlockRef, blocks: u32) -> Self {
        Self { born, blocks: blocks.clamp(SHORTEST_LIFE, LONGEST_LIFE).next_power_of_two() }
    }

    /// The first height whose block can no longer include the extrinsic.
    pub fn expires_at(&self) -> BlockNumber {
        self.born.height.saturating_add(self.blocks)
    }
}

/// An extrinsic ready to be sent, any number of times.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignedExtrinsic {
    /// What is sent.
    pub bytes: Vec<u8>,
    /// blake2-256 of the bytes, by which the extrinsic is found in a block.
    pub hash: Hash,
}

/// Why a secret gave no key. Says nothing about the secret itself.
#[derive(thiserror::Error, Clone, Copy, PartialEq, Eq, Debug)]
#[error("the secret is neither a mnemonic, nor a 0x-prefixed seed of 32 bytes, nor a derivation path of one")]
pub struct SecretError;

/// A key that signs extrinsics.
#[derive(Clone)]
pub struct Signer(Keypair);

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Signer").field(&self.account().to_string()).finish()
    }
}

impl Signer {
    /// The sr25519 key of a secret URI: a mnemonic or a `0x` seed, with optional derivation path and password. A path
    /// alone derives from the publicly known development phrase.
    ///
    /// # Errors
    ///
    /// When the text is no secret URI.
    pub fn from_secret(secret: &SecretString) -> Result<Self, SecretError> {
        let uri: SecretUri = secret.expose_secret().parse().map_err(|_| SecretError)?;
        Keypair::from_uri(&uri).map(Self).map_err(|_| SecretError)
    }

    /// The account the key speaks for.
    pub fn account(&self) -> AccountId {
        AccountId::from(self.0.public_key().0)
    }

    /// Signs a text that is meant for programs off the chain: sr25519 over it between `<Bytes>` and `</Bytes>`, as wallets sign messages, so
    /// that it is no extrinsic.
    pub fn sign_text(&self, text: &str) -> [u8; 64] {
        self.0.sign(format!("<Bytes>{text}</Bytes>").as_bytes()).0
    }

    /// Signs an encoded call with exactly this nonce and life, without tip and without a metadata hash.
    ///
    /// # Errors
    ///
    /// When the bytes are no call of `runtime`, or the runtime wants something of an extrinsic that is not known here.
    pub fn sign(&self, runtime: &Runtime, call: &[u8], nonce: u32, mortality: Mortality) -> Result<SignedExtrinsic, CallError> {
        let call = EncodedCall::of(runtime, call)?;
        let extrinsic = runtime
            .client
            .transactions()
            .create_signable_offline(&call, parameters(nonce, mortality))
            .and_then(|mut signable| signable.sign(&self.0))
            .map_err(|error| CallError::Unsignable(error.to_string()))?;
        Ok(SignedExtrinsic { hash: extrinsic.hash().0, bytes: extrinsic.into_encoded() })
    }
}

fn parameters(nonce: u32, mortality: Mortality) -> DefaultExtrinsicParams<SubstrateConfig> {
    let Mortality { born, blocks } = mortality;
    SubstrateExtrinsicParamsBuilder::<SubstrateConfig>::new()
        .nonce(nonce.into())
        .mortal_from_unchecked(blocks.into(), born.height.into(), H256(born.hash))
        .build()
}

/// Call bytes that are signed as they stand, never encoded anew.
struct EncodedCall {
    pallet: String,
    method: String,
    arguments: Arguments,
}

struct Arguments(Vec<u8>);

impl EncodedCall {
    fn of(runtime: &Runtime, call: &[u8]) -> Result<Self, CallError> {
        let described = runtime.describe(call)?;
        let arguments = call.get(2..).ok_or(CallError::Malformed)?;
        Ok(Self { pallet: described.pallet, method: described.method, arguments: Arguments(arguments.to_vec()) })
    }
}

impl Payload for EncodedCall {
    type CallData = Arguments;

    fn pallet_name(&self) -> &str {
        &self.pallet
    }

    fn call_name(&self) -> &str {
        &self.method
    }

    fn call_data(&self) -> &Arguments {
        &self.arguments
    }
}

impl EncodeAsFields for Arguments {
    fn encode_as_fields_to<R: TypeResolver>(
        &self,
        _fields: &mut dyn FieldIter<'_, R::TypeId>,
        _types: &R,
        out: &mut Vec<u8>,
    ) -> Result<(), EncodeError> {
        out.extend_from_slice(&self.0);
        Ok(())
    }
}
