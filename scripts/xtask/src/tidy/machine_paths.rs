//! Nothing depends on where one machine keeps things.

use super::{project::Project, violation::Violation};

/// Folders in which people keep their checkouts and tools.
const FOLDERS: &[&str] = &["/home/", "/root/", "/Users/", "/work/"];

/// Finds absolute paths into such folders.
pub fn check(project: &Project) -> Vec<Violation> {
    // This file has to name them.
    let texts = project.texts.iter().filter(|text| !text.path.ends_with("tidy/machine_paths.rs"));
    let lines = texts.flat_map(|text| text.numbered().map(move |(number, line)| (text, number, line)));
    let found =
        lines.filter_map(|(text, number, line)| Some((text, number, FOLDERS.iter().find(|folder| begins(line, folder))?)));
    found
        .map(|(text, line, folder)| Violation {
            file: text.path.clone(),
            line,
            rule: "machine_paths",
            problem: format!("a path below {folder} exists on one machine only"),
            remedy: "make it relative, or take it from the environment".into(),
        })
        .collect()
}

/// Whether a path in `line` begins with `folder`: in the middle of a longer path or an address it is just a name.
fn begins(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        before.is_none_or(|character| !character.is_alphanumeric() && !"._-~}/".contains(character))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::project::doubles::summary;

    #[test]
    fn a_path_of_one_machine_is_caught_wherever_it_stands() {
        for line in ["/work/main", "cd /root/ainur", "let home = \"/home/ada/ainur\";", "PATH=/Users/ada/bin", "file:///home/ada"]
        {
            let is_address = line.starts_with("file:");
            assert_eq!(FOLDERS.iter().any(|folder| begins(line, folder)), !is_address, "{line}");
        }
        let project = Project::of_texts(&[("docs/start.md", "fine\n`cd /work/main`")]);
        let violations = check(&project);
        assert_eq!(summary(&violations), [("docs/start.md".into(), 2, "a path below /work/ exists on one machine only")]);
    }

    #[test]
    fn addresses_relative_and_other_paths_pass() {
        for line in ["https://example.org/work/1", "./work/x", "/usr/bin/rustc", "~/work/", "$HOME/.cache", "/v1/work"] {
            assert!(!FOLDERS.iter().any(|folder| begins(line, folder)), "{line}");
        }
    }
}
