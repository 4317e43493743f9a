//! SCALE values as JSON that people and other programs can read.
//!
//! Amounts (128-bit integers) are decimal strings and smaller integers numbers, accounts are SS58, bytes are `0x` hex,
//! names are text, an absent option is `null`, a variant without fields is its name and one with fields
//! `{"Name": fields}`, and a wrapper of one value is that value.

use std::iter;

use codec::{Compact, Decode};
use scale_info::{form::PortableForm, Field, PortableRegistry, Type, TypeDef, TypeDefPrimitive};
use serde_json::{Map, Value as Json};
use subxt::ext::scale_decode::visitor::{
    decode_with_visitor,
    types::{Array, BitSequence, Composite, Sequence, Str, Tuple, Variant},
    DecodeAsTypeResult, DecodeError, DecodeItemIterator, Visitor,
};

use crate::AccountId;

/// Types whose bytes are checked to be text where they are decoded on chain.
const TEXTS: [&str; 3] = ["Slug", "Title", "Capability"];

/// The type of accounts.
const ACCOUNT: &str = "AccountId32";

/// A field of an event or a call.
pub(crate) struct Part<'a> {
    /// Its name, if it has one.
    pub name: Option<&'a str>,
    /// Its encoding.
    pub bytes: &'a [u8],
    /// The same as JSON.
    pub json: Json,
}

/// Takes the fields off the beginning of `input`.
pub(crate) fn parts<'a>(
    input: &mut &'a [u8],
    fields: &'a [Field<PortableForm>],
    types: &PortableRegistry,
) -> Result<Vec<Part<'a>>, DecodeError> {
    let part = |field: &'a Field<PortableForm>| {
        let whole = *input;
        let json = decode_with_visitor(input, field.ty.id, types, ToJson)?;
        let (bytes, _) = whole.split_at(whole.len().saturating_sub(input.len()));
        Ok(Part { name: field.name.as_deref(), bytes, json })
    };
    fields.iter().map(part).collect()
}

/// Named fields as an object, others as an array.
pub(crate) fn fields(parts: Vec<Part<'_>>) -> Json {
    collect(parts.into_iter().map(|part| (part.name, part.json)).collect())
}

fn collect(fields: Vec<(Option<&str>, Json)>) -> Json {
    if !fields.is_empty() && fields.iter().all(|(name, _)| name.is_some()) {
        let named = fields.into_iter().filter_map(|(name, value)| Some((name?.to_owned(), value)));
        return Json::Object(named.collect());
    }
    Json::Array(fields.into_iter().map(|(_, value)| value).collect())
}

/// Makes JSON of what it visits.
#[derive(Clone, Copy)]
struct ToJson;

/// What is in JSON what it is.
macro_rules! visit_as_is {
    ($($visit:ident: $type:ty),*) => { $(
        fn $visit<'scale, 'resolver>(self, value: $type, _: u32) -> Result<Self::Value<'scale, 'resolver>, Self::Error> {
            Ok(value.into())
        }
    )* };
}

impl Visitor for ToJson {
    type Value<'scale, 'resolver> = Json;
    type Error = DecodeError;
    type TypeResolver = PortableRegistry;

    /// Takes bytes as a whole, which is most of what there is: each by itself would be a value of its own.
    fn unchecked_decode_as_type<'scale, 'resolver>(
        self,
        input: &mut &'scale [u8],
        type_id: u32,
        types: &'resolver PortableRegistry,
    ) -> DecodeAsTypeResult<Self, Result<Self::Value<'scale, 'resolver>, Self::Error>> {
        let wrapper = type_name(type_id, types).filter(|name| *name == ACCOUNT || TEXTS.contains(name));
        match bytes(type_id, types, wrapper.is_some()) {
            Some(bytes) => DecodeAsTypeResult::Decoded(bytes.take(input).map(|bytes| show(bytes, wrapper))),
            None => DecodeAsTypeResult::Skipped(self),
        }
    }

    visit_as_is!(visit_bool: bool, visit_u8: u8, visit_u16: u16, visit_u32: u32, visit_u64: u64);
    visit_as_is!(visit_i8: i8, visit_i16: i16, visit_i32: i32, visit_i64: i64);

    fn visit_char<'scale, 'resolver>(self, value: char, _: u32) -> Result<Self::Value<'scale, 'resolver>, Self::Error> {
        Ok(value.to_string().into())
    }

    fn visit_u128<'scale, 'resolver>(self, value: u128, _: u32) -> Result<Self::Value<'scale, 'resolver>, Self::Error> {
        Ok(value.to_string().into())
    }

    fn visit_i128<'scale, 'resolver>(self, value: i128, _: u32) -> Result<Self::Value<'scale, 'resolver>, Self::Error> {
        Ok(i64::try_from(value).map_or_else(|_| value.to_string().into(), Json::from))
    }

