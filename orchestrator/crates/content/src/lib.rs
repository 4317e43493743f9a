#![doc = include_str!("../README.md")]

mod car;
mod disk;
mod memory;
mod store;
mod unixfs;
mod whole;

pub use car::{export, import, CarError, Imported};
pub use disk::DiskStore;
pub use memory::MemoryStore;
pub use store::{ContentError, ContentStore, Repeats};
