//! Guests in Python and JavaScript: an interpreter that has read the agent's sources, as it was left when it had.
//!
//! Seeds of the interpreter are in its memory, so no two builds are the same to the byte: what was built stays until what it
//! was built from changes.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{bail, Context, Result};
use blake2::{digest::consts::U32, Blake2b, Digest as _};

use crate::{
    packages,
    process::{announce, run},
    report::Report,
    workspace::Workspace,
};

/// Oldest Node.js that the tools run on.
const NODE: u32 = 20;
/// Folders of a guest that its component is not made of.
const ASIDE: &[&str] = &["golden", "node_modules", "tests", "__pycache__"];

/// What a guest is written in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Language {
    JavaScript,
    Python,
}

/// A folder of `agents/` with an entry point.
#[derive(PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Guest {
    name: String,
    folder: PathBuf,
    language: Language,
}

/// Builds the guests whose sources or tools have changed into `folder`; gives back all of their files.
pub fn build(workspace: &Workspace, folder: &Path) -> Result<Vec<PathBuf>> {
    let guests = find(&workspace.root.join("agents"))?;
    guests.iter().map(|guest| guest.build(workspace, folder)).collect()
}

/// Runs the guests' own tests on the host.
pub fn test(workspace: &Workspace, report: &mut Report) -> Result<()> {
    for guest in find(&workspace.root.join("agents"))? {
        report.leg(&format!("agent {} on the host", guest.name), || guest.test());
    }
    Ok(())
}

/// The guests below `agents/`, sorted by name.
fn find(agents: &Path) -> Result<Vec<Guest>> {
    let mut guests = Vec::new();
    for entry in fs::read_dir(agents)? {
        let folder = entry?.path();
        let Some(name) = folder.file_name().and_then(|name| name.to_str()).map(str::to_owned) else { continue };
        let languages = [Language::JavaScript, Language::Python];
        if let Some(language) = languages.into_iter().find(|language| folder.join(language.entry_point()).exists()) {
            guests.push(Guest { name, folder, language });
        }
    }
    guests.sort();
    Ok(guests)
}

impl Language {
    const fn entry_point(self) -> &'static str {
        match self {
            Self::JavaScript => "agent.js",
            Self::Python => "agent.py",
        }
    }

    /// Why nothing of it can be built here.
    fn obstacle(self) -> Option<String> {
        match self {
            Self::JavaScript => packages::without_node(NODE),
            Self::Python => packages::without_python(),
        }
    }

    /// The folder below the root with the lock file of what makes components of it.
    const fn tools(self) -> &'static str {
        match self {
            Self::JavaScript => "agents/tools/javascript",
            Self::Python => "agents/tools/python",
        }
    }
}

impl Guest {
    fn build(&self, workspace: &Workspace, folder: &Path) -> Result<PathBuf> {
        let component = folder.join(&self.name).with_extension("wasm");
        let sources = self.sources()?;
        let inputs = self.inputs(&workspace.root, &sources)?;
        let scratch = workspace.target_dir.join("agents-build").join(&self.name);
        // Written last: a build that was interrupted is made anew.
        let built = scratch.join("inputs");
        if component.exists() && fs::read_to_string(&built).is_ok_and(|built| built == inputs) {
            return Ok(component);
        }
        if let Some(obstacle) = self.language.obstacle() {
            bail!("the agent {} cannot be built: {obstacle}; scripts/setup --clients installs it", self.name);
        }
        announce(&format!("building the agent {}", self.name));
        self.copy(&sources, &scratch)?;
        let partial = scratch.join("component.wasm");
        run(&mut self.componentise(workspace, &scratch, &partial)?)?;
        fs::rename(&partial, &component).with_context(|| format!("cannot write {}", component.display()))?;
        fs::write(built, inputs)?;
        Ok(component)
    }

    /// The command that makes a component of the sources in the scratch folder.
    fn componentise(&self, workspace: &Workspace, scratch: &Path, component: &Path) -> Result<Command> {
        let (contract, tools) = (workspace.root.join("agents/wit"), workspace.root.join(self.language.tools()));
        let sources = scratch.join("sources");
        let mut command = match self.language {
            Language::JavaScript => {
                packages::unpack(&tools)?;
                let mut node = Command::new("node");
                node.arg(tools.join("componentize.js")).arg(sources.join("agent.js")).arg(&contract).arg(component);
                node
            }
            Language::Python => {
                let python = packages::environment(&tools, &workspace.target_dir.join("agents-build/python"))?;
                let mut tool = Command::new(python.with_file_name("componentize-py"));
                tool.args(["--quiet", "--world", "agent", "--wit-path"]).arg(&contract);
                tool.args(["componentize", "--stub-wasi", "--python-path"]).arg(&sources).arg("--output").arg(component);
                tool.arg("agent").env_remove("VIRTUAL_ENV");
                tool
            }
        };
        command.current_dir(&sources);
        Ok(command)
    }