    fn visit_u256<'resolver>(self, value: &[u8; 32], _: u32) -> Result<Self::Value<'_, 'resolver>, Self::Error> {
        Ok(hexadecimal(value))
    }

    fn visit_i256<'resolver>(self, value: &[u8; 32], _: u32) -> Result<Self::Value<'_, 'resolver>, Self::Error> {
        Ok(hexadecimal(value))
    }

    fn visit_str<'scale, 'resolver>(
        self,
        value: &mut Str<'scale>,
        _: u32,
    ) -> Result<Self::Value<'scale, 'resolver>, Self::Error> {
        Ok(value.as_str()?.into())
    }

    fn visit_bitsequence<'scale, 'resolver>(
        self,
        value: &mut BitSequence<'scale>,
        _: u32,
    ) -> Result<Self::Value<'scale, 'resolver>, Self::Error> {
        value.decode()?.map(|bit| Ok(Json::Bool(bit?))).collect()
    }

    fn visit_sequence<'scale, 'resolver>(
        self,
        value: &mut Sequence<'scale, 'resolver, PortableRegistry>,
        _: u32,
    ) -> Result<Self::Value<'scale, 'resolver>, Self::Error> {
        list(value)
    }

    fn visit_array<'scale, 'resolver>(
        self,
        value: &mut Array<'scale, 'resolver, PortableRegistry>,
        _: u32,
    ) -> Result<Self::Value<'scale, 'resolver>, Self::Error> {
        list(value)
    }

    fn visit_tuple<'scale, 'resolver>(
        self,
        value: &mut Tuple<'scale, 'resolver, PortableRegistry>,
        _: u32,
    ) -> Result<Self::Value<'scale, 'resolver>, Self::Error> {
        list(value)
    }

    fn visit_composite<'scale, 'resolver>(
        self,
        value: &mut Composite<'scale, 'resolver, PortableRegistry>,
        _: u32,
    ) -> Result<Self::Value<'scale, 'resolver>, Self::Error> {
        Ok(unwrapped(composite(value)?))
    }

    fn visit_variant<'scale, 'resolver>(
        self,
        value: &mut Variant<'scale, 'resolver, PortableRegistry>,
        _: u32,
    ) -> Result<Self::Value<'scale, 'resolver>, Self::Error> {
        let is_option = value.enum_name() == Some("Option");
        let name = value.name();
        let fields = composite(value.fields())?;
        Ok(match (is_option, fields.is_empty()) {
            (true, _) => fields.into_iter().next().map_or(Json::Null, |(_, some)| some),
            (false, true) => name.into(),
            (false, false) => Json::Object(Map::from_iter([(name.to_owned(), unwrapped(fields))])),
        })
    }
}

fn list<'scale, 'resolver>(
    items: &mut impl DecodeItemIterator<'scale, 'resolver, PortableRegistry>,
) -> Result<Json, DecodeError> {
    iter::from_fn(|| items.decode_item(ToJson)).collect()
}

fn composite<'resolver>(
    value: &mut Composite<'_, 'resolver, PortableRegistry>,
) -> Result<Vec<(Option<&'resolver str>, Json)>, DecodeError> {
    let mut fields = Vec::new();
    loop {
        let name = value.peek_name();
        let Some(item) = value.decode_item(ToJson) else { return Ok(fields) };
        fields.push((name, item?));
    }
}

/// What a wrapper of one value is.
fn unwrapped(mut fields: Vec<(Option<&str>, Json)>) -> Json {
    match fields.as_mut_slice() {
        [(None, only)] => only.take(),
        _ => collect(fields),
    }
}

/// How many bytes a value is.
enum Bytes {
    Fixed(u32),
    /// As many as it begins with.
    Counted,
}

impl Bytes {
    fn take<'a>(&self, input: &mut &'a [u8]) -> Result<&'a [u8], DecodeError> {
        let length = match self {
            Self::Fixed(length) => *length,
            Self::Counted => Compact::<u32>::decode(input)?.0,
        };
        let (bytes, rest) =
            usize::try_from(length).ok().and_then(|length| input.split_at_checked(length)).ok_or(DecodeError::NotEnoughInput)?;
        *input = rest;
        Ok(bytes)
    }
}

/// What an array or list of bytes is, or one within wrappers; none for any other value.
fn bytes(type_id: u32, types: &PortableRegistry, is_wrapped: bool) -> Option<Bytes> {
    let is_byte = |id| matches!(types.resolve(id), Some(Type { type_def: TypeDef::Primitive(TypeDefPrimitive::U8), .. }));
    match &types.resolve(type_id)?.type_def {
        TypeDef::Array(array) => is_byte(array.type_param.id).then_some(Bytes::Fixed(array.len)),
        TypeDef::Sequence(sequence) => is_byte(sequence.type_param.id).then_some(Bytes::Counted),
        TypeDef::Composite(wrapper) if is_wrapped => match wrapper.fields.as_slice() {
            [only] => bytes(only.ty.id, types, true),
            _ => None,
        },
        _ => None,
    }
}

/// Bytes as their wrapper says, if they have one.
fn show(bytes: &[u8], wrapper: Option<&str>) -> Json {
    match (wrapper, <[u8; 32]>::try_from(bytes)) {
        (Some(ACCOUNT), Ok(account)) => AccountId::from(account).to_string().into(),
        (Some(ACCOUNT), Err(_)) | (None, _) => hexadecimal(bytes),
        (Some(_), _) => String::from_utf8_lossy(bytes).into(),
    }
}

fn hexadecimal(bytes: &[u8]) -> Json {
    format!("0x{}", hex::encode(bytes)).into()
}

fn type_name(type_id: u32, types: &PortableRegistry) -> Option<&str> {
    types.resolve(type_id)?.path.segments.last().map(String::as_str)
}
