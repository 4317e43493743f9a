//! `cargo xtask tidy`: the rules of ARCHITECTURE.md that no compiler checks, one file each.

mod asserted_errors;
mod dependencies;
mod file_size;
mod function_size;
mod leftovers;
mod lints;
mod machine_paths;
mod markers;
mod project;
mod readme;
mod versions;
mod violation;

use anyhow::{bail, Result};
use project::Project;
use violation::Violation;

use crate::workspace::Workspace;

/// A rule finds all violations of itself.
type Rule = fn(&Project) -> Vec<Violation>;

const RULES: &[Rule] = &[
    asserted_errors::check,
    dependencies::check,
    file_size::check,
    function_size::check,
    leftovers::check,
    lints::check,
    machine_paths::check,
    markers::check,
    readme::check,
    versions::check,
];

/// Applies every rule to the checkout and prints what breaks one.
pub fn run(workspace: &Workspace) -> Result<()> {
    let project = Project::load(&workspace.root)?;
    let mut violations: Vec<_> = RULES.iter().flat_map(|rule| rule(&project)).collect();
    violations.sort();
    violations.iter().for_each(|violation| println!("{violation}"));
    match violations.len() {
        0 => Ok(()),
        1 => bail!("1 violation of the rules"),
        count => bail!("{count} violations of the rules"),
    }
}
