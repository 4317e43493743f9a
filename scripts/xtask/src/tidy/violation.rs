//! What a rule has to say.

use std::{fmt, path::PathBuf};

/// A place that breaks a rule.
#[derive(PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Violation {
    /// Relative to the root.
    pub file: PathBuf,
    /// Counted from 1.
    pub line: usize,
    /// The rule's name: that of its file.
    pub rule: &'static str,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub remedy: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let Self { file, line, rule, problem, remedy } = self;
        write!(out, "{}:{line}: [{rule}] {problem}: {remedy}", file.display())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_violation_says_where_what_and_what_to_do() {
        let violation = Violation {
            file: "node/src/main.rs".into(),
            line: 7,
            rule: "file_size",
            problem: "700 lines, 600 are allowed".into(),
            remedy: "split it by topic".into(),
        };
        assert_eq!(violation.to_string(), "node/src/main.rs:7: [file_size] 700 lines, 600 are allowed: split it by topic");
    }
}
