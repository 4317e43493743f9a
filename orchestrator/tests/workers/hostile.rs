//! What no agent would do to its host: each guest ends in its worker as it would in this process, for the same fuel.

use std::{num::NonZeroU16, sync::LazyLock};

use ainur_sandbox::{Limit, Refusal, RunError, Sandbox};

use super::{
    site::{agent, limits, Site},
    wat::{doing, giving, guest, text, REALLOC},
};

static HERE: LazyLock<Sandbox> = LazyLock::new(|| Sandbox::new(NonZeroU16::new(8).unwrap()).unwrap());

/// Runs the package by a worker and in this process, and compares.
async fn compare(site: &Site, name: &str, package: Vec<u8>, input: &[u8], changes: &[(Limit, u64)]) {
    let here = HERE.compile(&package).map_err(RunError::from);
    let here = here.and_then(|module| Ok(HERE.execute(&module, input, &limits(changes))?));
    assert_eq!(site.run_package(package, input, changes).await, here, "{name}");
}

#[tokio::test]
async fn should_give_what_a_run_in_the_same_process_gives() {
    let site = Site::new().await;
    let sentences: &[u8] = b"The wheel turns the stones. The stones grind the corn. The miller sleeps.";
    for (name, input, changes) in [
        ("summariser", sentences, &[][..]),
        ("summariser", b"\xff", &[]),
        ("chatter", b"10000", &[(Limit::Log, 1024)]),
        ("oversized", b"4097", &[(Limit::Output, 4096)]),
        ("echo", b"12345", &[(Limit::Input, 4)]),
        ("spin", b"12345", &[]),
        ("spin", b"", &[(Limit::Fuel, 1_000_000)]),
        ("trap", b"stack-overflow", &[]),
        ("trap", b"unreachable", &[]),
        ("trap", b"out-of-bounds", &[]),
        ("allocate", b"", &[(Limit::Memory, 16 << 20)]),
        ("wrong-world", b"", &[]),
    ] {
        compare(&site, name, agent(name), input, changes).await;
    }
}

#[tokio::test]
async fn should_end_hostile_guests_as_what_they_are() {
    let site = Site::new().await;
    let core = |execute: &str, more: &str| {
        guest(&format!(r#"{REALLOC} (func (export "execute") (param i32 i32) (result i32) {execute} (i32.const 0)) {more}"#))
    };
    let deep = "(local i64)".repeat(2_000);
    for (name, package) in [
        ("a loop without end", doing("(loop (br 0))")),
        ("a loop before the start", core("", "(func $start (loop (br 0))) (start $start)")),
        ("memory without end", doing("(loop (drop (memory.grow (i32.const 100))) (br 0))")),
        ("all memory at once", doing("(drop (memory.grow (i32.const -1)))")),
        (
            "memory that is touched",
            doing("(drop (memory.grow (i32.const 15))) (memory.fill (i32.const 0) (i32.const 1) (i32.const 1000000))"),
        ),
        ("recursion", core("(call $deeper)", "(func $deeper (call $deeper))")),
        ("recursion in large frames", core("(call $deeper)", &format!("(func $deeper {deep} (call $deeper))"))),
        ("an output beyond the memory", giving("(i32.const 65535)", "(i32.const 2)")),
        ("an output of four gibibytes", giving("(i32.const 1)", "(i32.const -1)")),
        ("a log line beyond the memory", doing("(call $log (i32.const 0) (i32.const -1) (i32.const 1))")),
        ("a log without end", doing("(loop (call $log (i32.const 0) (i32.const 0) (i32.const 60000)) (br 0))")),
        ("a division by zero", doing("(drop (i32.div_u (i32.const 1) (i32.const 0)))")),
        (
            "a table without end",
            core("(loop (drop (table.grow $t (ref.null func) (i32.const 9999))) (br 0))", "(table $t 1 funcref)"),
        ),
        ("a component without exports", text("(component)")),
        ("a core module", text("(module)")),
        ("nothing", Vec::new()),
    ] {
        compare(&site, name, package, b"input", &[(Limit::Fuel, 10_000_000), (Limit::Memory, 16 << 20)]).await;
    }
}

#[tokio::test]
async fn should_let_a_guest_have_all_the_memory_that_there_can_be() {
    let site = Site::new().await;
    let last = 16_384 * 65_536 - 4;
    let package = doing(&format!("(drop (memory.grow (i32.const 16383))) (i32.store (i32.const {last}) (i32.const 1))"));
    compare(&site, "a gibibyte", package.clone(), b"input", &[(Limit::Memory, 1 << 30)]).await;
    assert!(site.run_package(package, b"input", &[(Limit::Memory, 1 << 30)]).await.is_ok());
}

#[tokio::test]
async fn should_refuse_what_was_cut_off_or_changed() {
    let site = Site::new().await;
    let whole = agent("echo");
    for step in 1..8 {
        let place = whole.len() * step / 8;
        compare(&site, "cut off", whole[..place].to_vec(), b"input", &[]).await;
        let mut changed = whole.clone();
        changed[place] ^= 0x5a;
        compare(&site, "changed", changed, b"input", &[(Limit::Fuel, 10_000_000)]).await;
    }
}

#[tokio::test]
async fn should_not_send_a_worker_more_than_a_package_can_have() {
    let size = ainur_sandbox::MAX_PACKAGE + 1;
    let refused = Site::new().await.run_package(vec![0; size], b"", &[]).await;
    assert_eq!(refused, Err(RunError::Refused(Refusal::TooLarge { size: size as u64 })));
}
