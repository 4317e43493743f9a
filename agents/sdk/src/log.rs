//! Lines for the agent's operator.

use crate::bindings::ainur::agent::log::Level;

/// Writes a line that helps whoever debugs the agent.
pub fn debug(message: &str) {
    write(Level::Debug, message);
}

/// Writes a line about the normal course of work.
pub fn info(message: &str) {
    write(Level::Info, message);
}

/// Writes a line about something that was worked around.
pub fn warn(message: &str) {
    write(Level::Warn, message);
}

/// Writes a line about something that went wrong.
pub fn error(message: &str) {
    write(Level::Error, message);
}

#[cfg(target_family = "wasm")]
fn write(level: Level, message: &str) {
    crate::bindings::ainur::agent::log::log(level, message);
}

#[cfg(not(target_family = "wasm"))]
fn write(level: Level, message: &str) {
    eprintln!("{level:?}: {message}");
}
