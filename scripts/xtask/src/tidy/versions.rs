//! Versions and places of crates stand in one list: the workspace's.

use toml::{Table, Value};

use super::{
    project::{Crate, Project},
    violation::Violation,
};

const SECTIONS: &[&str] = &["dependencies", "dev-dependencies", "build-dependencies"];
/// What a package has in common with all others.
const SHARED: &[&str] = &["edition", "license", "publish", "version"];

/// Finds dependencies and package fields that a crate states for itself.
pub fn check(project: &Project) -> Vec<Violation> {
    project.crates.iter().flat_map(|member| check_crate(project, member)).collect()
}

fn check_crate(project: &Project, member: &Crate) -> Vec<Violation> {
    let file = member.manifest_path();
    let violation = |name: &str, problem: String, remedy: String| {
        let line = project.text(&file).map_or(1, |text| text.line_of(name));
        Violation { file: file.clone(), line, rule: "versions", problem, remedy }
    };
    let dependencies = dependencies(&member.manifest).into_iter().map(|name| {
        violation(
            &name,
            format!("{name} is specified here"),
            format!("write `{name} = {{ workspace = true }}` and specify it in [workspace.dependencies]"),
        )
    });
    let package = member.manifest.get("package").and_then(Value::as_table);
    let fields = SHARED.iter().filter(|field| !package.and_then(|package| package.get(**field)).is_some_and(is_inherited));
    let fields = fields
        .map(|field| violation(field, format!("the package has its own {field}"), format!("write `{field}.workspace = true`")));
    dependencies.chain(fields).collect()
}

/// The names of dependencies that are not inherited.
fn dependencies(manifest: &Table) -> Vec<String> {
    let targets = manifest.get("target").and_then(Value::as_table).into_iter().flatten();
    let tables = targets.filter_map(|(_, target)| target.as_table()).chain([manifest]);
    let sections = tables.flat_map(|table| SECTIONS.iter().filter_map(|section| table.get(*section)?.as_table()));
    sections.flatten().filter(|(_, dependency)| !is_inherited(dependency)).map(|(name, _)| name.clone()).collect()
}

fn is_inherited(value: &Value) -> bool {
    value.get("workspace").and_then(Value::as_bool) == Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::project::doubles::summary;

    const PACKAGE: &str =
        "[package]\nversion.workspace = true\nedition.workspace = true\nlicense.workspace = true\npublish.workspace = true\n";

    fn project(rest: &str) -> Project {
        Project::default().with_crate("node", &format!("{PACKAGE}{rest}"), &[])
    }

    #[test]
    fn what_is_inherited_passes() {
        assert_eq!(check(&project("[dependencies]\nclap = { workspace = true, features = [\"env\"] }")), []);
    }

    #[test]
    fn a_version_path_or_repository_is_caught_in_every_section() {
        let manifests = [
            "[dependencies]\nclap = \"4\"",
            "[dependencies]\nclap = { path = \"../clap\" }",
            "[dev-dependencies]\nclap = { git = \"https://example.org\" }",
            "[build-dependencies]\nclap = { version = \"4\" }",
            "[target.'cfg(unix)'.dependencies]\nclap = \"4\"",
        ];
        for manifest in manifests {
            let violations = check(&project(manifest));
            assert_eq!(summary(&violations), [("node/Cargo.toml".into(), 7, "clap is specified here")], "{manifest}");
        }
    }

    #[test]
    fn a_package_field_of_its_own_is_caught() {
        let manifest = PACKAGE.replace("edition.workspace = true", "edition = \"2018\"");
        let violations = check(&Project::default().with_crate("node", &manifest, &[]));
        assert_eq!(summary(&violations), [("node/Cargo.toml".into(), 3, "the package has its own edition")]);
    }
}
