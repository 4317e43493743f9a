//! Every error that a pallet can return is provoked by one of its tests.

use std::{collections::BTreeSet, path::Path};

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::{visit::Visit, ItemEnum};

use super::{
    project::{Project, Text},
    violation::Violation,
};

/// Finds variants of pallets' errors that no test names.
pub fn check(project: &Project) -> Vec<Violation> {
    let pallets = project.rust().filter(|(text, _)| is_pallet_root(&text.path));
    pallets.flat_map(|(text, syntax)| check_pallet(project, text, &syntax)).collect()
}

fn is_pallet_root(path: &Path) -> bool {
    path.starts_with("pallets") && path.ends_with("src/lib.rs")
}

fn check_pallet(project: &Project, root: &Text, syntax: &syn::File) -> Vec<Violation> {
    let mut errors = Errors::default();
    errors.visit_file(syntax);
    let asserted = asserted(project, root.path.parent().unwrap_or(Path::new("")));
    let forgotten = errors.variants.into_iter().filter(|variant| !asserted.contains(&variant.to_string()));
    forgotten
        .map(|variant| Violation {
            file: root.path.clone(),
            line: variant.span().start().line,
            rule: "asserted_errors",
            problem: format!("no test provokes Error::{variant}"),
            remedy: "add one to the tests of the call that returns it".into(),
        })
        .collect()
}

/// The variants of the enum marked `#[pallet::error]`.
#[derive(Default)]
struct Errors {
    variants: Vec<Ident>,
}

impl<'ast> Visit<'ast> for Errors {
    fn visit_item_enum(&mut self, item: &'ast ItemEnum) {
        let is_error = item.attrs.iter().any(|attribute| {
            let steps: Vec<_> = attribute.path().segments.iter().map(|segment| segment.ident.to_string()).collect();
            steps == ["pallet", "error"]
        });
        if is_error {
            self.variants.extend(item.variants.iter().map(|variant| variant.ident.clone()));
        }
    }
}

/// Every variant that the tests below `src` name as `Error::Variant` or `Error::<T>::Variant`, comments aside.
fn asserted(project: &Project, src: &Path) -> BTreeSet<String> {
    let tests = project.texts.iter().filter(|text| text.path.starts_with(src.join("tests")) || text.path == src.join("tests.rs"));
    let mut variants = BTreeSet::new();
    for tokens in tests.filter_map(|text| text.content.parse().ok()) {
        let mut flat = Vec::new();
        flatten(tokens, &mut flat);
        variants.extend(flat.iter().enumerate().filter_map(|(at, token)| variant_after(token, flat.get(at..)?.get(1..)?)));
    }
    variants
}

/// Tokens as text, without the groups they are in.
fn flatten(tokens: TokenStream, flat: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => flatten(group.stream(), flat),
            other => flat.push(other.to_string()),
        }
    }
}

/// The variant that stands in `rest` behind the name of an error type, type arguments skipped.
fn variant_after(token: &str, rest: &[String]) -> Option<String> {
    if !token.ends_with("Error") {
        return None;
    }
    let rest = rest.strip_prefix(&[":".to_owned(), ":".to_owned()])?;
    if rest.first()? != "<" {
        return rest.first().cloned();
    }
    let end = rest.iter().position(|token| token == ">")?;
    let rest = rest.get(end..)?.strip_prefix(&[">".to_owned(), ":".to_owned(), ":".to_owned()])?;
    rest.first().cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::project::doubles::summary;

    const PALLET: &str = "
        #[frame_support::pallet]
        pub mod pallet {
            #[pallet::error]
            pub enum Error<T> {
                /// There is no such task.
                UnknownTask,
                /// Too late.
                Late,
            }
        }
    ";
    const ROOT: &str = "pallets/market/src/lib.rs";

    fn forgotten(tests: &[(&str, &str)]) -> Vec<String> {
        let project = Project::of_texts(&[&[(ROOT, PALLET)], tests].concat());
        check(&project).into_iter().map(|violation| violation.problem).collect()
    }

    #[test]
    fn both_ways_to_name_a_variant_count() {
        let file = "assert_noop!(call(), Error::<Test>::UnknownTask); assert_eq!(f(), Err(Error::Late.into()));";
        assert_eq!(forgotten(&[("pallets/market/src/tests/cancel.rs", file)]), [""; 0]);
        assert_eq!(forgotten(&[("pallets/market/src/tests.rs", file)]), [""; 0]);
    }

    #[test]
    fn a_variant_that_no_test_names_is_caught_at_its_line() {
        let tests = ("pallets/market/src/tests/cancel.rs", "assert_noop!(call(), Error::<Test>::UnknownTask);");
        let project = Project::of_texts(&[(ROOT, PALLET), tests]);
        let violations = check(&project);
        assert_eq!(summary(&violations), [(ROOT.into(), 9, "no test provokes Error::Late")]);
    }

    #[test]
    fn comments_and_other_pallets_tests_do_not_count() {
        let comment = ("pallets/market/src/tests/cancel.rs", "// Error::<Test>::UnknownTask, Error::Late");
        let other = ("pallets/escrow/src/tests/pay.rs", "fn f() { Error::UnknownTask; Error::Late; }");
        assert_eq!(forgotten(&[comment, other]).len(), 2);
    }

    #[test]
    fn other_enums_are_not_errors_of_the_pallet() {
        let source = "pub enum Error { Never }";
        assert_eq!(check(&Project::of_texts(&[(ROOT, source)])), []);
    }
}
