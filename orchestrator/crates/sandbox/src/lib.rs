#![doc = include_str!("../README.md")]

mod contract;
mod disk;
mod engine;
mod epoch;
mod failure;
mod host;
mod limits;
mod memory;
mod module;
mod run;
mod sandbox;

pub use disk::{CacheError, DiskCache};
pub use engine::Engine;
pub use failure::{AgentFailure, Failure, TrapKind};
pub use host::log::{Level, Line, Logs};
pub use limits::{Limit, Limits, OutOfRange};
pub use module::{Module, Refusal, MAX_PACKAGE};
pub use run::{Execution, Failed};
pub use sandbox::{Sandbox, SetupError};
