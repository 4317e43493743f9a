//! What others can rely on in a runtime: each thing by kind and name, and the types that it is encoded with.

use std::{collections::BTreeMap, fmt};

use frame_metadata::v16::{PalletMetadata, RuntimeMetadataV16, StorageEntryType};
use scale_info::{form::PortableForm, PortableRegistry, TypeDef, Variant};

use super::encoding::Part;

/// What a thing is; in the order in which people want to read of changes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// A pallet, as which calls, events and errors begin with its index.
    Pallet,
    /// A part of every transaction.
    Extension,
    /// What can be signed for.
    Call,
    /// What stands in the state.
    Storage,
    /// What a block tells.
    Event,
    /// Why a call fails.
    Error,
    /// What does not change while a runtime lives.
    Constant,
    /// What can be asked of a pallet.
    View,
    /// What can be asked of the runtime.
    Api,
}

impl fmt::Display for Kind {
    fn fmt(&self, text: &mut fmt::Formatter) -> fmt::Result {
        text.write_str(match self {
            Self::Pallet => "pallets",
            Self::Extension => "transaction extensions",
            Self::Call => "calls",
            Self::Storage => "storage",
            Self::Event => "events",
            Self::Error => "errors",
            Self::Constant => "constants",
            Self::View => "view functions",
            Self::Api => "runtime APIs",
        })
    }
}

/// What of a thing is compared.
#[derive(Clone, Debug, Default)]
pub struct Item {
    /// What has to be equal, byte by byte: its index, how its keys are hashed, the value of a constant.
    pub fixed: String,
    /// The types of what is written with it or for it.
    pub types: Vec<Part>,
    /// The types of what is read from it, which an old reader has to understand.
    pub reads: Vec<Part>,
    /// How people write it.
    pub text: String,
}

/// All things of a runtime.
pub type Surface = BTreeMap<(Kind, String), Item>;

/// Everything that this metadata describes.
pub fn of(metadata: &RuntimeMetadataV16) -> Surface {
    let types = &metadata.types;
    let mut surface = Surface::new();
    for (place, extension) in metadata.extrinsic.transaction_extensions.iter().enumerate() {
        let fixed = format!("place {place}");
        let item = Item {
            text: fixed.clone(),
            fixed,
            types: vec![extension.ty.id.into(), extension.implicit.id.into()],
            ..Item::default()
        };
        surface.insert((Kind::Extension, extension.identifier.clone()), item);
    }
    for pallet in &metadata.pallets {
        let fixed = format!("index {}", pallet.index);
        surface.insert((Kind::Pallet, pallet.name.clone()), Item { text: fixed.clone(), fixed, ..Item::default() });
        insert_enumerations(&mut surface, types, pallet);
        insert_storage(&mut surface, types, pallet);
        insert_constants_and_views(&mut surface, types, pallet);
    }
    for api in &metadata.apis {
        for method in &api.methods {
            let inputs: Vec<_> = method.inputs.iter().map(|input| (input.name.as_str(), input.ty.id)).collect();
            let item = function(types, &inputs, method.output.id);
            surface.insert((Kind::Api, format!("{}.{}", api.name, method.name)), item);
        }
    }
    surface
}

fn insert_enumerations(surface: &mut Surface, types: &PortableRegistry, pallet: &PalletMetadata<PortableForm>) {
    let enumerations = [
        (Kind::Call, pallet.calls.as_ref().map(|calls| calls.ty.id)),
        (Kind::Event, pallet.event.as_ref().map(|event| event.ty.id)),
        (Kind::Error, pallet.error.as_ref().map(|error| error.ty.id)),
    ];
    for (kind, id) in enumerations {
        for variant in variants(types, id) {
            let fields = variant.fields.iter().map(|field| {
                let name = field.name.as_deref().map(|name| format!("{name}: ")).unwrap_or_default();
                let of = field.type_name.clone().unwrap_or_else(|| name_of(types, field.ty.id));
                format!("{name}{of}")
            });
            let item = Item {
                fixed: format!("index {}.{}", pallet.index, variant.index),
                text: format!("({})", fields.collect::<Vec<_>>().join(", ")),
                types: variant.fields.iter().map(Part::from).collect(),
                reads: Vec::new(),
            };
            surface.insert((kind, format!("{}.{}", pallet.name, variant.name)), item);
        }
    }
}

fn variants(types: &PortableRegistry, id: Option<u32>) -> &[Variant<PortableForm>] {
    match id.and_then(|id| types.resolve(id)).map(|kind| &kind.type_def) {
        Some(TypeDef::Variant(variant)) => &variant.variants,
        _ => &[],
    }
}

