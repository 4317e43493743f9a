//! Building a runtime so that anybody who builds the same commit gets the same bytes.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{ensure, Context, Result};

use crate::{
    process::{read, run},
    setup::wasm,
    workspace::Workspace,
};

/// Where the sources lie while a release is built. The compiler takes the folder into the names of functions, and by them decides on
/// their order: so it has to be the same everywhere.
pub const SOURCES: &str = "/tmp/ainur-release";
/// The blob, below the target folder.
const BLOB: &str = "debug/wbuild/ainur-runtime/ainur_runtime.compact.compressed.wasm";

/// The commit that `name` stands for.
pub fn commit(workspace: &Workspace, name: &str) -> Result<String> {
    let commit = read(git(workspace).args(["rev-parse", "--verify", &format!("{name}^{{commit}}")]))?;
    Ok(commit.trim().to_owned())
}

/// Whether there is anything that is not committed.
pub fn is_dirty(workspace: &Workspace) -> Result<bool> {
    Ok(!read(git(workspace).args(["status", "--porcelain"]))?.trim().is_empty())
}

/// The compiler that the runtime is built with.
pub fn compiler(workspace: &Workspace) -> Result<String> {
    let mut rustc = Command::new("rustc");
    rustc.current_dir(&workspace.root).args(toolchain(workspace).map(|name| format!("+{name}"))).arg("--version");
    Ok(read(&mut rustc)?.trim().to_owned())
}

/// Builds the runtime of a commit in a target folder of its own; returns where the blob is.
pub fn blob(workspace: &Workspace, commit: &str, target: &Path) -> Result<PathBuf> {
    let sources = Path::new(SOURCES);
    export(workspace, commit, sources)?;
    run(&mut compilation(workspace, sources, target)?)?;
    let blob = target.join(BLOB);
    ensure!(blob.is_file(), "the build left no {}", blob.display());
    Ok(blob)
}

/// Copies what is committed, and only that, into an empty folder.
fn export(workspace: &Workspace, commit: &str, to: &Path) -> Result<()> {
    if to.exists() {
        fs::remove_dir_all(to).with_context(|| format!("cannot empty {}", to.display()))?;
    }
    fs::create_dir_all(to).with_context(|| format!("cannot make {}", to.display()))?;
    let mut archive = git(workspace).args(["archive", commit]).stdout(Stdio::piped()).spawn().context("cannot start git")?;
    let bytes = archive.stdout.take().context("git has no output")?;
    // Files get the time of now: cargo must not take those of an older commit for built.
    run(Command::new("tar").args(["-x", "-m", "-C"]).arg(to).stdin(bytes))?;
    ensure!(archive.wait()?.success(), "git archived nothing");
    Ok(())
}

fn compilation(workspace: &Workspace, sources: &Path, target: &Path) -> Result<Command> {
    let cargo_home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")));
    let cargo_home = cargo_home.context("there is no home folder")?;
    let mut cargo = workspace.cargo();
    // The build script is all that is wanted; of the native runtime it is enough that it would compile.
    cargo.current_dir(sources).args(["check", "--locked", "--package", "ainur-runtime", "--features", "metadata-hash"]);
    cargo.env("CARGO_TARGET_DIR", target).env("WASM_BUILD_TYPE", "release").env_remove("SKIP_WASM_BUILD");
    cargo.env("WASM_BUILD_RUSTFLAGS", remapped(&[(&cargo_home, "/cargo"), (target, "/target")]));
    // It names the checkout that this program was started from.
    cargo.env_remove("WASM_BUILD_WORKSPACE_HINT");
    Ok(cargo)
}

/// What takes the folders of this machine out of the messages of panics.
fn remapped(folders: &[(&Path, &str)]) -> String {
    let flags = folders.iter().map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display()));
    flags.collect::<Vec<_>>().join(" ")
}

/// The toolchain for wasm, where it is not the usual one.
fn toolchain(workspace: &Workspace) -> Option<String> {
    let chosen = env::var(wasm::RUNTIME_TOOLCHAIN_VARIABLE).ok();
    chosen.or_else(|| (wasm::source(&workspace.root) == Some(wasm::Source::Debian)).then(|| wasm::DEBIAN_TOOLCHAIN.into()))
}

fn git(workspace: &Workspace) -> Command {
    let mut git = Command::new("git");
    git.current_dir(&workspace.root);
    git
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repository() -> (tempfile::TempDir, Workspace) {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace { root: folder.path().join("checkout"), target_dir: folder.path().join("target") };
        fs::create_dir(&workspace.root).unwrap();
        fs::write(workspace.root.join("file"), "committed").unwrap();
        for arguments in [&["init", "-q"][..], &["add", "."], &["commit", "-q", "-m", "first"]] {
            let mut git = git(&workspace);
            git.args(["-c", "user.name=somebody", "-c", "user.email=somebody@example.org"]).args(arguments);
            run(&mut git).unwrap();
        }
        (folder, workspace)
    }

    #[test]
    fn what_is_committed_is_exported_and_nothing_else() {
        let (folder, workspace) = repository();
        let head = commit(&workspace, "HEAD").unwrap();
        assert!(!is_dirty(&workspace).unwrap());
        fs::write(workspace.root.join("file"), "changed").unwrap();
        assert!(is_dirty(&workspace).unwrap());
        let to = folder.path().join("sources");
        fs::create_dir(&to).unwrap();
        fs::write(to.join("left"), "by an earlier release").unwrap();
        export(&workspace, &head, &to).unwrap();
        assert_eq!(fs::read_to_string(to.join("file")).unwrap(), "committed");
        assert!(!to.join("left").exists());
        assert!(commit(&workspace, "no-such-branch").is_err());
    }

    #[test]
    fn the_build_is_of_the_copy_and_names_no_folder_of_this_machine() {
        let (_folder, workspace) = repository();
        let cargo = compilation(&workspace, Path::new("/sources"), Path::new("/somewhere/target")).unwrap();
        assert_eq!(cargo.get_current_dir(), Some(Path::new("/sources")));
        let flags = cargo.get_envs().find(|(name, _)| *name == "WASM_BUILD_RUSTFLAGS").unwrap().1.unwrap();
        assert!(flags.to_str().unwrap().ends_with(" --remap-path-prefix=/somewhere/target=/target"), "{flags:?}");
        let skip = cargo.get_envs().find(|(name, _)| *name == "SKIP_WASM_BUILD").unwrap().1;
        assert_eq!(skip, None);
    }
}
