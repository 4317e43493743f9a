//! The reference agents in Python and JavaScript: a whole interpreter in each, and held to what agents in Rust are held to. An
//! interpreter takes long to compile: one test for each, which compiles it once.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod common;

use std::{fs, path::PathBuf};

use ainur_sandbox::{AgentFailure, Execution, Failure, Level, Limit};
use common::{golden_dir, Guest};

/// An agent's golden pairs.
struct Case {
    file: PathBuf,
    input: Vec<u8>,
    output: Vec<u8>,
}

fn cases(agent: &str) -> Vec<Case> {
    let files = fs::read_dir(golden_dir(agent)).unwrap().map(|entry| entry.unwrap().path());
    let inputs = files.filter(|file| file.extension().is_some_and(|extension| extension == "input"));
    let read =
        |file: PathBuf| Case { input: fs::read(&file).unwrap(), output: fs::read(file.with_extension("output")).unwrap(), file };
    let cases: Vec<_> = inputs.map(read).collect();
    assert!(!cases.is_empty());
    cases
}

/// Golden pairs, with the same output, logs and fuel every time.
fn runs_are_equal_and_as_the_golden_pairs_say(guest: &Guest, agent: &str) {
    for Case { file, input, output } in cases(agent) {
        let first = guest.run(&input, &[]).unwrap();
        assert_eq!(first.output, output, "{}", file.display());
        for _ in 0..20 {
            assert_eq!(guest.run(&input, &[]).as_ref(), Ok(&first), "{}", file.display());
        }
    }
}

/// The fuel that a run used is enough for it, and less is not.
fn fuel_is_exact(guest: &Guest, input: &[u8]) {
    let Execution { fuel_used, output, .. } = guest.run(input, &[]).unwrap();
    assert_eq!(guest.run(input, &[(Limit::Fuel, fuel_used)]).unwrap().output, output);
    let less = guest.run(input, &[(Limit::Fuel, fuel_used - 1)]);
    assert_eq!(less, Err(Failure::OutOfFuel { limit: fuel_used - 1 }));
}

/// Golden inputs that are cut off or changed are worked on or refused by the agent itself.
fn damaged_input_never_traps(guest: &Guest, agent: &str) {
    for Case { file, input, .. } in cases(agent) {
        let places = || (0..input.len()).step_by(1 + input.len() / 6);
        let cut = places().map(|end| input[..end].to_vec());
        let changed = places().map(|place| {
            let mut changed = input.clone();
            changed[place] ^= 0x55;
            changed
        });
        for damaged in cut.chain(changed) {
            let outcome = guest.run(&damaged, &[]);
            assert!(matches!(outcome, Ok(_) | Err(Failure::Agent(_))), "{}: {outcome:?}", file.display());
        }
    }
}

fn logs(guest: &Guest, input: &[u8], message: &str) {
    let lines = guest.run(input, &[]).unwrap().logs.lines;
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].level, Level::Info);
    assert!(lines[0].message.starts_with(message), "{}", lines[0].message);
}

fn invalid(reason: &str) -> Result<Execution, Failure> {
    Err(Failure::Agent(AgentFailure::InvalidInput(reason.to_owned())))
}

fn unsupported(reason: &str) -> Result<Execution, Failure> {
    Err(Failure::Agent(AgentFailure::Unsupported(reason.to_owned())))
}

#[test]
fn an_agent_in_python_is_held_to_what_all_are_held_to() {
    let guest = Guest::new("captioner");
    runs_are_equal_and_as_the_golden_pairs_say(&guest, "captioner");
    fuel_is_exact(&guest, b"P2 1 1 255 9");
    damaged_input_never_traps(&guest, "captioner");
    logs(&guest, b"P2 1 1 255 9", "12 bytes of picture, ");
    assert_eq!(guest.run(b"no picture", &[]), invalid("the input is no picture of a known kind"));
    assert_eq!(guest.run(b"GIF89a", &[]), unsupported("GIF is not read: PNG, BMP and Netpbm are"));
}

#[test]
fn an_agent_in_javascript_is_held_to_what_all_are_held_to() {
    let guest = Guest::new("profiler");
    runs_are_equal_and_as_the_golden_pairs_say(&guest, "profiler");
    fuel_is_exact(&guest, b"a\n1");
    damaged_input_never_traps(&guest, "profiler");
    logs(&guest, b"a\n1", "3 bytes of table, ");
    assert_eq!(guest.run(b"a\xff", &[]), invalid("the input is not UTF-8 text"));
    assert_eq!(guest.run(&[b','; 2000], &[]), unsupported("the table has more than 1000 columns"));
}
