#![doc = include_str!("../README.md")]

mod car;
mod collect;
mod disk;
mod gateway;
mod kubo;
mod memory;
mod mirror;
mod pins;
mod source;
mod sources;
mod store;
mod turns;
mod unixfs;
mod whole;

pub use car::{export, import, CarError, Imported};
pub use disk::DiskStore;
pub use gateway::Gateway;
pub use kubo::Kubo;
pub use memory::MemoryStore;
pub use mirror::Mirror;
pub use source::{InvalidAddress, Source, SourceError};
pub use sources::{BringError, Failure, Sources};
pub use store::{Collected, ContentError, ContentStore, Repeats};
