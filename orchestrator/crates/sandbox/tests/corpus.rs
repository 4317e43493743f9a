//! Guests that no compiler would make: each does one thing to its host, and ends as what it is.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod common;

use std::{sync::LazyLock, thread};

use ainur_sandbox::{Execution, Failure, Limit, Limits, Refusal, Sandbox, TrapKind};
use common::{
    limits, package, sandbox,
    wat::{component, doing, giving, guest, text, REALLOC},
    Guest,
};
use proptest::{prelude::*, sample::Index};

const MIB: u64 = 1 << 20;

fn run(package: &[u8], changes: &[(Limit, u64)]) -> Result<Execution, Failure> {
    Guest::of(package).run(b"input", changes)
}

fn refusal(package: &[u8]) -> Refusal {
    sandbox().compile(package).err().unwrap()
}

fn is_malformed(package: &[u8]) -> bool {
    matches!(refusal(package), Refusal::Malformed(_))
}

fn broke_the_contract(package: &[u8]) -> bool {
    matches!(run(package, &[]), Err(Failure::BrokenContract(_)))
}

/// Replaces a part of a guest that each guest has.
fn with(realloc: &str, execute: &str, more: &str) -> Vec<u8> {
    guest(&format!(
        r#"(func (export "realloc") (param i32 i32 i32 i32) (result i32) {realloc})
        (func (export "execute") (param i32 i32) (result i32) {execute})
        {more}"#
    ))
}

#[test]
fn a_guest_that_does_nothing_gives_nothing() {
    assert_eq!(run(&doing(""), &[]).unwrap().output, b"");
}

#[test]
fn a_loop_without_end_runs_out_of_fuel_wherever_it_turns() {
    let turn = "(loop (br 0))";
    let fuel = &[(Limit::Fuel, 1_000_000)];
    let start = format!("(func $start {turn}) (start $start)");
    for package in [
        with("(i32.const 1024)", &format!("{turn} (i32.const 0)"), ""),
        with(&format!("{turn} (i32.const 1024)"), "(i32.const 0)", ""),
        with("(i32.const 1024)", "(i32.const 0)", &start),
    ] {
        assert_eq!(run(&package, fuel), Err(Failure::OutOfFuel { limit: 1_000_000 }));
    }
}

#[test]
fn memory_that_grows_without_end_is_refused_at_the_limit() {
    let refused = Err(Failure::OutOfMemory { limit: 16 * MIB });
    for pages in ["1", "100", "65535", "-1"] {
        let package = doing(&format!("(loop (drop (memory.grow (i32.const {pages}))) (br 0))"));
        assert_eq!(run(&package, &[(Limit::Memory, 16 * MIB)]), refused, "{pages}");
    }
}

#[test]
fn a_table_grows_to_its_limit_and_no_further() {
    let table = "(table $t 1 funcref)";
    let grow = |elements: &str| {
        with(
            "(i32.const 1024)",
            &format!(
                "(loop $more (br_if $more (i32.ne (i32.const -1) (table.grow $t (ref.null func) (i32.const {elements})))))
                (i32.store (i32.const 1024) (table.size $t))
                (i32.store (i32.const 4) (i32.const 1024)) (i32.store (i32.const 8) (i32.const 4)) (i32.const 0)"
            ),
            table,
        )
    };
    for (elements, size) in [("1", 100_000), ("33333", 100_000), ("99999", 100_000), ("100000", 1), ("-1", 1)] {
        assert_eq!(run(&grow(elements), &[]).unwrap().output, u32::to_le_bytes(size), "{elements}");
    }
}

#[test]
fn tables_that_are_too_large_or_too_many_are_refused() {
    let tables = |tables: &str| with("(i32.const 1024)", "(i32.const 0)", tables);
    assert!(sandbox().compile(&tables("(table 100000 funcref)")).is_ok());
    assert!(is_malformed(&tables("(table 100001 funcref)")));
    assert!(sandbox().compile(&tables(&"(table 1 funcref)".repeat(16))).is_ok());
    assert!(is_malformed(&tables(&"(table 1 funcref)".repeat(17))));
}

#[test]
fn recursion_without_end_overflows_the_guests_own_stack() {
    let overflow = Err(Failure::Trap(TrapKind::StackOverflow));
    let recursing = |body: &str| with("(i32.const 1024)", "(call $deeper) (i32.const 0)", body);
    assert_eq!(run(&recursing("(func $deeper (call $deeper))"), &[]), overflow);
    let through_a_table =
        "(table funcref (elem $deeper)) (type $f (func)) (func $deeper (call_indirect (type $f) (i32.const 0)))";
    assert_eq!(run(&recursing(through_a_table), &[]), overflow);
    // Frames as large as they get: far more than the page that guards a stack.
    let locals = "(local i64)".repeat(5_000);
    let used: String = (0..5_000).map(|local| format!("(local.set {local} (i64.load (i32.const {local})))")).collect();
    let kept: String = (0..5_000).map(|local| format!("(i64.store (i32.const 8) (local.get {local}))")).collect();
    assert_eq!(run(&recursing(&format!("(func $deeper {locals} {used} (call $deeper) {kept})")), &[]), overflow);
}

