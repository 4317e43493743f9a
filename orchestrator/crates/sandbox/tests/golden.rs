//! Golden pairs of the reference agents, through the real components.
#![allow(clippy::unwrap_used)]

mod common;

use std::{fs, path::PathBuf};

use ainur_sandbox::{AgentFailure, Failure, Level};
use common::{golden_dir, Guest};

/// Input and output files of an agent's cases.
fn cases(agent: &str) -> Vec<(PathBuf, PathBuf)> {
    let files = fs::read_dir(golden_dir(agent)).unwrap().map(|entry| entry.unwrap().path());
    let inputs = files.filter(|file| file.extension().is_some_and(|extension| extension == "input"));
    inputs.map(|input| (input.clone(), input.with_extension("output"))).collect()
}

fn check(agent: &str) {
    let guest = Guest::new(agent);
    let cases = cases(agent);
    assert!(!cases.is_empty());
    for (input, output) in cases {
        let execution = guest.run(&fs::read(&input).unwrap(), &[]).unwrap();
        assert_eq!(execution.output, fs::read(output).unwrap(), "{}", input.display());
    }
}

#[test]
fn echo_gives_what_its_golden_pairs_say() {
    check("echo");
}

#[test]
fn the_summariser_gives_what_its_golden_pairs_say() {
    check("summariser");
}

#[test]
fn an_agents_own_reason_is_handed_on() {
    let failure = Guest::new("summariser").run(b"fine so far\xff", &[]).unwrap_err();
    let reason = "the input is not UTF-8 text: byte 11 is wrong".to_owned();
    assert_eq!(failure, Failure::Agent(AgentFailure::InvalidInput(reason)));
    assert!(failure.is_deterministic());
}

#[test]
fn log_lines_are_captured() {
    let logs = Guest::new("summariser").run(b"One sentence.", &[]).unwrap().logs;
    let lines: Vec<_> = logs.lines.iter().map(|line| (line.level, line.message.as_str())).collect();
    assert_eq!(lines, [(Level::Info, "13 bytes of text, 14 bytes of summary")]);
    assert!(!logs.truncated);
}
