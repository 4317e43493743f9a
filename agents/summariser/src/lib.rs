#![doc = include_str!("../README.md")]

mod sentences;
mod summary;
mod words;

pub use sentences::{sentences, Sentence};
pub use summary::{budget, summarise};

use ainur_agent::{log, Agent, Failure};

/// The agent.
pub struct Summariser;

impl Agent for Summariser {
    fn execute(input: Vec<u8>) -> Result<Vec<u8>, Failure> {
        let text = String::from_utf8(input).map_err(|error| {
            Failure::InvalidInput(format!("the input is not UTF-8 text: byte {} is wrong", error.utf8_error().valid_up_to()))
        })?;
        let summary = summarise(&text).ok_or_else(|| Failure::InvalidInput("the input holds no word".to_owned()))?;
        log::info(&format!("{} bytes of text, {} bytes of summary", text.len(), summary.len()));
        Ok(summary.into_bytes())
    }
}

ainur_agent::agent!(Summariser);
