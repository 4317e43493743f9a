//! The way without downloads: Debian's compiler, and the standard library compiled from Debian's sources of it.
//!
//! The compiler in `/usr` is left as the package manager made it: a folder of our own has the compiler by links, the two standard
//! libraries and the linker, and rustup knows it as the toolchain `distro`.

use std::{
    env, fs,
    os::unix::fs::{symlink, PermissionsExt},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use super::wasm::{has_library, Target, DEBIAN_TOOLCHAIN, TARGETS};
use crate::process::{announce, read, run};

const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";
const LINKER: &str = "/usr/bin/lld-22";
const SOURCES: &str = "/usr/lib/rustlib/src/rust/library/Cargo.lock";
const PACKAGES: [(&str, &str); 4] = [(RUSTC, "rustc-web"), (CARGO, "cargo-web"), (LINKER, "lld-22"), (SOURCES, "rust-web-src")];

/// Installs the packages, compiles the libraries and links the toolchain.
pub fn install(root: &Path) -> Result<()> {
    install_packages(root)?;
    let sysroot = sysroot()?;
    populate(&sysroot)?;
    for target in &TARGETS {
        compile(&sysroot, target)?;
    }
    // An older toolchain of that name may lack what this one has.
    run(Command::new("rustup").args(["toolchain", "link", DEBIAN_TOOLCHAIN]).arg(&sysroot))
}

fn install_packages(root: &Path) -> Result<()> {
    let missing = PACKAGES.iter().filter(|(file, _)| !Path::new(file).exists()).map(|(_, package)| package);
    let missing: Vec<_> = missing.collect();
    if missing.is_empty() {
        return Ok(());
    }
    run(Command::new(root.join("scripts/packages")).args(missing))
}

/// Where the toolchain is kept: rustup links to it, so it outlives checkouts and target folders.
fn sysroot() -> Result<PathBuf> {
    let home = env::var_os("HOME").context("HOME is not set")?;
    Ok(PathBuf::from(home).join(".cache/ainur").join(DEBIAN_TOOLCHAIN))
}

/// Everything but the libraries of our targets.
fn populate(sysroot: &Path) -> Result<()> {
    let library = PathBuf::from("lib/rustlib").join(host(&read(Command::new(RUSTC).arg("-vV"))?)?);
    let debian = PathBuf::from(read(Command::new(RUSTC).args(["--print", "sysroot"]))?.trim());
    for folder in [sysroot.join("bin"), sysroot.join(&library).join("bin")] {
        fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    }
    link(Path::new(CARGO), &sysroot.join("bin/cargo"))?;
    link(&debian.join(&library).join("lib"), &sysroot.join(&library).join("lib"))?;
    link(Path::new(LINKER), &sysroot.join(&library).join("bin/rust-lld"))?;
    let compiler = sysroot.join("bin/rustc");
    fs::write(&compiler, format!("#!/bin/sh\nexec {RUSTC} --sysroot '{}' \"$@\"\n", sysroot.display()))?;
    fs::set_permissions(&compiler, fs::Permissions::from_mode(0o755))?;
    Ok(())
}

fn link(original: &Path, link: &Path) -> Result<()> {
    if link.is_symlink() {
        fs::remove_file(link)?;
    }
    symlink(original, link).with_context(|| format!("cannot create {}", link.display()))
}

/// The host's name in the compiler's description of itself.
fn host(description: &str) -> Result<&str> {
    description.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc does not say its host")
}

/// Compiles the standard library for `target` and moves it into place.
fn compile(sysroot: &Path, target: &Target) -> Result<()> {
    let library = sysroot.join("lib/rustlib").join(target.triple).join("lib");
    if has_library(&library, target.library) {
        return Ok(());
    }
    announce(&format!("compiling the standard library for {} (half a minute)", target.triple));
    let scratch = sysroot.join("scratch").join(target.triple);
    write_scratch_crate(&scratch)?;
    run(&mut build_command(&scratch, target))?;
    let built = scratch.join("target").join(target.triple).join("release/deps");
    let partial = scratch.join("lib");
    fs::create_dir_all(&partial)?;
    for entry in fs::read_dir(&built)? {
        let file = entry?.path();
        if is_library(&file) {
            fs::copy(&file, partial.join(file.file_name().unwrap_or_default()))?;
        }
    }
    fs::create_dir_all(library.parent().unwrap_or(sysroot))?;
    fs::rename(&partial, &library).with_context(|| format!("cannot move the library to {}", library.display()))?;
    fs::remove_dir_all(scratch).context("cannot clean up")
}

/// A crate that makes cargo compile the standard library, and nothing else.
fn write_scratch_crate(folder: &Path) -> Result<()> {
    const MANIFEST: &str =
        "[package]\nname = \"scratch\"\nedition = \"2021\"\n\n[workspace]\n\n[profile.release]\npanic = \"abort\"\n";
    // What an interrupted run left is not trusted.
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("Cargo.toml"), MANIFEST)?;
    fs::write(folder.join("src/lib.rs"), "#![no_std]\n").context("cannot write the scratch crate")
}

fn build_command(scratch: &Path, target: &Target) -> Command {
    let mut cargo = Command::new(CARGO);
    for variable in
        ["RUSTUP_TOOLCHAIN", "CARGO_ENCODED_RUSTFLAGS", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER", "CARGO_BUILD_TARGET"]
    {
        cargo.env_remove(variable);
    }
    // Without bitcode in the library the runtime's link-time optimisation fails.
    cargo.env("RUSTC", RUSTC).env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", "-C embed-bitcode=yes");
    cargo.args(["build", "--quiet", "--release", "--target", target.triple, "--target-dir", "target"]);
    cargo.arg(format!("-Zbuild-std={}", target.crates)).current_dir(scratch);
    cargo
}

/// The compiled crates of the standard library, without the scratch crate.
fn is_library(file: &Path) -> bool {
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.ends_with(".rlib") && !name.starts_with("libscratch-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_read() {
        assert_eq!(
            host("rustc 1.96.0\nhost: x86_64-unknown-linux-gnu\nLLVM version: 22.1\n").unwrap(),
            "x86_64-unknown-linux-gnu"
        );
        assert!(host("rustc 1.96.0").is_err());
    }

    #[test]
    fn only_the_standard_library_is_kept() {
        assert!(is_library(Path::new("deps/libcore-0123.rlib")));
        assert!(!is_library(Path::new("deps/libscratch-0123.rlib")));
        assert!(!is_library(Path::new("deps/libcore-0123.rmeta")));
    }

    #[test]
    fn a_link_replaces_an_older_one() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("rust-lld");
        link(Path::new("/usr/bin/old"), &file).unwrap();
        link(Path::new("/usr/bin/new"), &file).unwrap();
        assert_eq!(fs::read_link(&file).unwrap(), Path::new("/usr/bin/new"));
    }

    #[test]
    fn what_an_interrupted_run_left_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let scratch = folder.path().join("scratch");
        fs::create_dir_all(scratch.join("target")).unwrap();
        write_scratch_crate(&scratch).unwrap();
        assert!(!scratch.join("target").exists());
        assert!(scratch.join("src/lib.rs").exists());
    }
}
