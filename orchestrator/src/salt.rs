//! Secrets that are shown later.

use anyhow::{anyhow, Result};

/// 32 bytes that nobody can guess, from the operating system.
///
/// # Errors
///
/// When the operating system has none to give.
pub fn salt() -> Result<[u8; 32]> {
    let mut salt = [0; 32];
    getrandom::fill(&mut salt).map_err(|error| anyhow!("no randomness: {error}"))?;
    Ok(salt)
}
