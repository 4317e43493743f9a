//! Modules run in processes of their own, which have nothing to lose and can be lost.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that fails says where")]

mod compiled;
mod confinement;
mod hostile;
mod losing;
mod site;
#[path = "../../crates/sandbox/tests/common/wat.rs"]
#[allow(dead_code, reason = "made for other guests too")]
mod wat;
