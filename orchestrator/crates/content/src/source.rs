//! Where blocks come from that are not here, and why they do not.

use std::time::Duration;

use async_trait::async_trait;
use cid::Cid;

/// Largest block that is exchanged, in bytes.
pub const MAX_BLOCK: usize = 2 * 1024 * 1024;

/// Somebody who may have a block.
#[async_trait]
pub trait Source: Send + Sync {
    /// Its name for people: an address without secrets.
    fn name(&self) -> &str;

    /// What it says the block is, at most [`MAX_BLOCK`] bytes; nobody has checked them yet. Whoever does not want to wait any longer drops
    /// the future.
    ///
    /// # Errors
    ///
    /// As the variants say.
    async fn block(&self, cid: &Cid) -> Result<Vec<u8>, SourceError>;
}

/// Why a source gave no block.
#[derive(thiserror::Error, Clone, PartialEq, Eq, Debug)]
pub enum SourceError {
    /// It has none.
    #[error("it does not have the block")]
    Missing,
    /// It did not answer, or not to the end, in time.
    #[error("it took longer than {} ms", .limit.as_millis())]
    TimedOut {
        /// What it was given.
        limit: Duration,
    },
    /// It cannot be reached.
    #[error("it cannot be reached: {0}")]
    Unreachable(String),
    /// It answered that it would not.
    #[error("it refused: {0}")]
    Refused(String),
    /// It gave more than a block can have.
    #[error("it gave more than {limit} bytes")]
    TooLarge {
        /// Largest block, in bytes.
        limit: usize,
    },
    /// It ended in the middle.
    #[error("it broke off: {0}")]
    BrokeOff(String),
    /// It gave other bytes than the identifier says.
    #[error("it gave other bytes than these")]
    Lied,
}

/// Why an address is none that can be asked.
#[derive(thiserror::Error, Clone, PartialEq, Eq, Debug)]
#[error("{address:?}: {reason}")]
pub struct InvalidAddress {
    /// What was given, without what may be secret.
    pub address: String,
    /// What is wrong with it.
    pub reason: String,
}

/// Reads an address of one of these schemes, without credentials, query or fragment: it is shown to people.
pub(crate) fn address(text: &str, schemes: &[&str]) -> Result<reqwest::Url, InvalidAddress> {
    // What cannot be read may hold a password.
    let invalid = |address: &str, reason: String| InvalidAddress { address: address.into(), reason };
    let url = reqwest::Url::parse(text).map_err(|error| invalid("an address", error.to_string()))?;
    let shown = url.host_str().unwrap_or_default();
    if !schemes.contains(&url.scheme()) {
        return Err(invalid(shown, format!("must begin with {}", schemes.join(":// or ") + "://")));
    }
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
        return Err(invalid(shown, "credentials, query and fragment are not allowed".into()));
    }
    Ok(url)
}

/// An error with all that caused it.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_say_where_and_nothing_else_are_taken() {
        for text in ["http://127.0.0.1:8080", "https://gateway.example/below/", "http://[::1]:5001"] {
            assert_eq!(address(text, &["http", "https"]).map(|url| url.host_str().is_some()), Ok(true), "{text}");
        }
    }

    #[test]
    fn others_are_refused_without_showing_secrets() {
        for (text, reason) in [
            ("ftp://host", "http"),
            ("https://host", "http"),
            ("nonsense", "relative"),
            ("http://user:hidden@host", "credentials"),
            ("http://host/?key=hidden", "credentials"),
            ("http://user:hidden@", "empty"),
        ] {
            let error = address(text, &["http"]).unwrap_err().to_string();
            assert!(error.contains(reason) && !error.contains("hidden"), "{text}: {error}");
        }
    }
}
