//! The capability to write log lines.

use codec::{Decode, Encode};
use wasmtime::{
    component::{Linker, WasmStr},
    StoreContextMut, Trap,
};

use crate::{contract, failure::cut, run::State};

/// The interface's name in a component.
pub(crate) const INTERFACE: &str = "ainur:agent/log@0.1.0";
/// What a line takes of the limit beside its text, so that empty lines are bounded too, in bytes.
const LINE_OVERHEAD: u64 = 16;

/// How much a line matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Encode, Decode)]
pub enum Level {
    /// Helps whoever debugs the agent.
    Debug,
    /// The normal course of work.
    Info,
    /// Something was worked around.
    Warn,
    /// Something went wrong.
    Error,
}

impl From<contract::Level> for Level {
    fn from(level: contract::Level) -> Self {
        match level {
            contract::Level::Debug => Self::Debug,
            contract::Level::Info => Self::Info,
            contract::Level::Warn => Self::Warn,
            contract::Level::Error => Self::Error,
        }
    }
}

/// One line of a run's log.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Line {
    /// How much it matters.
    pub level: Level,
    /// What the agent wrote. Untrusted: may hold any character.
    pub message: String,
}

/// What a run logged, as far as the limit goes.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Logs {
    /// The lines, in order.
    pub lines: Vec<Line>,
    /// Whether more was written than is kept.
    pub truncated: bool,
    left: u64,
}

impl Logs {
    /// Keeps lines up to a limit, in bytes.
    pub(crate) const fn new(limit: u64) -> Self {
        Self { lines: Vec::new(), truncated: false, left: limit }
    }

    /// As much of the message as there is room for.
    fn kept(&self, message: &str) -> String {
        cut(message, usize::try_from(self.room()).unwrap_or(usize::MAX))
    }

    /// Keeps a line that was `length` bytes long before it was cut.
    fn push(&mut self, level: Level, message: String, length: usize) {
        let room = self.room();
        if room == 0 {
            self.truncated = true;
            return;
        }
        self.truncated = message.len() < length;
        self.left = room.saturating_sub(message.len() as u64);
        self.lines.push(Line { level, message });
    }

    /// Bytes that the next line may have; none once a line was cut.
    const fn room(&self) -> u64 {
        if self.truncated {
            return 0;
        }
        self.left.saturating_sub(LINE_OVERHEAD)
    }
}

/// Offers the capability.
pub(crate) fn link(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    linker.instance(INTERFACE)?.func_wrap("log", log)
}

fn log(mut store: StoreContextMut<'_, State>, (level, message): (contract::Level, WasmStr)) -> wasmtime::Result<()> {
    let text = message.to_str(&store)?;
    let (length, kept) = (text.len(), store.data().logs.kept(&text));
    drop(text);
    charge(&mut store, length as u64)?;
    store.data_mut().logs.push(level.into(), kept, length);
    Ok(())
}

/// Makes the guest pay for the host's work on its behalf.
fn charge(store: &mut StoreContextMut<'_, State>, fuel: u64) -> wasmtime::Result<()> {
    let left = store.get_fuel()?.saturating_sub(fuel);
    store.set_fuel(left)?;
    if left == 0 {
        return Err(Trap::OutOfFuel.into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(limit: u64, messages: &[&str]) -> (Vec<String>, bool) {
        let mut logs = Logs::new(limit);
        messages.iter().for_each(|message| logs.push(Level::Info, logs.kept(message), message.len()));
        (logs.lines.into_iter().map(|line| line.message).collect(), logs.truncated)
    }

    #[test]
    fn lines_are_kept_up_to_the_limit() {
        assert_eq!(kept(100, &["one", "two"]), (vec!["one".to_owned(), "two".to_owned()], false));
        assert_eq!(kept(20, &["more than four"]), (vec!["more".to_owned()], true));
        assert_eq!(kept(0, &["one"]), (vec![], true));
    }

    #[test]
    fn nothing_is_kept_after_the_cut() {
        assert_eq!(kept(20, &["more than four", ""]), (vec!["more".to_owned()], true));
    }

    #[test]
    fn no_character_is_cut_in_two() {
        assert_eq!(kept(18, &["aüb"]), (vec!["a".to_owned()], true));
    }

    #[test]
    fn empty_lines_take_room_too() {
        let (lines, truncated) = kept(100, &[""; 100]);
        assert!(lines.len() <= 7 && truncated);
    }
}
