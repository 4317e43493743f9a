//! Agents that are services of their owners': what such a service says of itself, what it is sent, and what is claimed of its work.
//! `docs/hosting` tells owners how to write one.

mod manifest;
mod order;
mod receipt;

pub use self::{
    manifest::{Endpoint, MAX_MANIFEST},
    order::Order,
    receipt::HostedReceipt,
};