#[test]
fn recursion_in_what_the_host_calls_overflows_too() {
    let realloc = with("(call $deeper) (i32.const 1024)", "(i32.const 0)", "(func $deeper (call $deeper))");
    assert_eq!(run(&realloc, &[]), Err(Failure::Trap(TrapKind::StackOverflow)));
}

#[test]
fn an_output_larger_than_the_limit_is_refused() {
    let grown = |length: &str| {
        let work = format!(
            "(drop (memory.grow (i32.const 1000))) (i32.store (i32.const 4) (i32.const 1024)) (i32.store (i32.const 8) (i32.const {length}))"
        );
        doing(&work)
    };
    assert_eq!(run(&grown("4194304"), &[]).unwrap().output.len() as u64, 4 * MIB);
    assert_eq!(run(&grown("4194305"), &[]), Err(Failure::OutputTooLarge { limit: 4 * MIB }));
    assert_eq!(run(&grown("64000000"), &[]), Err(Failure::OutputTooLarge { limit: 4 * MIB }));
}

#[test]
fn an_output_that_lies_outside_the_memory_breaks_the_contract() {
    for (place, length) in
        [("65536", "1"), ("65535", "2"), ("0", "65537"), ("-1", "1"), ("1", "-1"), ("-1", "-1"), ("2147483648", "2147483648")]
    {
        assert!(
            broke_the_contract(&giving(&format!("(i32.const {place})"), &format!("(i32.const {length})"))),
            "{place} {length}"
        );
    }
    assert_eq!(run(&giving("(i32.const 65536)", "(i32.const 0)"), &[]).unwrap().output, b"", "nothing lies nowhere");
}

#[test]
fn a_result_that_lies_where_none_can_breaks_the_contract() {
    for place in ["65536", "65528", "-4", "1", "2", "-1"] {
        assert!(broke_the_contract(&with("(i32.const 1024)", &format!("(i32.const {place})"), "")), "{place}");
    }
}

#[test]
fn a_result_of_a_kind_that_there_is_not_breaks_the_contract() {
    assert!(broke_the_contract(&doing("(i32.store8 (i32.const 0) (i32.const 2))")));
    assert!(broke_the_contract(&doing("(i32.store8 (i32.const 0) (i32.const 1)) (i32.store8 (i32.const 4) (i32.const 3))")));
}

#[test]
fn a_reason_that_is_no_text_breaks_the_contract() {
    let failing = |place: &str, length: &str| {
        doing(&format!(
            "(i32.store8 (i32.const 2048) (i32.const 0xff)) (i32.store8 (i32.const 0) (i32.const 1))
            (i32.store (i32.const 8) (i32.const {place})) (i32.store (i32.const 12) (i32.const {length}))"
        ))
    };
    assert!(matches!(run(&failing("2048", "0"), &[]), Err(Failure::Agent(_))));
    for (place, length) in [("2048", "1"), ("65536", "1"), ("-1", "1"), ("0", "-1")] {
        assert!(broke_the_contract(&failing(place, length)), "{place} {length}");
    }
}

#[test]
fn a_place_for_the_input_that_is_none_breaks_the_contract() {
    for place in ["65536", "65532", "-1", "2147483648"] {
        assert!(broke_the_contract(&with(&format!("(i32.const {place})"), "(i32.const 0)", "")), "{place}");
    }
}

#[test]
fn a_log_line_that_is_none_breaks_the_contract() {
    let logging = |level: &str, place: &str, length: &str| {
        doing(&format!(
            "(i32.store8 (i32.const 2048) (i32.const 0xff)) (call $log (i32.const {level}) (i32.const {place}) (i32.const {length}))"
        ))
    };
    assert!(run(&logging("3", "2049", "5"), &[]).is_ok());
    for (level, place, length) in
        [("4", "0", "0"), ("-1", "0", "0"), ("0", "2048", "1"), ("0", "65536", "1"), ("0", "-1", "1"), ("0", "1", "-1")]
    {
        assert!(broke_the_contract(&logging(level, place, length)), "{level} {place} {length}");
    }
}

