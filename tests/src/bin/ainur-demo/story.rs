//! Telling it to people.

use std::time::Instant;

use ainur_primitives::{Balance, AINU};
use anyhow::{Context, Result};
use serde_json::Value;

/// A story in chapters, each with the time at which it begins.
pub struct Story {
    begun: Instant,
}

impl Story {
    /// Begins to tell.
    pub fn begin() -> Self {
        Self { begun: Instant::now() }
    }

    /// Begins a chapter.
    pub fn chapter(&mut self, title: &str) {
        println!("\n[{:6.1} s] {title}", self.begun.elapsed().as_secs_f64());
    }

    /// Tells something.
    pub fn line(&self, text: &str) {
        println!("           {text}");
    }

    /// Lets somebody else speak.
    pub fn quote(&self, text: &str) {
        for line in text.lines() {
            println!("           | {line}");
        }
    }

    /// Tells a task's states: in which finalised block each began, and how long the one before had lasted.
    pub fn transitions(&self, task: &Value) -> Result<()> {
        let mut last: Option<(u64, u64)> = None;
        for step in task["transitions"].as_array().context("a task without a life")? {
            let height = step["height"].as_u64().context("no height")?;
            let time = step["timestamp_ms"].as_u64().context("no time")?;
            let leg = last.map_or_else(String::new, |(from, since)| {
                let seconds = time.saturating_sub(since) as f64 / 1_000.0;
                let blocks = height.saturating_sub(from);
                format!("after {blocks} {}, {seconds:.0} s", if blocks == 1 { "block" } else { "blocks" })
            });
            let status = step["status"].as_str().unwrap_or_default();
            let block = step["block"].as_str().unwrap_or_default();
            self.line(&format!("{status:<10} in block {height:>4} ({}..., final) {leg}", block.get(..10).unwrap_or(block)));
            last = Some((height, time));
        }
        Ok(())
    }
}

/// An amount for people, to the millionth.
pub fn ainu(amount: Balance) -> String {
    let millionths = amount / (AINU / 1_000_000);
    let (whole, rest) = (millionths / 1_000_000, millionths % 1_000_000);
    let text = format!("{whole}.{rest:06}");
    format!("{} AINU", text.trim_end_matches('0').trim_end_matches('.'))
}
