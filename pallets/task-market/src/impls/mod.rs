//! What the calls do, by the part of a task's life they belong to.

mod agenda;
mod audits;
mod bidding;
mod clock;
mod delivery;
mod disputes;
mod family;
mod hiring;
mod payday;
mod posting;
mod record;
mod sealed;
