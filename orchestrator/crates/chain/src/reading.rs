//! From the bytes of a finalised block to [`Block`], with the metadata of the runtime that executed it.

use std::collections::HashMap;

use ainur_primitives::{receipt, Hash};
use codec::{Compact, CompactLen, DecodeAll};
use scale_info::{form::PortableForm, Variant};
use subxt::{
    config::substrate::SubstrateConfig,
    events::{Event as RawEvent, Events, Phase},
    ext::scale_value::{Composite, Primitive, Value, ValueDef},
};

use crate::{
    block::{Block, BlockRef, DispatchError, Event, Extrinsic},
    json, MarketEvent, Runtime,
};

type Outcome = Result<(), DispatchError>;

/// A block as a node hands it out.
pub(crate) struct RawBlock {
    pub at: BlockRef,
    pub parent_hash: Hash,
    pub timestamp_ms: u64,
    pub extrinsics: Vec<Vec<u8>>,
    /// SCALE-encoded list of event records; empty when the block has none.
    pub events: Vec<u8>,
}

/// Why a block could not be read.
#[derive(thiserror::Error, Debug)]
pub enum ReadError {
    /// The list of events is not what the metadata describes.
    #[error("the block's events cannot be decoded")]
    Events(#[source] Box<subxt::error::EventsError>),
    /// The list of events is shorter or longer than it says.
    #[error("the block announces {announced} events, and its list holds more or less")]
    EventCount {
        /// Number the list begins with.
        announced: u32,
    },
    /// An event of ours does not have the shape this program knows.
    #[error("the event {event} cannot be read: its field {field} is missing or of another type")]
    Field {
        /// `Pallet.Event`.
        event: String,
        /// Name of the field.
        field: String,
    },
    /// No event says whether the extrinsic succeeded.
    #[error("the outcome of extrinsic {0} is not among the events")]
    NoOutcome(u32),
}

impl Runtime {
    /// Reads a block that this runtime executed.
    pub(crate) fn read_block(&self, raw: RawBlock) -> Result<Block, ReadError> {
        let RawBlock { at, parent_hash, timestamp_ms, extrinsics, events } = raw;
        let list = self.client.events().from_bytes(events);
        let records = records(&list)?;
        let events = records.iter().map(|record| self.read_event(record)).collect::<Result<_, _>>()?;
        let (mut outcomes, mut refused) = (HashMap::new(), HashMap::new());
        for record in &records {
            outcomes.extend(self.outcome(record)?);
            refused.extend(self.refusal_of_proxied(record)?);
        }
        let extrinsics = (0u32..)
            .zip(extrinsics)
            .map(|(index, bytes)| {
                let outcome = outcomes.remove(&index).ok_or(ReadError::NoOutcome(index))?;
                let outcome = outcome.and_then(|()| refused.remove(&index).map_or(Ok(()), Err));
                Ok(Extrinsic { index, hash: receipt::hash(&bytes), outcome })
            })
            .collect::<Result<_, ReadError>>()?;
        Ok(Block { at, parent_hash, timestamp_ms, spec_version: self.info().spec_version, extrinsics, events })
    }

    fn read_event(&self, record: &RawEvent<'_, SubstrateConfig>) -> Result<Event, ReadError> {
        let unreadable = || ReadError::Field { event: event_name(record), field: "(all)".to_owned() };
        let variant = self.event_variant(record).ok_or_else(unreadable)?;
        let parts = json::parts(&mut record.field_bytes(), &variant.fields, self.metadata().types()).map_err(|_| unreadable())?;
        let fields = || Fields {
            event: event_name(record),
            parts: parts.iter().map(|part| (part.name.unwrap_or_default(), part.bytes)).collect(),
        };
        let market = MarketEvent::read(record.pallet_name(), record.event_name(), fields)?;
        Ok(Event {
            index: record.index(),
            extrinsic: match record.phase() {
                Phase::ApplyExtrinsic(index) => Some(index),
                Phase::Finalization | Phase::Initialization => None,
            },
            pallet: record.pallet_name().to_owned(),
            name: record.event_name().to_owned(),
            fields: json::fields(parts),
            market,
        })
    }

    fn event_variant(&self, record: &RawEvent<'_, SubstrateConfig>) -> Option<&Variant<PortableForm>> {
        self.metadata().pallet_by_event_index(record.pallet_index())?.event_variant_by_index(record.event_index())
    }

    /// What the event says about the extrinsic with the returned index, if it is the one that does.
    fn outcome(&self, record: &RawEvent<'_, SubstrateConfig>) -> Result<Option<(u32, Outcome)>, ReadError> {
        let Phase::ApplyExtrinsic(index) = record.phase() else { return Ok(None) };
        let outcome = match (record.pallet_name(), record.event_name()) {
            ("System", "ExtrinsicSuccess") => Ok(()),
            ("System", "ExtrinsicFailed") => {
                let error = record
                    .decode_fields_unchecked_as::<Composite<()>>()
                    .map_err(|error| ReadError::Events(Box::new(error)))?
                    .into_values()
                    .next()
                    .ok_or(ReadError::NoOutcome(index))?;
                Err(self.dispatch_error(&error))
            }
            _ => return Ok(None),
        };
        Ok(Some((index, outcome)))
    }