    /// What the component is made of, relative to the guest's folder, sorted.
    fn sources(&self) -> Result<Vec<PathBuf>> {
        let ending = self.language.entry_point().trim_start_matches("agent.");
        let mut sources = Vec::new();
        let mut folders = vec![self.folder.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder)? {
                let path = entry?.path();
                let is_aside = path.file_name().and_then(|name| name.to_str()).is_none_or(|name| ASIDE.contains(&name));
                if path.is_dir() && !is_aside {
                    folders.push(path);
                } else if path.extension().is_some_and(|found| found == ending) {
                    sources.push(path.strip_prefix(&self.folder)?.to_owned());
                }
            }
        }
        sources.sort();
        Ok(sources)
    }

    /// A hash of all that the component follows from: the sources, the contract and the tools.
    fn inputs(&self, root: &Path, sources: &[PathBuf]) -> Result<String> {
        let tools = match self.language {
            Language::JavaScript => ["package-lock.json", "componentize.js"].as_slice(),
            Language::Python => ["requirements.txt"].as_slice(),
        };
        let tools = tools.iter().map(|file| root.join(self.language.tools()).join(file));
        let sources = sources.iter().map(|source| self.folder.join(source));
        let mut hash = Blake2b::<U32>::new();
        for file in sources.chain(tools).chain([root.join("agents/wit/agent.wit")]) {
            let content = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
            // Where one file ends and the next begins is part of it.
            hash.update(format!("{} {}\n", file.strip_prefix(root)?.display(), content.len()));
            hash.update(content);
        }
        Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Puts the sources alone into the scratch folder: the tools write beside what they read.
    fn copy(&self, sources: &[PathBuf], scratch: &Path) -> Result<()> {
        if scratch.exists() {
            fs::remove_dir_all(scratch)?;
        }
        for source in sources {
            let copied = scratch.join("sources").join(source);
            fs::create_dir_all(copied.parent().unwrap_or(scratch))?;
            fs::copy(self.folder.join(source), &copied).with_context(|| format!("cannot write {}", copied.display()))?;
        }
        Ok(())
    }

    fn test(&self) -> Result<String> {
        let mut tests = match self.language {
            Language::JavaScript => {
                let mut npm = Command::new("npm");
                npm.args(["test", "--silent"]);
                npm
            }
            Language::Python => {
                let mut python = Command::new("python3");
                python.args(["-m", "unittest"]).env("PYTHONDONTWRITEBYTECODE", "1");
                python
            }
        };
        run(tests.current_dir(&self.folder))?;
        Ok("golden pairs, units and damaged input".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A checkout with one guest in Python.
    fn checkout() -> (tempfile::TempDir, Guest) {
        let root = tempfile::tempdir().unwrap();
        let files = ["agents/wit/agent.wit", "agents/tools/python/requirements.txt", "agents/teller/agent.py"];
        for file in files.into_iter().chain(["agents/teller/teller/words.py", "agents/teller/tests/test_words.py"]) {
            let file = root.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "1").unwrap();
        }
        let guest = find(&root.path().join("agents")).unwrap().remove(0);
        (root, guest)
    }

    #[test]
    fn a_guest_is_a_folder_with_an_entry_point() {
        let (root, guest) = checkout();
        let expected = Guest { name: "teller".into(), folder: root.path().join("agents/teller"), language: Language::Python };
        assert_eq!(guest, expected);
        assert_eq!(find(&root.path().join("agents")).unwrap().len(), 1);
    }

    #[test]
    fn sources_are_what_is_no_test() {
        let (_root, guest) = checkout();
        assert_eq!(guest.sources().unwrap(), [PathBuf::from("agent.py"), "teller/words.py".into()]);
    }

    #[test]
    fn a_guest_is_built_anew_when_what_it_follows_from_changes() {
        let (root, guest) = checkout();
        let inputs = || guest.inputs(root.path(), &guest.sources().unwrap()).unwrap();
        let first = inputs();
        fs::write(root.path().join("agents/teller/tests/test_words.py"), "2").unwrap();
        assert_eq!(inputs(), first);
        for file in ["agents/teller/teller/words.py", "agents/wit/agent.wit", "agents/tools/python/requirements.txt"] {
            let before = inputs();
            fs::write(root.path().join(file), "2").unwrap();
            assert_ne!(inputs(), before, "{file}");
        }
    }

    #[test]
    fn a_guest_that_did_not_change_is_kept() {
        let (root, guest) = checkout();
        let workspace = Workspace { root: root.path().to_owned(), target_dir: root.path().join("target") };
        let [folder, scratch] = ["agents", "agents-build/teller"].map(|name| root.path().join("target").join(name));
        for (folder, file, content) in [
            (&folder, "teller.wasm", "component".to_owned()),
            (&scratch, "inputs", guest.inputs(root.path(), &guest.sources().unwrap()).unwrap()),
        ] {
            fs::create_dir_all(folder).unwrap();
            fs::write(folder.join(file), content).unwrap();
        }
        assert_eq!(build(&workspace, &folder).unwrap(), [folder.join("teller.wasm")]);
        assert_eq!(fs::read_to_string(folder.join("teller.wasm")).unwrap(), "component");
    }
}
