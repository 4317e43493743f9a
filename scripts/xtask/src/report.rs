//! Several things that are all tried, whatever becomes of the others.

use std::{
    fmt,
    time::{Duration, Instant},
};

use anyhow::{bail, Result};

use crate::process::announce;

/// How one leg ended.
enum Outcome {
    Passed,
    Failed,
    Skipped,
}

struct Leg {
    name: String,
    outcome: Outcome,
    took: Duration,
    /// What there is to say about it in one line.
    note: String,
}

/// What was done, in order.
#[derive(Default)]
pub struct Report {
    legs: Vec<Leg>,
}

impl Report {
    /// Does `work` now; what it gives back is the note on it.
    pub fn leg(&mut self, name: &str, work: impl FnOnce() -> Result<String>) {
        announce(name);
        let started = Instant::now();
        let result = work();
        if let Err(error) = &result {
            eprintln!("{error:#}");
        }
        let (outcome, note) = match result {
            Ok(note) => (Outcome::Passed, note),
            Err(error) => (Outcome::Failed, format!("{error:#}")),
        };
        self.legs.push(Leg {
            name: name.into(),
            outcome,
            took: started.elapsed(),
            note: note.lines().next().unwrap_or_default().into(),
        });
    }

    /// Notes that something was not done, and why.
    pub fn skip(&mut self, name: &str, reason: &str) {
        self.legs.push(Leg { name: name.into(), outcome: Outcome::Skipped, took: Duration::ZERO, note: reason.into() });
    }

    /// Prints the summary; an error if any leg failed.
    pub fn finish(self) -> Result<()> {
        println!("{self}");
        let failed: Vec<_> =
            self.legs.iter().filter(|leg| matches!(leg.outcome, Outcome::Failed)).map(|leg| leg.name.as_str()).collect();
        if failed.is_empty() {
            return Ok(());
        }
        bail!("failed: {}", failed.join(", "))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        for leg in &self.legs {
            let outcome = match leg.outcome {
                Outcome::Passed => "passed",
                Outcome::Failed => "FAILED",
                Outcome::Skipped => "skipped",
            };
            writeln!(out, "{outcome:>8} {:>7.1} s  {:<24} {}", leg.took.as_secs_f32(), leg.name, leg.note)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_leg_does_not_stop_the_next() {
        let mut report = Report::default();
        report.leg("first", || bail!("broken"));
        report.leg("second", || Ok("12 tests".into()));
        report.skip("third", "no Node.js");
        let text = report.to_string();
        assert!(text.contains("FAILED") && text.contains("broken"), "{text}");
        assert!(text.contains("passed") && text.contains("12 tests"), "{text}");
        assert!(text.contains("skipped") && text.contains("no Node.js"), "{text}");
        assert_eq!(report.finish().unwrap_err().to_string(), "failed: first");
    }

    #[test]
    fn nothing_failed_is_success() {
        let mut report = Report::default();
        report.leg("only", || Ok(String::new()));
        report.skip("other", "not here");
        assert!(report.finish().is_ok());
    }
}