fn insert_storage(surface: &mut Surface, types: &PortableRegistry, pallet: &PalletMetadata<PortableForm>) {
    let Some(storage) = &pallet.storage else { return };
    for entry in &storage.entries {
        let (hashers, key, value) = match &entry.ty {
            StorageEntryType::Plain(value) => (String::new(), None, value.id),
            StorageEntryType::Map { hashers, key, value } => (format!("{hashers:?} "), Some(key.id), value.id),
        };
        let of_key = key.map(|key| format!("{} -> ", name_of(types, key))).unwrap_or_default();
        let item = Item {
            fixed: format!("{} {hashers}{:?}", storage.prefix, entry.modifier),
            text: format!("{hashers}{of_key}{}", name_of(types, value)),
            types: key.into_iter().chain([value]).map(Part::from).collect(),
            reads: Vec::new(),
        };
        surface.insert((Kind::Storage, format!("{}.{}", pallet.name, entry.name)), item);
    }
}

fn insert_constants_and_views(surface: &mut Surface, types: &PortableRegistry, pallet: &PalletMetadata<PortableForm>) {
    for constant in &pallet.constants {
        let text = format!("{} = {}", name_of(types, constant.ty.id), shown(types, constant.ty.id, &constant.value));
        let item = Item {
            fixed: super::blob::hexadecimal(&constant.value),
            text,
            types: vec![constant.ty.id.into()],
            ..Item::default()
        };
        surface.insert((Kind::Constant, format!("{}.{}", pallet.name, constant.name)), item);
    }
    for view in &pallet.view_functions {
        let inputs: Vec<_> = view.inputs.iter().map(|input| (input.name.as_str(), input.ty.id)).collect();
        let item = function(types, &inputs, view.output.id);
        surface.insert((Kind::View, format!("{}.{}", pallet.name, view.name)), item);
    }
}

fn function(types: &PortableRegistry, inputs: &[(&str, u32)], output: u32) -> Item {
    let shown: Vec<_> = inputs.iter().map(|(name, id)| format!("{name}: {}", name_of(types, *id))).collect();
    Item {
        fixed: String::new(),
        text: format!("({}) -> {}", shown.join(", "), name_of(types, output)),
        types: inputs.iter().map(|(name, id)| Part { name: Some((*name).into()), id: *id }).collect(),
        reads: vec![output.into()],
    }
}

/// A type as people call it.
fn name_of(types: &PortableRegistry, id: u32) -> String {
    let Some(kind) = types.resolve(id) else { return "?".into() };
    let row = |ids: &mut dyn Iterator<Item = u32>| ids.map(|id| name_of(types, id)).collect::<Vec<_>>().join(", ");
    match &kind.type_def {
        TypeDef::Sequence(of) => format!("Vec<{}>", name_of(types, of.type_param.id)),
        TypeDef::Array(of) => format!("[{}; {}]", name_of(types, of.type_param.id), of.len),
        TypeDef::Compact(of) => format!("Compact<{}>", name_of(types, of.type_param.id)),
        TypeDef::Tuple(of) => format!("({})", row(&mut of.fields.iter().map(|field| field.id))),
        TypeDef::Primitive(of) => format!("{of:?}").to_lowercase(),
        TypeDef::BitSequence(_) => "bits".into(),
        TypeDef::Composite(_) | TypeDef::Variant(_) => {
            let name = kind.path.segments.last().cloned().unwrap_or_default();
            let of = row(&mut kind.type_params.iter().filter_map(|parameter| Some(parameter.ty?.id)));
            if of.is_empty() {
                name
            } else {
                format!("{name}<{of}>")
            }
        }
    }
}

/// A value: numbers as numbers, anything else by its bytes, if they are few.
fn shown(types: &PortableRegistry, id: u32, value: &[u8]) -> String {
    let is_number = types.resolve(id).is_some_and(|kind| match &kind.type_def {
        TypeDef::Primitive(primitive) => format!("{primitive:?}").starts_with('U'),
        TypeDef::Composite(_) => kind.path.segments.last().is_some_and(|name| name.starts_with("Per") || name.ends_with("Id")),
        _ => false,
    });
    if is_number && value.len() <= 16 {
        let number = value.iter().rev().fold(0u128, |number, byte| number << 8 | u128::from(*byte));
        return number.to_string();
    }
    let hexadecimal = super::blob::hexadecimal(value);
    match hexadecimal.get(..34) {
        Some(begin) if hexadecimal.len() > 40 => format!("{begin}… ({} bytes)", value.len()),
        _ => hexadecimal,
    }
}
