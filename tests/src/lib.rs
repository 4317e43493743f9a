#![doc = include_str!("../README.md")]
#![allow(clippy::indexing_slicing, reason = "a key that a JSON value does not have reads as null")]

pub mod api;
pub mod chaos;
pub mod committee;
pub mod court;
pub mod disk;
pub mod market;
pub mod network;
pub mod node;
pub mod orchestrator;
pub mod outage;
pub mod outbox;
pub mod peer;
pub mod process;
pub mod proxy;
pub mod referendum;
pub mod release;
pub mod rows;
pub mod wait;
pub mod wallet;
pub mod world;
