//! Which agent gets the work: pure functions over what was known at one moment. They do nothing by themselves, and the same
//! snapshot always gives the same answer.

pub mod about;
mod bid;
mod rota;
mod snapshot;
mod strategy;

#[cfg(test)]
pub use self::bid::examples;
pub use self::{
    bid::Bid,
    rota::Rota,
    snapshot::{pace, standing, terms, Candidate},
    strategy::Strategy,
};
