//! Nothing depends on where one machine keeps things.

use super::{project::Project, violation::Violation};

/// Folders in which people keep their checkouts and tools, wherever they are checked.
const HOMES: &[&str] = &["/home/", "/Users/"];

/// Finds absolute paths into such folders, and into those of this machine.
pub fn check(project: &Project) -> Vec<Violation> {
    let folders: Vec<_> = HOMES.iter().copied().chain(project.places.iter().map(String::as_str)).collect();
    // This file has to name them.
    let texts = project.texts.iter().filter(|text| !text.path.ends_with("tidy/machine_paths.rs"));
    let lines = texts.flat_map(|text| text.numbered().map(move |(number, line)| (text, number, line)));
    let found =
        lines.filter_map(|(text, number, line)| Some((text, number, folders.iter().find(|folder| begins(line, folder))?)));
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
        let places = vec!["/builds/ainur/".to_owned()];
        for (line, folder) in [
            ("/builds/ainur/target", "/builds/ainur/"),
            ("let home = \"/home/ada/ainur\";", "/home/"),
            ("PATH=/Users/ada/bin", "/Users/"),
            ("`cd /builds/ainur/`", "/builds/ainur/"),
        ] {
            let project = Project { places: places.clone(), ..Project::of_texts(&[("docs/start.md", &format!("fine\n{line}"))]) };
            let problem = format!("a path below {folder} exists on one machine only");
            assert_eq!(summary(&check(&project)), [("docs/start.md".into(), 2, problem.as_str())]);
        }
    }

    #[test]
    fn addresses_relative_and_other_paths_pass() {
        let lines =
            ["https://example.org/home/1", "./home/x", "/usr/bin/rustc", "~/home/", "$HOME/.cache", "/v1/home", "file:///home/a"];
        let project = Project::of_texts(&lines.map(|line| ("docs/start.md", line)));
        assert_eq!(summary(&check(&project)), []);
    }
}
