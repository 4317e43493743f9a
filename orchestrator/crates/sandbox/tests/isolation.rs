//! Runs beside and after each other do not touch.

mod common;

use std::{num::NonZeroU16, thread};

use ainur_sandbox::{Failed, Failure, Limit, Sandbox, TrapKind};
use common::{limits, package, sandbox, Guest};

#[test]
fn the_same_run_takes_the_same_fuel() {
    let text = b"The wheel turns the stones. The stones grind the corn. The miller sleeps.".repeat(20);
    let first = Guest::new("summariser").run(&text, &[]).unwrap();
    let guest = Guest::new("summariser");
    for _ in 0..20 {
        assert_eq!(guest.run(&text, &[]), Ok(first.clone()));
    }
}

#[test]
fn failures_repeat_too() {
    let guest = Guest::new("spin");
    let fuel = guest.run(b"12345", &[]).unwrap().fuel_used - 1;
    for _ in 0..20 {
        assert_eq!(guest.run(b"12345", &[(Limit::Fuel, fuel)]), Err(Failure::OutOfFuel { limit: fuel }));
    }
}

#[test]
fn every_trap_has_its_kind() {
    let guest = Guest::new("trap");
    let trapped = |input: &[u8]| guest.run(input, &[]).unwrap_err();
    assert_eq!(trapped(b"unreachable"), Failure::Trap(TrapKind::Unreachable));
    assert_eq!(trapped(b"out-of-bounds"), Failure::Trap(TrapKind::MemoryOutOfBounds));
    assert_eq!(trapped(b"stack-overflow"), Failure::Trap(TrapKind::StackOverflow));
}

#[test]
fn a_trap_disturbs_no_neighbour() {
    let sandbox = sandbox();
    let [trap, echo] = ["trap", "echo"].map(|name| sandbox.compile(&package(name)).unwrap());
    let expected = sandbox.execute(&echo, b"still here", &limits(&[])).unwrap();
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for kind in [&b"unreachable"[..], b"out-of-bounds", b"stack-overflow"].repeat(10) {
                    assert!(matches!(sandbox.execute(&trap, kind, &limits(&[])), Err(Failed { failure: Failure::Trap(_), .. })));
                }
            });
            scope.spawn(|| {
                for _ in 0..100 {
                    assert_eq!(sandbox.execute(&echo, b"still here", &limits(&[])), Ok(expected.clone()));
                }
            });
        }
    });
}

#[test]
fn a_full_sandbox_says_so() {
    let sandbox = Sandbox::new(NonZeroU16::MIN).unwrap();
    let [spin, echo] = ["spin", "echo"].map(|name| sandbox.compile(&package(name)).unwrap());
    let endless = limits(&[(Limit::Fuel, *Limit::Fuel.range().end()), (Limit::WallClock, 2_000)]);
    thread::scope(|scope| {
        // The two race for the only room; whoever loses tries again, and the spinner keeps what it got.
        let spinner =
            scope.spawn(|| while sandbox.execute(&spin, b"", &endless).is_err_and(|failed| failed.failure == Failure::Busy) {});
        let mut was_busy = false;
        while !was_busy && !spinner.is_finished() {
            was_busy = sandbox.execute(&echo, b"", &limits(&[])).is_err_and(|failed| failed.failure == Failure::Busy);
        }
        assert!(was_busy);
    });
    assert!(sandbox.execute(&echo, b"", &limits(&[])).is_ok());
}