    /// Why the chain refused a call that the extrinsic with the returned index made in the name of another, if the event says so: the
    /// extrinsic itself succeeds all the same.
    fn refusal_of_proxied(&self, record: &RawEvent<'_, SubstrateConfig>) -> Result<Option<(u32, DispatchError)>, ReadError> {
        let Phase::ApplyExtrinsic(index) = record.phase() else { return Ok(None) };
        if (record.pallet_name(), record.event_name()) != ("Proxy", "ProxyExecuted") {
            return Ok(None);
        }
        let fields = record.decode_fields_unchecked_as::<Composite<()>>().map_err(|error| ReadError::Events(Box::new(error)))?;
        let Some(Value { value: ValueDef::Variant(result), .. }) = fields.into_values().next() else {
            return Err(ReadError::Field { event: event_name(record), field: "result".to_owned() });
        };
        let error = result.values.values().next().filter(|_| result.name == "Err");
        Ok(error.map(|error| (index, self.dispatch_error(error))))
    }

    /// Names a `sp_runtime::DispatchError`: an error of a pallet by pallet and variant, any other by its variants.
    fn dispatch_error(&self, error: &Value<()>) -> DispatchError {
        if let Some(named) = self.module_error(error) {
            return named;
        }
        let mut names = Vec::new();
        let mut at = Some(error);
        while let Some(Value { value: ValueDef::Variant(variant), .. }) = at {
            names.push(variant.name.as_str());
            at = variant.values.values().next();
        }
        DispatchError { name: names.join("."), explanation: String::new() }
    }

    fn module_error(&self, error: &Value<()>) -> Option<DispatchError> {
        let ValueDef::Variant(variant) = &error.value else { return None };
        if variant.name != "Module" {
            return None;
        }
        let numbers = numbers(variant.values.values());
        let [pallet, code, ..] = numbers.as_slice() else { return None };
        let pallet = self.metadata().pallet_by_error_index(*pallet)?;
        let found = pallet.error_variant_by_index(*code)?;
        Some(DispatchError {
            name: format!("{}.{}", pallet.name(), found.name),
            explanation: found.docs.join(" ").trim().to_owned(),
        })
    }
}

/// `Pallet.Event`.
fn event_name(record: &RawEvent<'_, SubstrateConfig>) -> String {
    format!("{}.{}", record.pallet_name(), record.event_name())
}

/// The events of the list, which must fill it.
fn records(list: &Events<SubstrateConfig>) -> Result<Vec<RawEvent<'_, SubstrateConfig>>, ReadError> {
    let records: Vec<_> = list.iter().collect::<Result<_, _>>().map_err(|error| ReadError::Events(Box::new(error)))?;
    let length = records.iter().fold(Compact::compact_len(&list.len()), |sum, record| sum.saturating_add(record.bytes().len()));
    let is_whole = list.bytes().is_empty() || (length == list.bytes().len() && records.len() == list.len() as usize);
    is_whole.then_some(records).ok_or_else(|| ReadError::EventCount { announced: list.len() })
}

/// Every byte in the values, in order, however deep: a module error is a pallet's index and then four bytes.
fn numbers<'a>(values: impl Iterator<Item = &'a Value<()>>) -> Vec<u8> {
    values
        .flat_map(|value| match &value.value {
            ValueDef::Primitive(Primitive::U128(number)) => u8::try_from(*number).into_iter().collect(),
            ValueDef::Composite(inner) => numbers(inner.values()),
            _ => Vec::new(),
        })
        .collect()
}

/// The fields of one event, by name.
pub(crate) struct Fields<'a> {
    event: String,
    parts: Vec<(&'a str, &'a [u8])>,
}

impl<'a> Fields<'a> {
    #[cfg(test)]
    pub(crate) fn of(event: &str, parts: &[(&'a str, &'a [u8])]) -> Self {
        Self { event: event.to_owned(), parts: parts.to_vec() }
    }

    /// The field called `name`, which must be a `T` to its last byte.
    pub(crate) fn get<T: DecodeAll>(&self, name: &str) -> Result<T, ReadError> {
        self.parts
            .iter()
            .find(|(candidate, _)| *candidate == name)
            .and_then(|(_, bytes)| T::decode_all(&mut &bytes[..]).ok())
            .ok_or_else(|| self.unreadable(name))
    }

    fn unreadable(&self, field: &str) -> ReadError {
        ReadError::Field { event: self.event.clone(), field: field.to_owned() }
    }
}
