#![doc = include_str!("../README.md")]

mod disk;
mod memory;
mod store;
mod unixfs;

pub use disk::DiskStore;
pub use memory::MemoryStore;
pub use store::{ContentError, ContentStore};
