//! Events and records are written twice, here and in the pallets. These tests hold the two together by the metadata.

use scale_info::{form::PortableForm, Field, MetaType, PortableRegistry, Registry, TypeDef};

use super::runtime;
use crate::{AgentEvent, ArbitrationEvent, EscrowEvent, ReputationEvent, SlashingEvent, TaskEvent};

/// Fields of the pallets that are left to the JSON: a dispatch error can only be named with the metadata.
const UNTYPED: [(&str, &str); 1] = [("SettlementSkipped", "error")];

type Shapes = Vec<(&'static str, Vec<(&'static str, MetaType)>)>;

/// Names and types, all the way down. Paths do not matter: they say where a type is written, not how.
fn shape(types: &PortableRegistry, id: u32) -> String {
    let found = types.resolve(id).unwrap();
    match &found.type_def {
        TypeDef::Composite(composite) => fields(types, &composite.fields),
        TypeDef::Variant(variants) => {
            let mut variants: Vec<_> =
                variants.variants.iter().map(|v| format!("{}={}{}", v.index, v.name, fields(types, &v.fields))).collect();
            variants.sort();
            format!("[{}]", variants.join(" | "))
        }
        TypeDef::Sequence(sequence) => format!("Vec<{}>", shape(types, sequence.type_param.id)),
        TypeDef::Array(array) => format!("[{}; {}]", shape(types, array.type_param.id), array.len),
        TypeDef::Tuple(tuple) => format!("({})", tuple.fields.iter().map(|f| shape(types, f.id)).collect::<Vec<_>>().join(", ")),
        TypeDef::Primitive(primitive) => format!("{primitive:?}"),
        TypeDef::Compact(compact) => format!("Compact<{}>", shape(types, compact.type_param.id)),
        TypeDef::BitSequence(_) => "Bits".to_owned(),
    }
}

fn fields(types: &PortableRegistry, fields: &[Field<PortableForm>]) -> String {
    let each = fields.iter().map(|field| match &field.name {
        Some(name) => format!("{name}: {}", shape(types, field.ty.id)),
        None => shape(types, field.ty.id),
    });
    format!("{{{}}}", each.collect::<Vec<_>>().join(", "))
}

fn shape_here(kind: &MetaType) -> String {
    let mut registry = Registry::new();
    let id = registry.register_type(kind).id;
    shape(&PortableRegistry::from(registry), id)
}

fn assert_same(pallet: &str, here: Shapes) {
    let runtime = runtime();
    let types = runtime.metadata().types();
    let pallet = runtime.metadata().pallet_by_name(pallet).unwrap();
    let mut there: Vec<_> = pallet
        .event_variants()
        .unwrap()
        .iter()
        .map(|event| {
            let named = event.fields.iter().map(|field| (field.name.as_deref().unwrap(), field.ty.id));
            let typed = named.filter(|(name, _)| !UNTYPED.contains(&(&event.name, name)));
            (event.name.clone(), typed.map(|(name, id)| format!("{name}: {}", shape(types, id))).collect::<Vec<_>>())
        })
        .collect();
    let mut here: Vec<_> = here
        .iter()
        .map(|(event, fields)| {
            let fields = fields.iter().map(|(name, kind)| format!("{name}: {}", shape_here(kind)));
            (event.to_string(), fields.collect::<Vec<_>>())
        })
        .collect();
    there.sort();
    here.sort();
    assert_eq!(here, there);
}

#[test]
fn agent_events_are_those_of_the_pallet() {
    assert_same(AgentEvent::PALLET, AgentEvent::shapes());
}

#[test]
fn task_events_are_those_of_the_pallet() {
    assert_same(TaskEvent::PALLET, TaskEvent::shapes());
}

#[test]
fn escrow_events_are_those_of_the_pallet() {
    assert_same(EscrowEvent::PALLET, EscrowEvent::shapes());
}

#[test]
fn reputation_events_are_those_of_the_pallet() {
    assert_same(ReputationEvent::PALLET, ReputationEvent::shapes());
}

#[test]
fn arbitration_events_are_those_of_the_pallet() {
    assert_same(ArbitrationEvent::PALLET, ArbitrationEvent::shapes());
}

#[test]
fn slashing_events_are_those_of_the_pallet() {
    assert_same(SlashingEvent::PALLET, SlashingEvent::shapes());
}
