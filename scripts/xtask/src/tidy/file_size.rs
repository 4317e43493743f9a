//! A file that answers one question is short.

use std::path::Path;

use super::{
    project::{Project, Text},
    violation::Violation,
};

/// Most lines of a file, and what to do with more.
struct Budget {
    lines: usize,
    remedy: &'static str,
}

/// Finds files over their budget.
pub fn check(project: &Project) -> Vec<Violation> {
    project.texts.iter().filter_map(check_text).collect()
}

fn check_text(text: &Text) -> Option<Violation> {
    let Budget { lines, remedy } = budget(text)?;
    let count = text.content.lines().count();
    (count > lines).then(|| Violation {
        file: text.path.clone(),
        line: lines.saturating_add(1),
        rule: "file_size",
        problem: format!("{count} lines, {lines} are allowed"),
        remedy: remedy.into(),
    })
}

fn budget(text: &Text) -> Option<Budget> {
    if is_script(&text.path) {
        return Some(Budget { lines: 30, remedy: "move the logic to xtask, where it is tested" });
    }
    if !text.has_ending("rs") {
        return None;
    }
    let steps: Vec<_> = text.path.iter().filter_map(|step| step.to_str()).collect();
    Some(match steps.as_slice() {
        // Generated.
        ["pallets", _, "src", "weights.rs"] => return None,
        ["tests", ..] | [.., "tests.rs"] => TEST,
        steps if steps.contains(&"tests") => TEST,
        ["pallets", _, "src", "lib.rs"] => Budget { lines: 900, remedy: "the lib holds thin calls only: move work to impls" },
        ["runtime", "src", "lib.rs"] => Budget { lines: 250, remedy: "move configuration to configs and interfaces to apis" },
        _ => Budget { lines: 600, remedy: "split it by the question each part answers" },
    })
}

const TEST: Budget = Budget { lines: 800, remedy: "split it by topic" };

fn is_script(path: &Path) -> bool {
    let folder = path.parent().and_then(Path::to_str);
    path.extension().is_none() && matches!(folder, Some("scripts" | ".ci"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::project::doubles::summary;

    fn is_caught(path: &str, lines: usize) -> bool {
        !check(&Project::of_texts(&[(path, &"\n".repeat(lines))])).is_empty()
    }

    #[test]
    fn each_kind_has_its_budget() {
        let budgets = [
            ("orchestrator/src/app.rs", 600),
            ("pallets/escrow/src/lib.rs", 900),
            ("pallets/escrow/src/impls.rs", 600),
            ("pallets/escrow/src/tests/pay.rs", 800),
            ("tests/src/node.rs", 800),
            ("runtime/src/lib.rs", 250),
            ("scripts/demo", 30),
            (".ci/run", 30),
        ];
        for (path, lines) in budgets {
            assert!(!is_caught(path, lines), "{path}");
            assert!(is_caught(path, lines + 1), "{path}");
        }
    }

    #[test]
    fn generated_weights_and_documents_have_none() {
        assert!(!is_caught("pallets/escrow/src/weights.rs", 5000));
        assert!(!is_caught("docs/book.md", 5000));
    }

    #[test]
    fn the_message_points_at_the_first_line_too_many() {
        let project = Project::of_texts(&[("node/src/main.rs", &"\n".repeat(700))]);
        let violations = check(&project);
        assert_eq!(summary(&violations), [("node/src/main.rs".into(), 601, "700 lines, 600 are allowed")]);
    }
}
