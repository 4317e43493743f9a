//! The guest's side of `agents/wit`, as the host reads it: text and bytes stay in the guest's memory until they are measured.

use wasmtime::component::{ComponentType, Lift, WasmList, WasmStr};

/// The function that does the work.
pub(crate) const ENTRY_POINT: &str = "execute";
/// What it takes.
pub(crate) type Input<'a> = (&'a [u8],);
/// What it gives.
pub(crate) type Output = (Result<WasmList<u8>, Reason>,);

/// Why there is no output.
#[derive(ComponentType, Lift)]
#[component(variant)]
pub(crate) enum Reason {
    #[component(name = "invalid-input")]
    InvalidInput(WasmStr),
    #[component(name = "unsupported")]
    Unsupported(WasmStr),
    #[component(name = "failed")]
    Failed(WasmStr),
}

/// How much a log line matters.
#[derive(Clone, Copy, ComponentType, Lift)]
#[component(enum)]
#[repr(u8)]
#[expect(dead_code, reason = "made by the derived lifting")]
pub(crate) enum Level {
    #[component(name = "debug")]
    Debug,
    #[component(name = "info")]
    Info,
    #[component(name = "warn")]
    Warn,
    #[component(name = "error")]
    Error,
}
