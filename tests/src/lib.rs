#![doc = include_str!("../README.md")]

pub mod api;
pub mod market;
pub mod node;
pub mod orchestrator;
pub mod process;
pub mod wait;
pub mod wallet;
pub mod world;
