#![doc = include_str!("../README.md")]

use ainur_agent::{Agent, Failure};

/// The agent.
pub struct Echo;

impl Agent for Echo {
    fn execute(input: Vec<u8>) -> Result<Vec<u8>, Failure> {
        Ok(input)
    }
}

ainur_agent::agent!(Echo);
