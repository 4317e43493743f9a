//! What the program makes of its environment.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::process::{Command, Output};

const COMPLETE: [(&str, &str); 3] = [
    ("AINUR_DATABASE__URL", "postgres://user:hidden-password@localhost/db"),
    ("AINUR_CONTENT__DIR", "/nowhere"),
    ("AINUR_OPERATOR__SECRET", "//HiddenKey"),
];

fn check(variables: &[(&str, &str)]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_ainur-orchestrator"));
    program.arg("check-config").env_clear().envs(variables.iter().copied()).output().unwrap()
}

fn said(output: &Output) -> String {
    [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes)).concat()
}

#[test]
fn should_show_complete_settings_without_the_secrets() {
    let output = check(&COMPLETE);
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("/nowhere"));
    assert!(!said(&output).contains("hidden-password"));
    assert!(!said(&output).contains("HiddenKey"));
}

#[test]
fn should_name_what_is_missing() {
    let output = check(&COMPLETE[1..]);
    assert!(!output.status.success());
    assert!(said(&output).contains("database"), "{}", said(&output));
}

#[test]
fn should_name_a_setting_that_does_not_exist() {
    let output = check(&[&COMPLETE[..], &[("AINUR_WORK__PARALEL", "3")]].concat());
    assert!(!output.status.success());
    assert!(said(&output).to_lowercase().contains("paralel"), "{}", said(&output));
}

#[test]
fn should_not_mind_the_variables_of_the_build() {
    let output = check(&[&COMPLETE[..], &[("AINUR_FORCE_DISTRO_WASM", "1")]].concat());
    assert!(output.status.success(), "{}", said(&output));
}
