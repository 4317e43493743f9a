#![doc = include_str!("../README.md")]

mod child;
mod compiled;
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
mod runner;
mod sandbox;
mod worker;
mod workers;

pub use disk::{CacheError, DiskCache};
pub use engine::Engine;
pub use failure::{AgentFailure, Failure, TrapKind};
pub use host::log::{Level, Line, Logs};
pub use limits::{Limit, Limits, OutOfRange};
pub use module::{Module, Refusal, MAX_PACKAGE};
pub use run::{Execution, Failed};
pub use runner::{Package, RunError, Runner};
pub use sandbox::{Sandbox, SetupError};
pub use worker::{serve, ConfinementError, WorkerError};
pub use workers::{Program, Unusable, Workers};
