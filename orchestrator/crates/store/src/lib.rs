#![doc = include_str!("../README.md")]

pub mod agents;
pub mod audits;
pub mod bids;
pub mod blocks;
mod connections;
pub mod content;
pub mod dashboard;
pub mod disputes;
mod error;
pub mod events;
mod guarded;
mod hedges;
pub mod job_records;
pub mod jobs;
pub mod leadership;
pub mod mirrored;
pub mod outbox;
mod pool;
pub mod projection;
mod pulse;
pub mod quarantine;
pub mod settlements;
mod signals;
pub mod tasks;
mod transaction;
mod transient;

pub use error::StoreError;
pub use leadership::Leadership;
pub use pool::{Settings, Store};
pub use signals::Signals;
pub use sqlx::PgConnection;
