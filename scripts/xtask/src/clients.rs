//! Programs of others that talk to our chain: a folder each, with a lock file and tests.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{packages, process::run as run_command, report::Report, workspace::Workspace};

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
            Self::JavaScript(_) => packages::without_node(NODE),
            Self::Python(_) => packages::without_python(),
        }
    }

    /// Installs what it is locked to, unless it is there, and runs its tests.
    fn test(&self, workspace: &Workspace) -> Result<String> {
        let mut tests = match self {
            Self::JavaScript(folder) => {
                packages::unpack(folder)?;
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

/// The interpreter of an environment of the client's own.
fn environment(workspace: &Workspace, folder: &Path) -> Result<PathBuf> {
    let name = folder.file_name().context("the client's folder has no name")?;
    packages::environment(folder, &workspace.target_dir.join("clients").join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