#[test]
fn a_log_line_of_the_whole_memory_costs_what_it_weighs() {
    let package =
        doing("(drop (memory.grow (i32.const 159))) (loop (call $log (i32.const 0) (i32.const 0) (i32.const 10485760)) (br 0))");
    let failed = Guest::of(&package).run_heard(b"", &[(Limit::Fuel, 100_000_000), (Limit::Log, 1024)]).unwrap_err();
    assert_eq!(failed.failure, Failure::OutOfFuel { limit: 100_000_000 });
    assert_eq!(failed.logs.lines.iter().map(|line| line.message.len()).collect::<Vec<_>>(), [1008]);
}

#[test]
fn ten_thousand_functions_are_compiled_and_run() {
    let functions: String =
        (0..10_000).map(|n| format!("(func $f{n} (param i32) (result i32) (i32.add (local.get 0) (i32.const {n})))")).collect();
    let calls: String = (0..10_000).map(|n| format!("(local.set 2 (call $f{n} (local.get 2)))")).collect();
    let execute = format!(
        "(local i32) {calls} (i32.store (i32.const 1024) (local.get 2))
        (i32.store (i32.const 4) (i32.const 1024)) (i32.store (i32.const 8) (i32.const 4)) (i32.const 0)"
    );
    let execution = run(&with("(i32.const 1024)", &execute, &functions), &[]).unwrap();
    assert_eq!(execution.output, (0..10_000u32).sum::<u32>().to_le_bytes());
}

#[test]
fn what_is_nested_deeply_is_compiled_or_refused() {
    let blocks = format!("{} {}", "block ".repeat(20_000), "end ".repeat(20_000));
    assert!(run(&doing(&blocks), &[]).is_ok());
    // A component in a component, as deep as a package of a few hundred kilobytes can be.
    let mut nested = b"\0asm\x0d\0\x01\0".to_vec();
    for _ in 0..2_000 {
        nested = [&b"\0asm\x0d\0\x01\0\x04"[..], &leb128(nested.len()), &nested].concat();
    }
    assert_eq!(refusal(&nested), Refusal::WrongContract("there is no function \"execute\"".to_owned()));
}

fn leb128(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

#[test]
fn an_import_beside_the_contract_is_named() {
    for (import, name) in [
        (r#"(import "wasi:cli/environment@0.2.0" (instance))"#, "wasi:cli/environment@0.2.0"),
        (r#"(import "wasi:sockets/tcp@0.2.0" (instance))"#, "wasi:sockets/tcp@0.2.0"),
        (r#"(import "ainur:agent/log@0.2.0" (instance))"#, "ainur:agent/log@0.2.0"),
        (r#"(import "clock" (func (result u64)))"#, "clock"),
        (r#"(import "handle" (type (sub resource)))"#, "handle"),
        (r#"(import "module" (core module))"#, "module"),
    ] {
        assert_eq!(refusal(&component(import)), Refusal::ForbiddenImport(name.to_owned()));
    }
    assert!(is_malformed(&component(r#"(import "component" (component))"#)));
}

#[test]
fn the_contracts_import_with_another_type_breaks_the_contract() {
    for log in [
        r#"(export "log" (func (param "level" u32) (param "message" string)))"#,
        r#"(export "read" (func (result (list u8))))"#,
        r#"(export "log" (func (param "message" string)))"#,
    ] {
        let package = text(&format!(
            r#"(component
            (import "ainur:agent/log@0.1.0" (instance {log}))
            (core module $m (memory (export "memory") 1)
                {REALLOC} (func (export "execute") (param i32 i32) (result i32) (i32.const 0)))
            (core instance $m (instantiate $m))
            (type $cases (variant (case "invalid-input" string) (case "unsupported" string) (case "failed" string)))
            (export $failure "failure" (type $cases))
            (func (export "execute") (param "input" (list u8)) (result (result (list u8) (error $failure)))
                (canon lift (core func $m "execute") (memory (core memory $m "memory")) (realloc (core func $m "realloc")))))"#
        ));
        assert!(matches!(refusal(&package), Refusal::WrongContract(_)), "{log}");
    }
}

#[test]
fn an_entry_point_of_another_type_breaks_the_contract() {
    let package = component(
        r#"(core module $m (func (export "execute") (param i32) (result i32) (local.get 0)))
        (core instance $m (instantiate $m))
        (func (export "execute") (param "input" u32) (result u32) (canon lift (core func $m "execute")))"#,
    );
    assert!(matches!(refusal(&package), Refusal::WrongContract(_)));
}

#[test]
fn what_is_switched_off_is_refused() {
    for part in [
        "(memory i64 1)",
        "(memory 1) (memory 1)",
        "(memory 1 2 shared)",
        "(func (param v128) (result v128) (i8x16.relaxed_swizzle (local.get 0) (local.get 0)))",
        "(func (drop (i32.atomic.load (i32.const 0))))",
    ] {
        assert!(is_malformed(&with("(i32.const 1024)", "(i32.const 0)", part)), "{part}");
    }
}

#[test]
fn what_breaks_the_compiler_is_refused() {
    // Valid, but strings can be handed from one memory to another only by a module with both, which is switched off.
    let package = text(&format!(
        r#"(component
        (component $teller
            (core module $m (memory (export "memory") 1) {REALLOC} (func (export "tell") (param i32 i32)))
            (core instance $i (instantiate $m))
            (func (export "tell") (param "words" string)
                (canon lift (core func $i "tell") (memory (core memory $i "memory")) (realloc (core func $i "realloc")))))
        (component $asker
            (import "tell" (func $tell (param "words" string)))
            (core module $libc (memory (export "memory") 1))
            (core instance $libc (instantiate $libc))
            (core func $tell (canon lower (func $tell) (memory (core memory $libc "memory"))))
            (core module $m (import "" "tell" (func (param i32 i32))))
            (core instance (instantiate $m (with "" (instance (export "tell" (func $tell)))))))
        (instance $teller (instantiate $teller))
        (instance $asker (instantiate $asker (with "tell" (func $teller "tell")))))"#
    ));
    assert!(is_malformed(&package));
}

/// Everything above that does harm to its host for as long as it is let.
fn vandals() -> Vec<Vec<u8>> {
    vec![
        doing("(loop (br 0))"),
        doing("(loop (drop (memory.grow (i32.const 16))) (br 0))"),
        doing("(loop (call $log (i32.const 0) (i32.const 0) (i32.const 65536)) (br 0))"),
        with("(i32.const 1024)", "(call $deeper) (i32.const 0)", "(func $deeper (call $deeper))"),
        with(
            "(i32.const 1024)",
            "(loop (drop (table.grow (ref.null func) (i32.const 1000))) (br 0)) (i32.const 0)",
            "(table 1 funcref)",
        ),
        giving("(i32.const -1)", "(i32.const -1)"),
        doing("(unreachable)"),
    ]
}

#[test]
fn whatever_runs_beside_it_a_guest_gives_the_same_for_the_same_fuel() {
    let sandbox = sandbox();
    let summariser = sandbox.compile(&package("summariser")).unwrap();
    let vandals: Vec<_> = vandals().iter().map(|vandal| sandbox.compile(vandal).unwrap()).collect();
    let text = b"The wheel turns the stones. The stones grind the corn. The miller sleeps.".repeat(4);
    let alone = sandbox.execute(&summariser, &text, &Limits::default()).unwrap();
    let tight = limits(&[(Limit::Fuel, 20_000_000), (Limit::Memory, 4 * MIB)]);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for vandal in vandals.iter().cycle().take(70) {
                    assert!(sandbox.execute(vandal, b"input", &tight).is_err());
                }
            });
        }
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..100 {
                    assert_eq!(sandbox.execute(&summariser, &text, &Limits::default()), Ok(alone.clone()));
                }
            });
        }
    });
}

