//! Decoded SCALE values as JSON that people and other programs can read.
//!
//! Amounts (128-bit integers) are decimal strings and smaller integers numbers, accounts are SS58, bytes are `0x` hex,
//! names are text, an absent option is `null`, a variant without fields is its name and one with fields
//! `{"Name": fields}`, and a wrapper of one value is that value.

use scale_info::{form::PortableForm, PortableRegistry, TypeDef, TypeDefPrimitive};
use serde_json::{Map, Value as Json};
use subxt::ext::scale_value::{Composite, Primitive, Value, ValueDef, Variant};

use crate::AccountId;

/// Types whose bytes are checked to be text where they are decoded on chain.
const TEXTS: [&str; 3] = ["Slug", "Title", "Capability"];

/// Named or positional fields as an object or an array.
pub(crate) fn fields(fields: &Composite<u32>, types: &PortableRegistry) -> Json {
    match fields {
        Composite::Named(named) => {
            Json::Object(named.iter().map(|(name, field)| (name.clone(), value(field, types))).collect::<Map<_, _>>())
        }
        Composite::Unnamed(unnamed) => Json::Array(unnamed.iter().map(|field| value(field, types)).collect()),
    }
}

fn value(decoded: &Value<u32>, types: &PortableRegistry) -> Json {
    match &decoded.value {
        ValueDef::Composite(inner) => composite(decoded, inner, types),
        ValueDef::Variant(inner) => variant(inner, decoded.context, types),
        ValueDef::Primitive(inner) => primitive(inner, decoded.context, types),
        ValueDef::BitSequence(bits) => Json::Array(bits.iter().map(Json::Bool).collect()),
    }
}

fn composite(decoded: &Value<u32>, inner: &Composite<u32>, types: &PortableRegistry) -> Json {
    if let Some(bytes) = bytes(decoded, types) {
        return Json::String(format!("0x{}", hex::encode(bytes)));
    }
    let Composite::Unnamed(items) = inner else { return fields(inner, types) };
    match (items.as_slice(), type_def(decoded.context, types)) {
        ([only], Some(TypeDef::Composite(_))) => named_wrapper(decoded, only, types).unwrap_or_else(|| value(only, types)),
        _ => fields(inner, types),
    }
}

/// The wrappers that read better as something other than what they wrap.
fn named_wrapper(decoded: &Value<u32>, only: &Value<u32>, types: &PortableRegistry) -> Option<Json> {
    let name = type_name(decoded.context, types)?;
    let raw = innermost_bytes(only, types)?;
    if name == "AccountId32" {
        return Some(Json::String(AccountId::from(<[u8; 32]>::try_from(raw).ok()?).to_string()));
    }
    TEXTS.contains(&name).then(|| Json::String(String::from_utf8_lossy(&raw).into_owned()))
}

fn variant(inner: &Variant<u32>, type_id: u32, types: &PortableRegistry) -> Json {
    let mut values = inner.values.values();
    if type_name(type_id, types) == Some("Option") {
        return values.next().map_or(Json::Null, |some| value(some, types));
    }
    if inner.values.is_empty() {
        return Json::String(inner.name.clone());
    }
    let content = match (&inner.values, values.next()) {
        (Composite::Unnamed(items), Some(only)) if items.len() == 1 => value(only, types),
        (many, _) => fields(many, types),
    };
    Json::Object(Map::from_iter([(inner.name.clone(), content)]))
}

fn primitive(inner: &Primitive, type_id: u32, types: &PortableRegistry) -> Json {
    match inner {
        Primitive::Bool(flag) => Json::Bool(*flag),
        Primitive::Char(letter) => Json::String(letter.to_string()),
        Primitive::String(text) => Json::String(text.clone()),
        Primitive::U128(number) => match u64::try_from(*number) {
            Ok(small) if !is_amount(type_id, types) => Json::from(small),
            _ => Json::String(number.to_string()),
        },
        Primitive::I128(number) => i64::try_from(*number).map_or_else(|_| Json::String(number.to_string()), Json::from),
        Primitive::U256(raw) | Primitive::I256(raw) => Json::String(format!("0x{}", hex::encode(raw))),
    }
}

/// The bytes of an array or sequence of `u8`; `None` for any other value.
fn bytes(decoded: &Value<u32>, types: &PortableRegistry) -> Option<Vec<u8>> {
    let element = match type_def(decoded.context, types)? {
        TypeDef::Array(array) => array.type_param.id,
        TypeDef::Sequence(sequence) => sequence.type_param.id,
        _ => return None,
    };
    let ValueDef::Composite(items) = &decoded.value else { return None };
    if !matches!(type_def(element, types)?, TypeDef::Primitive(TypeDefPrimitive::U8)) {
        return None;
    }
    items.values().map(|item| item.as_u128().and_then(|byte| u8::try_from(byte).ok())).collect()
}

/// The bytes inside any number of wrappers.
fn innermost_bytes(decoded: &Value<u32>, types: &PortableRegistry) -> Option<Vec<u8>> {
    if let Some(found) = bytes(decoded, types) {
        return Some(found);
    }
    let ValueDef::Composite(inner) = &decoded.value else { return None };
    let mut items = inner.values();
    match (items.next(), items.next()) {
        (Some(only), None) => innermost_bytes(only, types),
        _ => None,
    }
}

fn is_amount(type_id: u32, types: &PortableRegistry) -> bool {
    match type_def(type_id, types) {
        Some(TypeDef::Primitive(TypeDefPrimitive::U128)) => true,
        Some(TypeDef::Compact(compact)) => is_amount(compact.type_param.id, types),
        _ => false,
    }
}

fn type_def(type_id: u32, types: &PortableRegistry) -> Option<&TypeDef<PortableForm>> {
    types.resolve(type_id).map(|found| &found.type_def)
}

fn type_name(type_id: u32, types: &PortableRegistry) -> Option<&str> {
    types.resolve(type_id)?.path.segments.last().map(String::as_str)
}
