//! The limit on memory. Whoever asks for more is ended, so that no guest's course depends on what the host has left.

use wasmtime::ResourceLimiter;

use crate::engine::TABLE_ELEMENTS;

/// The guest asked for more memory than the limit.
#[derive(Debug, thiserror::Error)]
#[error("the guest asked for more memory than it may have")]
pub(crate) struct MemoryExceeded;

/// The guest asked for memory within its limit, and the host had none.
#[derive(Debug, thiserror::Error)]
#[error("the host has no memory left: {0}")]
pub(crate) struct HostExhausted(String);

/// Counts the memory of one run.
pub(crate) struct MemoryMeter {
    limit: u64,
    used: u64,
}

impl MemoryMeter {
    /// Counts up to a limit, in bytes.
    pub(crate) const fn new(limit: u64) -> Self {
        Self { limit, used: 0 }
    }
}

impl ResourceLimiter for MemoryMeter {
    fn memory_growing(&mut self, current: usize, desired: usize, maximum: Option<usize>) -> wasmtime::Result<bool> {
        let growth = u64::try_from(desired.saturating_sub(current)).unwrap_or(u64::MAX);
        let used = self.used.saturating_add(growth);
        if used > self.limit {
            return Err(MemoryExceeded.into());
        }
        // Beyond the maximum that the module declares for itself, the guest is told, as WebAssembly has it.
        if maximum.is_some_and(|maximum| desired > maximum) {
            return Ok(false);
        }
        self.used = used;
        Ok(true)
    }

    fn memory_grow_failed(&mut self, error: wasmtime::Error) -> wasmtime::Result<()> {
        Err(HostExhausted(format!("{error:#}")).into())
    }

    fn table_growing(&mut self, _current: usize, desired: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        Ok(desired <= TABLE_ELEMENTS)
    }

    fn table_grow_failed(&mut self, error: wasmtime::Error) -> wasmtime::Result<()> {
        Err(HostExhausted(format!("{error:#}")).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_of_all_memories_adds_up() {
        let mut meter = MemoryMeter::new(100);
        assert!(meter.memory_growing(0, 60, None).is_ok_and(|granted| granted));
        assert!(meter.memory_growing(0, 40, None).is_ok_and(|granted| granted));
        assert!(meter.memory_growing(60, 61, None).is_err_and(|error| error.is::<MemoryExceeded>()));
    }

    #[test]
    fn growth_beyond_the_modules_own_maximum_is_denied_and_not_counted() {
        let mut meter = MemoryMeter::new(100);
        assert!(meter.memory_growing(0, 50, Some(40)).is_ok_and(|granted| !granted));
        assert!(meter.memory_growing(0, 100, None).is_ok_and(|granted| granted));
    }
}
