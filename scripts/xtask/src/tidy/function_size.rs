//! A function that does one thing fits on a screen.

use std::path::Path;

use syn::{spanned::Spanned, visit::Visit, Block, Ident, ImplItemFn, ItemFn, TraitItemFn};

use super::{project::Project, violation::Violation};

/// Most lines of a body, braces included; 40 is the aim.
const MAX_LINES: usize = 80;

/// Finds functions with too long a body.
pub fn check(project: &Project) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (text, syntax) in project.rust().filter(|(text, _)| !text.path.ends_with("src/weights.rs")) {
        Functions { file: &text.path, violations: &mut violations }.visit_file(&syntax);
    }
    violations
}

struct Functions<'a> {
    file: &'a Path,
    violations: &'a mut Vec<Violation>,
}

impl Functions<'_> {
    fn measure(&mut self, name: &Ident, body: &Block) {
        let span = body.span();
        let lines = span.end().line.saturating_sub(span.start().line).saturating_add(1);
        if lines > MAX_LINES {
            self.violations.push(Violation {
                file: self.file.into(),
                line: name.span().start().line,
                rule: "function_size",
                problem: format!("`{name}` has {lines} lines, {MAX_LINES} are allowed"),
                remedy: "name its parts and make them functions".into(),
            });
        }
    }
}

impl<'ast> Visit<'ast> for Functions<'_> {
    fn visit_item_fn(&mut self, function: &'ast ItemFn) {
        self.measure(&function.sig.ident, &function.block);
        syn::visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast ImplItemFn) {
        self.measure(&function.sig.ident, &function.block);
        syn::visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast TraitItemFn) {
        if let Some(body) = &function.default {
            self.measure(&function.sig.ident, body);
        }
        syn::visit::visit_trait_item_fn(self, function);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::project::doubles::summary;

    fn of_lines(lines: usize) -> String {
        format!("fn work() {{{}}}", "\n".repeat(lines - 1))
    }

    #[test]
    fn functions_methods_and_defaults_are_measured() {
        let long = of_lines(81);
        for source in
            [long.clone(), format!("impl A {{\n{long}\n}}"), format!("trait B {{\n{long}\n}}"), format!("mod c {{\n{long}\n}}")]
        {
            let project = Project::of_texts(&[("node/src/main.rs", &source)]);
            let line = source.lines().position(|line| line.contains("fn")).unwrap() + 1;
            let violations = check(&project);
            assert_eq!(summary(&violations), [("node/src/main.rs".into(), line, "`work` has 81 lines, 80 are allowed")]);
        }
    }

    #[test]
    fn a_function_of_eighty_lines_passes() {
        assert_eq!(check(&Project::of_texts(&[("node/src/main.rs", &of_lines(80))])), []);
    }
}
