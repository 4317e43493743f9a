//! Writing calls in a runtime's encoding, and reading them back.

use ainur_primitives::Hash;
use codec::{Compact, Decode, Encode};
use scale_info::{form::PortableForm, Variant};
use serde_json::Value as Json;
use subxt::{
    ext::scale_decode::visitor::{decode_with_visitor, IgnoreVisitor},
    utils::MultiAddress,
};

use crate::{call::AGENT_OPERATOR, json, AccountId, Call, Runtime};

/// Why a call does not fit a runtime.
#[derive(thiserror::Error, Clone, PartialEq, Eq, Debug)]
pub enum CallError {
    /// The runtime has no such call.
    #[error("the runtime has no call {0}")]
    Unknown(String),
    /// The runtime's call has other arguments.
    #[error("the runtime's call {call} has no argument {argument}, or one of another type")]
    Argument {
        /// `Pallet.call`.
        call: String,
        /// Name of the argument.
        argument: String,
    },
    /// The bytes are no call of the runtime.
    #[error("the bytes are no call of the runtime")]
    Malformed,
    /// The call could not be made into an extrinsic.
    #[error("the call cannot be signed: {0}")]
    Unsignable(String),
}

/// A call for somebody else to sign, in the forms wallets and people read.
#[derive(Clone, PartialEq, Debug)]
pub struct PreparedCall {
    /// SCALE encoding: pallet, call, arguments.
    pub call: Vec<u8>,
    /// blake2-256 of `call`, which wallets show.
    pub call_hash: Hash,
    /// Pallet that has the call.
    pub pallet: String,
    /// Name of the call.
    pub method: String,
    /// The arguments as JSON.
    pub arguments: Json,
}

impl Runtime {
    /// Writes a call in this runtime's encoding.
    ///
    /// # Errors
    ///
    /// When this runtime has no such call or takes other arguments.
    pub fn encode(&self, call: &Call) -> Result<Vec<u8>, CallError> {
        let name = format!("{}.{}", call.pallet, call.name);
        let (pallet, variant) = self.call_by_name(call.pallet, call.name).ok_or_else(|| CallError::Unknown(name.clone()))?;
        let mut bytes = vec![pallet, variant.index];
        for (place, field) in variant.fields.iter().enumerate() {
            let wanted = field.name.as_deref().unwrap_or_default();
            match call.arguments.get(place) {
                Some((given, argument)) if *given == wanted && self.is_whole(argument, field.ty.id) => {
                    bytes.extend_from_slice(argument);
                }
                _ => return Err(CallError::Argument { call: name, argument: wanted.to_owned() }),
            }
        }
        match call.arguments.get(variant.fields.len()) {
            Some((surplus, _)) => Err(CallError::Argument { call: name, argument: (*surplus).to_owned() }),
            None => Ok(bytes),
        }
    }

    /// Writes several calls as one that succeeds or fails as a whole.
    ///
    /// # Errors
    ///
    /// As [`Runtime::encode`], for any of the calls.
    pub fn encode_batch(&self, calls: &[Call]) -> Result<Vec<u8>, CallError> {
        let name = || CallError::Unknown("Utility.batch_all".to_owned());
        let (pallet, variant) = self.call_by_name("Utility", "batch_all").ok_or_else(name)?;
        let mut bytes = vec![pallet, variant.index];
        Compact(u32::try_from(calls.len()).map_err(|_| CallError::Malformed)?).encode_to(&mut bytes);
        for call in calls {
            bytes.extend(self.encode(call)?);
        }
        Ok(bytes)
    }

    /// Writes a call for somebody else to sign.
    ///
    /// # Errors
    ///
    /// As [`Runtime::encode`].
    pub fn prepare(&self, call: &Call) -> Result<PreparedCall, CallError> {
        self.describe(&self.encode(call)?)
    }

    /// Reads an encoded call.
    ///
    /// # Errors
    ///
    /// When the bytes are not exactly one call of this runtime.
    pub fn describe(&self, call: &[u8]) -> Result<PreparedCall, CallError> {
        let ([pallet, index], mut arguments) = call.split_first_chunk().ok_or(CallError::Malformed)?;
        let (pallet, variant) = self.call_by_index(*pallet, *index).ok_or(CallError::Malformed)?;
        let types = self.metadata().types();
        let decoded = json::parts(&mut arguments, &variant.fields, types).map_err(|_| CallError::Malformed)?;
        if !arguments.is_empty() {
            return Err(CallError::Malformed);
        }
        Ok(PreparedCall {
            call: call.to_vec(),
            call_hash: ainur_primitives::receipt::hash(call),
            pallet: pallet.to_owned(),
            method: variant.name.clone(),
            arguments: json::fields(decoded),
        })
    }

    /// Takes apart what [`Call::as_agent_operator`] wrote: in whose name, and which call. None for any other call.
    pub fn in_name_of<'a>(&self, call: &'a [u8]) -> Option<(AccountId, &'a [u8])> {
        let ([pallet, index], mut arguments) = call.split_first_chunk()?;
        let (pallet, variant) = self.call_by_index(*pallet, *index)?;
        if (pallet, variant.name.as_str()) != ("Proxy", "proxy") {
            return None;
        }
        let MultiAddress::Id(real) = MultiAddress::<AccountId, ()>::decode(&mut arguments).ok()? else { return None };
        let kind = Option::<u8>::decode(&mut arguments).ok()?;
        (kind == Some(AGENT_OPERATOR)).then_some((real, arguments))
    }

    fn call_by_name(&self, pallet: &str, call: &str) -> Option<(u8, &Variant<PortableForm>)> {
        let pallet = self.metadata().pallet_by_name(pallet)?;
        Some((pallet.call_index(), pallet.call_variant_by_name(call)?))
    }

    fn call_by_index(&self, pallet: u8, call: u8) -> Option<(&str, &Variant<PortableForm>)> {
        let pallet = self.metadata().pallet_by_call_index(pallet)?;
        Some((pallet.name(), pallet.call_variant_by_index(call)?))
    }

    /// Whether the bytes are exactly one value of the type.
    fn is_whole(&self, mut bytes: &[u8], type_id: u32) -> bool {
        decode_with_visitor(&mut bytes, type_id, self.metadata().types(), IgnoreVisitor::new()).is_ok() && bytes.is_empty()
    }
}
