//! The clock of the kill switch: it makes the engine's epoch grow while the engine lives.

use std::{io, sync::mpsc, thread, time::Duration};

/// Time between two epochs: how exact a wall-clock limit is.
const TICK: Duration = Duration::from_millis(10);

/// Starts the clock, and comes back when it runs: what its thread asks of the kernel at first, a worker may not ask later. The thread ends
/// with the engine.
#[allow(clippy::disallowed_methods, reason = "a clock waits for nothing but time")]
pub(crate) fn start(engine: &wasmtime::Engine) -> io::Result<()> {
    let engine = engine.weak();
    let (starting, started) = mpsc::channel::<()>();
    let tick = move || {
        drop(starting);
        while let Some(engine) = engine.upgrade() {
            engine.increment_epoch();
            drop(engine);
            thread::sleep(TICK);
        }
    };
    thread::Builder::new().name("sandbox-epoch".to_owned()).spawn(tick)?;
    // Ends when the other end is dropped, by the thread or with it.
    let _ = started.recv();
    Ok(())
}

/// How many epochs a run may last that is given this long.
pub(crate) fn ticks(wall_clock: Duration) -> u64 {
    let ticks = wall_clock.as_millis().div_ceil(TICK.as_millis());
    // One more, because the current epoch is partly over.
    u64::try_from(ticks).unwrap_or(u64::MAX).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_never_gets_less_than_its_time() {
        assert_eq!(ticks(Duration::from_millis(1)), 2);
        assert_eq!(ticks(Duration::from_millis(10)), 2);
        assert_eq!(ticks(Duration::from_millis(11)), 3);
        assert_eq!(ticks(Duration::MAX), u64::MAX);
    }
}
