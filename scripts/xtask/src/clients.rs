//! Programs of others that talk to our chain: a folder each, with a lock file and tests.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{
    process::{probe, run as run_command},
    report::Report,
    workspace::Workspace,
};

/// Oldest Node.js that these clients run on.
const NODE: u32 = 18;

/// A client, by what it is written in.
#[derive(PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Client {
    JavaScript(PathBuf),
    Python(PathBuf),
}

/// Tests every client that this machine can run.
pub fn run(workspace: &Workspace, report: &mut Report) -> Result<()> {
    for client in find(&workspace.root.join("tests/clients"))? {
        let name = format!("client {}", client.folder().file_name().unwrap_or_default().to_string_lossy());
        match client.obstacle() {
            None => report.leg(&name, || client.test(workspace)),
            Some(obstacle) => report.skip(&name, &obstacle),
        }
    }
    Ok(())
}

/// The clients in the folder: what has neither manifest is shared by them.
fn find(parent: &Path) -> Result<Vec<Client>> {
    if !parent.exists() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(parent)?.collect::<Result<Vec<_>, _>>()?;
    let mut clients: Vec<_> = entries.into_iter().filter_map(|entry| Client::at(entry.path())).collect();
    clients.sort();
    Ok(clients)
}

impl Client {
    fn at(folder: PathBuf) -> Option<Self> {
        if folder.join("package.json").exists() {
            Some(Self::JavaScript(folder))
        } else if folder.join("requirements.txt").exists() {
            Some(Self::Python(folder))
        } else {
            None
        }
    }

    fn folder(&self) -> &Path {
        match self {
            Self::JavaScript(folder) | Self::Python(folder) => folder,
        }
    }

    /// Why it cannot run here.
    fn obstacle(&self) -> Option<String> {
        match self {
            Self::JavaScript(_) => match probe(Command::new("node").arg("--version")).as_deref().and_then(major_version) {
                Some(version) if version >= NODE => None,
                Some(version) => Some(format!("Node.js is version {version}, {NODE} is needed")),
                None => Some("Node.js is not installed".into()),
            },
            Self::Python(_) => {
                let venv = probe(Command::new("python3").args(["-c", "import ensurepip, venv"]));
                venv.is_none().then(|| "Python with venv is not installed".into())
            }
        }
    }

    /// Installs what it is locked to, unless it is there, and runs its tests.
    fn test(&self, workspace: &Workspace) -> Result<String> {
        let mut tests = match self {
            Self::JavaScript(folder) => {
                install_packages(folder)?;
                let mut npm = Command::new("npm");
                npm.args(["test", "--silent"]);
                npm
            }
            Self::Python(folder) => {
                let mut python = Command::new(environment(workspace, folder)?);
                python.args(["-m", "unittest"]).env("PYTHONDONTWRITEBYTECODE", "1");
                python
            }
        };
        run_command(tests.current_dir(self.folder()).env("AINUR_NODE", workspace.program("ainur-node")))?;
        Ok(String::new())
    }
}

fn install_packages(folder: &Path) -> Result<()> {
    if are_unpacked(folder) {
        return Ok(());
    }
    // No package has a say in how it is installed.
    let options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    run_command(Command::new("npm").args(options).current_dir(folder))
}

/// Whether npm has unpacked what the present lock file asks for.
fn are_unpacked(folder: &Path) -> bool {
    let changed = |file: &str| fs::metadata(folder.join(file)).and_then(|metadata| metadata.modified());
    match (changed("node_modules/.package-lock.json"), changed("package-lock.json")) {
        (Ok(unpacked), Ok(wanted)) => unpacked >= wanted,
        _ => false,
    }
}

/// The interpreter of an environment of the client's own, outside the checkout, which holds what its lock file asks for.
fn environment(workspace: &Workspace, folder: &Path) -> Result<PathBuf> {
    let name = folder.file_name().context("the client's folder has no name")?;
    let environment = workspace.target_dir.join("clients").join(name);
    let python = environment.join("bin/python");
    let wanted = fs::read_to_string(folder.join("requirements.txt"))?;
    // Written last: an installation that was interrupted is made anew.
    let installed = environment.join("installed.txt");
    if fs::read_to_string(&installed).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    run_command(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&environment))?;
    let options = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--only-binary=:all:"];
    run_command(Command::new(&python).args(options).arg("--requirement").arg(folder.join("requirements.txt")))?;
    fs::write(installed, wanted)?;
    Ok(python)
}

/// 20 of `v20.20.2`.
fn major_version(text: &str) -> Option<u32> {
    text.strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read() {
        assert_eq!(major_version("v20.20.2"), Some(20));
        assert_eq!(major_version("20.1"), None);
    }

    #[test]
    fn a_client_is_a_folder_with_a_manifest() {
        let parent = tempfile::tempdir().unwrap();
        let of = |name: &str, file: &str| {
            let folder = parent.path().join(name);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join(file), "{}").unwrap();
            folder
        };
        let (python, node) = (of("python", "requirements.txt"), of("stock", "package.json"));
        of("shared", "chain.mjs");
        assert_eq!(find(parent.path()).unwrap(), [Client::JavaScript(node), Client::Python(python)]);
        assert!(find(&parent.path().join("missing")).unwrap().is_empty());
    }

    #[test]
    fn packages_are_unpacked_once() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("package-lock.json"), "{}").unwrap();
        assert!(!are_unpacked(folder.path()));
        fs::create_dir(folder.path().join("node_modules")).unwrap();
        fs::write(folder.path().join("node_modules/.package-lock.json"), "{}").unwrap();
        assert!(are_unpacked(folder.path()));
    }

    #[test]
    fn an_environment_that_holds_what_is_asked_for_is_kept() {
        let root = tempfile::tempdir().unwrap();
        let workspace = Workspace { root: root.path().to_owned(), target_dir: root.path().join("target") };
        let folder = root.path().join("tests/clients/stock");
        let environment_folder = root.path().join("target/clients/stock");
        for (folder, file) in [(&folder, "requirements.txt"), (&environment_folder, "installed.txt")] {
            fs::create_dir_all(folder).unwrap();
            fs::write(folder.join(file), "stock==1.0").unwrap();
        }
        assert_eq!(environment(&workspace, &folder).unwrap(), environment_folder.join("bin/python"));
    }
}
