//! One file for each part of a task's life, one for the table of all exits, one for random lives.

mod bidding;
mod clock;
mod delivery;
mod exits;
mod hiring;
mod posting;
mod random;
mod transitions;
