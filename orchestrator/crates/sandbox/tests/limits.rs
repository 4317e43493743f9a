//! Every limit, obeyed and violated.

mod common;

use std::time::Duration;

use ainur_sandbox::{Failure, Limit};
use common::Guest;

const MIB: u64 = 1 << 20;

#[test]
fn work_within_the_fuel_ends() {
    let execution = Guest::new("spin").run(b"1000", &[(Limit::Fuel, 100_000)]).unwrap();
    assert!((1000..100_000).contains(&execution.fuel_used), "{}", execution.fuel_used);
}

#[test]
fn work_without_end_runs_out_of_fuel() {
    let failure = Guest::new("spin").run(b"", &[(Limit::Fuel, 1_000_000)]);
    assert_eq!(failure, Err(Failure::OutOfFuel { limit: 1_000_000 }));
}

#[test]
fn the_fuel_a_run_took_is_exactly_what_it_needs() {
    let guest = Guest::new("spin");
    let needed = guest.run(b"1000", &[]).unwrap().fuel_used;
    assert_eq!(guest.run(b"1000", &[(Limit::Fuel, needed)]).map(|execution| execution.fuel_used), Ok(needed));
    assert_eq!(guest.run(b"1000", &[(Limit::Fuel, needed - 1)]), Err(Failure::OutOfFuel { limit: needed - 1 }));
}

#[test]
fn memory_within_the_limit_is_granted() {
    assert!(Guest::new("allocate").run(b"8", &[(Limit::Memory, 16 * MIB)]).is_ok());
}

#[test]
fn memory_without_end_is_refused() {
    let guest = Guest::new("allocate");
    assert_eq!(guest.run(b"", &[(Limit::Memory, 16 * MIB)]), Err(Failure::OutOfMemory { limit: 16 * MIB }));
    let largest = *Limit::Memory.range().end();
    assert_eq!(guest.run(b"", &[(Limit::Memory, largest)]), Err(Failure::OutOfMemory { limit: largest }));
}

#[test]
fn memory_that_the_guest_starts_with_counts() {
    let smallest = *Limit::Memory.range().start();
    assert_eq!(Guest::new("echo").run(b"", &[(Limit::Memory, smallest)]), Err(Failure::OutOfMemory { limit: smallest }));
}

#[test]
fn output_may_be_as_long_as_the_limit() {
    let execution = Guest::new("oversized").run(b"4096", &[(Limit::Output, 4096)]).unwrap();
    assert_eq!(execution.output.len(), 4096);
}

#[test]
fn longer_output_is_refused() {
    assert_eq!(Guest::new("oversized").run(b"4097", &[(Limit::Output, 4096)]), Err(Failure::OutputTooLarge { limit: 4096 }));
}

#[test]
fn input_may_be_as_long_as_the_limit() {
    assert!(Guest::new("echo").run(&[7; 4096], &[(Limit::Input, 4096)]).is_ok());
}

#[test]
fn longer_input_is_refused_before_the_run() {
    assert_eq!(Guest::new("echo").run(&[7; 4097], &[(Limit::Input, 4096)]), Err(Failure::InputTooLarge { limit: 4096 }));
}

#[test]
fn a_log_within_the_limit_is_whole() {
    let logs = Guest::new("chatter").run(b"3", &[]).unwrap().logs;
    let messages: Vec<_> = logs.lines.iter().map(|line| line.message.as_str()).collect();
    assert_eq!(messages, ["line 0", "line 1", "line 2"]);
    assert!(!logs.truncated);
}

#[test]
fn a_longer_log_is_cut_and_the_run_goes_on() {
    let logs = Guest::new("chatter").run(b"10000", &[(Limit::Log, 1024)]).unwrap().logs;
    assert!(logs.truncated);
    assert!(logs.lines.iter().map(|line| line.message.len()).sum::<usize>() <= 1024);
}

#[test]
fn what_is_kept_of_the_log_does_not_change_the_fuel() {
    let guest = Guest::new("chatter");
    let fuel = |limit| guest.run(b"100", &[(Limit::Log, limit)]).unwrap().fuel_used;
    assert_eq!(fuel(0), fuel(65_536));
}

#[test]
fn logging_without_end_runs_out_of_fuel() {
    let failed = Guest::new("chatter").run_heard(b"", &[(Limit::Fuel, 1_000_000)]).unwrap_err();
    assert_eq!(failed.failure, Failure::OutOfFuel { limit: 1_000_000 });
    assert!(!failed.logs.lines.is_empty(), "what was logged before is kept");
}

#[test]
fn a_run_within_its_time_ends() {
    assert!(Guest::new("spin").run(b"1000", &[(Limit::WallClock, 60_000)]).is_ok());
}

#[test]
fn the_kill_switch_ends_what_fuel_would_let_run() {
    let failure = Guest::new("spin").run(b"", &[(Limit::Fuel, *Limit::Fuel.range().end()), (Limit::WallClock, 50)]).unwrap_err();
    assert_eq!(failure, Failure::DeadlineExceeded { limit: Duration::from_millis(50) });
    assert!(!failure.is_deterministic());
}
