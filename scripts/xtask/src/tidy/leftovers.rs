//! Nothing of a template that others start from.

use super::{project::Project, violation::Violation};

/// Words that only a copied template has, in lower case.
const WORDS: &[&str] = &[
    "node template",
    "node-template",
    "node_template",
    "pallet-template",
    "pallet_template",
    "parachain template",
    "parity technologies",
    "solochain-template",
    "solochain_template",
    "something stored",
    "substrate developer hub",
    "substrate node",
    "support.anonymous.an",
];

/// Finds such words.
pub fn check(project: &Project) -> Vec<Violation> {
    // This file has to name them.
    let texts = project.texts.iter().filter(|text| !text.path.ends_with("tidy/leftovers.rs"));
    let lines = texts.flat_map(|text| text.numbered().map(move |(number, line)| (text, number, line.to_lowercase())));
    let found = lines.filter_map(|(text, number, line)| Some((text, number, *WORDS.iter().find(|word| line.contains(**word))?)));
    found
        .map(|(text, line, word)| Violation {
            file: text.path.clone(),
            line,
            rule: "leftovers",
            problem: format!("\"{word}\" is left from a template"),
            remedy: "say what is so here".into(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::project::doubles::summary;

    #[test]
    fn every_word_is_caught_in_any_case() {
        for word in WORDS {
            let text = format!("fine\n// {}\n", word.to_uppercase());
            assert_eq!(check(&Project::of_texts(&[("node/src/main.rs", &text)])).len(), 1, "{word}");
        }
    }

    #[test]
    fn the_message_points_at_the_line() {
        let project = Project::of_texts(&[("node/src/cli.rs", "fn name() {\n    \"Substrate Node\"\n}")]);
        let violations = check(&project);
        assert_eq!(summary(&violations), [("node/src/cli.rs".into(), 2, "\"substrate node\" is left from a template")]);
    }

    #[test]
    fn ordinary_words_pass() {
        assert_eq!(check(&Project::of_texts(&[("README.md", "The node stores something.")])), []);
    }
}
