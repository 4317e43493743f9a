//! The host's side of `agents/wit`, generated.

#![allow(missing_docs, clippy::all, clippy::restriction)]

wasmtime::component::bindgen!({ path: "../../../agents/wit", world: "agent" });
