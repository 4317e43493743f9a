//! What guests ask for is not what the host spends. One test only: it measures the whole process.
#![allow(clippy::unwrap_used)]

mod common;

use std::fs;

use ainur_sandbox::{Failure, Limit};
use common::{wat::doing, Guest};

const MIB: u64 = 1 << 20;

/// The most memory that this process ever had, in bytes.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

#[test]
fn what_a_guest_claims_is_measured_before_it_is_copied() {
    // Nearly a gibibyte that the guest has, and never touched.
    let roomy = [(Limit::Memory, 1024 * MIB), (Limit::Fuel, 2_000_000_000)];
    let grow = "(drop (memory.grow (i32.const 16000)))";
    let output = doing(&format!("{grow} (i32.store (i32.const 8) (i32.const 1048000000))"));
    let small = Guest::of(&output);
    assert!(small.run(b"", &[(Limit::Memory, MIB)]).is_err());
    let before = peak();
    assert_eq!(Guest::of(&output).run(b"", &roomy), Err(Failure::OutputTooLarge { limit: 4 * MIB }));
    assert!(peak() - before < 64 * MIB, "{} bytes were copied", peak() - before);
}
