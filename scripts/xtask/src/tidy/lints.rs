//! Every crate is held to the workspace's lints.

use super::{
    project::{Crate, Project},
    violation::Violation,
};

/// Finds crates that do not inherit the lints.
pub fn check(project: &Project) -> Vec<Violation> {
    let strangers = project.crates.iter().filter(|member| !inherits(member));
    strangers
        .map(|member| Violation {
            file: member.manifest_path(),
            line: 1,
            rule: "lints",
            problem: "the workspace's lints do not apply".into(),
            remedy: "add `[lints]` with `workspace = true`".into(),
        })
        .collect()
}

fn inherits(member: &Crate) -> bool {
    let lints = member.manifest.get("lints").and_then(|lints| lints.get("workspace"));
    lints.and_then(toml::Value::as_bool) == Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::project::doubles::summary;

    #[test]
    fn a_crate_without_the_lints_is_caught() {
        for manifest in ["[package]\nname = \"node\"", "[lints]\nworkspace = false", "[lints.rust]\nunsafe_code = \"allow\""] {
            let violations = check(&Project::default().with_crate("node", manifest, &[]));
            assert_eq!(summary(&violations), [("node/Cargo.toml".into(), 1, "the workspace's lints do not apply")]);
        }
    }

    #[test]
    fn a_crate_with_the_lints_passes() {
        assert_eq!(check(&Project::default().with_crate("node", "[lints]\nworkspace = true", &[])), []);
    }
}
