//! The checkout as the rules see it: its crates and its texts, read once.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::process::read;

/// Folders that are not ours to check.
const FOREIGN: &[&str] = &[".git", "node_modules", "target"];
/// Endings of the texts that people write.
const ENDINGS: &[&str] = &["hbs", "js", "json", "md", "mjs", "py", "rs", "sh", "sql", "toml", "ts", "wit", "yaml", "yml"];
/// Texts that tools write.
const GENERATED: &[&str] = &["package-lock.json", "openapi.json"];

/// A checkout.
#[derive(Default)]
pub struct Project {
    /// Every crate of both workspaces.
    pub crates: Vec<Crate>,
    /// Every text that people write, manifests included.
    pub texts: Vec<Text>,
    /// Folders of this machine, with a slash at their end: the checkout itself, and the home of who checks it.
    pub places: Vec<String>,
}

/// A package and what its manifest says.
pub struct Crate {
    /// Its folder, relative to the root.
    pub folder: PathBuf,
    /// Its manifest.
    pub manifest: toml::Table,
    /// Everything it depends on.
    pub dependencies: Vec<Dependency>,
}

/// What a crate depends on.
pub struct Dependency {
    /// The package's name.
    pub name: String,
    /// Where it is, relative to the root, if it is one of ours.
    pub folder: Option<PathBuf>,
    /// Whether only tests need it.
    pub is_for_tests: bool,
}

/// A file.
pub struct Text {
    /// Relative to the root.
    pub path: PathBuf,
    /// What is in it.
    pub content: String,
}

impl Project {
    /// Reads the checkout at `root`.
    pub fn load(root: &Path) -> Result<Self> {
        let mut project = Self::default();
        for manifest in ["Cargo.toml", "agents/Cargo.toml"] {
            project.crates.extend(crates(root, manifest)?);
        }
        collect(root, root, &mut project.texts)?;
        project.places =
            [Some(root.to_owned()), std::env::home_dir()].iter().flatten().filter_map(|place| in_folder(place)).collect();
        Ok(project)
    }

    /// The text at `path`, if there is one.
    pub fn text(&self, path: &Path) -> Option<&Text> {
        self.texts.iter().find(|text| text.path == path)
    }

    /// The Rust sources with their syntax; what does not parse is left to the compiler.
    pub fn rust(&self) -> impl Iterator<Item = (&Text, syn::File)> {
        let sources = self.texts.iter().filter(|text| text.has_ending("rs"));
        sources.filter_map(|text| Some((text, syn::parse_file(&text.content).ok()?)))
    }
}

impl Crate {
    /// Its manifest's path.
    pub fn manifest_path(&self) -> PathBuf {
        self.folder.join("Cargo.toml")
    }
}

impl Text {
    /// Whether the file's name ends in `.ending`.
    pub fn has_ending(&self, ending: &str) -> bool {
        self.path.extension().is_some_and(|extension| extension == ending)
    }

    /// The line on which `needle` stands first; the first line where it does not.
    pub fn line_of(&self, needle: &str) -> usize {
        self.content.lines().position(|line| line.contains(needle)).map_or(1, |index| index.saturating_add(1))
    }

    /// Lines with their numbers.
    pub fn numbered(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.content.lines())
    }
}

/// How paths into a folder begin. The root of all folders, which some have as their home, tells no place, nor does an empty name.
fn in_folder(folder: &Path) -> Option<String> {
    folder.file_name().map(|_| format!("{}/", folder.display()))
}

fn crates(root: &Path, manifest: &str) -> Result<Vec<Crate>> {
    let mut cargo = Command::new("cargo");
    cargo.args(["metadata", "--no-deps", "--offline", "--format-version", "1", "--manifest-path"]).arg(root.join(manifest));
    let metadata: Value = serde_json::from_str(&read(cargo.current_dir(root))?)?;
    let packages = metadata.get("packages").and_then(Value::as_array).context("cargo lists no packages")?;
    packages.iter().map(|package| read_crate(root, package)).collect()
}

fn read_crate(root: &Path, package: &Value) -> Result<Crate> {
    let path = package.get("manifest_path").and_then(Value::as_str).context("a package without manifest")?;
    let manifest = fs::read_to_string(path)?.parse().with_context(|| format!("cannot read {path}"))?;
    let folder = Path::new(path).parent().context("a manifest without folder")?.strip_prefix(root)?.into();
    let dependencies = package.get("dependencies").and_then(Value::as_array).into_iter().flatten();
    Ok(Crate {
        folder,
        manifest,
        dependencies: dependencies.filter_map(|dependency| read_dependency(root, dependency)).collect(),
    })
}

