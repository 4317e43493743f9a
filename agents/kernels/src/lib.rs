#![doc = include_str!("../README.md")]
#![allow(clippy::indexing_slicing, reason = "to be measured as such code is usually written; beyond the end it traps")]

mod base64;
mod crc32;
mod data;
mod fannkuch;
mod json;
mod levenshtein;
mod matmul;
mod nbody;
mod sha256;
mod sieve;
mod sort;

use std::hint::black_box;

use ainur_agent::{Agent, Failure};

/// Does one round and sums it up in a number.
type Round = fn() -> u64;

/// The kernels, by name.
const KERNELS: [(&str, Round); 10] = [
    ("sha256", sha256::round),
    ("sort", sort::round),
    ("matmul", matmul::round),
    ("json", json::round),
    ("nbody", nbody::round),
    ("fannkuch", fannkuch::round),
    ("levenshtein", levenshtein::round),
    ("sieve", sieve::round),
    ("base64", base64::round),
    ("crc32", crc32::round),
];

/// The guest.
pub struct Kernels;

impl Agent for Kernels {
    fn execute(input: Vec<u8>) -> Result<Vec<u8>, Failure> {
        let (round, rounds) = order(&input).ok_or_else(|| Failure::InvalidInput("no kernel and number of rounds".to_owned()))?;
        let sum = (0..rounds).fold(0, |sum: u64, _| sum.wrapping_mul(31).wrapping_add(black_box(round)()));
        Ok(sum.to_le_bytes().to_vec())
    }
}

/// What is to be run, and how often.
fn order(input: &[u8]) -> Option<(Round, u32)> {
    let (wanted, rounds) = str::from_utf8(input).ok()?.split_once(' ')?;
    let (_, round) = KERNELS.iter().find(|(name, _)| *name == wanted)?;
    Some((*round, rounds.parse().ok()?))
}

ainur_agent::agent!(Kernels);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kernel_does_the_same_every_time() {
        for (name, _) in KERNELS {
            let run = |rounds: u32| Kernels::execute(format!("{name} {rounds}").into_bytes()).ok();
            assert!(run(2).is_some() && run(2) == run(2) && run(2) != run(3), "{name}");
        }
    }

    #[test]
    fn an_order_that_cannot_be_carried_out_is_refused() {
        for order in ["", "sort", "sort many", "dance 3"] {
            assert!(matches!(Kernels::execute(order.into()), Err(Failure::InvalidInput(_))), "{order}");
        }
    }
}
