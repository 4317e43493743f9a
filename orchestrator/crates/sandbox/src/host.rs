//! What a guest may ask of the host: one module for each capability.

pub(crate) mod log;

use wasmtime::component::Linker;

use crate::run::State;

/// The interfaces that a component may import.
pub(crate) const INTERFACES: &[&str] = &[log::INTERFACE];

/// Offers every capability.
pub(crate) fn link(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    log::link(linker)
}