fn read_dependency(root: &Path, dependency: &Value) -> Option<Dependency> {
    let folder = dependency.get("path").and_then(Value::as_str).map(Path::new);
    Some(Dependency {
        name: dependency.get("name")?.as_str()?.into(),
        folder: folder.map(|folder| folder.strip_prefix(root).unwrap_or(folder).into()),
        is_for_tests: dependency.get("kind").and_then(Value::as_str) == Some("dev"),
    })
}

fn collect(root: &Path, folder: &Path, texts: &mut Vec<Text>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_symlink() || FOREIGN.contains(&name) || GENERATED.contains(&name) {
            continue;
        }
        if path.is_dir() {
            collect(root, &path, texts)?;
        } else if is_text(&path) {
            let content = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            texts.push(Text { path: path.strip_prefix(root)?.into(), content });
        }
    }
    Ok(())
}

/// By the ending; scripts have none and stand in `scripts` or `.ci`.
fn is_text(path: &Path) -> bool {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some(ending) => ENDINGS.contains(&ending),
        None => path.parent().and_then(Path::file_name).is_some_and(|folder| folder == "scripts" || folder == ".ci"),
    }
}

#[cfg(test)]
pub mod doubles {
    //! Projects for the rules' tests.

    use super::*;

    impl Project {
        /// A project that consists of texts only.
        pub fn of_texts(texts: &[(&str, &str)]) -> Self {
            let texts = texts.iter().map(|(path, content)| Text { path: path.into(), content: (*content).into() });
            Self { texts: texts.collect(), ..Self::default() }
        }

        /// The project with one more crate, whose manifest is also a text.
        pub fn with_crate(mut self, folder: &str, manifest: &str, dependencies: &[Dependency]) -> Self {
            let copy = |dependency: &Dependency| Dependency {
                name: dependency.name.clone(),
                folder: dependency.folder.clone(),
                ..*dependency
            };
            let crate_ = Crate {
                folder: folder.into(),
                manifest: manifest.parse().unwrap(),
                dependencies: dependencies.iter().map(copy).collect(),
            };
            self.texts.push(Text { path: crate_.manifest_path(), content: manifest.into() });
            self.crates.push(crate_);
            self
        }
    }

    /// Where `violations` are, and what they are about.
    pub fn summary(violations: &[crate::tidy::violation::Violation]) -> Vec<(String, usize, &str)> {
        violations
            .iter()
            .map(|violation| (violation.file.display().to_string(), violation.line, violation.problem.as_str()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_read_and_the_rest_is_not() {
        let root = tempfile::tempdir().unwrap();
        let files = [
            "src/lib.rs",
            "scripts/demo",
            ".ci/run",
            "target/lib.rs",
            "node_modules/a.js",
            "package-lock.json",
            "a.wasm",
            "LICENSE",
        ];
        for file in files {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "text").unwrap();
        }
        let mut texts = Vec::new();
        collect(root.path(), root.path(), &mut texts).unwrap();
        let mut paths: Vec<_> = texts.iter().map(|text| text.path.to_str().unwrap()).collect();
        paths.sort();
        assert_eq!(paths, [".ci/run", "scripts/demo", "src/lib.rs"]);
    }

    #[test]
    fn only_a_folder_with_a_name_is_a_place() {
        assert_eq!(in_folder(Path::new("/builds/ainur")), Some("/builds/ainur/".into()));
        for nowhere in ["/", "//", ""] {
            assert_eq!(in_folder(Path::new(nowhere)), None, "{nowhere:?}");
        }
    }

    #[test]
    fn a_package_is_read_from_cargo_s_description() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("node")).unwrap();
        fs::write(root.path().join("node/Cargo.toml"), "[package]\nname = \"node\"").unwrap();
        let package = serde_json::json!({
            "manifest_path": root.path().join("node/Cargo.toml"),
            "dependencies": [
                { "name": "ainur-runtime", "path": root.path().join("runtime"), "kind": null },
                { "name": "proptest", "kind": "dev" },
            ],
        });
        let node = read_crate(root.path(), &package).unwrap();
        assert_eq!(node.folder, Path::new("node"));
        let found: Vec<_> =
            node.dependencies.iter().map(|found| (found.name.as_str(), found.folder.as_deref(), found.is_for_tests)).collect();
        assert_eq!(found, [("ainur-runtime", Some(Path::new("runtime")), false), ("proptest", None, true)]);
    }
}
