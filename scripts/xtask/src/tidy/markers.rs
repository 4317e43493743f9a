//! Nothing is left for later in the sources.

use super::{project::Project, violation::Violation};

/// Found only as whole words.
const MARKERS: &[&str] = &["TODO", "FIXME", "XXX", "HACK", "todo!", "unimplemented!"];

/// Finds notes to oneself.
pub fn check(project: &Project) -> Vec<Violation> {
    // This file has to name them.
    let texts = project.texts.iter().filter(|text| !text.path.ends_with("tidy/markers.rs"));
    let lines = texts.flat_map(|text| text.numbered().map(move |(number, line)| (text, number, line)));
    let found = lines.filter_map(|(text, number, line)| Some((text, number, marker(line)?)));
    found
        .map(|(text, line, marker)| Violation {
            file: text.path.clone(),
            line,
            rule: "markers",
            problem: format!("`{marker}` marks unfinished work"),
            remedy: "finish it, or write an issue and remove the mark".into(),
        })
        .collect()
}

fn marker(line: &str) -> Option<&'static str> {
    let mut words = line.split(|character: char| !character.is_alphanumeric() && character != '_' && character != '!');
    words.find_map(|word| MARKERS.iter().copied().find(|marker| *marker == word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::project::doubles::summary;

    #[test]
    fn every_marker_is_caught() {
        for found in MARKERS {
            let text = format!("fine\n// {found}: later\n");
            let project = Project::of_texts(&[("src/lib.rs", &text)]);
            let violations = check(&project);
            assert_eq!(summary(&violations), [("src/lib.rs".into(), 2, format!("`{found}` marks unfinished work").as_str())]);
        }
    }

    #[test]
    fn words_that_contain_one_pass() {
        assert_eq!(marker("a HACKATHON of TODOS in MAX_XXX_LEN"), None);
        assert_eq!(marker("todo(1)"), None);
        assert_eq!(marker("todo!()"), Some("todo!"));
    }
}
