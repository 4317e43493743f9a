//! One file for each part of a task's life, one for the table of all exits, one for random lives.

mod auctions;
mod audits;
mod batch_weight;
mod bidding;
mod clock;
mod delivery;
mod disputes;
mod exits;
mod family;
mod hiring;
mod posting;
mod random;
mod rating;
mod sealed;
mod transitions;
