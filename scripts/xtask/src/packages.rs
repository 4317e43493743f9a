//! Packages of Node.js and Python, at the versions and with the hashes of a lock file.

use std::{fs, path::Path, path::PathBuf, process::Command};

use anyhow::Result;

use crate::process::{probe, run};

/// Why there is no Node.js of this major version or a newer one here.
pub fn without_node(oldest: u32) -> Option<String> {
    match probe(Command::new("node").arg("--version")).as_deref().and_then(major_version) {
        Some(version) if version >= oldest => None,
        Some(version) => Some(format!("Node.js is version {version}, {oldest} is needed")),
        None => Some("Node.js is not installed".into()),
    }
}

/// Why there is no Python here that can make environments.
pub fn without_python() -> Option<String> {
    let venv = probe(Command::new("python3").args(["-c", "import ensurepip, venv"]));
    venv.is_none().then(|| "Python with venv is not installed".into())
}

/// Unpacks what the lock file in the folder asks for beside it, unless it is there.
pub fn unpack(folder: &Path) -> Result<()> {
    if are_unpacked(folder) {
        return Ok(());
    }
    // No package has a say in how it is installed.
    let options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    run(Command::new("npm").args(options).current_dir(folder))
}

/// Whether npm has unpacked what the present lock file asks for.
fn are_unpacked(folder: &Path) -> bool {
    let changed = |file: &str| fs::metadata(folder.join(file)).and_then(|metadata| metadata.modified());
    match (changed("node_modules/.package-lock.json"), changed("package-lock.json")) {
        (Ok(unpacked), Ok(wanted)) => unpacked >= wanted,
        _ => false,
    }
}

/// The interpreter of an environment, outside the checkout, which holds what `requirements.txt` in the folder asks for.
pub fn environment(folder: &Path, environment: &Path) -> Result<PathBuf> {
    let python = environment.join("bin/python");
    let requirements = folder.join("requirements.txt");
    let wanted = fs::read_to_string(&requirements)?;
    // Written last: an installation that was interrupted is made anew.
    let installed = environment.join("installed.txt");
    if fs::read_to_string(&installed).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(environment))?;
    let options = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--only-binary=:all:"];
    run(Command::new(&python).args(options).arg("--requirement").arg(requirements))?;
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
        let [folder, kept] = ["tools", "environment"].map(|name| root.path().join(name));
        for (folder, file) in [(&folder, "requirements.txt"), (&kept, "installed.txt")] {
            fs::create_dir_all(folder).unwrap();
            fs::write(folder.join(file), "stock==1.0").unwrap();
        }
        assert_eq!(environment(&folder, &kept).unwrap(), kept.join("bin/python"));
    }
}
