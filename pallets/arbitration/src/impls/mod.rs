//! What the calls and the market bring about, by the part of a dispute it belongs to.

mod audits;
mod draw;
mod settle;
mod stages;
mod verifiers;
mod votes;

#[cfg(feature = "runtime-benchmarks")]
pub(crate) use self::{
    audits::{audit_seed, LOOKS},
    draw::committee_seed,
};
