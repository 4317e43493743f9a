//! The events of the market's pallets, typed. Names and fields are those of the pallets.

mod agent;
mod arbitration;
mod escrow;
mod reputation;
mod slashing;
mod task;

pub use agent::AgentEvent;
pub use arbitration::ArbitrationEvent;
pub use escrow::EscrowEvent;
pub use reputation::ReputationEvent;
pub use slashing::SlashingEvent;
pub use task::TaskEvent;

use crate::reading::{Fields, ReadError};

/// An event of one of the market's pallets.
#[derive(Clone, PartialEq, Eq, Debug)]
#[expect(clippy::large_enum_variant, reason = "a block holds few events, and each is read once and taken apart")]
pub enum MarketEvent {
    /// Of the agent registry.
    Agent(AgentEvent),
    /// Of the task market.
    Task(TaskEvent),
    /// Of the escrow.
    Escrow(EscrowEvent),
    /// Of the reputation books.
    Reputation(ReputationEvent),
    /// Of arbitration.
    Arbitration(ArbitrationEvent),
    /// Of slashing.
    Slashing(SlashingEvent),
}

impl MarketEvent {
    /// Reads the event; `None` for another pallet's, whose fields are not asked for, and for one that is not known here.
    pub(crate) fn read<'a>(pallet: &str, name: &str, fields: impl FnOnce() -> Fields<'a>) -> Result<Option<Self>, ReadError> {
        Ok(match pallet {
            AgentEvent::PALLET => AgentEvent::read(name, &fields())?.map(Self::Agent),
            TaskEvent::PALLET => TaskEvent::read(name, &fields())?.map(Self::Task),
            EscrowEvent::PALLET => EscrowEvent::read(name, &fields())?.map(Self::Escrow),
            ReputationEvent::PALLET => ReputationEvent::read(name, &fields())?.map(Self::Reputation),
            ArbitrationEvent::PALLET => ArbitrationEvent::read(name, &fields())?.map(Self::Arbitration),
            SlashingEvent::PALLET => SlashingEvent::read(name, &fields())?.map(Self::Slashing),
            _ => None,
        })
    }

    /// Pallet that emits it.
    pub fn pallet(&self) -> &'static str {
        match self {
            Self::Agent(_) => AgentEvent::PALLET,
            Self::Task(_) => TaskEvent::PALLET,
            Self::Escrow(_) => EscrowEvent::PALLET,
            Self::Reputation(_) => ReputationEvent::PALLET,
            Self::Arbitration(_) => ArbitrationEvent::PALLET,
            Self::Slashing(_) => SlashingEvent::PALLET,
        }
    }

    /// Name of the event within its pallet.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Agent(event) => event.name(),
            Self::Task(event) => event.name(),
            Self::Escrow(event) => event.name(),
            Self::Reputation(event) => event.name(),
            Self::Arbitration(event) => event.name(),
            Self::Slashing(event) => event.name(),
        }
    }
}

/// Defines the events of one pallet together with how each is read, field by field.
macro_rules! pallet_events {
    (
        $(#[$doc:meta])*
        pub enum $type:ident of $pallet:literal {
            $( $(#[$event_doc:meta])* $event:ident { $( $(#[$field_doc:meta])* $field:ident: $field_type:ty ),* $(,)? } ),* $(,)?
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Debug)]
        #[allow(clippy::large_enum_variant, reason = "a block holds few events, and each is read once and taken apart")]
        #[cfg_attr(test, derive(codec::Encode))]
        pub enum $type {
            $( $(#[$event_doc])* $event { $( $(#[$field_doc])* $field: $field_type ),* } ),*
        }

        impl $type {
            pub(crate) const PALLET: &'static str = $pallet;

            pub(crate) fn read(
                name: &str,
                fields: &$crate::reading::Fields<'_>,
            ) -> Result<Option<Self>, $crate::reading::ReadError> {
                Ok(Some(match name {
                    $( stringify!($event) => Self::$event { $( $field: fields.get(stringify!($field))? ),* }, )*
                    _ => return Ok(None),
                }))
            }

            /// Name of the event within its pallet.
            pub fn name(&self) -> &'static str {
                match self {
                    $( Self::$event { .. } => stringify!($event) ),*
                }
            }

            /// Every event with its fields and their types, for comparison with the metadata.
            #[cfg(test)]
            pub(crate) fn shapes() -> Vec<(&'static str, Vec<(&'static str, scale_info::MetaType)>)> {
                vec![ $( (stringify!($event), vec![ $( (stringify!($field), scale_info::meta_type::<$field_type>()) ),* ]) ),* ]
            }
        }

        impl From<$type> for $crate::MarketEvent {
            fn from(event: $type) -> Self {
                pallet_events!(@wrap $type, event)
            }
        }
    };
    (@wrap SlashingEvent, $event:ident) => { $crate::MarketEvent::Slashing($event) };
    (@wrap ArbitrationEvent, $event:ident) => { $crate::MarketEvent::Arbitration($event) };
    (@wrap AgentEvent, $event:ident) => { $crate::MarketEvent::Agent($event) };
    (@wrap TaskEvent, $event:ident) => { $crate::MarketEvent::Task($event) };
    (@wrap EscrowEvent, $event:ident) => { $crate::MarketEvent::Escrow($event) };
    (@wrap ReputationEvent, $event:ident) => { $crate::MarketEvent::Reputation($event) };
}

pub(crate) use pallet_events;
