//! Every crate says in its README what it is for, and the README is its documentation.

use super::{
    project::{Crate, Project},
    violation::Violation,
};

const INCLUDE: &str = "#![doc = include_str!(\"../README.md\")]";

/// Finds crates whose README is missing, empty or not their documentation.
pub fn check(project: &Project) -> Vec<Violation> {
    project.crates.iter().filter_map(|member| check_crate(project, member)).collect()
}

fn check_crate(project: &Project, member: &Crate) -> Option<Violation> {
    let violation = |file, problem: &str, remedy: &str| {
        Some(Violation { file, line: 1, rule: "readme", problem: problem.into(), remedy: remedy.into() })
    };
    let readme = member.folder.join("README.md");
    if project.text(&readme).is_none_or(|text| text.content.trim().is_empty()) {
        return violation(readme, "the crate has no README", "say what it is for, its terms and its invariants");
    }
    let roots = ["src/lib.rs", "src/main.rs"].map(|file| member.folder.join(file));
    let root = roots.iter().find_map(|path| project.text(path))?;
    if root.content.contains(INCLUDE) {
        return None;
    }
    violation(root.path.clone(), "the README is not the crate's documentation", &format!("begin with `{INCLUDE}`"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::project::doubles::summary;

    fn project(texts: &[(&str, &str)]) -> Project {
        Project::of_texts(texts).with_crate("node", "[package]", &[])
    }

    #[test]
    fn a_missing_or_empty_readme_is_caught() {
        for texts in [&[][..], &[("node/README.md", " \n")]] {
            let violations = check(&project(texts));
            assert_eq!(summary(&violations), [("node/README.md".into(), 1, "the crate has no README")]);
        }
    }

    #[test]
    fn a_readme_that_is_not_the_documentation_is_caught() {
        let violations = check(&project(&[("node/README.md", "# node"), ("node/src/main.rs", "//! The node.")]));
        assert_eq!(summary(&violations), [("node/src/main.rs".into(), 1, "the README is not the crate's documentation")]);
    }

    #[test]
    fn an_included_readme_passes() {
        assert_eq!(check(&project(&[("node/README.md", "# node"), ("node/src/main.rs", INCLUDE)])), []);
    }
}
