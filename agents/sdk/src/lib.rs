#![doc = include_str!("../README.md")]

pub mod log;

/// Generated from `agents/wit`; public only because `agent!` expands to paths in it.
#[doc(hidden)]
#[allow(missing_docs, clippy::all, clippy::restriction)]
pub mod bindings {
    wit_bindgen::generate!({
        path: "../wit",
        world: "agent",
        pub_export_macro: true,
        export_macro_name: "agent",
        default_bindings_module: "ainur_agent::bindings",
    });
}

/// Makes the named type, which implements [`Agent`], the one this guest exports.
pub use bindings::agent;
/// Why there is no output.
pub use bindings::Failure;
/// What an agent's author implements: the work itself.
pub use bindings::Guest as Agent;
