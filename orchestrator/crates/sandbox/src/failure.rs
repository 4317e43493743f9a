//! Why a run gave no output.

use std::time::Duration;

use codec::{Decode, Encode};
use wasmtime::{component::WasmStr, PoolConcurrencyLimitError, Store, Trap};

use crate::{
    contract::Reason,
    limits::{Limit, Limits},
    memory::{HostExhausted, MemoryExceeded},
    run::State,
};

/// Longest reason taken from a guest, in bytes.
pub(crate) const MAX_REASON: usize = 4 << 10;

/// Why the agent itself says it gave no output. Reasons are cut at 4 KiB.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error, Encode, Decode)]
pub enum AgentFailure {
    /// The input is not what the agent takes.
    #[error("invalid input: {0}")]
    InvalidInput(String),
    /// The input asks for something the agent does not do.
    #[error("unsupported: {0}")]
    Unsupported(String),
    /// The agent could not finish the work.
    #[error("failed: {0}")]
    Failed(String),
}

/// How a guest broke off.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error, Encode, Decode)]
pub enum TrapKind {
    /// It gave up: a panic, most often.
    #[error("the guest gave up")]
    Unreachable,
    /// It reached beyond its memory.
    #[error("the guest reached beyond its memory")]
    MemoryOutOfBounds,
    /// It called too deeply. How deep is too deep differs between processor architectures.
    #[error("the guest's stack overflowed")]
    StackOverflow,
    /// It divided by zero, or a number did not fit.
    #[error("the guest's arithmetic failed")]
    Arithmetic,
    /// It called through a table what is not there or has another type.
    #[error("the guest made a bad indirect call")]
    BadCall,
    /// Any other way that WebAssembly defines.
    #[error("the guest trapped")]
    Other,
}

/// Why a run gave no output.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error, Encode, Decode)]
pub enum Failure {
    /// The agent gave a reason instead.
    #[error("the agent gave no output: {0}")]
    Agent(AgentFailure),
    /// The input is longer than the limit; the agent did not run.
    #[error("the input is longer than {limit} bytes")]
    InputTooLarge {
        /// In bytes.
        limit: u64,
    },
    /// The output is longer than the limit.
    #[error("the output is longer than {limit} bytes")]
    OutputTooLarge {
        /// In bytes.
        limit: u64,
    },
    /// The work took more fuel than the limit.
    #[error("the run used up its {limit} units of fuel")]
    OutOfFuel {
        /// In units of fuel.
        limit: u64,
    },
    /// The agent asked for more memory than the limit.
    #[error("the run asked for more than {limit} bytes of memory")]
    OutOfMemory {
        /// In bytes.
        limit: u64,
    },
    /// The agent broke off.
    #[error("the run trapped: {0}")]
    Trap(TrapKind),
    /// The agent handed over what the contract does not allow: text that is not UTF-8, or a place outside its memory.
    #[error("the agent broke the contract: {0}")]
    BrokenContract(String),
    /// The kill switch was pulled. The same run may succeed elsewhere.
    #[error("the run took longer than {limit:?}")]
    DeadlineExceeded {
        /// Time the run was given.
        limit: Duration,
    },
    /// The sandbox has as many runs already as it was made for.
    #[error("the sandbox has no room for another run")]
    Busy,
    /// The process that ran the agent ended, did not answer, answered nonsense, or said that it could not go on: the agent broke out of
    /// its sandbox, or something from outside ended the process. The same run may succeed elsewhere.
    #[error("the process that ran the agent was lost: {0}")]
    WorkerLost(String),
    /// The host lacks something; of a run by [`Workers`](crate::Workers), before the package was out of our hands. The same run may
    /// succeed later.
    #[error("the host could not run the agent: {0}")]
    Host(String),
}

impl Failure {
    /// Whether the same module, input and limits fail like this on every machine.
    pub const fn is_deterministic(&self) -> bool {
        !matches!(self, Self::DeadlineExceeded { .. } | Self::Busy | Self::WorkerLost(_) | Self::Host(_))
    }

    /// What stopped the engine from making an instance, or running it.
    pub(crate) fn from_engine(error: &wasmtime::Error, limits: &Limits) -> Option<Self> {
        if error.is::<MemoryExceeded>() {
            return Some(Self::OutOfMemory { limit: limits.get(Limit::Memory) });
        }
        if error.is::<PoolConcurrencyLimitError>() {
            return Some(Self::Busy);
        }
        if let Some(exhausted) = error.downcast_ref::<HostExhausted>() {
            return Some(Self::Host(exhausted.to_string()));
        }
        error.downcast_ref().map(|trap| Self::from_trap(*trap, limits))
    }

    fn from_trap(trap: Trap, limits: &Limits) -> Self {
        let kind = match trap {
            Trap::OutOfFuel => return Self::OutOfFuel { limit: limits.fuel() },
            Trap::Interrupt => return Self::DeadlineExceeded { limit: limits.wall_clock() },
            Trap::UnreachableCodeReached => TrapKind::Unreachable,
            Trap::MemoryOutOfBounds => TrapKind::MemoryOutOfBounds,
            Trap::StackOverflow => TrapKind::StackOverflow,
            Trap::IntegerOverflow | Trap::IntegerDivisionByZero | Trap::BadConversionToInteger => TrapKind::Arithmetic,
            Trap::TableOutOfBounds | Trap::IndirectCallToNull | Trap::BadSignature => TrapKind::BadCall,
            _ => TrapKind::Other,
        };
        Self::Trap(kind)
    }
}

impl AgentFailure {
    /// Reads the guest's own reason out of its memory.
    pub(crate) fn read(reason: &Reason, store: &Store<State>) -> wasmtime::Result<Self> {
        let read = |text: &WasmStr| text.to_str(store).map(|text| cut(&text, MAX_REASON));
        Ok(match reason {
            Reason::InvalidInput(text) => Self::InvalidInput(read(text)?),
            Reason::Unsupported(text) => Self::Unsupported(read(text)?),
            Reason::Failed(text) => Self::Failed(read(text)?),
        })
    }
}

/// What the engine says of something that a guest made: it may name parts of the guest, as long as that likes.
pub(crate) fn told(error: &wasmtime::Error) -> String {
    cut(&format!("{error:#}"), MAX_REASON)
}

/// A copy of as much of the text as `most` bytes hold, with no character cut in two.
pub(crate) fn cut(text: &str, most: usize) -> String {
    text.get(..floor_char_boundary(text, most)).unwrap_or_default().to_owned()
}

/// The longest length, up to `most`, that cuts no character of the text in two.
fn floor_char_boundary(text: &str, most: usize) -> usize {
    (0..=most.min(text.len())).rev().find(|length| text.is_char_boundary(*length)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_reasons_are_cut_between_characters() {
        let reason = format!("x{}", "ü".repeat(MAX_REASON));
        let cut = cut(&reason, MAX_REASON);
        assert_eq!(cut.len(), MAX_REASON - 1);
        assert!(reason.starts_with(&cut));
    }

    #[test]
    fn only_the_hosts_own_troubles_are_not_deterministic() {
        assert!(!Failure::Busy.is_deterministic());
        assert!(!Failure::Host(String::new()).is_deterministic());
        assert!(!Failure::WorkerLost(String::new()).is_deterministic());
        assert!(!Failure::DeadlineExceeded { limit: Duration::ZERO }.is_deterministic());
        assert!(Failure::OutOfFuel { limit: 1 }.is_deterministic());
        assert!(Failure::Trap(TrapKind::Unreachable).is_deterministic());
    }
}