#[test]
fn a_thousand_runs_take_the_same_fuel_to_the_unit() {
    let text = b"The wheel turns the stones. The stones grind the corn. The miller sleeps.".repeat(4);
    let (one, other) = (Guest::new("summariser"), Guest::new("summariser"));
    let first = one.run(&text, &[]).unwrap();
    assert!(first.fuel_used > 10_000);
    for _ in 0..500 {
        assert_eq!(one.run(&text, &[]), Ok(first.clone()));
        assert_eq!(other.run(&text, &[]), Ok(first.clone()));
    }
}

static SANDBOX: LazyLock<Sandbox> = LazyLock::new(sandbox);

/// What becomes of a package that something happened to: any typed outcome will do, as long as there is one.
fn survive(package: &[u8]) {
    if let Ok(module) = SANDBOX.compile(package) {
        let tight = limits(&[(Limit::Fuel, 1_000_000), (Limit::Memory, 4 * MIB)]);
        if let Ok(execution) = SANDBOX.execute(&module, b"input", &tight) {
            assert!(execution.fuel_used <= 1_000_000);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_package_that_was_cut_off_is_refused(end: Index) {
        let package = giving("(i32.const 1024)", "(i32.const 5)");
        // Sections beyond the entry point are names only.
        let end = end.index(package.len());
        prop_assert!(end > package.len() / 2 || SANDBOX.compile(&package[..end]).is_err());
        survive(&package[..end]);
    }

    #[test]
    fn a_package_that_was_changed_is_refused_or_run(changes in prop::collection::vec((any::<Index>(), any::<u8>()), 1..8)) {
        let mut package = giving("(i32.const 1024)", "(i32.const 5)");
        for (place, byte) in changes {
            let place = place.index(package.len());
            package[place] = byte;
        }
        survive(&package);
    }

    #[test]
    fn bytes_that_begin_like_a_component_are_refused_or_run(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        survive(&[b"\0asm\x0d\0\x01\0", &bytes[..]].concat());
    }
}
